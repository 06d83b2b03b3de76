/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The register of what people concerned ask for.
 */
#include "edit.h"
#include "form.h"
#include "handlers.h"
#include "subject.h"
#include "view.h"
#include "view_account.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Of a record that is not there it is told as of one that is. */
static enum zk_status find_kind(struct zk_store *store, int64_t id, struct zk_arena *arena,
                                enum zk_kind *kind, struct zk_error *err)
{
    struct zk_record *record;
    enum zk_status st = zk_store_get_any(store, id, ZK_SEE_WHOLE, arena, &record, err);

    *kind = st == ZK_OK ? record->kind : ZK_KIND_EXPERT;
    return st == ZK_NOT_FOUND ? ZK_OK : st;
}

enum zk_status zk_handle_request_add(struct zk_app *app, const struct zk_request *request,
                                     struct zk_response *response, struct zk_error *err)
{
    enum zk_kind kind = ZK_KIND_EXPERT;
    struct zk_subject_request in = { 0 };
    struct zk_audit entry = { .action = "subject_request" };
    const struct zk_form_member members[] = {
        { "what", ZK_FORM_TEXT, true, &in.what, NULL },
        { "record", ZK_FORM_NUMBER, true, &in.record, NULL },
        { "text", ZK_FORM_TEXT, true, &in.text, NULL },
    };
    struct zk_store *store;
    int64_t id;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = find_kind(store, in.record, request->arena, &kind, err);
    in.kind = zk_kind_info(kind)->name;
    if (st == ZK_OK)
        st = zk_request_add(&app->access, store, &request->who, &in, &id, err);
    entry.object = zk_edit_object(request, kind, in.record);
    entry.new_ = in.what;
    if (st == ZK_OK)
        st = zk_audit_add(&app->access, store, &request->who, &entry, err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    zk_buf_addf(&response->body, "{\"id\":%lld,\"days\":%d}", (long long)id, ZK_REQUEST_DAYS);
    zk_response_accepted(response);
    return zk_response_json(response, err);
}

static void put_request(struct zk_json *json, const struct zk_subject_request *one, int64_t now)
{
    zk_json_object(json);
    zk_json_put_int(json, "id", one->id);
    zk_json_put_string(json, "what", one->what);
    zk_view_id(json, "record", zk_kind_find(one->kind, strlen(one->kind)), one->record);
    zk_json_put_string(json, "text", one->text);
    zk_view_time(json, "at", one->at);
    zk_view_time(json, "due_at", one->due_at);
    zk_view_time(json, "done_at", one->done_at);
    zk_json_put_bool(json, "overdue", one->done_at == 0 && one->due_at < now);
    if (one->outcome)
        zk_json_put_string(json, "outcome", one->outcome);
    zk_json_object_end(json);
}

enum zk_status zk_handle_requests(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "page", "size", NULL };
    struct zk_request_page found = { 0 };
    struct zk_json json;
    int page = 1;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_page(&request->params, ZK_REQUEST_PAGE_MAX, &page, &found.from, &found.size,
                            err);
    if (st == ZK_OK)
        st = zk_request_list(request->store, request->arena, &found, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_view_page(&json, found.total, page, found.size);
    zk_json_key(&json, "requests");
    zk_json_array(&json);
    for (size_t i = 0; i < found.count; i++)
        put_request(&json, &found.list[i], zk_now(&app->access.clock));
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_request_close(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    bool done = false;
    const char *reason = NULL;
    const struct zk_form_member members[] = {
        { "done", ZK_FORM_FLAG, true, &done, NULL },
        { "reason", ZK_FORM_TEXT, false, &reason, NULL },
    };
    struct zk_audit entry = { .action = "subject_request_closed" };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_request_close(&app->access, store, request->id, done, request->arena, &entry.object,
                          err);
    entry.field = zk_arena_printf(request->arena, "request:%lld", (long long)request->id);
    entry.new_ = done ? "done" : "refused";
    entry.purpose = reason;
    if (st == ZK_OK)
        st = zk_audit_add(&app->access, store, &request->who, &entry, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
