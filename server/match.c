/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POST /api/v1/match: a need, and who can meet it. The need is answered and forgotten.
 */
#include "handlers.h"
#include "match_read.h"
#include "view.h"

#include <time.h>

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

enum zk_status zk_handle_match(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    struct zk_match_asked asked;
    struct zk_match *match;
    struct zk_json json;
    int64_t start = now_us();
    enum zk_status st = zk_match_read(app, request, &asked, response, err);

    if (st == ZK_OK)
        st = zk_match_run(app->engine, &asked.params, request->arena, &match, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_view_match(&json, zk_engine_facets(app->engine), &asked.params, match, now_us() - start);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}
