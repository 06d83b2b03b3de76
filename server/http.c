/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sockets to requests and answers back to sockets: everything of libmicrohttpd. Its own
 * timeout is for silence only, so slow connections are cut by http_watch.c. What a request
 * means is the router's.
 */
#include "http.h"

#include "alloc.h"
#include "headers.h"
#include "http_watch.h"
#include "peer.h"
#include "router.h"

#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY = 32 * 1024,   /* request line, headers and a piece of the body */
    DISCARD_MAX = 8 * ZK_BODY_MAX,   /* of a body that is too long anyhow */
    SPARE_CONNECTIONS = 64,          /* over the limit, to be told so */
    BACKLOG_MAX = 1024,
};

static const char content_security_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

struct zk_http {
    struct MHD_Daemon *daemon;
    struct zk_app *app;
    struct zk_http_options options;
    struct zk_watch *watch;
    atomic_bool draining;
    int listen_fd;
};

/* One request on its way. */
struct exchange {
    struct zk_http *http;
    char *target;
    struct zk_buf body;
    struct zk_headers headers;
    bool begun;    /* headers were looked at */
    bool too_long; /* the body; its rest is dropped */
    size_t dropped;
    bool answered;
};

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct zk_watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static const char *cache_text(enum zk_cache cache)
{
    switch (cache) {
    case ZK_CACHE_REVALIDATE:
        return "no-cache";
    case ZK_CACHE_NEVER:
        return "no-store";
    case ZK_CACHE_FOREVER:
        return "public, max-age=31536000, immutable";
    case ZK_CACHE_HOUR:
        return "public, max-age=3600";
    }
    return "no-store";
}

static void add_headers(const struct exchange *exchange, const struct zk_response *answer,
                        bool close, struct MHD_Response *out)
{
    char seconds[16];

    (void)MHD_add_response_header(out, "Content-Security-Policy", content_security_policy);
    (void)MHD_add_response_header(out, "X-Content-Type-Options", "nosniff");
    (void)MHD_add_response_header(out, "Referrer-Policy", "same-origin");
    (void)MHD_add_response_header(out, "Cache-Control", cache_text(answer->cache));
    if (answer->http != 304)
        (void)MHD_add_response_header(out, "Content-Type", answer->type);
    if (answer->etag[0])
        (void)MHD_add_response_header(out, "ETag", answer->etag);
    if (answer->gzip && answer->http != 304)
        (void)MHD_add_response_header(out, "Content-Encoding", "gzip");
    if (answer->vary)
        (void)MHD_add_response_header(out, "Vary", "Accept-Encoding");
    if (answer->allow[0])
        (void)MHD_add_response_header(out, "Allow", answer->allow);
    if (answer->retry) {
        (void)snprintf(seconds, sizeof(seconds), "%d", ZK_RETRY_SECONDS);
        (void)MHD_add_response_header(out, "Retry-After", seconds);
    }
    if (close || atomic_load(&exchange->http->draining))
        (void)MHD_add_response_header(out, "Connection", "close");
}

/* The bytes move to libmicrohttpd, which frees them when they are sent. */
static enum MHD_Result send_answer(struct MHD_Connection *connection, struct exchange *exchange,
                                   struct zk_response *answer, bool close)
{
    struct MHD_Response *out;
    enum MHD_Result result = MHD_NO;
    char *bytes = NULL;
    size_t len = 0;

    if (answer->fixed) {
        out = MHD_create_response_from_buffer(answer->fixed_len, (void *)answer->fixed,
                                              MHD_RESPMEM_PERSISTENT);
    } else {
        bytes = zk_buf_take(&answer->body, &len);
        out = bytes ? MHD_create_response_from_buffer_with_free_callback(len, bytes, zk_free) :
                      MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    }
    if (!out) {
        zk_free(bytes);
        return MHD_NO;
    }
    add_headers(exchange, answer, close, out);
    exchange->answered = true;
    zk_watch_sending(exchange->http->watch, watched_of(connection));
    result = MHD_queue_response(connection, (unsigned)answer->http, out);
    MHD_destroy_response(out);
    return result;
}

static void log_request(struct zk_http *http, const char *method, const struct zk_route *route,
                        int number, int64_t us, size_t bytes)
{
    char status[16], micros[24], size[24];

    (void)snprintf(status, sizeof(status), "%d", number);
    (void)snprintf(micros, sizeof(micros), "%" PRId64, us);
    (void)snprintf(size, sizeof(size), "%zu", bytes);
    /* Never the target: what people search for is theirs. */
    zk_log(&http->app->log, ZK_LOG_INFO, "request", "method", method, "route",
           route ? route->pattern : "other", "status", status, "us", micros, "bytes", size, NULL);
}

/* Answer with lane and arena lent; early: why it may not even be looked at. */
static enum MHD_Result answer_with(struct MHD_Connection *connection, struct exchange *exchange,
                                   const char *method, struct zk_lane *lane,
                                   enum zk_status early, struct zk_error *err)
{
    struct zk_http *http = exchange->http;
    const struct zk_headers *headers = &exchange->headers;
    struct zk_request request = { .arena = lane->arena, .store = lane->store };
    struct zk_response answer;
    enum MHD_Result result;
    int64_t start = now_us();
    size_t bytes;

