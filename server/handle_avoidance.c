/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POST /api/v1/avoidance/check, and the rules the office tunes.
 */
#include "avoidance.h"
#include "form.h"
#include "handlers.h"
#include "query.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { ROUND_MAX = 100, NUMBER_BYTES = 24, LIST_BYTES = 64 * 1024 };

int zk_avoidance_year(const struct zk_app *app)
{
    time_t now = (time_t)zk_now(&app->access.clock);
    struct tm utc;

    return gmtime_r(&now, &utc) ? utc.tm_year + 1900 : 1970;
}

/* ---- a check ---- */

static enum zk_status read_party(const char *text, const char *field, int64_t *id,
                                 struct zk_error *err)
{
    const unsigned known = 1u << ZK_KIND_EXPERT | 1u << ZK_KIND_ORGANISATION |
                           1u << ZK_KIND_WORKSTATION | 1u << ZK_KIND_SOCIETY;
    enum zk_kind kind;

    if (zk_query_id(text, &kind, id) && known >> kind & 1u)
        return ZK_OK;
    return zk_fail(err, ZK_BAD_VALUE, field,
                   "应为专家、单位、工作站或学会的编号，如 expert:12 / an expert, organisation,"
                   " workstation or society is wanted, like expert:12: %.40s",
                   text);
}

/* Each must be there: a slip would pass for "nothing speaks against". */
static enum zk_status check_there(struct zk_store *store, const struct zk_form_list *ids,
                                  const char *field, struct zk_arena *arena, struct zk_error *err)
{
    const char *json, *missing;
    enum zk_status st = zk_form_list_json(ids, ZK_BODY_MAX, arena, &json, err);

    if (st == ZK_OK)
        st = zk_avoid_missing(store, json, arena, &missing, err);
    if (st == ZK_OK && missing)
        st = zk_fail(err, ZK_BAD_VALUE, field, "没有这条记录 / there is no record %.40s", missing);
    return st;
}

static enum zk_status read_check(const struct zk_request *request, struct zk_avoid_query *query,
                                 struct zk_form_list *candidates, struct zk_response *response,
                                 struct zk_error *err)
{
    const char *subject = NULL;
    const struct zk_form_member members[] = {
        { "subject", ZK_FORM_TEXT, true, &subject, NULL },
        { "candidates", ZK_FORM_LIST, true, candidates, NULL },
        { "round", ZK_FORM_TEXT, false, &query->round, NULL },
    };
    struct zk_form_list one = { &subject, 1 };
    int64_t *ids;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st != ZK_OK)
        return st;
    if (candidates->count > ZK_AVOID_CANDIDATES) {
        response->limit = ZK_AVOID_CANDIDATES;
        return zk_fail(err, ZK_TOO_MANY, "candidates", "最多%d个 / at most %d", ZK_AVOID_CANDIDATES,
                       ZK_AVOID_CANDIDATES);
    }
    if (query->round && zk_utf8_count(query->round, strlen(query->round)) > ROUND_MAX)
        return zk_fail(err, ZK_TOO_LONG, "round", "最多%d个字 / at most %d characters", ROUND_MAX,
                       ROUND_MAX);
    if (query->round && !query->round[0])
        query->round = NULL;
    ids = zk_arena_array(request->arena, candidates->count + 1, sizeof(*ids));
    if (!ids)
        return zk_fail(err, ZK_NO_MEMORY, "", "candidates");
    query->candidates = ids;
    query->count = candidates->count;
    st = read_party(subject, "subject", &query->subject, err);
    for (size_t i = 0; st == ZK_OK && i < candidates->count; i++)
        st = read_party(candidates->items[i], "candidates", &ids[i], err);
    if (st == ZK_OK)
        st = check_there(request->store, &one, "subject", request->arena, err);
    if (st == ZK_OK)
        st = check_there(request->store, candidates, "candidates", request->arena, err);
    return st;
}

static void put_candidate(struct zk_json *json, const char *id,
                          const struct zk_avoid_finding *findings, size_t count, bool blocked)
{
    zk_json_object(json);
    zk_json_put_string(json, "id", id);
    zk_json_put_string(json, "effect",
                       zk_avoid_effect_name(blocked ? ZK_AVOID_BLOCK : ZK_AVOID_WARN));
    zk_view_findings(json, "findings", findings, count);
    zk_json_object_end(json);
}

