/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From parameters to what the engine is asked: the same for the query string of a GET, the
 * page's address and the JSON body of a POST.
 */
#ifndef ZK_SERVER_QUERY_H
#define ZK_SERVER_QUERY_H

#include "engine.h"
#include "request.h"
#include "response.h"

struct zk_search_query {
    struct zk_search_params params;
    enum zk_lang lang;
};

/**
 * Read and check all parameters of a search.
 *
 * @param max_chars   longest q
 * @param[out] out    points into params and arena
 * @param response    gets the limit that was passed, if one was
 * @retval ZK_UNKNOWN_PARAMETER ZK_DUPLICATE ZK_BAD_VALUE ZK_UNKNOWN_CODE ZK_TOO_LONG ZK_TOO_MANY
 */
enum zk_status zk_query_read(const struct zk_facets *facets, const struct zk_params *params,
                             int max_chars, struct zk_arena *arena, struct zk_search_query *out,
                             struct zk_response *response, struct zk_error *err);

/** Only what is selected (parameters named like facets) and excluded. */
enum zk_status zk_query_filters(const struct zk_facets *facets, const struct zk_params *params,
                                struct zk_arena *arena, struct zk_search_params *out,
                                struct zk_response *response, struct zk_error *err);

/** The one q, checked for length; "" when absent. */
enum zk_status zk_query_text(const struct zk_params *params, int max_chars, const char **out,
                             size_t *len, struct zk_response *response, struct zk_error *err);

/** Read "expert:12". */
bool zk_query_id(const char *text, enum zk_kind *kind, int64_t *id);

/** Name of a sort order ("relevance"). */
const char *zk_sort_name(enum zk_sort sort);

#endif
