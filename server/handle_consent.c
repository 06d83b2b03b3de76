/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person agreed to: an expert, or the contact person of another record.
 */
#include "edit.h"
#include "form.h"
#include "handlers.h"
#include "history.h"
#include "subject.h"
#include "view_account.h"

#include <time.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void put_consent(struct zk_json *json, const struct zk_consent *consent)
{
    zk_json_object(json);
    zk_json_put_int(json, "id", consent->id);
    zk_json_put_string(json, "statement", consent->statement);
    zk_json_put_string(json, "channel", consent->channel);
    zk_json_put_string(json, "scope", consent->scope);
    zk_json_put_bool(json, "valid", consent->valid);
    zk_view_time(json, "given_at", consent->given_at);
    zk_view_time(json, "expires_at", consent->expires_at);
    zk_view_time(json, "withdrawn_at", consent->withdrawn_at);
    zk_json_object_end(json);
}

enum zk_status zk_handle_consents(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    struct zk_consent *list;
    struct zk_json json;
    enum zk_see see;
    size_t count;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st == ZK_OK)
        st = zk_edit_own(request->store, request, response, &see, err);
    if (st == ZK_OK)
        st = zk_consent_list(&app->access, request->store, request->id, request->arena, &list,
                             &count, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "consents");
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++)
        put_consent(&json, &list[i]);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

/* A day to come: the one that 0 stands for would be none at all. */
static enum zk_status read_day(const char *text, int64_t now, int64_t *out, struct zk_error *err)
{
    struct tm day = { 0 };
    const char *rest = strptime(text, "%Y-%m-%d", &day);

    if (!rest || *rest)
        return zk_fail(err, ZK_BAD_VALUE, "expires_on", "a day like 2027-01-31 is wanted");
    *out = (int64_t)timegm(&day);
    return *out > now ? ZK_OK : zk_fail(err, ZK_BAD_VALUE, "expires_on", "a day to come is wanted");
}

/* Begin a change of the record's consents, for who may. */
static enum zk_status begin(struct zk_app *app, const struct zk_request *request,
                            struct zk_response *response, struct zk_store **store,
                            struct zk_record **record, struct zk_error *err)
{
    enum zk_see see;
    enum zk_status st = zk_app_begin(app, store, err);

    if (st == ZK_OK)
        st = zk_edit_own(*store, request, response, &see, err);
    if (st == ZK_OK)
        st = zk_store_get(*store, request->route->kind, request->id, ZK_SEE_WHOLE, request->arena,
                          record, err);
    return st;
}

static enum zk_status end(struct zk_app *app, const struct zk_request *request,
                          struct zk_response *response, struct zk_store *store, enum zk_status st,
                          const struct zk_audit *entry, struct zk_error *err)
{
    if (!store)
        return st;
    if (st == ZK_OK)
        st = zk_audit_add(&app->access, store, &request->who, entry, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_consent_give(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    const char *expires = NULL;
    struct zk_consent consent = { 0 };
    const struct zk_form_member members[] = {
        { "statement", ZK_FORM_TEXT, true, &consent.statement, NULL },
        { "channel", ZK_FORM_TEXT, true, &consent.channel, NULL },
        { "scope", ZK_FORM_TEXT, true, &consent.scope, NULL },
        { "expires_on", ZK_FORM_TEXT, false, &expires, NULL },
    };
    struct zk_audit entry = { .action = "consent_given" };
    struct zk_record *record;
    struct zk_store *store = NULL;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK && expires)
        st = read_day(expires, zk_now(&app->access.clock), &consent.expires_at, err);
    if (st == ZK_OK)
        st = begin(app, request, response, &store, &record, err);
    if (st == ZK_OK)
        st = zk_consent_give(&app->access, store, &request->who, record, &consent, err);
    entry.object = zk_edit_object(request, request->route->kind, request->id);
    entry.purpose = consent.scope;
    return end(app, request, response, store, st, &entry, err);
}

enum zk_status zk_handle_consent_withdraw(struct zk_app *app, const struct zk_request *request,
                                          struct zk_response *response, struct zk_error *err)
{
    struct zk_audit entry = { .action = "consent_withdrawn" };
    struct zk_record *record;
    struct zk_store *store = NULL;
    enum zk_status st = begin(app, request, response, &store, &record, err);

    if (st == ZK_OK) {
        zk_store_set_author(store, request->who.account, "withdrawal");
        st = zk_subject_withdraw(&app->access, store, app->data, record, err);
        zk_store_set_author(store, 0, NULL);
    }
    entry.object = zk_edit_object(request, request->route->kind, request->id);
    return end(app, request, response, store, st, &entry, err);
}
