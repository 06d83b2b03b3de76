/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trust.h"

#include "match_score.h"
#include "matching.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAIRED = 20 /* of a list */, SHOWN = 20 };

static const double edges[EVAL_BINS] = { .01, .02, .03, .05, .075, .10, .15, .20, HUGE_VAL };
static const double tolerances[EVAL_TOLERANCES] = { .01, .02, .03, .05, .10, .20 };

int eval_by_score(const void *a, const void *b)
{
    const struct eval_place_of *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->expert - y->expert;
}

double eval_average_precision(const struct eval_place_of *list, size_t count, const bool *wanted,
                              size_t good)
{
    double sum = 0;
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        if (wanted[list[i].expert])
            sum += (double)++hits / (double)(i + 1);
    }
    return sum / (double)good;
}

void eval_trust_pairs(struct eval_trust *trust, const struct eval_place_of *list, size_t count,
                      const bool *wanted)
{
    for (size_t i = 0; i < count && i < PAIRED; i++) {
        for (size_t k = i + 1; k < count && k < PAIRED; k++) {
            double gap = list[i].score / list[k].score - 1;
            int bin = 0;

            if (wanted[list[i].expert] == wanted[list[k].expert] || gap <= 0)
                continue; /* equals are in the order of their names */
            while (gap >= edges[bin])
                bin++;
            trust->pairs[bin]++;
            trust->first[bin] += wanted[list[i].expert];
        }
    }
}

enum zk_status eval_trust_draw(struct eval_trust *trust, const struct eval_place_of *list,
                               size_t count, const bool *wanted, size_t good,
                               struct zk_arena *arena, struct zk_error *err)
{
    struct eval_place_of *drawn = zk_arena_array(arena, count + 1, sizeof(*drawn));

    if (!drawn)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (int t = 0; t < EVAL_TOLERANCES; t++) {
        for (int n = 0; n < EVAL_DRAWS; n++) {
            char seed[16];

            (void)snprintf(seed, sizeof(seed), "draw %d", n);
            for (size_t i = 0; i < count; i++)
                drawn[i] =
                    (struct eval_place_of){ zk_match_drawn(list[i].score, tolerances[t],
                                                           zk_match_draw(seed, list[i].expert)),
                                            list[i].expert };
            qsort(drawn, count, sizeof(*drawn), eval_by_score);
            trust->drawn[t] += eval_average_precision(drawn, count, wanted, good) / EVAL_DRAWS;
        }
    }
    trust->drawn_count++;
    return ZK_OK;
}

enum zk_status eval_trust_strength(struct eval_trust *trust, struct eval_people *people,
                                   const struct eval_line *query, int left_out, const bool *wanted,
                                   struct zk_arena *arena, struct zk_error *err)
{
    const int64_t excluded = (int64_t)left_out + 1;
    struct zk_match_params params = { .need = { .text = query->text, .len = query->len },
                                      .kinds = 1u << ZK_KIND_EXPERT,
                                      .near = -1,
                                      .size = SHOWN,
                                      .exclude = &excluded,
                                      .exclude_count = left_out >= 0 };
    const struct zk_match_group *group;
    struct zk_match *match;
    enum zk_status st = zk_match_run(people->place.engine, &params, arena, &match, err);
    size_t i = 0;

    if (st != ZK_OK)
        return st;
    group = &match->groups[0];
    if (!wanted) {
        trust->strangers[group->count ? group->candidates[0].strength : ZK_STRENGTH_WEAK]++;
        return ZK_OK;
    }
    if (group->count > 0)
        trust->best[group->candidates[0].strength]++;
    while (i < group->count &&
           !wanted[(size_t)group->candidates[i].id - people->document_count - 1])
        i++;
    if (i < group->count)
        trust->strength[group->candidates[i].strength]++;
    else
        trust->missed++;
    return ZK_OK;
}

static void print_strength(const char *what, const size_t *strength, size_t missed)
{
    size_t all = strength[0] + strength[1] + strength[2] + missed;

    if (all > 0)
        (void)printf("%s\t%zu\t%.3f\t%.3f\t%.3f\t%.3f\n", what, all,
                     (double)strength[ZK_STRENGTH_STRONG] / (double)all,
                     (double)strength[ZK_STRENGTH_FAIR] / (double)all,
                     (double)strength[ZK_STRENGTH_WEAK] / (double)all,
                     (double)missed / (double)all);
}

void eval_trust_print(const struct eval_trust *trust)
{
    (void)printf("better by up to\tpairs\tthe right one first\t±\n");
    for (int b = 0; b < EVAL_BINS; b++) {
        double n = (double)trust->pairs[b], p = n > 0 ? (double)trust->first[b] / n : 0;

        (void)printf("%.1f %%\t%zu\t%.3f\t%.3f\n", 100 * edges[b], trust->pairs[b], p,
                     n > 0 ? 1.96 * sqrt(p * (1 - p) / n) : 0);
    }
    (void)printf("drawn within\tMAP\n");
    for (int t = 0; t < EVAL_TOLERANCES; t++)
        (void)printf("%.0f %%\t%.4f\n", 100 * tolerances[t],
                     trust->drawn[t] / (double)trust->drawn_count);
    (void)printf("strength\ttexts\tstrong\tfair\tweak\tnot shown\n");
    print_strength("of the first right one", trust->strength, trust->missed);
    print_strength("of the first", trust->best, 0);
    print_strength("of the first, for a stranger's text", trust->strangers, 0);
}
