/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POST /api/v1/match: a need, and who can meet it. The need is answered and forgotten.
 */
#include "avoidance.h"
#include "body.h"
#include "handlers.h"
#include "match_ask.h"
#include "query.h"
#include "utf8.h"
#include "view.h"

#include <string.h>
#include <time.h>

enum { STALE_DAYS = 730, WORD_MAX_CHARS = 40 };

static enum zk_status read_text(const struct zk_params *params, struct zk_match_params *out,
                                struct zk_response *response, struct zk_error *err)
{
    const struct zk_param *text;
    enum zk_status st = zk_params_one(params, "text", &text, err);
    size_t chars = 0, solid = 0, at = 0;

    if (st != ZK_OK)
        return st;
    while (text && at < text->len) {
        uint32_t cp = zk_utf8_next(text->value, text->len, &at);

        chars++;
        solid += cp > ' ' && cp != 0x3000;
    }
    if (solid < ZK_NEED_MIN_CHARS)
        return zk_fail(err, ZK_BAD_VALUE, "text",
                       "say in a sentence what is needed; for one word there is the search");
    if (chars > ZK_NEED_MAX_CHARS) {
        response->limit = ZK_NEED_MAX_CHARS;
        return zk_fail(err, ZK_TOO_LONG, "text",
                       "at most %d characters: leave out what is not about the need",
                       ZK_NEED_MAX_CHARS);
    }
    out->need.text = text->value;
    out->need.len = text->len;
    return ZK_OK;
}

/* must and drop: words, as they came back from an earlier match. */
static enum zk_status read_words(const struct zk_params *params, const char *name,
                                 struct zk_arena *arena, const char *const **out, size_t *count,
                                 struct zk_response *response, struct zk_error *err)
{
    const char **list = zk_arena_array(arena, ZK_NEED_PICKS, sizeof(*list));

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "words");
    for (size_t i = 0; i < params->count; i++) {
        const struct zk_param *param = &params->list[i];

        if (strcmp(param->name, name) != 0)
            continue;
        if (*count == ZK_NEED_PICKS) {
            response->limit = ZK_NEED_PICKS;
            return zk_fail(err, ZK_TOO_MANY, name, "at most %d words", ZK_NEED_PICKS);
        }
        if (param->len == 0 || zk_utf8_count(param->value, param->len) > WORD_MAX_CHARS)
            return zk_fail(err, ZK_BAD_VALUE, name, "a word of 1 to %d characters is wanted",
                           WORD_MAX_CHARS);
        list[(*count)++] = param->value;
    }
    *out = list;
    return ZK_OK;
}

static enum zk_status read_kinds(const struct zk_params *params, unsigned *out,
                                 struct zk_error *err)
{
    const unsigned known = 1u << ZK_KIND_EXPERT | 1u << ZK_KIND_WORKSTATION | 1u << ZK_KIND_SOCIETY;

    for (size_t i = 0; i < params->count; i++) {
        const struct zk_param *param = &params->list[i];
        enum zk_kind kind;

        if (strcmp(param->name, "kinds") != 0)
            continue;
        kind = zk_kind_find(param->value, param->len);
        if (kind == ZK_KIND_COUNT || !(known >> kind & 1u))
            return zk_fail(err, ZK_BAD_VALUE, "kinds", "expert, workstation or society is wanted");
        *out |= 1u << kind;
    }
    if (*out == 0)
        *out = known;
    return ZK_OK;
}

/* Without near, the server's own city comes first; near "" lets none come first. */
static enum zk_status read_near(const struct zk_app *app, const struct zk_params *params, int *out,
                                struct zk_error *err)
{
    const struct zk_facets *facets = zk_engine_facets(app->engine);
    const struct zk_facet *region = &facets->list[zk_facets_find(facets, "region", 6)];
    const char *own = strchr(app->city, ':');
    const struct zk_param *near;
    enum zk_status st = zk_params_one(params, "near", &near, err);

    *out = -1;
    if (st != ZK_OK || (near && near->len == 0))
        return st;
    if (near)
        *out = zk_facet_row(region, near->value, near->len);
    else if (own)
        *out = zk_facet_row(region, own + 1, strlen(own + 1));
    if (near && *out < 0)
        return zk_fail(err, ZK_UNKNOWN_CODE, "near", "no such region: %.40s", near->value);
    return ZK_OK;
}

/* Somebody excluded who is not there is a slip worth telling. */
static enum zk_status check_excluded(struct zk_store *store, const struct zk_search_params *found,
                                     struct zk_arena *arena, struct zk_error *err)
{
    for (size_t i = 0; i < found->exclude_count; i++) {
        struct zk_record *record;
        enum zk_status st =
            zk_store_get_any(store, found->exclude[i], ZK_SEE_PUBLIC, arena, &record, err);

        if (st == ZK_NOT_FOUND)
            return zk_fail(err, ZK_BAD_VALUE, "exclude", "there is no record of number %lld",
                           (long long)found->exclude[i]);
        if (st != ZK_OK)
            return st;
    }
    return ZK_OK;
}

