/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/reports/queries: what is searched for and what finds nothing.
 */
#include "app.h"
#include "handlers.h"
#include "json.h"
#include "queries.h"

#include <string.h>

enum { REPORT_DEFAULT = 100 };

static enum zk_status read_report(const struct zk_params *params, struct zk_query_report *out,
                                  struct zk_error *err)
{
    static const char *const known[] = { "by", "zero", "since", "size", NULL };
    const struct zk_param *by, *since;
    int zero;
    enum zk_status st = zk_params_only(params, known, err);

    *out = (struct zk_query_report){ .since = "" };
    if (st == ZK_OK)
        st = zk_params_one(params, "by", &by, err);
    if (st == ZK_OK && by && strcmp(by->value, "filter") != 0 && strcmp(by->value, "text") != 0)
        st = zk_fail(err, ZK_BAD_VALUE, "by", "text or filter is wanted");
    if (st == ZK_OK)
        st = zk_params_one(params, "since", &since, err);
    if (st == ZK_OK && since && !zk_query_is_day(since->value))
        st = zk_fail(err, ZK_BAD_VALUE, "since", "a day is wanted, as 2026-11-01");
    if (st == ZK_OK)
        st = zk_params_int(params, "zero", 0, 1, 0, &zero, err);
    if (st == ZK_OK)
        st = zk_params_int(params, "size", 1, ZK_QUERY_REPORT_MAX, REPORT_DEFAULT, &out->size, err);
    if (st != ZK_OK)
        return st;
    out->by_filters = by && strcmp(by->value, "filter") == 0;
    out->zero = zero == 1;
    out->since = since ? since->value : "";
    return ZK_OK;
}

static void put_report(struct zk_json *json, const struct zk_query_report *report,
                       const struct zk_query_count *rows, size_t count)
{
    zk_json_object(json);
    zk_json_put_string(json, "by", report->by_filters ? "filter" : "text");
    zk_json_key(json, "items");
    zk_json_array(json);
    for (size_t i = 0; i < count; i++) {
        zk_json_object(json);
        zk_json_put_string(json, report->by_filters ? "filters" : "text", rows[i].what);
        zk_json_put_int(json, "asked", rows[i].asked);
        zk_json_put_int(json, "none", rows[i].none);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
    zk_json_object_end(json);
}

enum zk_status zk_handle_queries(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    struct zk_query_report report;
    struct zk_query_count *rows;
    struct zk_json json;
    size_t count;
    enum zk_status st = read_report(&request->params, &report, err);

    (void)app;
    if (st == ZK_OK)
        st = zk_store_query_report(request->store, &report, request->arena, &rows, &count, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    put_report(&json, &report, rows, count);
    return zk_response_json(response, err);
}
