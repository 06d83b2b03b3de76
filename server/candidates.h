/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Candidates that a request names: read, and loaded as who asks may see them.
 */
#ifndef ZK_CANDIDATES_H
#define ZK_CANDIDATES_H

#include "json.h"
#include "request.h"
#include "response.h"
#include "shortlist.h"

struct zk_candidates {
    struct zk_listed list[ZK_SHORTLIST_MAX];
    const struct zk_record *records[ZK_SHORTLIST_MAX]; /* NULL: gone, or not for who asks */
    size_t count;
};

/** Add "expert:12"; twice the same is once. @param name  what a refusal names
 * @retval ZK_BAD_VALUE ZK_TOO_MANY */
enum zk_status zk_candidates_add(struct zk_candidates *c, const char *id, const char *name,
                                 struct zk_response *response, struct zk_error *err);

/** Load each record as who asks may see it. */
enum zk_status zk_candidates_load(struct zk_store *store, const struct zk_request *request,
                                  struct zk_candidates *c, struct zk_error *err);

/** "expert:12", as an item of an array. */
void zk_candidate_put_id(struct zk_json *json, const struct zk_listed *one);

#endif
