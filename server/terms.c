/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /api/v1/terms: pairs of words that mean the same, in the order of their ids.
 */
#include "handlers.h"
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
