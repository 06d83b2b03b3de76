/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same queries through the server, one connection: a query goes to it and, at once, to the
 * engine called here. Who comes second finds the postings of the query in the processor's caches
 * (both read the same pages of the same files), so they take turns in being first. CPU of each, the
 * best of a query's passes; and the memory the server has in the end.
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
    PASSES = 6, /* the server is first in every other one */
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
    struct zk_engine *engine; /* the one called here */
    struct zk_arena *arena;   /* of one of its searches */
    int port, fd;
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

/* One query through the server; its CPU seconds. */
static enum zk_status ask_server(struct client *c, size_t number, double *seconds,
                                 struct zk_error *err)
{
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
    *seconds = settled_cpu(c) - start;
    zk_buf_free(&request);
    return st;
}

static enum zk_status ask_engine(struct client *c, size_t number, double *seconds,
                                 struct zk_error *err)
{
    double start = bench_cpu();
    struct zk_page *page;
    enum zk_status st;

    zk_arena_reset(c->arena);
    st = zk_search_run(c->engine, &c->bench->queries[number], c->arena, &page, err);
    *seconds = bench_cpu() - start;
    return st;
}

static void keep_best(double *best, double seconds)
{
    if (*best == 0 || seconds < *best)
        *best = seconds;
}

static enum zk_status pass(struct client *c, bool server_first, double *http, double *engine,
                           struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++) {
        double in_server = 0, here;

        if (server_first)
            st = ask_server(c, i, &in_server, err);
        if (st == ZK_OK)
            st = ask_engine(c, i, &here, err);
        if (st == ZK_OK && !server_first)
            st = ask_server(c, i, &in_server, err);
        if (st != ZK_OK)
            break;
        keep_best(&http[i], in_server);
        keep_best(&engine[i], here);
    }
    return st;
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

static void print(struct client *c, int pid, double *http, double *engine)
{
    double over[BENCH_QUERIES];
    struct bench_times by_http, by_engine, by_over;
    struct zk_engine_state state;

    for (size_t i = 0; i < BENCH_QUERIES; i++)
        over[i] = http[i] - engine[i];
    by_http = bench_times(http, BENCH_QUERIES);
    by_engine = bench_times(engine, BENCH_QUERIES);
    by_over = bench_times(over, BENCH_QUERIES);
    zk_engine_state(c->engine, &state);
    (void)printf("%-42s %8s %8s %8s %8s\n", "ms of CPU, 20 hits and six facets", "p50", "p95",
                 "p99", "mean");
    bench_print_times("the server, a request", &by_http);
    bench_print_times("the engine called directly", &by_engine);
    bench_print_times("  what the server adds", &by_over);
    (void)printf("http-us\t%.0f\nengine-us\t%.0f\nhttp-overhead-us\t%.0f\n"
                 "http-overhead-p95-us\t%.0f\nresponse-bytes\t%lld\n",
                 1000 * by_http.mean, 1000 * by_engine.mean, 1000 * by_over.mean,
                 1000 * by_over.p95, (long long)(c->bytes / PASSES / BENCH_QUERIES));
    (void)printf("server-mb\t%.1f\nserver-bytes-a-record\t%.0f\n", (double)own_kb(pid) / 1024,
                 1024.0 * (double)own_kb(pid) / (double)(state.records + !state.records));
}

static enum zk_status compare(struct client *c, int pid, struct zk_error *err)
{
    double *http = zk_arena_array(c->bench->arena, BENCH_QUERIES, sizeof(*http));
    double *engine = zk_arena_array(c->bench->arena, BENCH_QUERIES, sizeof(*engine));
    enum zk_status st = http && engine ? connect_to(c, err) : ZK_NO_MEMORY;

    for (int i = 0; st == ZK_OK && i < PASSES; i++)
        st = pass(c, i % 2 == 0, http, engine, err);
    if (c->fd >= 0)
        (void)close(c->fd);
    (void)usleep(TRIMMED_US);
    if (st == ZK_OK)
        print(c, pid, http, engine);
    return st;
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
    double seconds;
    enum zk_status st = connect_to(c, err);

    for (int pass = 0; st == ZK_OK && pass < 2; pass++) {
        memcpy(before, counts, sizeof(before));
        for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++)
            st = ask_server(c, i, &seconds, err);
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

static enum zk_status measure(struct client *c, int pid, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = c->bench->index_path, .readers = 1 };
    const char *counted = getenv(COUNT_FILE);
    int fd = counted ? open(counted, O_RDONLY | O_CLOEXEC) : -1;
    void *counts =
        fd >= 0 ? mmap(NULL, COUNT_CALLERS * sizeof(struct counts), PROT_READ, MAP_SHARED, fd, 0)
                : MAP_FAILED;
    enum zk_status st = zk_engine_open(&options, &c->engine, err);

    if (fd >= 0)
        (void)close(fd);
    if (st == ZK_OK)
        st = wait_ready(c, err);
    if (st == ZK_OK)
        wait_quiet(c);
    if (st == ZK_OK && counted)
        st = counts == MAP_FAILED ? zk_fail(err, ZK_IO, "", "cannot map %s", counted)
                                  : count(c, counts, err);
    else if (st == ZK_OK)
        st = compare(c, pid, err);
    zk_engine_close(c->engine);
    return st;
}

enum zk_status bench_http(struct bench *bench, int pid, int port, struct zk_error *err)
{
    struct client c = { .bench = bench,
                        .port = port,
                        .fd = -1,
                        .arena = zk_arena_open(),
                        .facets = "kind,region,discipline,industry,key_industry,year" };
    enum zk_status st = ZK_OK;

    c.response = zk_arena_alloc(bench->arena, RESPONSE_MAX);
    if (!c.response || !c.arena)
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK && clock_getcpuclockid(pid, &c.server) != 0)
        st = zk_fail(err, ZK_IO, "", "no process %d", pid);
    if (st == ZK_OK)
        st = measure(&c, pid, err);
    zk_arena_close(c.arena);
    return st;
}
