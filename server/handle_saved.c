/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /api/v1/saved: what one is told of.
 */
#include "alert_text.h"
#include "app.h"
#include "form.h"
#include "handlers.h"
#include "saved_find.h"
#include "saved_wish.h"
#include "view.h"
#include "view_account.h"

#include <string.h>

/* ---- the list ---- */

static enum zk_status put_saved(struct zk_json *json, const struct zk_request *request,
                                const struct zk_saved *saved, bool english, struct zk_error *err)
{
    struct zk_record *record = NULL;
    struct zk_saved_text said;
    enum zk_status st =
        zk_saved_say(request->store, &request->who, saved, english, request->arena, &said, err);

    if (st != ZK_OK)
        return st;
    zk_json_object(json);
    zk_json_put_int(json, "id", saved->id);
    zk_json_put_string(json, "what", zk_saved_what_name(saved->what));
    zk_json_put_string(json, "name", said.name);
    zk_json_put_string(json, "url", said.url);
    if (saved->record > 0 && zk_store_get_any(request->store, saved->record, ZK_SEE_WHOLE,
                                              request->arena, &record, NULL) == ZK_OK)
        zk_view_id(json, "record", record->kind, record->id);
    if (saved->what == ZK_SAVED_NEED) {
        zk_json_key(json, "need");
        zk_json_raw(json, saved->query, strlen(saved->query));
    }
    zk_json_put_bool(json, "paused", saved->paused);
    zk_json_put_bool(json, "automatic", saved->automatic);
    zk_json_put_int(json, "unseen", saved->unseen);
    zk_view_time(json, "made_at", saved->made_at);
    zk_view_time(json, "looked_at", saved->looked_at);
    zk_json_object_end(json);
    return ZK_OK;
}

enum zk_status zk_handle_saved_list(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "lang", NULL };
    struct zk_saved *list;
    struct zk_json json;
    enum zk_lang lang;
    size_t count = 0;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_lang(&request->params, &lang, err);
    if (st == ZK_OK)
        st =
            zk_saved_list(request->store, request->who.account, request->arena, &list, &count, err);
    (void)app;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "saved");
    zk_json_array(&json);
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        st = put_saved(&json, request, &list[i], lang == ZK_LANG_EN, err);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return st == ZK_OK ? zk_response_json(response, err) : st;
}

/* ---- saving ---- */

static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const char *action, int64_t id,
                            struct zk_error *err)
{
    struct zk_audit entry = { .action = action };

    entry.object = zk_arena_printf(request->arena, "saved:%lld", (long long)id);
    return zk_audit_add(&app->access, store, &request->who, &entry, err);
}

enum zk_status zk_handle_save(struct zk_app *app, const struct zk_request *request,
                              struct zk_response *response, struct zk_error *err)
{
    struct zk_saved saved = { .account = request->who.account,
                              .role = request->who.role,
                              .own_record = request->who.record };
    struct zk_found found = { 0 };
    struct zk_store *store;
    struct zk_json json;
    int64_t id = 0;
    enum zk_status st = zk_saved_wish(app, request, &saved, response, err);

    if (st == ZK_OK)
        st = zk_saved_begin(app, request->store, &saved, request->arena, &found, response, &store,
                            err);
    if (st != ZK_OK)
        goto out;
    st = zk_saved_add(&app->access, store, &saved, found.set, &id, err);
    if (st == ZK_TOO_MANY)
        response->limit = ZK_SAVED_MAX;
    if (st == ZK_OK)
        st = audit(app, store, request, "save", id, err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        goto out;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_int(&json, "id", id);
    zk_json_object_end(&json);
    zk_response_created(response,
                        zk_arena_printf(request->arena, "/api/v1/saved/%lld", (long long)id));
    st = zk_response_json(response, err);
out:
    zk_found_free(&found);
    return st;
}

/* ---- one of one's own ---- */

/* Somebody else's is not there, and the audit hears of it. */
static enum zk_status get_own(struct zk_store *store, const struct zk_request *request,
                              struct zk_response *response, struct zk_saved **out,
                              struct zk_error *err)
{
    bool stranger = false;
    enum zk_status st =
        zk_saved_get(store, request->who.account, request->id, request->arena, out, &stranger, err);

    if (stranger)
        response->stranger = zk_arena_printf(request->arena, "saved:%lld", (long long)request->id);
    return st;
}

/* Found outside of the transaction: matching takes long, and there is one writer. */
static enum zk_status look(struct zk_app *app, const struct zk_request *request,
                           struct zk_response *response, struct zk_found *found,
                           struct zk_error *err)
{
    struct zk_saved *saved;
    enum zk_status st = get_own(request->store, request, response, &saved, err);

    return st == ZK_OK ? zk_saved_find(app, request->store, saved, NULL, request->arena, found,
                                       response, err)
                       : st;
}

enum zk_status zk_handle_saved_look(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    struct zk_found found = { 0 };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, NULL, 0, err);

    if (st == ZK_OK)
        st = look(app, request, response, &found, err);
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st == ZK_OK)
        st = zk_app_end(app, zk_saved_look(&app->access, store, request->id, found.set, err), err);
    zk_found_free(&found);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

/* What came while it was paused is no news: going on is like looking. */
enum zk_status zk_handle_saved_change(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    const char *name = NULL;
    bool paused = false, renamed = false, switched = false;
    const struct zk_form_member members[] = { { "name", ZK_FORM_TEXT, false, &name, &renamed },
                                              { "paused", ZK_FORM_FLAG, false, &paused,
                                                &switched } };
    struct zk_found found = { 0 };
    struct zk_saved *saved;
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, 2, err);

    if (st == ZK_OK && switched && !paused)
        st = look(app, request, response, &found, err);
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        goto out;
    st = get_own(store, request, response, &saved, err);
    if (st == ZK_OK && saved->paused && found.set)
        st = zk_saved_look(&app->access, store, request->id, found.set, err);
    if (st == ZK_OK)
        st = zk_saved_change(store, request->id, renamed ? name : NULL,
                             switched ? paused : saved->paused, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "saved_change", request->id, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
out:
    zk_found_free(&found);
    return st;
}

enum zk_status zk_handle_saved_remove(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    struct zk_saved *saved;
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = get_own(store, request, response, &saved, err);
    if (st == ZK_OK)
        st = zk_saved_remove(store, saved, err);
    if (st == ZK_OK)
        st = audit(app, store, request, "saved_remove", request->id, err);
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
