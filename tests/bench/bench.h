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
    BENCH_ENTRIES_MAX = 512, /* of a facet in a document */
};

struct bench {
    char store_path[BENCH_PATH], index_path[BENCH_PATH], plain_path[BENCH_PATH],
        rivals_path[BENCH_PATH];
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

/** Build with the program at indexer and with one plain writer; print time and memory. */
enum zk_status bench_build(struct bench *bench, char *indexer, bool plain, struct zk_error *err);

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

/** Checks of avoidance, one against 10,000, in a store of so many experts; made when it is empty.
 */
enum zk_status bench_avoid(struct bench *bench, int64_t experts, struct zk_error *err);

/* rivals.c */

/** Other engines over the same terms: built when they are not there, compared, timed. */
enum zk_status bench_rivals(struct bench *bench, struct zk_error *err);

/* feed.c: the same documents for every index */

struct zk_document;

/** Each public record of the store as a document, in ascending order of ids. */
enum zk_status bench_documents(struct bench *bench,
                               enum zk_status (*each)(void *context, int64_t id,
                                                      const struct zk_document *made,
                                                      struct zk_arena *arena, struct zk_error *err),
                               void *context, struct zk_error *err);
/** Entries of one facet in a document, ascending: how many. */
size_t bench_entries(const struct zk_facet *facet, const struct zk_document *made,
                     uint16_t entries[BENCH_ENTRIES_MAX]);

struct bench_cost {
    double wall, cpu;
    double first_cpu; /* of its first thread */
    long kb;          /* most memory at a time */
};

/** What work costs in a process of its own. */
enum zk_status bench_child(struct bench *bench,
                           enum zk_status (*work)(struct bench *bench, void *context,
                                                  struct zk_error *err),
                           void *context, struct bench_cost *out, struct zk_error *err);
/** Bytes a file or folder takes on the disk. */
int64_t bench_disk(const char *path);

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
