/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading records, and what links to them.
 */
#include "private.h"

#include <string.h>

enum { FIRST_ITEMS = 16, FIRST_TIES = 8 };

static const char *column_text(sqlite3_stmt *stmt, int column, struct zk_arena *arena, bool *ok)
{
    const unsigned char *text = sqlite3_column_text(stmt, column);
    const char *copy = NULL;

    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        return NULL;
    if (text)
        copy = zk_arena_copy(arena, (const char *)text, (size_t)sqlite3_column_bytes(stmt, column));
    *ok = *ok && copy;
    return copy;
}

/* ---- one record ---- */

static bool read_columns(sqlite3_stmt *stmt, enum zk_see see, struct zk_record *record,
                         struct zk_arena *arena)
{
    bool ok = true;
    int column = 3;

    record->version = sqlite3_column_int64(stmt, 0);
    record->created_at = column_text(stmt, 1, arena, &ok);
    record->updated_at = column_text(stmt, 2, arena, &ok);
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);
        struct zk_value *value = &record->values[id];

        enum zk_shown shown = zk_field_shown(field, see);

        if (!zk_field_of_kind(field, record->kind) || !zk_field_is_column(field) ||
            shown == ZK_SHOWN_NOT)
            continue;
        if (field->type == ZK_TYPE_INT) {
            value->has_number = sqlite3_column_type(stmt, column) != SQLITE_NULL;
            value->number = sqlite3_column_int64(stmt, column);
        } else {
            value->text = column_text(stmt, column, arena, &ok);
            if (value->text && shown == ZK_SHOWN_MASKED) {
                value->text = zk_record_mask(value->text, arena);
                ok = ok && value->text;
            }
        }
        column++;
    }
    return ok;
}

/* Rows (field, text, role, ref, id), by field; codes and words have the first two columns. */
static enum zk_status read_items(struct zk_store *store, sqlite3_stmt *stmt,
                                 struct zk_record *record, struct zk_arena *arena,
                                 struct zk_error *err)
{
    bool links = sqlite3_column_count(stmt) > 2, row = true, ok = true;
    struct zk_item *items = NULL;
    const struct zk_field *field = NULL;
    size_t room = 0, count = 0;
    enum zk_status st = ZK_OK;

    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);

        if (!field || strcmp(field->name, name) != 0) {
            field = zk_field_find(record->kind, name, strlen(name));
            items = NULL;
            room = count = 0;
        }
        if (!field)
            continue; /* of another version; a check of the columns would have told */
        items = zk_arena_room(arena, items, count, &room, FIRST_ITEMS, sizeof(*items));
        if (!items)
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a list");
        items[count].text = column_text(stmt, 1, arena, &ok);
        if (links) {
            items[count].role = column_text(stmt, 2, arena, &ok);
            items[count].ref = column_text(stmt, 3, arena, &ok);
            items[count].id = sqlite3_column_int64(stmt, 4);
        }
        count++;
        record->values[field->id].items = items;
        record->values[field->id].count = count;
    }
    if (st == ZK_OK && !ok)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a list");
    return st;
}

static enum zk_status read_lists(struct zk_store *store, enum zk_made which, enum zk_see see,
                                 struct zk_record *record, struct zk_arena *arena,
                                 struct zk_error *err)
{
    sqlite3_stmt *stmt = zk_store_made(store, which, ZK_KIND_EXPERT, see, err);
    enum zk_status st;

    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, record->id);
    st = read_items(store, stmt, record, arena, err);
    (void)sqlite3_reset(stmt);
    return st;
}

/* What its owner keeps from the public is there for him and for the office alone. */
static enum zk_status drop_hidden(struct zk_store *store, enum zk_see see, struct zk_record *record,
                                  struct zk_error *err)
{
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    if (zk_see_unpublished(see) || zk_see_is_own(see))
        return ZK_OK;
    stmt = zk_store_sql(store, ZK_SQL_HIDDEN, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, record->id);
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        const struct zk_field *field = zk_field_find(record->kind, name, strlen(name));

