/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deadlines of connections. libmicrohttpd closes a silent connection, but one that sends a
 * byte now and then would live for ever.
 */
#ifndef ZK_HTTP_WATCH_H
#define ZK_HTTP_WATCH_H

#include "status.h"

struct zk_watch;
struct zk_watched; /* one connection */

enum zk_status zk_watch_open(int idle_seconds, int request_seconds, struct zk_watch **out,
                             struct zk_error *err);
void zk_watch_close(struct zk_watch *watch);

/** A new connection; NULL when out of memory. */
struct zk_watched *zk_watch_add(struct zk_watch *watch, int fd);
/** Before its descriptor is closed. */
void zk_watch_remove(struct zk_watch *watch, struct zk_watched *connection);

/** What it is doing now; NULL is ignored. */
void zk_watch_reading(struct zk_watch *watch, struct zk_watched *connection);
void zk_watch_sending(struct zk_watch *watch, struct zk_watched *connection);
void zk_watch_idle(struct zk_watch *watch, struct zk_watched *connection);

/** Shut down what is past its deadline. @return how many */
int zk_watch_sweep(struct zk_watch *watch);

#endif
