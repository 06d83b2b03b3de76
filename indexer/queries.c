/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queries: what was searched for and how often it found nothing, as tab-separated lines.
 */
#include "command.h"

#include "queries.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: zhiku-indexer queries [--zero] [--since DATE] [--by text|filter]\n\n"
    "Prints what was searched for, how often, and how often it found nothing: those first\n"
    "that found nothing most often, at most 1000.\n\n"
    "  --zero        only what found nothing at least once\n"
    "  --since DATE  from this day on (2026-11-01, UTC)\n"
    "  --by filter   by the filters that were chosen, not by the words\n";

static enum zk_status read_options(int argc, char **argv, struct zk_query_report *out, bool *helped,
                                   struct zk_error *err)
{
    static const struct option options[] = {
        { "zero", no_argument, NULL, 'z' },
        { "since", required_argument, NULL, 's' },
        { "by", required_argument, NULL, 'b' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'z')
            out->zero = true;
        else if (option == 's')
            out->since = optarg;
        else if (option == 'b' && (strcmp(optarg, "filter") == 0 || strcmp(optarg, "text") == 0))
            out->by_filters = optarg[0] == 'f';
        else if (option == 'h')
            *helped = true;
        else
            return option == 'b' ? zk_fail(err, ZK_USAGE, "by", "--by wants text or filter")
                                 : ZK_USAGE;
    }
    if (optind < argc)
        return zk_fail(err, ZK_USAGE, "", "queries takes no '%s'", argv[optind]);
    if (out->since[0] && !zk_query_is_day(out->since))
        return zk_fail(err, ZK_USAGE, "since", "--since wants a day, as 2026-11-01");
    return ZK_OK;
}

static enum zk_status print_report(struct zk_store *store, const struct zk_query_report *report,
                                   struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_query_count *rows;
    size_t count;
    enum zk_status st;

    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a report");
    st = zk_store_query_report(store, report, arena, &rows, &count, err);
    if (st == ZK_OK)
        (void)printf("%s\tasked\tnone\n", report->by_filters ? "filters" : "text");
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        (void)printf("%s\t%lld\t%lld\n", rows[i].what, (long long)rows[i].asked,
                     (long long)rows[i].none);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_command_queries(struct zk_command *command, int argc, char **argv,
                                  struct zk_error *err)
{
    struct zk_query_report report = { .since = "", .size = ZK_QUERY_REPORT_MAX };
    struct zk_store *store = NULL;
    char path[ZK_PATH_MAX];
    bool helped = false;
    enum zk_status st = read_options(argc, argv, &report, &helped, err);

    if (st != ZK_OK || helped) {
        if (helped)
            (void)fputs(usage, stdout);
        return helped ? ZK_OK : st;
    }
    st = zk_config_store_path(command->config, path, err);
    if (st == ZK_OK)
        st = zk_store_open(path, ZK_STORE_READ, &store, err);
    if (st == ZK_OK)
        st = print_report(store, &report, err);
    zk_store_close(store);
    return st;
}
