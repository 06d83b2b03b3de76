/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-bench: one measurement a call; script/bench makes the corpus and calls them in order.
 */
#include "bench.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_cpu(void)
{
    return now(CLOCK_THREAD_CPUTIME_ID);
}

double bench_wall(void)
{
    return now(CLOCK_MONOTONIC);
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

struct bench_times bench_times(double *seconds, size_t count)
{
    struct bench_times out = { 0 };

    if (count == 0)
        return out;
    qsort(seconds, count, sizeof(*seconds), by_size);
    for (size_t i = 0; i < count; i++)
        out.mean += 1000 * seconds[i] / (double)count;
    out.p50 = 1000 * seconds[count / 2];
    out.p95 = 1000 * seconds[count * 95 / 100];
    out.p99 = 1000 * seconds[count * 99 / 100];
    return out;
}

void bench_print_times(const char *name, const struct bench_times *times)
{
    (void)printf("%-42s %8.3f %8.3f %8.3f %8.3f\n", name, times->p50, times->p95, times->p99,
                 times->mean);
}

static enum zk_status find_facets(struct bench *bench, struct zk_error *err)
{
    static const char *const names[BENCH_FACETS] = { "kind",     "region",       "discipline",
                                                     "industry", "key_industry", "year" };

    zk_facets_init(&bench->facets);
    for (int i = 0; i < BENCH_FACETS; i++) {
        bench->counted[i] = zk_facets_find(&bench->facets, names[i], strlen(names[i]));
        if (bench->counted[i] < 0)
            return zk_fail(err, ZK_NOT_FOUND, "", "there is no facet %s", names[i]);
    }
    return ZK_OK;
}

static enum zk_status run(struct bench *bench, int argc, char **argv, struct zk_error *err)
{
    const char *what = argv[1];
    enum zk_status st = find_facets(bench, err);

    if (st == ZK_OK)
        st = zk_text_open(&bench->text, err);
    if (st == ZK_OK && strcmp(what, "build") == 0 && argc >= 3)
        return bench_build(bench, argv[2], argc == 3, err);
    if (st == ZK_OK && strcmp(what, "match") == 0 && argc == 3)
        return bench_match(bench, atoll(argv[2]), err);
    if (st == ZK_OK && strcmp(what, "avoid") == 0 && argc == 3)
        return bench_avoid(bench, atoll(argv[2]), err);
    if (st == ZK_OK)
        st = bench_queries(bench, err);
    if (st != ZK_OK)
        return st;
    if (strcmp(what, "rows") == 0)
        return bench_rows(bench, err);
#ifdef BENCH_RIVALS
    if (strcmp(what, "rivals") == 0)
        return bench_rivals(bench, err);
#endif
    if (strcmp(what, "update") == 0)
        return bench_update(bench, err);
    if (strcmp(what, "http") == 0 && argc == 4)
        return bench_http(bench, atoi(argv[2]), atoi(argv[3]), err);
    return zk_fail(err, ZK_USAGE, "", "unknown measurement %s", what);
}

int main(int argc, char **argv)
{
    const char *data = getenv("ZHIKU_DATA");
    struct bench bench = { .arena = zk_arena_open() };
    struct zk_error err = { 0 };
    enum zk_status st;

    if (argc < 2 || !data || !bench.arena) {
        (void)fprintf(stderr, "usage: ZHIKU_DATA=FOLDER zhiku-bench build INDEXER [alone] | rows |"
                              " update | http PID PORT | match EXPERTS | avoid EXPERTS\n\nscript/bench calls it.\n");
        return 2;
    }
    (void)snprintf(bench.store_path, BENCH_PATH, "%s/zhiku.db", data);
    (void)snprintf(bench.index_path, BENCH_PATH, "%s/index", data);
    (void)snprintf(bench.plain_path, BENCH_PATH, "%s/plain", data);
    (void)snprintf(bench.rivals_path, BENCH_PATH, "%s/rivals", data);
    st = run(&bench, argc, argv, &err);
    if (st != ZK_OK)
        (void)fprintf(stderr, "zhiku-bench: %s: %s\n", zk_status_text(st), err.detail);
    zk_text_close(bench.text);
    zk_arena_close(bench.arena);
    return zk_status_exit(st);
}
