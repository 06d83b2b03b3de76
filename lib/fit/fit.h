/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom an expert takes, and how many at a time.
 *
 * The industries and sizes of enterprises an expert's record names: a rule that is not set takes
 * all, and so does one that nothing is known to hold against: an enterprise of unknown size is left
 * out by nobody's.
 */
#ifndef ZK_FIT_H
#define ZK_FIT_H

#include "arena.h"
#include "store.h"

#include <stdbool.h>

enum { ZK_FIT_INDUSTRIES = 10 };

/** The rules, as bits. */
enum { ZK_FIT_INDUSTRY = 1, ZK_FIT_SIZE = 2 };

/** Whose need it is. */
struct zk_fit_need {
    int industries[ZK_FIT_INDUSTRIES]; /* rows of the table of industries */
    size_t industry_count;             /* 0: unknown */
    int size;                          /* row of the table of enterprise sizes, -1: unknown */
};

/**
 * What the record of an organisation says of it.
 *
 * @param organisation  0: nobody's record
 * @param industries    codes that stand before the record's when there are any; may be NULL
 * @retval ZK_NOT_FOUND
 */
enum zk_status zk_fit_need_of(struct zk_store *store, int64_t organisation,
                              const struct zk_value *industries, struct zk_arena *arena,
                              struct zk_fit_need *out, struct zk_error *err);

/** Is there anything a rule could be held against? */
bool zk_fit_known(const struct zk_fit_need *need);

/** A candidate with rules. */
struct zk_fit {
    int64_t candidate;
    unsigned met, failed; /* ZK_FIT_INDUSTRY, ZK_FIT_SIZE */
};

struct zk_fit_report {
    const struct zk_fit *fits; /* by candidate */
    size_t count;
};

/**
 * The rules of candidates, held against a need. An industry meets a rule that names it, one above
 * it, or one below it: who says "manufacturing" may be of any.
 */
enum zk_status zk_fit_check(struct zk_store *store, const struct zk_fit_need *need,
                            const int64_t *candidates, size_t count, struct zk_arena *arena,
                            struct zk_fit_report *out, struct zk_error *err);

/** A candidate's; nothing met and nothing failed when there are no rules. */
struct zk_fit zk_fit_of(const struct zk_fit_report *report, int64_t candidate);

/* ---- load: load.c ---- */

/** An expert whose record says how many introductions at a time are taken. */
struct zk_load {
    int64_t candidate;
    int64_t open; /* introductions under way */
    int64_t most;
};

struct zk_load_report {
    const struct zk_load *loads; /* by candidate */
    size_t count;
};

enum zk_status zk_load_check(struct zk_store *store, const int64_t *candidates, size_t count,
                             struct zk_arena *arena, struct zk_load_report *out,
                             struct zk_error *err);

/** NULL when the record does not say, or is no expert's. */
const struct zk_load *zk_load_of(const struct zk_load_report *report, int64_t candidate);

#endif
