/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One query answered in several ways. First that they agree: top 20 and total with a Xapian that
 * looks at every match, counts with ValueCountMatchSpy. Then how long each takes: every way goes
 * through all queries, three times in turn; the best of a query's three counts.
 */
#include "bench.h"

#include "document.h"
#include "reader.h"
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PASSES = 3, ALL = 1 << 30 };

enum row { ROW_PLAIN, ROW_SPIES, ROW_OURS, ROW_FACETS, ROW_HITS, ROW_COUNT };

static const char *const row_names[ROW_COUNT] = {
    [ROW_PLAIN] = "plain Xapian, top 20, no facets",
    [ROW_SPIES] = "six ValueCountMatchSpy",
    [ROW_OURS] = "zhiku, top 20 and six facets",
    [ROW_FACETS] = "  its match set and facets alone",
    [ROW_HITS] = "  with stored hits and snippets",
};

struct rows {
    struct bench *bench;
    struct zk_engine *engine;
    struct xapc_database *ours, *plain; /* plain: NULL when it was not built */
    struct zk_arena *arena, *kept;      /* of one answer; of what is asked of Xapian */
    const struct zk_rank *ranks[BENCH_QUERIES];
    double *seconds[ROW_COUNT];
    size_t found, relaxed; /* queries with hits; of them those that needed OR */
    double cold;           /* seconds of the first pass */
};

/* ---- plain Xapian ---- */

struct spied {
    struct xapc_enquire *enquire;
    struct xapc_mset *mset;
    struct xapc_spy *spies[BENCH_FACETS];
};

static void close_spied(struct spied *s)
{
    xapc_mset_free(s->mset);
    xapc_enquire_free(s->enquire);
    for (int i = 0; i < BENCH_FACETS; i++)
        xapc_spy_free(s->spies[i]);
}

/* The top 20 with check_at_least matches looked at, and counts of the facets of mask. */
static enum zk_status run_plain(struct rows *r, struct xapc_database *database,
                                const struct zk_rank *rank, unsigned mask, uint32_t check_at_least,
                                struct spied *out, struct zk_error *err)
{
    struct xapc_error xerr;
    enum xapc_status xst = XAPC_OK;
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    st = zk_rank_prepare(database, rank, r->arena, &out->enquire, err);
    if (st != ZK_OK)
        return st;
    for (unsigned i = 0; xst == XAPC_OK && i < BENCH_FACETS; i++) {
        if (!(mask >> i & 1u))
            continue;
        xst = xapc_spy_new_value_counts(BENCH_SLOT + i, &out->spies[i], &xerr);
        if (xst == XAPC_OK)
            xst = xapc_enquire_add_spy(out->enquire, out->spies[i], &xerr);
    }
    if (xst == XAPC_OK)
        xst = xapc_enquire_run(out->enquire, 0, BENCH_TOP, check_at_least, NULL, &out->mset, &xerr);
    return zk_shim_status(xst, &xerr, err);
}

/* Adds a spy's counts up by entry: a value of it is all entries a document has of the facet. */
static enum xapc_status spy_counts(const struct xapc_spy *spy, uint32_t *counts,
                                   struct xapc_error *xerr)
{
    struct xapc_terms *values = NULL;
    struct xapc_view view = { NULL, 0 };
    enum xapc_status st = xapc_spy_values(spy, &values, xerr);

    if (st == XAPC_OK)
        st = xapc_terms_next(values, &view, xerr);
    while (st == XAPC_OK && view.bytes) {
        uint32_t documents = 0;

        st = xapc_terms_documents(values, &documents, xerr);
        for (size_t i = 0; i + 1 < view.len; i += 2)
            counts[(unsigned char)view.bytes[i] | (unsigned char)view.bytes[i + 1] << 8] +=
                documents;
        if (st == XAPC_OK)
            st = xapc_terms_next(values, &view, xerr);
    }
    xapc_terms_free(values);
    return st;
}

/* ---- do they agree ---- */

