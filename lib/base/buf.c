/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growing byte buffer; see buf.h.
 */
#include "buf.h"

#include "alloc.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

void zk_buf_init(struct zk_buf *buf, size_t ceiling)
{
    memset(buf, 0, sizeof(*buf));
    buf->ceiling = ceiling;
}

void zk_buf_free(struct zk_buf *buf)
{
    zk_free(buf->bytes);
    zk_buf_init(buf, buf->ceiling);
}

void zk_buf_clear(struct zk_buf *buf)
{
    buf->len = 0;
    buf->status = ZK_OK;
}

/* Room for more bytes and a NUL behind them. */
static int reserve(struct zk_buf *buf, size_t more)
{
    size_t room = buf->room ? buf->room : FIRST_ROOM;
    char *grown;

    if (buf->status != ZK_OK)
        return 0;
    if (more > buf->ceiling - buf->len) {
        buf->status = ZK_TOO_LONG;
        return 0;
    }
    if (buf->len + more < buf->room)
        return 1;
    while (room <= buf->len + more)
        room *= 2;
    grown = zk_realloc(buf->bytes, room);
    if (!grown) {
        buf->status = ZK_NO_MEMORY;
        return 0;
    }
    buf->bytes = grown;
    buf->room = room;
    return 1;
}

char *zk_buf_room(struct zk_buf *buf, size_t len)
{
    return reserve(buf, len) ? buf->bytes + buf->len : NULL;
}

void zk_buf_add(struct zk_buf *buf, const void *bytes, size_t len)
{
    if (len == 0 || !reserve(buf, len))
        return;
    memcpy(buf->bytes + buf->len, bytes, len);
    buf->len += len;
}

void zk_buf_adds(struct zk_buf *buf, const char *text)
{
    zk_buf_add(buf, text, strlen(text));
}

size_t zk_digits(int64_t value, char *out)
{
    char digits[ZK_DIGITS_MAX];
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    memcpy(out, digits + at, sizeof(digits) - at);
    return sizeof(digits) - at;
}

void zk_buf_add_int(struct zk_buf *buf, int64_t value)
{
    char digits[ZK_DIGITS_MAX];

    zk_buf_add(buf, digits, zk_digits(value, digits));
}

void zk_buf_addf(struct zk_buf *buf, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || !reserve(buf, (size_t)len))
        return;
    va_start(args, format);
    (void)vsnprintf(buf->bytes + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

void zk_buf_add_codepoint(struct zk_buf *buf, uint32_t cp)
{
    char bytes[4];

    zk_buf_add(buf, bytes, zk_utf8_encode(cp, bytes));
}

const char *zk_buf_text(struct zk_buf *buf)
{
    if (buf->status != ZK_OK || !buf->bytes)
        return "";
    buf->bytes[buf->len] = '\0';
    return buf->bytes;
}

char *zk_buf_take(struct zk_buf *buf, size_t *len)
{
    char *bytes = NULL;

    *len = 0;
    if (reserve(buf, 0)) {
        bytes = buf->bytes;
        bytes[buf->len] = '\0';
        *len = buf->len;
        buf->bytes = NULL;
    }
    zk_buf_free(buf);
    return bytes;
}
