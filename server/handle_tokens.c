/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions and API tokens: one's own, and another's for the administrator.
 */
#include "app.h"
#include "form.h"
#include "guess.h"
#include "handlers.h"
#include "view_account.h"

enum { DAYS_DEFAULT = 90 };

static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const char *action, int64_t account,
                            struct zk_error *err)
{
    struct zk_audit entry = { .action = action };

    entry.object = zk_arena_printf(request->arena, "account:%lld", (long long)account);
    return zk_audit_add(&app->access, store, &request->who, &entry, err);
}

static enum zk_status list(struct zk_app *app, const struct zk_request *request, int64_t account,
                           struct zk_response *response, struct zk_error *err)
{
    struct zk_session *tokens;
    struct zk_json json;
    size_t count;
    enum zk_status st = zk_session_list(&app->access, request->store, account, request->arena,
                                        &tokens, &count, err);

    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "sessions");
    zk_view_tokens(&json, tokens, count, request->who.token);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_sessions(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    enum zk_status st = zk_params_none(&request->params, err);

    return st == ZK_OK ? list(app, request, request->who.account, response, err) : st;
}

enum zk_status zk_handle_account_sessions(struct zk_app *app, const struct zk_request *request,
                                          struct zk_response *response, struct zk_error *err)
{
    struct zk_account *account;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st == ZK_OK)
        st = zk_account_get(request->store, request->id, request->arena, &account, err);
    return st == ZK_OK ? list(app, request, request->id, response, err) : st;
}

/* One (token) or all but the one that asks (token 0). */
static enum zk_status end(struct zk_app *app, const struct zk_request *request, int64_t account,
                          int64_t token, struct zk_response *response, struct zk_error *err)
{
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = token > 0 ? zk_session_end(store, account, token, err)
                   : zk_session_end_all(store, account, request->who.token, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "session_ended", account, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_session_end(struct zk_app *app, const struct zk_request *request,
                                     struct zk_response *response, struct zk_error *err)
{
    enum zk_status st = end(app, request, request->who.account, request->id, response, err);

    if (st == ZK_NOT_FOUND)
        response->stranger =
            zk_arena_printf(request->arena, "session:%lld", (long long)request->id);
    return st;
}

enum zk_status zk_handle_sessions_end(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    return end(app, request, request->who.account, 0, response, err);
}

enum zk_status zk_handle_account_sessions_end(struct zk_app *app, const struct zk_request *request,
                                              struct zk_response *response, struct zk_error *err)
{
    struct zk_account *account;
    enum zk_status st = zk_account_get(request->store, request->id, request->arena, &account, err);

    return st == ZK_OK ? end(app, request, request->id, 0, response, err) : st;
}

enum zk_status zk_handle_token(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    const char *name = NULL, *password = NULL, *token = NULL;
    int64_t days = DAYS_DEFAULT, id = 0;
    const struct zk_form_member members[] = {
        { "name", ZK_FORM_TEXT, true, &name, NULL },
        { "days", ZK_FORM_NUMBER, false, &days, NULL },
        { "password", ZK_FORM_TEXT, true, &password, NULL },
    };
    struct zk_store *store;
    struct zk_json json;
    enum zk_status st = zk_form_read(request, members, sizeof(members) / sizeof(members[0]), err);

    if (st == ZK_OK)
        st = zk_guess_begin(app, request, password, response, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_token_create(&app->access, store, request->who.account, name,
                         days < 0 || days > ZK_TOKEN_DAYS_MAX ? 0 : (int)days, request->arena, &id,
                         &token, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "token_created", request->who.account, err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_int(&json, "id", id);
    zk_json_put_string(&json, "token", token);
    zk_json_object_end(&json);
    zk_response_created(response, NULL);
    return zk_response_json(response, err);
}
