/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/<plural>/{id}/similar: records of the same kind that are like this one.
 */
#include "app.h"
#include "edit.h"
#include "handlers.h"
#include "view.h"

enum zk_status zk_handle_similar(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "size", NULL };
    enum zk_kind kind = request->route->kind;
    struct zk_alike *alike;
    struct zk_json json;
    int size;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_int(&request->params, "size", 1, ZK_ALIKE_MAX, ZK_ALIKE_MAX, &size, err);
    if (st == ZK_OK)
        st = zk_alike_run(app->engine, kind, request->id, size, request->arena, &alike, err);
    if (st == ZK_NOT_FOUND)
        zk_record_stranger(request, response, kind, request->id);
    if (st != ZK_OK)
        return st;
    response->records = alike->count;
    zk_json_init(&json, &response->body);
    zk_view_alike(&json, kind, request->id, alike);
    return zk_response_json(response, err);
}