    zk_response_init(&answer);
    request.method = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ? ZK_METHOD_GET :
                     strcmp(method, "POST") == 0                               ? ZK_METHOD_POST :
                                                                                 ZK_METHOD_OTHER;
    request.role = ZK_ROLE_VISITOR; /* nobody can sign in yet */
    request.body = exchange->body.bytes;
    request.body_len = exchange->body.len;
    request.json_body = headers->json;
    request.if_none_match = headers->if_none_match[0] ? headers->if_none_match : NULL;
    request.accepts_gzip = headers->gzip;
    request.accepts_html = headers->html;
    request.private_peer = !headers->forwarded && zk_peer_is_local(connection);
    if (early == ZK_OK)
        early = zk_request_target(&request, exchange->target, err);
    if (early == ZK_OK)
        zk_router_serve(http->app, &request, &answer);
    else
        zk_router_refuse(http->app, &request, &answer, early, err);
    bytes = answer.fixed ? answer.fixed_len : answer.body.len;
    result = send_answer(connection, exchange, &answer, early != ZK_OK);
    zk_metrics_count(&http->app->metrics, request.route, answer.http, now_us() - start, bytes);
    log_request(http, request.method == ZK_METHOD_OTHER ? "other" : method, request.route,
                answer.http, now_us() - start, bytes);
    zk_response_free(&answer);
    return result;
}

static enum MHD_Result answer(struct MHD_Connection *connection, struct exchange *exchange,
                              const char *method, enum zk_status early, struct zk_error *err)
{
    struct zk_lane *lane = zk_app_borrow(exchange->http->app);
    enum MHD_Result result = answer_with(connection, exchange, method, lane, early, err);

    zk_app_return(exchange->http->app, lane);
    return result;
}

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *key,
                                   size_t key_size, const char *value, size_t value_size)
{
    (void)kind;
    zk_headers_add(cls, key, key_size, value ? value : "", value ? value_size : 0);
    return MHD_YES;
}

/* The headers are there. A refusal here closes the connection, so that nothing behind an
 * ambiguous request is ever read as another one. */
static enum zk_status check_begun(struct MHD_Connection *connection, struct exchange *exchange,
                                  const char *method, struct zk_error *err)
{
    struct zk_http *http = exchange->http;
    bool with_body = strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
    int limit = http->options.connections;
    enum zk_status st;

    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_header,
                                      &exchange->headers);
    st = zk_headers_check(&exchange->headers, with_body, err);
    if (st == ZK_OK && atomic_load(&http->app->metrics.connections) > limit) {
        atomic_fetch_add(&http->app->metrics.overloaded, 1);
        st = zk_fail(err, ZK_OVERLOADED, "", "more than %d connections", limit);
    }
    return st;
}

static void take_body(struct exchange *exchange, const char *bytes, size_t len)
{
    if (exchange->too_long) {
        exchange->dropped += len;
        return;
    }
    zk_buf_add(&exchange->body, bytes, len);
    exchange->too_long = zk_buf_status(&exchange->body) == ZK_TOO_LONG;
}

/* The whole request is there. */
static enum zk_status check_whole(struct MHD_Connection *connection, struct exchange *exchange,
                                  struct zk_error *err)
{
    struct zk_http *http = exchange->http;

    if (exchange->too_long)
        return zk_fail(err, ZK_TOO_LONG, "body", "at most %d bytes", ZK_BODY_MAX);
    if (zk_buf_status(&exchange->body) != ZK_OK)
        return zk_fail(err, ZK_NO_MEMORY, "", "a body");
    if (http->options.queue_ms > 0 && zk_peer_waited_ms(connection) > http->options.queue_ms) {
        atomic_fetch_add(&http->app->metrics.overloaded, 1);
        return zk_fail(err, ZK_OVERLOADED, "", "waited more than %d ms", http->options.queue_ms);
    }
    return ZK_OK;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_size, void **con_cls)
{
    struct exchange *exchange = *con_cls;
    struct zk_error err = { 0 };
    enum zk_status st;

    (void)cls;
    (void)url;
    (void)version;
    if (!exchange || !watched_of(connection))
        return MHD_NO; /* there was no memory for it */
    if (!exchange->begun) {
        exchange->begun = true;
        st = check_begun(connection, exchange, method, &err);
        return st == ZK_OK ? MHD_YES : answer(connection, exchange, method, st, &err);
    }
    if (*upload_size > 0) {
        take_body(exchange, upload_data, *upload_size);
        *upload_size = 0;
        return exchange->dropped > DISCARD_MAX ? MHD_NO : MHD_YES;
    }
    st = check_whole(connection, exchange, &err);
    return answer(connection, exchange, method, st, &err);
}

/* The first we see of a request, before libmicrohttpd decodes anything. */
static void *begin_request(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct zk_http *http = cls;
    struct exchange *exchange = zk_calloc(1, sizeof(*exchange));

    if (!exchange)
        return NULL;
    exchange->http = http;
    exchange->target = zk_strdup(target);
    if (!exchange->target) {
        zk_free(exchange);
        return NULL;
    }
    zk_buf_init(&exchange->body, ZK_BODY_MAX);
    atomic_fetch_add(&http->app->metrics.in_flight, 1);
    zk_watch_reading(http->watch, watched_of(connection));
    return exchange;
}

