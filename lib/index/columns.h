/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facet entries of every document of one revision, in memory: 16 bits an entry, in chunks of
 * neighbouring documents. Read from one value slot when a revision is opened; the next revision
 * shares every chunk in which nothing changed.
 */
#ifndef ZK_COLUMNS_H
#define ZK_COLUMNS_H

#include "facets.h"
#include "status.h"

#include <roaring/roaring.h>
#include <stdatomic.h>

enum { ZK_CHUNK_BITS = 7, ZK_CHUNK_DOCIDS = 1 << ZK_CHUNK_BITS };

struct xapc_database;

struct zk_chunk {
    atomic_int users; /* columns that have it */
    uint32_t
        starts[ZK_CHUNK_DOCIDS + 1]; /* a document's entries are those from its start to the next */
    uint16_t entries[];              /* ascending within a document */
};

struct zk_columns {
    uint32_t last;            /* highest docid */
    struct zk_chunk **chunks; /* last / ZK_CHUNK_DOCIDS + 1 of them */
    uint32_t *totals;         /* documents an entry has, over all documents */
    roaring_bitmap_t *all;    /* every document */
};

enum zk_status zk_columns_load(struct xapc_database *database, const struct zk_facets *facets,
                               struct zk_columns *out, struct zk_error *err);

/**
 * The same from the columns of an older revision of this database.
 *
 * @param docids  ascending, each once: all that were put or deleted since
 */
enum zk_status zk_columns_update(struct xapc_database *database, const struct zk_facets *facets,
                                 const struct zk_columns *old, const uint32_t *docids, size_t count,
                                 struct zk_columns *out, struct zk_error *err);
void zk_columns_free(struct zk_columns *columns);

/** Add to counts[entry] the documents of set that have it, for entries from first to before. */
void zk_columns_count(const struct zk_columns *columns, const roaring_bitmap_t *set, uint32_t first,
                      uint32_t before, uint32_t *counts);

/** Entries of a document: from *out to the returned end. */
static inline const uint16_t *zk_columns_entries(const struct zk_columns *columns, uint32_t docid,
                                                 const uint16_t **out)
{
    const struct zk_chunk *chunk = columns->chunks[docid >> ZK_CHUNK_BITS];
    const uint32_t *start = &chunk->starts[docid & (ZK_CHUNK_DOCIDS - 1)];

    *out = chunk->entries + start[0];
    return chunk->entries + start[1];
}

/** Whether there is a document of this id. */
static inline bool zk_columns_has(const struct zk_columns *columns, uint32_t docid)
{
    const uint16_t *entry, *end;

    if (docid > columns->last)
        return false;
    end = zk_columns_entries(columns, docid, &entry);
    return entry < end;
}

/** Kind of a document: facet 0, so the first of its entries. */
static inline enum zk_kind zk_columns_kind(const struct zk_columns *columns, uint32_t docid)
{
    const uint16_t *entry;

    (void)zk_columns_entries(columns, docid, &entry);
    return (enum zk_kind) * entry;
}

#endif
