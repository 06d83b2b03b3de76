/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What looking for near entries in Hanzi (lexicon_near.c) and in Latin letters (lexicon_latin.c)
 * share; the way in is zk_lexicon_near of lexicon.h.
 */
#ifndef ZK_LEXICON_NEAR_H
#define ZK_LEXICON_NEAR_H

#include "lexicon_range.h"

enum { ZK_NEAR_HANZI = 0x2E80 }; /* characters from here on are no letters */

struct zk_near_word {
    const char *bytes;
    size_t len;
    uint32_t chars[ZK_NEAR_MAX_BYTES];
    uint8_t at[ZK_NEAR_MAX_BYTES + 1]; /* where in bytes each begins, and where the last ends */
    size_t count;
    bool latin; /* not one character is Hanzi */
};

struct zk_nearest {
    const struct zk_lexicon *lexicon;
    const struct zk_near_word *typed;
    struct zk_lexicon_near *out;
    size_t count, room;
};

/** Nearest first, each entry once; what costs nothing was typed right. */
void zk_nearest_keep(struct zk_nearest *nearest, struct zk_lexicon_near near);

/** Entries of Latin letters with one slip in four or more, two in eight or more. */
void zk_near_latin(struct zk_nearest *nearest, int group);

#endif
