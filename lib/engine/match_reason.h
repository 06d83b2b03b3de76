/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why somebody is a candidate: the evidence that ranked them, in a form that can be shown.
 */
#ifndef ZK_MATCH_REASON_H
#define ZK_MATCH_REASON_H

#include "match_gather.h"

/** Somebody with their evidence, best first. */
struct zk_pooled {
    uint32_t owner;
    enum zk_kind kind;
    double score, near_bonus;
    double ratio; /* of the best document */
    enum zk_nearness nearness;
    uint16_t *documents; /* numbers in gather->documents */
    double *shares;      /* of each in score */
    size_t count;
};

/** Documents gathered, by whom they speak for: match.c. @retval ZK_NO_MEMORY */
enum zk_status zk_match_owners(struct zk_gather *gather, struct zk_pooled **out, size_t *count);

/** A candidate with its best evidence, what it covers, and warnings. */
enum zk_status zk_reason_load(struct zk_gather *gather, const struct zk_pooled *pooled,
                              struct zk_candidate *out, struct zk_error *err);

#endif
