/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One search while it runs: search.c finds what matches, search_page.c ranks and loads the page.
 */
#ifndef ZK_SEARCHING_H
#define ZK_SEARCHING_H

#include "private.h"

#include "query_names.h"

struct zk_searching {
    struct zk_engine *engine;
    const struct zk_search_params *params;
    const struct zk_facets *facets;
    struct zk_query *query;
    struct zk_typed_name name; /* what of it may be a name in Latin letters */
    bool named;                /* somebody has that name */
    bool like;                 /* names like the one that was typed are searched */
    bool strict;               /* only what has every word, and only the set */
    bool blank;                /* nothing was typed: everything matches */
    struct zk_reader *reader;
    struct zk_arena *arena;
    struct zk_matches matches;
    const struct zk_node *text;   /* the tree that is searched; NULL: everything */
    const struct zk_node *filter; /* all selections */
    struct zk_page *page;
};

/** total and pages of the page. @retval ZK_PAGE_OUT_OF_RANGE */
enum zk_status zk_search_size(struct zk_searching *s, const roaring_bitmap_t *set,
                              struct zk_error *err);
/** Rank the page and load its hits. */
enum zk_status zk_search_load(struct zk_searching *s, struct zk_error *err);

#endif