enum zk_status zk_handle_avoidance(struct zk_app *app, const struct zk_request *request,
                                   struct zk_response *response, struct zk_error *err)
{
    struct zk_avoid_query query = { .year = zk_avoidance_year(app),
                                    .see = zk_see_of(request->who.role, false) };
    struct zk_form_list candidates = { 0 };
    struct zk_avoid_report *report;
    struct zk_json json;
    int64_t blocked = 0, warned = 0;
    enum zk_status st = read_check(request, &query, &candidates, response, err);

    if (st == ZK_OK)
        st = zk_avoid_check(request->store, &query, request->arena, &report, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "candidates");
    zk_json_array(&json);
    for (size_t i = 0; i < candidates.count; i++) {
        size_t count;
        const struct zk_avoid_finding *findings = zk_avoid_of(report, query.candidates[i], &count);
        bool blocks = zk_avoid_blocks(report, query.candidates[i]);

        blocked += blocks;
        warned += count > 0 && !blocks;
        if (count > 0)
            put_candidate(&json, candidates.items[i], findings, count, blocks);
    }
    zk_json_array_end(&json);
    zk_json_put_int(&json, "blocked", blocked);
    zk_json_put_int(&json, "warned", warned);
    zk_json_put_int(&json, "clear", (int64_t)candidates.count - blocked - warned);
    zk_json_object_end(&json);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}

/* ---- the rules ---- */

enum zk_status zk_handle_avoidance_rules(struct zk_app *app, const struct zk_request *request,
                                         struct zk_response *response, struct zk_error *err)
{
    struct zk_avoid_setting settings[ZK_AVOID_RULES];
    struct zk_json json;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st == ZK_OK)
        st = zk_avoid_settings(request->store, request->arena, settings, err);
    (void)app;
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "rules");
    zk_json_array(&json);
    for (int i = 0; i < ZK_AVOID_RULES; i++)
        zk_view_setting(&json, &settings[i]);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}

/* What a change may hold, and what of it was given. */
struct change {
    int64_t version, years, number;
    const char *effect;
    bool active;
    struct zk_form_list list;
    bool has_active, has_effect, has_years, has_number, has_list;
};

static enum zk_status read_change(const struct zk_request *request, struct change *c,
                                  struct zk_error *err)
{
    const struct zk_form_member members[] = {
        { "version", ZK_FORM_NUMBER, true, &c->version, NULL },
        { "active", ZK_FORM_FLAG, false, &c->active, &c->has_active },
        { "effect", ZK_FORM_TEXT, false, &c->effect, &c->has_effect },
        { "years", ZK_FORM_NUMBER, false, &c->years, &c->has_years },
        { "number", ZK_FORM_NUMBER, false, &c->number, &c->has_number },
        { "list", ZK_FORM_LIST, false, &c->list, &c->has_list },
    };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK && c->has_effect && strcmp(c->effect, "block") != 0 &&
        strcmp(c->effect, "warn") != 0)
        st = zk_fail(err, ZK_BAD_VALUE, "effect", "block or warn is wanted");
    if (st == ZK_OK && c->list.count > ZK_AVOID_LIST_MAX)
        st = zk_fail(err, ZK_TOO_MANY, "list", "最多%d项 / at most %d", ZK_AVOID_LIST_MAX,
                     ZK_AVOID_LIST_MAX);
    for (size_t i = 0; st == ZK_OK && i < c->list.count; i++) {
        size_t chars = zk_utf8_count(c->list.items[i], strlen(c->list.items[i]));

        if (chars == 0 || chars > ZK_AVOID_VALUE_MAX)
            st = zk_fail(err, ZK_BAD_VALUE, "list", "每项1到%d个字 / 1 to %d characters each",
                         ZK_AVOID_VALUE_MAX, ZK_AVOID_VALUE_MAX);
    }
    return st;
}

