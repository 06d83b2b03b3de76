/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Another engine over the same terms and facet entries, asked the same trees: it must find as many
 * records and count as many of each facet.
 */
#ifndef RIVAL_H
#define RIVAL_H

#include "bench.h"

#include "query.h"

struct rival_document {
    int64_t id;
    const char *text; /* its terms, each once, between spaces */
    size_t len;
    const uint16_t *entries[BENCH_FACETS]; /* of each counted facet, ancestors included */
    size_t counts[BENCH_FACETS];
};

struct rival_query {
    const struct zk_node *text;          /* terms, ANDs and ORs */
    uint16_t selected[ZK_SELECTION_MAX]; /* entries, all demanded */
    int facets[ZK_SELECTION_MAX];        /* which counted facet each is of */
    size_t selected_count;
};

struct rival_answer {
    int64_t total;
    int64_t top;                   /* hits of the page */
    int64_t counted[BENCH_FACETS]; /* sum over a facet's rows */
};

struct rival {
    const char *name, *slug;
    /** path: a folder. */
    enum zk_status (*open)(const char *path, bool create, void **out, struct zk_error *err);
    enum zk_status (*add)(void *engine, const struct rival_document *document,
                          struct zk_error *err);
    /** After the last document: what is left to do before it can be searched. */
    enum zk_status (*finish)(void *engine, struct zk_error *err);
    /** The best 20, all that match, and counts of the six facets. Only this is timed. */
    enum zk_status (*search)(void *engine, const struct rival_query *query, struct zk_error *err);
    /** What the last search found. */
    enum zk_status (*read)(void *engine, struct rival_answer *out, struct zk_error *err);
    void (*close)(void *engine);
};

extern const struct rival rival_sqlite, rival_groonga;

/** How an engine writes a tree. */
struct rival_syntax {
    const char *before, *after; /* of a term */
    const char *and, * or ;
};

void rival_write(const struct rival_syntax *syntax, const struct zk_node *node, struct zk_buf *out);

#endif
