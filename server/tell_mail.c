/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mail to one person: the code that proves an address, or what is neither seen nor mailed. It is
 * leased, sent with no transaction open, and written down (lib/alert/subscriber.h).
 */
#include "teller.h"

#include "alert.h"
#include "alert_text.h"
#include "subscriber.h"

#include <inttypes.h>
#include <stdio.h>

enum { TEXT_CEILING = 256 * 1024, THING_BYTES = 64 };

struct letter {
    struct zk_app *app;
    struct zk_lane *lane;
    const struct zk_tell_mail *mail;
    struct zk_subscriber to;
    int64_t upto; /* the last alert it tells */
    char id[ZK_UUID_CHARS + 1];
    const char *subject;
    struct zk_buf text;
};

static void write_code(struct letter *l)
{
    char thing[THING_BYTES];

    (void)snprintf(thing, sizeof(thing), "code %s", l->to.code);
    zk_subscriber_uuid(&l->to, thing, l->id);
    l->subject = l->to.english ? "Zhiku: confirm your address" : "智库：确认邮箱地址";
    zk_buf_addf(&l->text,
                l->to.english
                    ? "Somebody wants alerts of the directory to be mailed to this address.\n"
                      "The code is %s, for one day. If it was not you, do nothing.\n"
                    : "有人在智库申请将提醒发送到本邮箱，验证码：%s，一天内有效。\n"
                      "如非本人操作，请忽略此邮件。\n",
                l->to.code);
}

static void write_end(struct letter *l)
{
    const char *site = l->app->public_url;

    zk_buf_addf(&l->text,
                l->to.english ? "\nAll alerts, and how to stop these mails: %s/alerts\n"
                              : "\n查看全部提醒或停止接收邮件：%s/alerts\n",
                site);
}

static enum zk_status write_alerts(struct letter *l, struct zk_error *err)
{
    struct zk_arena *arena = l->lane->arena;
    char thing[THING_BYTES];
    struct zk_alert *list;
    size_t count = 0;
    enum zk_status st =
        zk_alert_unmailed(l->lane->store, l->to.account, ZK_TELL_LISTED, arena, &list, &count, err);

    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        struct zk_alert_text said;

        st = zk_alert_say(l->lane->store, NULL, &list[i], l->to.english, arena, &said, err);
        if (st == ZK_OK)
            zk_buf_addf(&l->text, "%s\n  %s%s\n", said.text, l->app->public_url, said.url);
    }
    if (st != ZK_OK || count == 0)
        return st;
    l->upto = list[count - 1].id;
    (void)snprintf(thing, sizeof(thing), "mail %" PRId64 " %" PRId64, list[0].id, l->upto);
    zk_subscriber_uuid(&l->to, thing, l->id);
    l->subject = l->to.english ? zk_arena_printf(arena, "Zhiku: %zu alerts", count)
                               : zk_arena_printf(arena, "智库：%zu条新提醒", count);
    write_end(l);
    return l->subject ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "a mail");
}

/* Hand it over. *result stays ZK_MAIL_SENT when nothing is left to say. */
static enum zk_status hand_over(struct letter *l, enum zk_mail_result *result, struct zk_error *err)
{
    struct zk_mail mail = { .from = l->mail->relay.from,
                            .to = l->to.mail,
                            .subject = l->subject,
                            .id = l->id,
                            .date = zk_now(&l->app->access.clock) };
    struct zk_buf message;
    enum zk_status st = zk_buf_status(&l->text);

    if (st != ZK_OK || !l->subject)
        return st;
    mail.text = zk_buf_text(&l->text);
    zk_buf_init(&message, ZK_MAIL_BYTES_MAX);
    st = zk_mail_compose(&mail, &message, err);
    if (st == ZK_OK)
        *result =
            zk_mail_send(&l->mail->relay, l->to.mail, &message, l->mail->stop, l->mail->with, err);
    zk_buf_free(&message);
    return st;
}

static enum zk_status write_down(struct letter *l, enum zk_mail_result result, struct zk_error *err)
{
    struct zk_app *app = l->app;
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = result == ZK_MAIL_SENT
             ? zk_mail_sent(&app->access, store, &l->to, l->upto, l->mail->wait, err)
             : zk_mail_failed(&app->access, store, &l->to, result == ZK_MAIL_REFUSED, err);
    return zk_app_end(app, st, err);
}

static enum zk_status lease(struct letter *l, struct zk_error *err)
{
    struct zk_app *app = l->app;
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_mail_next(&app->access, store, l->lane->arena, &l->to, err);
    return zk_app_end(app, st, err);
}

/* Of the person the log has the number, never the address. */
static void log_result(struct letter *l, enum zk_mail_result result, const struct zk_error *err)
{
    static const char *const names[] = { "sent", "refused", "down" };
    char account[24];

    (void)snprintf(account, sizeof(account), "%" PRId64, l->to.account);
    zk_log(&l->app->log, result == ZK_MAIL_SENT ? ZK_LOG_INFO : ZK_LOG_WARN, "mail", "result",
           names[result], "account", account, "detail", result == ZK_MAIL_SENT ? "" : err->detail,
           NULL);
}

enum zk_status zk_tell_mail(struct zk_app *app, struct zk_lane *lane,
                            const struct zk_tell_mail *mail, bool *more, struct zk_error *err)
{
    struct letter l = { .app = app, .lane = lane, .mail = mail };
    enum zk_mail_result result = ZK_MAIL_SENT;
    struct zk_error why = { 0 };
    enum zk_status st = lease(&l, err);

    *more = false;
    if (st != ZK_OK || l.to.account == 0)
        return st;
    zk_buf_init(&l.text, TEXT_CEILING);
    if (l.to.code)
        write_code(&l);
    else
        st = write_alerts(&l, err);
    if (st == ZK_OK)
        st = hand_over(&l, &result, &why);
    if (st == ZK_OK)
        st = write_down(&l, result, err);
    if (st == ZK_OK)
        log_result(&l, result, &why);
    *more = st == ZK_OK && result != ZK_MAIL_DOWN;
    zk_buf_free(&l.text);
    return st;
}
