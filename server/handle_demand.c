/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/demands: the demands of an enterprise, or all for the office; and moving one from
 * draft to open to closed.
 */
#include "edit.h"
#include "form.h"
#include "gaps.h"
#include "handlers.h"
#include "query.h"
#include "view.h"
#include "view_introduction.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static enum zk_status read_states(const struct zk_params *params, unsigned *bits,
                                  struct zk_error *err)
{
    for (size_t i = 0; i < params->count; i++) {
        enum zk_demand_state state;

        if (strcmp(params->list[i].name, "status") != 0)
            continue;
        state = zk_demand_state_find(params->list[i].value);
        if (state == ZK_DEMAND_STATES)
            return zk_fail(err, ZK_BAD_VALUE, "status", "draft, open or closed is wanted");
        *bits |= 1u << state;
    }
    return ZK_OK;
}

/* The office may ask for one organisation's; an enterprise has its own. */
static enum zk_status read_organisation(const struct zk_request *request, int64_t *out,
                                        struct zk_error *err)
{
    const struct zk_param *named;
    enum zk_kind kind;
    enum zk_status st = zk_params_one(&request->params, "organisation", &named, err);

    if (st == ZK_OK && named &&
        (!zk_query_id(named->value, &kind, out) || kind != ZK_KIND_ORGANISATION))
        st = zk_fail(err, ZK_BAD_VALUE, "organisation", "a number like organisation:3 is wanted");
    if (st != ZK_OK || request->who.role == ZK_ROLE_OFFICE)
        return st;
    if (named && *out != request->who.record)
        return zk_fail(err, ZK_FORBIDDEN, "organisation", "只能查看本单位的需求 / only your own");
    *out = request->who.record;
    return ZK_OK;
}

static enum zk_status read_filter(const struct zk_request *request, struct zk_demand_filter *out,
                                  int *page, struct zk_error *err)
{
    static const char *const known[] = { "status", "organisation", "page", "size", NULL };
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (st == ZK_OK)
        st = read_states(&request->params, &out->states, err);
    if (st == ZK_OK)
        st = read_organisation(request, &out->organisation, err);
    return st == ZK_OK ? zk_params_page(&request->params, ZK_DEMAND_PAGE_MAX, page, &out->from,
                                        &out->size, err)
                       : st;
}

enum zk_status zk_handle_demands(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    bool nobody = request->who.role == ZK_ROLE_ENTERPRISE && request->who.record == 0;
    struct zk_demand_page found = { .count = 0 };
    struct zk_demand_filter filter = { 0 };
    struct zk_json json;
    int page = 1;
    enum zk_status st = read_filter(request, &filter, &page, err);

    (void)app;
    if (st == ZK_OK && !nobody) /* an account without an organisation has no demands */
        st = zk_demand_list(request->store, &filter, request->arena, &found, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_view_page(&json, found.total, page, filter.size);
    zk_json_key(&json, "counts");
    zk_json_object(&json);
    for (int i = 0; i < ZK_DEMAND_STATES; i++)
        zk_json_put_int(&json, zk_demand_state_name((enum zk_demand_state)i), found.states[i]);
    zk_json_object_end(&json);
    zk_json_key(&json, "demands");
    zk_json_array(&json);
    for (size_t i = 0; i < found.count; i++)
        zk_view_demand(&json, &found.list[i]);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

/* ---- moving ---- */

static enum zk_status audit(struct zk_edit *edit, enum zk_demand_state to, const char *reason,
                            int64_t withdrawn, struct zk_error *err)
{
    const struct zk_request *request = edit->request;
    struct zk_audit entry = { .action = "demand_status",
                              .object = zk_edit_object(request, ZK_KIND_DEMAND, request->id),
                              .field = "demand_status",
                              .old = zk_demand_state_name(zk_demand_state_of(edit->old)),
                              .new_ = zk_demand_state_name(to),
                              .purpose = reason };
    struct zk_audit told = { .action = "introductions_withdrawn", .object = entry.object };
    enum zk_status st = zk_audit_add(&edit->app->access, edit->store, &request->who, &entry, err);

    told.new_ = zk_arena_printf(request->arena, "%lld", (long long)withdrawn);
    if (st == ZK_OK && withdrawn > 0)
        st = zk_audit_add(&edit->app->access, edit->store, &request->who, &told, err);
    return st;
}

enum zk_status zk_handle_demand_status(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    struct zk_edit edit = { .app = app, .request = request, .response = response };
    const char *status = NULL, *reason = NULL;
    const struct zk_form_member members[] = {
        { "status", ZK_FORM_TEXT, true, &status, NULL },
        { "reason", ZK_FORM_TEXT, false, &reason, NULL },
    };
    enum zk_demand_state to = ZK_DEMAND_STATES;
    int64_t withdrawn = 0;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (st == ZK_OK)
        to = zk_demand_state_find(status);
    if (st == ZK_OK && (to == ZK_DEMAND_STATES || to == ZK_DEMAND_DRAFT))
        st = zk_fail(err, ZK_BAD_VALUE, "status", "open or closed is wanted");
    if (st == ZK_OK)
        st = zk_edit_begin(&edit, true, err);
    if (st == ZK_OK)
        st = zk_demand_move(&app->access, edit.store, &request->who, edit.old, to, reason,
                            &withdrawn, err);
    if (st == ZK_OK)
        st = audit(&edit, to, reason, withdrawn, err);
    st = zk_edit_end(&edit, st, err);
    if (st == ZK_OK)
        zk_gap_record(app, request, request->id);
    return st == ZK_OK ? zk_edit_answer(&edit, err) : st;
}
