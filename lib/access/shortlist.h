/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shortlist of an account: records it keeps an eye on, in the order they were chosen. Whether
 * they may still be seen is asked when they are shown, not here.
 */
#ifndef ZK_SHORTLIST_H
#define ZK_SHORTLIST_H

#include "store.h"

enum { ZK_SHORTLIST_MAX = 50 };

struct zk_listed {
    enum zk_kind kind;
    int64_t id;
};

/** Experts, workstations and societies: whom a demand can be brought together with. */
bool zk_listed_kind(enum zk_kind kind);

/** At most ZK_SHORTLIST_MAX of them. */
enum zk_status zk_shortlist_get(struct zk_store *store, int64_t account, struct zk_arena *arena,
                                struct zk_listed **out, size_t *count, struct zk_error *err);

/** Replace the list, inside a transaction; records that are there, each once. */
enum zk_status zk_shortlist_put(struct zk_store *store, int64_t account,
                                const struct zk_listed *list, size_t count, struct zk_error *err);

#endif
