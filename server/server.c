/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Putting app and HTTP together, and the keeper: one thread that follows the index, cuts
 * slow connections and writes the log of queries.
 */
#include "server.h"

#include "alloc.h"
#include "app.h"
#include "http.h"
#include "listen.h"
#include "teller.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PEM_MAX = 64 * 1024 };

struct zk_server {
    struct zk_app *app;
    struct zk_http *http;
    struct zk_teller *teller;
    char *tls_cert, *tls_key; /* PEM */
    char url[128];
    int port;
    int64_t quiesced_ms; /* 0: not yet */
    pthread_t keeper;
    bool keeping;
    bool stop; /* guarded by lock */
    pthread_mutex_t lock;
    pthread_cond_t wake;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *keep(void *argument)
{
    struct zk_server *server = argument;
    int64_t trimmed = now_ms();
    bool stop = false;

    while (!stop) {
        int64_t until = now_ms() + ZK_KEEPER_MS;
        struct timespec wait = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };

        zk_app_refresh(server->app);
        zk_http_sweep(server->http);
        zk_querylog_keep(server->app->querylog);
        if (now_ms() - trimmed >= ZK_TRIM_MS) {
            zk_alloc_trim(); /* what a new revision or a match needed for a moment */
            trimmed = now_ms();
        }
        pthread_mutex_lock(&server->lock);
        while (!server->stop && pthread_cond_timedwait(&server->wake, &server->lock, &wait) == 0)
            continue;
        stop = server->stop;
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

static int thread_count(const struct zk_config *config)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int count = config->threads > 0 ? config->threads : (int)(2 * (cores > 32 ? 32 : cores));

    return config->threads == 0 && count < ZK_THREADS_LEAST ? ZK_THREADS_LEAST : count;
}

/* A PEM file, NUL-terminated. */
static enum zk_status read_pem(const char *path, char **out, struct zk_error *err)
{
    FILE *file = fopen(path, "r");
    size_t len;

    *out = file ? zk_calloc(1, PEM_MAX) : NULL;
    if (!file)
        return zk_fail(err, ZK_USAGE, "tls", "cannot read %s: %s", path, strerror(errno));
    len = *out ? fread(*out, 1, PEM_MAX - 1, file) : 0;
    (void)fclose(file);
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "a certificate");
    return len > 0 ? ZK_OK : zk_fail(err, ZK_USAGE, "tls", "%s is empty", path);
}

/* Sessions go over TLS, ours or a proxy's; without it only on this machine, when told so. */
static enum zk_status check_tls(const struct zk_config *config, struct zk_error *err)
{
    bool loopback = strncmp(config->listen, "127.", 4) == 0 || strcmp(config->listen, "::1") == 0;

    if ((config->tls_cert[0] == '\0') != (config->tls_key[0] == '\0'))
        return zk_fail(err, ZK_USAGE, "tls_key", "tls_cert and tls_key go together");
    if (config->plain_cookie && (!loopback || config->tls_cert[0]))
        return zk_fail(err, ZK_USAGE, "plain_cookie",
                       "plain_cookie is for plain HTTP on a loopback address only");
    return ZK_OK;
}

static enum zk_status open_http(struct zk_server *server, const struct zk_server_options *options,
                                int threads, struct zk_error *err)
{
    const struct zk_config *config = options->config;
    struct zk_http_options http = {
        .threads = threads,
        .connections = config->connections,
        .idle_seconds = config->idle_seconds,
        .request_seconds = config->request_seconds,
        .queue_ms = options->queue_ms,
    };
    enum zk_status st = check_tls(config, err);

    if (st == ZK_OK && config->tls_cert[0]) {
        st = read_pem(config->tls_cert, &server->tls_cert, err);
        if (st == ZK_OK)
            st = read_pem(config->tls_key, &server->tls_key, err);
        http.tls_cert = server->tls_cert;
        http.tls_key = server->tls_key;
    }
    if (st == ZK_OK)
        st =
            zk_listen_open(config->listen, config->port, &http.listen_fd, &http.shared_socket, err);
    if (st != ZK_OK)
        return st;
    zk_listen_url(http.listen_fd, http.tls_cert != NULL, server->url, sizeof(server->url));
    server->port = zk_listen_port(http.listen_fd);
    st = zk_http_open(&http, server->app, &server->http, err);
    if (st != ZK_OK)
        (void)close(http.listen_fd);
    return st;
}

static enum zk_status start_keeper(struct zk_server *server, struct zk_error *err)
{
    int bad = pthread_create(&server->keeper, NULL, keep, server);

    if (bad)
        return zk_fail(err, ZK_NO_MEMORY, "", "no thread: %s", strerror(bad));
    server->keeping = true;
    return ZK_OK;
}

enum zk_status zk_server_open(const struct zk_server_options *options, struct zk_server **out,
                              struct zk_error *err)
{
    struct zk_server *server = zk_calloc(1, sizeof(*server));
    int threads = thread_count(options->config);
    pthread_condattr_t clock;
    enum zk_status st;

    *out = NULL;
    if (!server)
        return zk_fail(err, ZK_NO_MEMORY, "", "the server");
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&server->wake, &clock);
    pthread_condattr_destroy(&clock);
    st = zk_app_open(options->config, &options->log, threads, &server->app, err);
    if (st == ZK_OK)
        st = open_http(server, options, threads, err);
    if (st == ZK_OK)
        st = start_keeper(server, err);
    if (st == ZK_OK)
        st = zk_teller_open(server->app, options->config, &server->teller, err);
    if (st != ZK_OK) {
        zk_server_close(server);
        return st;
    }
    *out = server;
    return ZK_OK;
}

const char *zk_server_url(const struct zk_server *server)
{
    return server->url;
}

int zk_server_port(const struct zk_server *server)
{
    return server->port;
}

void zk_server_quiesce(struct zk_server *server)
{
    if (server->quiesced_ms == 0)
        server->quiesced_ms = now_ms();
    zk_http_quiesce(server->http);
}

bool zk_server_drained(const struct zk_server *server)
{
    if (zk_http_connections(server->http) == 0)
        return true;
    return zk_http_in_flight(server->http) == 0 && now_ms() - server->quiesced_ms > ZK_GRACE_MS;
}

void zk_server_close(struct zk_server *server)
{
    if (!server)
        return;
    pthread_mutex_lock(&server->lock);
    server->stop = true;
    pthread_cond_signal(&server->wake);
    pthread_mutex_unlock(&server->lock);
    if (server->keeping)
        (void)pthread_join(server->keeper, NULL);
    zk_teller_close(server->teller);
    zk_http_close(server->http);
    zk_app_close(server->app);
    zk_free(server->tls_cert);
    if (server->tls_key)
        explicit_bzero(server->tls_key, PEM_MAX);
    zk_free(server->tls_key);
    pthread_cond_destroy(&server->wake);
    pthread_mutex_destroy(&server->lock);
    zk_free(server);
}
