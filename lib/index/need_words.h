/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of a need that a person is shown: keywords of the directory where they stand in the
 * text, the dictionary's words for what is left, words of letters and digits as they are.
 */
#ifndef ZK_NEED_WORDS_H
#define ZK_NEED_WORDS_H

#include "need.h"

struct zk_span {
    size_t from, to; /* bytes of the text */
};

/**
 * Fill need->words (texts and flags), and tell where dropped ones stand.
 *
 * @param given  NFC text
 */
enum zk_status zk_need_find_words(struct zk_reader *reader, const struct zk_need_text *given,
                                  struct zk_arena *arena, struct zk_need *need,
                                  const struct zk_span **dropped, size_t *dropped_count,
                                  struct zk_error *err);

/** With need->terms there: the terms of each word, weights, heaviest first. */
enum zk_status zk_need_tie_words(struct zk_reader *reader, struct zk_need *need,
                                 struct zk_arena *arena, struct zk_error *err);

#endif
