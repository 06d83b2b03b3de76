/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of lib/engine share.
 */
#ifndef ZK_ENGINE_PRIVATE_H
#define ZK_ENGINE_PRIVATE_H

#include "engine.h"
#include "reader.h"

struct zk_engine {
    struct zk_index *index;
    const struct zk_log *log;
};

/* counts.c */

/** What a search has found out about its match set. */
struct zk_matches {
    roaring_bitmap_t *text;                  /* NULL: everything */
    roaring_bitmap_t *picked[ZK_FACETS_MAX]; /* a facet's selection; NULL: none */
    roaring_bitmap_t *exclude;               /* NULL: none */
};

/** Documents of all of it, one facet's selection (or -1: none) left aside. The caller frees it. */
roaring_bitmap_t *zk_matches_set(const struct zk_matches *matches, const struct zk_columns *columns,
                                 int aside);

/** Counts of every wanted facet that has something to show. */
enum zk_status zk_counts_run(const struct zk_search_params *params,
                             const struct zk_matches *matches, const roaring_bitmap_t *set,
                             const struct zk_columns *columns, const struct zk_facets *facets,
                             struct zk_arena *arena, struct zk_page *page, struct zk_error *err);

#endif