static enum zk_status compare_top(const struct zk_page *page, const struct xapc_mset *mset,
                                  struct zk_error *err)
{
    struct xapc_hit hits[BENCH_TOP];
    struct xapc_estimate estimate;
    struct xapc_error xerr;
    size_t count;
    enum xapc_status st = xapc_mset_hits(mset, 0, hits, BENCH_TOP, &count, &xerr);

    if (st == XAPC_OK)
        st = xapc_mset_estimate(mset, &estimate, &xerr);
    if (st != XAPC_OK)
        return zk_shim_status(st, &xerr, err);
    if (estimate.lower != estimate.upper || (int64_t)estimate.lower != page->total)
        return zk_fail(err, ZK_DIFFERENT, "", "%lld found, Xapian %u", (long long)page->total,
                       estimate.estimated);
    if (count != page->hit_count)
        return zk_fail(err, ZK_DIFFERENT, "", "%zu hits, Xapian %zu", page->hit_count, count);
    for (size_t i = 0; i < count; i++) {
        if (page->hits[i].id != (int64_t)hits[i].docid)
            return zk_fail(err, ZK_DIFFERENT, "", "hit %zu is %lld, Xapian has %u", i + 1,
                           (long long)page->hits[i].id, hits[i].docid);
    }
    return ZK_OK;
}

/* Every row of one facet, those the page does not show being 0. */
static enum zk_status compare_facet(const struct rows *r, const struct zk_page *page, int facet,
                                    const uint32_t *counts, struct zk_error *err)
{
    const struct zk_facet *f = &r->bench->facets.list[facet];
    uint64_t theirs = 0, ours = 0;

    for (int row = 0; row < f->count; row++)
        theirs += counts[f->base + row];
    for (size_t i = 0; i < page->facet_count; i++) {
        const struct zk_facet_counts *shown = &page->facets[i];

        for (size_t k = 0; shown->facet == facet && k < shown->count; k++) {
            ours += (uint64_t)shown->values[k].count;
            if (shown->values[k].count != (int64_t)counts[f->base + shown->values[k].row])
                return zk_fail(err, ZK_DIFFERENT, "", "%s row %d", f->name, shown->values[k].row);
        }
    }
    return ours == theirs ? ZK_OK : zk_fail(err, ZK_DIFFERENT, "", "sum of %s", f->name);
}

/* The filter without one facet's selection; NULL when nothing is left. */
static const struct zk_node *filter_without(struct rows *r, const struct zk_search_params *query,
                                            int facet)
{
    struct zk_node *kids[BENCH_FACETS];
    size_t count = 0;

    for (size_t i = 0; i < query->selected_count; i++) {
        const struct zk_facet *f = &r->bench->facets.list[query->selected[i].facet];
        char term[ZK_TERM_MAX_BYTES], code[8];
        int len;

        if (query->selected[i].facet == facet)
            continue;
        len = snprintf(term, sizeof(term), "F%s:%s", f->name,
                       zk_facet_code(f, query->selected[i].row, code));
        kids[count++] = zk_node_term(r->arena, term, (size_t)len);
    }
    return count > 0 ? zk_node_make(r->arena, ZK_NODE_AND, kids, count) : NULL;
}

static bool is_selected(const struct zk_search_params *query, int facet)
{
    for (size_t i = 0; i < query->selected_count; i++) {
        if (query->selected[i].facet == facet)
            return true;
    }
    return false;
}

static enum zk_status compare_counts(struct rows *r, const struct zk_search_params *query,
                                     const struct zk_page *page, struct spied *all,
                                     struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < BENCH_FACETS; i++) {
        int facet = r->bench->counted[i];
        uint32_t *counts = zk_arena_array(r->arena, 65536, sizeof(*counts));
        struct spied alone = { 0 };
        struct xapc_error xerr;

        if (!counts)
            return ZK_NO_MEMORY;
        if (is_selected(query, facet)) { /* counted without its own selection */
            struct zk_rank rank = *page->rank;

            rank.filter = filter_without(r, query, facet);
            st = run_plain(r, r->plain, &rank, 1u << i, ALL, &alone, err);
        }
        if (st == ZK_OK)
            st = zk_shim_status(
                spy_counts(alone.mset ? alone.spies[i] : all->spies[i], counts, &xerr), &xerr, err);
        if (st == ZK_OK)
            st = compare_facet(r, page, facet, counts, err);
        close_spied(&alone);
    }
    return st;
}

