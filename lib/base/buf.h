/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A growing byte buffer with a declared ceiling. A failed append sticks: check
 * once at the end with zk_buf_status().
 */
#ifndef ZK_BUF_H
#define ZK_BUF_H

#include "status.h"

#include <stddef.h>
#include <stdint.h>

enum { ZK_DIGITS_MAX = 20 }; /* of an int64_t, with its sign */

struct zk_buf {
    char *bytes; /* not NUL-terminated until zk_buf_text() */
    size_t len;
    size_t room; /* for the ceiling and a NUL at most */
    size_t ceiling;
    enum zk_status status; /* ZK_OK, ZK_NO_MEMORY or ZK_TOO_LONG */
};

/** An empty buffer that never grows over ceiling bytes. */
void zk_buf_init(struct zk_buf *buf, size_t ceiling);
void zk_buf_free(struct zk_buf *buf);
/** Empty it, keep the memory, forget a failure. */
void zk_buf_clear(struct zk_buf *buf);

void zk_buf_add(struct zk_buf *buf, const void *bytes, size_t len);
void zk_buf_adds(struct zk_buf *buf, const char *text);
/** Make room for len more bytes and a NUL; 0 after a failure. What zk_buf_room() calls. */
int zk_buf_grow(struct zk_buf *buf, size_t len);
/** Decimal digits, several times as quick as a format. @return how many of ZK_DIGITS_MAX */
size_t zk_digits(int64_t value, char *out);
void zk_buf_add_int(struct zk_buf *buf, int64_t value);
void zk_buf_addf(struct zk_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Append one code point as UTF-8. */
void zk_buf_add_codepoint(struct zk_buf *buf, uint32_t cp);

/** NUL-terminated view, valid until the next change; "" after a failure. */
const char *zk_buf_text(struct zk_buf *buf);

/** Hand the bytes over (free with zk_free) and empty the buffer; NULL after a failure. */
char *zk_buf_take(struct zk_buf *buf, size_t *len);

/** Room for len more bytes, for who writes them himself and says where they end with
 * zk_buf_wrote(), or knows beforehand that so many will come. NULL after a failure. */
static inline char *zk_buf_room(struct zk_buf *buf, size_t len)
{
    if (buf->status == ZK_OK && len < buf->room - buf->len)
        return buf->bytes + buf->len;
    return zk_buf_grow(buf, len) ? buf->bytes + buf->len : NULL;
}

static inline void zk_buf_wrote(struct zk_buf *buf, const char *end)
{
    buf->len = (size_t)(end - buf->bytes);
}

static inline void zk_buf_addc(struct zk_buf *buf, char c)
{
    if (buf->status == ZK_OK && buf->len + 1 < buf->room)
        buf->bytes[buf->len++] = c;
    else
        zk_buf_add(buf, &c, 1);
}

static inline enum zk_status zk_buf_status(const struct zk_buf *buf)
{
    return buf->status;
}

#endif
