/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of lib/engine share.
 */
#ifndef ZK_ENGINE_PRIVATE_H
#define ZK_ENGINE_PRIVATE_H

#include "correct.h"
#include "document.h"
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

/* relax.c */

/** A page without a hit: which selection to drop, and what that would give. */
enum zk_status zk_relax_run(const struct zk_matches *matches, const struct zk_columns *columns,
                            struct zk_arena *arena, struct zk_page *page, struct zk_error *err);

/* matched.c */

/** What a hit was found by, and what is stored of it. */
struct zk_found {
    struct zk_reader *reader;
    const struct zk_facets *facets;
    const struct zk_query *query;
    size_t typed; /* bytes of the query */
    const char *data;
    size_t len;
};

/** Fill note and matched of a hit whose title and snippet are there. */
enum zk_status zk_matched_find(const struct zk_found *found, struct zk_arena *arena,
                               struct zk_hit *hit, struct zk_error *err);

/* suggest.c */

/** What was typed as the lexicon has it: normalised, without blanks around it. */
void zk_suggest_key(const struct zk_text *text, const char *q, size_t len, struct zk_buf *key);

/* mark.c */

/** The shown text in pieces, with what stands for bytes from … to of its normalised form marked. */
enum zk_status zk_mark_part(const char *shown, size_t len, const char *key, size_t from, size_t to,
                            struct zk_arena *arena, struct zk_pieces *out, struct zk_error *err);

/** A title without marks: the first part that the letters spell is marked, if there is one. */
enum zk_status zk_mark_pinyin(const struct zk_text *text, const struct zk_pieces *title,
                              const char *letters, size_t letters_len, struct zk_arena *arena,
                              struct zk_pieces *out, struct zk_error *err);

#endif
