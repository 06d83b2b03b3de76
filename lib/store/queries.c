/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log of queries; see queries.h.
 */
#include "queries.h"

#include "private.h"

#include <string.h>

enum zk_status zk_store_query_add(struct zk_store *store, const struct zk_query_row *row,
                                  struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;

    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_QUERY_ADD, err);
    if (!stmt)
        return zk_store_failed(err);
    zk_bind_text(stmt, 1, row->hour);
    zk_bind_text(stmt, 2, row->text);
    zk_bind_text(stmt, 3, row->filters);
    (void)sqlite3_bind_int64(stmt, 4, row->total);
    (void)sqlite3_bind_int64(stmt, 5, row->took_us);
    return zk_store_run(store, stmt, err);
}

enum zk_status zk_store_query_prune(struct zk_store *store, const char *hour, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;

    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_QUERY_PRUNE, err);
    if (!stmt)
        return zk_store_failed(err);
    zk_bind_text(stmt, 1, hour);
    return zk_store_run(store, stmt, err);
}

enum zk_status zk_store_query_report(struct zk_store *store, const struct zk_query_report *report,
                                     struct zk_arena *arena, struct zk_query_count **out,
                                     size_t *count, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    *count = 0;
    err = err ? err : &own;
    *out = zk_arena_array(arena, (size_t)report->size, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a report");
    stmt = zk_store_sql(
        store, report->by_filters ? ZK_SQL_QUERIES_BY_FILTERS : ZK_SQL_QUERIES_BY_TEXT, err);
    if (!stmt)
        return zk_store_failed(err);
    zk_bind_text(stmt, 1, report->since);
    (void)sqlite3_bind_int(stmt, 2, report->zero);
    (void)sqlite3_bind_int(stmt, 3, report->size);
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        const char *what = (const char *)sqlite3_column_text(stmt, 0);
        struct zk_query_count *one = &(*out)[(*count)++];

        one->what = what ? zk_arena_copy(arena, what, strlen(what)) : NULL;
        one->asked = sqlite3_column_int64(stmt, 1);
        one->none = sqlite3_column_int64(stmt, 2);
        if (!one->what) {
            (void)sqlite3_reset(stmt);
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a report");
        }
    }
    return st;
}

bool zk_query_is_day(const char *text)
{
    static const char shape[] = "0000-00-00";
    int month, day;

    for (size_t i = 0; i < sizeof(shape); i++) {
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
            return false;
    }
    month = (text[5] - '0') * 10 + text[6] - '0';
    day = (text[8] - '0') * 10 + text[9] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
