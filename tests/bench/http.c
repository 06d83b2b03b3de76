/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same queries through the server, one connection: its CPU a request beside that of the
 * engine called here, and the memory it has in the end.
 */
#include "bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PASSES = 4, REQUEST_MAX = 8192, RESPONSE_MAX = 1 << 20 };

struct client {
    struct bench *bench;
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

/* Head and body of one response. */
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

/* One pass through the server, on a connection of its own; its CPU seconds. */
static enum zk_status pass_http(struct client *c, double *seconds, struct zk_error *err)
{
    double start = server_cpu(c);
    enum zk_status st = connect_to(c, err);

    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++) {
        struct zk_buf request;

        zk_buf_init(&request, REQUEST_MAX);
        make_request(c, &c->bench->queries[i], &request);
        st = zk_buf_status(&request);
        if (st == ZK_OK && send(c->fd, request.bytes, request.len, 0) != (ssize_t)request.len)
            st = zk_fail(err, ZK_IO, "", "the server closed the connection");
        if (st == ZK_OK)
            st = receive(c, err);
        zk_buf_free(&request);
    }
    *seconds = server_cpu(c) - start;
    if (c->fd >= 0)
        (void)close(c->fd);
    c->fd = -1;
    return st;
}

static enum zk_status pass_engine(struct bench *bench, struct zk_engine *engine, double *seconds,
                                  struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    double start = bench_cpu();
    enum zk_status st = arena ? ZK_OK : ZK_NO_MEMORY;

    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++) {
        struct zk_page *page;

        zk_arena_reset(arena);
        st = zk_search_run(engine, &bench->queries[i], arena, &page, err);
    }
    *seconds = bench_cpu() - start;
    zk_arena_close(arena);
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

static enum zk_status compare(struct client *c, struct zk_engine *engine, int pid,
                              struct zk_error *err)
{
    double best_http = 0, best_engine = 0;
    struct zk_engine_state state;
    enum zk_status st = ZK_OK;

    for (int pass = 0; st == ZK_OK && pass < PASSES; pass++) {
        double http, in_process;

        st = pass_http(c, &http, err);
        if (st == ZK_OK)
            st = pass_engine(c->bench, engine, &in_process, err);
        if (st != ZK_OK)
            return st;
        best_http = pass == 0 || http < best_http ? http : best_http;
        best_engine = pass == 0 || in_process < best_engine ? in_process : best_engine;
    }
    zk_engine_state(engine, &state);
    (void)printf("http-us\t%.0f\nengine-us\t%.0f\nhttp-overhead-us\t%.0f\nresponse-bytes\t%lld\n",
                 1e6 * best_http / BENCH_QUERIES, 1e6 * best_engine / BENCH_QUERIES,
                 1e6 * (best_http - best_engine) / BENCH_QUERIES,
                 (long long)(c->bytes / PASSES / BENCH_QUERIES));
    (void)printf("server-mb\t%.1f\nserver-bytes-a-record\t%.0f\n", (double)own_kb(pid) / 1024,
                 1024.0 * (double)own_kb(pid) / (double)(state.records + !state.records));
    return st;
}

enum zk_status bench_http(struct bench *bench, int pid, int port, struct zk_error *err)
{
    struct zk_engine_options options = { .index_folder = bench->index_path, .readers = 1 };
    struct client c = { .bench = bench,
                        .port = port,
                        .fd = -1,
                        .facets = "kind,region,discipline,industry,key_industry,year" };
    struct zk_engine *engine = NULL;
    enum zk_status st = ZK_OK;

    c.response = zk_arena_alloc(bench->arena, RESPONSE_MAX);
    if (!c.response || clock_getcpuclockid(pid, &c.server) != 0)
        st = zk_fail(err, ZK_IO, "", "no process %d", pid);
    if (st == ZK_OK)
        st = zk_engine_open(&options, &engine, err);
    if (st == ZK_OK)
        st = compare(&c, engine, pid, err);
    zk_engine_close(engine);
    return st;
}
