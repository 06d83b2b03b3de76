/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing in and out, opening an account, one's own sessions, tokens, password and codes.
 */
#include "app.h"
#include "form.h"
#include "guess.h"
#include "handlers.h"
#include "headers.h"
#include "view_account.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *account_object(const struct zk_request *request, int64_t account)
{
    return account > 0 ? zk_arena_printf(request->arena, "account:%lld", (long long)account) : "";
}

static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const char *action, int64_t account,
                            struct zk_error *err)
{
    struct zk_audit entry = { .action = action, .object = account_object(request, account) };

    return zk_audit_add(&app->access, store, &request->who, &entry, err);
}

/* The session cookie; token NULL takes it away. */
static enum zk_status set_cookie(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, const char *token,
                                 struct zk_error *err)
{
    response->cookie =
        zk_arena_printf(request->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s",
                        app->secure ? ZK_COOKIE : ZK_COOKIE_PLAIN, token ? token : "",
                        token ? app->access.session_seconds : 0, app->secure ? "; Secure" : "");
    return response->cookie ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "a cookie");
}

static enum zk_status write_who(const struct zk_who *who, struct zk_response *response,
                                struct zk_error *err)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "account");
    zk_view_who(&json, who);
    zk_json_object_end(&json);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}

/* The answer to who has come in: as the next request will be known. Who was sent away meanwhile
 * gets no cookie. */
static enum zk_status write_entered(struct zk_app *app, const struct zk_request *request,
                                    const char *token, struct zk_response *response,
                                    struct zk_error *err)
{
    struct zk_who who = { .role = ZK_ROLE_VISITOR };
    enum zk_status st =
        zk_session_find(&app->access, request->store, token, false, request->arena, &who, err);

    if (st == ZK_OK)
        st = set_cookie(app, request, response, token, err);
    return st == ZK_OK ? write_who(&who, response, err) : st;
}

enum zk_status zk_handle_session(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    enum zk_status st = zk_params_none(&request->params, err);

    (void)app;
    return st == ZK_OK ? write_who(&request->who, response, err) : st;
}

/* ---- signing in ---- */

struct login {
    const char *login, *password, *code, *new_password;
    char hash[ZK_PASSWORD_HASH]; /* of new_password */
    struct zk_proof proof;
    const char *token;
};

static enum zk_status read_login(const struct zk_request *request, struct login *in,
                                 struct zk_error *err)
{
    const struct zk_form_member members[] = {
        { "login", ZK_FORM_TEXT, true, &in->login, NULL },
        { "password", ZK_FORM_TEXT, true, &in->password, NULL },
        { "code", ZK_FORM_TEXT, false, &in->code, NULL },
        { "new_password", ZK_FORM_TEXT, false, &in->new_password, NULL },
    };

    return zk_form_read(request, members, COUNT(members), err);
}

/* All that hashes, before the transaction. The new password is judged and hashed first and for
 * everybody, so that what is said of it says nothing of the present one. */
static enum zk_status prove(struct zk_app *app, const struct zk_request *request, struct login *in,
                            struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (in->new_password)
        st = zk_password_check(&app->access, in->login, in->new_password, err);
    if (st == ZK_OK && in->new_password)
        st = zk_password_hash(in->new_password, in->hash, err);
    return st == ZK_OK ? zk_login_check(&app->access, request->store, in->login, in->password,
                                        request->arena, &in->proof, err)
                       : st;
}

/* Only who has proved to be the owner hears this. */
static enum zk_status want_other(const char *password, const char *new_password,
                                 struct zk_error *err)
{
    return strcmp(new_password, password) == 0
               ? zk_fail(err, ZK_BAD_VALUE, "new_password", "与原密码相同 / the same as before")
               : ZK_OK;
}

