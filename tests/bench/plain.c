/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index as a manual would have it made: one Xapian writer, document after document, with a
 * value for each facet. Its documents are ours, so that only the writing differs.
 */
#include "bench.h"

#include "document.h"
#include "shim.h"

#include <stdio.h>
#include <unistd.h>

static enum xapc_status fill_term(const struct zk_term *term, struct xapc_document *document,
                                  struct xapc_error *xerr)
{
    enum xapc_status st = xapc_document_add_term(document, term->name, term->len, term->wdf, xerr);

    for (uint32_t k = 0; st == XAPC_OK && k < term->position_count; k++)
        st =
            xapc_document_add_posting(document, term->name, term->len, term->positions[k], 0, xerr);
    return st;
}

static enum xapc_status fill(const struct bench *bench, const struct zk_document *made,
                             struct xapc_document *document, struct xapc_error *xerr)
{
    enum xapc_status st = xapc_document_set_data(document, made->data.bytes, made->data.len, xerr);

    for (size_t i = 0; st == XAPC_OK && i < made->room; i++) {
        if (made->terms[i].name)
            st = fill_term(&made->terms[i], document, xerr);
    }
    for (unsigned slot = 0; st == XAPC_OK && slot < ZK_SLOT_COUNT; slot++) {
        if (made->values[slot].len > 0)
            st = xapc_document_set_value(document, slot, made->values[slot].bytes,
                                         made->values[slot].len, xerr);
    }
    for (unsigned i = 0; st == XAPC_OK && i < BENCH_FACETS; i++) {
        uint16_t entries[BENCH_ENTRIES_MAX];
        char packed[2 * BENCH_ENTRIES_MAX];
        size_t count = bench_entries(&bench->facets.list[bench->counted[i]], made, entries);

        for (size_t k = 0; k < count; k++) {
            packed[2 * k] = (char)(entries[k] & 0xFF);
            packed[2 * k + 1] = (char)(entries[k] >> 8);
        }
        if (count > 0)
            st = xapc_document_set_value(document, BENCH_SLOT + i, packed, 2 * count, xerr);
    }
    return st;
}

struct plain {
    const struct bench *bench;
    struct xapc_writer *writer;
};

static enum zk_status add_record(void *context, int64_t id, const struct zk_document *made,
                                 struct zk_arena *arena, struct zk_error *err)
{
    const struct plain *plain = context;
    struct xapc_document *document = NULL;
    struct xapc_error xerr;
    enum xapc_status xst = xapc_document_new(&document, &xerr);

    (void)arena;
    if (xst == XAPC_OK)
        xst = fill(plain->bench, made, document, &xerr);
    if (xst == XAPC_OK)
        xst = xapc_writer_replace(plain->writer, (uint32_t)id, document, &xerr);
    xapc_document_free(document);
    return zk_shim_status(xst, &xerr, err);
}

static enum zk_status build_plain(struct bench *bench, void *context, struct zk_error *err)
{
    static const struct xapc_writer_options options = { .open = XAPC_OVERWRITE };
    struct plain plain = { .bench = bench };
    struct xapc_error xerr;
    enum zk_status st = zk_shim_status(
        xapc_writer_open(bench->plain_path, &options, &plain.writer, &xerr), &xerr, err);

    (void)context;
    if (st == ZK_OK)
        st = bench_documents(bench, add_record, &plain, err);
    if (st == ZK_OK)
        st = zk_shim_status(xapc_writer_commit(plain.writer, &xerr), &xerr, err);
    xapc_writer_free(plain.writer);
    return st;
}

/* ---- measuring ---- */

static void print_cost(const char *name, const struct bench_cost *cost)
{
    (void)printf("%-42s %8.1f s wall %8.1f s CPU %6ld MB\n", name, cost->wall, cost->cpu,
                 cost->kb / 1024);
}

/*
 * Seconds on two cores that do nothing else: the first thread plans, joins and publishes alone, all
 * others share the rest.
 */
static double two_cores(const struct bench_cost *cost)
{
    return cost->first_cpu + (cost->cpu - cost->first_cpu) / 2;
}

/* The program at path, in a process of its own. */
static enum zk_status run_indexer(struct bench *bench, void *context, struct zk_error *err)
{
    const char *indexer = context;

    (void)bench;
    (void)execl(indexer, indexer, "build", "--no-check", (char *)NULL);
    return zk_fail(err, ZK_IO, "", "cannot run %s", indexer);
}

enum zk_status bench_build(struct bench *bench, char *indexer, bool plain, struct zk_error *err)
{
    struct bench_cost ours, theirs;
    enum zk_status st = bench_child(bench, run_indexer, indexer, &ours, err);

    if (st != ZK_OK)
        return st;
    print_cost("zhiku-indexer build --no-check", &ours);
    (void)printf("build-wall-s\t%.1f\nbuild-cpu-s\t%.1f\nbuild-peak-mb\t%ld\n", ours.wall, ours.cpu,
                 ours.kb / 1024);
    if (!plain)
        return ZK_OK;
    st = bench_child(bench, build_plain, NULL, &theirs, err);
    if (st != ZK_OK)
        return st;
    print_cost("one plain Xapian writer", &theirs);
    (void)printf("build-ratio-wall\t%.2f\nbuild-ratio-cpu\t%.2f\nbuild-ratio-two-cores\t%.2f\n",
                 theirs.wall / ours.wall, theirs.cpu / ours.cpu, theirs.cpu / two_cores(&ours));
    return ZK_OK;
}
