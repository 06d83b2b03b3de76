/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/<plural>/{id}: a record and what it is tied to, as the role may see it.
 */
#include "edit.h"
#include "handlers.h"
#include "history.h"
#include "own.h"
#include "search.h"
#include "view.h"

enum { TIES_SHOWN = 20 }; /* of one field and kind; the total says how many there are */

/* Record and ties from one snapshot, so that they fit each other, as who asks may see them. */
static enum zk_status read_both(const struct zk_request *request, struct zk_record **record,
                                struct zk_record_ties *ties, struct zk_error *err)
{
    enum zk_see see;
    enum zk_status st = zk_store_begin(request->store, err);

    if (st != ZK_OK)
        return st;
    st = zk_own_see(request->store, &request->who, request->route->kind, request->id, &see, err);
    if (st == ZK_OK)
        st = zk_store_get(request->store, request->route->kind, request->id, see, request->arena,
                          record, err);
    if (st == ZK_OK)
        st = zk_store_ties(request->store, request->id, see, TIES_SHOWN, request->arena,
                           &ties->list, &ties->count, err);
    if (st == ZK_OK)
        st = zk_introduction_figures_of(request->store, request->id, &ties->introductions, err);
    zk_store_rollback(request->store);
    return st;
}

enum zk_status zk_record_write(const struct zk_request *request, struct zk_response *response,
                               enum zk_lang lang, struct zk_json *json,
                               const struct zk_record **out, struct zk_error *err)
{
    struct zk_record *record;
    struct zk_record_ties ties;
    enum zk_status st = read_both(request, &record, &ties, err);

    *out = NULL;
    if (st == ZK_NOT_FOUND) { /* in the same words, whether it is not there or not for who asks */
        zk_record_stranger(request, response, request->route->kind, request->id);
        return zk_fail(err, ZK_NOT_FOUND, "", "no such record");
    }
    if (st != ZK_OK)
        return st;
    zk_view_record(json, record, &ties, request->who.role, lang);
    *out = record;
    return ZK_OK;
}

bool zk_record_moved(const struct zk_request *request, const char *prefix,
                     struct zk_response *response)
{
    enum zk_kind kind = request->route->kind;
    struct zk_record *record;
    int64_t target = 0;
    enum zk_see see;

    if (zk_store_redirect(request->store, kind, request->id, &target, NULL) != ZK_OK ||
        target == 0 ||
        zk_own_see(request->store, &request->who, kind, target, &see, NULL) != ZK_OK ||
        zk_store_get(request->store, kind, target, see, request->arena, &record, NULL) != ZK_OK)
        return false;
    zk_buf_clear(&response->body);
    zk_response_moved(response, zk_arena_printf(request->arena, "%s/%s/%lld", prefix,
                                                zk_kind_info(kind)->plural, (long long)target));
    return true;
}

enum zk_status zk_handle_record(struct zk_app *app, const struct zk_request *request,
                                struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "lang", NULL };
    const struct zk_record *record;
    struct zk_json json;
    enum zk_lang lang;
    enum zk_status st;

    (void)app;
    st = zk_params_only(&request->params, known, err);
    if (st == ZK_OK)
        st = zk_params_lang(&request->params, &lang, err);
    zk_json_init(&json, &response->body);
    if (st == ZK_OK)
        st = zk_record_write(request, response, lang, &json, &record, err);
    if (st == ZK_NOT_FOUND && zk_record_moved(request, "/api/v1", response))
        return ZK_OK;
    if (st == ZK_OK)
        st = zk_response_json(response, err);
    if (st == ZK_OK)
        zk_response_etag(response, record->version, request->if_none_match);
    return st;
}
