/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person typed, as a tree of our own: Xapian ranks from it, bitmaps give its exact
 * match set. Parsed once.
 */
#ifndef ZK_QUERY_H
#define ZK_QUERY_H

#include "arena.h"
#include "status.h"
#include "text.h"

enum { ZK_QUERY_TERMS = 64 }; /* what is typed beyond them is not searched */

enum zk_node_type { ZK_NODE_TERM, ZK_NODE_AND, ZK_NODE_OR };

struct zk_node {
    enum zk_node_type type;
    const char *term; /* ZK_NODE_TERM */
    size_t len;
    struct zk_node **kids; /* ZK_NODE_AND, ZK_NODE_OR: at least one */
    size_t count;
};

struct zk_query {
    struct zk_node *all;  /* every word must be there; NULL when nothing was typed that can be searched */
    struct zk_node *some; /* any term may be there; the same as all when there is only one */
    struct zk_node *terms[ZK_QUERY_TERMS]; /* the leaves */
    size_t count;
};

/** Words are split by blanks and punctuation; Chinese becomes bigrams, a lone character itself. */
enum zk_status zk_query_parse(const struct zk_text *text, const char *q, size_t len,
                              struct zk_arena *arena, struct zk_query **out,
                              struct zk_error *err);

/** A node of kids, or the one kid itself. NULL when out of memory. */
struct zk_node *zk_node_make(struct zk_arena *arena, enum zk_node_type type,
                             struct zk_node *const *kids, size_t count);
struct zk_node *zk_node_term(struct zk_arena *arena, const char *term, size_t len);

#endif
