/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading what somebody wants to be told of; see saved_wish.h.
 */
#include "saved_wish.h"

#include "body.h"
#include "edit.h"
#include "form.h"
#include "own.h"
#include "percent.h"
#include "query.h"
#include "utf8.h"

#include <string.h>

enum { SEARCH_MAX = 2000 /* characters */, NEED_NAME = 30, QUERY_CEILING = 16 * 1024 };

/* What a body may hold: one of four, and a name. */
struct wish {
    const char *name, *search, *need, *demand, *fitting;
};

/* What of a query string says what is searched: the rest only shows it. */
static enum zk_status keep_query(const struct zk_facets *facets, const struct zk_params *params,
                                 struct zk_arena *arena, const char **out, const char **words,
                                 struct zk_error *err)
{
    struct zk_buf buf;

    *words = NULL;
    zk_buf_init(&buf, QUERY_CEILING);
    for (size_t i = 0; i < params->count; i++) {
        const struct zk_param *param = &params->list[i];
        bool q = strcmp(param->name, "q") == 0;

        if (param->len == 0 || !(q || strcmp(param->name, "exclude") == 0 ||
                                 zk_facets_find(facets, param->name, strlen(param->name)) >= 0))
            continue;
        if (q)
            *words = param->value;
        zk_buf_adds(&buf, buf.len > 0 ? "&" : "");
        zk_percent_add(&buf, param->name);
        zk_buf_addc(&buf, '=');
        zk_percent_add(&buf, param->value);
    }
    *out = zk_buf_status(&buf) == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&buf)) : NULL;
    zk_buf_free(&buf);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "a search");
}

static enum zk_status wish_search(struct zk_app *app, const struct zk_request *request,
                                  const char *search, struct zk_saved *saved,
                                  struct zk_response *response, struct zk_error *err)
{
    const struct zk_facets *facets = zk_engine_facets(app->engine);
    struct zk_request asked = { .arena = request->arena };
    struct zk_search_query query;
    const char *words = NULL;
    enum zk_status st;

    if (zk_utf8_count(search, strlen(search)) > SEARCH_MAX)
        return zk_fail(err, ZK_TOO_LONG, "search", "最多%d个字 / at most %d characters", SEARCH_MAX,
                       SEARCH_MAX);
    st = zk_request_target(&asked, zk_arena_printf(request->arena, "/search?%s", search), err);
    if (st == ZK_OK)
        st = zk_query_read(facets, &asked.params, ZK_QUERY_MAX_CHARS, request->arena, &query,
                           response, err);
    if (st == ZK_OK)
        st = keep_query(facets, &asked.params, request->arena, &saved->query, &words, err);
    if (st == ZK_OK && saved->query[0] == '\0')
        st = zk_fail(err, ZK_BAD_VALUE, "search",
                     "请先输入检索词或选择筛选条件 / words or a filter are wanted");
    saved->what = ZK_SAVED_SEARCH;
    if (!saved->name)
        saved->name = words ? words : "检索";
    return st;
}

static enum zk_status wish_need(struct zk_app *app, const struct zk_request *request,
                                const char *need, struct zk_saved *saved, struct zk_error *err)
{
    struct zk_request asked = { .arena = request->arena, .body = need, .body_len = strlen(need) };
    const struct zk_param *text = NULL;
    struct zk_params params = { 0 };
    enum zk_status st = zk_body_match(&asked, zk_engine_facets(app->engine), &params, err);

    if (st == ZK_OK && asked.body_len > ZK_SAVED_QUERY_MAX)
        st = zk_fail(err, ZK_TOO_LONG, "need", "at most %d bytes", ZK_SAVED_QUERY_MAX);
    if (st == ZK_OK)
        st = zk_params_one(&params, "text", &text, err);
    saved->what = ZK_SAVED_NEED;
    saved->query = need;
    if (st == ZK_OK && !saved->name)
        saved->name = text ? zk_arena_copy(request->arena, text->value,
                                           zk_utf8_prefix(text->value, text->len, NEED_NAME))
                           : "";
    return st;
}

