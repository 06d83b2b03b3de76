/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same queries through the server, one connection: its CPU, the engine's share of it as the
 * answer tells it (took_us, by the clock), and the memory the server has in the end. The engine
 * called elsewhere is no measure of what is on top of it: it finds other things in the processor's
 * caches, and differs by more than what is measured.
 */
#include "bench.h"

#include "count.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    PASSES = 7,
    IDLE_US = 200,
    QUIET_US = 1000000,    /* without any CPU, and the server has done what it does at its start */
    TRIMMED_US = 11000000, /* by then it has given back what it needed for a moment only */
    READY_TRIES = 600,
    READY_US = 100000,
    REQUEST_MAX = 8192,
    RESPONSE_MAX = 1 << 20
};

#define QUIET_CPU 0.01 /* seconds, of its clocks that tick */

struct client {
    struct bench *bench;
    int pid, port, fd;
    clockid_t server;   /* its CPU clock */
    const char *facets; /* parameter */
    char *response;
    int64_t bytes; /* of all responses */
};

static double server_cpu(const struct client *c)
{
    struct timespec t;

    return clock_gettime(c->server, &t) == 0 ? (double)t.tv_sec + (double)t.tv_nsec / 1e9 : 0;
}

static enum zk_status connect_to(struct client *c, struct zk_error *err)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)c->port) };
    int on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        return zk_fail(err, ZK_IO, "", "no server on port %d", c->port);
    (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return ZK_OK;
}

static void add_escaped(struct zk_buf *out, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        zk_buf_addf(out, "%%%02X", (unsigned char)bytes[i]);
}

static void make_request(const struct client *c, const struct zk_search_params *query,
                         struct zk_buf *out)
{
    char code[8];

    zk_buf_adds(out, "GET /api/v1/search?q=");
    add_escaped(out, query->q, query->q_len);
    zk_buf_addf(out, "&size=%d&facets=%s", query->size, c->facets);
    for (size_t i = 0; i < query->selected_count; i++) {
        const struct zk_facet *facet = &c->bench->facets.list[query->selected[i].facet];

        zk_buf_addf(out, "&%s=%s", facet->name, zk_facet_code(facet, query->selected[i].row, code));
    }
    zk_buf_adds(out, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

/* Head and body of one response that is to be 200. */
static enum zk_status receive(struct client *c, struct zk_error *err)
{
    size_t have = 0, want = 0;

    while (want == 0 || have < want) {
        ssize_t n = recv(c->fd, c->response + have, RESPONSE_MAX - 1 - have, 0);
        const char *end, *length;

        if (n <= 0)
            return zk_fail(err, ZK_IO, "", "the server closed the connection");
        have += (size_t)n;
        c->response[have] = '\0';
        end = want == 0 ? strstr(c->response, "\r\n\r\n") : NULL;
        length = end ? strstr(c->response, "Content-Length: ") : NULL;
        if (length)
            want = (size_t)(end + 4 - c->response) + strtoul(length + 16, NULL, 10);
    }
    c->bytes += (int64_t)have;
    if (strncmp(c->response, "HTTP/1.1 200", 12) != 0)
        return zk_fail(err, ZK_IO, "", "the server says %.200s", c->response);
    return ZK_OK;
}

/* A server of a large index listens before it has loaded it. */
static enum zk_status wait_ready(struct client *c, struct zk_error *err)
{
    static const char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    enum zk_status st = ZK_IO;

    for (int i = 0; st != ZK_OK && i < READY_TRIES; i++) {
        st = connect_to(c, err);
        if (st == ZK_OK && send(c->fd, request, sizeof(request) - 1, 0) < 0)
            st = zk_fail(err, ZK_IO, "", "the server closed the connection");
        if (st == ZK_OK)
            st = receive(c, err);
        if (c->fd >= 0)
            (void)close(c->fd);
        if (st != ZK_OK)
            (void)usleep(READY_US);
    }
    c->bytes = 0;
    return st;
}

/* The server has gone back to sleep when its clock stands still. */
static double settled_cpu(const struct client *c)
{
    double before, now = server_cpu(c);

    do {
        before = now;
        (void)usleep(IDLE_US);
        now = server_cpu(c);
    } while (now > before);
    return now;
}

/* Who has just begun looks at the demands that are open, and tells who follows something. */
static void wait_quiet(const struct client *c)
{
    double before, now = server_cpu(c);

    do {
        before = now;
        (void)usleep(QUIET_US);
        now = server_cpu(c);
    } while (now - before > QUIET_CPU);
}

/* Of a request, seconds. */
struct cost {
    double server; /* its CPU */
    double engine; /* by the clock */
};

static enum zk_status ask_server(struct client *c, size_t number, struct cost *cost,
                                 struct zk_error *err)
{
    static const char took[] = "\"took_us\":";
    const char *told;
    double start;
    struct zk_buf request;
    enum zk_status st;

    zk_buf_init(&request, REQUEST_MAX);
    make_request(c, &c->bench->queries[number], &request);
    st = zk_buf_status(&request);
    start = settled_cpu(c);
    if (st == ZK_OK && send(c->fd, request.bytes, request.len, 0) != (ssize_t)request.len)
        st = zk_fail(err, ZK_IO, "", "the server closed the connection");
    if (st == ZK_OK)
        st = receive(c, err);
    cost->server = settled_cpu(c) - start;
    zk_buf_free(&request);
    if (st != ZK_OK)
        return st;
    told = strstr(c->response, took);
    if (!told)
        return zk_fail(err, ZK_IO, "", "the answer has no took_us");
    cost->engine = strtod(told + sizeof(took) - 1, NULL) / 1e6;
    return ZK_OK;
}

/* Memory that is the server's own: what it maps of files is not. */
static long own_kb(int pid)
{
    char path[64], line[256];
    long kb = 0;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%d/status", pid);
    file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, "RssAnon:", 8) == 0)
            kb = strtol(line + 8, NULL, 10);
    }
    if (file)
        (void)fclose(file);
    return kb;
}

