/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading what a match is asked; see match_ask.h.
 */
#include "match_ask.h"

#include "avoidance.h"
#include "body.h"
#include "edit.h"
#include "hash.h"
#include "own.h"
#include "query.h"
#include "terms.h"
#include "utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    STALE_DAYS = 730,
    WORD_MAX_CHARS = 40,
    DAY_BYTES = 16,
    SEED_ORDERS = 1000,
    SEED_MAX = 32,               /* bytes */
    DEMAND_CEILING = 512 * 1024, /* bytes of what a demand says */
    KINDS = 1 << ZK_KIND_EXPERT | 1 << ZK_KIND_WORKSTATION | 1 << ZK_KIND_SOCIETY,
};

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
                       "请用一句话说明需求；只有一个词请用检索 / say in a sentence what is needed; "
                       "for one word"
                       " there is the search");
    if (chars > ZK_NEED_MAX_CHARS) {
        response->limit = ZK_NEED_MAX_CHARS;
        return zk_fail(
            err, ZK_TOO_LONG, "text",
            "最多%d个字，请删去与需求无关的内容 / at most %d characters: leave out what is"
            " not about the need",
            ZK_NEED_MAX_CHARS, ZK_NEED_MAX_CHARS);
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
            return zk_fail(err, ZK_TOO_MANY, name, "最多%d个词 / at most %d words", ZK_NEED_PICKS,
                           ZK_NEED_PICKS);
        }
        if (param->len == 0 || zk_utf8_count(param->value, param->len) > WORD_MAX_CHARS)
            return zk_fail(err, ZK_BAD_VALUE, name,
                           "每个词1到%d个字 / a word of 1 to %d characters is wanted",
                           WORD_MAX_CHARS, WORD_MAX_CHARS);
        list[(*count)++] = param->value;
    }
    *out = list;
    return ZK_OK;
}

static enum zk_status read_kinds(const struct zk_params *params, unsigned *out,
                                 struct zk_error *err)
{
    for (size_t i = 0; i < params->count; i++) {
        const struct zk_param *param = &params->list[i];
        enum zk_kind kind;

        if (strcmp(param->name, "kinds") != 0)
            continue;
        kind = zk_kind_find(param->value, param->len);
        if (kind == ZK_KIND_COUNT || !(KINDS >> kind & 1))
            return zk_fail(err, ZK_BAD_VALUE, "kinds",
                           "应为 expert、workstation 或 society / one of these is wanted");
        *out |= 1u << kind;
    }
    if (*out == 0)
        *out = KINDS;
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
        return zk_fail(err, ZK_UNKNOWN_CODE, "near", "没有这个地区：%.40s / no such region",
                       near->value);
    return ZK_OK;
}

/* Somebody excluded who is not there, for who asks, is a slip worth telling. A demand of one's own
 * may be a draft. */
