/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The other direction: the open demands that an expert, a workstation or a society can meet. What
 * they did is asked as a need among the demands; each demand found is then matched with that one
 * candidate, so that it has the numbers and reasons a match would give.
 */
#ifndef ZK_FITTING_H
#define ZK_FITTING_H

#include "matching.h"

enum {
    ZK_FITTING_MAX_SIZE = 20,
    ZK_FITTING_DEFAULT_SIZE = 5,
    ZK_FITTING_DEMANDS = 24,   /* that are matched */
    ZK_FITTING_DOCUMENTS = 40, /* of the candidate's, the newest, that find demands */
    ZK_FITTING_CHARS = 400,    /* of each of them */
};

struct zk_fitting_params {
    enum zk_kind kind; /* of the candidate: expert, workstation, society */
    int64_t id;
    const roaring_bitmap_t *among; /* only these demands; NULL: all that are open */
    struct zk_store *store; /* deadlines and whom the candidate takes are read here; NULL: not */
    const char *today;      /* "2026-01-31"; with store */
};

struct zk_fitting {
    const struct zk_need *need;    /* the demand's words */
    struct zk_candidate candidate; /* id, kind and card are the demand's; all else speaks for the
                                      candidate asked about */
};

/**
 * Best first, at most ZK_FITTING_DEMANDS; none that is only weak.
 *
 * @param arena  owns *out and everything it points to
 * @retval ZK_NOT_FOUND  no such record of that kind in the index: it is not public, or not yet
 * there Other statuses as of zk_match_run()
 */
enum zk_status zk_fitting_run(struct zk_engine *engine, const struct zk_fitting_params *params,
                              struct zk_arena *arena, struct zk_fitting **out, size_t *count,
                              struct zk_error *err);

/**
 * Whose standing in a match may be another when these records have changed: they themselves, and
 * whomever they speak for. Statuses as of zk_match_run().
 *
 * @param[out] out         the caller's, to be freed with roaring_bitmap_free(); NULL on failure
 * @param[out] candidates  is any of them one a match may find?
 */
enum zk_status zk_fitting_touched(struct zk_engine *engine, const roaring_bitmap_t *changed,
                                  roaring_bitmap_t **out, bool *candidates, struct zk_error *err);

#endif
