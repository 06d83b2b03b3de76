/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far long work has come: a bar that moves on a terminal, a line now and then elsewhere.
 */
#ifndef ZK_PROGRESS_H
#define ZK_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct zk_progress {
    const char *what;
    int64_t total; /* 0: unknown */
    int64_t done;
    bool terminal;
    struct timespec begun, shown;
};

void zk_progress_begin(struct zk_progress *progress, const char *what, int64_t total);
/** Cheap: shows at most ten times a second, or every ten seconds where nobody watches. */
void zk_progress_add(struct zk_progress *progress, int64_t more);
/** The same, for work that tells how much is done in all. */
void zk_progress_reach(struct zk_progress *progress, int64_t done);
void zk_progress_end(struct zk_progress *progress);

#endif
