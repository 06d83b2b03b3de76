/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules of eligibility, read from the store for the candidates of one need.
 */
#include "private.h"

#include "json.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

enum { IDS_CEILING = 1024 * 1024 };

struct check {
    const struct zk_fit_need *need;
    const struct zk_code_table *industries, *sizes;
    struct zk_fit *fits;
    size_t count, room;
};

/* Is row a, or above it? */
static bool holds(const struct zk_code_table *table, int a, int row)
{
    while (row >= 0 && row != a)
        row = table->rows[row].parent;
    return row >= 0;
}

static bool meets_industry(const struct check *c, int row)
{
    for (size_t i = 0; i < c->need->industry_count; i++) {
        if (holds(c->industries, row, c->need->industries[i]) ||
            holds(c->industries, c->need->industries[i], row))
            return true;
    }
    return false;
}

/* One code of a candidate's rule. Any of them that is met meets the rule. */
static void add_code(struct check *c, int64_t candidate, bool of_industry, const char *code)
{
    unsigned rule = of_industry ? ZK_FIT_INDUSTRY : ZK_FIT_SIZE;
    const struct zk_code_table *table = of_industry ? c->industries : c->sizes;
    int row = zk_codes_find(table, code, strlen(code));
    struct zk_fit *fit;

    if (of_industry ? c->need->industry_count == 0 : c->need->size < 0)
        return;
    if (c->count == 0 || c->fits[c->count - 1].candidate != candidate)
        c->fits[c->count++] = (struct zk_fit){ .candidate = candidate };
    fit = &c->fits[c->count - 1];
    if (row >= 0 && (of_industry ? meets_industry(c, row) : row == c->need->size))
        fit->met |= rule;
    else
        fit->failed |= rule;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

const char *zk_fit_ids(const int64_t *candidates, size_t count, struct zk_arena *arena)
{
    int64_t *ids = zk_arena_array(arena, count + 1, sizeof(*ids));
    const char *text;
    struct zk_json json;
    struct zk_buf buf;

    if (!ids)
        return NULL;
    if (count > 0)
        memcpy(ids, candidates, count * sizeof(*ids));
    qsort(ids, count, sizeof(*ids), by_number);
    zk_buf_init(&buf, IDS_CEILING);
    zk_json_init(&json, &buf);
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++)
        zk_json_int(&json, ids[i]);
    zk_json_array_end(&json);
    text = zk_buf_status(&buf) == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&buf)) : NULL;
    zk_buf_free(&buf);
    return text;
}

bool zk_fit_known(const struct zk_fit_need *need)
{
    return need->industry_count > 0 || need->size >= 0;
}

enum zk_status zk_fit_check(struct zk_store *store, const struct zk_fit_need *need,
                            const int64_t *candidates, size_t count, struct zk_arena *arena,
                            struct zk_fit_report *out, struct zk_error *err)
{
    struct check c = { .need = need,
                       .industries = zk_codes_table("industry"),
                       .sizes = zk_codes_table("enterprise_size") };
    const char *ids = zk_fit_ids(candidates, count, arena);
    struct zk_cursor rows;
    enum zk_status st;

    *out = (struct zk_fit_report){ 0 };
    c.fits = zk_arena_array(arena, count + 1, sizeof(*c.fits));
    if (!ids || !c.fits)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for candidates");
    st = zk_sql_open(store, &rows,
                     "SELECT l.record_id, l.field = 'takes_industries', l.value"
                     " FROM json_each(?1) c CROSS JOIN record_list l WHERE l.record_id = c.value"
                     " AND l.field IN ('takes_industries', 'takes_sizes')",
                     err, "t", ids);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *code = zk_sql_text(&rows, 2, arena);

        if (code)
            add_code(&c, zk_sql_int(&rows, 0), zk_sql_int(&rows, 1) != 0, code);
    }
    zk_sql_close(&rows);
    for (size_t i = 0; i < c.count; i++)
        c.fits[i].failed &= ~c.fits[i].met;
    *out = (struct zk_fit_report){ c.fits, c.count };
    return st;
}

static int by_candidate(const void *key, const void *element)
{
    return by_number(key, &((const struct zk_fit *)element)->candidate);
}

struct zk_fit zk_fit_of(const struct zk_fit_report *report, int64_t candidate)
{
    const struct zk_fit *fit = NULL;

    if (report->count > 0)
        fit = bsearch(&candidate, report->fits, report->count, sizeof(*fit), by_candidate);
    return fit ? *fit : (struct zk_fit){ .candidate = candidate };
}

static void take_industries(const struct zk_value *codes, struct zk_fit_need *out)
{
    const struct zk_code_table *table = zk_codes_table("industry");

    for (size_t i = 0; i < codes->count && out->industry_count < ZK_FIT_INDUSTRIES; i++) {
        const char *code = codes->items[i].text;
        int row = zk_codes_find(table, code, strlen(code));

        if (row >= 0)
            out->industries[out->industry_count++] = row;
    }
}

enum zk_status zk_fit_need_of(struct zk_store *store, int64_t organisation,
                              const struct zk_value *industries, struct zk_arena *arena,
                              struct zk_fit_need *out, struct zk_error *err)
{
    struct zk_record *record;
    const char *size;
    enum zk_status st;

    *out = (struct zk_fit_need){ .size = -1 };
    if (industries)
        take_industries(industries, out);
    if (organisation == 0)
        return ZK_OK;
    st = zk_store_get(store, ZK_KIND_ORGANISATION, organisation, ZK_SEE_WHOLE, arena, &record, err);
    if (st != ZK_OK)
        return st;
    if (out->industry_count == 0)
        take_industries(&record->values[ZK_F_INDUSTRIES], out);
    size = record->values[ZK_F_ENTERPRISE_SIZE].text;
    if (size)
        out->size = zk_codes_find(zk_codes_table("enterprise_size"), size, strlen(size));
    return ZK_OK;
}
