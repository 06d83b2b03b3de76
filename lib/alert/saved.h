/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody wants to be told of: a search, a need, those who can meet a demand, the demands
 * that fit a record. Each knows the records that are no news to it: what matched when it was saved
 * or last looked at, and what it has told. The set only grows, so nothing is told twice.
 *
 * What changes anything wants a store in a transaction of the caller's. What is somebody else's is
 * ZK_NOT_FOUND, like what is not there.
 */
#ifndef ZK_SAVED_H
#define ZK_SAVED_H

#include "access.h"
#include "arena.h"
#include "store.h"

#include <roaring/roaring.h>

enum {
    ZK_SAVED_MAX = 50,              /* of one account, its own demands not counted */
    ZK_SAVED_NAME_MAX = 60,         /* characters */
    ZK_SAVED_QUERY_MAX = 64 * 1024, /* bytes */
    ZK_SAVED_LIST_MAX = 1000,
};

enum zk_saved_what { ZK_SAVED_SEARCH, ZK_SAVED_NEED, ZK_SAVED_DEMAND, ZK_SAVED_FITTING };

const char *zk_saved_what_name(enum zk_saved_what what);
/** One of these four names, as the store has them; NULL is as good as "search". */
enum zk_saved_what zk_saved_what_find(const char *name);

struct zk_saved {
    int64_t id, account;
    enum zk_saved_what what;
    const char *name;  /* its owner's; "" of demand and fitting: the record's title, when shown */
    const char *query; /* search: a query string; need: a body of POST /match; else "" */
    int64_t record;    /* of demand and fitting, else 0 */
    bool paused;
    bool automatic; /* one's own demand: nobody asked for it, and it cannot be removed */
    int64_t made_at, looked_at;
    int64_t unseen;    /* alerts */
    enum zk_role role; /* of the account, as is the next */
    int64_t own_record;
};

/**
 * @param saved  account, what, name, query, record, automatic; a name is cut to its limit
 * @param known  records that are no news
 * @retval ZK_TOO_MANY   ZK_SAVED_MAX are there
 * @retval ZK_DUPLICATE  it is followed already
 */
enum zk_status zk_saved_add(const struct zk_access *access, struct zk_store *store,
                            const struct zk_saved *saved, const roaring_bitmap_t *known,
                            int64_t *id, struct zk_error *err);

/** Newest first, at most ZK_SAVED_LIST_MAX. */
enum zk_status zk_saved_list(struct zk_store *store, int64_t account, struct zk_arena *arena,
                             struct zk_saved **out, size_t *count, struct zk_error *err);

/** @param[out] stranger  it is there, and somebody else's */
enum zk_status zk_saved_get(struct zk_store *store, int64_t account, int64_t id,
                            struct zk_arena *arena, struct zk_saved **out, bool *stranger,
                            struct zk_error *err);

/** @param name  NULL: as it was */
enum zk_status zk_saved_change(struct zk_store *store, int64_t id, const char *name, bool paused,
                               struct zk_error *err);

/** With its alerts. @retval ZK_REFUSED  an automatic one */
enum zk_status zk_saved_remove(struct zk_store *store, const struct zk_saved *saved,
                               struct zk_error *err);

/** It was looked at and showed these: they are no news, and its alerts are seen. */
enum zk_status zk_saved_look(const struct zk_access *access, struct zk_store *store, int64_t id,
                             const roaring_bitmap_t *shown, struct zk_error *err);

/** Up to max of those that are to be told, with id > after, ascending: not paused, of an active
 * account, and of no demand but an open one. */
enum zk_status zk_saved_active(struct zk_store *store, int64_t after, size_t max,
                               struct zk_arena *arena, struct zk_saved **out, size_t *count,
                               struct zk_error *err);

/** Up to max open demands whose enterprise's people do not follow them yet: account, record. */
enum zk_status zk_saved_unfollowed(struct zk_store *store, size_t max, struct zk_arena *arena,
                                   struct zk_saved **out, size_t *count, struct zk_error *err);

#endif
