/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All names and keywords of one revision, in memory: what can be suggested and what a misspelt
 * query may have meant. Loaded from the S terms (document.h) when a revision is opened, about 12
 * bytes and the text itself an entry; immutable, shared by all threads.
 */
#ifndef ZK_LEXICON_H
#define ZK_LEXICON_H

#include "arena.h"
#include "fields.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xapc_database;
struct xapc_view;

enum { ZK_LEXICON_TERMS = ZK_KIND_COUNT, ZK_LEXICON_GROUPS }; /* groups: the kinds, then terms */

struct zk_lexicon_entry {
    uint32_t at;        /* of the key in text; what is shown follows when it is another text */
    uint32_t documents; /* records that have it */
    uint8_t key_len;
    uint8_t shown_len; /* 0: shown is the key */
    uint8_t points;    /* of a name: completeness of its record */
};

/* Entries that begin with the same character. */
struct zk_lexicon_run {
    uint32_t first; /* entry; it ends where the next run begins */
    uint32_t c;
};

struct zk_lexicon {
    char *text;
    struct zk_lexicon_entry *entries; /* by group, then by key */
    struct zk_lexicon_run *runs;
    uint32_t text_len, count, run_count;
    uint32_t groups[ZK_LEXICON_GROUPS + 1];     /* first entry of a group */
    uint32_t group_runs[ZK_LEXICON_GROUPS + 1]; /* first run of a group */
};

enum zk_status zk_lexicon_load(struct xapc_database *database, struct zk_lexicon *out,
                               struct zk_error *err);
/**
 * The same from an older one: only the entries of S terms that came or went are read.
 *
 * @param terms  in the order of terms, each once
 */
enum zk_status zk_lexicon_update(struct xapc_database *database, const struct zk_lexicon *old,
                                 const struct xapc_view *terms, size_t count,
                                 struct zk_lexicon *out, struct zk_error *err);
void zk_lexicon_free(struct zk_lexicon *lexicon);

static inline const char *zk_lexicon_key(const struct zk_lexicon *lexicon, uint32_t entry)
{
    return lexicon->text + lexicon->entries[entry].at;
}

/** As it is written in the record; *len bytes, not NUL-terminated. */
const char *zk_lexicon_shown(const struct zk_lexicon *lexicon, uint32_t entry, size_t *len);

/** The index term of an entry: a copy in arena, NULL when out of memory. */
const char *zk_lexicon_term(const struct zk_lexicon *lexicon, uint32_t entry,
                            struct zk_arena *arena);

int zk_lexicon_group(const struct zk_lexicon *lexicon, uint32_t entry);

/** How well an entry answers what was typed, best first. */
enum zk_lexicon_grade {
    ZK_GRADE_EQUAL,
    ZK_GRADE_PREFIX,
    ZK_GRADE_PINYIN_EQUAL,
    ZK_GRADE_PINYIN,
    ZK_GRADE_INSIDE, /* typed text, or a given name's pinyin, stands further inside */
};

struct zk_lexicon_hit {
    uint32_t entry;
    enum zk_lexicon_grade grade;
    size_t from, to; /* bytes of the key that match */
};

/** What was typed: normalised, and as letters when it is nothing but letters (zk_pinyin_typed). */
struct zk_lexicon_typed {
    const char *key;
    size_t key_len;
    const char *letters;
    size_t letters_len; /* 0: not letters */
};

/**
 * The best entries of a group: by grade, then completeness, records, shortness and alphabet.
 * Costs a look at every entry that begins as typed or as pinyin may; only when those are fewer
 * than room, at all of the group.
 *
 * @return hits written, at most room
 */
size_t zk_lexicon_find(const struct zk_lexicon *lexicon, int group,
                       const struct zk_lexicon_typed *typed, struct zk_lexicon_hit *hits,
                       size_t room);

/** An entry that what was typed may have meant. */
struct zk_lexicon_near {
    uint32_t entry;
    int cost; /* 1 a homophone, ZK_COST_LETTER another letter, ZK_COST_OTHER another character */
    size_t from, to; /* bytes of what was typed that it would replace */
};

enum { ZK_COST_LETTER = 4, ZK_COST_OTHER = 16, ZK_NEAR_MAX_BYTES = 96 };

/**
 * Entries of a group that are one slip away, nearest first: Hanzi of the same sound anywhere, one
 * other character in three or more, one too many or too few in four or more, two swapped; a word
 * of Latin letters with one slip in four or more, two in eight or more; and, inside longer Chinese
 * text, terms of three or more characters in which only homophones differ. Costs a look at what
 * begins alike up to the slip, not at every entry.
 *
 * @param key  normalised, one word; over ZK_NEAR_MAX_BYTES nothing is near
 * @return how many were written, at most room
 */
size_t zk_lexicon_near(const struct zk_lexicon *lexicon, int group, const char *key, size_t len,
                       struct zk_lexicon_near *out, size_t room);

#endif
