/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the first hits of a text say beside it.
 */
#ifndef ZK_FEEDBACK_H
#define ZK_FEEDBACK_H

#include "reader.h"

/** Whether a query gains by it: a text of Latin words only. */
bool zk_feedback_serves(const struct zk_query *query);

/** Terms that raise the score of what matches, to be asked for beside rank->extra; *out may be NULL. */
enum zk_status zk_feedback_run(struct zk_reader *reader, const struct zk_rank *rank,
                               struct zk_arena *arena, const struct zk_node **out,
                               struct zk_error *err);

#endif
