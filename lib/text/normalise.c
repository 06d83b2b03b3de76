/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NFC, the normal form, and sort keys.
 */
#include "private.h"

#include "alloc.h"
#include "utf8.h"

#include <string.h>
#include <unicode/ustring.h>

enum { SORT_CHARS = 64 }; /* a title is sorted by its first characters */

/* ASCII and the bulk of Chinese text cannot compose: then the bytes are NFC as they are. */
static bool is_nfc(const struct zk_text *text, const char *bytes, size_t len)
{
    size_t pos = 0;

    while (pos < len) {
        uint32_t cp = zk_utf8_next(bytes, len, &pos);

        if (cp >= BMP || !text->nfc_safe[cp])
            return false;
    }
    return true;
}

const char *zk_text_nfc(const struct zk_text *text, const char *bytes, size_t len,
                        struct zk_arena *arena, size_t *out_len)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t wide, n = 0;
    UChar *in, *norm;
    char *out;

    *out_len = len;
    if (is_nfc(text, bytes, len))
        return bytes;
    if (len > INT32_MAX / 4)
        return NULL;
    in = zk_arena_array(arena, len + 1, sizeof(*in));
    norm = zk_arena_array(arena, 3 * len + 1, sizeof(*norm)); /* NFC: at most 3 times as long */
    out = zk_arena_alloc(arena, 9 * len + 1);
    if (!in || !norm || !out)
        return NULL;
    u_strFromUTF8(in, (int32_t)len + 1, &wide, bytes, (int32_t)len, &code);
    wide = unorm2_normalize(text->nfc, in, wide, norm, (int32_t)(3 * len + 1), &code);
    u_strToUTF8(out, (int32_t)(9 * len + 1), &n, norm, wide, &code);
    if (U_FAILURE(code))
        return NULL;
    *out_len = (size_t)n;
    return out;
}

void zk_text_normalise(const struct zk_text *text, const char *bytes, size_t len,
                       struct zk_buf *out)
{
    size_t pos = 0;

    while (pos < len) {
        uint32_t to[NORMAL_MAX];
        uint32_t cp = zk_utf8_next(bytes, len, &pos);
        size_t n = cp == ZK_UTF8_BAD ? 0 : zk_text_map(text, cp, to);

        for (size_t i = 0; i < n; i++)
            zk_buf_add_codepoint(out, to[i]);
    }
}

size_t zk_text_sort_key(const struct zk_text *text, const char *bytes, size_t len, char *out,
                        size_t room)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar wide[2 * SORT_CHARS];
    int32_t n = 0, key;
    size_t part = zk_utf8_prefix(bytes, len, SORT_CHARS);

    u_strFromUTF8(wide, 2 * SORT_CHARS, &n, bytes, (int32_t)part, &code);
    if (U_FAILURE(code) || room == 0)
        return 0;
    key = ucol_getSortKey(text->collator, wide, n, (uint8_t *)out, (int32_t)room);
    if (key <= 0)
        return 0;
    return (size_t)key < room ? (size_t)key : room;
}
