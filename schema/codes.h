/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Code tables (schema/codes/<name>.tsv), compiled in. Read-only: look-ups only.
 */
#ifndef ZK_CODES_H
#define ZK_CODES_H

#include <stddef.h>
#include <stdint.h>

enum { ZK_CODE_NONE = -1, ZK_CODE_AMBIGUOUS = -2 };

struct zk_code {
    const char *code;
    const char *label;    /* Chinese, never empty */
    const char *label_en; /* "" where the standard has none */
    int parent;           /* row of the parent in the same table, or ZK_CODE_NONE */
    int depth;            /* 0 for a root */
    /* members of a JSON object: code, label and, in a tree, parent (null for a root) */
    const char *members, *members_en;
};

struct zk_code_table {
    const char *name;           /* file name without .tsv */
    const char *standard;       /* "GB/T 13745-2009 …" */
    const struct zk_code *rows; /* a parent always precedes its children */
    int count;
    const int *by_code; /* row numbers in strcmp order of code */
};

/** The table of that name, or NULL. */
const struct zk_code_table *zk_codes_table(const char *name);

/** All tables, in name order. */
const struct zk_code_table *zk_codes_all(int *count);

/** Row of a code, or ZK_CODE_NONE. */
int zk_codes_find(const struct zk_code_table *table, const char *code, size_t len);

/** Row of a Chinese or English label, ZK_CODE_NONE, or ZK_CODE_AMBIGUOUS when several rows bear it. */
int zk_codes_find_label(const struct zk_code_table *table, const char *label, size_t len);

/** FNV-1a over all tables: part of what an index generation says it was built with. */
uint64_t zk_codes_hash(void);

#endif
