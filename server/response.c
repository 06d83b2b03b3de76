/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers and problem documents, and the only place that knows the numbers of HTTP.
 * Sending them is http.c's.
 */
#include "response.h"

#include "hash.h"
#include "utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void zk_response_init(struct zk_response *response)
{
    memset(response, 0, sizeof(*response));
    response->http = 200;
    response->type = "application/json; charset=utf-8";
    zk_buf_init(&response->body, ZK_RESPONSE_MAX);
}

void zk_response_free(struct zk_response *response)
{
    zk_buf_free(&response->body);
}

/* Too long or too many is 400, but for what HTTP has a number of its own. */
static int too_long(const struct zk_error *err)
{
    if (err && strcmp(err->field, "target") == 0)
        return 414;
    if (err && strcmp(err->field, "body") == 0)
        return 413;
    return 400;
}

static int http_number(enum zk_status status, const struct zk_error *err)
{
    switch (status) {
    case ZK_OK:
        return 200;
    case ZK_BAD_VALUE:
    case ZK_BAD_QUERY:
    case ZK_BAD_UTF8:
    case ZK_BAD_JSON:
    case ZK_DUPLICATE:
    case ZK_UNKNOWN_PARAMETER:
    case ZK_UNKNOWN_CODE:
    case ZK_TOO_MANY:
    case ZK_PAGE_OUT_OF_RANGE:
    case ZK_BAD_REQUEST:
        return 400;
    case ZK_TOO_LONG:
        return too_long(err);
    case ZK_UNAUTHORISED:
        return 401;
    case ZK_FORBIDDEN:
        return 403;
    case ZK_NOT_FOUND:
        return 404;
    case ZK_METHOD_NOT_ALLOWED:
        return 405;
    case ZK_CONFLICT:
        return 412;
    case ZK_MEDIA_TYPE:
        return 415;
    case ZK_REFUSED:
        return 422;
    case ZK_NO_PRECONDITION:
        return 428;
    case ZK_TOO_OFTEN:
        return 429;
    case ZK_BUSY:
    case ZK_OVERLOADED:
    case ZK_STALE:
    case ZK_NO_INDEX:
    case ZK_NO_STORE:
    case ZK_FOREIGN_INDEX:
    case ZK_CORRUPT:
    case ZK_NO_MEMORY:
    case ZK_INTERRUPTED:
        return 503;
    case ZK_DIFFERENT:
    case ZK_USAGE:
    case ZK_PORT_IN_USE:
    case ZK_IO:
    case ZK_FULL:
    case ZK_INTERNAL:
        return 500;
    }
    return 500;
}

bool zk_status_is_callers(enum zk_status status)
{
    return status != ZK_OK && http_number(status, NULL) < 500;
}

enum zk_status zk_response_text(struct zk_response *response, const char *type,
                                struct zk_error *err)
{
    enum zk_status st = zk_buf_status(&response->body);

    if (st == ZK_NO_MEMORY)
        return zk_fail(err, st, "", "an answer");
    if (st != ZK_OK) /* our own answer is too long, not what was asked */
        return zk_fail(err, ZK_INTERNAL, "", "an answer of more than %d bytes", ZK_RESPONSE_MAX);
    response->type = type;
    return ZK_OK;
}

enum zk_status zk_response_json(struct zk_response *response, struct zk_error *err)
{
    return zk_response_text(response, "application/json; charset=utf-8", err);
}

void zk_response_fixed(struct zk_response *response, const char *type, const char *bytes,
                       size_t len)
{
    response->type = type;
    response->fixed = bytes;
    response->fixed_len = len;
}

