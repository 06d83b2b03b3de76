/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 100 records of all over the directory indexed again and committed; then how long until a
 * search sees them. The commit is the indexer's work, the refresh the server's.
 */
#include "bench.h"

#include <stdio.h>

enum { CHANGED = 100, ROUNDS = 5, IDS_MAX = 1 << 24 };

static enum zk_status put_some(struct zk_store *store, struct zk_index_writer *writer,
                               const int64_t *ids, size_t count, size_t first,
                               struct zk_arena *arena, struct zk_error *err)
{
    size_t step = count > CHANGED ? count / CHANGED : 1;
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < CHANGED; i++) {
        struct zk_record *record;

        zk_arena_reset(arena);
        st = zk_store_get_any(store, ids[(first + i * step) % count], ZK_SEE_PUBLIC, arena, &record,
                              err);
        if (st == ZK_OK) {
            record->values[ZK_F_SUMMARY].text = "改过的摘要，名称与关键词照旧。";
            st = zk_index_writer_put(writer, record, err);
        } else if (st == ZK_NOT_FOUND) { /* not public */
            st = ZK_OK;
        }
    }
    return st;
}

static enum zk_status one_round(struct bench *bench, struct zk_store *store,
                                struct zk_index_writer *writer, struct zk_engine *engine,
                                size_t number, double *put, double *refresh, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    double start = bench_cpu();
    int64_t *ids;
    size_t count;
    enum zk_status st =
        zk_store_ids(store, ZK_KIND_COUNT, 0, IDS_MAX, bench->arena, &ids, &count, err);

    if (!arena)
        st = ZK_NO_MEMORY;
    start = bench_cpu();
    if (st == ZK_OK)
        st = put_some(store, writer, ids, count, 7 * number, arena, err);
    if (st == ZK_OK)
        st = zk_index_writer_commit(writer, zk_index_writer_seq(writer), err);
    *put += bench_cpu() - start;
    start = bench_cpu();
    if (st == ZK_OK)
        st = zk_engine_refresh(engine, err);
    *refresh += bench_cpu() - start;
    zk_arena_close(arena);
    return st;
}

enum zk_status bench_update(struct bench *bench, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = bench->index_path, .readers = 4 };
    struct zk_engine *engine = NULL;
    struct zk_index_writer *writer = NULL;
    struct zk_index_lock *lock = NULL;
    struct zk_store *store = NULL;
    double put = 0, refresh = 0, load = bench_cpu();
    enum zk_status st = zk_engine_open(&options, &engine, err);
    char *path;

    load = bench_cpu() - load;
    if (st == ZK_OK)
        st = zk_store_open(bench->store_path, ZK_STORE_READ, &store, err);
    if (st == ZK_OK)
        st = zk_index_lock(bench->index_path, &lock, err);
    if (st == ZK_OK)
        st = zk_index_current(bench->index_path, bench->arena, &path, err);
    if (st == ZK_OK)
        st = zk_index_writer_open(path, false, bench->text, &writer, err);
    for (size_t i = 0; st == ZK_OK && i < ROUNDS; i++)
        st = one_round(bench, store, writer, engine, i, &put, &refresh, err);
    if (st == ZK_OK)
        (void)printf("open-ms\t%.2f\nupdate-commit-ms\t%.2f\nupdate-refresh-ms\t%.2f\n",
                     1000 * load, 1000 * put / ROUNDS, 1000 * refresh / ROUNDS);
    zk_index_writer_close(writer);
    zk_index_unlock(lock);
    zk_store_close(store);
    zk_engine_close(engine);
    return st;
}
