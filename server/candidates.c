/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "candidates.h"

#include "own.h"
#include "query.h"

#include <stdio.h>

enum { ID_BYTES = 64 };

enum zk_status zk_candidates_add(struct zk_candidates *c, const char *id, const char *name,
                                 struct zk_response *response, struct zk_error *err)
{
    struct zk_listed one;

    if (!zk_query_id(id, &one.kind, &one.id) || !zk_listed_kind(one.kind))
        return zk_fail(err, ZK_BAD_VALUE, name,
                       "应为专家、工作站或学会的编号，如 expert:12 / an expert, workstation or"
                       " society is wanted, like expert:12: %.40s",
                       id);
    for (size_t i = 0; i < c->count; i++) {
        if (c->list[i].id == one.id)
            return ZK_OK;
    }
    if (c->count == ZK_SHORTLIST_MAX) {
        response->limit = ZK_SHORTLIST_MAX;
        return zk_fail(err, ZK_TOO_MANY, name, "最多%d个 / at most %d", ZK_SHORTLIST_MAX,
                       ZK_SHORTLIST_MAX);
    }
    c->list[c->count++] = one;
    return ZK_OK;
}

enum zk_status zk_candidates_load(struct zk_store *store, const struct zk_request *request,
                                  struct zk_candidates *c, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < c->count; i++) {
        struct zk_record *record = NULL;
        enum zk_see see;

        st = zk_own_see(store, &request->who, c->list[i].kind, c->list[i].id, &see, err);
        if (st == ZK_OK)
            st = zk_store_get(store, c->list[i].kind, c->list[i].id, see, request->arena, &record,
                              err);
        if (st == ZK_NOT_FOUND)
            st = ZK_OK;
        c->records[i] = record;
    }
    return st;
}

void zk_candidate_put_id(struct zk_json *json, const struct zk_listed *one)
{
    char id[ID_BYTES];

    (void)snprintf(id, sizeof(id), "%s:%lld", zk_kind_info(one->kind)->name, (long long)one->id);
    zk_json_string(json, id);
}
