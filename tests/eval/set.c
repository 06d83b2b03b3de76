/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 4096, CUTOFF = 10 };

static enum zk_status read_file(const char *folder, const char *prefix, const char *name,
                                struct zk_arena *arena, char **out, struct zk_error *err)
{
    char path[PATH_BYTES];
    enum zk_status st = ZK_OK;
    long size = -1;
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/%s%s", folder, prefix, name);
    file = fopen(path, "rb");
    if (file && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0) {
        st = zk_fail(err, ZK_IO, "", "%s cannot be read", path);
        goto out;
    }
    *out = zk_arena_alloc(arena, (size_t)size + 1);
    if (!*out)
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    else if (fread(*out, 1, (size_t)size, file) != (size_t)size)
        st = zk_fail(err, ZK_IO, "", "%s cannot be read", path);
    else
        (*out)[size] = '\0';
out:
    if (file)
        (void)fclose(file);
    return st;
}

static size_t count_lines(const char *text)
{
    size_t count = 1;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* Cuts off the next line; NULL behind the last. */
static char *next_line(char **rest)
{
    char *line = *rest;
    size_t len;

    if (!*line)
        return NULL;
    len = strcspn(line, "\n");
    *rest = line[len] ? line + len + 1 : line + len;
    line[len] = '\0';
    if (len > 0 && line[len - 1] == '\r')
        line[len - 1] = '\0';
    return line;
}

enum zk_status eval_lines_read(const char *folder, const char *prefix, const char *name,
                               struct zk_arena *arena, struct eval_lines *out, struct zk_error *err)
{
    char *text, *line, *tab;
    enum zk_status st = read_file(folder, prefix, name, arena, &text, err);

    if (st != ZK_OK)
        return st;
    out->count = 0;
    out->list = zk_arena_array(arena, count_lines(text), sizeof(*out->list));
    if (!out->list)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    while ((line = next_line(&text))) {
        tab = strchr(line, '\t');
        if (!tab)
            tab = strchr(line, ' ');
        if (!*line)
            continue;
        if (!tab)
            return zk_fail(err, ZK_BAD_VALUE, "", "%s/%s%s: line %zu has no tab", folder, prefix,
                           name, out->count + 1);
        *tab = '\0';
        out->list[out->count++] = (struct eval_line){ line, tab + 1, strlen(tab + 1) };
    }
    return ZK_OK;
}

/* ---- numbers of ids ---- */

static int by_id(const void *a, const void *b)
{
    const struct eval_line *const *x = a, *const *y = b;

    return strcmp((*x)->id, (*y)->id);
}

const struct eval_line **eval_lines_sort(const struct eval_lines *lines, struct zk_arena *arena)
{
    const struct eval_line **list = zk_arena_array(arena, lines->count + 1, sizeof(*list));

    for (size_t i = 0; list && i < lines->count; i++)
        list[i] = &lines->list[i];
    if (list)
        qsort(list, lines->count, sizeof(*list), by_id);
    return list;
}

int eval_lines_find(const struct eval_lines *lines, const struct eval_line **list, const char *id)
{
    const struct eval_line key = { .id = id }, *wanted = &key, **found;

    found = bsearch(&wanted, list, lines->count, sizeof(*list), by_id);
    return found ? (int)(*found - lines->list) : -1;
}

static int by_query(const void *a, const void *b)
{
    const struct eval_judgement *x = a, *y = b;

    return x->query != y->query ? x->query - y->query : x->document - y->document;
}

static enum zk_status read_judgements(const char *folder, const char *prefix,
                                      struct zk_arena *arena, struct eval_set *set,
                                      struct zk_error *err)
{
    const struct eval_line **docs = eval_lines_sort(&set->docs, arena);
    const struct eval_line **queries = eval_lines_sort(&set->queries, arena);
    char *text, *line;
    enum zk_status st = read_file(folder, prefix, "qrels.tsv", arena, &text, err);

    if (st != ZK_OK)
        return st;
    set->judgements = zk_arena_array(arena, count_lines(text), sizeof(*set->judgements));
    if (!docs || !queries || !set->judgements)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    while ((line = next_line(&text))) {
        struct eval_judgement *one = &set->judgements[set->judgement_count];
        char *state = NULL;
        char *query = strtok_r(line, " \t", &state);
        char *zero = query ? strtok_r(NULL, " \t", &state) : NULL;
        char *document = zero ? strtok_r(NULL, " \t", &state) : NULL;
        char *grade = document ? strtok_r(NULL, " \t", &state) : NULL;

        if (!query)
            continue;
        if (!grade)
            return zk_fail(err, ZK_BAD_VALUE, "",
                           "%s/%sqrels.tsv: \"query 0 document grade\" is wanted", folder, prefix);
        one->query = eval_lines_find(&set->queries, queries, query);
        one->document = eval_lines_find(&set->docs, docs, document);
        one->grade = strtod(grade, NULL);
        set->judgement_count += one->query >= 0 && one->document >= 0;
    }
    qsort(set->judgements, set->judgement_count, sizeof(*set->judgements), by_query);
    return ZK_OK;
}

enum zk_status eval_set_read(const char *folder, const char *prefix, struct zk_arena *arena,
                             struct eval_set *out, struct zk_error *err)
{
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    st = eval_lines_read(folder, "", "docs.tsv", arena, &out->docs, err);
    if (st == ZK_OK)
        st = eval_lines_read(folder, prefix, "queries.tsv", arena, &out->queries, err);
    if (st == ZK_OK)
        st = read_judgements(folder, prefix, arena, out, err);
    return st;
}

/* ---- measures ---- */

static double grade_of(const struct eval_judgement *list, size_t count, int document)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].document == document)
            return list[i].grade;
    }
    return 0;
}

