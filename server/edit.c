/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a JSON object to a changed record: every member becomes the cell a file would have, so
 * that one parser checks both.
 */
#include "edit.h"

#include "body_json.h"
#include "history.h"
#include "own.h"
#include "router.h"
#include "search.h"

#include <stdio.h>
#include <string.h>

enum { CELL_MAX = ZK_BODY_MAX, PURPOSE_LEAST = 4, PURPOSE_MOST = 300 /* bytes */ };

struct editor {
    const struct zk_request *request;
    struct zk_store *store;
    struct zk_record *record;
    bool own;
};

static const char *text_of(const json_t *value, const char *key)
{
    return json_string_value(json_object_get(value, key));
}

static enum zk_status bad(const struct zk_field *field, const char *wanted, struct zk_error *err)
{
    return zk_fail(err, ZK_BAD_VALUE, field->name, "%s", wanted);
}

/* Ref of "organisation:12" or 12. What is not for who asks is not there. */
static enum zk_status find_ref(struct editor *e, const struct zk_field *field, const char *id,
                               const char **ref, struct zk_error *err)
{
    const char *colon = strchr(id, ':');
    struct zk_record *target;
    long long number = 0;
    enum zk_status st;
    enum zk_see see;

    if (sscanf(colon ? colon + 1 : id, "%lld", &number) != 1)
        return bad(field, "an id like expert:12 is wanted", err);
    st = zk_own_see(e->store, &e->request->who, field->target, number, &see, err);
    if (st == ZK_OK)
        st = zk_store_get(e->store, field->target, number, see, e->request->arena, &target, err);
    if (st == ZK_NOT_FOUND)
        return zk_fail(err, ZK_BAD_VALUE, field->name, "no %s %lld",
                       zk_kind_info(field->target)->name, number);
    *ref = st == ZK_OK ? zk_record_text(target, ZK_F_REF) : NULL;
    return st;
}

/* One item of a list: a text, {code}, {id, role} or {name, role}. Other members are refused. */
static enum zk_status add_item(struct editor *e, const struct zk_field *field, const json_t *value,
                               struct zk_buf *cell, struct zk_error *err)
{
    bool link = zk_type_is_link(field->type);
    struct zk_item item = { .text = json_string_value(value) };
    const char *id = NULL;
    enum zk_status st = ZK_OK;

    if (json_is_object(value)) {
        item.text = text_of(value, link ? "name" : "code");
        item.role = link ? text_of(value, "role") : NULL;
        id = link ? text_of(value, "id") : NULL;
    }
    if (!item.text && !id)
        return bad(field, link ? "{id} or {name} is wanted" : "a text is wanted", err);
    if (id)
        st = find_ref(e, field, id, &item.ref, err);
    if (cell->len > 0)
        zk_buf_addc(cell, ';');
    if (st == ZK_OK)
        zk_record_print_item(&item, cell);
    return st;
}

static enum zk_status make_list(struct editor *e, const struct zk_field *field, const json_t *value,
                                struct zk_buf *cell, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (field->type == ZK_TYPE_LINK)
        return add_item(e, field, value, cell, err);
    if (!json_is_array(value))
        return bad(field, "a list is wanted", err);
    for (size_t i = 0; st == ZK_OK && i < json_array_size(value); i++)
        st = add_item(e, field, json_array_get(value, i), cell, err);
    return st;
}

static enum zk_status make_cell(struct editor *e, const struct zk_field *field, const json_t *value,
                                struct zk_buf *cell, struct zk_error *err)
{
    const char *text = json_is_object(value) && field->type == ZK_TYPE_CODE
                           ? text_of(value, "code")
                           : json_string_value(value);

    if (json_is_null(value))
        return ZK_OK;
    if (zk_type_is_list(field->type))
        return make_list(e, field, value, cell, err);
    if (field->type == ZK_TYPE_INT && json_is_integer(value))
        zk_buf_addf(cell, "%lld", (long long)json_integer_value(value));
    else if (text && field->type != ZK_TYPE_INT)
        zk_buf_adds(cell, text);
    else
        return bad(field,
                   field->type == ZK_TYPE_INT ? "a whole number is wanted" : "a text is wanted",
                   err);
    return ZK_OK;
}

/* The mask itself, sent back by a form that was shown it. */
static bool is_mask(struct editor *e, const struct zk_field *field, const char *cell)
{
    const char *now = e->record->values[field->id].text;
    const char *mask = now ? zk_record_mask(now, e->request->arena) : NULL;

    return zk_class_info(field->shown_as)->masked != 0 && mask && strcmp(mask, cell) == 0;
}

static enum zk_status set_member(struct editor *e, const char *name, const json_t *value,
                                 struct zk_error *err)
{
    const struct zk_field *field = zk_field_find(e->record->kind, name, strlen(name));
    struct zk_buf cell;
    enum zk_status st;