static enum zk_status compare(struct rows *r, size_t number, struct zk_error *err)
{
    struct zk_facet_value expand[BENCH_FACETS];
    struct zk_search_params query = r->bench->queries[number];
    struct spied all = { 0 };
    struct zk_page *page;
    enum zk_status st;

    for (int i = 0; i < BENCH_FACETS; i++)
        expand[i] = (struct zk_facet_value){ r->bench->counted[i], -1 };
    query.expand = expand;
    query.expand_count = BENCH_FACETS;
    query.bare = true;
    st = zk_search_run(r->engine, &query, r->kept, &page, err);
    if (st != ZK_OK || !page->rank)
        return st; /* a query that finds nothing is left out of the times */
    r->ranks[number] = page->rank;
    r->found++;
    r->relaxed += page->relaxed;
    st =
        run_plain(r, r->plain ? r->plain : r->ours, page->rank, r->plain ? ~0u : 0, ALL, &all, err);
    if (st == ZK_OK)
        st = compare_top(page, all.mset, err);
    if (st == ZK_OK && r->plain)
        st = compare_counts(r, &query, page, &all, err);
    close_spied(&all);
    return st;
}

static enum zk_status compare_all(struct rows *r, struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    size_t different = 0;

    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++) {
        zk_arena_reset(r->arena);
        st = compare(r, i, err);
        if (st == ZK_DIFFERENT) {
            (void)fprintf(stderr, "query %zu differs: %s\n", i, err->detail);
            different++;
            st = ZK_OK;
        }
    }
    if (st == ZK_OK)
        (void)printf("queries\t%zu\nrelaxed\t%zu\ndifferent\t%zu\n", r->found, r->relaxed,
                     different);
    return st != ZK_OK || different == 0 ? st : zk_fail(err, ZK_DIFFERENT, "", "see above");
}

/* ---- how long do they take ---- */

static enum zk_status answer_plain(struct rows *r, size_t number, enum row row,
                                   struct zk_error *err)
{
    bool spies = row == ROW_SPIES;
    struct xapc_hit hits[BENCH_TOP];
    struct spied s;
    struct xapc_error xerr;
    size_t count;
    enum zk_status st = run_plain(r, spies ? r->plain : r->ours, r->ranks[number], spies ? ~0u : 0,
                                  spies ? ALL : 0, &s, err);

    if (st == ZK_OK)
        st = zk_shim_status(xapc_mset_hits(s.mset, 0, hits, BENCH_TOP, &count, &xerr), &xerr, err);
    close_spied(&s);
    return st;
}

static enum zk_status answer_ours(struct rows *r, size_t number, enum row row, struct zk_error *err)
{
    struct zk_search_params query = r->bench->queries[number];
    struct zk_page *page;

    query.bare = row != ROW_HITS;
    if (row == ROW_FACETS)
        query.size = 0;
    return zk_search_run(r->engine, &query, r->arena, &page, err);
}

static enum zk_status time_one(struct rows *r, size_t number, enum row row, double *best,
                               struct zk_error *err)
{
    double start, took;
    enum zk_status st;

    zk_arena_reset(r->arena);
    start = bench_cpu();
    st = row <= ROW_SPIES ? answer_plain(r, number, row, err) : answer_ours(r, number, row, err);
    took = bench_cpu() - start;
    if (*best == 0 || took < *best)
        *best = took;
    return st;
}

static enum zk_status time_row(struct rows *r, enum row row, struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    size_t at = 0;

    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++) {
        if (r->ranks[i])
            st = time_one(r, i, row, &r->seconds[row][at++], err);
    }
    return st;
}

