/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cutting text into tokens: runs of Han into single characters and bigrams, runs of letters
 * and digits into words, with stems.
 */
#include "private.h"

#include "utf8.h"

#include <libstemmer.h>
#include <string.h>

enum {
    WORD_MAX = 64,       /* bytes of a term made of letters and digits; the rest is dropped */
    CODE_MAX = 8,        /* letters and digits of a part of a code that is written with blanks */
    CHAR_BYTES = 4,      /* room of one character: copied whole, which is one move, not a call */
};

struct cutter {
    const struct zk_text *text;
    const char *bytes;
    size_t len;
    bool (*each)(void *context, const struct zk_token *token);
    void *context;
    struct sb_stemmer *stemmer; /* made when the first word needs it */
    bool stopped;
    size_t run;
    /* the last character of the open Han run */
    char last[CHAR_BYTES];
    size_t last_len, last_from;
    /* the open word, and the joined word it may be part of */
    char word[WORD_MAX + CHAR_BYTES], joined[WORD_MAX];
    size_t word_len, word_from, word_to;
    size_t joined_len, joined_from, joined_to, joined_parts;
};

static void emit(struct cutter *c, enum zk_token_class class, const char *term, size_t len,
                 size_t from, size_t to)
{
    struct zk_token token = { class, term, len, from, to, c->run };

    if (!c->stopped && len > 0 && !c->each(c->context, &token))
        c->stopped = true;
}

static bool letters_only(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (word[i] < 'a' || word[i] > 'z')
            return false;
    }
    return true;
}

static void emit_stem(struct cutter *c, const char *word, size_t word_len, size_t from, size_t to)
{
    const sb_symbol *stem;
    size_t len;

    if (!letters_only(word, word_len))
        return;
    if (!c->stemmer)
        c->stemmer = sb_stemmer_new("english", NULL);
    if (!c->stemmer)
        return;
    stem = sb_stemmer_stem(c->stemmer, (const sb_symbol *)word, (int)word_len);
    len = stem ? (size_t)sb_stemmer_length(c->stemmer) : 0;
    if (len > 0)
        emit(c, ZK_TOKEN_STEM, (const char *)stem, len, from, to);
}

static void append(char *to, size_t *len, const char *bytes, size_t more)
{
    if (*len + more <= WORD_MAX) {
        memcpy(to + *len, bytes, more);
        *len += more;
    }
}

static void end_word(struct cutter *c)
{
    if (c->word_len == 0)
        return;
    emit(c, ZK_TOKEN_WORD, c->word, c->word_len, c->word_from, c->word_to);
    emit_stem(c, c->word, c->word_len, c->word_from, c->word_to);
    if (c->joined_parts == 0)
        c->joined_from = c->word_from;
    append(c->joined, &c->joined_len, c->word, c->word_len);
    c->joined_to = c->word_to;
    c->joined_parts++;
    c->word_len = 0;
}

static void end_joined(struct cutter *c)
{
    if (c->joined_parts > 1) {
        emit(c, ZK_TOKEN_WORD, c->joined, c->joined_len, c->joined_from, c->joined_to);
        emit_stem(c, c->joined, c->joined_len, c->joined_from, c->joined_to);
    }
    c->joined_len = 0;
    c->joined_parts = 0;
}

static void end_run(struct cutter *c)
{
    end_word(c);
    end_joined(c);
    c->last_len = 0;
    c->run++;
}

static void add_han(struct cutter *c, const char term[CHAR_BYTES], size_t len, size_t from,
                    size_t to)
{
    char pair[2 * CHAR_BYTES];

    if (c->last_len == 0)
        end_run(c);
    emit(c, ZK_TOKEN_CHAR, term, len, from, to);
    if (c->last_len > 0) {
        memcpy(pair, c->last, CHAR_BYTES);
        memcpy(pair + c->last_len, term, CHAR_BYTES);
        emit(c, ZK_TOKEN_BIGRAM, pair, c->last_len + len, c->last_from, to);
    }
    memcpy(c->last, term, CHAR_BYTES);
    c->last_len = len;
    c->last_from = from;
}

