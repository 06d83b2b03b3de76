/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counting requests and writing the counts as Prometheus text. What is known of index and
 * store is written by the handler of /metrics.
 */
#include "metrics.h"

#include "router.h"

#include <inttypes.h>

static const int numbers[] = { 200, 201, 202, 204, 301, 304, 400, 401, 403, 404, 405, 409, 412,
                               413, 414, 415, 422, 428, 429, 500, 503 };

enum { NUMBERS = sizeof(numbers) / sizeof(numbers[0]) };

_Static_assert((int)NUMBERS < (int)ZK_METRICS_HTTP, "one column is left for other numbers");

/* Upper bounds in µs; what is over the last one falls into the column behind it. */
static const int64_t bounds[] = { 500,   1000,   2500,   5000,   10000,  25000,  50000,
                                  100000, 250000, 500000, 1000000, 2500000, 10000000 };

enum { BOUNDS = sizeof(bounds) / sizeof(bounds[0]) };

_Static_assert((int)BOUNDS + 1 == (int)ZK_METRICS_BUCKETS, "a bucket a bound, and one behind the last");

void zk_metrics_count(struct zk_metrics *metrics, const struct zk_route *route, int http,
                      int64_t microseconds, size_t bytes)
{
    size_t rows;
    const struct zk_route *first = zk_routes(&rows);
    size_t row = route ? (size_t)(route - first) : rows;
    int column = 0, bucket = 0;

    while (column < NUMBERS && numbers[column] != http)
        column++;
    while (bucket < BOUNDS && microseconds > bounds[bucket])
        bucket++;
    if (row < ZK_METRICS_ROUTES)
        atomic_fetch_add(&metrics->requests[row][column], 1);
    atomic_fetch_add(&metrics->buckets[bucket], 1);
    atomic_fetch_add(&metrics->microseconds, microseconds);
    atomic_fetch_add(&metrics->bytes, (int_least64_t)bytes);
}

static void write_head(struct zk_buf *out, const char *name, const char *type, const char *help)
{
    zk_buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_requests(const struct zk_metrics *metrics, struct zk_buf *out)
{
    size_t rows;
    const struct zk_route *routes = zk_routes(&rows);

    write_head(out, "zhiku_http_requests_total", "counter", "Requests answered.");
    for (size_t row = 0; row <= rows && row < ZK_METRICS_ROUTES; row++) {
        for (int column = 0; column <= NUMBERS; column++) {
            int64_t count = atomic_load(&metrics->requests[row][column]);

            if (count == 0)
                continue;
            zk_buf_addf(out, "zhiku_http_requests_total{route=\"%s\",method=\"%s\",status=\"",
                        row < rows ? routes[row].pattern : "other",
                        row == rows ? "other" : zk_method_name(routes[row].method));
            if (column < NUMBERS)
                zk_buf_addf(out, "%d", numbers[column]);
            else
                zk_buf_adds(out, "other");
            zk_buf_addf(out, "\"} %" PRId64 "\n", count);
        }
    }
}

static void write_durations(const struct zk_metrics *metrics, struct zk_buf *out)
{
    static const char name[] = "zhiku_http_request_duration_seconds";
    int64_t sum = 0;

    write_head(out, name, "histogram", "From the last byte of a request to its answer.");
    for (int i = 0; i < ZK_METRICS_BUCKETS; i++) {
        sum += atomic_load(&metrics->buckets[i]);
        if (i < BOUNDS)
            zk_buf_addf(out, "%s_bucket{le=\"%g\"} %" PRId64 "\n", name, (double)bounds[i] / 1e6,
                        sum);
        else
            zk_buf_addf(out, "%s_bucket{le=\"+Inf\"} %" PRId64 "\n", name, sum);
    }
    zk_buf_addf(out, "%s_sum %.6f\n%s_count %" PRId64 "\n", name,
                (double)atomic_load(&metrics->microseconds) / 1e6, name, sum);
}

static void write_one(struct zk_buf *out, const char *name, const char *type, const char *help,
                      int64_t value)
{
    write_head(out, name, type, help);
    zk_buf_addf(out, "%s %" PRId64 "\n", name, value);
}

void zk_metrics_write(const struct zk_metrics *metrics, struct zk_buf *out)
{
    write_requests(metrics, out);
    write_durations(metrics, out);
    write_one(out, "zhiku_http_answer_bytes_total", "counter", "Bytes of bodies answered.",
              atomic_load(&metrics->bytes));
    write_one(out, "zhiku_http_in_flight", "gauge", "Requests being read or answered.",
              atomic_load(&metrics->in_flight));
    write_one(out, "zhiku_http_connections", "gauge", "Open connections.",
              atomic_load(&metrics->connections));
    write_one(out, "zhiku_http_overloaded_total", "counter", "Requests turned away with 503.",
              atomic_load(&metrics->overloaded));
    write_one(out, "zhiku_http_cut_total", "counter", "Connections cut for being too slow.",
              atomic_load(&metrics->cut));
}
