/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slice costs least a record when it is small, up to a point. The last adding up, of the parts,
 * is one thread's, so they are few, however many records there are; the first, of a part's slices,
 * every worker does for itself.
 */
#include "plan.h"

#include <sys/resource.h>

enum {
    SLICE_RECORDS = 250, /* more where a part would have more than SLICES_MAX */
    SLICES_MAX = 512,    /* of a part */
    PARTS = 16,          /* more where a part would have too many slices, fewer without files */
    PARTS_MAX = 4096,
    LAST_PART = 5,     /* times smaller than the others: it ends when the one before it does */
    SOURCE_FILES = 5,  /* open files of a slice or part that is added up */
    OTHER_SOURCES = 2, /* of a worker: its files beside the slices, in such numbers */
    OTHER_FILES = 64,
};

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t rounded_up(int64_t value, int64_t unit)
{
    return value / unit + (value % unit > 0);
}

/* Sources that may be open at once. */
static int64_t open_sources(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 1;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < OTHER_FILES + SOURCE_FILES)
        return 1;
    return ((files.rlim_cur < INT32_MAX ? (int64_t)files.rlim_cur : INT32_MAX) - OTHER_FILES) /
           SOURCE_FILES;
}

/* PARTS of them, or more, so that every worker can have the slices of one open. The last is small:
 * it is made and added up by one worker while another adds up the one before. */
static int64_t best_part_records(int64_t records, int64_t workers, int64_t sources)
{
    int64_t most = larger(smaller(sources / workers - OTHER_SOURCES, SLICES_MAX), 1);
    int64_t slices = rounded_up(records, SLICE_RECORDS);
    int64_t parts = smaller(larger(PARTS, rounded_up(slices, most)), smaller(sources, PARTS_MAX));
    int64_t even = rounded_up(slices, parts);
    int64_t last_small = smaller(slices * LAST_PART / (parts * LAST_PART - (LAST_PART - 1)), most);

    return larger(larger(even, last_small), 1) * SLICE_RECORDS;
}

enum zk_status zk_plan_make(struct zk_pipeline *pipeline, int64_t workers, int64_t part_records,
                            struct zk_plan *out, struct zk_error *err)
{
    int64_t counts[ZK_KIND_COUNT], sources, slices;
    enum zk_status st = zk_store_counts(pipeline->store, counts, err);

    sources = open_sources();
    *out = (struct zk_plan){ .workers = workers };
    for (int kind = 0; st == ZK_OK && kind < ZK_KIND_COUNT; kind++)
        out->records += counts[kind];
    if (st != ZK_OK)
        return st;
    if (part_records == 0)
        part_records = best_part_records(out->records, workers, sources);
    else if (rounded_up(out->records, part_records) > smaller(sources, PARTS_MAX))
        return zk_fail(err, ZK_TOO_MANY, "", "more than %lld parts: raise --part-records",
                       (long long)smaller(sources, PARTS_MAX));
    part_records = larger(smaller(part_records, out->records), 1);
    slices = smaller(rounded_up(part_records, SLICE_RECORDS), smaller(sources, SLICES_MAX));
    out->slice_records = rounded_up(part_records, slices);
    out->part_slices = (size_t)slices;
    out->workers = larger(smaller(workers, sources / (slices + OTHER_SOURCES)), 1);
    /* an index of nothing is one slice of nothing */
    out->slice_count = (size_t)larger(rounded_up(out->records, out->slice_records), 1);
    out->part_count = (size_t)rounded_up((int64_t)out->slice_count, slices);
    return ZK_OK;
}
