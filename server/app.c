/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening and closing what requests share, and lending each what it needs for itself.
 */
#include "app.h"

#include "alloc.h"
#include "codes.h"
#include "seal.h"
#include "subject.h"

#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The folder of the page: as told, or beside the program, or where an installation has it. */
static enum zk_status open_page(struct zk_app *app, const char *web, struct zk_error *err)
{
    static const char *const places[] = { "web", "../share/zhiku/web" };
    char program[ZK_PATH_MAX], folder[ZK_PATH_MAX + 32];
    enum zk_status st = ZK_NOT_FOUND;
    ssize_t len;

    if (web[0]) {
        st = zk_statics_open(web, &app->statics, err);
    } else {
        len = readlink("/proc/self/exe", program, sizeof(program) - 1);
        if (len < 0)
            return zk_fail(err, ZK_IO, "", "the program's own folder is not known");
        program[len] = '\0';
        (void)dirname(program);
        for (size_t i = 0; i < 2 && st == ZK_NOT_FOUND; i++) {
            (void)snprintf(folder, sizeof(folder), "%s/%s", program, places[i]);
            st = zk_statics_open(folder, &app->statics, err);
        }
    }
    if (st != ZK_NOT_FOUND)
        return st;
    zk_log(&app->log, ZK_LOG_WARN, "no_page", "detail",
           "no shell.html was found: only the API is served; see --web", "looked", err->detail,
           NULL);
    return ZK_OK;
}

static enum zk_status open_lanes(struct zk_app *app, const char *path, int count,
                                 struct zk_error *err)
{
    app->lanes = zk_calloc((size_t)count, sizeof(*app->lanes));
    if (!app->lanes)
        return zk_fail(err, ZK_NO_MEMORY, "", "%d lanes", count);
    for (int i = 0; i < count; i++) {
        struct zk_lane *lane = &app->lanes[i];
        enum zk_status st = zk_store_open(path, ZK_STORE_READ, &lane->store, err);

        app->lane_count = i + 1;
        if (st != ZK_OK)
            return st;
        lane->arena = zk_arena_open();
        if (!lane->arena)
            return zk_fail(err, ZK_NO_MEMORY, "", "an arena");
        lane->next = app->free;
        app->free = lane;
    }
    return ZK_OK;
}

static void set_access(struct zk_app *app, const struct zk_config *config)
{
    app->access.clock = zk_clock_real();
    app->access.password_periods = strcmp(config->password_policy, "period") == 0;
    app->access.idle_seconds = config->session_idle;
    app->access.session_seconds = config->session_seconds;
    app->access.keys = app->keys;
    app->rates[ZK_RATE_SEARCH] = config->rate_search;
    app->rates[ZK_RATE_DETAIL] = config->rate_detail;
    app->rates[ZK_RATE_EXPORT] = config->rate_export;
    app->rates[ZK_RATE_LOGIN] = config->rate_login;
    app->harvest = config->harvest;
    app->secure = config->plain_cookie == 0;
    app->tls = config->tls_cert[0] != '\0';
    app->mails = config->mail_relay[0] != '\0';
    (void)snprintf(app->public_url, sizeof(app->public_url), "%s", config->public_url);
    (void)snprintf(app->data, sizeof(app->data), "%s", config->data);
}

static enum zk_status set_city(struct zk_app *app, const char *city, struct zk_error *err)
{
    const struct zk_code_table *regions = zk_codes_table("region");
    int row = zk_codes_find(regions, city, strlen(city));

    if (row < 0)
        return zk_fail(err, ZK_USAGE, "city",
                       "city: there is no region %.32s; see schema/codes/region.tsv", city);
    (void)snprintf(app->city, sizeof(app->city), "region:%s", regions->rows[row].code);
    return ZK_OK;
}

static enum zk_status open_engine(struct zk_app *app, const struct zk_config *config, int threads,
                                  struct zk_error *err)
{
    char index[ZK_PATH_MAX];
    struct zk_engine_options options = { index, threads + ZK_WORKERS + ZK_TELLERS, &app->log };
    struct zk_error why = { 0 };
    enum zk_status st = zk_config_index_path(config, index, err);

    if (st == ZK_OK)
        st = zk_engine_open(&options, &app->engine, err);
    if (st != ZK_OK)
        return st;
    st = zk_engine_refresh(app->engine, &why);
    if (st != ZK_OK)
        zk_log(&app->log, ZK_LOG_WARN, "no_index", "code", zk_status_slug(st), "detail", why.detail,
               NULL);
    return ZK_OK;
}

