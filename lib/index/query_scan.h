/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The language of queries, cut into clauses; see query.h.
 */
#ifndef ZK_QUERY_SCAN_H
#define ZK_QUERY_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum { ZK_CLAUSES_MAX = 64 }; /* what comes behind them belongs to the last */

struct zk_clause {
    const char *bytes; /* raw */
    size_t len;
    bool negative, phrase;
    bool unfinished;        /* a field's name with nothing behind it that it can be: a word */
    bool or ;               /* an alternative to the clause before it */
    char prefix;            /* of a field, or 0 */
    int from_year, to_year; /* a range of years when to_year > 0 */
};

struct zk_scanner {
    const char *bytes;
    size_t len, at;
    struct zk_clause list[ZK_CLAUSES_MAX];
    size_t count;
    bool operators; /* some clause has one */
};

/** bytes and len are set; fills list, count and operators. */
void zk_query_scan(struct zk_scanner *s);

#endif
