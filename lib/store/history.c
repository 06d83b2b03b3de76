/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table change: with each version the cells that it replaced. What a version changed them to
 * is what the next one replaced, or what stands now.
 */
#include "history.h"

#include "private.h"
#include "sql.h"

#include <string.h>

void zk_store_set_author(struct zk_store *store, int64_t account, const char *why)
{
    store->author = account;
    store->why = why;
}

/* ---- writing ---- */

static enum zk_status note_field(struct zk_store *store, const struct zk_record *old, int64_t id,
                                 const struct zk_field *field, struct zk_error *err)
{
    struct zk_buf cell;
    enum zk_status st;

    zk_buf_init(&cell, ZK_CELL_MAX);
    zk_record_print(old, field, &cell);
    st = zk_buf_status(&cell);
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "INSERT INTO change_field (record_id, version, field, old)"
                        " VALUES (?1, ?2, ?3, ?4)",
                        err, "iitt", id, old->version + 1, field->name, zk_buf_text(&cell));
    else
        (void)zk_fail(err, st, "", "no memory for a change");
    zk_buf_free(&cell);
    return st;
}

enum zk_status zk_store_note_change(struct zk_store *store, const struct zk_record *record,
                                    const struct zk_record *old, int64_t id, const char *at,
                                    struct zk_error *err)
{
    enum zk_status st;

    if (!old && store->author == 0)
        return ZK_OK; /* a record that was imported has no history yet */
    st = zk_sql_run(store,
                    "INSERT INTO change (record_id, version, at, account_id, why)"
                    " VALUES (?1, ?2, ?3, nullif(?4, 0), ?5)",
                    err, "iitit", id, old ? old->version + 1 : (int64_t)1, at, store->author,
                    store->why ? store->why : "import");
    for (int i = 0; old && st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (!zk_record_same(old, record, field->id))
            st = note_field(store, old, id, field, err);
    }
    return st;
}

/* ---- reading ---- */

/* Cells of the record as it stands, by field. */
static enum zk_status read_cells(struct zk_store *store, enum zk_kind kind, int64_t id,
                                 struct zk_arena *arena, const char **cells, struct zk_record **out,
                                 struct zk_error *err)
{
    enum zk_status st = zk_store_get(store, kind, id, ZK_SEE_WHOLE, arena, out, err);
    struct zk_buf cell;

    zk_buf_init(&cell, ZK_CELL_MAX);
    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        zk_buf_clear(&cell);
        zk_record_print(*out, zk_field_get((enum zk_field_id)i), &cell);
        cells[i] = zk_arena_copy(arena, zk_buf_text(&cell), cell.len);
        if (!cells[i] || zk_buf_status(&cell) != ZK_OK)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a history");
    }
    zk_buf_free(&cell);
    return st;
}

/* A change of links alone that the view does not have is none to it. */
static enum zk_status add_change(struct zk_store *store, enum zk_kind kind,
                                 const struct zk_field *field, const char *old, const char *new_,
                                 enum zk_see see, struct zk_arena *arena,
                                 struct zk_version *version, struct zk_field_change *list,
                                 struct zk_error *err)
{
    struct zk_field_change *change = &list[version->count];
    enum zk_status st = zk_store_cell(store, kind, field, old, see, arena, &change->old, err);

    change->field = field->id;
    if (st == ZK_OK)
        st = zk_store_cell(store, kind, field, new_, see, arena, &change->new_, err);
    if (st == ZK_OK && !(zk_type_is_link(field->type) && strcmp(change->old, change->new_) == 0))
        version->count++;
    return st;
}

