/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-eval --experts: a text is asked for, its people are wanted (leave-one-out).
 */
#include "people.h"
#include "trust.h"

#include <stdlib.h>
#include <string.h>

enum { RANKED = 1000, STRANGERS = 1000 };

struct experts {
    const struct eval_options *options;
    struct zk_arena *arena;
    struct eval_lines docs, queries, contributors, qrels, names;
    const struct eval_line **doc_order, **query_order, **name_order;
    struct eval_people people;
    double *precision[EVAL_METHODS]; /* of each judged query */
    struct eval_trust trust;
    size_t judged;
};

/* One name, one expert. */
static enum zk_status number_experts(struct experts *x, struct zk_error *err)
{
    const struct eval_lines *all = &x->contributors;
    const struct eval_line **sorted;
    struct eval_lines swapped = { zk_arena_array(x->arena, all->count + 1, sizeof(*all->list)),
                                  all->count };

    x->names.list = zk_arena_array(x->arena, all->count + 1, sizeof(*all->list));
    if (!swapped.list || !x->names.list)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < all->count; i++)
        swapped.list[i] = (struct eval_line){ all->list[i].text, all->list[i].id, 0 };
    sorted = eval_lines_sort(&swapped, x->arena);
    for (size_t i = 0; sorted && i < all->count; i++) {
        if (i == 0 || strcmp(sorted[i]->id, sorted[i - 1]->id) != 0)
            x->names.list[x->names.count++] = *sorted[i];
    }
    x->name_order = eval_lines_sort(&x->names, x->arena);
    x->doc_order = eval_lines_sort(&x->docs, x->arena);
    x->query_order = eval_lines_sort(&x->queries, x->arena);
    return sorted && x->name_order && x->doc_order && x->query_order
               ? ZK_OK
               : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
}

static enum zk_status pair_up(struct experts *x, struct zk_error *err)
{
    struct eval_people *p = &x->people;
    const struct eval_line **documents =
        zk_arena_array(x->arena, x->docs.count + 1, sizeof(*documents));

    p->pairs = zk_arena_array(x->arena, x->contributors.count + 1, sizeof(*p->pairs));
    if (!documents || !p->pairs)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < x->docs.count; i++)
        documents[i] = &x->docs.list[i];
    for (size_t i = 0; i < x->contributors.count; i++) {
        const struct eval_line *line = &x->contributors.list[i];
        struct eval_pair *pair = &p->pairs[p->pair_count];

        pair->document = eval_lines_find(&x->docs, x->doc_order, line->id);
        pair->expert = eval_lines_find(&x->names, x->name_order, line->text);
        p->pair_count += pair->document >= 0;
    }
    p->documents = documents;
    p->document_count = x->docs.count;
    p->expert_count = x->names.count;
    return eval_people_open(p, x->arena, err);
}

/* ---- measuring ---- */

/* The first RANKED with a score above 0. */
static size_t rank(const double *scores, size_t count, struct eval_place_of *out)
{
    size_t n = 0;

    for (size_t e = 0; e < count; e++) {
        if (scores[e] > 0)
            out[n++] = (struct eval_place_of){ scores[e], (int)e };
    }
    qsort(out, n, sizeof(*out), eval_by_score);
    return n < RANKED ? n : RANKED;
}

/* "0 expert grade" behind the query's id. */
static size_t wanted_of(struct experts *x, const char *query, bool *wanted)
{
    size_t count = 0;

    memset(wanted, 0, x->names.count + 1);
    for (size_t i = 0; i < x->qrels.count; i++) {
        char name[512], grade[32];
        int number;

        if (strcmp(x->qrels.list[i].id, query) != 0 ||
            sscanf(x->qrels.list[i].text, "%*s %511s %31s", name, grade) != 2 ||
            strtod(grade, NULL) <= 0)
            continue;
        number = eval_lines_find(&x->names, x->name_order, name);
        if (number >= 0)
            wanted[number] = true;
        count++; /* one who is nowhere is missed */
    }
    return count;
}

static enum zk_status ask(struct experts *x, const struct eval_line *query, struct zk_arena *arena,
                          struct zk_error *err)
{
    struct eval_place_of *list = zk_arena_array(arena, x->names.count + 1, sizeof(*list));
    bool *wanted = zk_arena_array(arena, x->names.count + 1, sizeof(*wanted));
    size_t good;
    double *scores;
    enum zk_status st;

