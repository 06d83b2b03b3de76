/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A temporary place for an index that is evaluated, and the engine over it.
 */
#ifndef ZK_EVAL_PLACE_H
#define ZK_EVAL_PLACE_H

#include "engine.h"
#include "index.h"

struct eval_place {
    char folder[512];
    struct zk_text *text;
    struct zk_engine *engine;
};

/** Fill the number-th record (from 0), whose id is set to number + 1. */
typedef enum zk_status (*eval_fill)(void *context, size_t number, struct zk_record *record,
                                    struct zk_arena *arena, struct zk_error *err);

/**
 * Index count records and open an engine over them; close it also after a failure.
 * @param terms  files of words that mean the same, NULL behind the last; NULL: none
 */
enum zk_status eval_place_open(struct eval_place *place, size_t count, eval_fill fill,
                               void *context, const char *const *terms, struct zk_error *err);

/** Give an index that is being written its words that mean the same: terms.c. */
enum zk_status eval_put_terms(const struct zk_text *text, const char *const *files,
                              struct zk_index_writer *writer, struct zk_error *err);
void eval_place_close(struct eval_place *place);

/** Mean of values, and the middle 95 % of the means of 1,000 samples drawn from them again. */
struct eval_interval {
    double mean, low, high;
};

/** weights NULL: all alike; else the mean is Σ values / Σ weights. */
enum zk_status eval_bootstrap(const double *values, const double *weights, size_t count,
                              struct zk_arena *arena, struct eval_interval *out,
                              struct zk_error *err);

#endif
