/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checking the shape of a request (RFC 9112, section 6.3 and 11.2). libmicrohttpd takes two
 * Content-Lengths, or one beside a Transfer-Encoding, and goes on; this does not.
 */
#include "headers.h"

#include "request.h"

#include <string.h>
#include <strings.h>

static bool is(const char *name, size_t len, const char *wanted)
{
    return strlen(wanted) == len && strncasecmp(name, wanted, len) == 0;
}

static bool is_token(const char *name, size_t len)
{
    static const char others[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!letter && (c == '\0' || !strchr(others, c)))
            return false;
    }
    return len > 0;
}

static bool has_control(const char *value, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)value[i];

        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return true;
    }
    return false;
}

/* ;q=0, ;q=0.0 and so on: wanted least of all means not wanted. */
static bool refused(const char *params, size_t len)
{
    const char *q = memmem(params, len, "q=", 2);
    const char *end = params + len;

    if (!q)
        return false;
    for (q += 2; q < end && *q != ' ' && *q != ';'; q++) {
        if (*q != '0' && *q != '.')
            return false;
    }
    return true;
}

/* Is word one of the elements of a comma list, and not refused by its q? */
static bool lists(const char *value, size_t len, const char *word)
{
    size_t word_len = strlen(word);

    for (size_t at = 0; at < len;) {
        size_t end = at, from = at, stop;

        while (end < len && value[end] != ',')
            end++;
        while (from < end && (value[from] == ' ' || value[from] == '\t'))
            from++;
        stop = from;
        while (stop < end && value[stop] != ';' && value[stop] != ' ' && value[stop] != '\t')
            stop++;
        if (stop - from == word_len && strncasecmp(value + from, word, word_len) == 0) {
            return !refused(value + stop, end - stop);
        }
        at = end + 1;
    }
    return false;
}

static void keep(char *out, size_t size, const char *value, size_t len)
{
    out[0] = '\0';
    if (len >= size)
        return;
    memcpy(out, value, len);
    out[len] = '\0';
}

/* "a=1; zhiku=…; b=2": the value of ours, where it is short enough to be one. */
static void take_cookies(struct zk_headers *headers, const char *value, size_t len)
{
    for (size_t at = 0; at < len;) {
        const char *pair, *equals;
        size_t end = at;

        while (end < len && value[end] != ';')
            end++;
        while (at < end && value[at] == ' ')
            at++;
        pair = value + at;
        equals = memchr(pair, '=', end - at);
        if (equals) {
            size_t name = (size_t)(equals - pair), rest = end - at - name - 1;

            if (name == sizeof(ZK_COOKIE) - 1 && memcmp(pair, ZK_COOKIE, name) == 0) {
                keep(headers->cookie, ZK_HEADER_TOKEN_MAX, equals + 1, rest);
                headers->cookies++;
            } else if (name == sizeof(ZK_COOKIE_PLAIN) - 1 &&
                       memcmp(pair, ZK_COOKIE_PLAIN, name) == 0) {
                keep(headers->cookie_plain, ZK_HEADER_TOKEN_MAX, equals + 1, rest);
                headers->cookies++;
            }
        }
        at = end + 1;
    }
}

static void take_authorisation(struct zk_headers *headers, const char *value, size_t len)
{
    headers->authorisation = true;
    if (len > 7 && strncasecmp(value, "Bearer ", 7) == 0)
        keep(headers->bearer, ZK_HEADER_TOKEN_MAX, value + 7, len - 7);
}

/* The nearest proxy adds to the end; what stands before it anybody may have written. */
static void take_forwarded_for(struct zk_headers *headers, const char *value, size_t len)
{
    size_t from = len;

    while (from > 0 && value[from - 1] != ',' && value[from - 1] != ' ')
        from--;
    keep(headers->forwarded_for, ZK_HEADER_TOKEN_MAX, value + from, len - from);
}

static int64_t read_length(const char *value, size_t len)
{
    int64_t length = 0;

    if (len == 0 || len > 15)
        return -1;
    for (size_t i = 0; i < len; i++) {
        if (value[i] < '0' || value[i] > '9')
            return -1;
        length = length * 10 + (value[i] - '0');
    }
    return length;
}