static int by_grade(const void *a, const void *b)
{
    double x = ((const struct eval_judgement *)a)->grade;
    double y = ((const struct eval_judgement *)b)->grade;

    return (x < y) - (x > y);
}

/* Grades as gains, log2 of the rank as discount (Järvelin and Kekäläinen 2002). list: by grade. */
static double ndcg(const struct eval_judgement *list, size_t count,
                   const struct eval_answer *answer)
{
    double got = 0, best = 0;

    for (size_t i = 0; i < CUTOFF; i++) {
        if (i < answer->count)
            got += grade_of(list, count, answer->documents[i]) / log2((double)i + 2);
        if (i < count)
            best += list[i].grade / log2((double)i + 2);
    }
    return got / best;
}

void eval_measure(const struct eval_set *set, const struct eval_answer *answers,
                  struct eval_scores *out)
{
    memset(out, 0, sizeof(*out));
    for (size_t first = 0, end; first < set->judgement_count; first = end) {
        struct eval_judgement *list = &set->judgements[first];
        const struct eval_answer *answer = &answers[list->query];
        size_t good = 0, hits = 0;
        double precision = 0;

        for (end = first; end < set->judgement_count && set->judgements[end].query == list->query;
             end++)
            good += set->judgements[end].grade > 0;
        if (good == 0)
            continue;
        qsort(list, end - first, sizeof(*list), by_grade);
        for (size_t i = 0; i < answer->count; i++) {
            if (grade_of(list, end - first, answer->documents[i]) <= 0)
                continue;
            if (hits++ == 0)
                out->mrr += 1.0 / (double)(i + 1);
            precision += (double)hits / (double)(i + 1);
        }
        out->map += precision / (double)good;
        out->ndcg10 += ndcg(list, end - first, answer);
        out->queries++;
    }
    if (out->queries > 0) {
        out->map /= (double)out->queries;
        out->ndcg10 /= (double)out->queries;
        out->mrr /= (double)out->queries;
    }
}
