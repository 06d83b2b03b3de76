/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-eval: a judged set, indexed in a temporary place and searched by the engine that serves
 * the API; prints MAP, nDCG@10 and MRR, and writes a TREC run when asked.
 */
#include "set.h"

#include "document.h"
#include "engine.h"
#include "index.h"
#include "thesaurus_make.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DEPTH = 1000, PATH_BYTES = 512, TERMS_FILES = 16 };

struct eval {
    const char *prefix, *run_path;
    const char *terms[TERMS_FILES]; /* files of words that mean the same */
    int terms_count;
    struct zk_arena *arena;
    struct zk_text *text;
    struct eval_set set;
    struct zk_engine *engine;
    struct eval_answer *answers;
    FILE *run;
    char folder[PATH_BYTES];
    double seconds; /* of searching */
};

/* ---- the index ---- */

static enum zk_status index_one(struct eval *e, struct zk_index_writer *writer, size_t number,
                                struct zk_arena *arena, struct zk_error *err)
{
    struct zk_record *record = zk_record_new(arena, ZK_KIND_ACHIEVEMENT);
    const struct eval_line *line = &e->set.docs.list[number];

    if (!record)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    record->id = (int64_t)number + 1;
    record->values[ZK_F_TITLE].text = "…"; /* nothing to search */
    record->values[ZK_F_BODY].text = line->text;
    return zk_index_writer_put(writer, record, err);
}

/* A line as export writes it, without quotes: text, other, relation, seen. */
static enum zk_status add_pair(struct zk_thesaurus_maker *maker, char *line, struct zk_error *err)
{
    char *state = NULL, *text = strtok_r(line, "\t\r\n", &state);
    char *other = text ? strtok_r(NULL, "\t\r\n", &state) : NULL;
    char *relation = other ? strtok_r(NULL, "\t\r\n", &state) : NULL;
    char *seen = relation ? strtok_r(NULL, "\t\r\n", &state) : NULL;

    if (!seen || text[0] == '#' || strcmp(text, "text") == 0)
        return ZK_OK;
    return zk_thesaurus_maker_add(maker, text, other, strcmp(relation, "translation") != 0,
                                  strtol(seen, NULL, 10), err);
}

static enum zk_status read_terms(struct zk_thesaurus_maker *maker, const char *path,
                                 struct zk_error *err)
{
    FILE *file = fopen(path, "r");
    enum zk_status st = file ? ZK_OK : zk_fail(err, ZK_IO, "", "%s cannot be read", path);
    char *line = NULL;
    size_t room = 0;

    while (st == ZK_OK && getline(&line, &room, file) >= 0)
        st = add_pair(maker, line, err);
    free(line);
    if (file)
        (void)fclose(file);
    return st;
}

static enum zk_status put_terms(struct eval *e, struct zk_index_writer *writer,
                                struct zk_error *err)
{
    struct zk_thesaurus_maker *maker;
    struct zk_buf lines;
    enum zk_status st = zk_thesaurus_maker_open(e->text, &maker, err);

    zk_buf_init(&lines, ZK_THESAURUS_BYTES);
    for (int i = 0; st == ZK_OK && i < e->terms_count; i++)
        st = read_terms(maker, e->terms[i], err);
    if (st == ZK_OK)
        st = zk_thesaurus_maker_finish(maker, &lines, err);
    if (st == ZK_OK)
        st = zk_index_writer_terms(writer, "eval", zk_buf_text(&lines), err);
    zk_buf_free(&lines);
    zk_thesaurus_maker_close(maker);
    return st;
}

static enum zk_status build(struct eval *e, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_index_writer *writer = NULL;
    struct zk_index_lock *lock = NULL;
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    char *path;

    if (st == ZK_OK)
        st = zk_index_lock(e->folder, &lock, err);
    if (st == ZK_OK)
        st = zk_index_new_generation(e->folder, e->arena, &path, err);
    if (st == ZK_OK)
        st = zk_index_writer_open(path, true, e->text, &writer, err);
    for (size_t i = 0; st == ZK_OK && i < e->set.docs.count; i++) {
        zk_arena_reset(arena);
        st = index_one(e, writer, i, arena, err);
    }
    if (st == ZK_OK)
        st = put_terms(e, writer, err);
    if (st == ZK_OK)
        st = zk_index_writer_commit(writer, 1, err);
    zk_index_writer_close(writer);
    if (st == ZK_OK)
        st = zk_index_publish(e->folder, path, err);
    zk_index_unlock(lock);
    zk_arena_close(arena);
    return st;
}

