/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables that compile.c makes and lib/text/pinyin.c reads.
 */
#ifndef ZK_PINYIN_TABLE_H
#define ZK_PINYIN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ZK_PINYIN_FIRST = 0x3400, /* extension A and the unified ideographs */
    ZK_PINYIN_CHARS = 0xA000 - 0x3400,
    ZK_PINYIN_READINGS = 4,
};

/** Syllables without tones, ü as v; number 0 is none. */
extern const char *const zk_pinyin_syllables[];

/** Numbers of a character's syllables, 0 behind the last. */
extern const uint16_t zk_pinyin_table[ZK_PINYIN_CHARS][ZK_PINYIN_READINGS];

/** Two characters that read otherwise together. */
struct zk_pinyin_pair {
    uint32_t chars[2];
    uint16_t readings[2];
};

extern const struct zk_pinyin_pair zk_pinyin_pairs[];
extern const size_t zk_pinyin_pair_count;

#endif
