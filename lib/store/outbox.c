/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What changed and is not in the index yet.
 */
#include "private.h"

enum zk_status zk_store_outbox(struct zk_store *store, int64_t after, size_t max,
                               struct zk_arena *arena, struct zk_change **out, size_t *count,
                               struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    *count = 0;
    err = err ? err : &own;
    *out = zk_arena_array(arena, max, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for changes");
    stmt = zk_store_sql(store, ZK_SQL_OUTBOX, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, after);
    (void)sqlite3_bind_int64(stmt, 2, (int64_t)max);
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        (*out)[*count].seq = sqlite3_column_int64(stmt, 0);
        (*out)[(*count)++].record = sqlite3_column_int64(stmt, 1);
    }
    return st;
}

enum zk_status zk_store_outbox_last(struct zk_store *store, int64_t *seq, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    *seq = 0;
    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_OUTBOX_LAST, err);
    if (!stmt)
        return zk_store_failed(err);
    st = zk_store_step(store, stmt, &row, err);
    if (st == ZK_OK && row)
        *seq = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_reset(stmt);
    return st;
}

enum zk_status zk_store_outbox_prune(struct zk_store *store, int64_t upto, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;

    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_OUTBOX_PRUNE, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, upto);
    return zk_store_run(store, stmt, err);
}