void zk_headers_add(struct zk_headers *headers, const char *name, size_t name_len,
                    const char *value, size_t value_len)
{
    headers->count++;
    if (!is_token(name, name_len) || has_control(value, value_len)) {
        headers->malformed = true;
    } else if (is(name, name_len, "Host")) {
        headers->hosts++;
        keep(headers->host, ZK_HEADER_VALUE_MAX, value, value_len);
    } else if (is(name, name_len, "Content-Length")) {
        headers->content_lengths++;
        headers->content_length = read_length(value, value_len);
    } else if (is(name, name_len, "Transfer-Encoding")) {
        headers->transfer_encodings++;
        headers->chunked = is(value, value_len, "chunked");
    } else if (is(name, name_len, "Content-Type")) {
        size_t end = 0;

        while (end < value_len && value[end] != ';' && value[end] != ' ')
            end++;
        headers->content_types++;
        headers->json = is(value, end, "application/json");
    } else if (is(name, name_len, "Accept-Encoding")) {
        headers->gzip = lists(value, value_len, "gzip");
    } else if (is(name, name_len, "Accept")) {
        headers->html = lists(value, value_len, "text/html");
    } else if (is(name, name_len, "If-None-Match")) {
        keep(headers->if_none_match, ZK_HEADER_VALUE_MAX, value, value_len);
    } else if (is(name, name_len, "If-Match")) {
        keep(headers->if_match, ZK_HEADER_VALUE_MAX, value, value_len);
    } else if (is(name, name_len, "Origin")) {
        keep(headers->origin, ZK_HEADER_VALUE_MAX, value, value_len);
    } else if (is(name, name_len, "User-Agent")) {
        keep(headers->program, ZK_HEADER_VALUE_MAX, value, value_len);
    } else if (is(name, name_len, "Cookie")) {
        take_cookies(headers, value, value_len);
    } else if (is(name, name_len, "Authorization")) {
        take_authorisation(headers, value, value_len);
    } else if (is(name, name_len, "X-Forwarded-For")) {
        headers->forwarded = true;
        take_forwarded_for(headers, value, value_len);
    } else if (is(name, name_len, "Forwarded") || is(name, name_len, "X-Real-IP") ||
               is(name, name_len, "Via")) {
        headers->forwarded = true;
    }
}

enum zk_status zk_headers_check(const struct zk_headers *headers, bool with_body,
                                struct zk_error *err)
{
    if (headers->malformed)
        return zk_fail(err, ZK_BAD_REQUEST, "", "a header is malformed");
    if (headers->count > ZK_HEADERS_MAX)
        return zk_fail(err, ZK_TOO_MANY, "", "more than %d headers", ZK_HEADERS_MAX);
    if (headers->hosts > 1)
        return zk_fail(err, ZK_BAD_REQUEST, "Host", "given twice");
    if (headers->content_lengths > 1)
        return zk_fail(err, ZK_BAD_REQUEST, "Content-Length", "given twice");
    if (headers->content_lengths == 1 && headers->content_length < 0)
        return zk_fail(err, ZK_BAD_REQUEST, "Content-Length", "not a number");
    if (headers->transfer_encodings > 0 && headers->content_lengths > 0)
        return zk_fail(err, ZK_BAD_REQUEST, "Transfer-Encoding", "beside a Content-Length");
    if (headers->transfer_encodings > 1 || (headers->transfer_encodings == 1 && !headers->chunked))
        return zk_fail(err, ZK_BAD_REQUEST, "Transfer-Encoding", "only chunked is understood");
    if (headers->cookies > 1)
        return zk_fail(err, ZK_BAD_REQUEST, "Cookie", "more than one session");
    if (headers->content_types > 1)
        return zk_fail(err, ZK_BAD_REQUEST, "Content-Type", "given twice");
    if (!with_body && (headers->transfer_encodings > 0 || headers->content_length > 0))
        return zk_fail(err, ZK_BAD_REQUEST, "body", "this method has no body");
    if (headers->content_length > ZK_BODY_MAX)
        return zk_fail(err, ZK_TOO_LONG, "body", "at most %d bytes", ZK_BODY_MAX);
    return ZK_OK;
}
