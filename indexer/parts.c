/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Xapian's writer holds what it has not committed in trees: the more there is in them, the more
 * each record costs. So a database of a few records is made, a slice; the slices of a part are
 * added up as soon as they are made, and all parts in the end. Adding up has all its sources open
 * and looks through them term by term: twice a few dozen of them cost less time and memory than
 * once some thousands, and the first time every worker does for itself.
 */
#include "parts.h"

#include "alloc.h"
#include "progress.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    SLICE_RECORDS = 250, /* more where a part would have more than SLICES_MAX */
    SLICES_MAX = 512,
    PARTS_MAX = 4096,
    SOURCE_FILES = 5,  /* open files of a slice or part that is added up */
    OTHER_SOURCES = 2, /* of a worker: its files beside the slices, in such numbers */
    OTHER_FILES = 64,
    WORKERS_MAX = 64,
    SUFFIX_MAX = 64,
};

typedef char source_path[ZK_PATH_MAX + SUFFIX_MAX]; /* path of a slice or part */

struct part {
    int64_t after, last; /* ids above the one, up to the other */
};

struct build {
    struct zk_pipeline *pipeline;
    const char *path;
    int64_t workers;
    int64_t slice_records;
    struct part *parts;
    size_t count;
    pthread_mutex_t lock; /* what follows */
    size_t next;
    struct zk_progress progress;
    struct zk_error error; /* the first */
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

/* ---- which parts ---- */

/* Sources that may be open at once. Asks for as many open files as the system lets us have. */
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

/* About as many parts as a part has slices, and, where it can be, as many for every worker. */
static int64_t best_part_records(int64_t total, int64_t workers, int64_t sources)
{
    int64_t slices = 1, parts;

    while (slices * slices * SLICE_RECORDS < total)
        slices++;
    parts = smaller(rounded_up(slices, workers) * workers, smaller(sources, PARTS_MAX));
    return larger(rounded_up(total, parts), SLICE_RECORDS);
}

/* Ids of the store in runs of part_records. */
static enum zk_status plan(struct build *b, int64_t part_records, struct zk_error *err)
{
    struct zk_pipeline *p = b->pipeline;
    int64_t counts[ZK_KIND_COUNT], total = 0, after = 0, sources = open_sources(), slices, *ids;
    enum zk_status st = zk_store_counts(p->store, counts, err);
    size_t count;

    for (int kind = 0; st == ZK_OK && kind < ZK_KIND_COUNT; kind++)
        total += counts[kind];
    if (part_records == 0)
        part_records = best_part_records(total, b->workers, sources);
    else if (rounded_up(total, part_records) > smaller(sources, PARTS_MAX))
        return zk_fail(err, ZK_TOO_MANY, "", "more than %lld parts: raise --part-records",
                       (long long)smaller(sources, PARTS_MAX));
    part_records = larger(smaller(part_records, total), 1);
    slices = smaller(rounded_up(part_records, SLICE_RECORDS), smaller(sources, SLICES_MAX));
    b->slice_records = rounded_up(part_records, slices);
    b->workers = larger(smaller(b->workers, sources / (slices + OTHER_SOURCES)), 1);
    zk_progress_begin(&b->progress, "index", total);
    while (st == ZK_OK) {
        zk_arena_reset(p->arena);
        st = zk_store_ids(p->store, ZK_KIND_COUNT, after, (size_t)part_records, p->arena, &ids,
                          &count, err);
        if (st != ZK_OK || count == 0)
            break;
        if (b->count == PARTS_MAX)
            return zk_fail(err, ZK_TOO_MANY, "", "more than %d parts", PARTS_MAX);
        b->parts[b->count++] = (struct part){ .after = after, .last = ids[count - 1] };
        after = ids[count - 1];
    }
    if (b->count == 0) /* an index of nothing is one part of nothing */
        b->count = 1;
    return st;
}

/* ---- a part, of slices ---- */

static bool stopped(const struct build *b)
{
    return *b->pipeline->command->stop;
}

/* Nobody has stopped us, and no worker has failed. */
static bool goes_on(struct build *b)
{
    bool failed;

    pthread_mutex_lock(&b->lock);
    failed = b->error.status != ZK_OK;
    pthread_mutex_unlock(&b->lock);
    return !failed && !stopped(b);
}

static void count_one(struct build *b)
{
    pthread_mutex_lock(&b->lock);
    zk_progress_add(&b->progress, 1);
    pthread_mutex_unlock(&b->lock);
}

static enum zk_status index_records(struct build *b, struct zk_store *store,
                                    struct zk_index_writer *writer, const int64_t *ids,
                                    size_t count, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_record *record;
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    for (size_t i = 0; st == ZK_OK && i < count && !stopped(b); i++) {
        zk_arena_reset(arena);
        st = zk_store_get_any(store, ids[i], ZK_SEE_PUBLIC, arena, &record, err);
        if (st == ZK_OK)
            st = zk_index_writer_put(writer, record, err);
        else if (st == ZK_NOT_FOUND) /* not public, or deleted meanwhile */
            st = ZK_OK;
        count_one(b);
    }
    zk_arena_close(arena);
    return st;
}

/* The next records of a part, as a database at path. *left: what is left of it. */
static enum zk_status index_slice(struct build *b, struct zk_store *store, const char *path,
                                  struct part *left, struct zk_error *err)
{
    struct zk_index_writer *writer = NULL;
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    size_t most = (size_t)b->slice_records, count = 0;
    int64_t *ids = NULL;

