/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs of words that mean the same to a search.
 */
#include "private.h"

#include "utf8.h"

#include <string.h>

static const struct {
    const char *name, *zh;
} relations[] = {
#define RELATION_ROW(id, name, zh) { name, zh },
    ZK_RELATION_LIST(RELATION_ROW)
#undef RELATION_ROW
};

const char *zk_relation_name(enum zk_relation relation)
{
    return relations[relation].name;
}

const char *zk_relation_zh(enum zk_relation relation)
{
    return relations[relation].zh;
}

enum zk_relation zk_relation_find(const char *name)
{
    int i = 0;

    while (i < ZK_RELATION_COUNT && strcmp(relations[i].name, name) != 0 &&
           strcmp(relations[i].zh, name) != 0)
        i++;
    return (enum zk_relation)i;
}

/* ---- what is a pair ---- */

static enum zk_status check_text(const char *field, const char *text, size_t max,
                                 struct zk_error *err)
{
    size_t chars = text ? zk_utf8_count(text, strlen(text)) : 0;

    if (chars <= max)
        return ZK_OK;
    (void)zk_fail(err, ZK_BAD_VALUE, field, "最多%zu个字符，现在有%zu个", max, chars);
    if (err)
        err->number = (long)max;
    return ZK_BAD_VALUE;
}

static enum zk_status check(const struct zk_pair *pair, struct zk_error *err)
{
    enum zk_status st = check_text("text", pair->text, ZK_PAIR_TEXT_MAX, err);

    if (st == ZK_OK)
        st = check_text("other", pair->other, ZK_PAIR_TEXT_MAX, err);
    if (st == ZK_OK)
        st = check_text("origin", pair->origin, ZK_PAIR_TEXT_MAX, err);
    if (st == ZK_OK)
        st = check_text("note", pair->note, ZK_PAIR_NOTE_MAX, err);
    if (st != ZK_OK)
        return st;
    if (!pair->text || !pair->text[0])
        return zk_fail(err, ZK_BAD_VALUE, "text", "不能为空");
    if (!pair->other || !pair->other[0])
        return zk_fail(err, ZK_BAD_VALUE, "other", "不能为空");
    if (strcmp(pair->text, pair->other) == 0)
        return zk_fail(err, ZK_BAD_VALUE, "other", "与词语相同");
    if (pair->relation >= ZK_RELATION_COUNT)
        return zk_fail(err, ZK_BAD_VALUE, "relation", "应为翻译、同义词、缩写或别名");
    if (pair->seen < 1 || pair->seen > ZK_PAIR_SEEN_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "seen", "应为1到%d的整数", ZK_PAIR_SEEN_MAX);
    return ZK_OK;
}

/* ---- writing ---- */

enum zk_status zk_store_pair_put(struct zk_store *store, const struct zk_pair *pair,
                                 enum zk_put *what, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_int64 last = sqlite3_last_insert_rowid(store->db);
    sqlite3_stmt *stmt;
    enum zk_status st;

    err = err ? err : &own;
    *what = ZK_PUT_SAME;
    st = check(pair, err);
    if (st != ZK_OK)
        return st;
    stmt = zk_store_sql(store, ZK_SQL_TERM_PUT, err);
    if (!stmt)
        return zk_store_failed(err);
    zk_bind_text(stmt, 1, pair->text);
    zk_bind_text(stmt, 2, pair->other);
    zk_bind_text(stmt, 3, zk_relation_name(pair->relation));
    (void)sqlite3_bind_int64(stmt, 4, pair->seen);
    zk_bind_text(stmt, 5, pair->origin);
    zk_bind_text(stmt, 6, pair->note);
    sqlite3_set_last_insert_rowid(store->db, 0);
    st = zk_store_run(store, stmt, err);
    if (st == ZK_OK && sqlite3_changes(store->db) > 0)
        *what = sqlite3_last_insert_rowid(store->db) > 0 ? ZK_PUT_ADDED : ZK_PUT_CHANGED;
    sqlite3_set_last_insert_rowid(store->db, last);
    return st;
}

enum zk_status zk_store_pair_delete(struct zk_store *store, int64_t id, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;

    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_TERM_DELETE, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    st = zk_store_run(store, stmt, err);
    if (st == ZK_OK && sqlite3_changes(store->db) == 0)
        st = zk_fail(err, ZK_NOT_FOUND, "", "there is no pair %lld", (long long)id);
    return st;
}

enum zk_status zk_store_pairs_clear(struct zk_store *store, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;

    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_TERMS_CLEAR, err);
    return stmt ? zk_store_run(store, stmt, err) : zk_store_failed(err);
}

/* ---- reading ---- */

/* NULL stays NULL; false when out of memory. */
static bool copy_column(sqlite3_stmt *stmt, int column, struct zk_arena *arena, const char **out)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    *out = text ? zk_arena_strdup(arena, text) : NULL;
    return !text || *out;
}

static bool read_pair(sqlite3_stmt *stmt, struct zk_arena *arena, struct zk_pair *pair)
{
    pair->id = sqlite3_column_int64(stmt, 0);
    pair->relation = zk_relation_find((const char *)sqlite3_column_text(stmt, 3));
    pair->seen = sqlite3_column_int64(stmt, 4);
    return copy_column(stmt, 1, arena, &pair->text) && copy_column(stmt, 2, arena, &pair->other) &&
           copy_column(stmt, 5, arena, &pair->origin) && copy_column(stmt, 6, arena, &pair->note);
}

enum zk_status zk_store_pairs(struct zk_store *store, int64_t after, size_t max, const char *word,
                              struct zk_arena *arena, struct zk_pair **out, size_t *count,
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
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for pairs");
    stmt = zk_store_sql(store, ZK_SQL_TERMS, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, after);
    (void)sqlite3_bind_int64(stmt, 2, (int64_t)max);
    zk_bind_text(stmt, 3, word);
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        if (!read_pair(stmt, arena, &(*out)[*count])) {
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for pairs");
            break;
        }
        ++*count;
    }
    (void)sqlite3_reset(stmt);
    return st;
}

enum zk_status zk_store_pairs_version(struct zk_store *store, int64_t *out, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    *out = 0;
    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_TERM_VERSION, err);
    if (!stmt)
        return zk_store_failed(err);
    st = zk_store_step(store, stmt, &row, err);
    if (st == ZK_OK && row)
        *out = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_reset(stmt);
    return st;
}
