/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 100 records of all over the directory indexed again and committed; then how long until a
 * search sees them. The commit is the indexer's work, the refresh the server's, by a thread that no
 * request waits for. Once with other summaries, once with other titles, which are names to suggest;
 * in the end the records are as they were.
 */
#include "bench.h"

#include <stdio.h>

enum { CHANGED = 100, ROUNDS = 5, IDS_MAX = 1 << 24 };

enum change { CHANGE_TEXT, CHANGE_NAMES, CHANGE_BACK, CHANGES };

struct updater {
    struct bench *bench;
    struct zk_store *store;
    struct zk_index_writer *writer;
    struct zk_engine *engine;
    struct zk_arena *arena; /* of one record */
    int64_t *ids;
    size_t count;
    double put[CHANGES], refresh[CHANGES];
};

static enum zk_status put_some(struct updater *u, size_t first, enum change change,
                               struct zk_error *err)
{
    size_t step = u->count > CHANGED ? u->count / CHANGED : 1;
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < CHANGED; i++) {
        struct zk_record *record;

        zk_arena_reset(u->arena);
        st = zk_store_get_any(u->store, u->ids[(first + i * step) % u->count], ZK_SEE_PUBLIC,
                              u->arena, &record, err);
        if (st == ZK_OK && change == CHANGE_TEXT)
            record->values[ZK_F_SUMMARY].text = "改过的摘要，名称与关键词照旧。";
        if (st == ZK_OK && change == CHANGE_NAMES)
            record->values[ZK_F_TITLE].text = "改过的名称";
        if (st == ZK_OK)
            st = zk_index_writer_put(u->writer, record, err);
        else if (st == ZK_NOT_FOUND) /* not public */
            st = ZK_OK;
    }
    return st;
}

static enum zk_status one_round(struct updater *u, size_t number, enum change change,
                                struct zk_error *err)
{
    double start = bench_cpu();
    enum zk_status st = put_some(u, 7 * number, change, err);

    if (st == ZK_OK)
        st = zk_index_writer_commit(u->writer, zk_index_writer_seq(u->writer), err);
    u->put[change] += bench_cpu() - start;
    start = bench_cpu();
    if (st == ZK_OK)
        st = zk_engine_refresh(u->engine, err);
    u->refresh[change] += bench_cpu() - start;
    return st;
}

static enum zk_status open_all(struct updater *u, struct zk_index_lock **lock, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = u->bench->index_path, .readers = 4 };
    enum zk_status st = zk_engine_open(&options, &u->engine, err);
    char *path;

    u->arena = zk_arena_open();
    if (st == ZK_OK && !u->arena)
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK)
        st = zk_store_open(u->bench->store_path, ZK_STORE_READ, &u->store, err);
    if (st == ZK_OK)
        st = zk_store_ids(u->store, ZK_KIND_COUNT, 0, IDS_MAX, u->bench->arena, &u->ids, &u->count,
                          err);
    if (st == ZK_OK && u->count == 0)
        st = zk_fail(err, ZK_NOT_FOUND, "", "the store is empty");
    if (st == ZK_OK)
        st = zk_index_lock(u->bench->index_path, lock, err);
    if (st == ZK_OK)
        st = zk_index_current(u->bench->index_path, u->bench->arena, &path, err);
    if (st == ZK_OK)
        st = zk_index_writer_open(path, false, u->bench->text, &u->writer, err);
    return st;
}

static void print(const char *name, const char *slug, double put, double refresh)
{
    (void)printf("%-42s %8.1f ms of CPU to commit %8.2f ms to have it searched\n", name,
                 1000 * put / ROUNDS, 1000 * refresh / ROUNDS);
    (void)printf("%s-commit-ms\t%.2f\n%s-refresh-ms\t%.2f\n", slug, 1000 * put / ROUNDS, slug,
                 1000 * refresh / ROUNDS);
}

enum zk_status bench_update(struct bench *bench, struct zk_error *err)
{
    struct updater u = { .bench = bench };
    struct zk_index_lock *lock = NULL;
    double load = bench_cpu();
    enum zk_status st = open_all(&u, &lock, err);

    load = bench_cpu() - load;
    for (int change = 0; change < CHANGES; change++) {
        for (size_t i = 0; st == ZK_OK && i < ROUNDS; i++)
            st = one_round(&u, i, (enum change)change, err);
    }
    if (st == ZK_OK) {
        print("100 records with other summaries", "update", u.put[CHANGE_TEXT],
              u.refresh[CHANGE_TEXT]);
        print("100 records with other names", "update-names", u.put[CHANGE_NAMES],
              u.refresh[CHANGE_NAMES]);
        (void)printf("open-ms\t%.2f\n", 1000 * load);
    }
    zk_index_writer_close(u.writer);
    zk_index_unlock(lock);
    zk_store_close(u.store);
    zk_engine_close(u.engine);
    zk_arena_close(u.arena);
    return st;
}
