/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introductions over HTTP: asking for one, reading, moving, noting that somebody was chased.
 */
#include "avoidance.h"
#include "edit.h"
#include "form.h"
#include "handlers.h"
#include "introduction_matched.h"
#include "query.h"
#include "view.h"
#include "view_introduction.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* ---- one ---- */

static enum zk_status find(struct zk_store *store, const struct zk_request *request, int64_t id,
                           struct zk_response *response, struct zk_introduction **out,
                           struct zk_error *err)
{
    bool stranger;
    enum zk_status st =
        zk_introduction_get(store, &request->who, id, request->arena, out, &stranger, err);

    if (stranger)
        response->stranger = zk_arena_printf(request->arena, "introduction:%lld", (long long)id);
    return st;
}

/* What speaks against bringing the two together, for the office. */
static enum zk_status avoid(const struct zk_app *app, struct zk_store *store,
                            const struct zk_introduction *introduction, struct zk_arena *arena,
                            const struct zk_avoid_finding **findings, size_t *count, bool *blocked,
                            struct zk_error *err)
{
    struct zk_avoid_query query = { .subject = introduction->organisation,
                                    .candidates = &introduction->candidate,
                                    .count = 1,
                                    .year = zk_avoidance_year(app),
                                    .see = ZK_SEE_OFFICE };
    struct zk_avoid_report *report;
    enum zk_status st;

    *findings = NULL;
    *count = 0;
    *blocked = false;
    if (introduction->organisation == 0 || introduction->candidate == 0)
        return ZK_OK;
    st = zk_avoid_check(store, &query, arena, &report, err);
    if (st != ZK_OK)
        return st;
    *findings = zk_avoid_of(report, introduction->candidate, count);
    *blocked = zk_avoid_blocks(report, introduction->candidate);
    return ZK_OK;
}

static enum zk_status read_more(const struct zk_app *app, const struct zk_request *request,
                                const struct zk_introduction *introduction,
                                struct zk_view_more *out, struct zk_error *err)
{
    struct zk_introduction_step *steps;
    bool blocked;
    enum zk_status st = zk_introduction_steps(request->store, &request->who, introduction->id,
                                              request->arena, &steps, &out->step_count, err);

    out->steps = st == ZK_OK ? steps : NULL;
    if (st == ZK_OK)
        st = zk_matched_read(request->store, introduction->matched, request->arena, out, err);
    if (st == ZK_OK && request->who.role == ZK_ROLE_OFFICE &&
        introduction->state == ZK_INTRODUCTION_REQUESTED)
        st = avoid(app, request->store, introduction, request->arena, &out->findings,
                   &out->finding_count, &blocked, err);
    return st;
}

static enum zk_status answer(struct zk_app *app, const struct zk_request *request, int64_t id,
                             struct zk_response *response, struct zk_error *err)
{
    struct zk_introduction *introduction;
    struct zk_view_more more = { 0 };
    struct zk_json json;
    enum zk_status st = find(request->store, request, id, response, &introduction, err);

    if (st == ZK_OK)
        st = read_more(app, request, introduction, &more, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_view_introduction(&json, introduction, &more, request->who.role, &app->chase,
                         zk_now(&app->access.clock));
    st = zk_response_json(response, err);
    if (st == ZK_OK)
        zk_response_etag(response, introduction->version, request->if_none_match);
    return st;
}

enum zk_status zk_handle_introduction(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    enum zk_status st = zk_params_none(&request->params, err);

    return st == ZK_OK ? answer(app, request, request->id, response, err) : st;
}

/* ---- many ---- */

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
    int due = 0;
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
        st = zk_params_page(params, ZK_INTRODUCTION_PAGE_MAX, page, &out->from, &out->size, err);
    out->due = due != 0;
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
    zk_view_page(&json, found.total, page, filter.size);
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

/* ---- changes ---- */

static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, struct zk_audit *entry, int64_t id,
                            struct zk_error *err)
{
    entry->object = zk_arena_printf(request->arena, "introduction:%lld", (long long)id);
    if (!entry->object)
        return zk_fail(err, ZK_NO_MEMORY, "", "an audit entry");
    return zk_audit_add(&app->access, store, &request->who, entry, err);
}

static enum zk_status read_ask(const struct zk_request *request,
                               struct zk_introduction_request *out, struct zk_response *response,
                               struct zk_error *err)
{
    const char *candidate = NULL;
    struct zk_form_list terms = { 0 }, evidence = { 0 };
    const struct zk_form_member members[] = {
        { "candidate", ZK_FORM_TEXT, true, &candidate, NULL },
        { "message", ZK_FORM_TEXT, true, &out->message, NULL },
        { "terms", ZK_FORM_LIST, false, &terms, NULL },
        { "evidence", ZK_FORM_LIST, false, &evidence, NULL },
    };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK && !zk_query_id(candidate, &out->kind, &out->candidate))
        st = zk_fail(err, ZK_BAD_VALUE, "candidate", "a number like expert:12 is wanted");
    return st == ZK_OK ? zk_matched_write(request, &terms, &evidence, &out->matched, response, err)
                       : st;
}

enum zk_status zk_handle_introduction_ask(struct zk_app *app, const struct zk_request *request,
                                          struct zk_response *response, struct zk_error *err)
{
    struct zk_edit edit = { .app = app, .request = request, .response = response };
    struct zk_introduction_request ask = { .message = NULL };
    struct zk_audit entry = { .action = "introduction_asked" };
    int64_t id = 0;
    enum zk_status st = read_ask(request, &ask, response, err);

