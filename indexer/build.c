/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build: a new generation is made of the store (parts.c), brought up to date, checked and
 * published.
 */
#include "parts.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * The position is that of before the parts were made: what changed since then is applied.
 * The outbox is kept: the old index may need it. *seq: the position then.
 */
static enum zk_status catch_up(struct zk_pipeline *p, const char *path, int64_t *seq,
                               struct zk_error *err)
{
    struct zk_index_writer *writer;
    enum zk_status st = zk_index_writer_open(path, false, p->text, &writer, err);
    int64_t applied;

    if (st != ZK_OK)
        return st;
    st = zk_index_writer_commit(writer, *seq, err);
    if (st == ZK_OK)
        st = zk_pipeline_apply(p, writer, true, &applied, err);
    *seq = zk_index_writer_seq(writer);
    zk_index_writer_close(writer);
    return st;
}

enum zk_status zk_pipeline_build(struct zk_pipeline *p, int workers, int64_t part_records,
                                 bool check, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_index_report report;
    int64_t seq = 0;
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    char *path = NULL;

    if (st == ZK_OK)
        st = zk_index_new_generation(p->index_path, arena, &path, err);
    if (st == ZK_OK)
        st = zk_store_outbox_last(p->store, &seq, err);
    if (st == ZK_OK)
        st = zk_parts_build(p, path, workers, part_records, err);
    if (st == ZK_OK)
        st = catch_up(p, path, &seq, err);
    if (st == ZK_OK && check)
        st = zk_pipeline_check(p, path, &report, err);
    if (st == ZK_OK)
        st = zk_index_publish(p->index_path, path, err);
    if (st == ZK_OK)
        st = zk_store_outbox_prune(p->store, seq, err);
    if (st != ZK_OK)
        zk_index_give_up(p->index_path);
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
                          " with the store\nunless --no-check, and puts it in its place. Interrupted,"
                          " it leaves the one in use as it is;\nthat may take a while when parts are"
                          " added up.\n") > 0
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
