/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-bench: what its files share. Times are CPU seconds of the calling thread unless a name
 * says otherwise: other processes of the machine then disturb little.
 */
#ifndef BENCH_H
#define BENCH_H

#include "arena.h"
#include "engine.h"
#include "index.h"
#include "store.h"

enum {
    BENCH_QUERIES = 500,
    BENCH_FACETS = 6,
    BENCH_TOP = 20,
    BENCH_SLOT = 64, /* first slot of the facets in the plain index */
    BENCH_PATH = 1024,
};

struct bench {
    char store_path[BENCH_PATH], index_path[BENCH_PATH], plain_path[BENCH_PATH];
    struct zk_arena *arena; /* of the whole run */
    struct zk_text *text;
    struct zk_facets facets;
    int counted[BENCH_FACETS]; /* facet numbers */
    struct zk_search_params *queries;
};

/* queries.c */

/** 500 queries of 1 to 4 terms with 0 to 2 facet filters, drawn from the stored records. */
enum zk_status bench_queries(struct bench *bench, struct zk_error *err);

/* plain.c */

/** One plain Xapian writer: the same documents, and a value slot for each counted facet. */
enum zk_status bench_plain_build(struct bench *bench, struct zk_error *err);
/** Build with the program at indexer and with one plain writer; print throughput and memory. */
enum zk_status bench_build(struct bench *bench, const char *indexer, bool plain,
                           struct zk_error *err);

/* rows.c */

/** Every way to answer the queries: equality, then times. */
enum zk_status bench_rows(struct bench *bench, struct zk_error *err);

/* update.c */

/** 100 records changed, committed, searchable. */
enum zk_status bench_update(struct bench *bench, struct zk_error *err);

/* http.c */

/** CPU and memory of the server with process number pid on port, answering the queries. */
enum zk_status bench_http(struct bench *bench, int pid, int port, struct zk_error *err);

/* match.c */

/** Demands against so many experts with five pieces of evidence each; builds what is missing. */
enum zk_status bench_match(struct bench *bench, int64_t experts, struct zk_error *err);

/* avoid.c */

/** Checks of avoidance, one against 10,000, in a store of so many experts; made when it is empty. */
enum zk_status bench_avoid(struct bench *bench, int64_t experts, struct zk_error *err);

/* bench.c */

double bench_cpu(void); /* of this thread */
double bench_wall(void);

struct bench_times {
    double p50, p95, p99, mean; /* milliseconds */
};

/** Sorts seconds. */
struct bench_times bench_times(double *seconds, size_t count);
void bench_print_times(const char *name, const struct bench_times *times);

#endif
