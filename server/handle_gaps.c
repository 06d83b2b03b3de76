/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/reports/gaps: what the directory has nobody for, as JSON or as a file.
 */
#include "app.h"
#include "csv.h"
#include "gap.h"
#include "handlers.h"
#include "queries.h"
#include "view.h"

#include <string.h>

static const char *label(const char *table, const char *code)
{
    const struct zk_code_table *codes = zk_codes_table(table);
    int row = zk_codes_find(codes, code, strlen(code));

    return row >= 0 ? codes->rows[row].label : code;
}

static const char *strength(const struct zk_gap_row *row)
{
    return row->candidates > 0 ? "weak" : "none";
}

/* ---- JSON ---- */

static void put_code(struct zk_json *json, const char *key, const char *table, const char *code)
{
    zk_json_key(json, key);
    if (!code[0]) {
        zk_json_null(json);
        return;
    }
    zk_json_object(json);
    zk_json_put_string(json, "code", code);
    zk_json_put_string(json, "label", label(table, code));
    zk_json_object_end(json);
}

static void put_row(struct zk_json *json, const struct zk_gap_row *row)
{
    zk_json_object(json);
    put_code(json, "discipline", "discipline", row->cell.discipline);
    put_code(json, "industry", "industry", row->cell.industry);
    put_code(json, "region", "region", row->cell.region);
    zk_json_key(json, "demand");
    if (row->demand) {
        zk_json_object(json);
        zk_view_id(json, "id", ZK_KIND_DEMAND, row->demand);
        zk_json_put_string(json, "title", row->title);
        zk_view_url(json, "url", ZK_KIND_DEMAND, row->demand);
        zk_json_object_end(json);
    } else {
        zk_json_null(json);
    }
    zk_json_key(json, "terms");
    if (row->terms)
        zk_json_raw(json, row->terms, strlen(row->terms));
    else
        zk_json_raw(json, "[]", 2);
    zk_json_put_string(json, "day", row->day);
    zk_json_put_string(json, "strength", strength(row));
    zk_json_put_int(json, "candidates", row->candidates);
    zk_json_key(json, "best");
    zk_json_real(json, row->best);
    zk_json_put_int(json, "needs", row->needs);
    zk_json_object_end(json);
}

static enum zk_status write_json(const struct zk_gap_row *rows, size_t count,
                                 struct zk_response *response, struct zk_error *err)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "gaps");
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++)
        put_row(&json, &rows[i]);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

/* ---- a file ---- */

static enum zk_status write_csv(const struct zk_gap_row *rows, size_t count,
                                struct zk_response *response, struct zk_error *err)
{
    struct zk_buf *out = &response->body;

    zk_buf_adds(out, ZK_CSV_BOM
                "学科,行业,地区,需求编号,需求,检索词,日期,最好的匹配,人选数,吻合度,需求数\r\n");
    for (size_t i = 0; i < count; i++) {
        const struct zk_gap_row *row = &rows[i];

        zk_csv_cell(out, label("discipline", row->cell.discipline));
        zk_buf_addc(out, ',');
        zk_csv_cell(out, label("industry", row->cell.industry));
        zk_buf_addc(out, ',');
        zk_csv_cell(out, label("region", row->cell.region));
        if (row->demand)
            zk_buf_addf(out, ",demand:%lld,", (long long)row->demand);
        else
            zk_buf_adds(out, ",,");
        zk_csv_cell(out, row->title ? row->title : "");
        zk_buf_addc(out, ',');
        zk_csv_cell(out, row->words ? row->words : "");
        zk_buf_addf(out, ",%s,%s,%lld,%.4f,%lld\r\n", row->day, row->candidates > 0 ? "弱" : "无",
                    (long long)row->candidates, row->best, (long long)row->needs);
    }
    response->file = "gaps.csv";
    return zk_response_text(response, "text/csv; charset=utf-8", err);
}

enum zk_status zk_handle_gaps(struct zk_app *app, const struct zk_request *request,
                              struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "since", "format", NULL };
    const struct zk_param *since, *format = NULL;
    struct zk_audit entry = { .action = "export", .field = "gaps.csv" };
    struct zk_gap_row *rows;
    size_t count;
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = zk_params_one(&request->params, "since", &since, err);
    if (st == ZK_OK && since && !zk_query_is_day(since->value))
        st = zk_fail(err, ZK_BAD_VALUE, "since", "日期如2026-11-01 / a day, as 2026-11-01");
    if (st == ZK_OK)
        st = zk_params_one(&request->params, "format", &format, err);
    if (st == ZK_OK && format && strcmp(format->value, "json") != 0 &&
        strcmp(format->value, "csv") != 0)
        st = zk_fail(err, ZK_BAD_VALUE, "format", "json or csv");
    if (st == ZK_OK)
        st = zk_gap_report(request->store, since ? since->value : "", request->arena, &rows, &count,
                           err);
    if (st != ZK_OK)
        return st;
    response->cache = ZK_CACHE_NEVER;
    if (!format || strcmp(format->value, "csv") != 0)
        return write_json(rows, count, response, err);
    entry.new_ = zk_arena_printf(request->arena, "%zu", count);
    st = zk_app_tell(app, &request->who, &entry, err);
    return st == ZK_OK ? write_csv(rows, count, response, err) : st;
}
