/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a query that finds little may have meant, by the directory's own names and keywords: Hanzi
 * of the same sound, one other character, Latin slips, pinyin typed for a term.
 */
#ifndef ZK_CORRECT_H
#define ZK_CORRECT_H

#include "query.h"
#include "reader.h"

enum {
    ZK_CORRECT_BELOW = 3,  /* a query that finds so many is not asked about */
    ZK_CORRECT_NAMES = 10, /* names shown for one that is nowhere */
};

struct zk_correction {
    const char *text;      /* the query with what is misspelt replaced; it finds more. NULL: none */
    struct zk_node *names; /* names that are nearly what was typed; NULL: none */
};

/**
 * @param q      what was typed
 * @param found  records that it finds
 * @param[out] out  in arena
 */
enum zk_status zk_correct_run(struct zk_reader *reader, const char *q, size_t len, uint64_t found,
                              struct zk_arena *arena, struct zk_correction *out,
                              struct zk_error *err);

#endif
