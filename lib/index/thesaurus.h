/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words that mean the same, as one revision of the index has them: looked up in what was typed.
 * Made by thesaurus_make.h from the pairs the office keeps; loaded into memory when a revision
 * is opened, immutable, shared by all threads and by revisions that have the same one.
 *
 * A key is a sequence of units: Han characters one by one, other words by their English stem, so
 * that neural networks finds what is said of neural network.
 */
#ifndef ZK_THESAURUS_H
#define ZK_THESAURUS_H

#include "arena.h"
#include "status.h"
#include "text.h"

#include <stdbool.h>

struct xapc_database;
struct zk_thesaurus;

enum {
    ZK_THESAURUS_ALTERNATIVES = 4, /* of one key */
    ZK_THESAURUS_UNITS = 24,       /* of one key */
};

#define ZK_META_TERMS         "zk:terms"         /* lines of key, alternative, thousandths */
#define ZK_META_TERMS_VERSION "zk:terms:version" /* what they were made from */

/**
 * The thesaurus of a database; of the same version as old (or NULL), it is old itself, shared. A
 * database without one has an empty one.
 */
enum zk_status zk_thesaurus_load(struct xapc_database *database, struct zk_thesaurus *old,
                                 struct zk_thesaurus **out, struct zk_error *err);
void zk_thesaurus_close(struct zk_thesaurus *thesaurus);

struct zk_alternative {
    const char *text; /* as the pair has it; lasts as long as the thesaurus */
    size_t len;
    double weight; /* 0 to 1: how surely it means the same */
};

/**
 * Tell every stretch of NFC text that is a key, from left to right, the longest at each place,
 * none overlapping another. Single Han characters never are one. each() returns false to stop.
 *
 * @param from, to  bytes of the text
 */
enum zk_status zk_thesaurus_scan(const struct zk_thesaurus *thesaurus, const struct zk_text *text,
                                 const char *nfc, size_t len, struct zk_arena *arena,
                                 bool (*each)(void *context, size_t from, size_t to,
                                              const struct zk_alternative *list, size_t count),
                                 void *context, struct zk_error *err);

/* ---- units: shared with the maker ---- */

struct zk_unit {
    const char *bytes; /* normalised: a character, or a stem */
    size_t len;
    size_t from, to; /* bytes of the text */
    bool han;
    bool joined; /* may be of one key with the unit before it */
};

enum zk_status zk_units_cut(const struct zk_text *text, const char *nfc, size_t len,
                            struct zk_arena *arena, struct zk_unit **out, size_t *count,
                            struct zk_error *err);

/** Whether a blank stands before a unit in a key. */
static inline bool zk_unit_apart(const struct zk_unit *units, size_t i)
{
    return i > 0 && !(units[i].han && units[i - 1].han);
}

#endif
