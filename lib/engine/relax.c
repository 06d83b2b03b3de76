/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing was found with filters: which facet's selection to drop, and what that would give. The
 * bitmaps of the search know it exactly: it is the set whose facet counts leave that facet aside.
 */
#include "private.h"

#include <stdlib.h>

/* Best first; of equals the one with the lower facet, so that an answer is always the same. */
static int by_total(const void *a, const void *b)
{
    const struct zk_relaxation *one = a, *two = b;

    if (one->total != two->total)
        return one->total > two->total ? -1 : 1;
    return one->facet - two->facet;
}

/* What is found with all filters but one facet's, or with none of them. */
static enum zk_status add(const struct zk_matches *matches, const struct zk_columns *columns,
                          int facet, struct zk_relaxation *list, size_t *count,
                          struct zk_error *err)
{
    struct zk_matches bare = { .text = matches->text, .exclude = matches->exclude };
    roaring_bitmap_t *set = zk_matches_set(facet < 0 ? &bare : matches, columns, facet);
    int64_t total;

    if (!set)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for relaxations");
    total = (int64_t)roaring_bitmap_get_cardinality(set);
    roaring_bitmap_free(set);
    if (total > 0)
        list[(*count)++] = (struct zk_relaxation){ facet, total };
    return ZK_OK;
}

enum zk_status zk_relax_run(const struct zk_matches *matches, const struct zk_columns *columns,
                            struct zk_arena *arena, struct zk_page *page, struct zk_error *err)
{
    struct zk_relaxation *list = zk_arena_array(arena, ZK_FACETS_MAX, sizeof(*list));
    enum zk_status st = ZK_OK;
    size_t count = 0;
    int picked = 0;

    page->relaxations = list;
    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for relaxations");
    for (int i = 0; st == ZK_OK && i < ZK_FACETS_MAX; i++) {
        if (!matches->picked[i])
            continue;
        picked++;
        st = add(matches, columns, i, list, &count, err);
    }
    if (st == ZK_OK && count == 0 && picked > 1)
        st = add(matches, columns, -1, list, &count, err);
    qsort(list, count, sizeof(*list), by_total);
    page->relaxation_count = count;
    return st;
}
