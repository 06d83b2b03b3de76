/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The facets: kind, and every field of fields.def that feeds one. Each value of each facet
 * has one number ("entry") of 15 bits; a document's entries, ancestors included, are packed
 * into one Xapian value, and counting is adding up entries.
 */
#ifndef ZK_FACETS_H
#define ZK_FACETS_H

#include "fields.h"

#include <stdbool.h>

enum {
    ZK_FACETS_MAX = 32,
    ZK_FACET_KIND = 0, /* the first facet */
    ZK_FACET_YEAR_FIRST = 1900,
    ZK_FACET_YEARS = 256,
};

struct zk_facet {
    const char *name;
    int field;                         /* enum zk_field_id; -1 for kind */
    const struct zk_code_table *table; /* NULL for kind and year */
    int base;                          /* entry of row 0 */
    int count;                         /* rows */
    bool tree;                         /* some row has a parent */
};

struct zk_facets {
    struct zk_facet list[ZK_FACETS_MAX];
    int count;
    int entries; /* of all facets together, at most 32768 */
};

/** Built from fields.def and the code tables; the same in every process of one version. */
void zk_facets_init(struct zk_facets *facets);

/** Facet number by name, or -1. */
int zk_facets_find(const struct zk_facets *facets, const char *name, size_t len);

/** Row of a code ("370402", "expert", "2019"), or -1. */
int zk_facet_row(const struct zk_facet *facet, const char *code, size_t len);

/** Code of a row; years are written to buffer (at least 8 bytes). */
const char *zk_facet_code(const struct zk_facet *facet, int row, char *buffer);

/** Label of a row, Chinese where there is no English one; years are written to buffer. */
const char *zk_facet_label(const struct zk_facet *facet, int row, bool english, char *buffer);

/** Have records of a kind such a facet? */
static inline bool zk_facet_of_kind(const struct zk_facet *facet, enum zk_kind kind)
{
    return facet->field < 0 ||
           zk_field_of_kind(zk_field_get((enum zk_field_id)facet->field), kind) != 0;
}

/** Row of the parent, or -1. */
int zk_facet_parent(const struct zk_facet *facet, int row);

#endif