    if (!list || !wanted)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    good = wanted_of(x, query->id, wanted);
    if (good == 0)
        return ZK_OK;
    st = eval_people_score(&x->people, query, eval_lines_find(&x->docs, x->doc_order, query->id),
                           arena, &scores, err);
    for (int m = 0; st == ZK_OK && m < EVAL_METHODS; m++) {
        size_t n = rank(scores + (size_t)m * x->names.count, x->names.count, list);

        x->precision[m][x->judged] = eval_average_precision(list, n, wanted, good);
        if (m == EVAL_MATCH) {
            eval_trust_pairs(&x->trust, list, n, wanted);
            st = eval_trust_draw(&x->trust, list, n, wanted, good, arena, err);
        }
        for (size_t i = 0; m == EVAL_MATCH && x->options->out && i < n; i++)
            (void)fprintf(x->options->out, "%s Q0 %s %zu %.9f zhiku\n", query->id,
                          x->names.list[list[i].expert].id, i + 1, list[i].score);
    }
    x->judged++;
    return st == ZK_OK ? eval_trust_strength(&x->trust, &x->people, query,
                                             eval_lines_find(&x->docs, x->doc_order, query->id),
                                             wanted, arena, err)
                       : st;
}

static enum zk_status print_table(struct experts *x, struct zk_error *err)
{
    (void)printf("documents\t%zu\nexperts\t%zu\nqueries\t%zu\nmethod\tMAP\t95 %%\n", x->docs.count,
                 x->names.count, x->judged);
    for (int m = 0; m < EVAL_METHODS; m++) {
        struct eval_interval i;
        enum zk_status st = eval_bootstrap(x->precision[m], NULL, x->judged, x->arena, &i, err);

        if (st != ZK_OK)
            return st;
        (void)printf("%s\t%.4f\t[%.4f, %.4f]\n", eval_method_name((enum eval_method)m), i.mean,
                     i.low, i.high);
    }
    return ZK_OK;
}

/* Texts that nobody of the set wrote anything about. */
static enum zk_status ask_strangers(struct experts *x, struct zk_arena *one, struct zk_error *err)
{
    struct eval_lines texts = { 0 };
    enum zk_status st =
        eval_lines_read(x->options->strangers, "", "docs.tsv", x->arena, &texts, err);

    for (size_t i = 0; st == ZK_OK && i < texts.count && i < STRANGERS; i++) {
        zk_arena_reset(one);
        st = eval_trust_strength(&x->trust, &x->people, &texts.list[i], -1, NULL, one, err);
    }
    return st;
}

enum zk_status eval_experts(const struct eval_options *options, struct zk_arena *arena,
                            struct zk_error *err)
{
    struct experts x = { .options = options, .arena = arena };
    const char *folder = options->folder;
    struct zk_arena *one = zk_arena_open();
    enum zk_status st = one ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    if (st == ZK_OK)
        st = eval_lines_read(folder, "", "docs.tsv", arena, &x.docs, err);
    if (st == ZK_OK)
        st = eval_lines_read(folder, "", "queries.tsv", arena, &x.queries, err);
    if (st == ZK_OK)
        st = eval_lines_read(folder, "", "contributors.tsv", arena, &x.contributors, err);
    if (st == ZK_OK)
        st = eval_lines_read(folder, "", "qrels.tsv", arena, &x.qrels, err);
    if (st == ZK_OK)
        st = number_experts(&x, err);
    if (st == ZK_OK)
        st = pair_up(&x, err);
    for (int m = 0; st == ZK_OK && m < EVAL_METHODS; m++) {
        x.precision[m] = zk_arena_array(arena, x.queries.count + 1, sizeof(double));
        if (!x.precision[m])
            st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    }
    for (size_t i = 0; st == ZK_OK && i < x.queries.count; i++) {
        zk_arena_reset(one);
        st = ask(&x, &x.queries.list[i], one, err);
    }
    if (st == ZK_OK && options->strangers)
        st = ask_strangers(&x, one, err);
    if (st == ZK_OK)
        st = print_table(&x, err);
    if (st == ZK_OK)
        eval_trust_print(&x.trust);
    eval_place_close(&x.people.place);
    zk_arena_close(one);
    return st;
}
