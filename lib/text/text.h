/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text as search sees it: one normaliser and one tokeniser for records and queries.
 * Normal form: NFC, then code point by code point NFKC with case folding and
 * traditional → simplified, so that every normalised piece knows where it came from.
 */
#ifndef ZK_TEXT_H
#define ZK_TEXT_H

#include "arena.h"
#include "buf.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

struct zk_text; /* tables; immutable, shared by all threads */

enum zk_status zk_text_open(struct zk_text **out, struct zk_error *err);
void zk_text_close(struct zk_text *text);

/** NFC of valid UTF-8; the very same bytes when they are NFC already. */
const char *zk_text_nfc(const struct zk_text *text, const char *bytes, size_t len,
                        struct zk_arena *arena, size_t *out_len);

/** Append the normal form of NFC text; blanks and punctuation stay. */
void zk_text_normalise(const struct zk_text *text, const char *bytes, size_t len,
                       struct zk_buf *out);

enum zk_token_class {
    ZK_TOKEN_CHAR,   /* one Han character */
    ZK_TOKEN_BIGRAM, /* two neighbours of one run of Han characters */
    ZK_TOKEN_WORD,   /* letters and digits: whole, as written (folded) */
    ZK_TOKEN_STEM,   /* English stem of the WORD before it, which has letters only */
};

struct zk_token {
    enum zk_token_class class;
    const char *term; /* normalised; valid during the callback */
    size_t len;
    size_t from, to; /* bytes of the source */
    size_t run;      /* number of the run (unbroken stretch of one script) it belongs to */
};

/**
 * Cut NFC text into tokens, in source order. Parts joined by - / . _ + in part numbers
 * (GB/T 13745, Q345B-2) come as the parts and as one joined WORD. The callback returns
 * false to stop.
 */
enum zk_status zk_text_tokens(const struct zk_text *text, const char *bytes, size_t len,
                              bool (*each)(void *context, const struct zk_token *token),
                              void *context, struct zk_error *err);

/**
 * Whether normalised text has what looks like the number of a phone, an identity card or a bank
 * card, or an address of e-mail: such text is not kept.
 */
bool zk_text_is_personal(const char *key, size_t len);

/**
 * Words of Chinese text as a reader would cut it, for showing, never for searching (bigrams
 * find more): from and to are bytes. The callback returns false to stop.
 */
enum zk_status zk_text_words(const struct zk_text *text, const char *bytes, size_t len,
                             bool (*each)(void *context, size_t from, size_t to), void *context,
                             struct zk_error *err);

/** Sort key of a title: Chinese by pinyin; at most room bytes. @return bytes written */
size_t zk_text_sort_key(const struct zk_text *text, const char *bytes, size_t len, char *out,
                        size_t room);

#endif
