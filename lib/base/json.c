/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON writer; see json.h.
 */
#include "json.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define REAL_MAX 1e12

enum { BLOCK = 16 };

void zk_json_init(struct zk_json *json, struct zk_buf *buf)
{
    memset(json, 0, sizeof(*json));
    json->buf = buf;
}

/* The comma before a value or key, where one is due. */
static void separate(struct zk_json *json)
{
    if (json->keyed) {
        json->keyed = false;
        return;
    }
    if (json->some[json->depth])
        zk_buf_addc(json->buf, ',');
    json->some[json->depth] = true;
}

static void open_level(struct zk_json *json, char c)
{
    separate(json);
    zk_buf_addc(json->buf, c);
    assert(json->depth + 1 < ZK_JSON_DEPTH);
    json->some[++json->depth] = false;
}

static void close_level(struct zk_json *json, char c)
{
    assert(json->depth > 0 && !json->keyed);
    json->depth--;
    zk_buf_addc(json->buf, c);
}

void zk_json_object(struct zk_json *json)
{
    open_level(json, '{');
}

void zk_json_object_end(struct zk_json *json)
{
    close_level(json, '}');
}

void zk_json_array(struct zk_json *json)
{
    open_level(json, '[');
}

void zk_json_array_end(struct zk_json *json)
{
    close_level(json, ']');
}

static void add_escaped(struct zk_buf *buf, unsigned char c)
{
    switch (c) {
    case '"':
        zk_buf_adds(buf, "\\\"");
        break;
    case '\\':
        zk_buf_adds(buf, "\\\\");
        break;
    case '\n':
        zk_buf_adds(buf, "\\n");
        break;
    case '\t':
        zk_buf_adds(buf, "\\t");
        break;
    case '\r':
        zk_buf_adds(buf, "\\r");
        break;
    default:
        zk_buf_addf(buf, "\\u%04x", c);
        break;
    }
}

/* Without a branch: the compiler looks at a block's bytes at once. */
static unsigned char is_special(unsigned char c)
{
    return (unsigned char)((c < 0x20) | (c == '"') | (c == '\\') | (c == '<') | (c == 0x7F));
}

/* Most text has nothing to escape. */
static size_t plain_bytes(const char *text, size_t len)
{
    size_t n = 0;

    while (n + BLOCK <= len) {
        unsigned char some = 0;

        for (size_t i = 0; i < BLOCK; i++)
            some |= is_special((unsigned char)text[n + i]);
        if (some)
            break;
        n += BLOCK;
    }
    while (n < len && !is_special((unsigned char)text[n]))
        n++;
    return n;
}

/* Quotes, and what comes behind them, round text that has nothing to escape. */
static void add_plain(struct zk_buf *buf, const char *text, size_t len, const char *behind)
{
    size_t more = strlen(behind);
    char *out = zk_buf_room(buf, len + 2 + more);

    if (!out)
        return;
    *out++ = '"';
    if (len > 0)
        memcpy(out, text, len);
    out[len] = '"';
    memcpy(out + len + 1, behind, more);
    zk_buf_wrote(buf, len + 2 + more);
}

static void add_escaping(struct zk_buf *buf, const char *text, size_t len)
{
    size_t at = 0;

    zk_buf_addc(buf, '"');
    while (at < len) {
        size_t plain = plain_bytes(text + at, len - at);

        zk_buf_add(buf, text + at, plain);
        at += plain;
        if (at < len)
            add_escaped(buf, (unsigned char)text[at++]);
    }
    zk_buf_addc(buf, '"');
}

void zk_json_name(struct zk_json *json, const char *name, size_t len)
{
    separate(json);
    add_plain(json->buf, name, len, ":");
    json->keyed = true;
}

void zk_json_text(struct zk_json *json, const char *text, size_t len)
{
    separate(json);
    if (plain_bytes(text, len) == len)
        add_plain(json->buf, text, len, "");
    else
        add_escaping(json->buf, text, len);
}

void zk_json_string(struct zk_json *json, const char *text)
{
    zk_json_text(json, text, strlen(text));
}

void zk_json_int(struct zk_json *json, int64_t value)
{
    separate(json);
    zk_buf_add_int(json->buf, value);
}

void zk_json_real(struct zk_json *json, double value)
{
    char text[ZK_DIGITS_MAX + 2];
    int64_t thousandths;
    size_t len;

    assert(fabs(value) < REAL_MAX);
    thousandths = llround(fabs(value) * 1000);
    separate(json);
    if (value < 0 && thousandths > 0)
        zk_buf_addc(json->buf, '-');
    len = zk_digits(thousandths / 1000, text);
    text[len] = '.';
    for (size_t i = 3; i > 0; i--, thousandths /= 10)
        text[len + i] = (char)('0' + thousandths % 10);
    zk_buf_add(json->buf, text, len + 4);
}

void zk_json_bool(struct zk_json *json, bool value)
{
    separate(json);
    zk_buf_add(json->buf, value ? "true" : "false", value ? 4 : 5);
}

void zk_json_null(struct zk_json *json)
{
    separate(json);
    zk_buf_add(json->buf, "null", 4);
}

void zk_json_raw(struct zk_json *json, const char *bytes, size_t len)
{
    separate(json);
    zk_buf_add(json->buf, bytes, len);
}

char *zk_json_room(struct zk_json *json, size_t len)
{
    separate(json);
    return zk_buf_room(json->buf, len);
}

void zk_json_members(struct zk_json *json, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    separate(json);
    zk_buf_add(json->buf, bytes, len);
}
