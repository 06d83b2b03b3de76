/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person typed, as a tree of our own: Xapian ranks from it, bitmaps give its exact
 * match set. Parsed once.
 *
 * The language: words, all of which must be there; "words that stand together" (also in 「」 and
 * “”); -without (a word, not what a title says behind its dash); this OR that; name: title: org:
 * keyword: before a word or a phrase; a range of years (2015..2019, year:2015-2019). What is not
 * well-formed, and any text of more than ZK_QUERY_PLAIN_CHARS characters, is searched as the words
 * it holds.
 */
#ifndef ZK_QUERY_H
#define ZK_QUERY_H

#include "arena.h"
#include "status.h"
#include "text.h"

enum {
    ZK_QUERY_TERMS = 64, /* of a longer text the best ones are searched: zk_query_weigh() */
    ZK_QUERY_WIDE = 6,   /* a text of more pairs of Han (a word of letters is worth two and a half),
                            or of more than ZK_QUERY_TERMS with those said again, is searched by
                            any of them */
    ZK_PHRASE_DOCUMENTS = 10000,
    ZK_QUERY_PLAIN_CHARS = 100, /* a longer text has no operators */
};

enum zk_node_type {
    ZK_NODE_TERM,
    ZK_NODE_AND,
    ZK_NODE_OR,
    ZK_NODE_NOT,    /* the first kid without any of the others */
    ZK_NODE_PHRASE, /* terms in order, within window positions */
};

struct zk_node {
    enum zk_node_type type;
    const char *term; /* ZK_NODE_TERM */
    size_t len;
    uint32_t times;        /* it occurs in the query */
    double factor;         /* of its weight */
    struct zk_node **kids; /* the others: at least one */
    size_t count;
    uint32_t window; /* ZK_NODE_PHRASE */
};

/** A term of the text, once. */
struct zk_leaf {
    struct zk_node *node;
    bool character; /* one Han character beside the pairs it stands in */
};

struct zk_query {
    struct zk_node *all;  /* every word must be there; NULL: nothing to search, or too many words */
    struct zk_node *some; /* any word may be there, what operators demand must be; of a wide one
                             set by zk_query_weigh() */
    struct zk_node *extra; /* raises the score of a match and matches nothing itself; may be NULL */
    struct zk_node *terms[ZK_QUERY_TERMS]; /* what snippets mark */
    size_t count;
    bool spelled;                 /* name: was followed by letters that may be a name's */
    bool wide;                    /* a text rather than a few words: some is searched, all is not */
    bool asks;                    /* it is a question: 什么时候, 如何 */
    bool latin;                   /* more of it is letters than Han */
    const struct zk_leaf *leaves; /* every term of the plain words */
    size_t leaf_count;
    struct zk_node *exact;    /* the whole text as a title; may be NULL */
    struct zk_node *literal;  /* all as it was typed: what matches it stands first; NULL when
                                 nothing was added */
    const char *const *added; /* what means the same and is searched too, ended by NULL; or NULL */
};

/** Words without operators? */
bool zk_query_is_plain(const char *q, size_t len);

struct zk_reader;

/**
 * q: valid UTF-8. Nothing typed is malformed.
 *
 * @param reader  whose thesaurus expands it; NULL: as it was typed
 */
enum zk_status zk_query_parse(const struct zk_text *text, struct zk_reader *reader, const char *q,
                              size_t len, struct zk_arena *arena, struct zk_query **out,
                              struct zk_error *err);

/**
 * Choose the best terms of a wide query, by weight in this index: at most ZK_QUERY_TERMS; some,
 * extra and terms are set.
 */
enum zk_status zk_query_weigh(struct zk_query *query, struct zk_reader *reader,
                              struct zk_arena *arena, struct zk_error *err);

/**
 * A phrase becomes its words when more than most documents have them all: looking where they stand
 * would cost more than a search may (ZK_PHRASE_DOCUMENTS).
 */
enum zk_status zk_query_bound(struct zk_query *query, struct zk_reader *reader, uint64_t most,
                              struct zk_error *err);

/** A node of kids, or the one kid itself. NULL when out of memory. */
struct zk_node *zk_node_make(struct zk_arena *arena, enum zk_node_type type,
                             struct zk_node *const *kids, size_t count);
struct zk_node *zk_node_term(struct zk_arena *arena, const char *term, size_t len);

#endif