        if (field)
            record->values[field->id] = (struct zk_value){ 0 };
    }
    return st;
}

static enum zk_status read_tied(struct zk_store *store, struct zk_record *record,
                                struct zk_error *err)
{
    sqlite3_stmt *stmt = zk_store_made(store, ZK_MADE_TIED, ZK_KIND_EXPERT, ZK_SEE_PUBLIC, err);
    enum zk_status st;
    bool row;

    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, record->id);
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        enum zk_kind kind = zk_kind_find(name, strlen(name));

        if (kind != ZK_KIND_COUNT)
            record->tied[kind] = sqlite3_column_int64(stmt, 1);
    }
    return st;
}

enum zk_status zk_store_get(struct zk_store *store, enum zk_kind kind, int64_t id, enum zk_see see,
                            struct zk_arena *arena, struct zk_record **out, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    struct zk_record *record = zk_record_new(arena, kind);
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row, ok = true;

    *out = NULL;
    err = err ? err : &own;
    if (!record)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a record");
    record->id = id;
    stmt = zk_store_made(store, ZK_MADE_ROW, kind, see, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    st = zk_store_step(store, stmt, &row, err);
    if (st == ZK_OK && row)
        ok = read_columns(stmt, see, record, arena);
    (void)sqlite3_reset(stmt);
    if (st == ZK_OK && !row)
        return zk_fail(err, ZK_NOT_FOUND, "", "there is no %s %lld", zk_kind_info(kind)->name,
                       (long long)id);
    if (st == ZK_OK && !ok)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a record");
    if (st == ZK_OK)
        st = read_lists(store, ZK_MADE_LISTS, see, record, arena, err);
    if (st == ZK_OK)
        st = read_lists(store, ZK_MADE_LINKS, see, record, arena, err);
    if (st == ZK_OK)
        st = drop_hidden(store, see, record, err);
    if (st == ZK_OK)
        st = read_tied(store, record, err);
    if (st == ZK_OK)
        *out = record;
    return st;
}

enum zk_status zk_store_get_any(struct zk_store *store, int64_t id, enum zk_see see,
                                struct zk_arena *arena, struct zk_record **out,
                                struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    enum zk_kind kind = ZK_KIND_COUNT;
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    *out = NULL;
    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_KIND, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    st = zk_store_step(store, stmt, &row, err);
    if (st == ZK_OK && row) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);

        kind = zk_kind_find(name, strlen(name));
    }
    (void)sqlite3_reset(stmt);
    if (st != ZK_OK)
        return st;
    if (kind == ZK_KIND_COUNT)
        return zk_fail(err, ZK_NOT_FOUND, "", "there is no record %lld", (long long)id);
    return zk_store_get(store, kind, id, see, arena, out, err);
}

enum zk_status zk_store_find(struct zk_store *store, enum zk_kind kind, const char *ref,
                             int64_t *id, struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    *id = 0;
    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_FIND, err);
    if (!stmt)
        return zk_store_failed(err);
    zk_bind_text(stmt, 1, zk_kind_info(kind)->name);
    zk_bind_text(stmt, 2, ref);
    st = zk_store_step(store, stmt, &row, err);
    if (st == ZK_OK && row)
        *id = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_reset(stmt);
    if (st == ZK_OK && !row)
        st = zk_fail(err, ZK_NOT_FOUND, "", "没有编号为“%s”的%s", ref, zk_kind_info(kind)->zh);
    return st;
}

/* ---- many ---- */

enum zk_status zk_store_ids(struct zk_store *store, enum zk_kind kind, int64_t after, size_t max,
                            struct zk_arena *arena, int64_t **out, size_t *count,
                            struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    bool all = kind == ZK_KIND_COUNT, row;
    sqlite3_stmt *stmt;
    enum zk_status st;

    *count = 0;
    err = err ? err : &own;
    *out = zk_arena_array(arena, max, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for ids");
    stmt = zk_store_sql(store, all ? ZK_SQL_IDS : ZK_SQL_IDS_OF_KIND, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, after);
    (void)sqlite3_bind_int64(stmt, 2, (int64_t)max);
    if (!all)
        zk_bind_text(stmt, 3, zk_kind_info(kind)->name);
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row)
        (*out)[(*count)++] = sqlite3_column_int64(stmt, 0);
    return st;
}

