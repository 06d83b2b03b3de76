/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often somebody may ask. One bounded table in memory serves rates (so many a minute, as the
 * generic cell rate algorithm, ITU-T I.371) and the growing delay after failed logins. Keys are
 * hashed with a secret of the process; when the table is full, the entry that says least goes.
 * Safe from several threads.
 */
#ifndef ZK_LIMIT_H
#define ZK_LIMIT_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

enum {
    ZK_LIMIT_MINUTE = 60000, /* ms */
    ZK_LIMIT_HOUR = 3600000,
    ZK_LIMIT_FREE_FAILURES = 5,     /* failures before there is a delay */
    ZK_LIMIT_DELAY_MAX_MS = 900000, /* never longer, so that nobody is locked out for good */
};

struct zk_limits;

/** @param entries  at most, a power of two */
enum zk_status zk_limits_open(int entries, struct zk_limits **out, struct zk_error *err);
void zk_limits_close(struct zk_limits *limits);

/**
 * One use of what key names ("search 203.0.113.7"): at most so many in period_ms, all of them at
 * once if need be.
 *
 * @return 0, or the milliseconds to wait: then the use does not count
 */
int64_t zk_limit_use(struct zk_limits *limits, const char *key, int most, int64_t period_ms,
                     int64_t now_ms);

/** So many uses at once: when there is no room for all of them, none counts. */
int64_t zk_limit_use_many(struct zk_limits *limits, const char *key, size_t uses, int most,
                          int64_t period_ms, int64_t now_ms);

/** Milliseconds until key may try again, after the failures it had. */
int64_t zk_limit_wait(struct zk_limits *limits, const char *key, int64_t now_ms);
/** It failed; the delay doubles from the ZK_LIMIT_FREE_FAILURES-th on, and is forgotten an hour
 * later. */
void zk_limit_failed(struct zk_limits *limits, const char *key, int64_t now_ms);
void zk_limit_succeeded(struct zk_limits *limits, const char *key);

#endif
