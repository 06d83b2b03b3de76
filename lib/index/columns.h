/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facet entries of every document of one revision, in memory, in chunks of neighbouring
 * documents. Read from one value slot when a revision is opened; the next revision shares every
 * chunk in which nothing changed.
 *
 * Of the entries only those without one below them are kept, as marks of 16 bits: an entry's
 * number doubled. Adding up the marks below an entry counts a document once for every branch it
 * has there; so where branches meet, the odd mark takes it away again, once for each branch after
 * the first.
 */
#ifndef ZK_COLUMNS_H
#define ZK_COLUMNS_H

#include "facets.h"
#include "status.h"

#include <roaring/roaring.h>
#include <stdatomic.h>

enum { ZK_CHUNK_BITS = 7, ZK_CHUNK_DOCIDS = 1 << ZK_CHUNK_BITS };
enum { ZK_ROWS_MAX = 512 }; /* of one document, ancestors included */

struct xapc_database;

struct zk_chunk {
    atomic_int users; /* columns that have it */
    uint32_t
        starts[ZK_CHUNK_DOCIDS + 1]; /* a document's marks are those from its start to the next */
    uint16_t marks[];                /* ascending within a document */
};

struct zk_columns {
    uint32_t last;            /* highest docid */
    struct zk_chunk **chunks; /* last / ZK_CHUNK_DOCIDS + 1 of them */
    uint32_t *totals;         /* how often each mark is there, over all documents */
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

/** Add to marks[] (two an entry) those of facet in the documents of set; NULL: of all facets. */
void zk_columns_count(const struct zk_columns *columns, const roaring_bitmap_t *set,
                      const struct zk_facet *facet, uint32_t *marks);

/** Documents of each row of a facet, from added up marks of all entries. */
void zk_columns_sum(const struct zk_facet *facet, const uint32_t *marks, uint32_t *rows);

/** Marks of a document: from *out to the returned end. */
static inline const uint16_t *zk_columns_marks(const struct zk_columns *columns, uint32_t docid,
                                               const uint16_t **out)
{
    const struct zk_chunk *chunk = columns->chunks[docid >> ZK_CHUNK_BITS];
    const uint32_t *start = &chunk->starts[docid & (ZK_CHUNK_DOCIDS - 1)];

    *out = chunk->marks + start[0];
    return chunk->marks + start[1];
}

/** Whether there is a document of this id. */
static inline bool zk_columns_has(const struct zk_columns *columns, uint32_t docid)
{
    const uint16_t *mark, *end;

    if (docid > columns->last)
        return false;
    end = zk_columns_marks(columns, docid, &mark);
    return mark < end;
}

/** Rows of a facet that a document has, ancestors included, each once: at most most of them. */
size_t zk_columns_rows(const struct zk_columns *columns, const struct zk_facet *facet,
                       uint32_t docid, int *rows, size_t most);

/** Kind of a document: facet 0, so the first of its marks. */
static inline enum zk_kind zk_columns_kind(const struct zk_columns *columns, uint32_t docid)
{
    const uint16_t *mark;

    (void)zk_columns_marks(columns, docid, &mark);
    return (enum zk_kind)(*mark / 2);
}

#endif
