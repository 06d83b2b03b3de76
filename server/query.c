/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checking the parameters of a search. What they find is the engine's business.
 */
#include "query.h"

#include "utf8.h"

#include <string.h>

const char *zk_sort_name(enum zk_sort sort)
{
    switch (sort) {
    case ZK_SORT_RELEVANCE:
        return "relevance";
    case ZK_SORT_YEAR:
        return "year";
    case ZK_SORT_UPDATED:
        return "updated";
    case ZK_SORT_NAME:
        return "name";
    }
    return NULL;
}

static enum zk_status over(enum zk_status status, const char *field, int64_t limit,
                           struct zk_response *response, struct zk_error *err)
{
    response->limit = limit;
    return zk_fail(err, status, field, "at most %lld", (long long)limit);
}

enum zk_status zk_query_text(const struct zk_params *params, int max_chars, const char **out,
                             size_t *len, struct zk_response *response, struct zk_error *err)
{
    const struct zk_param *q;
    enum zk_status st = zk_params_one(params, "q", &q, err);

    *out = q ? q->value : "";
    *len = q ? q->len : 0;
    if (st == ZK_OK && zk_utf8_count(*out, *len) > (size_t)max_chars)
        st = over(ZK_TOO_LONG, "q", max_chars, response, err);
    return st;
}

/* A second occurrence of the same value changes nothing. */
static enum zk_status add_value(struct zk_facet_value *list, size_t *count, size_t max, int facet,
                                int row, const char *field, struct zk_response *response,
                                struct zk_error *err)
{
    for (size_t i = 0; i < *count; i++) {
        if (list[i].facet == facet && list[i].row == row)
            return ZK_OK;
    }
    if (*count == max)
        return over(ZK_TOO_MANY, field, (int64_t)max, response, err);
    list[(*count)++] = (struct zk_facet_value){ facet, row };
    return ZK_OK;
}

/* kind=…, region=… and so on: every parameter that is named like a facet. */
static enum zk_status read_selected(const struct zk_facets *facets, const struct zk_params *params,
                                    struct zk_arena *arena, struct zk_search_params *out,
                                    struct zk_response *response, struct zk_error *err)
{
    struct zk_facet_value *list = zk_arena_array(arena, ZK_SELECTION_MAX, sizeof(*list));
    enum zk_status st = ZK_OK;

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "a selection");
    for (size_t i = 0; i < params->count && st == ZK_OK; i++) {
        const struct zk_param *param = &params->list[i];
        int facet = zk_facets_find(facets, param->name, strlen(param->name));
        int row;

        if (facet < 0)
            continue;
        row = zk_facet_row(&facets->list[facet], param->value, param->len);
        if (row < 0)
            st = zk_fail(err, ZK_UNKNOWN_CODE, param->name, "no such code: %.200s", param->value);
        else
            st = add_value(list, &out->selected_count, ZK_SELECTION_MAX, facet, row, param->name,
                           response, err);
    }
    out->selected = list;
    return st;
}

/* expand=region:370400 or region:* */
static enum zk_status read_expand(const struct zk_facets *facets, const struct zk_params *params,
                                  struct zk_arena *arena, struct zk_search_params *out,
                                  struct zk_response *response, struct zk_error *err)
{
    struct zk_facet_value *list = zk_arena_array(arena, ZK_EXPAND_MAX, sizeof(*list));
    enum zk_status st = ZK_OK;

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "expand");
    for (size_t i = 0; i < params->count && st == ZK_OK; i++) {
        const struct zk_param *param = &params->list[i];
        const char *colon = strchr(param->value, ':');
        int facet, row = -1;

        if (strcmp(param->name, "expand") != 0)
            continue;
        facet = colon ? zk_facets_find(facets, param->value, (size_t)(colon - param->value)) : -1;
        if (facet < 0)
            return zk_fail(err, ZK_BAD_VALUE, "expand", "<facet>:<code> or <facet>:* is wanted");
        if (strcmp(colon + 1, "*") != 0) {
            row = zk_facet_row(&facets->list[facet], colon + 1, strlen(colon + 1));
            if (row < 0)
                return zk_fail(err, ZK_UNKNOWN_CODE, "expand", "no such code: %.200s",
                               param->value);
        }
        st =
            add_value(list, &out->expand_count, ZK_EXPAND_MAX, facet, row, "expand", response, err);
    }
    out->expand = list;
    return st;
}

/* facets=kind,region; "none" counts none; absent: all */
static enum zk_status read_facets(const struct zk_facets *facets, const struct zk_params *params,
                                  uint32_t *out, struct zk_error *err)
{
    const struct zk_param *param;
    enum zk_status st = zk_params_one(params, "facets", &param, err);
    const char *at;

    *out = facets->count >= 32 ? UINT32_MAX : (UINT32_C(1) << facets->count) - 1;
    if (st != ZK_OK || !param)
        return st;
    *out = 0;
    if (strcmp(param->value, "none") == 0)
        return ZK_OK;
    for (at = param->value; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        size_t len = strcspn(at, ",");
        int facet = zk_facets_find(facets, at, len);

        if (facet < 0)
            return zk_fail(err, ZK_BAD_VALUE, "facets", "no such facet: %.*s",
                           (int)(len < 100 ? len : 100), at);
        *out |= UINT32_C(1) << facet;
    }
    return ZK_OK;
}

