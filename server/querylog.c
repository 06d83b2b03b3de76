/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log of queries between requests and the store; see querylog.h. Two lists of rows: requests
 * fill one while the keeper writes the other; they change places under a lock that is held for
 * the writing of one row at most.
 */
#include "querylog.h"

#include "alloc.h"
#include "queries.h"
#include "text.h"
#include "utf8.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    HOUR_BYTES = 16,
    TEXT_BYTES = 4 * ZK_QUERY_LOG_CHARS + 1,
    KEY_MAX = 64 * 1024,
    PRUNE_MS = 3600 * 1000,
    LAST_WAIT_MS = 1000,
};

struct row {
    time_t when;
    char text[TEXT_BYTES];
    char filters[ZK_QUERYLOG_FILTERS];
    int64_t total, took_us;
};

struct rows {
    struct row *list; /* ZK_QUERYLOG_ROOM of them */
    size_t count;
};

struct zk_querylog {
    bool on;
    int days;
    struct zk_store *store; /* the keeper's, as is what follows up to lock */
    struct zk_log log;
    struct rows writing;
    int64_t written_ms, pruned_ms; /* the last time; 0: never */
    bool failing;
    atomic_bool forget;   /* writing, too, before it is written again */
    pthread_mutex_t lock; /* guards waiting */
    struct rows waiting;
    atomic_int_least64_t written, dropped, personal;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void write_hour(time_t when, char out[HOUR_BYTES])
{
    struct tm tm;

    (void)gmtime_r(&when, &tm);
    (void)strftime(out, HOUR_BYTES, "%Y-%m-%dT%H", &tm);
}

enum zk_status zk_querylog_open(const struct zk_config *config, const char *path,
                                const struct zk_log *log, struct zk_querylog **out,
                                struct zk_error *err)
{
    struct zk_querylog *querylog = zk_calloc(1, sizeof(*querylog));
    enum zk_status st;

    *out = NULL;
    if (!querylog)
        return zk_fail(err, ZK_NO_MEMORY, "", "the log of queries");
    pthread_mutex_init(&querylog->lock, NULL);
    querylog->on = config->query_log;
    querylog->days = config->query_log_days;
    querylog->log = *log;
    querylog->waiting.list = zk_calloc(ZK_QUERYLOG_ROOM, sizeof(struct row));
    querylog->writing.list = zk_calloc(ZK_QUERYLOG_ROOM, sizeof(struct row));
    if (querylog->waiting.list && querylog->writing.list)
        st = zk_store_open(path, ZK_STORE_CHANGE, &querylog->store, err);
    else
        st = zk_fail(err, ZK_NO_MEMORY, "", "the log of queries");
    if (st != ZK_OK) {
        zk_querylog_close(querylog);
        return st;
    }
    zk_store_set_patience(querylog->store, 0); /* the keeper has other things to do */
    *out = querylog;
    return ZK_OK;
}

/* ---- from requests ---- */

/* kind=expert&region=370403, in the order of the facets. @return whether there was room */
static bool write_filters(const struct zk_facets *facets, const struct zk_search_params *params,
                          char out[ZK_QUERYLOG_FILTERS])
{
    size_t len = 0;

    out[0] = '\0';
    for (int facet = 0; facet < facets->count; facet++) {
        for (size_t i = 0; i < params->selected_count && len < ZK_QUERYLOG_FILTERS; i++) {
            char code[8];

            if (params->selected[i].facet != facet)
                continue;
            len += (size_t)snprintf(
                out + len, ZK_QUERYLOG_FILTERS - len, "%s%s=%s", len > 0 ? "&" : "",
                facets->list[facet].name,
                zk_facet_code(&facets->list[facet], params->selected[i].row, code));
        }
    }
    return len < ZK_QUERYLOG_FILTERS;
}

/* One line: what would break it becomes a blank. */
static void write_text(const struct zk_buf *key, char out[TEXT_BYTES])
{
    size_t kept = zk_utf8_prefix(key->bytes, key->len, ZK_QUERY_LOG_CHARS);

    for (size_t i = 0; i < kept; i++)
        out[i] = (unsigned char)key->bytes[i] < ' ' ? ' ' : key->bytes[i];
    out[kept] = '\0';
}

static bool put(struct zk_querylog *log, const struct zk_buf *key,
                const char filters[ZK_QUERYLOG_FILTERS], int64_t total, int64_t took_us)
{
    bool room;

    pthread_mutex_lock(&log->lock);
    room = log->waiting.count < ZK_QUERYLOG_ROOM;
    if (room) {
        struct row *row = &log->waiting.list[log->waiting.count++];

        row->when = time(NULL);
        write_text(key, row->text);
        memcpy(row->filters, filters, strlen(filters) + 1);
        row->total = total;
        row->took_us = took_us;
    }
    pthread_mutex_unlock(&log->lock);
    return room;
}

void zk_querylog_add(struct zk_querylog *log, const struct zk_engine *engine,
                     const struct zk_search_params *params, int64_t total, int64_t took_us)
{
    char filters[ZK_QUERYLOG_FILTERS];
    struct zk_buf key;

    if (!log->on || params->page > 1 || params->size == 0)
        return;
    zk_buf_init(&key, KEY_MAX);
    zk_engine_normalise(engine, params->q, params->q_len, &key);
    if (zk_buf_status(&key) == ZK_OK && key.len > 0 && zk_text_is_personal(key.bytes, key.len))
        atomic_fetch_add(&log->personal, 1);
    else if (zk_buf_status(&key) != ZK_OK ||
             !write_filters(zk_engine_facets(engine), params, filters) ||
             !put(log, &key, filters, total, took_us))
        atomic_fetch_add(&log->dropped, 1);
    zk_buf_free(&key);
}

void zk_querylog_forget(struct zk_querylog *log)
{
    pthread_mutex_lock(&log->lock);
    log->waiting.count = 0;
    atomic_store(&log->forget, true);
    pthread_mutex_unlock(&log->lock);
}

/* ---- to the store ---- */

/* What waits is to be written now; what could not be written the last time comes first. */
static void take(struct zk_querylog *log)
{
    struct rows full;

    if (atomic_exchange(&log->forget, false))
        log->writing.count = 0;
    if (log->writing.count > 0)
        return;
    pthread_mutex_lock(&log->lock);
    full = log->waiting;
    log->waiting = log->writing;
    log->writing = full;
    pthread_mutex_unlock(&log->lock);
}

int zk_querylog_days(const struct zk_querylog *log)
{
    return log->days;
}

static enum zk_status write_rows(struct zk_querylog *log, bool prune, struct zk_error *err)
{
    char hour[HOUR_BYTES];
    enum zk_status st = zk_store_begin(log->store, err);

