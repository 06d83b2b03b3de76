/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The branch of a query by which Latin letters find names: what was typed as letters, looked up
 * among the spellings of document_names.c. Its terms weigh nothing, so whatever the other branches
 * find stands above it, and Hanzi that were typed are never read aloud.
 */
#ifndef ZK_QUERY_NAMES_H
#define ZK_QUERY_NAMES_H

#include "query.h"

struct zk_typed_name {
    struct zk_node *node; /* NULL: nothing that was typed can be a name in Latin letters */
    const char *letters;  /* zk_pinyin_typed() of the Latin stretch */
    size_t len;
};

/**
 * One stretch of letters may be a name (zhang wei); what stands beside it (煤化工) must match as it
 * would alone.
 */
enum zk_status zk_query_names(const struct zk_text *text, const char *q, size_t len,
                              struct zk_arena *arena, struct zk_typed_name *out,
                              struct zk_error *err);

#endif
