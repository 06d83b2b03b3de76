/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "percent.h"

#include <string.h>

void zk_percent_add(struct zk_buf *out, const char *text)
{
    static const char plain[] = "-._~:";

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (word || strchr(plain, c))
            zk_buf_addc(out, (char)c);
        else
            zk_buf_addf(out, "%%%02X", c);
    }
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum zk_status zk_percent_decode(const char *bytes, size_t len, bool query, struct zk_arena *arena,
                                 const char **out, size_t *out_len, struct zk_error *err)
{
    char *text = zk_arena_alloc(arena, len + 1);
    size_t n = 0;

    if (!text)
        return zk_fail(err, ZK_NO_MEMORY, "", "decoding a request");
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] == '%') {
            int high = len - i > 2 ? hex(bytes[i + 1]) : -1;
            int low = len - i > 2 ? hex(bytes[i + 2]) : -1;

            if (high < 0 || low < 0)
                return zk_fail(err, ZK_BAD_REQUEST, "", "malformed percent-escape");
            text[n++] = (char)(high << 4 | low);
            i += 2;
        } else {
            text[n++] = query && bytes[i] == '+' ? ' ' : bytes[i];
        }
    }
    *out = text;
    *out_len = n;
    return ZK_OK;
}
