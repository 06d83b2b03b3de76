/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/audit: who reads it can change nothing; reading it is written down as well.
 */
#include "app.h"
#include "handlers.h"
#include "view_account.h"

#include <string.h>
#include <time.h>

enum { PAGE = 50 };

/* yyyy-mm-dd, UTC */
static enum zk_status read_day(const struct zk_request *request, const char *name, int64_t *out,
                               struct zk_error *err)
{
    const struct zk_param *param;
    struct tm day = { 0 };
    const char *end;
    enum zk_status st = zk_params_one(&request->params, name, &param, err);

    if (st != ZK_OK || !param)
        return st;
    end = strptime(param->value, "%Y-%m-%d", &day);
    if (!end || *end)
        return zk_fail(err, ZK_BAD_VALUE, name, "a day like 2026-01-31 is wanted");
    *out = (int64_t)timegm(&day);
    return ZK_OK;
}

static enum zk_status read_text(const struct zk_request *request, const char *name,
                                const char **out, struct zk_error *err)
{
    const struct zk_param *param;
    enum zk_status st = zk_params_one(&request->params, name, &param, err);

    *out = param ? param->value : NULL;
    return st;
}

static enum zk_status read_query(const struct zk_request *request, struct zk_audit_query *query,
                                 struct zk_error *err)
{
    static const char *const known[] = { "action", "object", "account", "from",
                                         "to",     "before", "size",    NULL };
    int account = 0, before = 0, size = PAGE;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = read_text(request, "action", &query->action, err);
    if (st == ZK_OK)
        st = read_text(request, "object", &query->object, err);
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "account", 1, 999999999, 0, &account, err);
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "before", 1, 999999999, 0, &before, err);
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "size", 1, ZK_AUDIT_PAGE_MAX, PAGE, &size, err);
    if (st == ZK_OK)
        st = read_day(request, "from", &query->from, err);
    if (st == ZK_OK)
        st = read_day(request, "to", &query->to, err);
    query->account = account;
    query->before = before;
    query->max = (size_t)size;
    return st;
}

enum zk_status zk_handle_audit(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    struct zk_audit read = { .action = "audit_read" };
    struct zk_audit_query query = { 0 };
    struct zk_audit_row *rows;
    struct zk_json json;
    size_t count;
    enum zk_status st = read_query(request, &query, err);

    if (st == ZK_OK)
        st = zk_audit_search(request->store, &query, request->arena, &rows, &count, err);
    if (st == ZK_OK)
        st = zk_app_tell(app, &request->who, &read, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "entries");
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++)
        zk_view_audit(&json, &rows[i]);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}
