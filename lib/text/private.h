/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of lib/text share: the tables.
 */
#ifndef ZK_TEXT_PRIVATE_H
#define ZK_TEXT_PRIVATE_H

#include "text.h"

#include <unicode/ubrk.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>

enum { BMP = 0x10000 };

/* Class of a normalised code point. */
enum text_class { CLASS_GAP, CLASS_CJK, CLASS_ALNUM };

/*
 * map[cp]: MAP_MANY set: the low 24 bits are an offset in many[], where a count and that many
 * code points stand; else the one code point it becomes. MAP_NONE: it vanishes.
 */
#define MAP_MANY 0x80000000u
#define MAP_NONE 0x40000000u

struct zk_text {
    uint32_t map[BMP];
    uint8_t class[BMP];
    uint8_t nfc_safe[BMP]; /* cannot take part in a composition */
    uint32_t *many;
    size_t many_count;
    const UNormalizer2 *nfc;
    const UNormalizer2 *nfkc_fold;
    UCollator *collator;
    UBreakIterator *breaker; /* never run itself: cloned for each use */
};

enum { NORMAL_MAX = 20 }; /* U+FDFA becomes 18 code points, the longest */

/** Normal form of one code point into out. @return code points written (0: it vanishes) */
size_t zk_text_map(const struct zk_text *text, uint32_t cp, uint32_t out[NORMAL_MAX]);

enum text_class zk_text_class(const struct zk_text *text, uint32_t cp);

#endif
