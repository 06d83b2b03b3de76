/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Progress on standard error; see progress.h.
 */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR = 30, TERMINAL_MS = 100, FILE_MS = 10000 };

static double seconds_since(const struct timespec *then)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

void zk_progress_begin(struct zk_progress *progress, const char *what, int64_t total)
{
    *progress = (struct zk_progress){ .what = what, .total = total };
    progress->terminal = isatty(STDERR_FILENO) == 1;
    (void)clock_gettime(CLOCK_MONOTONIC, &progress->begun);
    progress->shown = progress->begun;
}

static void show(struct zk_progress *progress)
{
    double seconds = seconds_since(&progress->begun);
    double rate = seconds > 0 ? (double)progress->done / seconds : 0;
    int full = progress->total > 0 ? (int)(BAR * progress->done / progress->total) : 0;

    if (full > BAR)
        full = BAR;
    if (!progress->terminal) {
        (void)fprintf(stderr, "%s: %lld", progress->what, (long long)progress->done);
        if (progress->total > 0)
            (void)fprintf(stderr, " of %lld", (long long)progress->total);
        (void)fprintf(stderr, ", %.0f a second\n", rate);
        return;
    }
    (void)fprintf(stderr, "\r%s ", progress->what);
    if (progress->total > 0) {
        (void)fprintf(stderr, "[%.*s%*s] %lld%%", full, "##############################", BAR - full,
                      "", (long long)(100 * progress->done / progress->total));
        if (rate > 0 && progress->done < progress->total)
            (void)fprintf(stderr, " %.0f s left",
                          (double)(progress->total - progress->done) / rate);
    }
    (void)fprintf(stderr, " %lld, %.0f a second\033[K", (long long)progress->done, rate);
}

static void show_when_due(struct zk_progress *progress)
{
    int wait = progress->terminal ? TERMINAL_MS : FILE_MS;

    if (seconds_since(&progress->shown) * 1000 < wait)
        return;
    show(progress);
    (void)clock_gettime(CLOCK_MONOTONIC, &progress->shown);
}

void zk_progress_add(struct zk_progress *progress, int64_t more)
{
    progress->done += more;
    if (progress->done % 64 == 0)
        show_when_due(progress);
}

void zk_progress_reach(struct zk_progress *progress, int64_t done)
{
    progress->done = done;
    show_when_due(progress);
}

void zk_progress_end(struct zk_progress *progress)
{
    if (!progress->terminal)
        return;
    show(progress);
    (void)fputc('\n', stderr);
}