/* Spies need what only the plain index has. */
static bool has_row(const struct rows *r, int row)
{
    return row != ROW_SPIES || r->plain;
}

static enum zk_status time_all(struct rows *r, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int pass = 0; pass < PASSES; pass++) {
        for (int row = 0; st == ZK_OK && row < ROW_COUNT; row++)
            st = has_row(r, row) ? time_row(r, (enum row)row, err) : ZK_OK;
    }
    return st;
}

/* The engine opened anew: caches of its own are empty, those of the system are not. */
static enum zk_status time_cold(struct rows *r, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = r->bench->index_path, .readers = 1 };
    enum zk_status st;

    zk_engine_close(r->engine);
    st = zk_engine_open(&options, &r->engine, err);
    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++) {
        double took = 0;

        if (!r->ranks[i])
            continue;
        st = time_one(r, i, ROW_OURS, &took, err);
        r->cold += took;
    }
    return st;
}

static void print(struct rows *r)
{
    struct bench_times times[ROW_COUNT];

    (void)printf("%-42s %8s %8s %8s %8s\n", "ms of CPU", "p50", "p95", "p99", "mean");
    for (int row = 0; row < ROW_COUNT; row++) {
        if (!has_row(r, row))
            continue;
        times[row] = bench_times(r->seconds[row], r->found);
        bench_print_times(row_names[row], &times[row]);
    }
    (void)printf("plain-mean-ms\t%.3f\nzhiku-mean-ms\t%.3f\nzhiku-p99-ms\t%.3f\n"
                 "facets-mean-ms\t%.3f\nhits-mean-ms\t%.3f\n",
                 times[ROW_PLAIN].mean, times[ROW_OURS].mean, times[ROW_OURS].p99,
                 times[ROW_FACETS].mean, times[ROW_HITS].mean);
    (void)printf("zhiku-to-plain\t%.2f\nzhiku-cold-mean-ms\t%.3f\n",
                 times[ROW_OURS].mean / times[ROW_PLAIN].mean, 1000 * r->cold / (double)r->found);
    if (has_row(r, ROW_SPIES))
        (void)printf("spies-mean-ms\t%.3f\nspies-to-zhiku\t%.2f\n", times[ROW_SPIES].mean,
                     times[ROW_SPIES].mean / times[ROW_OURS].mean);
}

static enum zk_status open_rows(struct rows *r, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = r->bench->index_path, .readers = 1 };
    enum zk_status st = zk_engine_open(&options, &r->engine, err);
    int64_t revision;
    char *path;

    r->arena = zk_arena_open();
    r->kept = r->bench->arena;
    for (int row = 0; row < ROW_COUNT; row++)
        r->seconds[row] = zk_arena_array(r->kept, BENCH_QUERIES, sizeof(double));
    if (st == ZK_OK && (!r->arena || !r->seconds[ROW_COUNT - 1]))
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK)
        st = zk_index_current(r->bench->index_path, r->kept, &path, err);
    if (st == ZK_OK)
        st = zk_shim_open(path, &r->ours, &revision, err);
    if (st == ZK_OK && access(r->bench->plain_path, F_OK) == 0)
        st = zk_shim_open(r->bench->plain_path, &r->plain, &revision, err);
    return st;
}

enum zk_status bench_rows(struct bench *bench, struct zk_error *err)
{
    struct rows *r = zk_arena_alloc(bench->arena, sizeof(*r));
    enum zk_status st;

    if (!r)
        return ZK_NO_MEMORY;
    r->bench = bench;
    st = open_rows(r, err);
    if (st == ZK_OK)
        st = compare_all(r, err);
    if (st == ZK_OK)
        st = time_cold(r, err);
    if (st == ZK_OK)
        st = time_all(r, err);
    if (st == ZK_OK && r->found > 0)
        print(r);
    xapc_database_free(r->ours);
    xapc_database_free(r->plain);
    zk_engine_close(r->engine);
    zk_arena_close(r->arena);
    return st;
}
