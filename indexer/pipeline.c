/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following the outbox, and comparing; building anew is in build.c.
 */
#include "pipeline.h"

#include "progress.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 5000, CHECK_BATCH = 500 };

enum zk_status zk_pipeline_open(struct zk_pipeline *p, struct zk_command *command, bool lock,
                                struct zk_error *err)
{
    enum zk_status st;

    memset(p, 0, sizeof(*p));
    p->command = command;
    st = zk_config_store_path(command->config, p->store_path, err);
    if (st == ZK_OK)
        st = zk_config_index_path(command->config, p->index_path, err);
    if (st == ZK_OK && !(p->arena = zk_arena_open()))
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK)
        st = zk_store_open(p->store_path, ZK_STORE_WRITE, &p->store, err);
    if (st == ZK_OK && lock)
        st = zk_index_lock(p->index_path, &p->lock, err);
    if (st == ZK_OK)
        st = zk_text_open(&p->text, err);
    return st;
}

void zk_pipeline_close(struct zk_pipeline *p)
{
    zk_index_unlock(p->lock);
    zk_text_close(p->text);
    zk_store_close(p->store);
    zk_arena_close(p->arena);
}

/* ---- following the outbox ---- */

static int by_record(const void *a, const void *b)
{
    const struct zk_change *x = a, *y = b;

    return (x->record > y->record) - (x->record < y->record);
}

static enum zk_status apply_one(struct zk_pipeline *p, struct zk_index_writer *writer, int64_t id,
                                struct zk_arena *arena, struct zk_error *err)
{
    struct zk_record *record;
    enum zk_status st;

    zk_arena_reset(arena);
    st = zk_store_get_any(p->store, id, ZK_SEE_PUBLIC, arena, &record, err);
    if (st == ZK_NOT_FOUND)
        return zk_index_writer_delete(writer, id, err);
    return st == ZK_OK ? zk_index_writer_put(writer, record, err) : st;
}

/* One batch, every record once. *seq is the position behind it. */
static enum zk_status apply_batch(struct zk_pipeline *p, struct zk_index_writer *writer,
                                  struct zk_change *changes, size_t count, int64_t *applied,
                                  struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    qsort(changes, count, sizeof(*changes), by_record);
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        if (i > 0 && changes[i].record == changes[i - 1].record)
            continue;
        st = apply_one(p, writer, changes[i].record, arena, err);
        ++*applied;
    }
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_pipeline_apply(struct zk_pipeline *p, struct zk_index_writer *writer, bool keep,
                                 int64_t *applied, struct zk_error *err)
{
    bool terms;
    enum zk_status st = zk_pipeline_terms(p, writer, &terms, err);

    *applied = 0;
    if (st == ZK_OK && terms)
        st = zk_index_writer_commit(writer, zk_index_writer_seq(writer), err);
    while (st == ZK_OK && !*p->command->stop) {
        struct zk_change *changes;
        size_t count;
        int64_t seq;

        zk_arena_reset(p->arena);
        st = zk_store_outbox(p->store, zk_index_writer_seq(writer), BATCH, p->arena, &changes,
                             &count, err);
        if (st != ZK_OK || count == 0)
            break;
        seq = changes[count - 1].seq;
        st = apply_batch(p, writer, changes, count, applied, err);
        if (st == ZK_OK)
            st = zk_index_writer_commit(writer, seq, err);
        if (st == ZK_OK && !keep)
            st = zk_store_outbox_prune(p->store, seq, err);
    }
    return st;
}

enum zk_status zk_pipeline_writer(struct zk_pipeline *p, struct zk_index_writer **out,
                                  struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_error why = { .status = ZK_OK };
    enum zk_status st;
    char *path;

    *out = NULL;
    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    st = zk_index_current(p->index_path, arena, &path, &why);
    if (st == ZK_OK)
        st = zk_index_writer_open(path, false, p->text, out, &why);
    if (st == ZK_NO_INDEX || st == ZK_FOREIGN_INDEX || st == ZK_CORRUPT) {
        zk_log(&p->command->log, ZK_LOG_INFO, "build", "why", zk_status_slug(st), NULL);
        st = zk_pipeline_build(p, 0, 0, true, &why);
        if (st == ZK_OK)
            st = zk_index_current(p->index_path, arena, &path, &why);
        if (st == ZK_OK)
            st = zk_index_writer_open(path, false, p->text, out, &why);
    }
    zk_arena_close(arena);
    if (st != ZK_OK && err)
        *err = why;
    return st;
}

/* ---- comparing ---- */

/* What changed after the index's position cannot be compared. */
static enum zk_status skip_pending(struct zk_pipeline *p, struct zk_index_check *check,
                                   struct zk_error *err)
{
    int64_t after = zk_index_check_seq(check);
    enum zk_status st = ZK_OK;
    size_t count = 1;

    while (st == ZK_OK && count > 0) {
        struct zk_change *changes;

        zk_arena_reset(p->arena);
        st = zk_store_outbox(p->store, after, BATCH, p->arena, &changes, &count, err);
        for (size_t i = 0; st == ZK_OK && i < count; i++) {
            st = zk_index_check_skip(check, changes[i].record, err);
            after = changes[i].seq;
        }
    }
    return st;
}

static enum zk_status put_all(struct zk_pipeline *p, struct zk_index_check *check,
                              struct zk_error *err)
{
    int64_t counts[ZK_KIND_COUNT], total = 0, after = 0, *ids;
    struct zk_progress progress;
    struct zk_record *record;
    enum zk_status st = zk_store_counts(p->store, counts, err);
    size_t count = 1;

    for (int kind = 0; kind < ZK_KIND_COUNT; kind++)
        total += counts[kind];
    zk_progress_begin(&progress, "check", total);
    while (st == ZK_OK && count > 0) {
        if (*p->command->stop)
            return zk_fail(err, ZK_INTERRUPTED, "", "interrupted");
        zk_arena_reset(p->arena);
        st = zk_store_ids(p->store, ZK_KIND_COUNT, after, CHECK_BATCH, p->arena, &ids, &count, err);
        for (size_t i = 0; st == ZK_OK && i < count; i++) {
            after = ids[i];
            st = zk_store_get_any(p->store, ids[i], ZK_SEE_PUBLIC, p->arena, &record, err);
            if (st == ZK_OK)
                st = zk_index_check_put(check, record, err);
            else if (st == ZK_NOT_FOUND) /* not public: must not be there */
                st = ZK_OK;
            zk_progress_add(&progress, 1);
        }
    }
    zk_progress_end(&progress);
    return st;
}

enum zk_status zk_pipeline_check(struct zk_pipeline *p, const char *path,
                                 struct zk_index_report *out, struct zk_error *err)
{
    struct zk_index_check *check = NULL;
    struct zk_store *store = NULL, *own = p->store;
    enum zk_status st = zk_index_check_open(path, p->text, &check, err);

    /* a connection that only reads: one snapshot, and nobody waits for it */
    if (st == ZK_OK)
        st = zk_store_open(p->store_path, ZK_STORE_READ, &store, err);
    if (st == ZK_OK)
        st = zk_store_begin(store, err);
    if (st == ZK_OK) {
        p->store = store;
        st = skip_pending(p, check, err);
        if (st == ZK_OK)
            st = put_all(p, check, err);
        p->store = own;
    }
    if (st == ZK_OK)
        st = zk_index_check_finish(check, out, err);
    zk_store_close(store);
    zk_index_check_close(check);
    return st;
}
