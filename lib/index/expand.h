/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words that mean the same, put into a query's tree: where the thesaurus knows a stretch of what
 * was typed, the stretch or one of its alternatives will do.
 */
#ifndef ZK_EXPAND_H
#define ZK_EXPAND_H

#include "query_text.h"

struct zk_reader;

/** One of the things that must all be there, and where it was typed. */
struct zk_group {
    struct zk_node *node;
    size_t from, to; /* bytes of the text */
    bool words;      /* also of a phrase */
    bool plain;      /* words without operators: only these are expanded */
};

/**
 * Expand the groups of NFC text by the reader's thesaurus. Groups that one stretch spans become
 * one. Alternatives that are nowhere in the index are left out. Their terms join the leaves.
 *
 * @param budget      most terms that may be added
 * @param[out] added  what was added, each once, ended by NULL; in arena
 */
enum zk_status zk_expand(struct zk_reader *reader, const char *nfc, size_t len, size_t budget,
                         struct zk_group *groups, size_t *count, struct zk_leaves *leaves,
                         struct zk_arena *arena, const char *const **added, struct zk_error *err);

#endif