/* Of a query's passes the one in which the engine was interrupted least. */
static const struct cost *undisturbed(const struct cost passes[PASSES])
{
    const struct cost *best = &passes[0];

    for (int i = 1; i < PASSES; i++) {
        if (passes[i].engine < best->engine)
            best = &passes[i];
    }
    return best;
}

static void print_times(struct cost (*costs)[PASSES])
{
    double all[BENCH_QUERIES], engine[BENCH_QUERIES], added[BENCH_QUERIES];
    struct bench_times by_all, by_engine, by_added;

    for (size_t i = 0; i < BENCH_QUERIES; i++) {
        const struct cost *cost = undisturbed(costs[i]);

        all[i] = cost->server;
        engine[i] = cost->engine;
        added[i] = cost->server - cost->engine;
    }
    by_all = bench_times(all, BENCH_QUERIES);
    by_engine = bench_times(engine, BENCH_QUERIES);
    by_added = bench_times(added, BENCH_QUERIES);
    (void)printf("%-42s %8s %8s %8s %8s\n", "ms of CPU, 20 hits and six facets", "p50", "p95",
                 "p99", "mean");
    bench_print_times("the server, a request", &by_all);
    bench_print_times("its engine, by the clock", &by_engine);
    bench_print_times("  what is on top of it", &by_added);
    (void)printf("http-us\t%.0f\nengine-us\t%.0f\nhttp-overhead-us\t%.0f\n"
                 "http-overhead-p95-us\t%.0f\n",
                 1000 * by_all.mean, 1000 * by_engine.mean, 1000 * by_added.mean,
                 1000 * by_added.p95);
}

static enum zk_status print_memory(const struct client *c, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = c->bench->index_path, .readers = 1 };
    double kb = (double)own_kb(c->pid);
    struct zk_engine_state state;
    struct zk_engine *engine;
    enum zk_status st = zk_engine_open(&options, &engine, err);

    if (st != ZK_OK)
        return st;
    zk_engine_state(engine, &state);
    (void)printf("server-mb\t%.1f\nserver-bytes-a-record\t%.0f\n", kb / 1024,
                 1024 * kb / (double)(state.records + !state.records));
    zk_engine_close(engine);
    return ZK_OK;
}

