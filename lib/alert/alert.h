/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Alerts: rows that tell somebody of something once. Records that changed are queued by triggers
 * (alert_change) and told in batches: each of what is saved hears of a batch in turn, and its rows,
 * what it knows from then on and how far the batch has come are one transaction. Whenever a
 * process dies, the batch goes on from there.
 *
 * What changes anything wants a store in a transaction of the caller's.
 */
#ifndef ZK_ALERT_H
#define ZK_ALERT_H

#include "saved.h"

enum {
    ZK_ALERT_CHANGES = 100000, /* of one batch */
    ZK_ALERT_NEWS = 20,        /* of one saved in one batch; of more the number is told */
    ZK_ALERT_WORDS = 5,        /* of a need that are told */
    ZK_ALERT_PAGE_MAX = 100,
};

/* ---- telling: tell.c ---- */

struct zk_alert_batch {
    int64_t upto, after;       /* 0, 0: it has not begun; else after is the last saved that heard */
    roaring_bitmap_t *changed; /* records, to be freed with zk_alert_batch_free() */
};

/**
 * The batch that is under way, or the next: of changes that the index in use has (seq <= indexed).
 * When nothing has changed, changed is empty.
 */
enum zk_status zk_alert_batch_read(struct zk_store *store, int64_t indexed,
                                   struct zk_alert_batch *out, struct zk_error *err);
void zk_alert_batch_free(struct zk_alert_batch *batch);

/** Go on with it, first thing in the transaction. @retval ZK_CONFLICT  another process was faster
 */
enum zk_status zk_alert_batch_claim(struct zk_store *store, const struct zk_alert_batch *batch,
                                    struct zk_error *err);

/** All of saved up to after have heard of it. whole: there are no more, the batch is told. */
enum zk_status zk_alert_batch_told(struct zk_store *store, const struct zk_alert_batch *batch,
                                   int64_t after, bool whole, struct zk_error *err);

/** The last change that everybody has heard of: what is added to saved by an index that does not
 * have it would miss it. */
enum zk_status zk_alert_told(struct zk_store *store, int64_t *out, struct zk_error *err);

/** Why a record is news to a need. */
struct zk_alert_reason {
    int64_t record;
    const char *strength; /* "fair", "strong" */
    const char *words;    /* a line each, at most ZK_ALERT_WORDS */
};

/**
 * Tell one saved of records that match it and changed. Those it knows are no news; the rest it
 * knows from now on. One that was removed or paused meanwhile is left alone.
 *
 * @param batch    0 and 0 for a test
 * @param reasons  best first, one a record of found; NULL: none are given, the newest come first
 * @param[out] news  how many
 */
enum zk_status zk_alert_tell(const struct zk_access *access, struct zk_store *store, int64_t saved,
                             const struct zk_alert_batch *batch, const roaring_bitmap_t *found,
                             const struct zk_alert_reason *reasons, size_t reason_count,
                             int64_t *news, struct zk_error *err);

struct zk_alert_reminder {
    int64_t introduction;
    int64_t step; /* tells it from the others of its introduction: when it fell due */
    int64_t demand, candidate;
    enum zk_role role; /* whose move is waited for */
};

/** A reminder of an introduction that fell due, to the office and to whose move is waited for: the
 * demand's enterprise, or the candidate where it is an expert with an account. Each once in all. */
enum zk_status zk_alert_remind(const struct zk_access *access, struct zk_store *store,
                               const struct zk_alert_reminder *reminder, struct zk_error *err);

/** Forget what is older than holdings.def keeps it. */
enum zk_status zk_alert_sweep(const struct zk_access *access, struct zk_store *store,
                              struct zk_error *err);

/* ---- reading: list.c ---- */

/* identifier, name */
#define ZK_ALERT_WHAT_LIST(X) X(MATCH, "match") X(MORE, "more") X(REMINDER, "reminder")

enum zk_alert_what {
#define ZK_ALERT_WHAT_ID(id, name) ZK_ALERT_##id,
    ZK_ALERT_WHAT_LIST(ZK_ALERT_WHAT_ID)
#undef ZK_ALERT_WHAT_ID
        ZK_ALERT_WHATS
};

const char *zk_alert_what_name(enum zk_alert_what what);

struct zk_alert {
    int64_t id;
    enum zk_alert_what what;
    struct zk_saved saved; /* id (0: of none), what, name, query, record, automatic */
    int64_t record;        /* 0: of none */
    const char *strength;  /* or NULL */
    const char *words;     /* a line each, or "" */
    int64_t number;        /* more: how many; reminder: of which introduction */
    int64_t made_at, seen_at /* 0: not */;
};

struct zk_alert_counts {
    int64_t total, unseen;
};

enum zk_status zk_alert_count(struct zk_store *store, int64_t account, struct zk_alert_counts *out,
                              struct zk_error *err);

/** Unseen ones first, then the newest; size at most ZK_ALERT_PAGE_MAX. */
enum zk_status zk_alert_list(struct zk_store *store, int64_t account, size_t from, size_t size,
                             struct zk_arena *arena, struct zk_alert **out, size_t *count,
                             struct zk_error *err);

/** The newest, seen or not: for a feed. */
enum zk_status zk_alert_newest(struct zk_store *store, int64_t account, size_t size,
                               struct zk_arena *arena, struct zk_alert **out, size_t *count,
                               struct zk_error *err);

/** Neither seen nor mailed, oldest first: for a mail. */
enum zk_status zk_alert_unmailed(struct zk_store *store, int64_t account, size_t size,
                                 struct zk_arena *arena, struct zk_alert **out, size_t *count,
                                 struct zk_error *err);

/** Mark one as seen. @param[out] stranger  it is somebody else's. @retval ZK_NOT_FOUND */
enum zk_status zk_alert_see(const struct zk_access *access, struct zk_store *store, int64_t account,
                            int64_t id, bool *stranger, struct zk_error *err);

/** Mark all up to one as seen. */
enum zk_status zk_alert_see_upto(const struct zk_access *access, struct zk_store *store,
                                 int64_t account, int64_t upto, struct zk_error *err);

#endif
