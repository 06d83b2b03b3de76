/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A judged set: docs.tsv (id, text), queries.tsv (id, text) and qrels.tsv (query, 0, document,
 * grade), and the usual measures over it.
 */
#ifndef ZK_EVAL_SET_H
#define ZK_EVAL_SET_H

#include "arena.h"
#include "status.h"

#include <stddef.h>

struct eval_line {
    const char *id;
    const char *text;
    size_t len; /* of text */
};

struct eval_lines {
    struct eval_line *list;
    size_t count;
};

struct eval_judgement {
    int query, document; /* numbers in queries and docs */
    double grade;
};

struct eval_set {
    struct eval_lines docs, queries;
    struct eval_judgement *judgements; /* by query; documents that are not there are left out */
    size_t judgement_count;
};

/** Lines "id<TAB>text" (or a blank, where there is no tab) of a file; tabs in text stay. */
enum zk_status eval_lines_read(const char *folder, const char *prefix, const char *name,
                               struct zk_arena *arena, struct eval_lines *out,
                               struct zk_error *err);

/** Numbers of lines by id, to look ids up in. NULL when out of memory. */
const struct eval_line **eval_lines_sort(const struct eval_lines *lines, struct zk_arena *arena);
/** Number of the line of an id, or -1. */
int eval_lines_find(const struct eval_lines *lines, const struct eval_line **sorted,
                    const char *id);

/**
 * @param prefix  of queries and qrels: "title_" reads title_queries.tsv; "" for none
 * @retval ZK_IO ZK_BAD_VALUE ZK_NO_MEMORY
 */
enum zk_status eval_set_read(const char *folder, const char *prefix, struct zk_arena *arena,
                             struct eval_set *out, struct zk_error *err);

struct eval_scores {
    double map, ndcg10, mrr; /* means over the judged queries */
    size_t queries;
};

/** One query's part: the documents found, best first; judged is how many judgements it has. */
struct eval_answer {
    const int *documents;
    size_t count;
};

/** answers: one a query of the set. Queries without a relevant document do not count. */
void eval_measure(const struct eval_set *set, const struct eval_answer *answers,
                  struct eval_scores *out);

#endif
