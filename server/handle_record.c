/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making, changing and removing records, going back to an older version, merging; contacts for
 * a purpose, and what an owner keeps from the public.
 */
#include "demand_rules.h"
#include "draft.h"
#include "edit.h"
#include "form.h"
#include "gaps.h"
#include "handlers.h"
#include "own.h"
#include "subject.h"

#include <sodium.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Nobody gives his record away. */
static enum zk_status still_own(struct zk_store *store, const struct zk_request *request,
                                int64_t id, struct zk_error *err)
{
    bool own;
    enum zk_status st = zk_own(store, &request->who, request->route->kind, id, &own, err);

    if (st == ZK_OK && !own)
        st = zk_fail(err, ZK_FORBIDDEN, "organisation", "此栏须由科协修改 / not yours to change");
    return st;
}

/* ---- making ---- */

/* A reference nobody has: the kind's first letter and ten of 32 signs. */
static enum zk_status make_ref(struct zk_record *record, struct zk_arena *arena,
                               struct zk_error *err)
{
    static const char signs[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char text[12] = { 0 };

    text[0] = (char)(zk_kind_info(record->kind)->name[0] - 'a' + 'A');
    for (int i = 1; i <= 10; i++)
        text[i] = signs[randombytes_uniform(32)];
    return zk_record_parse(record, zk_field_get(ZK_F_REF), text, strlen(text), arena, err);
}

static enum zk_status create(struct zk_app *app, const struct zk_request *request,
                             struct zk_store *store, int64_t *id, struct zk_error *err)
{
    struct zk_record *record = zk_record_new(request->arena, request->route->kind);
    bool own = request->who.role != ZK_ROLE_OFFICE;
    enum zk_put what;
    enum zk_status st;

    if (!record)
        return zk_fail(err, ZK_NO_MEMORY, "", "a record");
    zk_store_set_author(store, request->who.account, request->route->name);
    st = zk_demand_new(request, store, record, err);
    if (st == ZK_OK)
        st = zk_edit_body(request, store, own, record, err);
    if (st == ZK_OK && !zk_record_text(record, ZK_F_REF))
        st = make_ref(record, request->arena, err);
    if (st == ZK_OK)
        st = zk_record_check(record, err);
    if (st == ZK_OK &&
        zk_store_find(store, record->kind, zk_record_text(record, ZK_F_REF), id, NULL) == ZK_OK)
        st = zk_fail(err, ZK_DUPLICATE, "ref", "编号已被使用 / taken");
    if (st == ZK_OK)
        st = zk_store_put(store, record, id, &what, err);
    if (st == ZK_OK && own)
        st = still_own(store, request, *id, err);
    if (st == ZK_OK)
        st = zk_edit_audit(app, store, request, "create", NULL, record, *id, err);
    zk_store_set_author(store, 0, NULL);
    return st;
}

enum zk_status zk_handle_record_create(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    struct zk_request made = *request; /* GET of what was made */
    struct zk_edit e = { .app = app, .request = &made, .response = response };
    struct zk_store *store;
    const char *where;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = create(app, request, store, &made.id, err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    where = zk_arena_printf(request->arena, "%s/%lld", request->route->pattern, (long long)made.id);
    st = zk_edit_answer(&e, err);
    zk_response_created(response, where);
    return st;
}

/* ---- changing ---- */

static enum zk_status copy_of(const struct zk_record *old, struct zk_arena *arena,
                              struct zk_record **out, struct zk_error *err)
{
    *out = zk_record_new(arena, old->kind);
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "a record");
    **out = *old;
    return ZK_OK;
}

static enum zk_status put(struct zk_edit *e, const struct zk_record *record, const char *action,
                          struct zk_error *err)
{
    enum zk_put what;
    int64_t id;
    enum zk_status st = zk_store_put(e->store, record, &id, &what, err);

