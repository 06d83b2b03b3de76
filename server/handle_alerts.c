/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /api/v1/alerts: one's own, and marking them as seen.
 */
#include "alert_text.h"
#include "app.h"
#include "form.h"
#include "handlers.h"
#include "view.h"
#include "view_account.h"

#include <string.h>

enum { PAGE_MOST = 1000, SIZE_DEFAULT = 20 };

static void put_text_or_null(struct zk_json *json, const char *key, const char *text)
{
    zk_json_key(json, key);
    if (text)
        zk_json_string(json, text);
    else
        zk_json_null(json);
}

static void put_saved(struct zk_json *json, const struct zk_alert *alert,
                      const struct zk_alert_text *said)
{
    zk_json_key(json, "saved");
    if (alert->saved.id == 0) {
        zk_json_null(json);
        return;
    }
    zk_json_object(json);
    zk_json_put_int(json, "id", alert->saved.id);
    zk_json_put_string(json, "what", zk_saved_what_name(alert->saved.what));
    zk_json_put_string(json, "name", said->saved);
    zk_json_object_end(json);
}

static void put_record(struct zk_json *json, const struct zk_alert *alert,
                       const struct zk_alert_text *said)
{
    zk_json_key(json, "record");
    if (!said->title) {
        zk_json_null(json);
        return;
    }
    zk_json_object(json);
    zk_view_id(json, "id", said->kind, alert->record);
    zk_json_put_string(json, "title", said->title);
    zk_json_put_string(json, "url", said->url);
    zk_json_object_end(json);
}

static void put_words(struct zk_json *json, const char *words)
{
    zk_json_key(json, "words");
    zk_json_array(json);
    while (words && words[0]) {
        size_t len = strcspn(words, "\n");

        zk_json_text(json, words, len);
        words += len + (words[len] == '\n');
    }
    zk_json_array_end(json);
}

static void put_alert(struct zk_json *json, const struct zk_alert *alert,
                      const struct zk_alert_text *said)
{
    char stamp[ZK_STAMP_BYTES];

    zk_json_object(json);
    zk_json_put_int(json, "id", alert->id);
    zk_json_put_string(json, "what", zk_alert_what_name(alert->what));
    zk_json_put_string(json, "text", said->text);
    zk_json_put_string(json, "url", said->url);
    put_saved(json, alert, said);
    put_record(json, alert, said);
    put_text_or_null(json, "strength", alert->strength);
    put_words(json, alert->words);
    zk_json_put_int(json, "count", alert->what == ZK_ALERT_MORE ? alert->number : 1);
    zk_view_time(json, "made_at", alert->made_at);
    zk_stamp(alert->seen_at, stamp);
    put_text_or_null(json, "seen_at", alert->seen_at ? stamp : NULL);
    zk_json_object_end(json);
}

struct page {
    int page, size;
    enum zk_lang lang;
    struct zk_alert_counts counts;
    struct zk_alert *list;
    size_t count;
};

static enum zk_status read_page(const struct zk_request *request, struct page *p,
                                struct zk_error *err)
{
    static const char *const known[] = { "page", "size", "lang", NULL };
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_int(&request->params, "page", 1, PAGE_MOST, 1, &p->page, err);
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "size", 0, ZK_ALERT_PAGE_MAX, SIZE_DEFAULT, &p->size,
                           err);
    if (st == ZK_OK)
        st = zk_params_lang(&request->params, &p->lang, err);
    if (st == ZK_OK)
        st = zk_alert_count(request->store, request->who.account, &p->counts, err);
    return st == ZK_OK ? zk_alert_list(request->store, request->who.account,
                                       (size_t)(p->page - 1) * (size_t)p->size, (size_t)p->size,
                                       request->arena, &p->list, &p->count, err)
                       : st;
}

enum zk_status zk_handle_alerts(struct zk_app *app, const struct zk_request *request,
                                struct zk_response *response, struct zk_error *err)
{
    struct page p = { 0 };
    struct zk_json json;
    enum zk_status st = read_page(request, &p, err);

    (void)app;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_int(&json, "unseen", p.counts.unseen);
    zk_view_page(&json, p.counts.total, p.page, (size_t)p.size);
    zk_json_key(&json, "alerts");
    zk_json_array(&json);
    for (size_t i = 0; st == ZK_OK && i < p.count; i++) {
        struct zk_alert_text said;

        st = zk_alert_say(request->store, &request->who, &p.list[i], p.lang == ZK_LANG_EN,
                          request->arena, &said, err);
        if (st == ZK_OK)
            put_alert(&json, &p.list[i], &said);
    }
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return st == ZK_OK ? zk_response_json(response, err) : st;
}

enum zk_status zk_handle_alert_see(struct zk_app *app, const struct zk_request *request,
                                   struct zk_response *response, struct zk_error *err)
{
    struct zk_store *store;
    bool stranger = false;
    enum zk_status st = zk_form_read(request, NULL, 0, err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_alert_see(&app->access, store, request->who.account, request->id, &stranger, err);
    st = zk_app_end(app, st, err);
    if (stranger)
        response->stranger = zk_arena_printf(request->arena, "alert:%lld", (long long)request->id);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_alerts_see(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    int64_t upto = 0;
    const struct zk_form_member members[] = { { "upto", ZK_FORM_NUMBER, true, &upto, NULL } };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, 1, err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_alert_see_upto(&app->access, store, request->who.account, upto, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
