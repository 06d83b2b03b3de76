/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strict UTF-8; the table of well-formed sequences is Unicode 15, table 3-7.
 */
#include "utf8.h"

#include <string.h>

enum { BLOCK = 8 }; /* bytes that are looked at at once */

static bool tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Second bytes that would make the form overlong, a surrogate, or too large. */
static bool second_ok(unsigned char first, unsigned char second)
{
    if (!tail(second))
        return false;
    switch (first) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second < 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

uint32_t zk_utf8_next(const char *bytes, size_t len, size_t *pos)
{
    const unsigned char *s = (const unsigned char *)bytes + *pos;
    size_t left = len - *pos;
    size_t more;
    uint32_t cp;

    if (s[0] < 0x80) {
        *pos += 1;
        return s[0];
    }
    if (s[0] >= 0xC2 && s[0] < 0xE0)
        more = 1;
    else if (s[0] >= 0xE0 && s[0] < 0xF0)
        more = 2;
    else if (s[0] >= 0xF0 && s[0] < 0xF5)
        more = 3;
    else
        more = 0;
    if (more == 0 || left <= more || !second_ok(s[0], s[1])) {
        *pos += 1;
        return ZK_UTF8_BAD;
    }
    cp = s[0] & (0x3Fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if (!tail(s[i])) {
            *pos += 1;
            return ZK_UTF8_BAD;
        }
        cp = cp << 6 | (s[i] & 0x3Fu);
    }
    *pos += more + 1;
    return cp;
}

size_t zk_utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

bool zk_utf8_valid(const char *bytes, size_t len)
{
    size_t pos = 0;

    while (pos < len) {
        uint32_t cp = zk_utf8_next(bytes, len, &pos);

        if (cp == 0 || cp == ZK_UTF8_BAD)
            return false;
    }
    return true;
}

/* Characters that begin in a block. Of its bytes as one word, those that continue a character have
 * the first of their bits and not the second. Counted by arithmetic: left to the vectoriser, gcc 12
 * counts wrong with -O3. */
static size_t heads(const char *block)
{
    static const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t bytes, tails;

    memcpy(&bytes, block, sizeof(bytes));
    tails = bytes >> 7 & ~(bytes >> 6) & ones;
    return BLOCK - (size_t)(tails * ones >> 56);
}

size_t zk_utf8_count(const char *bytes, size_t len)
{
    size_t count = 0, i = 0;

    for (; i + BLOCK <= len; i += BLOCK)
        count += heads(bytes + i);
    for (; i < len; i++)
        count += !tail((unsigned char)bytes[i]);
    return count;
}

size_t zk_utf8_prefix(const char *bytes, size_t len, size_t max)
{
    size_t i = 0;

    /* a block at a time while it cannot have the last character */
    for (; i + BLOCK <= len && max > BLOCK; i += BLOCK)
        max -= heads(bytes + i);
    for (; i < len; i++) {
        if (!tail((unsigned char)bytes[i]) && max-- == 0)
            break;
    }
    return i;
}
