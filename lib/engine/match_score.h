/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a match is worth. Pure arithmetic, no I/O.
 *
 * A document d of a candidate c, for a need q, has the ratio r = BM25(d,q) / BM25(q,q): how
 * much of the need it says. It contributes
 *
 *     τ(kind) · min(r, cap(kind))² / √people
 *
 * and a candidate is worth Σ contribution_i / log2(i + 1) over the ten largest (Balog et al.,
 * voting over documents; the discount is that of DCG). Documents are squared because a long
 * need meets a little of everybody: many faint echoes must not outvote one real answer. What
 * people say of themselves counts less, and up to a cap: a profile can name every word.
 */
#ifndef ZK_MATCH_SCORE_H
#define ZK_MATCH_SCORE_H

#include "fields.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ZK_MATCH_DEPTH = 10, /* documents of one candidate that count */
};

enum zk_strength { ZK_STRENGTH_WEAK, ZK_STRENGTH_FAIR, ZK_STRENGTH_STRONG };

/** Whether documents of a kind say what somebody can do. */
bool zk_match_is_evidence(enum zk_kind kind);

/** What a document contributes. people: its contributors, at least 1. */
double zk_match_contribution(enum zk_kind kind, double ratio, unsigned people);

/**
 * Worth of contributions, largest first; shares[i] is what the i-th adds, 0 beyond
 * ZK_MATCH_DEPTH, and they add up to what is returned.
 */
double zk_match_pool(const double *contributions, size_t count, double *shares);

/**
 * How much to trust a candidate.
 *
 * @param ratio     of the best document
 * @param coverage  share of the need's words that the evidence has, by weight, words that are
 *                  nowhere in the directory among the rest: 0 to 1
 */
enum zk_strength zk_match_strength(double ratio, double coverage);

enum zk_nearness { ZK_NEAR_NOT, ZK_NEAR_PARENT, ZK_NEAR_SAME };

/** What a candidate of the region wished for gets on top of its worth. */
double zk_match_near_bonus(double worth, enum zk_nearness nearness);

/* ---- near-equals ---- */

/** A number from 0 to below 1 for a record, the same whenever seed is, and else like chance. */
double zk_match_draw(const char *seed, int64_t id);

/**
 * The score an order is drawn by: up to tolerance (.05: 5 %) above the score. Whoever is better
 * than another by more than the tolerance stays before it, whatever is drawn; equals come first
 * equally often, and in between the worse of two stands first with a chance of (1 - g/t)² / 2, g
 * the logarithm of what it is behind, t that of 1 + tolerance.
 */
double zk_match_drawn(double score, double tolerance, double draw);

#endif