    if (st == ZK_OK)
        st = zk_store_ids(store, ZK_KIND_COUNT, left->after, most, arena, &ids, &count, err);
    while (count > 0 && ids[count - 1] > left->last) /* some were deleted meanwhile */
        count--;
    left->after = count == most ? ids[count - 1] : left->last;
    if (st == ZK_OK)
        st = zk_index_writer_open(path, true, b->pipeline->text, &writer, err);
    if (st == ZK_OK)
        st = index_records(b, store, writer, ids, count, err);
    if (st == ZK_OK)
        st = zk_index_writer_commit(writer, 0, err);
    zk_index_writer_close(writer);
    zk_arena_close(arena);
    return st;
}

/* Add up the databases <prefix>0, <prefix>1, … to the one at path. */
static enum zk_status add_up(const char *prefix, size_t count, const char *path,
                             struct zk_error *err)
{
    source_path *sources = zk_calloc(count, sizeof(*sources));
    const char **paths = zk_calloc(count, sizeof(*paths));
    enum zk_status st = ZK_NO_MEMORY;

    for (size_t i = 0; sources && paths && i < count; i++) {
        (void)snprintf(sources[i], sizeof(sources[i]), "%s%zu", prefix, i);
        paths[i] = sources[i];
    }
    if (sources && paths)
        st = zk_index_merge(paths, count, path, err);
    else
        (void)zk_fail(err, st, "", "out of memory");
    zk_free(sources);
    zk_free(paths);
    return st;
}

static enum zk_status index_part(struct build *b, struct zk_store *store, size_t number,
                                 struct zk_error *err)
{
    struct part left = b->parts[number];
    source_path path, prefix, slice;
    enum zk_status st = ZK_OK;
    size_t count = 0;

    (void)snprintf(path, sizeof(path), "%s.part%zu", b->path, number);
    (void)snprintf(prefix, sizeof(prefix), "%s.part%zu.slice", b->path, number);
    do {
        (void)snprintf(slice, sizeof(slice), "%s.part%zu.slice%zu", b->path, number, count++);
        st = index_slice(b, store, slice, &left, err);
    } while (st == ZK_OK && left.after < left.last && goes_on(b));
    return st == ZK_OK && goes_on(b) ? add_up(prefix, count, path, err) : st;
}

/* ---- parts side by side ---- */

static bool take(struct build *b, size_t *number)
{
    bool some;

    pthread_mutex_lock(&b->lock);
    some = b->error.status == ZK_OK && b->next < b->count && !stopped(b);
    if (some)
        *number = b->next++;
    pthread_mutex_unlock(&b->lock);
    return some;
}

static void *work(void *context)
{
    struct build *b = context;
    struct zk_store *store = NULL;
    struct zk_error err = { .status = ZK_OK };
    enum zk_status st = zk_store_open(b->pipeline->store_path, ZK_STORE_READ, &store, &err);
    size_t number;

    while (st == ZK_OK && take(b, &number))
        st = index_part(b, store, number, &err);
    zk_store_close(store);
    if (st != ZK_OK) {
        pthread_mutex_lock(&b->lock);
        if (b->error.status == ZK_OK) {
            b->error = err;
            b->error.status = st;
        }
        pthread_mutex_unlock(&b->lock);
    }
    return NULL;
}

static enum zk_status index_parts(struct build *b, struct zk_error *err)
{
    pthread_t threads[WORKERS_MAX];
    int started = 0;

    while (started < b->workers && (size_t)started < b->count &&
           pthread_create(&threads[started], NULL, work, b) == 0)
        started++;
    if (started == 0)
        (void)work(b);
    for (int i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    zk_progress_end(&b->progress);
    if (b->error.status != ZK_OK) {
        if (err)
            *err = b->error;
        return b->error.status;
    }
    if (stopped(b))
        return zk_fail(err, ZK_INTERRUPTED, "", "interrupted: the index in use is as it was");
    return ZK_OK;
}

enum zk_status zk_parts_build(struct zk_pipeline *p, const char *path, int workers,
                              int64_t part_records, struct zk_error *err)
{
    struct build b = { .pipeline = p, .path = path, .lock = PTHREAD_MUTEX_INITIALIZER };
    source_path prefix;
    enum zk_status st;

    b.workers = workers > 0 ? workers : sysconf(_SC_NPROCESSORS_ONLN);
    b.workers = larger(smaller(b.workers, WORKERS_MAX), 1);
    (void)snprintf(prefix, sizeof(prefix), "%s.part", path);
    b.parts = zk_calloc(PARTS_MAX, sizeof(*b.parts));
    st = b.parts ? plan(&b, part_records, err) : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK)
        st = index_parts(&b, err);
    if (st == ZK_OK)
        st = add_up(prefix, b.count, path, err);
    zk_free(b.parts);
    return st;
}
