/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /api/v1/terms: pairs of words that mean the same, in the order of their ids; the office adds,
 * changes and removes them.
 */
#include "handlers.h"

#include "app.h"
#include "form.h"
#include "view.h"

enum { PAIRS_DEFAULT = 100, PAIRS_MAX = 1000 };

/* One snapshot, so that the version is that of the pairs. */
static enum zk_status read_pairs(const struct zk_request *request, int after, int size,
                                 const char *word, struct zk_pair **pairs, size_t *count,
                                 int64_t *version, struct zk_error *err)
{
    enum zk_status st = zk_store_begin(request->store, err);

    if (st != ZK_OK)
        return st;
    st = zk_store_pairs_version(request->store, version, err);
    if (st == ZK_OK)
        st = zk_store_pairs(request->store, after, (size_t)size, word, request->arena, pairs, count,
                            err);
    zk_store_rollback(request->store);
    return st;
}

enum zk_status zk_handle_terms(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    static const char *const known[] = { "word", "after", "size", NULL };
    const struct zk_param *word = NULL;
    struct zk_pair *pairs;
    struct zk_json json;
    int64_t version;
    size_t count;
    int after, size;
    enum zk_status st = zk_params_only(&request->params, known, err);

    (void)app;
    if (st == ZK_OK)
        st = zk_params_one(&request->params, "word", &word, err);
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "after", 0, INT32_MAX, 0, &after, err);
    if (st == ZK_OK)
        st = zk_params_int(&request->params, "size", 1, PAIRS_MAX, PAIRS_DEFAULT, &size, err);
    if (st == ZK_OK)
        st = read_pairs(request, after, size, word && word->len > 0 ? word->value : NULL, &pairs,
                        &count, &version, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_view_pairs(&json, pairs, count, (size_t)size, version);
    return zk_response_json(response, err);
}

/* One pair as a body says it. */
static enum zk_status read_pair(const struct zk_request *request, struct zk_pair *pair,
                                struct zk_error *err)
{
    const char *relation = NULL;
    const struct zk_form_member members[] = {
        { "text", ZK_FORM_TEXT, true, &pair->text, NULL },
        { "other", ZK_FORM_TEXT, true, &pair->other, NULL },
        { "relation", ZK_FORM_TEXT, false, &relation, NULL },
        { "seen", ZK_FORM_NUMBER, false, &pair->seen, NULL },
        { "origin", ZK_FORM_TEXT, false, &pair->origin, NULL },
        { "note", ZK_FORM_TEXT, false, &pair->note, NULL },
    };
    enum zk_status st =
        zk_form_read(request, members, sizeof(members) / sizeof(members[0]), err);

    if (st != ZK_OK || !relation)
        return st;
    pair->relation = zk_relation_find(relation);
    return pair->relation == ZK_RELATION_COUNT ?
               zk_fail(err, ZK_BAD_VALUE, "relation",
                       "translation, synonym, abbreviation or alias is wanted") :
               ZK_OK;
}

enum zk_status zk_handle_term_put(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    struct zk_pair pair = { .relation = ZK_RELATION_SYNONYM, .seen = 1 };
    struct zk_audit entry = { .action = "term_put", .object = "term" };
    struct zk_store *store;
    enum zk_put what;
    enum zk_status st = read_pair(request, &pair, err);

    if (st == ZK_OK)
        st = zk_app_begin(app, &store, err);
    if (st != ZK_OK)
        return st;
    st = zk_store_pair_put(store, &pair, &what, err);
    if (st == ZK_OK && what != ZK_PUT_SAME) {
        entry.new_ = zk_arena_printf(request->arena, "%s = %s", pair.text, pair.other);
        st = zk_audit_add(&app->access, store, &request->who, &entry, err);
    }
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}

enum zk_status zk_handle_term_delete(struct zk_app *app, const struct zk_request *request,
                                     struct zk_response *response, struct zk_error *err)
{
    struct zk_audit entry = { .action = "term_delete" };
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_store_pair_delete(store, request->id, err);
    if (st == ZK_OK) {
        entry.object = zk_arena_printf(request->arena, "term:%lld", (long long)request->id);
        st = zk_audit_add(&app->access, store, &request->who, &entry, err);
    }
    st = zk_app_end(app, st, err);
    if (st == ZK_OK)
        zk_response_done(response);
    return st;
}
