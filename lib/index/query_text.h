/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A piece of text as a node: Chinese becomes overlapping pairs, a lone character itself, words of
 * letters their stems, part numbers their parts or the whole. The terms are gathered as leaves.
 */
#ifndef ZK_QUERY_TEXT_H
#define ZK_QUERY_TEXT_H

#include "query.h"

enum { ZK_LEAVES_MAX = 4096 };

struct zk_leaves {
    struct zk_leaf *list;
    size_t count, room; /* room is a power of two */
    uint16_t *table;    /* by hash: number of a leaf + 1; twice the room */
    bool asks;          /* some piece was a question */
};

/** How a piece is read. */
struct zk_piece {
    const char *bytes; /* normalised */
    size_t len;
    char prefix;  /* of the field's terms, or 0 */
    bool phrase;  /* its words stand together */
    bool drops;   /* leave out what only asks (什么时候), and stop words */
};

/** For a text of len bytes. */
enum zk_status zk_leaves_init(struct zk_leaves *leaves, size_t len, struct zk_arena *arena,
                              struct zk_error *err);

/** *out NULL: nothing that can be searched. leaves may be NULL: then none are gathered. */
enum zk_status zk_query_piece(const struct zk_text *text, const struct zk_piece *piece,
                              struct zk_leaves *leaves, struct zk_arena *arena,
                              struct zk_node **out, struct zk_error *err);

#endif
