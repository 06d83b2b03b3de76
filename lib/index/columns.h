/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facet entries of every document of one revision, in memory: one array of 16-bit entries and
 * where each document's begin. Loaded from one value slot when a revision is opened.
 */
#ifndef ZK_COLUMNS_H
#define ZK_COLUMNS_H

#include "facets.h"
#include "status.h"

#include <roaring/roaring.h>

struct xapc_database;

struct zk_columns {
    uint32_t last;       /* highest docid */
    uint32_t *starts;    /* last + 2 of them; a document's entries are starts[docid] … starts[docid + 1] */
    uint16_t *entries;   /* ascending within a document */
    uint32_t *totals;    /* documents an entry has, over all documents */
    roaring_bitmap_t *all; /* every document */
};

enum zk_status zk_columns_load(struct xapc_database *database, const struct zk_facets *facets,
                               struct zk_columns *out, struct zk_error *err);
void zk_columns_free(struct zk_columns *columns);

/** Add to counts[entry] the documents of set that have it, for entries from first to before. */
void zk_columns_count(const struct zk_columns *columns, const roaring_bitmap_t *set,
                      uint32_t first, uint32_t before, uint32_t *counts);

/** Kind of a document: facet 0, so the first of its entries. */
static inline enum zk_kind zk_columns_kind(const struct zk_columns *columns, uint32_t docid)
{
    return (enum zk_kind)columns->entries[columns->starts[docid]];
}

#endif
