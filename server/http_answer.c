/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a whole request to its answer, on whatever thread: lane, request, router, figures, log.
 */
#include "http_exchange.h"

#include "alloc.h"
#include "edge.h"
#include "router.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* What of an answer lies in the request's arena must live until it is sent. */
static void keep_texts(struct zk_exchange *exchange)
{
    const char **texts[] = { &exchange->answer.cookie, &exchange->answer.location,
                             &exchange->answer.file };

    for (int i = 0; i < 3; i++) {
        exchange->texts[i] = *texts[i] ? zk_strdup(*texts[i]) : NULL;
        *texts[i] = exchange->texts[i];
    }
}

static void log_request(struct zk_http *http, const char *method, const struct zk_route *route,
                        int number, int64_t us, size_t bytes)
{
    char status[16], micros[24], size[24];

    if (http->app->log.level < ZK_LOG_INFO)
        return; /* before anything is made a text */
    (void)snprintf(status, sizeof(status), "%d", number);
    (void)snprintf(micros, sizeof(micros), "%" PRId64, us);
    (void)snprintf(size, sizeof(size), "%zu", bytes);
    /* Never the target: what people search for is theirs. */
    zk_log(&http->app->log, ZK_LOG_INFO, "request", "method", method, "route",
           route ? route->pattern : "other", "status", status, "us", micros, "bytes", size, NULL);
}

/* What the headers and the connection say of a request; texts stay the exchange's. */
static void fill_request(const struct zk_exchange *exchange, struct zk_lane *lane,
                         struct zk_request *request)
{
    const struct zk_headers *headers = &exchange->headers;
    const char *cookie = exchange->http->app->secure ? headers->cookie : headers->cookie_plain;

    *request = (struct zk_request){ .arena = lane->arena, .store = lane->store };
    request->method = exchange->method;
    request->body = exchange->body.bytes;
    request->body_len = exchange->body.len;
    request->json_body = headers->json;
    request->accepts_gzip = headers->gzip;
    request->accepts_html = headers->html;
    request->if_none_match = headers->if_none_match[0] ? headers->if_none_match : NULL;
    request->if_match = headers->if_match[0] ? headers->if_match : NULL;
    request->origin = headers->origin[0] ? headers->origin : NULL;
    request->host = headers->host[0] ? headers->host : NULL;
    request->program = headers->program;
    request->session = cookie[0] ? cookie : NULL;
    request->bearer = headers->authorisation ? headers->bearer : NULL;
    request->by_worker = exchange->state == WAITING;
    request->private_peer = exchange->local && !headers->forwarded;
    request->who.role = ZK_ROLE_VISITOR;
    request->who.address = exchange->address;
}

void zk_exchange_answer(struct zk_exchange *exchange, enum zk_status early, struct zk_error *err)
{
    struct zk_http *http = exchange->http;
    struct zk_response *answer = &exchange->answer;
    struct zk_lane *lane = zk_app_borrow(http->app);
    struct zk_request request;
    int64_t start = now_us();

    answer->for_worker = false;
    fill_request(exchange, lane, &request);
    if (early == ZK_OK)
        early = zk_request_target(&request, exchange->target, err);
    if (early == ZK_OK)
        zk_router_serve(http->app, &request, answer);
    else
        zk_router_refuse(http->app, &request, answer, early, err);
    if (early == ZK_TOO_LONG)
        zk_edge_tell(http->app, &request, answer, early);
    if (answer->for_worker)
        goto out;
    exchange->close = early != ZK_OK;
    exchange->sent = answer->fixed ? answer->fixed_len : answer->body.len;
    zk_metrics_count(&http->app->metrics, request.route, answer->http, now_us() - start,
                     exchange->sent);
    log_request(http, zk_method_name(exchange->method), request.route, answer->http,
                now_us() - start, exchange->sent);
    keep_texts(exchange);
out:
    zk_app_return(http->app, lane);
}
