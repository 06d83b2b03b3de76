/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which part of a Chinese term each word of its translation stands for, learned from many pairs.
 *
 * Each word of one side is taken to have written a stretch of one to four characters of the
 * other, in the same order; how likely a word is to write a stretch is estimated by expectation
 * maximisation over all segmentations (a hidden semi-Markov model). From proton exchange
 * membrane = 质子交换膜, ion exchange = 离子交换 and filter membrane = 滤膜 it follows that
 * proton is 质子, although no pair says so.
 */
#ifndef ZK_ALIGN_H
#define ZK_ALIGN_H

#include "status.h"

#include <stddef.h>

enum { ZK_ALIGN_WORDS = 6, ZK_ALIGN_CHARS = 14 }; /* longer pairs teach little and cost much */

struct zk_align;

struct zk_align *zk_align_open(void); /* NULL when out of memory */
void zk_align_close(struct zk_align *align);

/** A pair: words in the order of the characters; a run of Latin letters counts as a character. */
enum zk_status zk_align_add(struct zk_align *align, const char *const *words, size_t word_count,
                            const char *const *chars, size_t char_count, struct zk_error *err);

/**
 * Estimate, then tell what was found, word after word, no stretch of one word twice.
 *
 * @param each  count: in how many pairs the word wrote the stretch; total: in how many it wrote
 */
enum zk_status zk_align_run(struct zk_align *align,
                            enum zk_status (*each)(void *context, const char *word,
                                                   const char *stretch, double count, double total,
                                                   struct zk_error *err),
                            void *context, struct zk_error *err);

#endif
