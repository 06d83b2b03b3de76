/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole server as one object, so that tests start it as main.c does.
 */
#ifndef ZK_SERVER_H
#define ZK_SERVER_H

#include "config.h"

#include <stdbool.h>

enum {
    ZK_DRAIN_SECONDS = 10,  /* longest a stop waits for current requests */
    ZK_GRACE_MS = 1000,     /* what idle connections get to be told of the stop */
    ZK_KEEPER_MS = 200,     /* how often the index is looked at and slow connections are cut */
    ZK_TRIM_MS = 10000,     /* how often free memory goes back to the system */
    ZK_QUEUE_MS = 1000,     /* a request that waited longer is turned away */
    ZK_THREADS_LEAST = 4,
};

struct zk_server;

struct zk_server_options {
    const struct zk_config *config;
    struct zk_log log;
    int queue_ms; /* ZK_QUEUE_MS; 0: never turn a request away for having waited */
};

/** Open everything, listen, answer. Statuses of zk_app_open() and zk_listen_open(). */
enum zk_status zk_server_open(const struct zk_server_options *options, struct zk_server **out,
                              struct zk_error *err);

/** "http://127.0.0.1:8080/" */
const char *zk_server_url(const struct zk_server *server);
int zk_server_port(const struct zk_server *server);

/** Take no new connections; each open one is closed after its current request. */
void zk_server_quiesce(struct zk_server *server);

/** Nothing is being read or answered any more, and idle connections have had their grace. */
bool zk_server_drained(const struct zk_server *server);

/** Stops at once; quiesce and wait first to be polite. */
void zk_server_close(struct zk_server *server);

#endif
