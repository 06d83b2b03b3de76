/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a match's numbers may be trusted with: how near two scores are when their order is chance,
 * what it costs to draw the order of such, and how well strength tells right from wrong.
 */
#ifndef ZK_EVAL_TRUST_H
#define ZK_EVAL_TRUST_H

#include "people.h"

enum { EVAL_BINS = 9, EVAL_DRAWS = 20, EVAL_TOLERANCES = 6 };

/** Somebody in a ranked list. */
struct eval_place_of {
    double score;
    int expert;
};

struct eval_trust {
    size_t first[EVAL_BINS], pairs[EVAL_BINS]; /* the right one of two stands first, by how near */
    double drawn[EVAL_TOLERANCES]; /* average precision, summed over queries and draws */
    size_t drawn_count;
    size_t strength[3], best[3],
        strangers[3]; /* enum zk_strength: of the right one, of the first */
    size_t missed;    /* the right one is not among those shown */
};

/** Count a ranked list's pairs of one wanted and one who is not. */
void eval_trust_pairs(struct eval_trust *trust, const struct eval_place_of *list, size_t count,
                      const bool *wanted);
/** Average precision of the list in EVAL_DRAWS drawn orders for each tolerance. */
enum zk_status eval_trust_draw(struct eval_trust *trust, const struct eval_place_of *list,
                               size_t count, const bool *wanted, size_t good,
                               struct zk_arena *arena, struct zk_error *err);
/** Strength of the first wanted and of the first of all; wanted NULL: nobody is right. */
enum zk_status eval_trust_strength(struct eval_trust *trust, struct eval_people *people,
                                   const struct eval_line *query, int left_out, const bool *wanted,
                                   struct zk_arena *arena, struct zk_error *err);
void eval_trust_print(const struct eval_trust *trust);

double eval_average_precision(const struct eval_place_of *list, size_t count, const bool *wanted,
                              size_t good);
int eval_by_score(const void *a, const void *b);

#endif
