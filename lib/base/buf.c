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

int zk_buf_grow(struct zk_buf *buf, size_t len)
{
    size_t room = buf->room ? buf->room : FIRST_ROOM;
    char *grown;

    if (buf->status != ZK_OK)
        return 0;
    if (len > buf->ceiling - buf->len) {
        buf->status = ZK_TOO_LONG;
        return 0;
    }
    if (buf->len + len < buf->room)
        return 1;
    while (room <= buf->len + len)
        room *= 2;
    if (room > buf->ceiling)
        room = buf->ceiling + 1;
    grown = zk_realloc(buf->bytes, room);
    if (!grown) {
        buf->status = ZK_NO_MEMORY;
        return 0;
    }
    buf->bytes = grown;
    buf->room = room;
    return 1;
}

void zk_buf_add(struct zk_buf *buf, const void *bytes, size_t len)
{
    char *out = len > 0 ? zk_buf_room(buf, len) : NULL;

    if (!out)
        return;
    memcpy(out, bytes, len);
    buf->len += len;
}

void zk_buf_adds(struct zk_buf *buf, const char *text)
{
    zk_buf_add(buf, text, strlen(text));
}

size_t zk_digits(int64_t value, char *out)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    size_t len = value < 0 ? 2 : 1;

    for (uint64_t more = rest; more >= 10; more /= 10)
        len++;
    out[0] = '-';
    for (size_t at = len; at > (value < 0); rest /= 10)
        out[--at] = (char)('0' + rest % 10);
    return len;
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
    if (len < 0 || !zk_buf_grow(buf, (size_t)len))
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
    if (zk_buf_grow(buf, 0)) {
        bytes = buf->bytes;
        bytes[buf->len] = '\0';
        *len = buf->len;
        buf->bytes = NULL;
    }
    zk_buf_free(buf);
    return bytes;
}
