/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index as a manual would have it made: one Xapian writer, document after document, with a
 * value for each facet. Its documents are ours, so that only the writing differs.
 */
#include "bench.h"

#include "document.h"
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IDS_MAX = 1 << 24, PACKED_MAX = 1024 };

/* Entries of one facet out of all of a document, packed as they are. */
static size_t pick(const struct zk_facet *facet, const struct zk_slice *all, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i + 1 < all->len && n < PACKED_MAX; i += 2) {
        int entry = (unsigned char)all->bytes[i] | (unsigned char)all->bytes[i + 1] << 8;

        if (entry < facet->base || entry >= facet->base + facet->count)
            continue;
        out[n++] = all->bytes[i];
        out[n++] = all->bytes[i + 1];
    }
    return n;
}

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
        char packed[PACKED_MAX];
        size_t len =
            pick(&bench->facets.list[bench->counted[i]], &made->values[ZK_SLOT_FACETS], packed);

        if (len > 0)
            st = xapc_document_set_value(document, BENCH_SLOT + i, packed, len, xerr);
    }
    return st;
}

static enum zk_status add_record(const struct bench *bench, const struct zk_record *record,
                                 struct xapc_writer *writer, struct zk_arena *arena,
                                 struct zk_error *err)
{
    struct xapc_document *document = NULL;
    struct zk_document *made;
    struct xapc_error xerr;
    enum xapc_status xst;
    enum zk_status st = zk_document_make(bench->text, &bench->facets, record, arena, &made, err);

    if (st != ZK_OK)
        return st;
    xst = xapc_document_new(&document, &xerr);
    if (xst == XAPC_OK)
        xst = fill(bench, made, document, &xerr);
    if (xst == XAPC_OK)
        xst = xapc_writer_replace(writer, (uint32_t)record->id, document, &xerr);
    xapc_document_free(document);
    return zk_shim_status(xst, &xerr, err);
}

enum zk_status bench_plain_build(struct bench *bench, struct zk_error *err)
{
    static const struct xapc_writer_options options = { .open = XAPC_OVERWRITE };
    struct zk_arena *arena = zk_arena_open();
    struct xapc_writer *writer = NULL;
    struct zk_store *store = NULL;
    struct xapc_error xerr;
    enum zk_status st = zk_store_open(bench->store_path, ZK_STORE_READ, &store, err);
    int64_t *ids = NULL;
    size_t count = 0;

    if (!arena)
        return ZK_NO_MEMORY;
    if (st == ZK_OK)
        st = zk_store_ids(store, ZK_KIND_COUNT, 0, IDS_MAX, bench->arena, &ids, &count, err);
    if (st == ZK_OK)
        st = zk_shim_status(xapc_writer_open(bench->plain_path, &options, &writer, &xerr), &xerr,
                            err);
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        struct zk_record *record;

        zk_arena_reset(arena);
        st = zk_store_get_any(store, ids[i], ZK_SEE_PUBLIC, arena, &record, err);
        if (st == ZK_OK)
            st = add_record(bench, record, writer, arena, err);
        else if (st == ZK_NOT_FOUND) /* not public */
            st = ZK_OK;
    }
    if (st == ZK_OK)
        st = zk_shim_status(xapc_writer_commit(writer, &xerr), &xerr, err);
    xapc_writer_free(writer);
    zk_store_close(store);
    zk_arena_close(arena);
    return st;
}

/* ---- measuring, each in a process of its own ---- */

struct cost {
    double wall, cpu;
    long kb; /* most memory at a time */
};

static enum zk_status wait_for(pid_t pid, double start, struct cost *out, struct zk_error *err)
{
    struct rusage used;
    int status;

    if (pid < 0 || wait4(pid, &status, 0, &used) < 0 || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
        return zk_fail(err, ZK_IO, "", "a build failed");
    out->wall = bench_wall() - start;
    out->cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    out->kb = used.ru_maxrss;
    return ZK_OK;
}

static void print_cost(const char *name, const struct cost *cost)
{
    (void)printf("%-42s %8.1f s wall %8.1f s CPU %6ld MB\n", name, cost->wall, cost->cpu,
                 cost->kb / 1024);
}

enum zk_status bench_build(struct bench *bench, const char *indexer, bool plain,
                           struct zk_error *err)
{
    struct cost ours, theirs;
    double start = bench_wall();
    enum zk_status st;
    pid_t pid = fork();

    if (pid == 0) {
        (void)execl(indexer, indexer, "build", "--no-check", (char *)NULL);
        _exit(127);
    }
    st = wait_for(pid, start, &ours, err);
    if (st != ZK_OK)
        return st;
    print_cost("zhiku-indexer build --no-check", &ours);
    (void)printf("build-wall-s\t%.1f\nbuild-cpu-s\t%.1f\nbuild-peak-mb\t%ld\n", ours.wall, ours.cpu,
                 ours.kb / 1024);
    if (!plain)
        return ZK_OK;
    (void)fflush(stdout);
    start = bench_wall();
    pid = fork();
    if (pid == 0)
        _exit(bench_plain_build(bench, NULL) == ZK_OK ? 0 : 1);
    st = wait_for(pid, start, &theirs, err);
    if (st != ZK_OK)
        return st;
    print_cost("one plain Xapian writer", &theirs);
    (void)printf("build-ratio-wall\t%.2f\nbuild-ratio-cpu\t%.2f\n", theirs.wall / ours.wall,
                 theirs.cpu / ours.cpu);
    return ZK_OK;
}
