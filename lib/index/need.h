/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A need in somebody's own words, as terms: those the index is searched with, and the words a
 * person sees and may insist on or drop.
 */
#ifndef ZK_NEED_H
#define ZK_NEED_H

#include "arena.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct zk_ranked;
struct zk_reader;

enum {
    ZK_NEED_MAX_CHARS = 10000,
    ZK_NEED_MIN_CHARS = 4,
    ZK_NEED_TERMS = 512, /* the best of them, when there are more */
    ZK_NEED_RANKED = 96, /* the best of these find documents; all of them weigh what was found */
    ZK_NEED_LEAST = 24,  /* that find documents however frequent they are */
    ZK_NEED_POSTINGS = 300000,
    ZK_NEED_WORDS = 256,
    ZK_NEED_PICKS = 64,  /* words insisted on, or dropped */
};

struct zk_need_term {
    const char *name;
    size_t len;
    uint32_t count;     /* in the need */
    uint32_t documents; /* that have it, at least 1 */
    double weight;      /* BM25's, without the document's part */
};

struct zk_need_word {
    const char *text; /* normalised */
    size_t len;
    bool known;  /* a keyword of the directory */
    bool absent; /* part of it is in no record */
    bool found; /* in the text; else only insisted on */
    bool must;
    bool dropped;
    uint16_t *terms; /* numbers in terms: whoever has them all has the word */
    size_t count;
    double weight; /* of its terms, */
    double unseen; /* and what those that are in no record would weigh */
};

struct zk_need {
    struct zk_need_term *terms; /* by name */
    size_t term_count;
    struct zk_need_word *words; /* heaviest first */
    size_t word_count;
    double length; /* of the text, over the mean document's */
    double weight; /* of all terms */
    double rarest; /* what a term weighs that no record has */
    double self;   /* BM25 of the need as a document, for itself */
};

struct zk_need_text {
    const char *text; /* valid UTF-8 */
    size_t len;
    const char *const *must; /* words that must be there; they join the need when they are not in it */
    size_t must_count;
    const char *const *drop; /* words that count for nothing where they stand */
    size_t drop_count;
};

enum zk_status zk_need_read(struct zk_reader *reader, const struct zk_need_text *text,
                            struct zk_arena *arena, struct zk_need **out, struct zk_error *err);

/* rank_need.c */

/**
 * The count best documents that keep() wants, by BM25 without lengths for the heaviest terms:
 * at most ZK_NEED_RANKED of them, and from ZK_NEED_LEAST on as long as they have no more than
 * ZK_NEED_POSTINGS postings together. @retval ZK_STALE
 */
enum zk_status zk_rank_need(struct zk_reader *reader, const struct zk_need *need,
                            bool (*keep)(void *context, uint32_t docid), void *context,
                            size_t count, struct zk_arena *arena, struct zk_ranked **out,
                            size_t *found, struct zk_error *err);

/** How often a document has each term of a need (wdf: term_count of them), and its length. */
enum zk_status zk_reader_wdf(struct zk_reader *reader, const struct zk_need *need, uint32_t docid,
                             uint32_t *wdf, uint32_t *length, struct zk_error *err);

/** What BM25 knows of the documents that have any text. */
struct zk_statistics {
    uint32_t documents;
    double mean_length; /* at least 1 */
};

enum zk_status zk_reader_statistics(struct zk_reader *reader, struct zk_statistics *out,
                                    struct zk_error *err);

#endif
