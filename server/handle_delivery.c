/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /api/v1/alerts/delivery and /api/v1/alerts/feed: how one's alerts are sent.
 */
#include "alert_text.h"
#include "app.h"
#include "form.h"
#include "guess.h"
#include "handlers.h"
#include "subscriber.h"

#include <string.h>

enum zk_status zk_handle_delivery(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    struct zk_subscriber me;
    char stamp[ZK_STAMP_BYTES];
    struct zk_json json;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st == ZK_OK)
        st = zk_subscriber_get(request->store, request->who.account, request->arena, &me, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "mail");
    zk_json_object(&json);
    zk_json_put_bool(&json, "available", app->mails);
    zk_json_key(&json, "address");
    if (me.mail)
        zk_json_string(&json, me.mail);
    else
        zk_json_null(&json);
    zk_json_put_bool(&json, "confirmed", me.confirmed);
    zk_json_put_bool(&json, "failing", me.tries > 0);
    zk_json_object_end(&json);
    zk_json_key(&json, "feed");
    zk_json_object(&json);
    zk_stamp(me.feed_at, stamp);
    zk_json_key(&json, "made_at");
    if (me.feed_at)
        zk_json_string(&json, stamp);
    else
        zk_json_null(&json);
    zk_json_object_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

/* No address goes into the audit. */
static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const char *action,
                            struct zk_error *err)
{
    struct zk_audit entry = { .action = action };

    entry.object = zk_arena_printf(request->arena, "account:%lld", (long long)request->who.account);
    return zk_audit_add(&app->access, store, &request->who, &entry, err);
}

enum zk_status zk_handle_delivery_set(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    const char *mail = NULL, *lang = "zh";
    const struct zk_form_member members[] = { { "mail", ZK_FORM_TEXT, false, &mail, NULL },
                                              { "lang", ZK_FORM_TEXT, false, &lang, NULL } };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, 2, err);

    if (st == ZK_OK && !mail)
        st = zk_fail(err, ZK_BAD_VALUE, "mail",
                     "不能缺少，空字符串表示不用邮件 / is wanted; empty for none");
    if (st == ZK_OK && strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0)
        st = zk_fail(err, ZK_BAD_VALUE, "lang", "zh or en is wanted");
    if (st == ZK_OK && mail[0] && !app->mails)
        st = zk_fail(err, ZK_REFUSED, "mail",
                     "本站没有配置邮件，可用订阅地址 / this server sends no mail: use the feed");
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_mail_set(&app->access, store, request->who.account, mail, strcmp(lang, "en") == 0, err);
    if (st == ZK_TOO_OFTEN && err)
        response->retry_seconds = (int)err->number;
    if (st == ZK_OK)
        st = audit(app, store, request, "mail_set", err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_delivery_confirm(struct zk_app *app, const struct zk_request *request,
                                          struct zk_response *response, struct zk_error *err)
{
    const char *code = NULL, *key;
    const struct zk_form_member members[] = { { "code", ZK_FORM_TEXT, true, &code, NULL } };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, 1, err);

    if (st == ZK_OK)
        st = zk_guess_may(app, request, request->who.login, response, &key, err);
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_mail_confirm(&app->access, store, request->who.account, code, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "mail_confirmed", err);
    st = zk_app_end(app, st, err);
    if (st == ZK_UNAUTHORISED)
        return zk_guess_wrong(app, request, key, "code_refused", request->who.account);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_feed_renew(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    const char *password = NULL, *token = NULL, *url;
    const struct zk_form_member members[] = { { "password", ZK_FORM_TEXT, true, &password, NULL } };
    struct zk_store *store;
    struct zk_json json;
    enum zk_status st = zk_form_read(request, members, 1, err);

    if (st == ZK_OK)
        st = zk_guess_begin(app, request, password, response, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_feed_renew(&app->access, store, request->who.account, request->arena, &token, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "feed_renewed", err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    url = zk_arena_printf(request->arena, "/feeds/%s.atom", token);
    if (!url)
        return zk_fail(err, ZK_NO_MEMORY, "", "an address");
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_string(&json, "url", url);
    zk_json_object_end(&json);
    zk_response_created(response, NULL);
    return zk_response_json(response, err);
}

enum zk_status zk_handle_feed_end(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_feed_end(store, request->who.account, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "feed_ended", err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
