/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was searched for, without who: appended in batches, reported by words or by filters,
 * forgotten after a while.
 */
#ifndef ZK_QUERIES_H
#define ZK_QUERIES_H

#include "store.h"

enum { ZK_QUERY_LOG_CHARS = 200, ZK_QUERY_REPORT_MAX = 1000 };

struct zk_query_row {
    const char *hour;    /* "2026-11-24T22", UTC */
    const char *text;    /* normalised, at most ZK_QUERY_LOG_CHARS characters */
    const char *filters; /* "kind=expert&region=370403" */
    int64_t total;
    int64_t took_us;
};

/** Append one row, inside a transaction. */
enum zk_status zk_store_query_add(struct zk_store *store, const struct zk_query_row *row,
                                  struct zk_error *err);

/** Forget rows of before an hour. */
enum zk_status zk_store_query_prune(struct zk_store *store, const char *hour, struct zk_error *err);

struct zk_query_report {
    bool by_filters;   /* else by words */
    bool zero;         /* only what found nothing at least once */
    const char *since; /* "2026-11-01" or longer; "": all */
    int size;          /* most rows, up to ZK_QUERY_REPORT_MAX */
};

struct zk_query_count {
    const char *what; /* words, or filters */
    int64_t asked;
    int64_t none; /* times it found nothing */
};

/** Those that found nothing most often first, then those asked most often. */
enum zk_status zk_store_query_report(struct zk_store *store, const struct zk_query_report *report,
                                     struct zk_arena *arena, struct zk_query_count **out,
                                     size_t *count, struct zk_error *err);

/** A day as "2026-11-24". */
bool zk_query_is_day(const char *text);

#endif
