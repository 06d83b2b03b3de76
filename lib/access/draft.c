/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft.h"

#include "private.h"

enum { CELL_MAX = 4 * 1024 * 1024 };

static enum zk_status add_field(struct zk_store *store, int64_t draft,
                                const struct zk_record *record, const struct zk_field *field,
                                struct zk_error *err)
{
    struct zk_buf cell;
    enum zk_status st;

    zk_buf_init(&cell, CELL_MAX);
    zk_record_print(record, field, &cell);
    st = zk_buf_status(&cell);
    if (st == ZK_OK)
        st = zk_sql_run(store, "INSERT INTO draft_field (draft_id, field, new) VALUES (?1, ?2, ?3)",
                        err, "itt", draft, field->name, zk_buf_text(&cell));
    else
        (void)zk_fail(err, st, "", "no memory for a draft");
    zk_buf_free(&cell);
    return st;
}

static bool differs(const struct zk_record *old, const struct zk_record *record)
{
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        if (!zk_record_same(old, record, (enum zk_field_id)i))
            return true;
    }
    return false;
}

enum zk_status zk_draft_add(const struct zk_access *access, struct zk_store *store,
                            const struct zk_who *who, const struct zk_record *old,
                            const struct zk_record *record, int64_t *id, struct zk_error *err)
{
    enum zk_status st =
        zk_sql_run(store, "DELETE FROM draft WHERE record_id = ?1 AND account_id = ?2", err, "ii",
                   old->id, who->account);

    *id = 0;
    if (st != ZK_OK || !differs(old, record))
        return st;
    st = zk_sql_run(store,
                    "INSERT INTO draft (record_id, account_id, version, at)"
                    " VALUES (?1, ?2, ?3, ?4)",
                    err, "iiii", old->id, who->account, old->version, zk_now(&access->clock));
    if (st == ZK_OK)
        *id = zk_sql_last_id(store);
    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        if (!zk_record_same(old, record, (enum zk_field_id)i))
            st = add_field(store, *id, record, zk_field_get((enum zk_field_id)i), err);
    }
    return st;
}

/* Its fields, with what stands in the record now as old. */
static enum zk_status read_fields(struct zk_store *store, const struct zk_record *now,
                                  enum zk_see see, struct zk_arena *arena, struct zk_draft *draft,
                                  struct zk_error *err)
{
    struct zk_field_change *list = zk_arena_array(arena, ZK_FIELD_COUNT, sizeof(*list));
    struct zk_buf cell;
    struct zk_cursor rows;
    enum zk_status st;

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a draft");
    draft->fields = list;
    zk_buf_init(&cell, CELL_MAX);
    st = zk_sql_open(store, &rows, "SELECT field, new FROM draft_field WHERE draft_id = ?1", err,
                     "i", draft->id);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *name = zk_sql_text(&rows, 0, arena), *new_ = zk_sql_text(&rows, 1, arena), *old;
        const struct zk_field *field = NULL;

        for (int i = 0; name && i < ZK_FIELD_COUNT; i++) {
            if (strcmp(zk_field_get((enum zk_field_id)i)->name, name) == 0)
                field = zk_field_get((enum zk_field_id)i);
        }
        if (!field || !new_ || zk_field_shown(field, see) == ZK_SHOWN_NOT)
            continue;
        zk_buf_clear(&cell);
        zk_record_print(now, field, &cell);
        old = zk_arena_copy(arena, zk_buf_text(&cell), cell.len);
        st = old ? zk_store_cell(store, now->kind, field, old, see, arena, &old, err)
                 : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a draft");
        if (st == ZK_OK)
            st = zk_store_cell(store, now->kind, field, new_, see, arena, &new_, err);
        list[draft->count++] = (struct zk_field_change){ field->id, old, new_ };
    }
    zk_sql_close(&rows);
    zk_buf_free(&cell);
    return st;
}

