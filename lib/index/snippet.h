/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text in pieces with the searched terms marked; the best window of a long text.
 */
#ifndef ZK_SNIPPET_H
#define ZK_SNIPPET_H

#include "arena.h"
#include "query.h"

enum { ZK_SNIPPET_CHARS = 110 }; /* about two lines of a card */

struct zk_piece_list {
    const char **text; /* even: plain, odd: hit; begins with a plain one, maybe empty */
    size_t *len;
    size_t count;
};

/**
 * NFC text in pieces that borrow from it.
 *
 * @param window  most characters; 0: the whole text
 */
enum zk_status zk_snippet(const struct zk_text *text, const struct zk_query *query,
                          const char *bytes, size_t len, size_t window, struct zk_arena *arena,
                          struct zk_piece_list *out, struct zk_error *err);

#endif
