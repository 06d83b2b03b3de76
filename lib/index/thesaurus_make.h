/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From pairs of words to the thesaurus of an index: either side of a pair finds the other, and
 * words that only stand inside translations get what align.h finds they stand for.
 */
#ifndef ZK_THESAURUS_MAKE_H
#define ZK_THESAURUS_MAKE_H

#include "buf.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

enum { ZK_THESAURUS_BYTES = 64 << 20 };

struct zk_thesaurus_maker;

enum zk_status zk_thesaurus_maker_open(const struct zk_text *text, struct zk_thesaurus_maker **out,
                                       struct zk_error *err);
void zk_thesaurus_maker_close(struct zk_thesaurus_maker *maker);

/**
 * A pair of valid UTF-8.
 *
 * @param sure  an abbreviation, a synonym, another name; false: a translation, the likelier of
 *              several by how often it was seen
 */
enum zk_status zk_thesaurus_maker_add(struct zk_thesaurus_maker *maker, const char *one,
                                      const char *other, bool sure, int64_t seen,
                                      struct zk_error *err);

/** Append the lines of ZK_META_TERMS to out; the same pairs give the same lines. */
enum zk_status zk_thesaurus_maker_finish(struct zk_thesaurus_maker *maker, struct zk_buf *out,
                                         struct zk_error *err);

#endif
