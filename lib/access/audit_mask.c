/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_mask.h"

#include "record.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_DIGITS = 7, YEAR_MIN = 1900, YEAR_MAX = 2099 };

/* The digit at p, in either width, or -1; *len: its bytes. */
static int digit_at(const char *p, size_t *len)
{
    bool wide = strncmp(p, "\xef\xbc", 2) == 0 && p[2] >= '\x90' && p[2] <= '\x99';

    *len = wide ? 3 : 1;
    if (wide)
        return p[2] - '\x90';
    return *p >= '0' && *p <= '9' ? *p - '0' : -1;
}

static size_t one_of(const char *const *signs, const char *p)
{
    for (; *signs; signs++) {
        if (strncmp(p, *signs, strlen(*signs)) == 0)
            return strlen(*signs);
    }
    return 0;
}

/* What stands between the groups of a number, and of a date too. */
static size_t dash_len(const char *p)
{
    static const char *const dashes[] = { "-", ".",  "/",  "_",  "~",  "－", "—",  "–", "‐", "‑",
                                          "−", "．", "／", "＿", "～", "·",  "・", "•", NULL };

    return one_of(dashes, p);
}

static size_t gap_len(const char *p)
{
    static const char *const others[] = { " ",  "\t", "\xc2\xa0", "\xe2\x80\x82", "\xe2\x80\x83",
                                          "　", "(",  ")",        "（",           "）",
                                          NULL };
    size_t len = dash_len(p);

    return len > 0 ? len : one_of(others, p);
}

/* The value of least to most digits at *at, which moves behind them; -1: there are fewer. */
static int take_digits(const char **at, int least, int most)
{
    int value = 0;

    for (int i = 0; i < most; i++) {
        size_t len;
        int digit = digit_at(*at, &len);

        if (digit < 0)
            return i < least ? -1 : value;
        value = value * 10 + digit;
        *at += len;
    }
    return value;
}

static bool is_day(int year, int month, int day)
{
    char text[40]; /* of any three numbers */

    (void)snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
    return year >= YEAR_MIN && year <= YEAR_MAX && zk_is_date(text);
}

/* Bytes of the date at p; 0: there is none. whole: without dashes too; with them, 2026.1.5 is one.
 */
static size_t date_len(const char *p, bool whole)
{
    const char *at = p;
    int year = take_digits(&at, 4, 4), month, day;
    size_t dash = year < 0 ? 0 : dash_len(at), len;
    int least = dash > 0 ? 1 : 2;

    if (year < 0 || (dash == 0 && !whole))
        return 0;
    at += dash;
    month = take_digits(&at, least, 2);
    if (month < 0 || (dash_len(at) > 0) != (dash > 0))
        return 0;
    at += dash_len(at);
    day = take_digits(&at, least, 2);
    return day >= 0 && digit_at(at, &len) < 0 && is_day(year, month, day) ? (size_t)(at - p) : 0;
}

/* Bytes from the digit p to the last one that belongs to it, a date behind it does not; *digits:
 * how many. */
static size_t number_len(const char *p, size_t *digits)
{
    size_t end = 0, at = 0, len;

    *digits = 0;
    for (;;) {
        if (digit_at(p + at, &len) >= 0) {
            if (at > end && date_len(p + at, false) > 0)
                return end;
            ++*digits;
            end = at + len;
        } else {
            len = *digits > 0 ? gap_len(p + at) : 0;
        }
        if (len == 0)
            return end;
        at += len;
    }
}

const char *zk_audit_mask(const char *text, struct zk_arena *arena)
{
    char *out = zk_arena_strdup(arena, text);

    for (char *p = out; p && *p;) {
        size_t digits = 0, len = date_len(p, true);

        if (len == 0)
            len = number_len(p, &digits);
        if (digits >= NUMBER_DIGITS)
            memset(p, '*', len);
        p += len > 0 ? len : 1;
    }
    return out;
}
