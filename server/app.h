/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all requests share: the engine, the stores lent to them, the page's files, figures.
 */
#ifndef ZK_APP_H
#define ZK_APP_H

#include "arena.h"
#include "config.h"
#include "engine.h"
#include "metrics.h"
#include "querylog.h"
#include "statics.h"
#include "store.h"

#include <pthread.h>

enum { ZK_CITY_MAX = 32 };

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

/** Follow the index; called over and over by the server's keeper. */
void zk_app_refresh(struct zk_app *app);

#endif