    if (st == ZK_OK && what != ZK_PUT_SAME)
        st = zk_subject_note_changes_all(e->store, e->app->data, e->old, record, err);
    if (st == ZK_OK && what != ZK_PUT_SAME)
        st = zk_edit_audit(e->app, e->store, e->request, action, e->old, record, id, err);
    return st;
}

enum zk_status zk_handle_record_edit(struct zk_app *app, const struct zk_request *request,
                                     struct zk_response *response, struct zk_error *err)
{
    struct zk_edit e = { .app = app, .request = request, .response = response };
    bool waits = request->who.role == ZK_ROLE_EXPERT;
    struct zk_record *record = NULL;
    int64_t draft = 0;
    enum zk_status st = zk_edit_begin(&e, true, err);

    if (st == ZK_OK)
        st = copy_of(e.old, request->arena, &record, err);
    if (st == ZK_OK)
        st = zk_edit_body(request, e.store, e.own, record, err);
    if (st == ZK_OK)
        st = zk_demand_check_edit(&e, err);
    if (st == ZK_OK)
        st = zk_record_check(record, err);
    if (st == ZK_OK && !waits)
        st = put(&e, record, "edit", err);
    if (st == ZK_OK && e.own)
        st = still_own(e.store, request, request->id, err);
    if (st == ZK_OK && waits)
        st = zk_draft_add(&app->access, e.store, &request->who, e.old, record, &draft, err);
    if (st == ZK_OK && draft)
        st = zk_edit_audit(app, e.store, request, "draft", e.old, record, request->id, err);
    st = zk_edit_end(&e, st, err);
    if (st == ZK_OK && request->route->kind == ZK_KIND_DEMAND)
        zk_gap_record(app, request, request->id);
    if (st != ZK_OK || !draft)
        return st == ZK_OK ? zk_edit_answer(&e, err) : st;
    zk_buf_addf(&response->body, "{\"draft\":%lld}", (long long)draft);
    zk_response_accepted(response);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_record_delete(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    struct zk_edit e = { .app = app, .request = request, .response = response };
    enum zk_status st = zk_edit_begin(&e, true, err);

    if (st == ZK_OK)
        st = zk_demand_check_delete(&e, err);
    if (st == ZK_OK)
        st = zk_store_delete(e.store, e.old->kind, request->id, err);
    if (st == ZK_OK)
        st = zk_edit_audit(app, e.store, request, "delete", NULL, e.old, request->id, err);
    st = zk_edit_end(&e, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_record_restore(struct zk_app *app, const struct zk_request *request,
                                        struct zk_response *response, struct zk_error *err)
{
    struct zk_edit e = { .app = app, .request = request, .response = response };
    int64_t version = 0;
    const struct zk_form_member members[] = { { "version", ZK_FORM_NUMBER, true, &version, NULL } };
    struct zk_record *record = NULL;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st != ZK_OK)
        return st;
    st = zk_edit_begin(&e, true, err);
    if (st == ZK_OK)
        st = zk_store_version(e.store, e.old->kind, request->id, version, request->arena, &record,
                              err);
    if (st == ZK_OK)
        zk_demand_keep_state(e.old, record);
    if (st == ZK_OK)
        st = put(&e, record, "restore", err);
    st = zk_edit_end(&e, st, err);
    return st == ZK_OK ? zk_edit_answer(&e, err) : st;
}

enum zk_status zk_handle_record_merge(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    struct zk_edit e = { .app = app, .request = request, .response = response };
    struct zk_request target = *request;
    int64_t into = 0;
    const struct zk_form_member members[] = { { "into", ZK_FORM_NUMBER, true, &into, NULL } };
    struct zk_audit entry = { .action = "merge" };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st != ZK_OK)
        return st;
    st = zk_edit_begin(&e, true, err);
    if (st == ZK_OK)
        st = zk_subject_merge(&app->access, e.store, app->data, e.old->kind, request->id, into,
                              request->arena, err);
    entry.object = zk_edit_object(request, request->route->kind, request->id);
    entry.new_ = zk_edit_object(request, request->route->kind, into);
    if (st == ZK_OK)
        st = zk_audit_add(&app->access, e.store, &request->who, &entry, err);
    st = zk_edit_end(&e, st, err);
    target.id = into;
    e.request = &target;
    return st == ZK_OK ? zk_edit_answer(&e, err) : st;
}

/* ---- contacts ---- */

static enum zk_status write_contacts(const struct zk_record *record, struct zk_response *response,
                                     struct zk_error *err)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "contacts");
    zk_json_object(&json);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (field->shown_as == ZK_CLASS_CONTACT && record->values[i].text)
            zk_json_put_string(&json, field->name, record->values[i].text);
    }
    zk_json_object_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