enum zk_status zk_app_open(const struct zk_config *config, const struct zk_log *log, int threads,
                           struct zk_app **out, struct zk_error *err)
{
    struct zk_app *app = zk_calloc(1, sizeof(*app));
    char path[ZK_PATH_MAX];
    int64_t again = 0;
    enum zk_status st;

    *out = NULL;
    if (!app)
        return zk_fail(err, ZK_NO_MEMORY, "", "the server");
    app->log = *log;
    pthread_mutex_init(&app->lock, NULL);
    pthread_cond_init(&app->lane_back, NULL);
    pthread_mutex_init(&app->writing, NULL);
    set_access(app, config);
    st = set_city(app, config->city, err);
    if (st == ZK_OK)
        st = zk_chase_days_read(config->reminder_days, &app->chase, err);
    if (st == ZK_OK)
        st = zk_config_store_path(config, path, err);
    if (st == ZK_OK)
        st = open_lanes(app, path, threads + ZK_WORKERS + ZK_TELLERS, err);
    if (st == ZK_OK)
        st = zk_store_open(path, ZK_STORE_CHANGE, &app->writer, err);
    if (st == ZK_OK)
        st = zk_config_key_path(config, app->keys, err);
    if (st == ZK_OK)
        st = zk_seal_start(&app->access, app->writer, err);
    if (st == ZK_OK) /* a backup that was restored */
        st = zk_subject_reapply(&app->access, app->writer, app->data, &again, err);
    if (st == ZK_OK && again > 0)
        zk_log(&app->log, ZK_LOG_WARN, "restored", "detail",
               "what was erased, withdrawn, kept back or corrected since the backup is so again",
               NULL);
    if (st == ZK_OK)
        st = zk_limits_open(ZK_LIMIT_ENTRIES, &app->limits, err);
    if (st == ZK_OK)
        st = zk_work_open(&app->work, err);
    if (st == ZK_OK)
        st = zk_querylog_open(config, path, log, &app->querylog, err);
    if (st == ZK_OK)
        st = open_page(app, config->web, err);
    if (st == ZK_OK)
        st = open_engine(app, config, threads, err);
    if (st != ZK_OK) {
        zk_app_close(app);
        return st;
    }
    *out = app;
    return ZK_OK;
}

void zk_app_close(struct zk_app *app)
{
    if (!app)
        return;
    zk_work_close(app->work);
    zk_limits_close(app->limits);
    if (app->writer)
        zk_store_close(app->writer);
    pthread_mutex_destroy(&app->writing);
    zk_querylog_close(app->querylog);
    if (app->engine)
        zk_engine_close(app->engine);
    zk_statics_close(app->statics);
    for (int i = 0; i < app->lane_count; i++) {
        if (app->lanes[i].store)
            zk_store_close(app->lanes[i].store);
        if (app->lanes[i].arena)
            zk_arena_close(app->lanes[i].arena);
    }
    zk_free(app->lanes);
    pthread_cond_destroy(&app->lane_back);
    pthread_mutex_destroy(&app->lock);
    zk_free(app);
}

struct zk_lane *zk_app_borrow(struct zk_app *app)
{
    struct zk_lane *lane;

    pthread_mutex_lock(&app->lock);
    while (!app->free)
        pthread_cond_wait(&app->lane_back, &app->lock);
    lane = app->free;
    app->free = lane->next;
    pthread_mutex_unlock(&app->lock);
    return lane;
}

void zk_app_return(struct zk_app *app, struct zk_lane *lane)
{
    zk_arena_reset(lane->arena);
    pthread_mutex_lock(&app->lock);
    lane->next = app->free;
    app->free = lane;
    pthread_cond_signal(&app->lane_back);
    pthread_mutex_unlock(&app->lock);
}

void zk_app_refresh(struct zk_app *app)
{
    struct zk_engine_state before, after;
    enum zk_status st;

    zk_engine_state(app->engine, &before);
    st = zk_engine_refresh(app->engine, NULL);
    zk_engine_state(app->engine, &after);
    if (st != before.status)
        zk_log(&app->log, st == ZK_OK ? ZK_LOG_INFO : ZK_LOG_WARN, "index", "code",
               zk_status_slug(st), "generation", after.generation, NULL);
}
