/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET and POST /api/v1/search. Parameters are query.c's and body.c's, finding the engine's,
 * JSON the view's.
 */
#include "search.h"

#include "body.h"
#include "handlers.h"
#include "view.h"

#include <time.h>

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

enum zk_status zk_search_write(struct zk_app *app, const struct zk_search_query *query,
                               struct zk_arena *arena, struct zk_json *json,
                               struct zk_response *response, struct zk_error *err)
{
    int64_t start = now_us();
    struct zk_page *page;
    enum zk_status st = zk_search_run(app->engine, &query->params, arena, &page, err);

    if (st == ZK_OK) {
        int64_t took_us = now_us() - start;

        zk_querylog_add(app->querylog, app->engine, &query->params, page->total, took_us);
        response->records = page->hit_count;
        zk_view_search(json, zk_engine_facets(app->engine), query, page, took_us);
    } else if (st == ZK_PAGE_OUT_OF_RANGE) {
        response->pages = err->number;
        st = zk_fail(err, st, "page", "beyond the last page");
    }
    return st;
}

enum zk_status zk_handle_search(struct zk_app *app, const struct zk_request *request,
                                struct zk_response *response, struct zk_error *err)
{
    static const char *const none[] = { NULL };
    const struct zk_facets *facets = zk_engine_facets(app->engine);
    bool post = request->method == ZK_METHOD_POST;
    struct zk_params params = request->params;
    struct zk_search_query query;
    struct zk_json json;
    enum zk_status st = ZK_OK;

    if (post) {
        st = zk_params_only(&request->params, none, err);
        params = (struct zk_params){ 0 };
        if (st == ZK_OK)
            st = zk_body_search(request, facets, &params, err);
    }
    if (st == ZK_OK)
        st = zk_query_read(facets, &params, post ? ZK_QUERY_LONG_MAX_CHARS : ZK_QUERY_MAX_CHARS,
                           request->arena, &query, response, err);
    zk_json_init(&json, &response->body);
    if (st == ZK_OK)
        st = zk_search_write(app, &query, request->arena, &json, response, err);
    return st == ZK_OK ? zk_response_json(response, err) : st;
}
