/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET and PUT /api/v1/shortlist: the candidates one keeps an eye on.
 */
#include "app.h"
#include "candidates.h"
#include "form.h"
#include "handlers.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static enum zk_status write_list(const struct zk_listed *list, size_t count,
                                 struct zk_response *response, struct zk_error *err)
{
    struct zk_json json;

    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "ids");
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++)
        zk_candidate_put_id(&json, &list[i]);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}

enum zk_status zk_handle_shortlist(struct zk_app *app, const struct zk_request *request,
                                   struct zk_response *response, struct zk_error *err)
{
    struct zk_listed *list;
    size_t count;
    enum zk_status st = zk_params_none(&request->params, err);

    (void)app;
    if (st == ZK_OK)
        st = zk_shortlist_get(request->store, request->who.account, request->arena, &list, &count,
                              err);
    return st == ZK_OK ? write_list(list, count, response, err) : st;
}

/* Keeps those that may be seen: a list made on a phone months ago is no mistake of anybody's. */
static void drop_gone(struct zk_candidates *c)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->count; i++) {
        if (c->records[i])
            c->list[kept++] = c->list[i];
    }
    c->count = kept;
}

enum zk_status zk_handle_shortlist_put(struct zk_app *app, const struct zk_request *request,
                                       struct zk_response *response, struct zk_error *err)
{
    struct zk_form_list ids = { 0 };
    const struct zk_form_member members[] = { { "ids", ZK_FORM_LIST, true, &ids, NULL } };
    struct zk_candidates *c = zk_arena_alloc(request->arena, sizeof(*c));
    struct zk_store *store;
    enum zk_status st = zk_form_read(request, members, COUNT(members), err);

    if (!c)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a shortlist");
    for (size_t i = 0; st == ZK_OK && i < ids.count; i++)
        st = zk_candidates_add(c, ids.items[i], "ids", response, err);
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_candidates_load(store, request, c, err);
    drop_gone(c);
    if (st == ZK_OK)
        st = zk_shortlist_put(store, request->who.account, c->list, c->count, err);
    st = zk_app_end(app, st, err);
    return st == ZK_OK ? write_list(c->list, c->count, response, err) : st;
}
