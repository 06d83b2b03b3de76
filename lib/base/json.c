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
    *json = (struct zk_json){ .buf = buf };
}

/* Room for len bytes of what comes next, behind the comma where one is due. */
static char *next(struct zk_json *json, size_t len)
{
    char *out = zk_buf_room(json->buf, len + 1);

    if (out && json->comma)
        *out++ = ',';
    json->comma = true;
    json->keyed = false;
    return out;
}

static void begin(struct zk_json *json, char c)
{
    char *out = next(json, 1);

    assert(json->depth + 1 < ZK_JSON_DEPTH);
    json->depth++;
    json->comma = false;
    if (!out)
        return;
    *out++ = c;
    zk_buf_wrote(json->buf, out);
}

static void end(struct zk_json *json, char c)
{
    assert(json->depth > 0 && !json->keyed);
    json->depth--;
    json->comma = true;
    zk_buf_addc(json->buf, c);
}

static char *put(char *out, const char *bytes, size_t len)
{
    if (len > 0)
        memcpy(out, bytes, len);
    return out + len;
}

void zk_json_object(struct zk_json *json)
{
    begin(json, '{');
}

void zk_json_object_end(struct zk_json *json)
{
    end(json, '}');
}

void zk_json_array(struct zk_json *json)
{
    begin(json, '[');
}

void zk_json_array_end(struct zk_json *json)
{
    end(json, ']');
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

static bool is_plain(const char block[BLOCK])
{
    unsigned char some = 0;

    for (size_t i = 0; i < BLOCK; i++)
        some |= is_special((unsigned char)block[i]);
    return some == 0;
}

/* Most text has nothing to escape. What is left of it behind whole blocks is looked at as a block
 * that is filled up with blanks. */
static size_t plain_bytes(const char *text, size_t len)
{
    char rest[BLOCK];
    size_t n = 0;

    while (n + BLOCK <= len && is_plain(text + n))
        n += BLOCK;
    if (n < len && n + BLOCK > len) {
        memset(rest, ' ', sizeof(rest));
        memcpy(rest, text + n, len - n);
        if (is_plain(rest))
            return len;
    }
    while (n < len && !is_special((unsigned char)text[n]))
        n++;
    return n;
}

static void add_escaping(struct zk_buf *buf, const char *text, size_t len)
{
    size_t at = 0;

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
    char *out = next(json, len + 3);

    json->comma = false;
    json->keyed = true;
    if (!out)
        return;
    *out++ = '"';
    out = put(out, name, len);
    *out++ = '"';
    *out++ = ':';
    zk_buf_wrote(json->buf, out);
}

void zk_json_text(struct zk_json *json, const char *text, size_t len)
{
    size_t plain = plain_bytes(text, len);
    char *out = next(json, len + 2);

    if (!out)
        return;
    *out++ = '"';
    out = put(out, text, plain);
    if (plain == len)
        *out++ = '"';
    zk_buf_wrote(json->buf, out);
    if (plain < len)
        add_escaping(json->buf, text + plain, len - plain);
}

void zk_json_string(struct zk_json *json, const char *text)
{
    zk_json_text(json, text, strlen(text));
}

void zk_json_int(struct zk_json *json, int64_t value)
{
    char *out = next(json, ZK_DIGITS_MAX);

    if (out)
        zk_buf_wrote(json->buf, out + zk_digits(value, out));
}

void zk_json_real(struct zk_json *json, double value)
{
    char *out = next(json, ZK_DIGITS_MAX + 5);
    int64_t thousandths;

    assert(fabs(value) < REAL_MAX);
    if (!out)
        return;
    thousandths = (int64_t)(fabs(value) * 1000 + .5);
    if (value < 0 && thousandths > 0)
        *out++ = '-';
    out += zk_digits(thousandths / 1000, out);
    out[0] = '.';
    for (size_t i = 3; i > 0; i--, thousandths /= 10)
        out[i] = (char)('0' + thousandths % 10);
    zk_buf_wrote(json->buf, out + 4);
}

void zk_json_bool(struct zk_json *json, bool value)
{
    zk_json_raw(json, value ? "true" : "false", value ? 4 : 5);
}

void zk_json_null(struct zk_json *json)
{
    zk_json_raw(json, "null", 4);
}

void zk_json_raw(struct zk_json *json, const char *bytes, size_t len)
{
    char *out = next(json, len);

    if (out)
        zk_buf_wrote(json->buf, put(out, bytes, len));
}

char *zk_json_room(struct zk_json *json, size_t len)
{
    return next(json, len);
}

void zk_json_members(struct zk_json *json, const char *bytes, size_t len)
{
    if (len > 0)
        zk_json_raw(json, bytes, len);
}
