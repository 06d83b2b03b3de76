/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a hit's score comes from: what every term of the query added to it. The parts add up to
 * the score that ranked; a test holds them to that.
 */
#ifndef ZK_EXPLAIN_H
#define ZK_EXPLAIN_H

#include "reader.h"

enum zk_part_sort {
    ZK_PART_WORD,      /* of what must match */
    ZK_PART_CHARACTER, /* what raises the score beside it */
    ZK_PART_FEEDBACK,
    ZK_PART_EXACT,
    ZK_PART_PRIOR,
};

struct zk_part {
    enum zk_part_sort sort;
    const char *term; /* as in the index; "" for the prior */
    size_t len;
    double weight; /* above 0 */
};

struct zk_parts {
    const struct zk_part *list;
    size_t count;
};

/** rank: as it was run, by relevance. */
enum zk_status zk_explain(struct zk_reader *reader, const struct zk_rank *rank, uint32_t docid,
                          struct zk_arena *arena, struct zk_parts *out, struct zk_error *err);

#endif
