/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP by libmicrohttpd, none of which is seen outside http.c.
 */
#ifndef ZK_HTTP_H
#define ZK_HTTP_H

#include "app.h"

struct zk_http;

struct zk_http_options {
    int listen_fd;       /* closed by zk_http_close() */
    bool shared_socket;  /* systemd's: it goes on listening when we stop */
    int threads;
    int connections;     /* over it: 503 */
    int idle_seconds;
    int request_seconds; /* to send a request; as long again to take its answer */
    const char *tls_cert; /* PEM; NULL: plain HTTP */
    const char *tls_key;
    int queue_ms;        /* a request that waited longer is turned away with 503; 0: never */
};

enum zk_status zk_http_open(const struct zk_http_options *options, struct zk_app *app,
                            struct zk_http **out, struct zk_error *err);

/** Cut connections that are too slow; called a few times a second. */
void zk_http_sweep(struct zk_http *http);

/** Take no more connections, and close each one after its current request. */
void zk_http_quiesce(struct zk_http *http);

/** Requests being read or answered, and open connections. */
int zk_http_in_flight(const struct zk_http *http);
int zk_http_connections(const struct zk_http *http);

/** Ends what is still running. */
void zk_http_close(struct zk_http *http);

#endif
