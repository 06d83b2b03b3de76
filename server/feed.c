/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /feeds/{secret}.atom: somebody's newest alerts (RFC 4287). Whoever holds the address reads
 * it, so titles are those anybody may see.
 */
#include "alert_text.h"
#include "app.h"
#include "handlers.h"
#include "markup.h"
#include "subscriber.h"

#include <stdio.h>
#include <string.h>

enum { FEED_SIZE = 50, THING_BYTES = 32 };

static const char suffix[] = ".atom";

static void add_element(struct zk_buf *out, const char *name, const char *text)
{
    zk_buf_addf(out, "<%s>", name);
    zk_markup_text(out, text);
    zk_buf_addf(out, "</%s>\n", name);
}

static void add_id(struct zk_buf *out, const struct zk_subscriber *owner, const char *thing)
{
    char uuid[ZK_UUID_CHARS + 1];

    zk_subscriber_uuid(owner, thing, uuid);
    zk_buf_addf(out, "<id>urn:uuid:%s</id>\n", uuid);
}

static void add_link(struct zk_buf *out, const char *site, const char *rel, const char *path)
{
    zk_buf_addf(out, "<link rel=\"%s\" href=\"", rel);
    zk_markup_text(out, site);
    zk_markup_text(out, path);
    zk_buf_adds(out, "\"/>\n");
}

static void add_entry(struct zk_buf *out, const struct zk_subscriber *owner, const char *site,
                      const struct zk_alert *alert, const struct zk_alert_text *said)
{
    char thing[THING_BYTES], stamp[ZK_STAMP_BYTES];

    (void)snprintf(thing, sizeof(thing), "alert %lld", (long long)alert->id);
    zk_stamp(alert->made_at, stamp);
    zk_buf_adds(out, "<entry>\n");
    add_id(out, owner, thing);
    add_element(out, "title", said->text);
    add_element(out, "updated", stamp);
    add_link(out, site, "alternate", said->url);
    add_element(out, "summary", said->text);
    zk_buf_adds(out, "</entry>\n");
}

/* The secret of its address is not in it: readers pass feeds on. */
static void add_head(struct zk_buf *out, const struct zk_subscriber *owner, const char *site,
                     bool english, int64_t updated)
{
    char stamp[ZK_STAMP_BYTES];

    zk_stamp(updated, stamp);
    zk_buf_addf(out,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n",
                english ? "en" : "zh-CN");
    add_id(out, owner, "feed");
    add_element(out, "title", english ? "Zhiku · alerts" : "智库 · 提醒");
    add_element(out, "updated", stamp);
    zk_buf_adds(out, "<author><name>zhiku</name></author>\n");
    add_link(out, site, "alternate", "/alerts");
}

static enum zk_status write_feed(struct zk_app *app, const struct zk_request *request,
                                 const struct zk_subscriber *owner, bool english,
                                 struct zk_buf *out, struct zk_error *err)
{
    struct zk_alert *list;
    size_t count = 0;
    enum zk_status st = zk_alert_newest(request->store, owner->account, FEED_SIZE, request->arena,
                                        &list, &count, err);

    if (st != ZK_OK)
        return st;
    add_head(out, owner, app->public_url, english, count > 0 ? list[0].made_at : owner->feed_at);
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        struct zk_alert_text said;

        st = zk_alert_say(request->store, NULL, &list[i], english, request->arena, &said, err);
        if (st == ZK_OK)
            add_entry(out, owner, app->public_url, &list[i], &said);
    }
    zk_buf_adds(out, "</feed>\n");
    return st;
}

enum zk_status zk_handle_feed(struct zk_app *app, const struct zk_request *request,
                              struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "lang", NULL };
    size_t len = strlen(request->rest), cut = sizeof(suffix) - 1;
    struct zk_subscriber owner;
    enum zk_lang lang;
    const char *token;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_lang(&request->params, &lang, err);
    if (st != ZK_OK)
        return st;
    if (len <= cut || strcmp(request->rest + len - cut, suffix) != 0)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such feed");
    token = zk_arena_copy(request->arena, request->rest, len - cut);
    if (!token)
        return zk_fail(err, ZK_NO_MEMORY, "", "a feed");
    st = zk_feed_find(request->store, token, request->arena, &owner, err);
    if (st == ZK_OK)
        st = write_feed(app, request, &owner, lang == ZK_LANG_EN, &response->body, err);
    if (st == ZK_OK)
        st = zk_response_text(response, "application/atom+xml; charset=utf-8", err);
    response->cache = ZK_CACHE_PRIVATE;
    if (st == ZK_OK)
        zk_response_etag(response, 1, request->if_none_match);
    return st;
}
