/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sockets to requests and answers back to sockets: everything of libmicrohttpd. Its own
 * timeout is for silence only, so slow connections are cut by http_watch.c. What a request
 * means is the router's.
 */
#include "http.h"

#include "alloc.h"
#include "http_exchange.h"
#include "http_send.h"
#include "http_watch.h"
#include "router.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY = 32 * 1024, /* request line, headers and a piece of the body */
    DISCARD_MAX = 8 * ZK_BODY_MAX, /* of a body that is too long anyhow */
    SPARE_CONNECTIONS = 64,        /* over the limit, to be told so */
    BACKLOG_MAX = 1024,
};

static struct zk_watched *watched_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, struct zk_exchange *exchange)
{
    struct zk_http *http = exchange->http;
    bool close = exchange->close || atomic_load(&http->draining);

    exchange->state = SENT;
    zk_watch_sending(http->watch, watched_of(connection));
    return zk_http_send(connection, &exchange->answer, close, http->options.tls_cert != NULL);
}

/* ---- what writes to the store, which workers run ---- */

static void work(struct zk_job *job)
{
    struct zk_exchange *exchange = (struct zk_exchange *)job;
    struct zk_error err = { 0 };

    zk_exchange_answer(exchange, ZK_OK, &err);
    exchange->state = ANSWERED;
    MHD_resume_connection(exchange->connection);
}

/* The connection sleeps until a worker is through; handle() is called once more then. */
static enum MHD_Result hand_over(struct MHD_Connection *connection, struct zk_exchange *exchange)
{
    exchange->job.run = work;
    exchange->connection = connection;
    exchange->state = WAITING;
    MHD_suspend_connection(connection);
    if (!zk_work_push(exchange->http->app->work, &exchange->job, ZK_WORK_QUEUE)) {
        atomic_fetch_add(&exchange->http->app->metrics.overloaded, 1);
        exchange->state = TURNED_AWAY;
        MHD_resume_connection(connection);
    }
    return MHD_YES;
}

static enum MHD_Result answer(struct MHD_Connection *connection, struct zk_exchange *exchange,
                              enum zk_status early, struct zk_error *err)
{
    zk_exchange_answer(exchange, early, err);
    return exchange->answer.for_worker ? hand_over(connection, exchange)
                                       : send_answer(connection, exchange);
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
static enum zk_status check_begun(struct MHD_Connection *connection, struct zk_exchange *exchange,
                                  const char *method, struct zk_error *err)
{
    struct zk_http *http = exchange->http;
    bool with_body = strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
    int limit = http->options.connections;
    enum zk_status st;

    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_header, &exchange->headers);
    st = zk_headers_check(&exchange->headers, with_body, err);
    if (st == ZK_OK && atomic_load(&http->app->metrics.connections) > limit) {
        atomic_fetch_add(&http->app->metrics.overloaded, 1);
        st = zk_fail(err, ZK_OVERLOADED, "", "more than %d connections", limit);
    }
    return st;
}

static void take_body(struct zk_exchange *exchange, const char *bytes, size_t len)
{
    if (exchange->too_long) {
        exchange->dropped += len;
        return;
    }
    zk_buf_add(&exchange->body, bytes, len);
    exchange->too_long = zk_buf_status(&exchange->body) == ZK_TOO_LONG;
}

/* The whole request is there. */
static enum zk_status check_whole(struct MHD_Connection *connection, struct zk_exchange *exchange,
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

/* The headers are there: who asks from where, and may it go on? */
static enum MHD_Result begin(struct MHD_Connection *connection, struct zk_exchange *exchange,
                             const char *method)
{
    struct zk_error err = { 0 };
    enum zk_status st;

    exchange->state = READING;
    exchange->method = zk_method_find(method);
    exchange->local = zk_peer_is_local(connection);
    zk_peer_text(connection, exchange->address);
    st = check_begun(connection, exchange, method, &err);
    /* Only what runs on this machine is believed about whom it asks for. */
    if (exchange->local && exchange->headers.forwarded_for[0])
        (void)zk_peer_normalise(exchange->headers.forwarded_for, exchange->address);
    return st == ZK_OK ? MHD_YES : answer(connection, exchange, st, &err);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload_data,
                              size_t *upload_size, void **con_cls)
{
    struct zk_exchange *exchange = *con_cls;
    struct zk_error err = { 0 };
    enum zk_status st;

    (void)cls;
    (void)url;
    (void)version;
    if (!exchange || !watched_of(connection))
        return MHD_NO; /* there was no memory for it */
    if (exchange->state == NEW)
        return begin(connection, exchange, method);
    if (exchange->state == ANSWERED)
        return send_answer(connection, exchange);
    if (exchange->state == TURNED_AWAY) {
        st = zk_fail(&err, ZK_OVERLOADED, "", "more than %d changes wait", ZK_WORK_QUEUE);
        return answer(connection, exchange, st, &err);
    }
    if (*upload_size > 0) {
        take_body(exchange, upload_data, *upload_size);
        *upload_size = 0;
        return exchange->dropped > DISCARD_MAX ? MHD_NO : MHD_YES;
    }
    st = check_whole(connection, exchange, &err);
    return answer(connection, exchange, st, &err);
}

/* The first we see of a request, before libmicrohttpd decodes anything. */
static void *begin_request(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct zk_http *http = cls;
    struct zk_exchange *exchange = zk_calloc(1, sizeof(*exchange));

    if (!exchange)
        return NULL;
    exchange->http = http;
    zk_response_init(&exchange->answer);
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
    struct zk_exchange *exchange = *con_cls;

    if (!exchange)
        return;
    if (exchange->state != SENT)
        zk_log(&http->app->log, ZK_LOG_INFO, "request_cut", "why",
               code == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED ? "silent" : "closed", NULL);
    zk_watch_idle(http->watch, watched_of(connection));
    atomic_fetch_sub(&http->app->metrics.in_flight, 1);
    zk_response_free(&exchange->answer);
    for (int i = 0; i < 3; i++)
        zk_free(exchange->texts[i]);
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

    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)o->tls_cert },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)o->tls_key },
        { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
        { MHD_OPTION_END, 0, NULL },
    };
    unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME;

    if (o->tls_cert)
        flags |= MHD_USE_TLS;
    else
        tls[0].option = MHD_OPTION_END;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handle, http, MHD_OPTION_ARRAY, tls, MHD_OPTION_EXTERNAL_LOGGER,
        log_library, http, MHD_OPTION_LISTEN_SOCKET, o->listen_fd, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)o->threads, MHD_OPTION_CONNECTION_LIMIT, limit, MHD_OPTION_CONNECTION_TIMEOUT,
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
    zk_work_stop(http->app->work); /* it resumes every connection that sleeps */
    zk_http_quiesce(http);         /* else libmicrohttpd would close the socket itself */
    MHD_stop_daemon(http->daemon);
    (void)close(http->listen_fd);
    zk_watch_close(http->watch);
    zk_free(http);
}
