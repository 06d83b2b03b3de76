/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all requests share: the engine, the stores lent to them, the page's files, figures.
 */
#ifndef ZK_APP_H
#define ZK_APP_H

#include "arena.h"
#include "audit.h"
#include "chase.h"
#include "config.h"
#include "engine.h"
#include "limit.h"
#include "metrics.h"
#include "querylog.h"
#include "statics.h"
#include "store.h"
#include "work.h"

#include <pthread.h>

enum {
    ZK_CITY_MAX = 32,
    ZK_TELLERS = 1, /* threads that tell alerts (teller.h): each has a lane and a reader */
    ZK_LIMIT_ENTRIES = 1 << 15, /* addresses and accounts whose rates are known */
};

/** What is limited, each with its setting. */
enum zk_rate { ZK_RATE_SEARCH, ZK_RATE_DETAIL, ZK_RATE_EXPORT, ZK_RATE_LOGIN, ZK_RATE_COUNT };

extern const char *const zk_rate_names[ZK_RATE_COUNT];

/** What one request needs for itself, lent for its duration. */
struct zk_lane {
    struct zk_store *store;
    struct zk_arena *arena;
    struct zk_lane *next; /* in the list of free ones */
};

struct zk_app {
    struct zk_log log;
    struct zk_engine *engine;
    struct zk_statics *statics; /* NULL: no page was found, the API works all the same */
    struct zk_metrics metrics;
    struct zk_access access;
    struct zk_limits *limits;
    int rates[ZK_RATE_COUNT];     /* a minute; 0: any */
    struct zk_chase_days chase;   /* when introductions are chased */
    int harvest;                  /* records an hour; 0: never an alarm */
    bool secure;                  /* session cookies are for TLS only */
    bool tls;                     /* of the server itself, with no proxy before it */
    struct zk_work *work;         /* what must not hold up the threads that serve requests */
    struct zk_store *writer;      /* the one connection that changes anything */
    pthread_mutex_t writing;      /* guards writer and log_bytes */
    int64_t log_bytes;            /* how long subjects.log was when the transaction began */
    char data[ZK_PATH_MAX];       /* the folder of the store */
    char public_url[ZK_PATH_MAX]; /* "https://host", or "" when nobody said */
    bool mails;                   /* there is a relay for mail */
    char keys[ZK_PATH_MAX];       /* access.keys */
    struct zk_querylog *querylog;
    char city[ZK_CITY_MAX]; /* "region:370400": what the home page expands */
    struct zk_lane *lanes;
    int lane_count;
    pthread_mutex_t lock; /* guards free */
    pthread_cond_t lane_back;
    struct zk_lane *free;
};

/**
 * Open store and engine for `threads` requests at a time. No usable index is no failure:
 * searches say so until there is one. No page is none either.
 *
 * @retval ZK_NO_STORE  there is no store
 * @retval ZK_BUSY ZK_CORRUPT ZK_IO ZK_NO_MEMORY
 */
enum zk_status zk_app_open(const struct zk_config *config, const struct zk_log *log, int threads,
                           struct zk_app **out, struct zk_error *err);
void zk_app_close(struct zk_app *app);

/** Waits for a free lane; with as many lanes as threads that is never long. */
struct zk_lane *zk_app_borrow(struct zk_app *app);
void zk_app_return(struct zk_app *app, struct zk_lane *lane);

/** Write an entry of the audit, in a transaction of its own, before what it tells of is answered.
 */
enum zk_status zk_app_tell(struct zk_app *app, const struct zk_who *who,
                           const struct zk_audit *entry, struct zk_error *err);
/** Begin a change: the writer, in a transaction, nobody else's until zk_app_end(). */
enum zk_status zk_app_begin(struct zk_app *app, struct zk_store **store, struct zk_error *err);
/** Commit when st is ZK_OK, else undo. @return st, or what the commit says */
enum zk_status zk_app_end(struct zk_app *app, enum zk_status st, struct zk_error *err);

/** Add to the audit later, by a worker; what cannot be added is told to the log. */
void zk_app_note(struct zk_app *app, const struct zk_who *who, const struct zk_audit *entry);
/** The session was used: written down by a worker. */
void zk_app_touch(struct zk_app *app, int64_t token);

int64_t zk_now_ms(void); /* of a clock that never goes back */

/** Follow the index; called over and over by the server's keeper. */
void zk_app_refresh(struct zk_app *app);

#endif
