/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build: parts of the store are indexed side by side, each by a thread with a store connection
 * and a database of its own; the parts are compacted into one generation, which is brought up
 * to date, checked and published. A small store is one part, written in place.
 */
#include "pipeline.h"

#include "alloc.h"
#include "progress.h"

#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * Xapian's writer holds a part's postings in trees until it is committed: small parts are
 * quicker to fill and take less memory. All of them are open when they are compacted.
 */
enum {
    PART_RECORDS = 250, /* larger when there would be more than PARTS_WANTED */
    PARTS_WANTED = 2800,
    PARTS_MAX = 4096,
    PART_FILES = 5,   /* open files of a part */
    OTHER_FILES = 64,
    WORKERS_MAX = 64,
};

struct part {
    char path[ZK_PATH_MAX + 64];
    int64_t after; /* ids above it … */
    size_t records; /* … so many of them */
};

struct build {
    struct zk_pipeline *pipeline;
    struct part *parts;
    size_t count;
    pthread_mutex_t lock; /* what follows */
    size_t next;
    struct zk_progress progress;
    struct zk_error error; /* the first */
};

/* ---- parts ---- */

/* Asks for as many open files as the system lets us have. */
static int64_t most_parts(void)
{
    struct rlimit files;
    int64_t most = PARTS_WANTED;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 1;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < PARTS_WANTED * PART_FILES + OTHER_FILES)
        most = ((int64_t)files.rlim_cur - OTHER_FILES) / PART_FILES;
    return most > 0 ? most : 1;
}

static enum zk_status choose_part_records(struct zk_store *store, int64_t *out,
                                          struct zk_error *err)
{
    int64_t counts[ZK_KIND_COUNT], total = 0, parts = most_parts();
    enum zk_status st = zk_store_counts(store, counts, err);

    for (int kind = 0; st == ZK_OK && kind < ZK_KIND_COUNT; kind++)
        total += counts[kind];
    *out = total / parts < PART_RECORDS ? PART_RECORDS : total / parts + 1;
    return st;
}

static enum zk_status plan(struct build *b, const char *path, int64_t part_records,
                           struct zk_error *err)
{
    struct zk_pipeline *p = b->pipeline;
    int64_t after = 0, *ids;
    enum zk_status st = ZK_OK;
    size_t count = 1;

    while (st == ZK_OK && (count > 0 || b->count == 0)) {
        struct part *part = &b->parts[b->count];

        zk_arena_reset(p->arena);
        st = zk_store_ids(p->store, ZK_KIND_COUNT, after, (size_t)part_records, p->arena, &ids,
                          &count, err);
        if (st != ZK_OK || (count == 0 && b->count > 0))
            break;
        if (b->count == PARTS_MAX)
            return zk_fail(err, ZK_TOO_MANY, "", "more than %d parts: raise --part-records",
                           PARTS_MAX);
        *part = (struct part){ .after = after, .records = count };
        (void)snprintf(part->path, sizeof(part->path), "%s.part%zu", path, b->count);
        if (count > 0)
            after = ids[count - 1];
        b->count++;
    }
    return st;
}

static bool take(struct build *b, struct part **part)
{
    bool some;

    pthread_mutex_lock(&b->lock);
    some = b->error.status == ZK_OK && b->next < b->count && !*b->pipeline->command->stop;
    if (some)
        *part = &b->parts[b->next++];
    pthread_mutex_unlock(&b->lock);
    return some;
}

static void count_one(struct build *b)
{
    pthread_mutex_lock(&b->lock);
    zk_progress_add(&b->progress, 1);
    pthread_mutex_unlock(&b->lock);
}

static enum zk_status index_part(struct build *b, struct zk_store *store, const struct part *part,
                                 struct zk_error *err)
{
    struct zk_index_writer *writer = NULL;
    struct zk_arena *arena = zk_arena_open(), *batch = zk_arena_open();
    struct zk_record *record;
    enum zk_status st = ZK_NO_MEMORY;
    int64_t *ids = NULL;
    size_t count = 0;

    if (arena && batch)
        st = zk_store_ids(store, ZK_KIND_COUNT, part->after, part->records, batch, &ids, &count,
                          err);
    if (st == ZK_OK)
        st = zk_index_writer_open(part->path, true, b->pipeline->text, &writer, err);
    for (size_t i = 0; st == ZK_OK && i < count && !*b->pipeline->command->stop; i++) {
        zk_arena_reset(arena);
        st = zk_store_get_any(store, ids[i], ZK_SEE_PUBLIC, arena, &record, err);
        if (st == ZK_OK)
            st = zk_index_writer_put(writer, record, err);
        else if (st == ZK_NOT_FOUND) /* not public, or deleted meanwhile */
            st = ZK_OK;
        count_one(b);
    }
    if (st == ZK_OK)
        st = zk_index_writer_commit(writer, 0, err);
    zk_index_writer_close(writer);
    zk_arena_close(arena);
    zk_arena_close(batch);
    return st;
}

