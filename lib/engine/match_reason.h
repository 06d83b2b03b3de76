/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why somebody is a candidate: the evidence that ranked them, in a form that can be shown.
 */
#ifndef ZK_MATCH_REASON_H
#define ZK_MATCH_REASON_H

#include "match_pool.h"

/** A candidate with its best evidence, what it covers, and warnings. */
enum zk_status zk_reason_load(struct zk_gather *gather, const struct zk_pooled *pooled,
                              struct zk_candidate *out, struct zk_error *err);

#endif