static enum zk_status enter(struct zk_app *app, const struct zk_request *request, struct login *in,
                            struct zk_error *err)
{
    int64_t account = in->proof.account;
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_login_second(&app->access, store, &in->proof, in->code, err);
    if (st == ZK_OK && in->proof.expired && !in->new_password)
        st = zk_fail(err, ZK_REFUSED, "new_password",
                     "密码已满90天，请设置新密码 / the password is 90 days old, choose a new one");
    if (st == ZK_OK && in->new_password)
        st = want_other(in->password, in->new_password, err);
    if (st == ZK_OK && in->new_password)
        st = zk_password_set(&app->access, store, account, in->hash, 0, err);
    if (st == ZK_OK)
        st = zk_session_start(&app->access, store, account, request->program, request->who.address,
                              request->arena, &in->token, err);
    if (st == ZK_OK && request->who.token > 0 && !request->who.api) /* this browser's old one */
        (void)zk_session_end(store, request->who.account, request->who.token, NULL);
    if (st == ZK_OK)
        st = audit(app, store, request, "login", account, err);
    return zk_app_end(app, st, err);
}

enum zk_status zk_handle_login(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    struct login in = { 0 };
    const char *key;
    enum zk_status st = read_login(request, &in, err);

    if (st != ZK_OK)
        return st;
    st = zk_guess_may(app, request, in.login, response, &key, err);
    if (st != ZK_OK)
        return st;
    st = prove(app, request, &in, err);
    if (st == ZK_OK)
        st = enter(app, request, &in, err);
    if (st == ZK_UNAUTHORISED)
        return zk_guess_wrong(app, request, key, "login_refused", in.proof.account);
    if (st == ZK_OK)
        st = write_entered(app, request, in.token, response, err);
    if (st == ZK_OK)
        zk_limit_succeeded(app->limits, key);
    return st;
}

