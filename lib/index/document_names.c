/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names as they can be typed in Latin letters, as boolean terms: a query is then one look-up
 * (query_names.c) and cannot match half a syllable.
 *
 * People, up to four characters: every mixture of readings in full and initials (zhangwm, zhwm),
 * the given name and the first character in full. All other names: every beginning in full and by
 * initials, every end in full.
 */
#include "document.h"
#include "pinyin.h"
#include "utf8.h"

#include <string.h>

enum {
    NAME_CHARS = 40,        /* of a longer name the rest is not spelled */
    MIXED_CHARS = 4,        /* a name up to here is spelled in every mixture */
    PERSON_SPELLINGS = 256, /* 4 characters have 3⁴, or a few times as many */
    STRETCH_SPELLINGS = 32, /* of a part of another name: five characters with two readings */
};

enum part { PART_ANY, PART_WHOLE, PART_INITIAL };

struct speller {
    struct zk_document *document;
    struct zk_arena *arena;
    struct zk_pinyin_form (*forms)[ZK_PINYIN_FORMS]; /* of NAME_CHARS characters */
    size_t counts[NAME_CHARS];
    size_t count;
    size_t left; /* spellings that may still be tried of the stretch */
    char term[ZK_PINYIN_TYPED_MAX + 1];
    enum zk_status status;
};

/* Adds every spelling of the characters from at to before, behind the first len bytes of term. */
static void spell_from(struct speller *s, size_t at, size_t before, enum part part, size_t len)
{
    if (s->left == 0 || s->status != ZK_OK)
        return;
    if (at == before) {
        s->left--;
        s->status = zk_document_add_term(s->document, s->arena, s->term, len, 0);
        return;
    }
    for (size_t i = 0; i < s->counts[at]; i++) {
        const struct zk_pinyin_form *form = &s->forms[at][i];

        if ((part == PART_WHOLE && !form->whole) ||
            (part == PART_INITIAL && form->whole && form->len > 1))
            continue;
        if (len + form->len > sizeof(s->term)) { /* longer than can be typed: given up early */
            s->left -= s->left > 0;
            continue;
        }
        memcpy(s->term + len, form->text, form->len);
        spell_from(s, at + 1, before, part, len + form->len);
    }
}

static void spell(struct speller *s, size_t from, size_t before, enum part part)
{
    s->left = part == PART_ANY ? PERSON_SPELLINGS : STRETCH_SPELLINGS;
    s->term[0] = ZK_PREFIX_SPELLED;
    spell_from(s, from, before, part, 1);
}

static void spell_person(struct speller *s)
{
    spell(s, 0, s->count, PART_ANY);
    spell(s, 0, 1, PART_WHOLE);
    if (s->count > 2)
        spell(s, 1, s->count, PART_WHOLE);
}

static void spell_name(struct speller *s)
{
    for (size_t n = 2; n <= s->count; n++) {
        spell(s, 0, n, PART_WHOLE);
        if (n > 2 || n == s->count)
            spell(s, 0, n, PART_INITIAL);
        if (n < s->count)
            spell(s, s->count - n, s->count, PART_WHOLE);
    }
}

/* Characters of the normalised name that have a sound. */
static void read_name(struct speller *s, const struct zk_buf *name, bool person)
{
    uint32_t before, c = person ? ZK_PINYIN_SURNAME : 0;
    size_t pos = 0;

    while (s->count < NAME_CHARS && pos < name->len) {
        size_t ahead;
        uint32_t next;

        before = c;
        c = zk_utf8_next(name->bytes, name->len, &pos);
        ahead = pos;
        next = pos < name->len ? zk_utf8_next(name->bytes, name->len, &ahead) : 0;
        s->counts[s->count] = zk_pinyin_forms(before, c, next, s->forms[s->count]);
        s->count += s->counts[s->count] > 0;
    }
}

static bool has_han(const struct zk_buf *name)
{
    for (size_t i = 0; i < name->len; i++) {
        if ((unsigned char)name->bytes[i] >= 0xE3)
            return true;
    }
    return false;
}

enum zk_status zk_document_add_spellings(struct zk_document *document, const struct zk_text *text,
                                         enum zk_kind kind, const char *title,
                                         struct zk_arena *arena)
{
    struct speller s = { .document = document, .arena = arena };
    struct zk_buf name;

    s.forms = zk_arena_array(arena, NAME_CHARS, sizeof(*s.forms));
    if (!s.forms)
        return ZK_NO_MEMORY;
    zk_buf_init(&name, ZK_NAME_MAX_BYTES);
    zk_text_normalise(text, title, strlen(title), &name);
    if (zk_buf_status(&name) == ZK_NO_MEMORY)
        s.status = ZK_NO_MEMORY;
    else if (has_han(&name))
        read_name(&s, &name, kind == ZK_KIND_EXPERT);
    zk_buf_free(&name);
    if (s.count > 0 && kind == ZK_KIND_EXPERT && s.count <= MIXED_CHARS)
        spell_person(&s);
    else
        spell_name(&s);
    return s.status;
}