/* A record of one of the kinds, that who asks may see. Its title is not kept. */
static enum zk_status wish_record(const struct zk_request *request, const char *field,
                                  const char *id, unsigned kinds, struct zk_saved *saved,
                                  struct zk_response *response, struct zk_error *err)
{
    struct zk_record *record;
    enum zk_kind kind;
    enum zk_see see;
    enum zk_status st;

    if (!zk_query_id(id, &kind, &saved->record) || !(kinds >> kind & 1u))
        return zk_fail(err, ZK_BAD_VALUE, field, "应为编号，如 demand:12 / an id is wanted");
    st = zk_own_see(request->store, &request->who, kind, saved->record, &see, err);
    if (st == ZK_OK)
        st = zk_store_get(request->store, kind, saved->record, see, request->arena, &record, err);
    if (st == ZK_NOT_FOUND) {
        zk_record_stranger(request, response, kind, saved->record);
        return zk_fail(err, ZK_BAD_VALUE, field, "没有这条记录 / there is no such record");
    }
    saved->query = "";
    return st;
}

static enum zk_status wish_demand(const struct zk_request *request, const char *id,
                                  struct zk_saved *saved, struct zk_response *response,
                                  struct zk_error *err)
{
    enum zk_status st =
        wish_record(request, "demand", id, 1u << ZK_KIND_DEMAND, saved, response, err);

    saved->what = ZK_SAVED_DEMAND;
    return st == ZK_OK ? zk_own(request->store, &request->who, ZK_KIND_DEMAND, saved->record,
                                &saved->automatic, err)
                       : st;
}

/* An expert hears of what fits him, the office of what fits anybody. */
static enum zk_status wish_fitting(const struct zk_request *request, const char *id,
                                   struct zk_saved *saved, struct zk_response *response,
                                   struct zk_error *err)
{
    const unsigned kinds = 1u << ZK_KIND_EXPERT | 1u << ZK_KIND_WORKSTATION | 1u << ZK_KIND_SOCIETY;
    bool own = false;
    enum zk_status st = wish_record(request, "fitting", id, kinds, saved, response, err);

    saved->what = ZK_SAVED_FITTING;
    if (st == ZK_OK)
        st = zk_own(request->store, &request->who, ZK_KIND_EXPERT, saved->record, &own, err);
    return st == ZK_OK && !own && request->who.role != ZK_ROLE_OFFICE
               ? zk_fail(err, ZK_FORBIDDEN, "fitting", "只能关注本人 / only your own")
               : st;
}

enum zk_status zk_saved_wish(struct zk_app *app, const struct zk_request *request,
                             struct zk_saved *saved, struct zk_response *response,
                             struct zk_error *err)
{
    struct wish w = { 0 };
    const struct zk_form_member members[] = {
        { "name", ZK_FORM_TEXT, false, &w.name, NULL },
        { "search", ZK_FORM_TEXT, false, &w.search, NULL },
        { "need", ZK_FORM_OBJECT, false, &w.need, NULL },
        { "demand", ZK_FORM_TEXT, false, &w.demand, NULL },
        { "fitting", ZK_FORM_TEXT, false, &w.fitting, NULL },
    };
    enum zk_status st = zk_form_read(request, members, sizeof(members) / sizeof(members[0]), err);

    if (st != ZK_OK)
        return st;
    if (!!w.search + !!w.need + !!w.demand + !!w.fitting != 1)
        return zk_fail(
            err, ZK_BAD_VALUE, "search",
            "search、need、demand、fitting 只能给一个 / exactly one of search, need, demand"
            " and fitting is wanted");
    saved->name = w.name && w.name[0] ? w.name : NULL;
    if (saved->name && zk_utf8_count(saved->name, strlen(saved->name)) > ZK_SAVED_NAME_MAX)
        return zk_fail(err, ZK_TOO_LONG, "name", "最多%d个字 / at most %d characters",
                       ZK_SAVED_NAME_MAX, ZK_SAVED_NAME_MAX);
    if (w.search)
        return wish_search(app, request, w.search, saved, response, err);
    if (w.need)
        return wish_need(app, request, w.need, saved, err);
    if (!saved->name)
        saved->name = "";
    return w.demand ? wish_demand(request, w.demand, saved, response, err)
                    : wish_fitting(request, w.fitting, saved, response, err);
}