/* Whose need it is: an enterprise's own, or what the office names. Nobody else may try out who
 * is avoided for whom. Somebody else's need is nobody's: *out stays 0. */
static enum zk_status read_organisation(const struct zk_request *request,
                                        const struct zk_params *params, int64_t *out,
                                        struct zk_error *err)
{
    const struct zk_who *who = &request->who;
    const struct zk_param *named;
    struct zk_record *record;
    enum zk_kind kind;
    enum zk_status st = zk_params_one(params, "organisation", &named, err);

    if (st != ZK_OK)
        return st;
    *out = who->role == ZK_ROLE_ENTERPRISE ? who->record : 0;
    if (!named || named->len == 0)
        return ZK_OK;
    if (!zk_query_id(named->value, &kind, out) || kind != ZK_KIND_ORGANISATION)
        return zk_fail(err, ZK_BAD_VALUE, "organisation", "a number like organisation:3 is wanted");
    if (who->role == ZK_ROLE_ENTERPRISE && *out == who->record)
        return ZK_OK;
    if (who->role != ZK_ROLE_OFFICE)
        return zk_fail(err, ZK_FORBIDDEN, "organisation", "只能为本单位查找 / only your own");
    st = zk_store_get(request->store, kind, *out, ZK_SEE_OFFICE, request->arena, &record, err);
    return st == ZK_NOT_FOUND ? zk_fail(err, ZK_BAD_VALUE, "organisation",
                                        "没有这个单位 / there is no such organisation")
                              : st;
}

static enum zk_status read_params(const struct zk_app *app, const struct zk_request *request,
                                  const struct zk_params *params, struct zk_match_params *out,
                                  struct zk_response *response, struct zk_error *err)
{
    struct zk_search_params found = { 0 };
    enum zk_lang lang;
    enum zk_status st = read_text(params, out, response, err);

    if (st == ZK_OK)
        st = zk_params_lang(params, &lang, err);
    if (st == ZK_OK)
        st = read_words(params, "must", request->arena, &out->need.must, &out->need.must_count,
                        response, err);
    if (st == ZK_OK)
        st = read_words(params, "drop", request->arena, &out->need.drop, &out->need.drop_count,
                        response, err);
    if (st == ZK_OK)
        st = read_kinds(params, &out->kinds, err);
    if (st == ZK_OK)
        st = zk_params_int(params, "size", 1, ZK_MATCH_MAX_SIZE, ZK_MATCH_DEFAULT_SIZE, &out->size,
                           err);
    if (st == ZK_OK)
        st = read_near(app, params, &out->near, err);
    if (st == ZK_OK)
        st = zk_query_filters(zk_engine_facets(app->engine), params, request->arena, &found,
                              response, err);
    if (st == ZK_OK)
        st = check_excluded(request->store, &found, request->arena, err);
    out->selected = found.selected;
    out->selected_count = found.selected_count;
    out->exclude = found.exclude;
    out->exclude_count = found.exclude_count;
    return st;
}

enum zk_status zk_match_ask(struct zk_app *app, const struct zk_request *request,
                            const struct zk_params *params, struct zk_match_asked *out,
                            struct zk_response *response, struct zk_error *err)
{
    time_t stale = (time_t)zk_now(&app->access.clock) - (time_t)STALE_DAYS * 24 * 3600;
    struct tm utc;
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    out->params.store = request->store;
    out->avoid.year = zk_avoidance_year(app);
    out->avoid.see = zk_see_of(request->who.role, false);
    st = read_params(app, request, params, &out->params, response, err);
    if (st == ZK_OK)
        st = read_organisation(request, params, &out->avoid.subject, err);
    out->params.avoid = out->avoid.subject ? &out->avoid : NULL;
    if (gmtime_r(&stale, &utc) &&
        strftime(out->stale, sizeof(out->stale), "%Y-%m-%dT%H:%M:%SZ", &utc) > 0)
        out->params.stale_before = out->stale;
    return st;
}

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

enum zk_status zk_handle_match(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    static const char *const none[] = { NULL };
    const struct zk_facets *facets = zk_engine_facets(app->engine);
    struct zk_params params = { 0 };
    struct zk_match_asked asked;
    struct zk_match *match;
    struct zk_json json;
    int64_t start = now_us();
    enum zk_status st = zk_params_only(&request->params, none, err);

    if (st == ZK_OK)
        st = zk_body_match(request, facets, &params, err);
    if (st == ZK_OK)
        st = zk_match_ask(app, request, &params, &asked, response, err);
    if (st == ZK_OK)
        st = zk_match_run(app->engine, &asked.params, request->arena, &match, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_view_match(&json, facets, &asked.params, match, now_us() - start);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}
