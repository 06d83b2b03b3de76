/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names as Latin letters can spell them: every character by one of its readings in full, or by
 * its initial (z or zh). Names are given normalised; ü is v, also written u and yu (lv, lu, lyu).
 */
#ifndef ZK_PINYIN_H
#define ZK_PINYIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ZK_PINYIN_TYPED_MAX = 64, /* letters */
    ZK_PINYIN_FORMS = 24,     /* ways to write one character */
    ZK_PINYIN_SURNAME = '^',  /* stands before a person's name: 曾 is then zeng alone */
};

/** One way to write a character: whole is a reading in full, otherwise an initial. */
struct zk_pinyin_form {
    char text[8];
    uint8_t len;
    bool whole;
};

/**
 * What was typed, as letters only: blanks, apostrophes and hyphens between letters go, ü becomes
 * v. A hyphen before a word (zhang -wei) is not part of a name.
 *
 * @param out  at least ZK_PINYIN_TYPED_MAX bytes
 * @return letters written; 0 when anything else was typed, or too much
 */
size_t zk_pinyin_typed(const char *normal, size_t len, char *out);

/**
 * Ways to write a character, readings in full first. A letter or digit is itself.
 *
 * @param next  the character behind it, 0 for none: 万俟 reads mo qi
 * @param before  the character before it, 0 for none, ZK_PINYIN_SURNAME when it begins a person's
 *                name
 * @return how many; 0 for what has no sound: it is passed over
 */
size_t zk_pinyin_forms(uint32_t before, uint32_t c, uint32_t next,
                       struct zk_pinyin_form out[ZK_PINYIN_FORMS]);

/**
 * Does a name begin as typed, its last syllable perhaps not finished?
 *
 * @param before  ZK_PINYIN_SURNAME for a person's name, else 0
 * @param[out] whole  the name ends where the letters do; may be NULL
 * @return bytes of the name that the letters stand for; 0: it does not begin so
 */
size_t zk_pinyin_match(uint32_t before, const char *name, size_t len, const char *typed,
                       size_t typed_len, bool *whole);

/** May text that begins with this character be spelled with this first letter? */
bool zk_pinyin_begins(uint32_t c, char letter);

/** Two characters that share a reading. */
bool zk_pinyin_alike(uint32_t a, uint32_t b);

#endif
