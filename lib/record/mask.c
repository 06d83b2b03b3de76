/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masking contacts: enough to tell two apart, too little to reach anybody.
 */
#include "record.h"

#include "utf8.h"

#include <string.h>

enum { DIGITS_LEAST = 7, HEAD_DIGITS = 3, TAIL_DIGITS = 2 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int count_digits(const char *text)
{
    int count = 0;

    for (; *text; text++)
        count += is_digit(*text);
    return count;
}

const char *zk_record_mask(const char *text, struct zk_arena *arena)
{
    const char *at = strchr(text, '@');
    char *out = zk_arena_strdup(arena, text);
    int digits = count_digits(text), seen = 0;
    size_t first = 0;

    if (!out)
        return NULL;
    if (!at && digits >= DIGITS_LEAST) {
        for (char *p = out; *p; p++) {
            if (is_digit(*p) && ++seen > HEAD_DIGITS && seen <= digits - TAIL_DIGITS)
                *p = '*';
        }
        return out;
    }
    (void)zk_utf8_next(text, strlen(text), &first);
    if (at && (size_t)(at - text) < first) /* nothing before the @ */
        first = 0;
    return at ? zk_arena_printf(arena, "%.*s***%s", (int)first, text, at)
              : zk_arena_printf(arena, "%.*s*", (int)first, text);
}
