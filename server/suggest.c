/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/suggest: names and terms that begin with what was typed.
 */
#include "app.h"
#include "handlers.h"
#include "view.h"

enum { SUGGEST_DEFAULT = 5 };

enum zk_status zk_handle_suggest(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "q", "size", "lang", NULL };
    struct zk_suggestions none = { NULL, 0 }, *found = &none;
    enum zk_lang lang;
    struct zk_json json;
    const char *q;
    size_t len;
    int size;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_lang(&request->params, &lang, err);
    if (st == ZK_OK)
        st = zk_query_text(&request->params, ZK_QUERY_MAX_CHARS, &q, &len, response, err);
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "size", 1, ZK_SUGGEST_MAX, SUGGEST_DEFAULT, &size, err);
    if (st == ZK_OK && len > 0)
        st = zk_suggest_run(app->engine, q, len, size, request->arena, &found, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_view_suggestions(&json, q, len, found);
    return zk_response_json(response, err);
}