bool zk_query_id(const char *text, enum zk_kind *kind, int64_t *id)
{
    const char *colon = strchr(text, ':');
    int64_t value = 0;
    const char *digit;

    if (!colon || strlen(colon + 1) < 1 || strlen(colon + 1) > 18)
        return false;
    *kind = zk_kind_find(text, (size_t)(colon - text));
    if (*kind == ZK_KIND_COUNT)
        return false;
    for (digit = colon + 1; *digit; digit++) {
        if (*digit < '0' || *digit > '9')
            return false;
        value = value * 10 + (*digit - '0');
    }
    *id = value;
    return value > 0;
}

static enum zk_status read_exclude(const struct zk_params *params, struct zk_arena *arena,
                                   struct zk_search_params *out, struct zk_response *response,
                                   struct zk_error *err)
{
    int64_t *list = zk_arena_array(arena, ZK_EXCLUDE_MAX, sizeof(*list));

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "exclude");
    for (size_t i = 0; i < params->count; i++) {
        enum zk_kind kind;

        if (strcmp(params->list[i].name, "exclude") != 0)
            continue;
        if (out->exclude_count == ZK_EXCLUDE_MAX)
            return over(ZK_TOO_MANY, "exclude", ZK_EXCLUDE_MAX, response, err);
        if (!zk_query_id(params->list[i].value, &kind, &list[out->exclude_count]))
            return zk_fail(err, ZK_BAD_VALUE, "exclude", "an id like expert:12 is wanted");
        out->exclude_count++;
    }
    out->exclude = list;
    return ZK_OK;
}

enum zk_status zk_query_filters(const struct zk_facets *facets, const struct zk_params *params,
                                struct zk_arena *arena, struct zk_search_params *out,
                                struct zk_response *response, struct zk_error *err)
{
    enum zk_status st = read_selected(facets, params, arena, out, response, err);

    return st == ZK_OK ? read_exclude(params, arena, out, response, err) : st;
}

static enum zk_status read_sort(const struct zk_params *params, enum zk_sort *out,
                                struct zk_error *err)
{
    static const enum zk_sort sorts[] = { ZK_SORT_RELEVANCE, ZK_SORT_YEAR, ZK_SORT_UPDATED,
                                          ZK_SORT_NAME };
    const struct zk_param *param;
    enum zk_status st = zk_params_one(params, "sort", &param, err);

    *out = ZK_SORT_RELEVANCE;
    if (st != ZK_OK || !param)
        return st;
    for (size_t i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
        if (strcmp(param->value, zk_sort_name(sorts[i])) == 0) {
            *out = sorts[i];
            return ZK_OK;
        }
    }
    return zk_fail(err, ZK_BAD_VALUE, "sort", "relevance, year, updated or name is wanted");
}

static enum zk_status read_window(const struct zk_params *params, struct zk_search_params *out,
                                  struct zk_response *response, struct zk_error *err)
{
    enum zk_status st;

    st = zk_params_int(params, "page", 1, 999999999, 1, &out->page, err);
    if (st == ZK_OK)
        st = zk_params_int(params, "size", 0, 999999999, ZK_PAGE_DEFAULT_SIZE, &out->size, err);
    if (st != ZK_OK)
        return st;
    if (out->size > ZK_PAGE_MAX_SIZE)
        return over(ZK_TOO_MANY, "size", ZK_PAGE_MAX_SIZE, response, err);
    if ((int64_t)out->page * out->size > ZK_WINDOW_MAX)
        return over(ZK_TOO_MANY, "page", ZK_WINDOW_MAX, response, err);
    return ZK_OK;
}

static enum zk_status refuse_unknown(const struct zk_facets *facets, const struct zk_params *params,
                                     struct zk_error *err)
{
    static const char *const known[] = { "q",      "sort",    "page",    "size", "facets",
                                         "expand", "exclude", "explain", "lang", NULL };

    for (size_t i = 0; i < params->count; i++) {
        const struct zk_params one = { &params->list[i], 1 };
        const char *name = params->list[i].name;

        if (zk_facets_find(facets, name, strlen(name)) < 0 &&
            zk_params_only(&one, known, err) != ZK_OK)
            return ZK_UNKNOWN_PARAMETER;
    }
    return ZK_OK;
}

enum zk_status zk_query_read(const struct zk_facets *facets, const struct zk_params *params,
                             int max_chars, struct zk_arena *arena, struct zk_search_query *out,
                             struct zk_response *response, struct zk_error *err)
{
    struct zk_search_params *p = &out->params;
    int explain = 0;
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    st = refuse_unknown(facets, params, err);
    if (st == ZK_OK)
        st = zk_params_lang(params, &out->lang, err);
    if (st == ZK_OK)
        st = zk_query_text(params, max_chars, &p->q, &p->q_len, response, err);
    if (st == ZK_OK)
        st = read_sort(params, &p->sort, err);
    if (st == ZK_OK)
        st = read_window(params, p, response, err);
    if (st == ZK_OK)
        st = zk_params_int(params, "explain", 0, 1, 0, &explain, err);
    p->explain = explain == 1;
    if (st == ZK_OK)
        st = read_facets(facets, params, &p->facets, err);
    if (st == ZK_OK)
        st = zk_query_filters(facets, params, arena, p, response, err);
    if (st == ZK_OK)
        st = read_expand(facets, params, arena, p, response, err);
    return st;
}
