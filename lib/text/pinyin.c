/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Readings and matching; see pinyin.h. The tables are made while building (pinyin/compile.c).
 */
#include "pinyin.h"

#include "pinyin/table.h"
#include "utf8.h"

#include <string.h>

static const uint16_t *readings_of(uint32_t c)
{
    static const uint16_t none[ZK_PINYIN_READINGS];

    return c >= ZK_PINYIN_FIRST && c < ZK_PINYIN_FIRST + ZK_PINYIN_CHARS
               ? zk_pinyin_table[c - ZK_PINYIN_FIRST]
               : none;
}

/* The reading that a neighbour decides, or 0. */
static uint16_t paired(uint32_t before, uint32_t c, uint32_t next)
{
    for (size_t i = 0; i < zk_pinyin_pair_count; i++) {
        const struct zk_pinyin_pair *pair = &zk_pinyin_pairs[i];

        if (c == pair->chars[0] && next == pair->chars[1])
            return pair->readings[0];
        if (before == pair->chars[0] && c == pair->chars[1])
            return pair->readings[1];
    }
    return 0;
}

size_t zk_pinyin_typed(const char *normal, size_t len, char *out)
{
    size_t pos = 0, n = 0;
    bool letter = false;

    while (pos < len) {
        uint32_t c = zk_utf8_next(normal, len, &pos);
        bool behind_letter = letter;

        letter = c >= 'a' && c <= 'z';
        if (c == ' ' || c == '\'' || c == 0x2019 || (c == '-' && behind_letter))
            continue;
        if (c == 0xFC)
            c = 'v';
        if (c < 'a' || c > 'z' || n == ZK_PINYIN_TYPED_MAX)
            return 0;
        out[n++] = (char)c;
    }
    return n;
}

/* ---- ways to write a character ---- */

struct forms {
    struct zk_pinyin_form *list;
    size_t count;
};

static void add_form(struct forms *forms, const char *text, size_t len, bool whole)
{
    struct zk_pinyin_form *form = &forms->list[forms->count];

    for (size_t i = 0; i < forms->count; i++) {
        if (forms->list[i].len == len && memcmp(forms->list[i].text, text, len) == 0)
            return;
    }
    if (forms->count == ZK_PINYIN_FORMS || len >= sizeof(form->text))
        return;
    memcpy(form->text, text, len);
    form->len = (uint8_t)len;
    form->whole = whole;
    forms->count++;
}

/* lv: also lu and lyu. */
static void add_reading(struct forms *forms, const char *syllable)
{
    static const char *const ways[] = { "v", "u", "yu" };
    const char *v = strchr(syllable, 'v');
    size_t lead = v ? (size_t)(v - syllable) : 0;
    char text[16];

    if (!v) {
        add_form(forms, syllable, strlen(syllable), true);
        return;
    }
    for (int i = 0; i < 3; i++) {
        size_t len = strlen(ways[i]), tail = strlen(v + 1);

        memcpy(text, syllable, lead);
        memcpy(text + lead, ways[i], len);
        memcpy(text + lead + len, v + 1, tail);
        add_form(forms, text, lead + len + tail, true);
    }
}

static void add_initials(struct forms *forms, const char *syllable)
{
    if (syllable[1] == 'h')
        add_form(forms, syllable, 2, false);
    add_form(forms, syllable, 1, false);
}

size_t zk_pinyin_forms(uint32_t before, uint32_t c, uint32_t next,
                       struct zk_pinyin_form out[ZK_PINYIN_FORMS])
{
    struct forms forms = { out, 0 };
    const uint16_t *list = readings_of(c);
    uint16_t only[ZK_PINYIN_READINGS] = { paired(before, c, next) };

    if (only[0] != 0)
        list = only;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        char letter = (char)c;

        add_form(&forms, &letter, 1, true);
    }
    for (int i = 0; i < ZK_PINYIN_READINGS && list[i] != 0; i++)
        add_reading(&forms, zk_pinyin_syllables[list[i]]);
    for (int i = 0; i < ZK_PINYIN_READINGS && list[i] != 0; i++)
        add_initials(&forms, zk_pinyin_syllables[list[i]]);
    return forms.count;
}

/* ---- matching ---- */

struct matcher {
    const char *name, *typed;
    size_t len, typed_len;
};

/* @return where in the name the typed letters end; 0 for no match */
static size_t match_from(const struct matcher *m, uint32_t before, size_t at, size_t used)
{
    struct zk_pinyin_form forms[ZK_PINYIN_FORMS];
    size_t behind = at, ahead, count;
    uint32_t c, next;

    if (at >= m->len)
        return 0;
    c = zk_utf8_next(m->name, m->len, &behind);
    ahead = behind;
    next = ahead < m->len ? zk_utf8_next(m->name, m->len, &ahead) : 0;
    count = zk_pinyin_forms(before, c, next, forms);
    if (count == 0)
        return used > 0 ? match_from(m, c, behind, used) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t left = m->typed_len - used, end;

        if (left <= forms[i].len) {
            if (memcmp(forms[i].text, m->typed + used, left) == 0)
                return behind;
        } else if (memcmp(forms[i].text, m->typed + used, forms[i].len) == 0) {
            end = match_from(m, c, behind, used + forms[i].len);
            if (end > 0)
                return end;
        }
    }
    return 0;
}

size_t zk_pinyin_match(uint32_t before, const char *name, size_t len, const char *typed,
                       size_t typed_len, bool *whole)
{
    struct matcher m = { name, typed, len, typed_len };
    size_t end = typed_len > 0 ? match_from(&m, before, 0, 0) : 0;

    if (whole)
        *whole = end > 0 && end == len;
    return end;
}

bool zk_pinyin_begins(uint32_t c, char letter)
{
    const uint16_t *list = readings_of(c);

    for (int i = 0; i < ZK_PINYIN_READINGS && list[i] != 0; i++) {
        if (zk_pinyin_syllables[list[i]][0] == letter)
            return true;
    }
    for (size_t i = 0; i < zk_pinyin_pair_count; i++) {
        const struct zk_pinyin_pair *pair = &zk_pinyin_pairs[i];

        if (c == pair->chars[0] && zk_pinyin_syllables[pair->readings[0]][0] == letter)
            return true;
    }
    return c == (uint32_t)letter;
}

bool zk_pinyin_alike(uint32_t a, uint32_t b)
{
    const uint16_t *x = readings_of(a), *y = readings_of(b);

    for (int i = 0; i < ZK_PINYIN_READINGS && x[i] != 0; i++) {
        for (int k = 0; k < ZK_PINYIN_READINGS && y[k] != 0; k++) {
            if (x[i] == y[k])
                return true;
        }
    }
    return false;
}