static void end_request(void *cls, struct MHD_Connection *connection, void **con_cls,
                        enum MHD_RequestTerminationCode code)
{
    struct zk_http *http = cls;
    struct exchange *exchange = *con_cls;

    if (!exchange)
        return;
    if (!exchange->answered)
        zk_log(&http->app->log, ZK_LOG_INFO, "request_cut", "why",
               code == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED ? "silent" : "closed", NULL);
    zk_watch_idle(http->watch, watched_of(connection));
    atomic_fetch_sub(&http->app->metrics.in_flight, 1);
    zk_buf_free(&exchange->body);
    zk_free(exchange->target);
    zk_free(exchange);
    *con_cls = NULL;
}

static void connection_changed(void *cls, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode code)
{
    struct zk_http *http = cls;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = zk_watch_add(http->watch, zk_peer_socket(connection));
        if (*context)
            atomic_fetch_add(&http->app->metrics.connections, 1);
    } else if (*context) {
        zk_watch_remove(http->watch, *context);
        *context = NULL;
        atomic_fetch_sub(&http->app->metrics.connections, 1);
    }
}

/* We decode for ourselves: request.c. */
static size_t leave_escaped(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls;
    (void)connection;
    return strlen(text);
}

static void log_library(void *cls, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void log_library(void *cls, const char *format, va_list args)
{
    struct zk_http *http = cls;
    char text[512];

    (void)vsnprintf(text, sizeof(text), format, args);
    text[strcspn(text, "\n")] = '\0';
    zk_log(&http->app->log, ZK_LOG_DEBUG, "libmicrohttpd", "detail", text, NULL);
}

static struct MHD_Daemon *start(struct zk_http *http)
{
    const struct zk_http_options *o = &http->options;
    /* The limit is shared out evenly, connections are not: leave room, and count ourselves. */
    unsigned limit = (unsigned)(2 * o->connections + o->threads * SPARE_CONNECTIONS);

    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, NULL, NULL, handle,
        http, MHD_OPTION_EXTERNAL_LOGGER, log_library, http, MHD_OPTION_LISTEN_SOCKET,
        o->listen_fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)o->threads,
        MHD_OPTION_CONNECTION_LIMIT, limit, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)o->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, begin_request, http,
        MHD_OPTION_NOTIFY_COMPLETED, end_request, http, MHD_OPTION_NOTIFY_CONNECTION,
        connection_changed, http, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
        MHD_OPTION_END);
}

enum zk_status zk_http_open(const struct zk_http_options *options, struct zk_app *app,
                            struct zk_http **out, struct zk_error *err)
{
    struct zk_http *http = zk_calloc(1, sizeof(*http));
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (!http)
        return zk_fail(err, ZK_NO_MEMORY, "", "the HTTP server");
    http->app = app;
    http->options = *options;
    http->listen_fd = options->listen_fd;
    st = zk_watch_open(options->idle_seconds, options->request_seconds, &http->watch, err);
    if (st == ZK_OK) {
        http->daemon = start(http);
        if (!http->daemon)
            st = zk_fail(err, ZK_IO, "", "the HTTP server cannot start: %s", strerror(errno));
    }
    if (st != ZK_OK) {
        zk_watch_close(http->watch);
        zk_free(http);
        return st;
    }
    *out = http;
    return ZK_OK;
}

void zk_http_sweep(struct zk_http *http)
{
    atomic_fetch_add(&http->app->metrics.cut, zk_watch_sweep(http->watch));
}

/* Connections the kernel has accepted already are served; whoever comes later is refused. */
static void empty_backlog(struct zk_http *http)
{
    struct sockaddr_storage address;

    for (int i = 0; i < BACKLOG_MAX; i++) {
        socklen_t len = sizeof(address);
        int fd = accept4(http->listen_fd, (struct sockaddr *)&address, &len,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd < 0)
            break;
        (void)MHD_add_connection(http->daemon, fd, (const struct sockaddr *)&address, len);
    }
}

void zk_http_quiesce(struct zk_http *http)
{
    if (atomic_exchange(&http->draining, true))
        return;
    (void)MHD_quiesce_daemon(http->daemon);
    if (http->options.shared_socket)
        return; /* whoever waits is served by our successor */
    empty_backlog(http);
    (void)shutdown(http->listen_fd, SHUT_RDWR);
}

int zk_http_in_flight(const struct zk_http *http)
{
    return atomic_load(&http->app->metrics.in_flight);
}

int zk_http_connections(const struct zk_http *http)
{
    return atomic_load(&http->app->metrics.connections);
}

void zk_http_close(struct zk_http *http)
{
    if (!http)
        return;
    zk_http_quiesce(http); /* else libmicrohttpd would close the socket itself */
    MHD_stop_daemon(http->daemon);
    (void)close(http->listen_fd);
    zk_watch_close(http->watch);
    zk_free(http);
}
