/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The documents that speak for a need, weighed term by term, and whom each speaks for.
 */
#ifndef ZK_MATCH_GATHER_H
#define ZK_MATCH_GATHER_H

#include "matching.h"
#include "private.h"

struct zk_weighed {
    uint32_t docid;
    enum zk_kind kind;
    unsigned people;
    double score;                       /* BM25 with all terms of the need */
    double ratio;                       /* of the need's own */
    uint64_t terms[ZK_NEED_TERMS / 64]; /* bits: those it has */
};

/** One request's state; bitmaps are freed with zk_gather_close(). */
struct zk_gather {
    struct zk_reader *reader;
    const struct zk_facets *facets;
    const struct zk_match_params *params;
    struct zk_arena *arena;
    const struct zk_ties *ties;
    struct zk_need *need;
    roaring_bitmap_t *allowed; /* candidates that pass the selections; NULL: all */
    roaring_bitmap_t *must;    /* owners of what is insisted on; NULL: nothing is */
    roaring_bitmap_t *exclude;
    struct zk_weighed *documents;
    size_t count;
};

/** Read the need, then find and weigh up to ZK_MATCH_DOCUMENTS documents of allowed candidates. */
enum zk_status zk_gather_run(struct zk_gather *gather, struct zk_error *err);
void zk_gather_close(struct zk_gather *gather);

/** Everybody a document speaks for, allowed or not; somebody may be named twice. */
void zk_gather_owners(const struct zk_gather *gather, uint32_t docid,
                      void (*each)(void *context, uint32_t owner), void *context);

bool zk_gather_allows(const struct zk_gather *gather, uint32_t owner);

#endif
