/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing records. A put compares with what is stored and writes only what differs, so that
 * the outbox tells the index no more than it has to do.
 */
#include "private.h"

#include <string.h>
#include <time.h>

enum { TIME_SIZE = 32 };

/* RFC 3339, UTC */
static void now(char out[TIME_SIZE])
{
    time_t seconds = time(NULL);
    struct tm parts;

    (void)gmtime_r(&seconds, &parts);
    (void)strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

static void bind_value(sqlite3_stmt *stmt, int at, const struct zk_field *field,
                       const struct zk_value *value)
{
    if (field->type != ZK_TYPE_INT)
        zk_bind_text(stmt, at, value->text);
    else if (value->has_number)
        (void)sqlite3_bind_int64(stmt, at, value->number);
    else
        (void)sqlite3_bind_null(stmt, at);
}

/* The columns of one table, in the order of fields.def behind the id. */
static enum zk_status write_columns(struct zk_store *store, enum zk_made which,
                                    const struct zk_record *record, int64_t id,
                                    struct zk_error *err)
{
    sqlite3_stmt *stmt = zk_store_made(store, which, record->kind, ZK_SEE_WHOLE, err);
    bool common = which == ZK_MADE_ROW_WRITE;
    int parameter = 2;

    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (zk_field_is_common(field) == common && zk_field_is_column(field) &&
            zk_field_of_kind(field, record->kind))
            bind_value(stmt, parameter++, field, &record->values[i]);
    }
    return zk_store_run(store, stmt, err);
}

/* ---- lists and links ---- */

static enum zk_status clear_field(struct zk_store *store, const struct zk_field *field, int64_t id,
                                  struct zk_error *err)
{
    bool links = zk_type_is_link(field->type);
    sqlite3_stmt *stmt = zk_store_sql(store, links ? ZK_SQL_LINK_CLEAR : ZK_SQL_LIST_CLEAR, err);

    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    zk_bind_text(stmt, 2, field->name);
    return zk_store_run(store, stmt, err);
}

static enum zk_status find_target(struct zk_store *store, const struct zk_field *field,
                                  const struct zk_item *item, int64_t *target,
                                  struct zk_error *err)
{
    enum zk_status st = zk_store_find(store, field->target, item->ref, target, err);

    if (st == ZK_NOT_FOUND)
        return zk_fail(err, ZK_NOT_FOUND, field->name,
                       "没有编号为“%s”的%s：请先导入它，或去掉“@”只写名称", item->ref,
                       zk_kind_info(field->target)->zh);
    return st;
}

static enum zk_status add_item(struct zk_store *store, const struct zk_field *field, int64_t id,
                               int position, const struct zk_item *item, struct zk_error *err)
{
    bool link = zk_type_is_link(field->type);
    enum zk_status st = ZK_OK;
    int64_t target = 0;
    sqlite3_stmt *stmt;

    if (link && item->ref)
        st = find_target(store, field, item, &target, err);
    if (st != ZK_OK)
        return st;
    stmt = zk_store_sql(store, link ? ZK_SQL_LINK_ADD : ZK_SQL_LIST_ADD, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    zk_bind_text(stmt, 2, field->name);
    (void)sqlite3_bind_int(stmt, 3, position);
    if (!link) {
        zk_bind_text(stmt, 4, item->text);
    } else {
        if (target > 0)
            (void)sqlite3_bind_int64(stmt, 4, target);
        zk_bind_text(stmt, 5, target > 0 ? NULL : item->text);
        zk_bind_text(stmt, 6, item->role);
    }
    return zk_store_run(store, stmt, err);
}

static enum zk_status write_lists(struct zk_store *store, const struct zk_record *record,
                                  const struct zk_record *old, int64_t id, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);
        const struct zk_value *value = &record->values[i];

        if (zk_field_is_column(field) || !zk_field_of_kind(field, record->kind) ||
            (old ? zk_record_same(old, record, field->id) : value->count == 0))
            continue;
        if (old && old->values[i].count > 0)
            st = clear_field(store, field, id, err);
        for (size_t k = 0; st == ZK_OK && k < value->count; k++)
            st = add_item(store, field, id, (int)k, &value->items[k], err);
    }
    return st;
}