/* A weak comparison: W/ and what a proxy may have added to it do not count. */
bool zk_etag_matches(const char *if_none_match, const char *etag)
{
    size_t len = strlen(etag);
    const char *at = if_none_match;

    if (!at || len == 0)
        return false;
    if (strcmp(at, "*") == 0)
        return true;
    while ((at = strchr(at, '"')) != NULL) {
        const char *end = strchr(at + 1, '"');

        if (!end)
            return false;
        if ((size_t)(end + 1 - at) == len && memcmp(at, etag, len) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

void zk_response_not_modified(struct zk_response *response)
{
    response->http = 304;
    response->fixed = NULL;
    response->fixed_len = 0;
    zk_buf_clear(&response->body);
}

void zk_response_etag(struct zk_response *response, int64_t version, const char *if_none_match)
{
    /* The version alone would hide a new tie or a linked record's new name behind a 304. */
    uint64_t hash = zk_hash_add(ZK_HASH_START, response->body.bytes, response->body.len);

    (void)snprintf(response->etag, sizeof(response->etag), "\"%" PRId64 "-%016" PRIx64 "\"",
                   version, hash);
    if (zk_etag_matches(if_none_match, response->etag))
        zk_response_not_modified(response);
}

/* Text from an error may have been cut within a character. */
static void put_text(struct zk_json *json, const char *key, const char *text)
{
    size_t len = 0, end = strlen(text);

    while (len < end) {
        size_t at = len;

        if (zk_utf8_next(text, end, &at) == ZK_UTF8_BAD)
            break;
        len = at;
    }
    zk_json_key(json, key);
    zk_json_text(json, text, len);
}

void zk_problem_write(struct zk_json *json, const struct zk_response *response,
                      enum zk_status status, const struct zk_error *err)
{
    zk_json_object(json);
    zk_json_put_string(json, "type", "about:blank");
    zk_json_put_string(json, "title", zk_status_text(status));
    zk_json_put_int(json, "status", http_number(status, err));
    zk_json_put_string(json, "code", zk_status_slug(status));
    if (zk_status_is_callers(status) && err) {
        if (err->field[0])
            put_text(json, "field", err->field);
        if (err->detail[0])
            put_text(json, "detail", err->detail);
    }
    if (response->limit > 0)
        zk_json_put_int(json, "limit", response->limit);
    if (response->pages > 0)
        zk_json_put_int(json, "pages", response->pages);
    zk_json_object_end(json);
}

void zk_response_number(struct zk_response *response, enum zk_status status,
                        const struct zk_error *err)
{
    response->http = http_number(status, err);
    response->retry = response->http == 503 || response->http == 429;
    response->cache = ZK_CACHE_NEVER;
    response->etag[0] = '\0';
    response->fixed = NULL;
    response->fixed_len = 0;
    response->gzip = false;
}

void zk_response_problem(struct zk_response *response, enum zk_status status,
                         const struct zk_error *err)
{
    static const char last_resort[] = "{\"type\":\"about:blank\",\"title\":\"out of memory\","
                                      "\"status\":503,\"code\":\"no_memory\"}";
    struct zk_json json;

    zk_response_number(response, status, err);
    response->type = "application/problem+json";
    zk_buf_clear(&response->body);
    zk_json_init(&json, &response->body);
    zk_problem_write(&json, response, status, err);
    if (zk_buf_status(&response->body) != ZK_OK) {
        zk_response_number(response, ZK_NO_MEMORY, NULL);
        zk_response_fixed(response, "application/problem+json", last_resort,
                          sizeof(last_resort) - 1);
    }
}

void zk_response_created(struct zk_response *response, const char *location)
{
    response->http = 201;
    response->location = location;
}

void zk_response_accepted(struct zk_response *response)
{
    response->http = 202;
}

void zk_response_done(struct zk_response *response)
{
    response->http = 204;
    response->cache = ZK_CACHE_NEVER;
}

void zk_response_moved(struct zk_response *response, const char *location)
{
    response->http = 301;
    response->location = location;
    response->cache = ZK_CACHE_NEVER;
}

void zk_response_ready(struct zk_response *response, bool ready)
{
    response->http = ready ? 200 : 503;
    response->retry = !ready;
    response->cache = ZK_CACHE_NEVER;
}