enum zk_status zk_handle_logout(struct zk_app *app, const struct zk_request *request,
                                struct zk_response *response, struct zk_error *err)
{
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_session_end(store, request->who.account, request->who.token, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "logout", request->who.account, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        st = set_cookie(app, request, response, NULL, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

/* ---- opening an account with its one-use secret ---- */

static enum zk_status show_opening(struct zk_app *app, const struct zk_request *request,
                                   const char *secret, struct zk_response *response,
                                   struct zk_error *err)
{
    struct zk_opening opening;
    struct zk_store *store;
    struct zk_json json;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_login_open(&app->access, store, secret, request->arena, &opening, err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "account");
    zk_view_account(&json, &opening.account);
    if (opening.totp)
        zk_json_put_string(&json, "totp", opening.totp);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

static enum zk_status activate(struct zk_app *app, const struct zk_request *request,
                               const char *secret, const char *password, const char *code,
                               const char **token, struct zk_error *err)
{
    struct zk_opening opening;
    struct zk_account *account;
    struct zk_store *store;
    char hash[ZK_PASSWORD_HASH];
    enum zk_status st =
        zk_login_peek(&app->access, request->store, secret, request->arena, &opening, err);

    if (st == ZK_OK)
        st = zk_password_check(&app->access, opening.account.login, password, err);
    if (st == ZK_OK)
        st = zk_password_hash(password, hash, err);
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_login_activate(&app->access, store, secret, hash, code, request->arena, &account, err);
    if (st == ZK_OK)
        st = zk_session_start(&app->access, store, account->id, request->program,
                              request->who.address, request->arena, token, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "account_opened", account->id, err);
    return zk_app_end(app, st, err);
}

enum zk_status zk_handle_activation(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    const char *secret = NULL, *password = NULL, *code = NULL, *token = NULL;
    const struct zk_form_member members[] = {
        { "secret", ZK_FORM_TEXT, true, &secret, NULL },
        { "password", ZK_FORM_TEXT, false, &password, NULL },
        { "code", ZK_FORM_TEXT, false, &code, NULL },
    };
    struct zk_audit refused = { .action = "opening_refused" };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK && !password)
        st = show_opening(app, request, secret, response, err);
    else if (st == ZK_OK)
        st = activate(app, request, secret, password, code, &token, err);
    if (st == ZK_UNAUTHORISED)
        zk_app_note(app, &request->who, &refused);
    return st == ZK_OK && token ? write_entered(app, request, token, response, err) : st;
}

/* ---- one's own password and codes ---- */

enum zk_status zk_handle_password(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    const char *password = NULL, *new_password = NULL;
    const struct zk_form_member members[] = {
        { "password", ZK_FORM_TEXT, true, &password, NULL },
        { "new_password", ZK_FORM_TEXT, true, &new_password, NULL },
    };
    char hash[ZK_PASSWORD_HASH];
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_want_session(request, err);
    if (st == ZK_OK) /* first, so that what is said of it says nothing of the present one */
        st = zk_password_check(&app->access, request->who.login, new_password, err);
    if (st == ZK_OK)
        st = zk_password_hash(new_password, hash, err);
    if (st == ZK_OK)
        st = zk_guess_begin(app, request, password, response, &store, err);
    if (st != ZK_OK)
        return st;
    st = want_other(password, new_password, err);
    if (st == ZK_OK)
        st = zk_password_set(&app->access, store, request->who.account, hash, request->who.token,
                             err);
    if (st == ZK_OK)
        st = audit(app, store, request, "password_changed", request->who.account, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

/* A session that was ended since it was found changes nothing. */
static enum zk_status begin_session(struct zk_app *app, const struct zk_request *request,
                                    struct zk_store **store, struct zk_error *err)
{
    enum zk_status st = zk_app_begin(app, store, err);

    if (st != ZK_OK)
        return st;
    st = zk_session_holds(*store, &request->who, err);
    return st == ZK_OK ? st : zk_app_end(app, st, err);
}

/* Before there is another secret: a code of the present one (then there is a key), the password
 * where there is none. Begins the transaction. */
static enum zk_status prove_again(struct zk_app *app, const struct zk_request *request,
                                  const char **code, struct zk_response *response, const char **key,
                                  struct zk_store **store, struct zk_error *err)
{
    const char *password = "";
    const struct zk_form_member members[] = {
        { "code", ZK_FORM_TEXT, false, code, NULL },
        { "password", ZK_FORM_TEXT, false, &password, NULL },
    };
    struct zk_account *account;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_want_session(request, err);
    if (st == ZK_OK)
        st = zk_account_get(request->store, request->who.account, request->arena, &account, err);
    if (st == ZK_OK && !account->totp)
        return zk_guess_begin(app, request, password, response, store, err);
    if (st == ZK_OK)
        st = zk_guess_may(app, request, account->login, response, key, err);
    return st == ZK_OK ? begin_session(app, request, store, err) : st;
}

enum zk_status zk_handle_totp_offer(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    int64_t account = request->who.account;
    const char *code = "", *key = NULL, *secret = NULL;
    struct zk_store *store;
    struct zk_json json;
    enum zk_status st = prove_again(app, request, &code, response, &key, &store, err);

    if (st != ZK_OK)
        return st;
    if (key)
        st = zk_totp_use(&app->access, store, account, code, err);
    if (st == ZK_OK)
        st = zk_totp_offer(&app->access, store, account, request->arena, &secret, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "totp_offered", account, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_UNAUTHORISED)
        return zk_guess_wrong(app, request, key, "code_refused", account);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_string(&json, "totp", secret);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

static enum zk_status change_totp(struct zk_app *app, const struct zk_request *request, bool keep,
                                  struct zk_response *response, struct zk_error *err)
{
    int64_t account = request->who.account;
    const char *code = NULL, *key;
    const struct zk_form_member members[] = { { "code", ZK_FORM_TEXT, true, &code, NULL } };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_want_session(request, err);
    if (st == ZK_OK)
        st = zk_guess_may(app, request, request->who.login, response, &key, err);
    if (st == ZK_OK)
        st = begin_session(app, request, &store, err);
    if (st != ZK_OK)
        return st;
    st = keep ? zk_totp_confirm(&app->access, store, account, code, err)
              : zk_totp_use(&app->access, store, account, code, err);
    if (st == ZK_OK && !keep)
        st = zk_totp_remove(store, account, request->who.role, err);
    if (st == ZK_OK)
        st = audit(app, store, request, keep ? "totp_confirmed" : "totp_removed", account, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_UNAUTHORISED)
        return zk_guess_wrong(app, request, key, "code_refused", account);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_totp_confirm(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    return change_totp(app, request, true, response, err);
}

enum zk_status zk_handle_totp_remove(struct zk_app *app, const struct zk_request *request,
                                     struct zk_response *response, struct zk_error *err)
{
    return change_totp(app, request, false, response, err);
}
