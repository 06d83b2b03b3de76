/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Code tables (schema/codes/<name>.tsv), compiled in. Read-only: look-ups only.
 */
#ifndef ZK_CODES_H
#define ZK_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZK_CODE_NONE = -1, ZK_CODE_AMBIGUOUS = -2 };

struct zk_code {
    const char *code;
    const char *label;    /* Chinese, never empty */
    const char *label_en; /* "" where the standard has none */
    int parent;           /* row of the parent in the same table, or ZK_CODE_NONE */
    int depth;            /* 0 for a root */
};

/* Of each row the members of a JSON object: code, label and, in a tree, parent (null for a root).
 * One behind the other, apart from the rows: an answer takes hundreds of them over as they are. */
struct zk_code_json {
    const char *bytes;
    const uint32_t *at; /* where a row's begin; the next row's are behind them */
};

struct zk_code_table {
    const char *name;           /* file name without .tsv */
    const char *standard;       /* "GB/T 13745-2009 …" */
    const struct zk_code *rows; /* a parent always precedes its children */
    int count;
    const int *by_code; /* row numbers in strcmp order of code */
    struct zk_code_json json, json_en;
};

/** The table of that name, or NULL. */
const struct zk_code_table *zk_codes_table(const char *name);

/** All tables, in name order. */
const struct zk_code_table *zk_codes_all(int *count);

/** Row of a code, or ZK_CODE_NONE. */
int zk_codes_find(const struct zk_code_table *table, const char *code, size_t len);

/** Row of a Chinese or English label, ZK_CODE_NONE, or ZK_CODE_AMBIGUOUS when several rows bear it.
 */
int zk_codes_find_label(const struct zk_code_table *table, const char *label, size_t len);

/** Members of a row, to be spliced into an object; len bytes without a NUL. */
static inline const char *zk_codes_json(const struct zk_code_table *table, int row, bool english,
                                        size_t *len)
{
    const struct zk_code_json *json = english ? &table->json_en : &table->json;

    *len = json->at[row + 1] - json->at[row];
    return json->bytes + json->at[row];
}

/** FNV-1a over all tables: part of what an index generation says it was built with. */
uint64_t zk_codes_hash(void);

#endif