static void *work(void *context)
{
    struct build *b = context;
    struct zk_store *store = NULL;
    struct zk_error err = { .status = ZK_OK };
    enum zk_status st = zk_store_open(b->pipeline->store_path, ZK_STORE_READ, &store, &err);
    struct part *part;

    while (st == ZK_OK && take(b, &part))
        st = index_part(b, store, part, &err);
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

static enum zk_status index_parts(struct build *b, int workers, struct zk_error *err)
{
    pthread_t threads[WORKERS_MAX];
    int started = 0;

    while (started < workers && (size_t)started < b->count &&
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
    if (*b->pipeline->command->stop)
        return zk_fail(err, ZK_INTERRUPTED, "", "interrupted: the index in use is as it was");
    return ZK_OK;
}

/* ---- the whole ---- */

static enum zk_status join(struct build *b, const char *path, int64_t seq, struct zk_error *err)
{
    const char **paths = zk_calloc(b->count, sizeof(*paths));
    enum zk_status st;

    if (!paths)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < b->count; i++)
        paths[i] = b->parts[i].path;
    st = zk_index_merge(paths, b->count, path, b->pipeline->text, seq, err);
    zk_free(paths);
    return st;
}

/* What changed while the parts were made. The outbox is kept: the old index may need it. */
static enum zk_status catch_up(struct zk_pipeline *p, const char *path, int64_t *seq,
                               struct zk_error *err)
{
    struct zk_index_writer *writer;
    enum zk_status st = zk_index_writer_open(path, false, p->text, &writer, err);
    int64_t applied;

    if (st != ZK_OK)
        return st;
    st = zk_pipeline_apply(p, writer, true, &applied, err);
    *seq = zk_index_writer_seq(writer);
    zk_index_writer_close(writer);
    return st;
}

static enum zk_status build_at(struct build *b, const char *path, int workers,
                               int64_t part_records, bool check, struct zk_error *err)
{
    struct zk_pipeline *p = b->pipeline;
    struct zk_index_report report;
    int64_t seq = 0, total = 0;
    enum zk_status st = zk_store_outbox_last(p->store, &seq, err);

    if (st == ZK_OK && part_records == 0)
        st = choose_part_records(p->store, &part_records, err);
    if (st == ZK_OK)
        st = plan(b, path, part_records, err);
    for (size_t i = 0; i < b->count; i++)
        total += (int64_t)b->parts[i].records;
    zk_progress_begin(&b->progress, "index", total);
    if (st == ZK_OK)
        st = index_parts(b, workers, err);
    if (st == ZK_OK)
        st = join(b, path, seq, err);
    if (st == ZK_OK)
        st = catch_up(p, path, &seq, err);
    if (st == ZK_OK && check)
        st = zk_pipeline_check(p, path, &report, err);
    if (st == ZK_OK)
        st = zk_index_publish(p->index_path, path, err);
    if (st == ZK_OK)
        st = zk_store_outbox_prune(p->store, seq, err);
    return st;
}

enum zk_status zk_pipeline_build(struct zk_pipeline *p, int workers, int64_t part_records,
                                 bool check, struct zk_error *err)
{
    struct build b = { .pipeline = p, .lock = PTHREAD_MUTEX_INITIALIZER };
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = ZK_NO_MEMORY;
    char *path;

    if (workers <= 0)
        workers = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (workers > WORKERS_MAX)
        workers = WORKERS_MAX;
    b.parts = zk_calloc(PARTS_MAX, sizeof(*b.parts));
    if (arena && b.parts)
        st = zk_index_new_generation(p->index_path, arena, &path, err);
    else
        (void)zk_fail(err, st, "", "out of memory");
    if (st == ZK_OK)
        st = build_at(&b, path, workers, part_records, check, err);
    zk_free(b.parts);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_command_build(struct zk_command *command, int argc, char **argv,
                                struct zk_error *err)
{
    static const struct option options[] = {
        { "workers", required_argument, NULL, 'w' },
        { "part-records", required_argument, NULL, 'p' },
        { "no-check", no_argument, NULL, 'n' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct zk_pipeline pipeline;
    int64_t part_records = 0;
    bool check = true;
    int option, workers = 0;
    enum zk_status st;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'w')
            workers = atoi(optarg);
        else if (option == 'p')
            part_records = atoll(optarg);
        else if (option == 'n')
            check = false;
        else if (option == 'h')
            return printf("usage: zhiku-indexer build [--workers N] [--part-records N] [--no-check]\n"
                          "\nBuilds the index from the store beside the one in use, compares it"
                          " with the store\nunless --no-check, and puts it in its place.\n") > 0
                       ? ZK_OK
                       : ZK_IO;
        else
            return ZK_USAGE;
    }
    if (workers < 0 || part_records < 0)
        return zk_fail(err, ZK_USAGE, "", "workers and part-records are counts");
    st = zk_pipeline_open(&pipeline, command, true, err);
    if (st == ZK_OK)
        st = zk_pipeline_build(&pipeline, workers, part_records, check, err);
    zk_pipeline_close(&pipeline);
    return st;
}