/* ---- the queries ---- */

static enum zk_status search_one(struct eval *e, size_t number, struct zk_arena *arena,
                                 struct zk_error *err)
{
    const struct eval_line *query = &e->set.queries.list[number];
    struct zk_search_params params = { .q = query->text, .q_len = query->len, .page = 1,
                                       .size = DEPTH, .bare = true };
    struct eval_answer *answer = &e->answers[number];
    struct zk_page *page;
    int *documents;
    enum zk_status st = zk_search_run(e->engine, &params, arena, &page, err);

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
    struct zk_engine_options options = { .index_folder = e->folder, .readers = 1 };
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    double start;

    e->answers = zk_arena_array(e->arena, e->set.queries.count + 1, sizeof(*e->answers));
    if (st == ZK_OK && !e->answers)
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK)
        st = zk_engine_open(&options, &e->engine, err);
    start = now();
    for (size_t i = 0; st == ZK_OK && i < e->set.queries.count; i++) {
        zk_arena_reset(arena);
        st = search_one(e, i, arena, err);
    }
    e->seconds = now() - start;
    zk_engine_close(e->engine);
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
    (void)fprintf(code ? stderr : stdout,
                  "usage: zhiku-eval [--out FILE] [--terms FILE]... FOLDER [PREFIX]\n\n"
                  "FOLDER holds docs.tsv (id, text), queries.tsv and qrels.tsv; PREFIX title_ reads\n"
                  "title_queries.tsv and title_qrels.tsv. --out writes the run in TREC's format.\n"
                  "--terms: words that mean the same (docs/TERMS.md), divided by tabs.\n");
    return code;
}

static enum zk_status evaluate(struct eval *e, const char *folder, struct zk_error *err)
{
    const char *tmp = getenv("TMPDIR");
    enum zk_status st = eval_set_read(folder, e->prefix, e->arena, &e->set, err);

    if (st != ZK_OK)
        return st;
    (void)snprintf(e->folder, sizeof(e->folder), "%s/zhiku-eval-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(e->folder))
        return zk_fail(err, ZK_IO, "", "no temporary folder");
    if (e->run_path && !(e->run = fopen(e->run_path, "w")))
        return zk_fail(err, ZK_IO, "", "%s cannot be written", e->run_path);
    st = zk_text_open(&e->text, err);
    if (st == ZK_OK)
        st = build(e, err);
    if (st == ZK_OK)
        st = search_all(e, err);
    if (st == ZK_OK)
        print_figures(e);
    if (e->run && fclose(e->run) != 0 && st == ZK_OK)
        st = zk_fail(err, ZK_IO, "", "%s cannot be written", e->run_path);
    zk_text_close(e->text);
    return st;
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "out", required_argument, NULL, 'o' },
                                             { "terms", required_argument, NULL, 't' },
                                             { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    struct eval e = { .prefix = "" };
    struct zk_error err = { 0 };
    enum zk_status st;
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'o')
            e.run_path = optarg;
        else if (option == 't' && e.terms_count < TERMS_FILES)
            e.terms[e.terms_count++] = optarg;
        else
            return usage(option == 'h' ? 0 : 2);
    }
    if (argc - optind < 1 || argc - optind > 2)
        return usage(2);
    if (argc - optind == 2)
        e.prefix = argv[optind + 1];
    e.arena = zk_arena_open();
    st = e.arena ? evaluate(&e, argv[optind], &err) : zk_fail(&err, ZK_NO_MEMORY, "", "out of memory");
    if (e.folder[0]) {
        char command[PATH_BYTES + 16];

        (void)snprintf(command, sizeof(command), "rm -rf '%s'", e.folder);
        if (system(command) != 0)
            (void)fprintf(stderr, "zhiku-eval: %s is left behind\n", e.folder);
    }
    if (st != ZK_OK)
        (void)fprintf(stderr, "zhiku-eval: %s: %s\n", zk_status_text(st), err.detail);
    zk_arena_close(e.arena);
    return zk_status_exit(st);
}