enum zk_status zk_store_counts(struct zk_store *store, int64_t counts[ZK_KIND_COUNT],
                               struct zk_error *err)
{
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    memset(counts, 0, ZK_KIND_COUNT * sizeof(*counts));
    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_COUNTS, err);
    if (!stmt)
        return zk_store_failed(err);
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        enum zk_kind kind = zk_kind_find(name, strlen(name));

        if (kind != ZK_KIND_COUNT)
            counts[kind] = sqlite3_column_int64(stmt, 1);
    }
    return st;
}

/* ---- ties ---- */

struct ties {
    struct zk_tie *list;
    size_t count, room, max;
    struct zk_tie_item *items; /* of the last one */
    struct zk_arena *arena;
};

static bool same_tie(const struct zk_tie *tie, enum zk_field_id field, enum zk_kind kind)
{
    return tie->field == field && tie->kind == kind;
}

static bool add_tie(struct ties *ties, enum zk_field_id field, enum zk_kind kind)
{
    struct zk_tie *roomy;

    if (ties->count > 0 && same_tie(&ties->list[ties->count - 1], field, kind))
        return true;
    roomy = zk_arena_room(ties->arena, ties->list, ties->count, &ties->room, FIRST_TIES,
                          sizeof(*roomy));
    if (!roomy)
        return false;
    ties->list = roomy;
    ties->items = zk_arena_array(ties->arena, ties->max, sizeof(*ties->items));
    ties->list[ties->count] = (struct zk_tie){ .field = field, .kind = kind, .items = ties->items };
    ties->count++;
    return ties->items != NULL;
}

static bool add_tied_row(struct ties *ties, sqlite3_stmt *stmt, enum zk_see see)
{
    const char *field_name = (const char *)sqlite3_column_text(stmt, 0);
    const char *kind_name = (const char *)sqlite3_column_text(stmt, 1);
    enum zk_kind kind = zk_kind_find(kind_name, strlen(kind_name));
    const struct zk_field *field =
        kind == ZK_KIND_COUNT ? NULL : zk_field_find(kind, field_name, strlen(field_name));
    struct zk_tie *tie;
    bool ok = true;

    if (!field || zk_field_shown(field, see) == ZK_SHOWN_NOT)
        return true;
    if (!add_tie(ties, field->id, kind))
        return false;
    tie = &ties->list[ties->count - 1];
    tie->total++;
    if (tie->count == ties->max)
        return true;
    ties->items[tie->count++] = (struct zk_tie_item){
        .id = sqlite3_column_int64(stmt, 2),
        .title = column_text(stmt, 3, ties->arena, &ok),
        .role = column_text(stmt, 4, ties->arena, &ok),
        .year = sqlite3_column_int64(stmt, 5),
    };
    return ok;
}

enum zk_status zk_store_ties(struct zk_store *store, int64_t id, enum zk_see see, size_t max,
                             struct zk_arena *arena, struct zk_tie **out, size_t *count,
                             struct zk_error *err)
{
    struct ties ties = { .arena = arena, .max = max };
    struct zk_error own = { .status = ZK_OK };
    sqlite3_stmt *stmt;
    enum zk_status st;
    bool row;

    *out = NULL;
    *count = 0;
    err = err ? err : &own;
    stmt = zk_store_sql(store, ZK_SQL_TIES, err);
    if (!stmt)
        return zk_store_failed(err);
    (void)sqlite3_bind_int64(stmt, 1, id);
    (void)sqlite3_bind_int(stmt, 2, zk_see_unpublished(see));
    while ((st = zk_store_step(store, stmt, &row, err)) == ZK_OK && row) {
        if (!add_tied_row(&ties, stmt, see)) {
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for ties");
            break;
        }
    }
    (void)sqlite3_reset(stmt);
    *out = ties.list;
    *count = st == ZK_OK ? ties.count : 0;
    return st;
}