static enum zk_status time_requests(struct client *c, struct zk_error *err)
{
    struct cost(*costs)[PASSES] = zk_arena_array(c->bench->arena, BENCH_QUERIES, sizeof(*costs));
    enum zk_status st = costs ? connect_to(c, err) : ZK_NO_MEMORY;

    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++)
            st = ask_server(c, i, &costs[i][pass], err);
    }
    if (c->fd >= 0)
        (void)close(c->fd);
    if (st != ZK_OK)
        return st;
    (void)usleep(TRIMMED_US);
    print_times(costs);
    (void)printf("response-bytes\t%lld\n", (long long)(c->bytes / PASSES / BENCH_QUERIES));
    return print_memory(c, err);
}

static void print_counts(const char *name, const struct counts *before, const struct counts *now)
{
    double requests = BENCH_QUERIES;

    (void)printf("%-42s %8.0f %8.1f %8.0f %8.1f\n", name,
                 (double)(now->allocations - before->allocations) / requests,
                 (double)(now->allocated - before->allocated) / requests / 1000,
                 (double)(now->copies - before->copies) / requests,
                 (double)(now->copied - before->copied) / requests / 1000);
}

/* A counted server: one pass to fill its caches, then what one more costs. */
static enum zk_status count(struct client *c, const struct counts *counts, struct zk_error *err)
{
    struct counts before[COUNT_CALLERS] = { { 0 } };
    struct cost cost;
    enum zk_status st = connect_to(c, err);

    for (int pass = 0; st == ZK_OK && pass < 2; pass++) {
        memcpy(before, counts, sizeof(before));
        for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++)
            st = ask_server(c, i, &cost, err);
    }
    if (c->fd >= 0)
        (void)close(c->fd);
    if (st != ZK_OK)
        return st;
    (void)printf("%-42s %8s %8s %8s %8s\n", "a request", "allocs", "kB", "copies", "kB");
    print_counts("the server's own code", &before[COUNT_OWN], &counts[COUNT_OWN]);
    print_counts("its libraries", &before[COUNT_LIBRARIES], &counts[COUNT_LIBRARIES]);
    for (int i = 0; i < COUNT_CALLERS; i++) {
        const char *whose = i == COUNT_OWN ? "own" : "libraries";

        (void)printf("request-allocations-%s\t%.0f\nrequest-copies-%s\t%.0f\n", whose,
                     (double)(counts[i].allocations - before[i].allocations) / BENCH_QUERIES, whose,
                     (double)(counts[i].copies - before[i].copies) / BENCH_QUERIES);
    }
    return ZK_OK;
}

static enum zk_status measure(struct client *c, struct zk_error *err)
{
    const char *counted = getenv(COUNT_FILE);
    int fd = counted ? open(counted, O_RDONLY | O_CLOEXEC) : -1;
    void *counts =
        fd >= 0 ? mmap(NULL, COUNT_CALLERS * sizeof(struct counts), PROT_READ, MAP_SHARED, fd, 0)
                : MAP_FAILED;
    enum zk_status st = wait_ready(c, err);

    if (fd >= 0)
        (void)close(fd);
    if (st != ZK_OK)
        return st;
    wait_quiet(c);
    if (!counted)
        return time_requests(c, err);
    return counts == MAP_FAILED ? zk_fail(err, ZK_IO, "", "cannot map %s", counted)
                                : count(c, counts, err);
}

enum zk_status bench_http(struct bench *bench, int pid, int port, struct zk_error *err)
{
    struct client c = { .bench = bench,
                        .pid = pid,
                        .port = port,
                        .fd = -1,
                        .facets = "kind,region,discipline,industry,key_industry,year" };

    c.response = zk_arena_alloc(bench->arena, RESPONSE_MAX);
    if (!c.response)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (clock_getcpuclockid(pid, &c.server) != 0)
        return zk_fail(err, ZK_IO, "", "no process %d", pid);
    return measure(&c, err);
}
