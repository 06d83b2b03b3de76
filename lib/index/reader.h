/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the index in use. A revision is one state of one generation: its databases (one a
 * search) and its facet columns; requests borrow from the newest, a background refresh makes
 * the next one and swaps it in, and an old one goes when its last borrower returns.
 */
#ifndef ZK_READER_H
#define ZK_READER_H

#include "cache.h"
#include "columns.h"
#include "lexicon.h"
#include "query.h"
#include "thesaurus.h"
#include "ties.h"

#include <stdbool.h>

struct xapc_enquire;
struct zk_index;  /* all of it; shared by all threads */
struct zk_reader; /* one lent database; one thread at a time */

enum zk_status zk_index_open(const char *folder, int readers, struct zk_index **out,
                             struct zk_error *err);
void zk_index_close(struct zk_index *index);

/**
 * Swap in what is newer on disk. *swapped may be NULL. Statuses as zk_engine_refresh(); when a
 * newer one could not be opened but an older one goes on, the status is ZK_OK and err says why.
 */
enum zk_status zk_index_refresh(struct zk_index *index, bool *swapped, struct zk_error *err);

/** Why there is nothing to borrow, or ZK_OK. */
enum zk_status zk_index_borrow(struct zk_index *index, struct zk_reader **out,
                               struct zk_error *err);
void zk_index_return(struct zk_index *index, struct zk_reader *reader);

struct zk_revision_info {
    char generation[64];
    int64_t revision;
    int64_t records;
    int64_t outbox_seq;
};

const struct zk_revision_info *zk_reader_info(const struct zk_reader *reader);
const struct zk_columns *zk_reader_columns(const struct zk_reader *reader);
const struct zk_lexicon *zk_reader_lexicon(const struct zk_reader *reader);
/** Of its revision, read when they are first asked for. */
enum zk_status zk_reader_ties(const struct zk_reader *reader, const struct zk_ties **out,
                              struct zk_error *err);
const struct zk_thesaurus *zk_reader_thesaurus(const struct zk_reader *reader);
const struct zk_facets *zk_index_facets(const struct zk_index *index);
const struct zk_text *zk_index_text(const struct zk_index *index);
const struct zk_text *zk_reader_text(const struct zk_reader *reader);
struct xapc_database *zk_reader_database(struct zk_reader *reader);
struct zk_cache *zk_reader_cache(struct zk_reader *reader); /* of its revision */

/* ---- ranking: rank.c ---- */

struct zk_rank {
    const struct zk_node *text;   /* NULL: everything, in the order of slot */
    const struct zk_node *extra;  /* raises the score of what matches; NULL: nothing does */
    const struct zk_node *feedback; /* the same: feedback.c */
    const struct zk_node *exact;  /* the same, far more */
    const struct zk_node *literal; /* what matches it stands before all else; NULL: nothing does */
    const struct zk_node *filter; /* NULL: none */
    bool latin;                   /* more is asked in letters than in Han */
    int slot;                     /* -1: by relevance; else by this value slot */
    bool ascending;               /* of slot */
    bool complete_first;          /* among equally relevant ones the more complete records */
    uint32_t first, count;
};

struct zk_ranked {
    uint32_t docid;
    double score;
};

/** What zk_rank_run() asks of Xapian, to be run in another way; free with xapc_enquire_free(). */
enum zk_status zk_rank_prepare(struct xapc_database *database, const struct zk_rank *rank,
                               struct zk_arena *arena, struct xapc_enquire **out,
                               struct zk_error *err);

/** The weights of ranking, for those who explain it. */
const struct xapc_bm25 *zk_rank_bm25(const struct zk_rank *rank);
double zk_rank_exact(void);
double zk_rank_prior(void);

/** Whether the terms of a phrase stand together in a document that has them all: phrase.c. */
enum zk_status zk_phrase_stands(struct xapc_database *database, const struct zk_node *phrase,
                                uint32_t docid, bool *out, struct zk_error *err);

/** Documents of a phrase, in no order: at most most of them. */
enum zk_status zk_rank_phrase(struct xapc_database *database, const struct zk_node *phrase,
                              uint32_t most, struct zk_arena *arena, struct zk_ranked **out,
                              size_t *count, struct zk_error *err);

/** At most rank->count documents from rank->first on. @retval ZK_STALE the revision is gone */
enum zk_status zk_rank_run(struct zk_reader *reader, const struct zk_rank *rank,
                           struct zk_arena *arena, struct zk_ranked **out, size_t *count,
                           struct zk_error *err);

/** Stored data of a document, copied to arena. */
enum zk_status zk_reader_data(struct zk_reader *reader, uint32_t docid, struct zk_arena *arena,
                              const char **data, size_t *len, struct zk_error *err);

/** Value of a document in a slot, copied to arena; "" for none. */
enum zk_status zk_reader_value(struct zk_reader *reader, uint32_t docid, unsigned slot,
                               struct zk_arena *arena, const char **out, struct zk_error *err);

/** Set of documents a tree matches; free with roaring_bitmap_free(). */
enum zk_status zk_reader_match(struct zk_reader *reader, const struct zk_node *node,
                               roaring_bitmap_t **out, struct zk_error *err);

#endif
