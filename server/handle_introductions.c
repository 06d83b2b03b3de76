/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/introductions: those that concern who asks, and the office's chase list.
 */
#include "app.h"
#include "handlers.h"
#include "query.h"
#include "view_introduction.h"

#include <string.h>

enum { PAGES_MAX = 100000, DEFAULT_SIZE = 20 };

static enum zk_status read_states(const struct zk_params *params, unsigned *bits,
                                  struct zk_error *err)
{
    for (size_t i = 0; i < params->count; i++) {
        enum zk_introduction_state state;

        if (strcmp(params->list[i].name, "state") != 0)
            continue;
        state = zk_introduction_state_find(params->list[i].value);
        if (state == ZK_INTRODUCTION_STATES)
            return zk_fail(err, ZK_BAD_VALUE, "state", "no such state: %.40s",
                           params->list[i].value);
        *bits |= 1u << state;
    }
    return ZK_OK;
}

static enum zk_status read_id(const struct zk_params *params, const char *name, unsigned kinds,
                              int64_t *out, struct zk_error *err)
{
    const struct zk_param *param;
    enum zk_kind kind;
    enum zk_status st = zk_params_one(params, name, &param, err);

    if (st == ZK_OK && param && (!zk_query_id(param->value, &kind, out) || !(kinds >> kind & 1u)))
        st = zk_fail(err, ZK_BAD_VALUE, name, "不是有效的编号 / no such number: %.40s",
                     param->value);
    return st;
}

static enum zk_status read_filter(const struct zk_request *request,
                                  struct zk_introduction_filter *out, int *page,
                                  struct zk_error *err)
{
    static const char *const known[] = {
        "state", "due", "demand", "candidate", "page", "size", NULL
    };
    const unsigned candidates =
        1u << ZK_KIND_EXPERT | 1u << ZK_KIND_WORKSTATION | 1u << ZK_KIND_SOCIETY;
    const struct zk_params *params = &request->params;
    int size = 0, due = 0;
    enum zk_status st = zk_params_only(params, known, err);

    if (st == ZK_OK)
        st = read_states(params, &out->states, err);
    if (st == ZK_OK)
        st = zk_params_int(params, "due", 0, 1, 0, &due, err);
    if (st == ZK_OK && due && request->who.role != ZK_ROLE_OFFICE)
        st = zk_fail(err, ZK_FORBIDDEN, "due", "催办清单由科协使用 / for the office");
    if (st == ZK_OK)
        st = read_id(params, "demand", 1u << ZK_KIND_DEMAND, &out->demand, err);
    if (st == ZK_OK)
        st = read_id(params, "candidate", candidates, &out->candidate, err);
    if (st == ZK_OK)
        st = zk_params_int(params, "page", 1, PAGES_MAX, 1, page, err);
    if (st == ZK_OK)
        st = zk_params_int(params, "size", 1, ZK_INTRODUCTION_PAGE_MAX, DEFAULT_SIZE, &size, err);
    out->due = due != 0;
    out->size = (size_t)size;
    out->from = st == ZK_OK ? (size_t)(*page - 1) * out->size : 0;
    return st;
}

static void put_counts(struct zk_json *json, const struct zk_introduction_page *page)
{
    zk_json_key(json, "counts");
    zk_json_object(json);
    for (int i = 0; i < ZK_INTRODUCTION_STATES; i++)
        zk_json_put_int(json, zk_introduction_state_name((enum zk_introduction_state)i),
                        page->states[i]);
    zk_json_object_end(json);
}

enum zk_status zk_handle_introductions(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    enum zk_role role = request->who.role;
    struct zk_introduction_filter filter = { 0 };
    struct zk_introduction_page found;
    struct zk_json json;
    int page = 1;
    enum zk_status st = read_filter(request, &filter, &page, err);

    if (st == ZK_OK)
        st = zk_introduction_list(&app->access, request->store, &request->who, &app->chase, &filter,
                                  request->arena, &found, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_int(&json, "total", found.total);
    zk_json_put_int(&json, "page", page);
    zk_json_put_int(&json, "size", (int64_t)filter.size);
    put_counts(&json, &found);
    if (role == ZK_ROLE_OFFICE)
        zk_json_put_int(&json, "due", found.due);
    zk_json_key(&json, "introductions");
    zk_json_array(&json);
    for (size_t i = 0; i < found.count; i++)
        zk_view_introduction(&json, &found.list[i], NULL, role, &app->chase,
                             zk_now(&app->access.clock));
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}
