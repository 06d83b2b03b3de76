/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From documents to people: everybody a document speaks for, with match_score.c's arithmetic.
 */
#ifndef ZK_MATCH_POOL_H
#define ZK_MATCH_POOL_H

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

/** Everybody with evidence, best first. @retval ZK_NO_MEMORY */
enum zk_status zk_match_owners(struct zk_gather *gather, struct zk_pooled **out, size_t *count);

#endif
