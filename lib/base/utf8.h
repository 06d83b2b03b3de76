/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strict UTF-8: no surrogates, no overlong forms, nothing above U+10FFFF.
 */
#ifndef ZK_UTF8_H
#define ZK_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZK_UTF8_BAD UINT32_MAX

/** Code point at bytes[*pos], which moves behind it; ZK_UTF8_BAD (and *pos + 1) on a bad byte. */
uint32_t zk_utf8_next(const char *bytes, size_t len, size_t *pos);

/** Bytes written (1–4); cp must be a scalar value. */
size_t zk_utf8_encode(uint32_t cp, char out[4]);

/** Well-formed and without NUL. */
bool zk_utf8_valid(const char *bytes, size_t len);

/** Code points of valid text. */
size_t zk_utf8_count(const char *bytes, size_t len);

/** Length in bytes of at most max code points of valid text. */
size_t zk_utf8_prefix(const char *bytes, size_t len, size_t max);

#endif
