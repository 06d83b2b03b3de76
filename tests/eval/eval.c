/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-eval: a judged set, indexed in a temporary place and searched by the engine that serves
 * the API; prints MAP, nDCG@10 and MRR, and writes a TREC run when asked.
 */
#include "people.h"
#include "place.h"
#include "set.h"

#include <getopt.h>
#include <stdio.h>
#include <time.h>

enum { DEPTH = 1000, TERMS_FILES = 16 };

struct eval {
    struct zk_arena *arena;
    struct eval_set set;
    struct eval_place place;
    struct eval_answer *answers;
    FILE *run;
    double seconds; /* of searching */
};

/* ---- the index ---- */

static enum zk_status fill(void *context, size_t number, struct zk_record *record,
                           struct zk_arena *arena, struct zk_error *err)
{
    const struct eval *e = context;

    (void)arena;
    (void)err;
    record->values[ZK_F_BODY].text = e->set.docs.list[number].text;
    return ZK_OK;
}

/* ---- the queries ---- */

static enum zk_status search_one(struct eval *e, size_t number, struct zk_arena *arena,
                                 struct zk_error *err)
{
    const struct eval_line *query = &e->set.queries.list[number];
    struct zk_search_params params = {
        .q = query->text, .q_len = query->len, .page = 1, .size = DEPTH, .bare = true
    };
    struct eval_answer *answer = &e->answers[number];
    struct zk_page *page;
    int *documents;
    enum zk_status st = zk_search_run(e->place.engine, &params, arena, &page, err);

    if (st != ZK_OK)
        return st;
    documents = zk_arena_array(e->arena, page->hit_count + 1, sizeof(*documents));
    if (!documents)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < page->hit_count; i++) {
        documents[i] = (int)page->hits[i].id - 1;
        if (e->run)
            (void)fprintf(e->run, "%s Q0 %s %zu %.6f zhiku\n", query->id,
                          e->set.docs.list[documents[i]].id, i + 1, page->hits[i].score);
    }
    *answer = (struct eval_answer){ documents, page->hit_count };
    return ZK_OK;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum zk_status search_all(struct eval *e, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    double start;

    e->answers = zk_arena_array(e->arena, e->set.queries.count + 1, sizeof(*e->answers));
    if (st == ZK_OK && !e->answers)
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    start = now();
    for (size_t i = 0; st == ZK_OK && i < e->set.queries.count; i++) {
        zk_arena_reset(arena);
        st = search_one(e, i, arena, err);
    }
    e->seconds = now() - start;
    zk_arena_close(arena);
    return st;
}

static void print_figures(const struct eval *e)
{
    struct eval_scores scores;

    eval_measure(&e->set, e->answers, &scores);
    (void)printf("documents\t%zu\nqueries\t%zu\nMAP\t%.4f\nnDCG@10\t%.4f\nMRR\t%.4f\n"
                 "ms a query\t%.2f\n",
                 e->set.docs.count, scores.queries, scores.map, scores.ndcg10, scores.mrr,
                 1000 * e->seconds / (double)(e->set.queries.count + !e->set.queries.count));
}

/* ---- the command ---- */

static int usage(int code)
{
    (void)fprintf(
        code ? stderr : stdout,
        "usage: zhiku-eval [--out FILE] [--terms FILE]... FOLDER [PREFIX]\n"
        "       zhiku-eval --experts [--strangers FOLDER] [--out FILE] FOLDER\n"
        "       zhiku-eval --reviewers [--out FILE] FOLDER\n\n"
        "FOLDER holds docs.tsv (id, text), queries.tsv and qrels.tsv; PREFIX title_ reads\n"
        "title_queries.tsv and title_qrels.tsv. --out writes the run in TREC's format.\n"
        "--terms     words that mean the same (docs/TERMS.md), divided by tabs\n"
        "--experts   besides contributors.tsv (document, expert), and qrels name experts; a\n"
        "            query whose id is a document's leaves that document out\n"
        "--strangers of another folder's docs.tsv: how strong is whoever is first?\n"
        "--reviewers papers.tsv (id, part, title, abstract), profiles.tsv (draw, reviewer,\n"
        "            paper) and ratings.tsv (reviewer, paper, rating); --out writes scores\n");
    return code;
}

static enum zk_status evaluate_search(const struct eval_options *options, struct zk_arena *arena,
                                      struct zk_error *err)
{
    struct eval e = { .arena = arena, .run = options->out };
    enum zk_status st = eval_set_read(options->folder, options->prefix, arena, &e.set, err);

    if (st == ZK_OK)
        st = eval_place_open(&e.place, e.set.docs.count, fill, &e, options->terms, err);
    if (st == ZK_OK)
        st = search_all(&e, err);
    if (st == ZK_OK)
        print_figures(&e);
    eval_place_close(&e.place);
    return st;
}

typedef enum zk_status (*evaluation)(const struct eval_options *, struct zk_arena *,
                                     struct zk_error *);

static enum zk_status evaluate(evaluation run, struct eval_options *options, const char *path,
                               struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");

    if (st == ZK_OK && path && !(options->out = fopen(path, "w")))
        st = zk_fail(err, ZK_IO, "", "%s cannot be written", path);
    if (st == ZK_OK)
        st = run(options, arena, err);
    if (options->out && fclose(options->out) != 0 && st == ZK_OK)
        st = zk_fail(err, ZK_IO, "", "%s cannot be written", path);
    zk_arena_close(arena);
    return st;
}

int main(int argc, char **argv)
{
    static const struct option names[] = { { "out", required_argument, NULL, 'o' },
                                           { "terms", required_argument, NULL, 't' },
                                           { "experts", no_argument, NULL, 'e' },
                                           { "strangers", required_argument, NULL, 's' },
                                           { "reviewers", no_argument, NULL, 'r' },
                                           { "help", no_argument, NULL, 'h' },
                                           { NULL, 0, NULL, 0 } };
    struct eval_options options = { .prefix = "" };
    evaluation run = evaluate_search;
    const char *path = NULL, *terms[TERMS_FILES + 1] = { NULL };
    int terms_count = 0;
    struct zk_error err = { 0 };
    enum zk_status st;
    int option;

    while ((option = getopt_long(argc, argv, "h", names, NULL)) != -1) {
        if (option == 'o')
            path = optarg;
        else if (option == 't' && terms_count < TERMS_FILES)
            terms[terms_count++] = optarg;
        else if (option == 'e')
            run = eval_experts;
        else if (option == 's')
            options.strangers = optarg;
        else if (option == 'r')
            run = eval_reviewers;
        else
            return usage(option == 'h' ? 0 : 2);
    }
    if (argc - optind < 1 || argc - optind > (run == evaluate_search ? 2 : 1))
        return usage(2);
    options.terms = terms;
    options.folder = argv[optind];
    if (argc - optind == 2)
        options.prefix = argv[optind + 1];
    st = evaluate(run, &options, path, &err);
    if (st != ZK_OK)
        (void)fprintf(stderr, "zhiku-eval: %s: %s\n", zk_status_text(st), err.detail);
    return zk_status_exit(st);
}
