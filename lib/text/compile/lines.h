/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the programs share that make tables from ICU while building.
 */
#ifndef ZK_COMPILE_LINES_H
#define ZK_COMPILE_LINES_H

#include <unicode/utypes.h>

/** "compile_pinyin: what: which" to standard error; ends the program. */
void zk_compile_die(const char *what, const char *which) __attribute__((noreturn));

/**
 * ICU's transliteration of characters, each on a line of its own, so that no rule for a word or a
 * phrase applies to several.
 *
 * @param lines  room for what comes out, at least two for each character
 * @return units written to lines
 */
int32_t zk_compile_lines(const UChar *id, const UChar *chars, int32_t count, UChar *lines,
                         int32_t room);

#endif
