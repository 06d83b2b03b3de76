/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guess.h"

#include "app.h"

enum zk_status zk_guess_may(struct zk_app *app, const struct zk_request *request, const char *login,
                            struct zk_response *response, const char **key, struct zk_error *err)
{
    int64_t wait;

    *key = zk_arena_printf(request->arena, "login %.*s\n%s", ZK_LOGIN_MAX, login,
                           request->who.address);
    if (!*key)
        return zk_fail(err, ZK_NO_MEMORY, "", "a login");
    wait = zk_limit_wait(app->limits, *key, zk_now_ms());
    if (wait == 0)
        return ZK_OK;
    response->retry_seconds = (int)((wait + 999) / 1000);
    return zk_fail(err, ZK_TOO_OFTEN, "", "%d s", response->retry_seconds);
}

enum zk_status zk_guess_wrong(struct zk_app *app, const struct zk_request *request, const char *key,
                              const char *action, int64_t account)
{
    struct zk_audit entry = { .action = action };

    if (account > 0)
        entry.object = zk_arena_printf(request->arena, "account:%lld", (long long)account);
    zk_limit_failed(app->limits, key, zk_now_ms());
    zk_app_note(app, &request->who, &entry);
    return ZK_UNAUTHORISED;
}

enum zk_status zk_want_session(const struct zk_request *request, struct zk_error *err)
{
    return request->who.api ? zk_fail(err, ZK_FORBIDDEN, "", "not with an API token") : ZK_OK;
}

enum zk_status zk_guess_begin(struct zk_app *app, const struct zk_request *request,
                              const char *password, struct zk_response *response,
                              struct zk_store **store, struct zk_error *err)
{
    const char *login = request->who.login, *key;
    struct zk_proof proof;
    enum zk_status st = zk_want_session(request, err);

    *store = NULL;
    if (st == ZK_OK)
        st = zk_guess_may(app, request, login, response, &key, err);
    if (st == ZK_OK)
        st = zk_login_check(&app->access, request->store, login, password, request->arena, &proof,
                            err);
    if (st == ZK_OK)
        st = zk_app_begin(app, store, err);
    if (st == ZK_OK) {
        st = zk_login_holds(*store, &proof, err);
        if (st != ZK_OK) {
            st = zk_app_end(app, st, err);
            *store = NULL;
        }
    }
    if (st == ZK_UNAUTHORISED)
        return zk_guess_wrong(app, request, key, "login_refused", request->who.account);
    return st;
}