static enum zk_status check_excluded(const struct zk_request *request,
                                     const struct zk_search_params *found,
                                     struct zk_response *response, struct zk_error *err)
{
    for (size_t i = 0; i < found->exclude_count; i++) {
        struct zk_record *record;
        bool own = false;
        enum zk_status st =
            zk_store_get_any(request->store, found->exclude[i], zk_see_of(request->who.role, false),
                             request->arena, &record, err);

        if (st == ZK_NOT_FOUND)
            st =
                zk_own(request->store, &request->who, ZK_KIND_DEMAND, found->exclude[i], &own, err);
        else
            own = true;
        if (st == ZK_OK && !own &&
            zk_store_get_any(request->store, found->exclude[i], ZK_SEE_WHOLE, request->arena,
                             &record, NULL) == ZK_OK)
            response->stranger = zk_edit_object(request, record->kind, record->id);
        if (st == ZK_OK && !own)
            st = zk_fail(
                err, ZK_BAD_VALUE, "exclude",
                "没有编号为%lld的记录，请从排除名单中删去 / there is no record of that number",
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
        return zk_fail(err, ZK_BAD_VALUE, "organisation",
                       "应为单位编号，如 organisation:3 / a number is wanted");
    if (who->role == ZK_ROLE_ENTERPRISE && *out == who->record)
        return ZK_OK;
    if (who->role != ZK_ROLE_OFFICE)
        return zk_fail(err, ZK_FORBIDDEN, "organisation", "只能为本单位查找 / only your own");
    st = zk_store_get(request->store, kind, *out, ZK_SEE_OFFICE, request->arena, &record, err);
    return st == ZK_NOT_FOUND ? zk_fail(err, ZK_BAD_VALUE, "organisation",
                                        "没有这个单位 / there is no such organisation")
                              : st;
}

/* Whom experts are to take: what the organisation's record says, or what the need says instead. */
static enum zk_status read_fit(const struct zk_request *request, const struct zk_params *params,
                               int64_t organisation, struct zk_fit_need *out,
                               struct zk_response *response, struct zk_error *err)
{
    const struct zk_code_table *industries = zk_codes_table("industry");
    const struct zk_param *size;
    size_t stated = 0;
    enum zk_status st = zk_params_one(params, "for_size", &size, err);

    if (st == ZK_OK)
        st = zk_fit_need_of(request->store, organisation, NULL, request->arena, out, err);
    for (size_t i = 0; st == ZK_OK && i < params->count; i++) {
        const struct zk_param *param = &params->list[i];

        if (strcmp(param->name, "for_industries") != 0)
            continue;
        if (stated == ZK_FIT_INDUSTRIES) {
            response->limit = ZK_FIT_INDUSTRIES;
            return zk_fail(err, ZK_TOO_MANY, "for_industries",
                           "最多%d个行业 / at most %d industries", ZK_FIT_INDUSTRIES,
                           ZK_FIT_INDUSTRIES);
        }
        out->industries[stated] = zk_codes_find(industries, param->value, param->len);
        if (out->industries[stated++] < 0)
            return zk_fail(err, ZK_UNKNOWN_CODE, "for_industries",
                           "没有这个行业：%.40s / no such industry", param->value);
        out->industry_count = stated;
    }
    if (st != ZK_OK || !size || size->len == 0)
        return st;
    out->size = zk_codes_find(zk_codes_table("enterprise_size"), size->value, size->len);
    return out->size >= 0 ? ZK_OK
                          : zk_fail(err, ZK_UNKNOWN_CODE, "for_size",
                                    "应为 large、medium、small 或 micro / one of these is wanted");
}

static enum zk_status read_params(const struct zk_app *app, const struct zk_request *request,
                                  const struct zk_params *params, bool saved,
                                  struct zk_match_params *out, struct zk_response *response,
                                  struct zk_error *err)
{
    struct zk_search_params found = { 0 };
    enum zk_status st = read_text(params, out, response, err);

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
    if (st == ZK_OK && !saved)
        st = check_excluded(request, &found, response, err);
    out->selected = found.selected;
    out->selected_count = found.selected_count;
    out->exclude = found.exclude;
    out->exclude_count = found.exclude_count;
    return st;
}

/*
 * What the order of near-equals is drawn from: the day, who asks, and the need. Three digits are
 * orders enough, and so few that a seed in a log proves nobody's need. The office may name
 * another's seed, to see what they were shown.
 */
static enum zk_status read_rotation(const struct zk_app *app, const struct zk_request *request,
                                    const struct zk_params *params, struct zk_match_asked *out,
                                    struct zk_error *err)
{
    struct zk_match_rotation *rotation = &out->params.rotation;
    time_t now = (time_t)zk_now(&app->access.clock);
    struct zk_match_setting setting;
    const struct zk_param *seed;
    char day[DAY_BYTES];
    uint64_t hash;
    struct tm utc;
    enum zk_status st = zk_params_one(params, "seed", &seed, err);

    if (st == ZK_OK && seed && request->who.role != ZK_ROLE_OFFICE)
        st = zk_fail(err, ZK_FORBIDDEN, "seed", "仅科协可以重放 / for the office to see again");
    if (st == ZK_OK && seed && (seed->len == 0 || seed->len > SEED_MAX))
        st = zk_fail(err, ZK_BAD_VALUE, "seed", "次序号如20261125-417 / like 20261125-417");
    if (st == ZK_OK)
        st = zk_match_setting_get(request->store, &setting, err);
    if (st != ZK_OK)
        return st;
    rotation->tolerance = (double)setting.tolerance / 1000;
    rotation->seed = seed ? seed->value : NULL;
    if (seed || !setting.rotation)
        return ZK_OK;
    if (!gmtime_r(&now, &utc) || strftime(day, sizeof(day), "%Y%m%d", &utc) == 0)
        return zk_fail(err, ZK_INTERNAL, "", "no day");
    hash = zk_hash_add(ZK_HASH_START, out->params.need.text, out->params.need.len);
    hash = zk_hash_add(hash, &request->who.account, sizeof(request->who.account));
    (void)snprintf(out->seed, sizeof(out->seed), "%s-%03u", day, (unsigned)(hash % SEED_ORDERS));
    rotation->seed = out->seed;
    return ZK_OK;
}

/* Only those who have room for one more. */
static enum zk_status read_free(const struct zk_params *params, struct zk_match_params *out,
                                struct zk_error *err)
{
    int free_only;
    enum zk_status st = zk_params_int(params, "free", 0, 1, 0, &free_only, err);

    if (st == ZK_OK && free_only && !out->load)
        st = zk_fail(err, ZK_FORBIDDEN, "free",
                     "登录企业账号后可用 / for enterprises that are signed in");
    out->only_free = st == ZK_OK && free_only;
    return st;
}

static void begin(const struct zk_app *app, const struct zk_request *request,
                  struct zk_match_asked *out)
{
    time_t stale = (time_t)zk_now(&app->access.clock) - (time_t)STALE_DAYS * 24 * 3600;
    struct tm utc;

    memset(out, 0, sizeof(*out));
    out->params.store = request->store;
    out->params.near = -1;
    out->params.fit = &out->fit;
    out->params.see = zk_see_of(request->who.role, false);
    out->params.load = request->who.role & (ZK_ROLE_OFFICE | ZK_ROLE_ENTERPRISE);
    if (zk_field_shown(zk_field_get(ZK_F_CONSENT_DATE), out->params.see) == ZK_SHOWN)
        out->params.access = &app->access;
    out->avoid.year = zk_avoidance_year(app);
    out->avoid.see = out->params.see;
    if (gmtime_r(&stale, &utc) &&
        strftime(out->stale, sizeof(out->stale), "%Y-%m-%dT%H:%M:%SZ", &utc) > 0)
        out->params.stale_before = out->stale;
}

enum zk_status zk_match_ask(struct zk_app *app, const struct zk_request *request,
                            const struct zk_params *params, bool saved, struct zk_match_asked *out,
                            struct zk_response *response, struct zk_error *err)
{
    enum zk_status st;

    begin(app, request, out);
    st = read_params(app, request, params, saved, &out->params, response, err);
    if (st == ZK_OK)
        st = read_organisation(request, params, &out->avoid.subject, err);
    if (st == ZK_OK)
        st = read_fit(request, params, out->avoid.subject, &out->fit, response, err);
    if (st == ZK_OK)
        st = read_free(params, &out->params, err);
    if (st == ZK_OK)
        st = read_rotation(app, request, params, out, err);
    out->params.avoid = out->avoid.subject ? &out->avoid : NULL;
    return st;
}

/* ---- a demand ---- */

static enum zk_status demand_text(const struct zk_record *demand, struct zk_arena *arena,
                                  struct zk_need_text *out, struct zk_error *err)
{
    static const enum zk_field_id fields[] = { ZK_F_TITLE, ZK_F_SUMMARY, ZK_F_BODY };
    const struct zk_value *keywords = &demand->values[ZK_F_KEYWORDS];
    struct zk_buf buf;

    zk_buf_init(&buf, DEMAND_CEILING);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const char *text = zk_record_text(demand, fields[i]);

        zk_buf_adds(&buf, text ? text : "");
        zk_buf_addc(&buf, '\n');
    }
    for (size_t i = 0; i < keywords->count; i++)
        zk_buf_addf(&buf, "%s\n", keywords->items[i].text);
    if (zk_buf_status(&buf) == ZK_OK) {
        out->len = zk_utf8_prefix(buf.bytes, buf.len, ZK_NEED_MAX_CHARS);
        out->text = zk_arena_copy(arena, buf.bytes, out->len);
    }
    zk_buf_free(&buf);
    return out->text ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "a demand");
}

