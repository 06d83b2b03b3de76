/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures of operation: requests by route and HTTP status, how long they took, how many run.
 */
#ifndef ZK_METRICS_H
#define ZK_METRICS_H

#include "buf.h"

#include <stdatomic.h>
#include <stdint.h>

enum {
    ZK_METRICS_ROUTES = 192, /* rows of routes.def, and one for what has no route */
    ZK_METRICS_HTTP = 24,    /* the HTTP numbers response.c uses, and one for others */
    ZK_METRICS_BUCKETS = 14,
};

struct zk_metrics {
    atomic_int_least64_t requests[ZK_METRICS_ROUTES][ZK_METRICS_HTTP];
    atomic_int_least64_t buckets[ZK_METRICS_BUCKETS]; /* of requests up to this long, not summed */
    atomic_int_least64_t microseconds;
    atomic_int_least64_t bytes;
    atomic_int in_flight;
    atomic_int connections;
    atomic_int_least64_t overloaded;          /* turned away: too many or too late */
    atomic_int_least64_t cut;                 /* too slow */
};

struct zk_route;

/** Count one answered request; route NULL when none was found. */
void zk_metrics_count(struct zk_metrics *metrics, const struct zk_route *route, int http,
                      int64_t microseconds, size_t bytes);

/** Append the lot as Prometheus text. */
void zk_metrics_write(const struct zk_metrics *metrics, struct zk_buf *out);

#endif