    if (!field)
        return zk_fail(err, ZK_UNKNOWN_PARAMETER, name, "no such field");
    if (!zk_field_editable(field, e->request->who.role, e->own))
        return zk_fail(err, ZK_FORBIDDEN, name, "此栏须由科协修改 / not yours to change");
    zk_buf_init(&cell, CELL_MAX);
    st = make_cell(e, field, value, &cell, err);
    if (st == ZK_OK && zk_buf_status(&cell) != ZK_OK)
        st = zk_fail(err, ZK_TOO_LONG, name, "too long");
    if (st == ZK_OK && !is_mask(e, field, zk_buf_text(&cell))) {
        e->record->values[field->id] = (struct zk_value){ 0 };
        st =
            zk_record_parse(e->record, field, zk_buf_text(&cell), cell.len, e->request->arena, err);
    }
    zk_buf_free(&cell);
    return st;
}

enum zk_status zk_edit_body(const struct zk_request *request, struct zk_store *store, bool own,
                            struct zk_record *record, struct zk_error *err)
{
    struct editor e = { request, store, record, own };
    json_t *root;
    enum zk_status st = zk_body_json(request, &root, err);
    void *at = st == ZK_OK ? json_object_iter(root) : NULL;

    for (; at && st == ZK_OK; at = json_object_iter_next(root, at))
        st = set_member(&e, json_object_iter_key(at), json_object_iter_value(at), err);
    json_decref(root);
    return st;
}

enum zk_status zk_edit_match(const struct zk_request *request, int64_t version,
                             struct zk_error *err)
{
    const char *at = request->if_match;
    long long wanted;

    if (!at || sscanf(at, "\"%lld", &wanted) != 1)
        return zk_fail(err, ZK_NO_PRECONDITION, "If-Match", "the record's ETag is wanted");
    if (wanted != version)
        return zk_fail(err, ZK_CONFLICT, "If-Match",
                       "资料已被他人修改，请刷新后再改 / it is version %lld now",
                       (long long)version);
    return ZK_OK;
}

const char *zk_edit_object(const struct zk_request *request, enum zk_kind kind, int64_t id)
{
    return zk_arena_printf(request->arena, "%s:%lld", zk_kind_info(kind)->name, (long long)id);
}

/* A cell for the audit: what not everybody sees is told to be there, no more. */
static const char *tell(const struct zk_record *record, const struct zk_field *field,
                        struct zk_arena *arena)
{
    const char *text;
    struct zk_buf cell;

    if (!record || zk_value_empty(&record->values[field->id]))
        return "";
    if (zk_field_shown(field, ZK_SEE_PUBLIC) != ZK_SHOWN)
        return "***";
    zk_buf_init(&cell, CELL_MAX);
    zk_record_print(record, field, &cell);
    text = zk_arena_strdup(arena, zk_buf_text(&cell));
    zk_buf_free(&cell);
    return text;
}

enum zk_status zk_edit_audit(struct zk_app *app, struct zk_store *store,
                             const struct zk_request *request, const char *action,
                             const struct zk_record *old, const struct zk_record *record,
                             int64_t id, struct zk_error *err)
{
    struct zk_audit entry = { .action = action };
    enum zk_status st = ZK_OK;

    entry.object = zk_edit_object(request, record->kind, id);
    if (!old)
        return zk_audit_add(&app->access, store, &request->who, &entry, err);
    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (zk_record_same(old, record, field->id))
            continue;
        entry.field = field->name;
        entry.old = tell(old, field, request->arena);
        entry.new_ = tell(record, field, request->arena);
        st = zk_audit_add(&app->access, store, &request->who, &entry, err);
    }
    return st;
}

/* ---- to the answer; the beginning is edit_gate.c's ---- */

enum zk_status zk_edit_end(struct zk_edit *edit, enum zk_status st, struct zk_error *err)
{
    if (!edit->store)
        return st;
    zk_store_set_author(edit->store, 0, NULL);
    return zk_app_end(edit->app, st, err);
}

enum zk_status zk_edit_purpose(const char *purpose, struct zk_error *err)
{
    size_t len = strlen(purpose);

    return len < PURPOSE_LEAST || len > PURPOSE_MOST
               ? zk_fail(err, ZK_BAD_VALUE, "purpose", "请写明用途 / what it is for")
               : ZK_OK;
}

enum zk_status zk_edit_answer(struct zk_edit *edit, struct zk_error *err)
{
    const struct zk_record *record;
    struct zk_json json;
    enum zk_status st;

    zk_json_init(&json, &edit->response->body);
    st = zk_record_write(edit->request, edit->response, ZK_LANG_ZH, &json, &record, err);
    if (st == ZK_OK)
        st = zk_response_json(edit->response, err);
    if (st == ZK_OK)
        zk_response_etag(edit->response, record->version, NULL);
    return st;
}