static void add_letter(struct cutter *c, const char term[CHAR_BYTES], size_t len, size_t from,
                       size_t to)
{
    if (c->last_len > 0)
        end_run(c);
    if (c->word_len == 0)
        c->word_from = from;
    if (c->word_len + len <= WORD_MAX) {
        memcpy(c->word + c->word_len, term, CHAR_BYTES);
        c->word_len += len;
    }
    c->word_to = to;
}

/* A joiner keeps the parts of a number together only between two letters or digits. */
static bool joins(const struct cutter *c, uint32_t cp, size_t next)
{
    uint32_t to[NORMAL_MAX];
    uint32_t after;

    if (c->word_len == 0 || next >= c->len || (cp != '-' && cp != '/' && cp != '.' && cp != '_'))
        return false;
    after = zk_utf8_next(c->bytes, c->len, &next);
    return after != ZK_UTF8_BAD && zk_text_map(c->text, after, to) > 0 &&
           zk_text_class(c->text, to[0]) == CLASS_ALNUM;
}

/* Capitals and digits from here on, and nothing else. @return how many, 0: something else */
static size_t code_part(const struct cutter *c, size_t from, bool *capitals)
{
    size_t at = from;

    *capitals = false;
    for (; at < c->len && at - from <= CODE_MAX; at++) {
        if (c->bytes[at] >= 'A' && c->bytes[at] <= 'Z')
            *capitals = true;
        else if (c->bytes[at] < '0' || c->bytes[at] > '9')
            break;
    }
    if (at < c->len && ((c->bytes[at] >= 'a' && c->bytes[at] <= 'z') || at - from > CODE_MAX))
        return 0;
    return at - from;
}

/* GB/T 13745, Q345 B, FMCW SAR: written with a blank or without one, the same code. */
static bool joins_code(const struct cutter *c, uint32_t cp, size_t next)
{
    bool before, after;

    return cp == ' ' && c->word_len > 0 && c->word_to + 1 == next &&
           code_part(c, c->word_from, &before) == c->word_len && before &&
           code_part(c, next, &after) > 0;
}

static void add_gap(struct cutter *c, uint32_t cp, size_t next)
{
    if (joins(c, cp, next) || joins_code(c, cp, next))
        end_word(c);
    else
        end_run(c);
}

/* One character of the source: its pieces, all of which stand for the same bytes. */
static void add_char(struct cutter *c, uint32_t cp, size_t from, size_t to)
{
    uint32_t piece[NORMAL_MAX];
    size_t n = zk_text_map(c->text, cp, piece);

    for (size_t i = 0; i < n && !c->stopped; i++) {
        char term[CHAR_BYTES] = { 0 };
        size_t len = zk_utf8_encode(piece[i], term);

        switch (zk_text_class(c->text, piece[i])) {
        case CLASS_CJK:
            add_han(c, term, len, from, to);
            break;
        case CLASS_ALNUM:
            add_letter(c, term, len, from, to);
            break;
        case CLASS_GAP:
            add_gap(c, piece[i], to);
            break;
        }
    }
}

enum zk_status zk_text_tokens(const struct zk_text *text, const char *bytes, size_t len,
                              bool (*each)(void *context, const struct zk_token *token),
                              void *context, struct zk_error *err)
{
    struct cutter c = { .text = text, .bytes = bytes, .len = len, .each = each,
                        .context = context };
    size_t pos = 0;

    while (pos < len && !c.stopped) {
        size_t from = pos;
        uint32_t cp = zk_utf8_next(bytes, len, &pos);

        if (cp == ZK_UTF8_BAD) {
            sb_stemmer_delete(c.stemmer);
            return zk_fail(err, ZK_BAD_UTF8, "", "byte %zu is not UTF-8", from);
        }
        add_char(&c, cp, from, pos);
    }
    end_run(&c);
    sb_stemmer_delete(c.stemmer);
    return ZK_OK;
}
