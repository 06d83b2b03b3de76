/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding people through documents: the engine's match, and the ways it is compared with.
 */
#ifndef ZK_EVAL_PEOPLE_H
#define ZK_EVAL_PEOPLE_H

#include "place.h"
#include "set.h"

#include <stdio.h>

struct eval_options {
    const char *folder, *prefix;
    const char *const *terms; /* files of words that mean the same, NULL behind the last */
    FILE *out; /* NULL: no run is written */
    const char *strangers; /* experts: a folder of texts nobody wrote of, or NULL */
};

enum zk_status eval_experts(const struct eval_options *options, struct zk_arena *arena,
                            struct zk_error *err);
enum zk_status eval_reviewers(const struct eval_options *options, struct zk_arena *arena,
                              struct zk_error *err);

enum eval_method {
    EVAL_MATCH,   /* what the API does */
    EVAL_PROFILE, /* all documents of a person as one */
    EVAL_BEST,    /* the best single document */
    EVAL_SUM,     /* CombSUM: all scores added up */
    EVAL_MNZ,     /* CombMNZ: the sum times the number, over the first 200 */
    EVAL_RANK,    /* 1 / rank, added up */
    EVAL_METHODS
};

const char *eval_method_name(enum eval_method method);

struct eval_pair {
    int document, expert;
};

/** Documents (text each) and whose they are; experts have numbers from 0. */
struct eval_people {
    struct eval_place place;
    const struct eval_line *const *documents;
    size_t document_count, expert_count;
    struct eval_pair *pairs; /* sorted by document */
    size_t pair_count;
    size_t *starts; /* of documents in pairs; one more */
    size_t *own_starts; /* of experts in own; one more */
    int *own;       /* documents */
};

/** Index them; documents, counts and pairs are filled. Close place also after a failure. */
enum zk_status eval_people_open(struct eval_people *people, struct zk_arena *arena,
                                struct zk_error *err);

/** Scores of every expert by every method: scores[method * expert_count + expert], 0 for none. */
enum zk_status eval_people_score(struct eval_people *people, const struct eval_line *query,
                                 int left_out, struct zk_arena *arena, double **scores,
                                 struct zk_error *err);

#endif