static enum zk_status read_drafts(struct zk_store *store, int64_t account, int64_t id,
                                  enum zk_see see, struct zk_arena *arena, struct zk_draft *list,
                                  size_t *count, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    st = zk_sql_open(store, &rows,
                     "SELECT d.id, d.record_id, d.account_id, d.version, d.at, r.kind, r.title"
                     " FROM draft d JOIN record r ON r.id = d.record_id WHERE (?1 = 0 OR"
                     " d.account_id = ?1) AND (?2 = 0 OR d.id = ?2) ORDER BY d.id LIMIT ?3",
                     err, "iii", account, id, (int64_t)ZK_DRAFTS_MAX);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_draft *draft = &list[(*count)++];
        const char *kind = zk_sql_text(&rows, 5, arena);
        struct zk_record *now;

        *draft = (struct zk_draft){ zk_sql_int(&rows, 0),
                                    zk_sql_int(&rows, 1),
                                    zk_sql_int(&rows, 2),
                                    zk_sql_int(&rows, 3),
                                    zk_sql_int(&rows, 4),
                                    ZK_KIND_COUNT,
                                    zk_sql_text(&rows, 6, arena),
                                    NULL,
                                    0 };
        draft->kind = kind ? zk_kind_find(kind, strlen(kind)) : ZK_KIND_COUNT;
        st = kind ? zk_store_get(store, draft->kind, draft->record, ZK_SEE_WHOLE, arena, &now, err)
                  : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a draft");
        if (st == ZK_OK)
            st = read_fields(store, now, see, arena, draft, err);
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_draft_list(struct zk_store *store, int64_t account, enum zk_see see,
                             struct zk_arena *arena, struct zk_draft **out, size_t *count,
                             struct zk_error *err)
{
    *count = 0;
    *out = zk_arena_array(arena, ZK_DRAFTS_MAX, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for drafts");
    return read_drafts(store, account, 0, see, arena, *out, count, err);
}

static enum zk_status apply(struct zk_store *store, const struct zk_draft *draft,
                            struct zk_arena *arena, struct zk_error *err)
{
    struct zk_record *record;
    enum zk_put what;
    int64_t id;
    enum zk_status st =
        zk_store_get(store, draft->kind, draft->record, ZK_SEE_WHOLE, arena, &record, err);

    if (st == ZK_OK && record->version != draft->version)
        st = zk_fail(err, ZK_CONFLICT, "", "%s", "资料已被修改，请本人重新提交 / changed since");
    for (size_t i = 0; st == ZK_OK && i < draft->count; i++) {
        const struct zk_field_change *change = &draft->fields[i];

        record->values[change->field] = (struct zk_value){ 0 };
        st = zk_record_parse(record, zk_field_get(change->field), change->new_,
                             strlen(change->new_), arena, err);
    }
    if (st == ZK_OK)
        st = zk_record_check(record, err);
    if (st == ZK_OK) {
        zk_store_set_author(store, draft->account, "approved");
        st = zk_store_put(store, record, &id, &what, err);
    }
    return st;
}

enum zk_status zk_draft_get(struct zk_store *store, int64_t id, struct zk_arena *arena,
                            struct zk_draft *out, struct zk_error *err)
{
    size_t count;
    enum zk_status st = read_drafts(store, 0, id, ZK_SEE_WHOLE, arena, out, &count, err);

    return st == ZK_OK && count == 0 ? zk_fail(err, ZK_NOT_FOUND, "", "no such draft") : st;
}

enum zk_status zk_draft_decide(struct zk_store *store, const struct zk_draft *draft, bool approve,
                               struct zk_arena *arena, struct zk_error *err)
{
    enum zk_status st = approve ? apply(store, draft, arena, err) : ZK_OK;

    return st == ZK_OK ? zk_sql_run(store, "DELETE FROM draft WHERE id = ?1", err, "i", draft->id)
                       : st;
}