    if (st == ZK_OK)
        st = zk_edit_begin(&edit, false, err);
    ask.demand = edit.old;
    if (st == ZK_OK)
        st = zk_introduction_ask(&app->access, edit.store, &request->who, &ask, &id, err);
    if (st == ZK_OK) {
        entry.old = zk_edit_object(request, ZK_KIND_DEMAND, request->id);
        entry.new_ = zk_edit_object(request, ask.kind, ask.candidate);
        st = audit(app, edit.store, request, &entry, id, err);
    }
    st = zk_edit_end(&edit, st, err);
    if (st == ZK_OK)
        st = answer(app, request, id, response, err);
    if (st == ZK_OK)
        zk_response_created(
            response, zk_arena_printf(request->arena, "/api/v1/introductions/%lld", (long long)id));
    return st;
}

static enum zk_status read_move(const struct zk_request *request,
                                struct zk_introduction_change *out, struct zk_error *err)
{
    const char *state = NULL;
    bool rated = false;
    const struct zk_form_member members[] = {
        { "state", ZK_FORM_TEXT, false, &state, NULL },
        { "note", ZK_FORM_TEXT, false, &out->note, NULL },
        { "outcome", ZK_FORM_TEXT, false, &out->outcome, NULL },
        { "satisfaction", ZK_FORM_NUMBER, false, &out->satisfaction, &rated },
    };
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    out->state = ZK_INTRODUCTION_STATES;
    if (st == ZK_OK && state) {
        out->state = zk_introduction_state_find(state);
        if (out->state == ZK_INTRODUCTION_STATES)
            st = zk_fail(err, ZK_BAD_VALUE, "state", "no such state: %.40s", state);
    }
    if (st == ZK_OK && rated && out->satisfaction == 0)
        st = zk_fail(err, ZK_BAD_VALUE, "satisfaction", "1到5 / 1 to 5");
    return st;
}

/* Whom a rule of avoidance blocks is not brought together. */
static enum zk_status check_avoidance(const struct zk_app *app, struct zk_store *store,
                                      const struct zk_introduction *old, struct zk_arena *arena,
                                      struct zk_error *err)
{
    const struct zk_avoid_finding *findings;
    size_t count;
    bool blocked;
    enum zk_status st = avoid(app, store, old, arena, &findings, &count, &blocked, err);

    if (st == ZK_OK && blocked)
        st = zk_fail(err, ZK_REFUSED, "state",
                     "须回避（%s），不能同意 / to be avoided (%s), it cannot be approved",
                     zk_avoid_rule_label(findings[0].rule, false),
                     zk_avoid_rule_label(findings[0].rule, true));
    return st;
}

static enum zk_status audit_move(struct zk_app *app, struct zk_store *store,
                                 const struct zk_request *request,
                                 const struct zk_introduction *old,
                                 const struct zk_introduction_change *change, struct zk_error *err)
{
    struct zk_audit entry = { .action = "introduction_moved", .field = "state" };
    enum zk_status st = ZK_OK;

    if (change->state != ZK_INTRODUCTION_STATES) {
        entry.old = zk_introduction_state_name(old->state);
        entry.new_ = zk_introduction_state_name(change->state);
        st = audit(app, store, request, &entry, old->id, err);
    }
    entry = (struct zk_audit){ .action = "introduction_rated", .field = "satisfaction" };
    if (change->satisfaction > 0) {
        entry.new_ = zk_arena_printf(request->arena, "%lld", (long long)change->satisfaction);
        st = st == ZK_OK ? audit(app, store, request, &entry, old->id, err) : st;
    }
    entry = (struct zk_audit){ .action = "introduction_rated", .field = "outcome" };
    if (change->outcome)
        st = st == ZK_OK ? audit(app, store, request, &entry, old->id, err) : st;
    return st;
}

enum zk_status zk_handle_introduction_move(struct zk_app *app, const struct zk_request *request,
                                           struct zk_response *response, struct zk_error *err)
{
    struct zk_introduction_change change = { .note = NULL };
    struct zk_introduction *old = NULL;
    struct zk_store *store;
    enum zk_status st = read_move(request, &change, err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = find(store, request, request->id, response, &old, err);
    if (st == ZK_OK)
        st = zk_edit_match(request, old->version, err);
    if (st == ZK_OK && change.state == ZK_INTRODUCTION_APPROVED)
        st = check_avoidance(app, store, old, request->arena, err);
    if (st == ZK_OK)
        st = zk_introduction_change(&app->access, store, &request->who, old, &change, err);
    if (st == ZK_OK)
        st = audit_move(app, store, request, old, &change, err);
    st = zk_app_end(app, st, err);
    return st == ZK_OK ? answer(app, request, request->id, response, err) : st;
}

enum zk_status zk_handle_introduction_chase(struct zk_app *app, const struct zk_request *request,
                                            struct zk_response *response, struct zk_error *err)
{
    const char *note = NULL;
    const struct zk_form_member members[] = { { "note", ZK_FORM_TEXT, true, &note, NULL } };
    struct zk_audit entry = { .action = "introduction_chased" };
    struct zk_introduction *old = NULL;
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = find(store, request, request->id, response, &old, err);
    if (st == ZK_OK)
        st = zk_introduction_chase(&app->access, store, &request->who, &app->chase, old, note, err);
    if (st == ZK_OK)
        st = audit(app, store, request, &entry, request->id, err);
    st = zk_app_end(app, st, err);
    return st == ZK_OK ? answer(app, request, request->id, response, err) : st;
}
