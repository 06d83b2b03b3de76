/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One request on its way through http.c, and the making of its answer.
 */
#ifndef ZK_HTTP_EXCHANGE_H
#define ZK_HTTP_EXCHANGE_H

#include "headers.h"
#include "http.h"
#include "peer.h"
#include "request.h"
#include "response.h"

#include <stdatomic.h>

struct zk_http {
    struct MHD_Daemon *daemon;
    struct zk_app *app;
    struct zk_http_options options;
    struct zk_watch *watch;
    atomic_bool draining;
    int listen_fd;
};

/* WAITING ends when a worker resumes the connection, which orders its writes before our reads. */
enum zk_exchange_state { NEW, READING, WAITING, ANSWERED, TURNED_AWAY, SENT };

/* One request on its way. */
struct zk_exchange {
    struct zk_job job;
    struct zk_http *http;
    struct MHD_Connection *connection;
    _Atomic enum zk_exchange_state state;
    enum zk_method method;
    bool local; /* the other end is this machine */
    char address[ZK_PEER_TEXT];
    char *target;
    struct zk_buf body;
    struct zk_headers headers;
    bool too_long; /* the body; its rest is dropped */
    size_t dropped;
    struct zk_response answer;
    char *texts[3]; /* cookie, location and file name of the answer */
    size_t sent;
    bool close; /* the connection, behind the answer */
};

/** Make the answer with a lane of its own, unless it is for a worker; early: why it may not even be
 * looked at. */
void zk_exchange_answer(struct zk_exchange *exchange, enum zk_status early, struct zk_error *err);

#endif