/* ---- records ---- */

static enum zk_status bump(struct zk_store *store, int64_t id, const char *time,
                           struct zk_error *err)
{
    sqlite3_stmt *stmt = zk_store_sql(store, ZK_SQL_BUMP, err);

    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    zk_bind_text(stmt, 2, time);
    return zk_store_run(store, stmt, err);
}

static enum zk_status write_record(struct zk_store *store, const struct zk_record *record,
                                   const struct zk_record *old, int64_t id, struct zk_error *err)
{
    enum zk_status st = write_columns(store, ZK_MADE_ROW_WRITE, record, id, err);
    char time[TIME_SIZE];

    now(time);
    if (st == ZK_OK)
        st = write_columns(store, ZK_MADE_KIND_WRITE, record, id, err);
    if (st == ZK_OK)
        st = write_lists(store, record, old, id, err);
    if (st == ZK_OK)
        st = bump(store, id, time, err);
    if (st == ZK_OK)
        st = zk_store_note_change(store, record, old, id, time, err);
    return st;
}

/* The stored one, or NULL when there is none or it is only reserved. */
static enum zk_status read_old(struct zk_store *store, const struct zk_record *record, int64_t id,
                               struct zk_arena *arena, struct zk_record **old,
                               struct zk_error *err)
{
    enum zk_status st = zk_store_get(store, record->kind, id, ZK_SEE_WHOLE, arena, old, err);

    return st == ZK_NOT_FOUND ? ZK_OK : st;
}

enum zk_status zk_store_reserve(struct zk_store *store, enum zk_kind kind, const char *ref,
                                const char *title, int64_t *id, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    enum zk_status st = zk_store_find(store, kind, ref, id, NULL);
    char time[TIME_SIZE];
    sqlite3_stmt *stmt;

    if (st != ZK_NOT_FOUND)
        return st == ZK_OK ? ZK_OK : zk_fail(err, st, "", "the store could not be read");
    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_RESERVE, err);
    if (!stmt)
        return zk_store_failed(err);
    now(time);
    zk_bind_text(stmt, 1, zk_kind_info(kind)->name);
    zk_bind_text(stmt, 2, ref);
    zk_bind_text(stmt, 3, title);
    zk_bind_text(stmt, 4, time);
    st = zk_store_run(store, stmt, err);
    *id = st == ZK_OK ? sqlite3_last_insert_rowid(store->db) : 0;
    return st;
}

enum zk_status zk_store_put(struct zk_store *store, const struct zk_record *record, int64_t *id,
                            enum zk_put *what, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    struct zk_arena *arena = zk_arena_open();
    struct zk_record *old = NULL;
    enum zk_status st;

    *id = 0;
    err = err ? err : &own;
    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a record");
    *id = record->id;
    st = *id > 0 ? ZK_OK :
                   zk_store_reserve(store, record->kind, zk_record_text(record, ZK_F_REF),
                                    zk_record_text(record, ZK_F_TITLE), id, err);
    if (st == ZK_OK)
        st = read_old(store, record, *id, arena, &old, err);
    *what = old ? ZK_PUT_CHANGED : ZK_PUT_ADDED;
    if (st == ZK_OK && old && zk_record_equal(old, record))
        *what = ZK_PUT_SAME;
    else if (st == ZK_OK)
        st = write_record(store, record, old, *id, err);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_store_delete(struct zk_store *store, enum zk_kind kind, int64_t id,
                               struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;

    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_DELETE, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    zk_bind_text(stmt, 2, zk_kind_info(kind)->name);
    st = zk_store_run(store, stmt, err);
    if (st == ZK_OK && sqlite3_changes(store->db) == 0)
        return zk_fail(err, ZK_NOT_FOUND, "", "there is no %s %lld", zk_kind_info(kind)->name,
                       (long long)id);
    return st;
}
