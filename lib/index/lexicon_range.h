/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sorted keys of a lexicon as a tree: all entries that begin alike stand together, so a range
 * of entries is a node, and what follows is found by halving rather than by reading all.
 */
#ifndef ZK_LEXICON_RANGE_H
#define ZK_LEXICON_RANGE_H

#include "lexicon.h"

/** Entries whose keys share their first len bytes; empty when from == to. */
struct zk_lexicon_range {
    uint32_t from, to;
    size_t len;
};

struct zk_lexicon_range zk_lexicon_range_all(const struct zk_lexicon *lexicon, int group);

/** Of the range, the entries whose keys go on with these bytes. */
struct zk_lexicon_range zk_lexicon_range_behind(const struct zk_lexicon *lexicon,
                                                struct zk_lexicon_range range, const char *bytes,
                                                size_t len);

/** Of the range, the entries whose keys end where it does; they stand first. */
struct zk_lexicon_range zk_lexicon_range_ended(const struct zk_lexicon *lexicon,
                                               struct zk_lexicon_range range);

/** Goes from one next character of a range to another. */
struct zk_lexicon_children {
    struct zk_lexicon_range range; /* what is left of it */
    uint32_t run;                  /* of range.from, in a range of a whole group */
    uint32_t c;                    /* the character that child goes on with */
    struct zk_lexicon_range child;
};

/** @param[out] children  before the first child; entries that end here are passed over */
void zk_lexicon_children_begin(const struct zk_lexicon *lexicon, struct zk_lexicon_range range,
                               struct zk_lexicon_children *children);
/** @return whether there is another; its character and range are then in children */
bool zk_lexicon_children_next(const struct zk_lexicon *lexicon,
                              struct zk_lexicon_children *children);

#endif
