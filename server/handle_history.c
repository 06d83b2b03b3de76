/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who changed what in a record, and the changes that wait for approval.
 */
#include "draft.h"
#include "edit.h"
#include "form.h"
#include "handlers.h"
#include "subject.h"
#include "view_account.h"

static void put_fields(struct zk_json *json, enum zk_kind kind,
                       const struct zk_field_change *fields, size_t count)
{
    zk_json_key(json, "fields");
    zk_json_array(json);
    for (size_t i = 0; i < count; i++) {
        zk_json_object(json);
        zk_json_put_string(json, "field", zk_field_name(zk_field_get(fields[i].field), kind));
        zk_json_put_string(json, "old", fields[i].old);
        zk_json_put_string(json, "new", fields[i].new_);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
}

/* Who did it: the office is told the name, others whether it was they themselves. */
static void put_author(struct zk_json *json, const struct zk_request *request, int64_t account)
{
    struct zk_account *author;

    zk_json_put_bool(json, "own", account != 0 && account == request->who.account);
    if (account == 0 || request->who.role != ZK_ROLE_OFFICE)
        return;
    zk_json_put_int(json, "account", account);
    if (zk_account_get(request->store, account, request->arena, &author, NULL) == ZK_OK)
        zk_json_put_string(json, "author", author->name);
}

enum zk_status zk_handle_record_history(struct zk_app *app, const struct zk_request *request,
                                        struct zk_response *response, struct zk_error *err)
{
    enum zk_kind kind = request->route->kind;
    struct zk_version *versions;
    enum zk_see see;
    struct zk_json json;
    size_t count;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st == ZK_OK)
        st = zk_edit_own(request->store, request, response, &see, err);
    (void)app;
    if (st == ZK_OK)
        st = zk_store_history(request->store, kind, request->id, see, request->arena, &versions,
                              &count, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "versions");
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++) {
        zk_json_object(&json);
        zk_json_put_int(&json, "version", versions[i].version);
        zk_json_put_string(&json, "at", versions[i].at);
        zk_json_put_string(&json, "why", versions[i].why);
        put_author(&json, request, versions[i].account);
        put_fields(&json, kind, versions[i].fields, versions[i].count);
        zk_json_object_end(&json);
    }
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_drafts(struct zk_app *app, const struct zk_request *request,
                                struct zk_response *response, struct zk_error *err)
{
    bool office = request->who.role == ZK_ROLE_OFFICE;
    struct zk_draft *drafts;
    struct zk_json json;
    size_t count;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st == ZK_OK)
        st = zk_draft_list(request->store, office ? 0 : request->who.account,
                           zk_see_of(request->who.role, !office), request->arena, &drafts, &count,
                           err);
    (void)app;
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "drafts");
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++) {
        zk_json_object(&json);
        zk_json_put_int(&json, "id", drafts[i].id);
        zk_json_put_string(&json, "record",
                           zk_edit_object(request, drafts[i].kind, drafts[i].record));
        zk_json_put_string(&json, "title", drafts[i].title);
        zk_json_put_int(&json, "version", drafts[i].version);
        zk_view_time(&json, "at", drafts[i].at);
        put_author(&json, request, drafts[i].account);
        put_fields(&json, drafts[i].kind, drafts[i].fields, drafts[i].count);
        zk_json_object_end(&json);
    }
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

/* Approve or drop; what an expert corrected is done again after a restore. */
static enum zk_status decide(struct zk_app *app, struct zk_store *store,
                             const struct zk_request *request, bool approve, struct zk_draft *draft,
                             struct zk_error *err)
{
    struct zk_record *old = NULL, *now = NULL;
    enum zk_status st = zk_draft_get(store, request->id, request->arena, draft, err);

    if (st == ZK_OK)
        st = zk_store_get(store, draft->kind, draft->record, ZK_SEE_WHOLE, request->arena, &old,
                          err);
    if (st == ZK_OK)
        st = zk_draft_decide(store, draft, approve, request->arena, err);
    if (st == ZK_OK)
        st = zk_store_get(store, draft->kind, draft->record, ZK_SEE_WHOLE, request->arena, &now,
                          err);
    return st == ZK_OK ? zk_subject_note_changes_all(store, app->data, old, now, err) : st;
}

enum zk_status zk_handle_draft_decide(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    bool approve = false;
    const char *reason = NULL;
    const struct zk_form_member members[] = {
        { "approve", ZK_FORM_FLAG, true, &approve, NULL },
        { "reason", ZK_FORM_TEXT, false, &reason, NULL },
    };
    struct zk_audit entry = { 0 };
    struct zk_draft draft = { 0 };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, 2, err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = decide(app, store, request, approve, &draft, err);
    zk_store_set_author(store, 0, NULL);
    if (st == ZK_OK) {
        entry.action = approve ? "draft_approved" : "draft_refused";
        entry.object = zk_edit_object(request, draft.kind, draft.record);
        entry.purpose = reason;
        st = zk_audit_add(&app->access, store, &request->who, &entry, err);
    }
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