    for (size_t i = 0; st == ZK_OK && i < log->writing.count; i++) {
        const struct row *row = &log->writing.list[i];
        const struct zk_query_row out = { hour, row->text, row->filters, row->total, row->took_us };

        write_hour(row->when, hour);
        st = zk_store_query_add(log->store, &out, err);
    }
    if (st == ZK_OK && prune) {
        write_hour(time(NULL) - (time_t)log->days * 24 * 3600, hour);
        st = zk_store_query_prune(log->store, hour, err);
    }
    if (st == ZK_OK)
        st = zk_store_commit(log->store, err);
    if (st != ZK_OK)
        zk_store_rollback(log->store);
    return st;
}

static void flush(struct zk_querylog *log, int64_t now)
{
    bool prune = log->pruned_ms == 0 || now - log->pruned_ms >= PRUNE_MS;
    struct zk_error why = { .status = ZK_OK };
    enum zk_status st;

    take(log);
    if (log->writing.count == 0 && !prune)
        return;
    st = write_rows(log, prune, &why);
    if (st == ZK_OK) {
        atomic_fetch_add(&log->written, (int_least64_t)log->writing.count);
        log->writing.count = 0;
        log->pruned_ms = prune ? now : log->pruned_ms;
    } else if (st != ZK_BUSY && !log->failing) { /* busy: the rows are kept for the next time */
        zk_log(&log->log, ZK_LOG_WARN, "query_log", "code", zk_status_slug(st), "detail",
               why.detail, NULL);
    }
    log->failing = st != ZK_OK && st != ZK_BUSY;
}

void zk_querylog_keep(struct zk_querylog *log)
{
    int64_t now = now_ms();

    if (log->written_ms != 0 && now - log->written_ms < ZK_QUERYLOG_MS)
        return;
    log->written_ms = now;
    flush(log, now);
}

void zk_querylog_close(struct zk_querylog *log)
{
    if (!log)
        return;
    if (log->store) {
        zk_store_set_patience(log->store, LAST_WAIT_MS);
        flush(log, now_ms()); /* what was left over from the last time */
        flush(log, now_ms());
        zk_store_close(log->store);
    }
    zk_free(log->waiting.list);
    zk_free(log->writing.list);
    pthread_mutex_destroy(&log->lock);
    zk_free(log);
}

void zk_querylog_metrics(struct zk_querylog *log, struct zk_buf *out)
{
    zk_buf_addf(out,
                "# HELP zhiku_query_log_total Searches for the log of queries, by what became of"
                " them.\n# TYPE zhiku_query_log_total counter\n"
                "zhiku_query_log_total{fate=\"written\"} %" PRId64 "\n"
                "zhiku_query_log_total{fate=\"dropped\"} %" PRId64 "\n"
                "zhiku_query_log_total{fate=\"personal\"} %" PRId64 "\n",
                (int64_t)atomic_load(&log->written), (int64_t)atomic_load(&log->dropped),
                (int64_t)atomic_load(&log->personal));
}