/* The fields a version changed; cells go from what it made to what it found. */
static enum zk_status read_fields(struct zk_store *store, enum zk_kind kind, int64_t id,
                                  enum zk_see see, struct zk_arena *arena, const char **cells,
                                  struct zk_version *version, struct zk_error *err)
{
    struct zk_field_change *list = zk_arena_array(arena, ZK_FIELD_COUNT, sizeof(*list));
    struct zk_cursor rows;
    enum zk_status st;

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a history");
    version->fields = list;
    st = zk_sql_open(store, &rows,
                     "SELECT field, old FROM change_field WHERE record_id = ?1 AND version = ?2",
                     err, "ii", id, version->version);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *name = zk_sql_text(&rows, 0, arena), *old = zk_sql_text(&rows, 1, arena);
        const struct zk_field *field = NULL;

        for (int i = 0; name && old && i < ZK_FIELD_COUNT; i++) {
            if (strcmp(zk_field_get((enum zk_field_id)i)->name, name) == 0)
                field = zk_field_get((enum zk_field_id)i);
        }
        if (!field || !zk_field_of_kind(field, kind))
            continue;
        if (zk_field_shown(field, see) != ZK_SHOWN_NOT)
            st = add_change(store, kind, field, old, cells[field->id], see, arena, version, list,
                            err);
        cells[field->id] = old;
    }
    zk_sql_close(&rows);
    return st;
}

/* Versions above `after`, newest first; cells end as they were at `after`. */
static enum zk_status read_back(struct zk_store *store, enum zk_kind kind, int64_t id,
                                int64_t after, enum zk_see see, size_t max, struct zk_arena *arena,
                                const char **cells, struct zk_version **out, size_t *count,
                                struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, max, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a history");
    st = zk_sql_open(store, &rows,
                     "SELECT version, at, account_id, why FROM change WHERE record_id = ?1"
                     " AND version > ?2 ORDER BY version DESC LIMIT ?3",
                     err, "iii", id, after, (int64_t)max);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_version *version = &(*out)[(*count)++];

        version->version = zk_sql_int(&rows, 0);
        version->at = zk_sql_text(&rows, 1, arena);
        version->account = zk_sql_int(&rows, 2);
        version->why = zk_sql_text(&rows, 3, arena);
        st = read_fields(store, kind, id, see, arena, cells, version, err);
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_store_history(struct zk_store *store, enum zk_kind kind, int64_t id,
                                enum zk_see see, struct zk_arena *arena, struct zk_version **out,
                                size_t *count, struct zk_error *err)
{
    const char *cells[ZK_FIELD_COUNT];
    struct zk_record *record;
    enum zk_status st = read_cells(store, kind, id, arena, cells, &record, err);

    *count = 0;
    if (st == ZK_OK)
        st = read_back(store, kind, id, 0, see, ZK_HISTORY_MAX, arena, cells, out, count, err);
    return st;
}

enum zk_status zk_store_version(struct zk_store *store, enum zk_kind kind, int64_t id,
                                int64_t version, struct zk_arena *arena, struct zk_record **out,
                                struct zk_error *err)
{
    const char *cells[ZK_FIELD_COUNT];
    struct zk_record *now;
    struct zk_version *versions;
    size_t count = 0;
    enum zk_status st = read_cells(store, kind, id, arena, cells, &now, err);

    *out = NULL;
    if (st != ZK_OK)
        return st;
    if (version < 1 || version >= now->version)
        return zk_fail(err, ZK_NOT_FOUND, "version", "versions before this one: 1 to %lld",
                       (long long)now->version - 1);
    st = read_back(store, kind, id, version, ZK_SEE_WHOLE, (size_t)(now->version - version), arena,
                   cells, &versions, &count, err);
    if (st == ZK_OK && count < (size_t)(now->version - version)) /* a withdrawal cleared them */
        st = zk_fail(err, ZK_NOT_FOUND, "version",
                     "该版本的修改历史已清除 / no longer in the history");
    *out = zk_record_new(arena, kind);
    if (st == ZK_OK && !*out)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a record");
    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (zk_field_of_kind(field, kind))
            st = zk_record_parse(*out, field, cells[i], strlen(cells[i]), arena, err);
    }
    if (st == ZK_OK)
        (*out)->id = id;
    return st;
}