/* The setting as the change leaves it. What a rule has no use for is refused. */
static enum zk_status apply(const struct change *c, struct zk_arena *arena,
                            struct zk_avoid_setting *setting, struct zk_error *err)
{
    unsigned has = zk_avoid_rule_has(setting->rule);
    const char *strange = c->has_years && !(has & ZK_AVOID_HAS_YEARS)     ? "years"
                          : c->has_number && !(has & ZK_AVOID_HAS_NUMBER) ? "number"
                          : c->has_list && !(has & ZK_AVOID_HAS_LIST)     ? "list"
                                                                          : NULL;

    if (strange)
        return zk_fail(err, ZK_BAD_VALUE, strange, "这条规则没有此项 / this rule has none");
    setting->version = c->version;
    if (c->has_active)
        setting->active = c->active;
    if (c->has_effect)
        setting->effect = strcmp(c->effect, "block") == 0 ? ZK_AVOID_BLOCK : ZK_AVOID_WARN;
    if (c->has_years)
        setting->years = c->years;
    if (c->has_number)
        setting->number = c->number;
    return c->has_list ? zk_form_list_json(&c->list, LIST_BYTES, arena, &setting->list, err) : ZK_OK;
}

static enum zk_status audit_one(struct zk_app *app, struct zk_store *store,
                                const struct zk_request *request, enum zk_avoid_rule rule,
                                const char *field, const char *old, const char *now,
                                struct zk_error *err)
{
    struct zk_audit entry = { .action = "avoidance_rule_changed",
                              .object = zk_arena_printf(request->arena, "avoidance:%s",
                                                        zk_avoid_rule_name(rule)),
                              .field = field,
                              .old = old,
                              .new_ = now };

    if (!entry.object)
        return zk_fail(err, ZK_NO_MEMORY, "", "an audit entry");
    return strcmp(old, now) == 0 ? ZK_OK
                                 : zk_audit_add(&app->access, store, &request->who, &entry, err);
}

static enum zk_status audit_number(struct zk_app *app, struct zk_store *store,
                                   const struct zk_request *request, enum zk_avoid_rule rule,
                                   const char *field, int64_t old, int64_t now,
                                   struct zk_error *err)
{
    char before[NUMBER_BYTES], after[NUMBER_BYTES];

    (void)snprintf(before, sizeof(before), "%lld", (long long)old);
    (void)snprintf(after, sizeof(after), "%lld", (long long)now);
    return audit_one(app, store, request, rule, field, before, after, err);
}

/* One entry a field that changed. */
static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const struct zk_avoid_setting *old,
                            const struct zk_avoid_setting *now, struct zk_error *err)
{
    enum zk_status st =
        audit_one(app, store, request, old->rule, "active", old->active ? "true" : "false",
                  now->active ? "true" : "false", err);

    if (st == ZK_OK)
        st = audit_one(app, store, request, old->rule, "effect", zk_avoid_effect_name(old->effect),
                       zk_avoid_effect_name(now->effect), err);
    if (st == ZK_OK)
        st = audit_number(app, store, request, old->rule, "years", old->years, now->years, err);
    if (st == ZK_OK)
        st = audit_number(app, store, request, old->rule, "number", old->number, now->number, err);
    if (st == ZK_OK)
        st = audit_one(app, store, request, old->rule, "list", old->list, now->list, err);
    return st;
}

enum zk_status zk_handle_avoidance_rule(struct zk_app *app, const struct zk_request *request,
                                        struct zk_response *response, struct zk_error *err)
{
    struct zk_avoid_setting settings[ZK_AVOID_RULES], now;
    struct change change = { 0 };
    struct zk_store *store;
    struct zk_json json;
    enum zk_status st = read_change(request, &change, err);

    if (st == ZK_OK && (request->id < 1 || request->id > ZK_AVOID_RULES))
        st = zk_fail(err, ZK_NOT_FOUND, "", "there is no such rule");
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_avoid_settings(store, request->arena, settings, err);
    if (st == ZK_OK) {
        now = settings[request->id - 1];
        st = apply(&change, request->arena, &now, err);
    }
    if (st == ZK_OK)
        st = zk_avoid_setting_put(store, &now, err);
    if (st == ZK_OK)
        st = audit(app, store, request, &settings[now.rule], &now, err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    now.version++;
    zk_json_init(&json, &response->body);
    zk_view_setting(&json, &now);
    return zk_response_json(response, err);
}
