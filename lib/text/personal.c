/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that must not be kept: numbers of phones, identity cards and bank cards, and addresses of
 * e-mail. Told by shape alone, so that a number too many is taken for one rather than one too few.
 */
#include "text.h"

enum {
    LONG_NUMBER = 7,    /* digits without a break: a local phone number, and all that is longer */
    BROKEN_NUMBER = 11, /* digits in groups: 0632-5551234, 138 0000 0000, 6222 0210 … */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool joins(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '+' || c == '/';
}

static bool is_local(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
}

bool zk_text_is_personal(const char *key, size_t len)
{
    size_t run = 0, groups = 0, gap = 0;

    for (size_t i = 0; i < len; i++) {
        if (is_digit(key[i])) {
            run++;
            groups++;
            gap = 0;
            if (run >= LONG_NUMBER || groups >= BROKEN_NUMBER)
                return true;
            continue;
        }
        run = 0;
        gap++;
        if (!joins(key[i]) || gap > 2)
            groups = 0;
        if (key[i] == '@' && i > 0 && is_local(key[i - 1]) && i + 1 < len && is_local(key[i + 1]))
            return true;
    }
    return false;
}
