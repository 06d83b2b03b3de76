/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gate of a record: the office and its owner come in; to others it is not there, whether it is
 * or not, and the audit hears of them.
 */
#include "edit.h"
#include "history.h"
#include "own.h"
#include "router.h"

enum zk_status zk_edit_own(struct zk_store *store, const struct zk_request *request,
                           struct zk_response *response, enum zk_see *see, struct zk_error *err)
{
    enum zk_kind kind = request->route->kind;
    enum zk_status st = zk_own_see(store, &request->who, kind, request->id, see, err);

    if (st == ZK_OK && !zk_see_is_own(*see) && request->who.role != ZK_ROLE_OFFICE) {
        response->stranger = zk_edit_object(request, kind, request->id);
        st = zk_fail(err, ZK_NOT_FOUND, "", "no such record");
    }
    return st;
}

void zk_record_stranger(const struct zk_request *request, struct zk_response *response,
                        enum zk_kind kind, int64_t id)
{
    struct zk_record *record;
    enum zk_see see;

    if (zk_own_see(request->store, &request->who, kind, id, &see, NULL) == ZK_OK &&
        zk_store_get(request->store, kind, id, see, request->arena, &record, NULL) ==
            ZK_NOT_FOUND &&
        zk_store_get(request->store, kind, id, ZK_SEE_WHOLE, request->arena, &record, NULL) ==
            ZK_OK)
        response->stranger = zk_edit_object(request, kind, id);
}

enum zk_status zk_edit_begin(struct zk_edit *edit, bool match, struct zk_error *err)
{
    const struct zk_request *request = edit->request;
    enum zk_see see;
    enum zk_status st = zk_app_begin(edit->app, &edit->store, err);

    if (st != ZK_OK)
        return st;
    zk_store_set_author(edit->store, request->who.account, request->route->name);
    st = zk_edit_own(edit->store, request, edit->response, &see, err);
    edit->own = zk_see_is_own(see);
    if (st == ZK_OK)
        st = zk_store_get(edit->store, request->route->kind, request->id, ZK_SEE_WHOLE,
                          request->arena, &edit->old, err);
    if (st == ZK_OK && match)
        st = zk_edit_match(request, edit->old->version, err);
    return st;
}
