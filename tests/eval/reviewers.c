/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-eval --reviewers: people rated how well they could judge papers (Stelmakh et al.,
 * arXiv 2303.16750); the loss is the weight of the pairs of one's papers in the wrong order, a
 * tie counting half: 0 is best, one half is chance.
 */
#include "people.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS_MAX = 16, EASY_HIGH = 4, EASY_LOW = 2 };

struct rating {
    int reviewer, paper;
    double value;
};

struct reviewers {
    const struct eval_options *options;
    struct zk_arena *arena;
    struct eval_lines papers, profiles, ratings, names; /* text: the rest of the line */
    const struct eval_line **paper_order, **name_order;
    struct rating *rated; /* by reviewer */
    size_t rated_count;
    const char *draws[DRAWS_MAX];
    size_t draw_count;
    /* of each method, a value a reviewer and draw */
    double *loss[EVAL_METHODS], *worst;
    size_t value_count;
    double easy[EVAL_METHODS], hard[EVAL_METHODS];
    size_t easy_count, hard_count;
};

/* Cuts "first<TAB>rest" and gives the rest. */
static char *cut(char *text)
{
    char *tab = strchr(text, '\t');

    if (!tab)
        return text + strlen(text);
    *tab = '\0';
    return tab + 1;
}

/* part, title, abstract: title and abstract stay, as one text. */
static void join_papers(struct reviewers *r)
{
    for (size_t i = 0; i < r->papers.count; i++) {
        struct eval_line *line = &r->papers.list[i];
        char *text = (char *)(uintptr_t)line->text;
        char *title = cut(text);
        char *tab = strchr(title, '\t');

        if (tab)
            *tab = ' ';
        line->text = title;
        line->len = strlen(title);
    }
}

static enum zk_status number_reviewers(struct reviewers *r, struct zk_error *err)
{
    const struct eval_line **sorted = eval_lines_sort(&r->ratings, r->arena);

    r->names.list = zk_arena_array(r->arena, r->ratings.count + 1, sizeof(*r->names.list));
    r->rated = zk_arena_array(r->arena, r->ratings.count + 1, sizeof(*r->rated));
    if (!sorted || !r->names.list || !r->rated)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < r->ratings.count; i++) {
        if (i == 0 || strcmp(sorted[i]->id, sorted[i - 1]->id) != 0)
            r->names.list[r->names.count++] = *sorted[i];
    }
    r->name_order = eval_lines_sort(&r->names, r->arena);
    r->paper_order = eval_lines_sort(&r->papers, r->arena);
    if (!r->name_order || !r->paper_order)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < r->ratings.count; i++) {
        char *paper = (char *)(uintptr_t)sorted[i]->text;
        char *value = cut(paper);
        struct rating *one = &r->rated[r->rated_count];

        *one = (struct rating){ eval_lines_find(&r->names, r->name_order, sorted[i]->id),
                                eval_lines_find(&r->papers, r->paper_order, paper),
                                strtod(value, NULL) };
        r->rated_count += one->paper >= 0;
    }
    return ZK_OK;
}

/* The lines "reviewer<TAB>paper" of one draw become documents and whose they are. */
static enum zk_status pair_up(struct reviewers *r, const char *draw, struct eval_people *p,
                              struct zk_error *err)
{
    int *numbers = zk_arena_array(r->arena, r->papers.count + 1, sizeof(*numbers));
    const struct eval_line **documents =
        zk_arena_array(r->arena, r->papers.count + 1, sizeof(*documents));

    p->pairs = zk_arena_array(r->arena, r->profiles.count + 1, sizeof(*p->pairs));
    if (!numbers || !documents || !p->pairs)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < r->profiles.count; i++) {
        const char *reviewer = r->profiles.list[i].text, *tab = strchr(reviewer, '\t');
        char name[128];
        int paper, number;

        if (strcmp(r->profiles.list[i].id, draw) != 0 || !tab)
            continue;
        (void)snprintf(name, sizeof(name), "%.*s", (int)(tab - reviewer), reviewer);
        number = eval_lines_find(&r->names, r->name_order, name);
        paper = eval_lines_find(&r->papers, r->paper_order, tab + 1);
        if (paper < 0 || number < 0)
            continue;
        if (numbers[paper] == 0) {
            documents[p->document_count++] = &r->papers.list[paper];
            numbers[paper] = (int)p->document_count; /* + 1 */
        }
        p->pairs[p->pair_count++] = (struct eval_pair){ numbers[paper] - 1, number };
    }
    p->documents = documents;
    p->expert_count = r->names.count;
    return eval_people_open(p, r->arena, err);
}

/* ---- measuring ---- */

