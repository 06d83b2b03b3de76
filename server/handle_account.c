/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Registering, and the accounts for those who keep them.
 */
#include "app.h"
#include "audit_mask.h"
#include "form.h"
#include "guess.h"
#include "handlers.h"
#include "view.h"
#include "view_account.h"

enum { ACCOUNTS_PAGE = 200, REGISTRATIONS_MAX = 100 /* of a page */ };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const char *action, int64_t account,
                            const char *what, struct zk_error *err)
{
    struct zk_audit entry = { .action = action, .new_ = what };

    entry.object = zk_arena_printf(request->arena, "account:%lld", (long long)account);
    return zk_audit_add(&app->access, store, &request->who, &entry, err);
}

/* ---- registering ---- */

enum zk_status zk_handle_register(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    const char *password = NULL, *code = NULL, *organisation = NULL;
    struct zk_account account = { 0 };
    const struct zk_form_member members[] = {
        { "login", ZK_FORM_TEXT, true, &account.login, NULL },
        { "name", ZK_FORM_TEXT, true, &account.name, NULL },
        { "password", ZK_FORM_TEXT, true, &password, NULL },
        { "credit_code", ZK_FORM_TEXT, true, &code, NULL },
        { "organisation", ZK_FORM_TEXT, true, &organisation, NULL },
    };
    char hash[ZK_PASSWORD_HASH];
    struct zk_store *store;
    int64_t id;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_password_check(&app->access, account.login, password, err);
    if (st == ZK_OK)
        st = zk_password_hash(password, hash, err);
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_account_register(&app->access, store, &account, hash, code, organisation, &id, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "registered", id,
                   zk_audit_mask(organisation, request->arena), err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    zk_buf_adds(&response->body, "{\"state\":\"pending\"}");
    zk_response_accepted(response);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_registrations(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "page", "size", NULL };
    struct zk_registration_page found = { 0 };
    struct zk_json json;
    int page = 1;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_page(&request->params, REGISTRATIONS_MAX, &page, &found.from, &found.size,
                            err);
    if (st == ZK_OK)
        st = zk_account_registrations(request->store, request->arena, &found, err);
    (void)app;
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_view_page(&json, found.total, page, found.size);
    zk_json_key(&json, "registrations");
    zk_json_array(&json);
    for (size_t i = 0; i < found.count; i++) {
        const struct zk_registration *one = &found.list[i];

        zk_json_object(&json);
        zk_json_put_int(&json, "id", one->account.id);
        zk_json_put_string(&json, "login", one->account.login);
        zk_json_put_bool(&json, "taken", one->taken);
        zk_json_put_string(&json, "name", one->account.name);
        zk_json_put_string(&json, "credit_code", one->credit_code);
        zk_json_put_string(&json, "organisation", one->organisation);
        zk_view_time(&json, "at", one->at);
        zk_json_object_end(&json);
    }
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_registration_decide(struct zk_app *app, const struct zk_request *request,
                                             struct zk_response *response, struct zk_error *err)
{
    const char *login = NULL;
    bool approve = false;
    const struct zk_form_member members[] = { { "approve", ZK_FORM_FLAG, true, &approve, NULL },
                                              { "login", ZK_FORM_TEXT, false, &login, NULL } };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_account_decide(store, request->id, approve, login, request->arena, err);
    if (st == ZK_OK)
        st = audit(app, store, request, approve ? "registration_approved" : "registration_refused",
                   request->id, NULL, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

/* ---- the administrator ---- */

enum zk_status zk_handle_accounts(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "after", NULL };
    struct zk_account *accounts;
    struct zk_json json;
    size_t count;
    int after;
    enum zk_status st = zk_params_only(&request->params, known, err);

    (void)app;
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "after", 0, 999999999, 0, &after, err);
    if (st == ZK_OK)
        st = zk_account_list(request->store, after, ACCOUNTS_PAGE, request->arena, &accounts,
                             &count, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "accounts");
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++)
        zk_view_account(&json, &accounts[i]);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

static enum zk_status write_secret(int64_t id, const char *secret, struct zk_response *response,
                                   struct zk_error *err)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_int(&json, "id", id);
    zk_json_put_string(&json, "secret", secret);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_account_invite(struct zk_app *app, const struct zk_request *request,
                                        struct zk_response *response, struct zk_error *err)
{
    struct zk_account account = { 0 };
    const char *role = NULL, *password = NULL, *secret = NULL;
    const struct zk_form_member members[] = {
        { "login", ZK_FORM_TEXT, true, &account.login, NULL },
        { "name", ZK_FORM_TEXT, true, &account.name, NULL },
        { "role", ZK_FORM_TEXT, true, &role, NULL },
        { "record", ZK_FORM_NUMBER, false, &account.record, NULL },
        { "password", ZK_FORM_TEXT, true, &password, NULL }, /* of who invites */
    };
    struct zk_store *store;
    int64_t id = 0;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_guess_begin(app, request, password, response, &store, err);
    if (st != ZK_OK)
        return st;
    account.role = zk_role_find(role);
    st = zk_account_invite(&app->access, store, &account, request->arena, &id, &secret, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "account_invited", id, role, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_created(response, NULL);
    return st == ZK_OK ? write_secret(id, secret, response, err) : st;
}

enum zk_status zk_handle_account_reinvite(struct zk_app *app, const struct zk_request *request,
                                          struct zk_response *response, struct zk_error *err)
{
    const char *password = NULL, *secret = NULL;
    const struct zk_form_member members[] = { { "password", ZK_FORM_TEXT, true, &password, NULL } };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_guess_begin(app, request, password, response, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_account_reinvite(&app->access, store, request->id, false, request->arena, &secret, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "account_invited", request->id, "again", err);
    st = zk_app_end(app, st, err);
    return st == ZK_OK ? write_secret(request->id, secret, response, err) : st;
}

enum zk_status zk_handle_account_change(struct zk_app *app, const struct zk_request *request,
                                        struct zk_response *response, struct zk_error *err)
{
    bool active = false;
    const struct zk_form_member members[] = { { "active", ZK_FORM_FLAG, true, &active, NULL } };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_account_set_active(store, request->id, active, err);
    if (st == ZK_OK)
        st = audit(app, store, request, active ? "account_enabled" : "account_disabled",
                   request->id, NULL, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
