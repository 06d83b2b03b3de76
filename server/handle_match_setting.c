/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET and PATCH /api/v1/match/settings: how near-equals are ordered, for the office to say.
 */
#include "app.h"
#include "form.h"
#include "handlers.h"
#include "json.h"
#include "matching.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_BYTES = 24 };

static enum zk_status answer(struct zk_response *response, const struct zk_match_setting *setting,
                             struct zk_error *err)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_bool(&json, "rotation", setting->rotation);
    zk_json_put_int(&json, "tolerance", setting->tolerance);
    zk_json_put_int(&json, "version", setting->version);
    zk_json_object_end(&json);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}

enum zk_status zk_handle_match_setting(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    struct zk_match_setting setting;
    enum zk_status st = zk_params_none(&request->params, err);

    (void)app;
    if (st == ZK_OK)
        st = zk_match_setting_get(request->store, &setting, err);
    return st == ZK_OK ? answer(response, &setting, err) : st;
}

static enum zk_status audit_one(struct zk_app *app, struct zk_store *store,
                                const struct zk_request *request, const char *field,
                                const char *old, const char *now, struct zk_error *err)
{
    const struct zk_audit entry = { .action = "match_setting_changed",
                                    .object = "match",
                                    .field = field,
                                    .old = old,
                                    .new_ = now };

    return strcmp(old, now) == 0 ? ZK_OK
                                 : zk_audit_add(&app->access, store, &request->who, &entry, err);
}

/* One entry a setting that changed. */
static enum zk_status audit(struct zk_app *app, struct zk_store *store,
                            const struct zk_request *request, const struct zk_match_setting *old,
                            const struct zk_match_setting *now, struct zk_error *err)
{
    char before[NUMBER_BYTES], after[NUMBER_BYTES];
    enum zk_status st = audit_one(app, store, request, "rotation", old->rotation ? "true" : "false",
                                  now->rotation ? "true" : "false", err);

    (void)snprintf(before, sizeof(before), "%lld", (long long)old->tolerance);
    (void)snprintf(after, sizeof(after), "%lld", (long long)now->tolerance);
    return st == ZK_OK ? audit_one(app, store, request, "tolerance", before, after, err) : st;
}

enum zk_status zk_handle_match_setting_change(struct zk_app *app, const struct zk_request *request,
                                              struct zk_response *response, struct zk_error *err)
{
    struct zk_match_setting asked = { 0 }, old, now = { 0 };
    bool has_rotation = false, has_tolerance = false;
    const struct zk_form_member members[] = {
        { "version", ZK_FORM_NUMBER, true, &asked.version, NULL },
        { "rotation", ZK_FORM_FLAG, false, &asked.rotation, &has_rotation },
        { "tolerance", ZK_FORM_NUMBER, false, &asked.tolerance, &has_tolerance },
    };
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, sizeof(members) / sizeof(members[0]), err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_match_setting_get(store, &old, err);
    if (st == ZK_OK) {
        now = (struct zk_match_setting){ has_rotation ? asked.rotation : old.rotation,
                                         has_tolerance ? asked.tolerance : old.tolerance,
                                         asked.version };
        st = zk_match_setting_put(store, &now, err);
    }
    if (st == ZK_OK)
        st = audit(app, store, request, &old, &now, err);
    st = zk_app_end(app, st, err);
    if (st != ZK_OK)
        return st;
    now.version++;
    return answer(response, &now, err);
}