/* predicted: of each rating, one a method. */
static void measure_pair(struct reviewers *r, const double *predicted, size_t a, size_t b)
{
    double x = r->rated[a].value, y = r->rated[b].value;
    bool easy = fmax(x, y) >= EASY_HIGH && fmin(x, y) <= EASY_LOW;
    bool hard = fmin(x, y) >= EASY_HIGH;

    if (x == y)
        return;
    r->worst[r->value_count] += fabs(x - y);
    r->easy_count += easy;
    r->hard_count += hard;
    for (size_t m = 0; m < EVAL_METHODS; m++) {
        double d = (predicted[a * EVAL_METHODS + m] - predicted[b * EVAL_METHODS + m]) * (x - y);

        r->loss[m][r->value_count] += d > 0 ? 0 : d < 0 ? fabs(x - y) : fabs(x - y) / 2;
        r->easy[m] += easy && d > 0;
        r->hard[m] += hard && d > 0;
    }
}

static void measure(struct reviewers *r, const double *predicted)
{
    for (size_t first = 0, end; first < r->rated_count; first = end) {
        for (end = first;
             end < r->rated_count && r->rated[end].reviewer == r->rated[first].reviewer; end++)
            ;
        for (size_t a = first; a < end; a++) {
            for (size_t b = a + 1; b < end; b++)
                measure_pair(r, predicted, a, b);
        }
        r->value_count++;
    }
}

static enum zk_status run_draw(struct reviewers *r, const char *draw, struct zk_error *err)
{
    double **known = zk_arena_array(r->arena, r->papers.count + 1, sizeof(double *));
    double *predicted =
        zk_arena_array(r->arena, EVAL_METHODS * r->rated_count + 1, sizeof(*predicted));
    struct eval_people p = { .expert_count = 0 };
    enum zk_status st = known && predicted ? pair_up(r, draw, &p, err)
                                           : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    for (size_t i = 0; st == ZK_OK && i < r->rated_count; i++) {
        const struct rating *one = &r->rated[i];

        if (!known[one->paper])
            st = eval_people_score(&p, &r->papers.list[one->paper], -1, r->arena,
                                   &known[one->paper], err);
        for (size_t m = 0; st == ZK_OK && m < EVAL_METHODS; m++)
            predicted[i * EVAL_METHODS + m] =
                known[one->paper][m * p.expert_count + (size_t)one->reviewer];
        if (st == ZK_OK && r->options->out)
            (void)fprintf(r->options->out, "%s\t%s\t%s\t%.9f\n", draw,
                          r->names.list[one->reviewer].id, r->papers.list[one->paper].id,
                          predicted[i * EVAL_METHODS + EVAL_MATCH]);
    }
    if (st == ZK_OK)
        measure(r, predicted);
    eval_place_close(&p.place);
    return st;
}

static enum zk_status run_all(struct reviewers *r, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (size_t i = 0; i < r->profiles.count && r->draw_count < DRAWS_MAX; i++) {
        size_t d = 0;

        while (d < r->draw_count && strcmp(r->draws[d], r->profiles.list[i].id) != 0)
            d++;
        if (d == r->draw_count)
            r->draws[r->draw_count++] = r->profiles.list[i].id;
    }
    r->worst = zk_arena_array(r->arena, DRAWS_MAX * (r->names.count + 1), sizeof(double));
    for (int m = 0; m < EVAL_METHODS; m++) {
        r->loss[m] = zk_arena_array(r->arena, DRAWS_MAX * (r->names.count + 1), sizeof(double));
        if (!r->worst || !r->loss[m])
            return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    }
    for (size_t d = 0; st == ZK_OK && d < r->draw_count; d++)
        st = run_draw(r, r->draws[d], err);
    return st;
}

static enum zk_status print_table(struct reviewers *r, struct zk_error *err)
{
    (void)printf("reviewers\t%zu\ndraws\t%zu\nmethod\tloss\t95 %%\teasy\thard\n", r->names.count,
                 r->draw_count);
    for (int m = 0; m < EVAL_METHODS; m++) {
        struct eval_interval i;
        enum zk_status st = eval_bootstrap(r->loss[m], r->worst, r->value_count, r->arena, &i, err);

        if (st != ZK_OK)
            return st;
        (void)printf("%s\t%.4f\t[%.4f, %.4f]\t%.3f\t%.3f\n", eval_method_name((enum eval_method)m),
                     i.mean, i.low, i.high, r->easy[m] / (double)r->easy_count,
                     r->hard[m] / (double)r->hard_count);
    }
    return ZK_OK;
}

enum zk_status eval_reviewers(const struct eval_options *options, struct zk_arena *arena,
                              struct zk_error *err)
{
    struct reviewers r = { .options = options, .arena = arena };
    enum zk_status st = eval_lines_read(options->folder, "", "papers.tsv", arena, &r.papers, err);

    if (st == ZK_OK)
        st = eval_lines_read(options->folder, "", "profiles.tsv", arena, &r.profiles, err);
    if (st == ZK_OK)
        st = eval_lines_read(options->folder, "", "ratings.tsv", arena, &r.ratings, err);
    if (st != ZK_OK)
        return st;
    join_papers(&r);
    st = number_reviewers(&r, err);
    if (st == ZK_OK)
        st = run_all(&r, err);
    return st == ZK_OK ? print_table(&r, err) : st;
}