static enum zk_status want_consent(struct zk_edit *e, struct zk_error *err)
{
    bool valid;
    enum zk_status st = zk_consent_valid(&e->app->access, e->store, e->request->id, &valid, err);

    if (st == ZK_OK && !valid)
        st = zk_fail(
            err, ZK_REFUSED, "",
            "没有本人有效的授权，请先取得并登记 / there is no valid consent, note it first");
    return st;
}

enum zk_status zk_handle_record_contacts(struct zk_app *app, const struct zk_request *request,
                                         struct zk_response *response, struct zk_error *err)
{
    struct zk_edit e = { .app = app, .request = request, .response = response };
    const char *purpose = NULL;
    const struct zk_form_member members[] = { { "purpose", ZK_FORM_TEXT, true, &purpose, NULL } };
    struct zk_audit entry = { .action = "unmask", .field = "contacts" };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_edit_purpose(purpose, err);
    if (st != ZK_OK)
        return st;
    st = zk_edit_begin(&e, false, err);
    entry.object = zk_edit_object(request, request->route->kind, request->id);
    entry.purpose = purpose;
    if (st == ZK_OK)
        st = want_consent(&e, err);
    if (st == ZK_OK)
        st = zk_audit_add(&app->access, e.store, &request->who, &entry, err);
    st = zk_edit_end(&e, st, err); /* what the audit does not have is not shown */
    return st == ZK_OK ? write_contacts(e.old, response, err) : st;
}

/* ---- what the public does not see ---- */

enum zk_status zk_handle_record_hidden(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    struct zk_edit e = { .app = app, .request = request, .response = response };
    const char *fields = "";
    const struct zk_form_member members[] = { { "fields", ZK_FORM_TEXT, false, &fields, NULL } };
    struct zk_audit entry = { .action = "hide" };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st != ZK_OK)
        return st;
    st = zk_edit_begin(&e, false, err);
    if (st == ZK_OK)
        st = zk_hidden_set(e.store, e.old, fields, err);
    if (st == ZK_OK)
        st = zk_subject_note_all(e.store, app->data, "hide", e.old, fields, err);
    entry.object = zk_edit_object(request, request->route->kind, request->id);
    entry.new_ = fields;
    if (st == ZK_OK)
        st = zk_audit_add(&app->access, e.store, &request->who, &entry, err);
    st = zk_edit_end(&e, st, err);
    return st == ZK_OK ? zk_edit_answer(&e, err) : st;
}

static void write_shown(const struct zk_record *record, const bool hidden[ZK_FIELD_COUNT],
                        struct zk_response *response)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "fields");
    zk_json_array(&json);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (!zk_field_of_kind(field, record->kind) ||
            zk_field_shown(field, ZK_SEE_PUBLIC) != ZK_SHOWN)
            continue;
        zk_json_object(&json);
        zk_json_put_string(&json, "field", zk_field_name(field, record->kind));
        zk_json_put_bool(&json, "hide", zk_class_info(field->shown_as)->hide);
        zk_json_put_bool(&json, "hidden", hidden[i]);
        zk_json_object_end(&json);
    }
    zk_json_array_end(&json);
    zk_json_object_end(&json);
}

enum zk_status zk_handle_record_shown(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    bool hidden[ZK_FIELD_COUNT];
    struct zk_record *record;
    enum zk_see see;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st == ZK_OK)
        st = zk_edit_own(request->store, request, response, &see, err);
    (void)app;
    if (st == ZK_OK)
        st = zk_store_get(request->store, request->route->kind, request->id, see, request->arena,
                          &record, err);
    if (st == ZK_OK)
        st = zk_hidden_get(request->store, record, hidden, err);
    if (st != ZK_OK)
        return st;
    write_shown(record, hidden, response);
    return zk_response_json(response, err);
}
