/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sync, watch, check: the index follows the store.
 */
#include "pipeline.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WATCH_MS = 200, COMMIT_MS = 1000, RETRY_MS = 2000 };

static enum zk_status only_help(int argc, char **argv, const char *text, bool *helped)
{
    static const struct option options[] = { { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option != 'h')
            return ZK_USAGE;
        (void)fputs(text, stdout);
        *helped = true;
    }
    return ZK_OK;
}

enum zk_status zk_command_sync(struct zk_command *command, int argc, char **argv,
                               struct zk_error *err)
{
    struct zk_index_writer *writer = NULL;
    struct zk_pipeline pipeline;
    bool helped = false;
    int64_t applied = 0;
    enum zk_status st = only_help(argc, argv,
                                  "usage: zhiku-indexer sync\n\nIndexes what changed in the store"
                                  " since the last time; builds the index when\nthere is none, or"
                                  " another version of the program made it.\n",
                                  &helped);

    if (st != ZK_OK || helped)
        return st;
    st = zk_pipeline_open(&pipeline, command, true, err);
    if (st == ZK_OK)
        st = zk_pipeline_writer(&pipeline, &writer, err);
    if (st == ZK_OK)
        st = zk_pipeline_apply(&pipeline, writer, false, &applied, err);
    zk_index_writer_close(writer);
    zk_pipeline_close(&pipeline);
    if (st == ZK_OK && *command->stop)
        st = ZK_INTERRUPTED;
    return st;
}

static void pause_ms(long ms)
{
    const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

    (void)nanosleep(&pause, NULL); /* a signal ends it early, which is right */
}

/* One look at the outbox. After a failure the writer is dropped and made again the next time. */
static enum zk_status watch_once(struct zk_pipeline *p, struct zk_index_writer **writer,
                                 int64_t *applied, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    *applied = 0;
    if (!*writer)
        st = zk_pipeline_writer(p, writer, err);
    if (st == ZK_OK)
        st = zk_pipeline_apply(p, *writer, false, applied, err);
    if (st != ZK_OK) {
        zk_index_writer_close(*writer);
        *writer = NULL;
    }
    return st;
}

static void watch(struct zk_pipeline *p)
{
    struct zk_index_writer *writer = NULL;

    while (!*p->command->stop) {
        struct zk_error why = { .status = ZK_OK };
        int64_t applied;
        char count[24];

        if (watch_once(p, &writer, &applied, &why) != ZK_OK) {
            zk_log(&p->command->log, ZK_LOG_ERROR, "watch", "why", why.detail, NULL);
            pause_ms(RETRY_MS);
            continue;
        }
        if (applied > 0) {
            (void)snprintf(count, sizeof(count), "%lld", (long long)applied);
            zk_log(&p->command->log, ZK_LOG_INFO, "indexed", "records", count, NULL);
        }
        pause_ms(applied > 0 ? COMMIT_MS : WATCH_MS);
    }
    zk_index_writer_close(writer);
}

enum zk_status zk_command_watch(struct zk_command *command, int argc, char **argv,
                                struct zk_error *err)
{
    struct zk_pipeline pipeline;
    bool helped = false;
    enum zk_status st = only_help(argc, argv,
                                  "usage: zhiku-indexer watch\n\nLike sync, again and again until"
                                  " SIGINT or SIGTERM: looks five times a second,\ncommits at most"
                                  " once a second.\n",
                                  &helped);

    if (st != ZK_OK || helped)
        return st;
    st = zk_pipeline_open(&pipeline, command, true, err);
    if (st == ZK_OK)
        watch(&pipeline);
    zk_pipeline_close(&pipeline);
    return st;
}

static void print_report(const struct zk_index_report *report)
{
    (void)printf("records\t%lld\nindexed\t%lld\nmissing\t%lld\nsurplus\t%lld\ndifferent\t%lld\n"
                 "pending\t%lld\n",
                 (long long)report->records, (long long)report->indexed,
                 (long long)report->missing, (long long)report->surplus,
                 (long long)report->different, (long long)report->skipped);
}

enum zk_status zk_command_check(struct zk_command *command, int argc, char **argv,
                                struct zk_error *err)
{
    struct zk_index_report report = { .records = 0 };
    struct zk_pipeline pipeline;
    bool helped = false;
    char *path;
    enum zk_status st = only_help(argc, argv,
                                  "usage: zhiku-indexer check\n\nReads store and index through and"
                                  " compares every record; exit code 1 when they\ndiffer.\n",
                                  &helped);

    if (st != ZK_OK || helped)
        return st;
    st = zk_pipeline_open(&pipeline, command, false, err);
    if (st == ZK_OK) {
        struct zk_arena *arena = zk_arena_open();

        st = arena ? zk_index_current(pipeline.index_path, arena, &path, err) : ZK_NO_MEMORY;
        if (st == ZK_OK)
            st = zk_pipeline_check(&pipeline, path, &report, err);
        zk_arena_close(arena);
    }
    if (st == ZK_OK || st == ZK_DIFFERENT)
        print_report(&report);
    zk_pipeline_close(&pipeline);
    return st;
}