/* The words of a JSON array, as zk_demand_terms_get() gives it. */
static enum zk_status read_list(const char *json, struct zk_arena *arena, const char *const **out,
                                size_t *count, struct zk_error *err)
{
    const char **list = zk_arena_array(arena, ZK_NEED_PICKS, sizeof(*list));
    json_t *words = json_loads(json, 0, NULL);
    enum zk_status st = list && json_is_array(words)
                            ? ZK_OK
                            : zk_fail(err, ZK_CORRUPT, "", "the words of a demand cannot be read");
    const json_t *word;
    size_t i;

    json_array_foreach(words, i, word)
    {
        const char *text = json_string_value(word);

        if (st != ZK_OK || !text || *count == ZK_NEED_PICKS)
            break;
        list[*count] = zk_arena_strdup(arena, text);
        if (!list[(*count)++])
            st = zk_fail(err, ZK_NO_MEMORY, "", "words");
    }
    *out = list;
    json_decref(words);
    return st;
}

static enum zk_status demand_words(const struct zk_request *request, int64_t demand,
                                   struct zk_need_text *out, struct zk_error *err)
{
    struct zk_demand_terms terms;
    enum zk_status st = zk_demand_terms_get(request->store, demand, request->arena, &terms, err);

    if (st == ZK_OK)
        st = read_list(terms.must, request->arena, &out->must, &out->must_count, err);
    return st == ZK_OK ? read_list(terms.drop, request->arena, &out->drop, &out->drop_count, err)
                       : st;
}

enum zk_status zk_match_ask_demand(struct zk_app *app, const struct zk_request *request,
                                   const struct zk_record *demand, struct zk_match_asked *out,
                                   struct zk_error *err)
{
    const struct zk_value *of = &demand->values[ZK_F_ORGANISATION];
    int64_t organisation = of->count > 0 ? of->items[0].id : 0;
    enum zk_status st;

    begin(app, request, out);
    out->params.kinds = KINDS;
    out->params.size = ZK_MATCH_DEFAULT_SIZE;
    out->self = demand->id;
    out->params.exclude = &out->self;
    out->params.exclude_count = 1;
    out->avoid.subject = organisation;
    out->params.avoid = organisation ? &out->avoid : NULL;
    st = demand_text(demand, request->arena, &out->params.need, err);
    if (st == ZK_OK)
        st = demand_words(request, demand->id, &out->params.need, err);
    if (st == ZK_OK)
        st = zk_fit_need_of(request->store, organisation, &demand->values[ZK_F_INDUSTRIES],
                            request->arena, &out->fit, err);
    return st;
}
