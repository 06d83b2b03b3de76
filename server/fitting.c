/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/experts|workstations|societies/{id}/demands: open public demands that it can meet.
 */
#include "alert_text.h"
#include "app.h"
#include "edit.h"
#include "handlers.h"
#include "view.h"

#include <time.h>

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

enum zk_status zk_handle_fitting(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "size", NULL };
    struct zk_fitting_params params = { .kind = request->route->kind, .id = request->id };
    struct zk_fitting *list;
    struct zk_json json;
    size_t count;
    int64_t start = now_us();
    char today[ZK_DAY_BYTES];
    int size;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_int(&request->params, "size", 1, ZK_FITTING_MAX_SIZE,
                           ZK_FITTING_DEFAULT_SIZE, &size, err);
    zk_day(zk_now(&app->access.clock), today);
    params.store = request->store;
    params.today = today;
    if (st == ZK_OK)
        st = zk_fitting_run(app->engine, &params, request->arena, &list, &count, err);
    if (st == ZK_NOT_FOUND)
        zk_record_stranger(request, response, params.kind, params.id);
    if (st != ZK_OK)
        return st;
    response->records = count < (size_t)size ? count : (size_t)size;
    zk_json_init(&json, &response->body);
    zk_view_fitting(&json, zk_engine_facets(app->engine), params.kind, params.id, list,
                    response->records, now_us() - start);
    return zk_response_json(response, err);
}
