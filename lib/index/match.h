/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exact set of documents that a query matches, from posting lists as bitmaps.
 */
#ifndef ZK_MATCH_H
#define ZK_MATCH_H

#include "cache.h"
#include "query.h"

/** Documents of a tree; the caller frees *out. database and cache: of one revision. */
enum zk_status zk_match_node(struct zk_cache *cache, struct xapc_database *database,
                             const struct zk_node *node, roaring_bitmap_t **out,
                             struct zk_error *err);

#endif
