/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of a demand that its match insists on, and those it leaves out.
 */
#ifndef ZK_DEMAND_TERMS_H
#define ZK_DEMAND_TERMS_H

#include "arena.h"
#include "store.h"

/** JSON arrays of texts. */
struct zk_demand_terms {
    const char *must, *drop;
    int64_t version; /* 0: nothing was said yet */
};

/** Empty arrays when nothing was said. */
enum zk_status zk_demand_terms_get(struct zk_store *store, int64_t demand, struct zk_arena *arena,
                                   struct zk_demand_terms *out, struct zk_error *err);

/** Replace them, inside a transaction: the next version. */
enum zk_status zk_demand_terms_put(struct zk_store *store, int64_t demand,
                                   const struct zk_demand_terms *terms, struct zk_error *err);

#endif
