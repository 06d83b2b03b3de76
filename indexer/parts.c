/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Xapian's writer holds what it has not committed in trees: the more there is in them, the more
 * each record costs. So a database of a few records is made, a slice; the slices of a part are
 * added up as soon as they are made, and all parts in the end. Adding up has all its sources open
 * and looks through them term by term. plan.c: how many of which.
 */
#include "parts.h"

#include "alloc.h"
#include "plan.h"
#include "progress.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { WORKERS_MAX = 64, SUFFIX_MAX = 64, MB = 1000000 };

typedef char source_path[ZK_PATH_MAX + SUFFIX_MAX]; /* path of a slice or part */

struct slice {
    size_t number;
    int64_t *ids;
    size_t count;
};

struct build {
    struct zk_pipeline *pipeline;
    const char *path;
    struct zk_plan plan;
    pthread_mutex_t lock; /* what follows, while workers run */
    size_t next;          /* slice that nobody makes yet */
    int64_t last;         /* id in the slices before it */
    size_t *made;         /* slices of each part */
    struct zk_progress progress;
    struct zk_error error; /* the first */
};

/* ---- a slice ---- */

static bool stopped(const struct build *b)
{
    return *b->pipeline->command->stop;
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

/* The next slice, as the store is now, if there is one. Number and ids are taken at once: parts
 * must not share a range of ids. Of records that come or go after they were counted there are more
 * or fewer for the last slices; what is in none is in the outbox. */
static enum zk_status take(struct build *b, struct zk_store *store, struct zk_arena *arena,
                           struct slice *slice, bool *some, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    pthread_mutex_lock(&b->lock);
    *some = b->error.status == ZK_OK && b->next < b->plan.slice_count && !stopped(b);
    if (*some)
        st = zk_store_ids(store, ZK_KIND_COUNT, b->last, (size_t)b->plan.slice_records, arena,
                          &slice->ids, &slice->count, err);
    if (*some && st == ZK_OK) {
        slice->number = b->next++;
        if (slice->count > 0)
            b->last = slice->ids[slice->count - 1];
    }
    pthread_mutex_unlock(&b->lock);
    return st;
}

static enum zk_status write_slice(struct build *b, struct zk_store *store,
                                  const struct slice *slice, struct zk_error *err)
{
    size_t per_part = b->plan.part_slices;
    struct zk_index_writer *writer = NULL;
    source_path path;
    enum zk_status st;

    if (per_part == 1)
        (void)snprintf(path, sizeof(path), "%s.part%zu", b->path, slice->number);
    else
        (void)snprintf(path, sizeof(path), "%s.part%zu.slice%zu", b->path, slice->number / per_part,
                       slice->number % per_part);
    st = zk_index_writer_open(path, true, b->pipeline->text, &writer, err);
    if (st == ZK_OK)
        st = index_records(b, store, writer, slice->ids, slice->count, err);
    if (st == ZK_OK)
        st = zk_index_writer_commit(writer, 0, err);
    zk_index_writer_close(writer);
    return st;
}

/* ---- slices to parts, parts to the whole ---- */

/* Add up the databases <prefix>0, <prefix>1, … to the one at path. */
static enum zk_status add_up(const char *prefix, size_t count, const char *path, bool part,
                             zk_merge_step *step, void *context, struct zk_error *err)
{
    source_path *sources = zk_calloc(count, sizeof(*sources));
    const char **paths = zk_calloc(count, sizeof(*paths));
    enum zk_status st = ZK_NO_MEMORY;

    for (size_t i = 0; sources && paths && i < count; i++) {
        (void)snprintf(sources[i], sizeof(sources[i]), "%s%zu", prefix, i);
        paths[i] = sources[i];
    }
    if (sources && paths)
        st = zk_index_merge(paths, count, path, part, step, context, err);
    else
        (void)zk_fail(err, st, "", "out of memory");
    zk_free(sources);
    zk_free(paths);
    return st;
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

/* A slice was made. Whoever made the last of its part adds the part up. */
static enum zk_status end_slice(struct build *b, size_t number, struct zk_error *err)
{
    size_t per_part = b->plan.part_slices, part = number / per_part;
    size_t from_here = b->plan.slice_count - part * per_part;
    size_t count = from_here < per_part ? from_here : per_part;
    source_path path, prefix;
    bool complete;

    pthread_mutex_lock(&b->lock);
    complete = ++b->made[part] == count;
    pthread_mutex_unlock(&b->lock);
    if (!complete || per_part == 1 || !goes_on(b))
        return ZK_OK;
    (void)snprintf(path, sizeof(path), "%s.part%zu", b->path, part);
    (void)snprintf(prefix, sizeof(prefix), "%s.part%zu.slice", b->path, part);
    return add_up(prefix, count, path, true, NULL, NULL, err);
}

/* ---- side by side ---- */

/* A slice is of one moment. */
static enum zk_status make_next(struct build *b, struct zk_store *store, struct zk_arena *arena,
                                bool *some, struct zk_error *err)
{
    struct slice slice = { 0 };
    enum zk_status st = zk_store_begin(store, err);

    zk_arena_reset(arena);
    if (st != ZK_OK)
        return st;
    st = take(b, store, arena, &slice, some, err);
    if (st == ZK_OK && *some)
        st = write_slice(b, store, &slice, err);
    zk_store_rollback(store); /* nothing was written */
    if (st == ZK_OK && *some)
        st = end_slice(b, slice.number, err);
    return st;
}

static void *work(void *context)
{
    struct build *b = context;
    struct zk_store *store = NULL;
    struct zk_error err = { .status = ZK_OK };
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = arena ? zk_store_open(b->pipeline->store_path, ZK_STORE_READ, &store, &err)
                              : zk_fail(&err, ZK_NO_MEMORY, "", "out of memory");
    bool some = true;

    while (st == ZK_OK && some)
        st = make_next(b, store, arena, &some, &err);
    zk_store_close(store);
    zk_arena_close(arena);
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

static enum zk_status index_slices(struct build *b, struct zk_error *err)
{
    pthread_t threads[WORKERS_MAX];
    int started = 0;

    zk_progress_begin(&b->progress, "index", b->plan.records);
    while (started < b->plan.workers && (size_t)started < b->plan.slice_count &&
           pthread_create(&threads[started], NULL, work, b) == 0)
        started++;
    if (started == 0)
        (void)work(b);
    for (int i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    zk_progress_end(&b->progress);
    if (b->error.status != ZK_OK && err)
        *err = b->error;
    return b->error.status;
}

/* Ended in its middle, Xapian leaves open what it had: only for a program that ends. */
static bool whole_goes_on(void *context, int64_t done, int64_t total)
{
    struct build *b = context;

    b->progress.total = total / MB;
    zk_progress_reach(&b->progress, done / MB);
    return !stopped(b);
}

static enum zk_status add_up_parts(struct build *b, struct zk_error *err)
{
    source_path prefix;
    enum zk_status st;

    (void)snprintf(prefix, sizeof(prefix), "%s.part", b->path);
    zk_progress_begin(&b->progress, "add up, in MB", 0);
    st = add_up(prefix, b->plan.part_count, b->path, false, whole_goes_on, b, err);
    if (st == ZK_OK)
        zk_progress_reach(&b->progress, b->progress.total);
    zk_progress_end(&b->progress);
    return st;
}

enum zk_status zk_parts_build(struct zk_pipeline *p, const char *path, int workers,
                              int64_t part_records, struct zk_error *err)
{
    struct build b = { .pipeline = p, .path = path, .lock = PTHREAD_MUTEX_INITIALIZER };
    enum zk_status st;

    workers = workers > 0 ? workers : (int)sysconf(_SC_NPROCESSORS_ONLN);
    workers = workers < WORKERS_MAX ? workers : WORKERS_MAX;
    st = zk_plan_make(p, workers > 0 ? workers : 1, part_records, &b.plan, err);
    if (st != ZK_OK)
        return st;
    b.made = zk_calloc(b.plan.part_count, sizeof(*b.made));
    st = b.made ? index_slices(&b, err) : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK && !stopped(&b))
        st = add_up_parts(&b, err);
    if (stopped(&b) && (st == ZK_OK || st == ZK_INTERRUPTED))
        st = zk_fail(err, ZK_INTERRUPTED, "", "interrupted: the index in use is as it was");
    zk_free(b.made);
    return st;
}
