/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table that compile.c makes and lib/text/tables.c reads.
 */
#ifndef ZK_SIMPLE_TABLE_H
#define ZK_SIMPLE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/** A traditional character and the simplified one it becomes. */
struct zk_simple_pair {
    uint16_t from;
    uint32_t to;
};

extern const struct zk_simple_pair zk_simple_pairs[];
extern const size_t zk_simple_pair_count;

#endif
