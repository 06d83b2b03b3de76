/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Log lines to one stream: time, level, event, then key="value" pairs, one line each;
 * control characters in values are escaped, so that nobody can forge a line.
 */
#ifndef ZK_LOG_H
#define ZK_LOG_H

#include <stdio.h>

enum zk_log_level { ZK_LOG_ERROR, ZK_LOG_WARN, ZK_LOG_INFO, ZK_LOG_DEBUG };

struct zk_log {
    FILE *stream; /* NULL: silent */
    enum zk_log_level level;
};

/** pairs: key, value, …, NULL; values are text. Safe from several threads (one write a line). */
void zk_log(const struct zk_log *log, enum zk_log_level level, const char *event, ...)
    __attribute__((sentinel));

/** Level by name; -1 when there is none. */
int zk_log_level_find(const char *name);

#endif
