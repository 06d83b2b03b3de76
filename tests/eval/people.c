/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "people.h"

#include "bm25.h"
#include "match_gather.h"

#include <stdlib.h>
#include <string.h>

enum { MNZ_DEPTH = 200 };

const char *eval_method_name(enum eval_method method)
{
    static const char *const names[EVAL_METHODS] = {
        "match (the API's)", "profile only", "best single document",
        "CombSUM",           "CombMNZ@200",  "1/rank",
    };

    return names[method];
}

/* ---- the index: achievements, then experts ---- */

static enum zk_status fill(void *context, size_t number, struct zk_record *record,
                           struct zk_arena *arena, struct zk_error *err)
{
    const struct eval_people *p = context;
    size_t first, count;
    struct zk_item *items;

    if (number >= p->document_count) {
        record->kind = ZK_KIND_EXPERT;
        return ZK_OK;
    }
    first = p->starts[number];
    count = p->starts[number + 1] - first;
    items = zk_arena_array(arena, count + 1, sizeof(*items));
    if (!items)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = 0; i < count; i++) {
        items[i].text = "…";
        items[i].id = (int64_t)p->document_count + p->pairs[first + i].expert + 1;
    }
    record->values[ZK_F_CONTRIBUTORS].items = items;
    record->values[ZK_F_CONTRIBUTORS].count = count;
    record->values[ZK_F_BODY].text = p->documents[number]->text;
    return ZK_OK;
}

static int by_document(const void *a, const void *b)
{
    const struct eval_pair *x = a, *y = b;

    return x->document != y->document ? x->document - y->document : x->expert - y->expert;
}

enum zk_status eval_people_open(struct eval_people *p, struct zk_arena *arena, struct zk_error *err)
{
    p->starts = zk_arena_array(arena, p->document_count + 2, sizeof(*p->starts));
    p->own_starts = zk_arena_array(arena, p->expert_count + 2, sizeof(*p->own_starts));
    p->own = zk_arena_array(arena, p->pair_count + 1, sizeof(*p->own));
    if (!p->starts || !p->own_starts || !p->own)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    qsort(p->pairs, p->pair_count, sizeof(*p->pairs), by_document);
    for (size_t i = 0; i < p->pair_count; i++) {
        p->starts[p->pairs[i].document + 1]++;
        p->own_starts[p->pairs[i].expert + 2]++;
    }
    for (size_t d = 0; d < p->document_count; d++)
        p->starts[d + 1] += p->starts[d];
    for (size_t e = 1; e <= p->expert_count; e++)
        p->own_starts[e + 1] += p->own_starts[e];
    for (size_t i = 0; i < p->pair_count; i++) /* each start moves to the next one's place */
        p->own[p->own_starts[p->pairs[i].expert + 1]++] = p->pairs[i].document;
    return eval_place_open(&p->place, p->document_count + p->expert_count, fill, p, NULL, err);
}

/* ---- the engine ---- */

static enum zk_status score_match(struct eval_people *p, const struct zk_match_params *params,
                                  struct zk_arena *arena, double *scores, struct zk_error *err)
{
    struct zk_match *match;
    enum zk_status st = zk_match_run(p->place.engine, params, arena, &match, err);

    if (st != ZK_OK)
        return st;
    for (size_t i = 0; i < match->groups[0].count; i++) {
        const struct zk_candidate *c = &match->groups[0].candidates[i];

        scores[(size_t)c->id - p->document_count - 1] = c->score;
    }
    return ZK_OK;
}

/* ---- what it is compared with, over the same documents with the same BM25 ---- */

static int by_score(const void *a, const void *b)
{
    const struct zk_weighed *x = a, *y = b;

    return (x->score < y->score) - (x->score > y->score);
}

static void add_votes(const struct eval_people *p, const struct zk_gather *g, double *scores,
                      unsigned *votes)
{
    size_t experts = p->expert_count;

    for (size_t i = 0; i < g->count; i++) {
        const struct zk_weighed *d = &g->documents[i];

        for (size_t k = p->starts[d->docid - 1]; k < p->starts[d->docid]; k++) {
            size_t e = (size_t)p->pairs[k].expert;

            if (scores[EVAL_BEST * experts + e] < d->score)
                scores[EVAL_BEST * experts + e] = d->score;
            scores[EVAL_SUM * experts + e] += d->score;
            scores[EVAL_RANK * experts + e] += 1.0 / (double)(i + 1);
            if (i < MNZ_DEPTH) {
                scores[EVAL_MNZ * experts + e] += d->score;
                votes[e]++;
            }
        }
    }
    for (size_t e = 0; e < experts; e++)
        scores[EVAL_MNZ * experts + e] *= votes[e];
}

struct counts {
    uint32_t *wdf; /* NULL: not read yet */
    uint32_t length;
};

/* All documents of one person (the one left out aside) as if they were one text. */
static enum zk_status score_profile(const struct eval_people *p, const struct zk_gather *g,
                                    size_t expert, int left_out, struct counts *known, double mean,
                                    double *score, struct zk_error *err)
{
    uint32_t *sum = zk_arena_array(g->arena, g->need->term_count + 1, sizeof(*sum));
    double length = 0;

    if (!sum)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    for (size_t i = p->own_starts[expert]; i < p->own_starts[expert + 1]; i++) {
        struct counts *c = &known[p->own[i]];

        if (p->own[i] == left_out)
            continue;
        if (!c->wdf) {
            enum zk_status st;

            c->wdf = zk_arena_array(g->arena, g->need->term_count + 1, sizeof(*c->wdf));
            if (!c->wdf)
                return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
            st =
                zk_reader_wdf(g->reader, g->need, (uint32_t)p->own[i] + 1, c->wdf, &c->length, err);
            if (st != ZK_OK)
                return st;
        }
        for (size_t t = 0; t < g->need->term_count; t++)
            sum[t] += c->wdf[t];
        length += c->length;
    }
    for (size_t t = 0; t < g->need->term_count; t++)
        *score += sum[t] ? g->need->terms[t].weight * zk_bm25_found(sum[t], length / mean) : 0;
    *score /= g->need->self;
    return ZK_OK;
}

static enum zk_status score_others(struct eval_people *p, const struct zk_match_params *params,
                                   int left_out, struct zk_arena *arena, double *scores,
                                   struct zk_error *err)
{
    struct zk_gather g = { .params = params,
                           .arena = arena,
                           .facets = zk_index_facets(p->place.engine->index) };
    struct counts *known = zk_arena_array(arena, p->document_count + 1, sizeof(*known));
    unsigned *votes = zk_arena_array(arena, p->expert_count + 1, sizeof(*votes));
    struct zk_statistics statistics = { 0 };
    enum zk_status st = zk_index_borrow(p->place.engine->index, &g.reader, err);

    if (st != ZK_OK)
        return st;
    st = known && votes ? zk_gather_run(&g, err) : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (st == ZK_OK)
        st = zk_reader_statistics(g.reader, &statistics, err);
    if (st == ZK_OK) {
        for (size_t i = 0; i < g.count; i++)
            g.documents[i].score = g.documents[i].ratio; /* comparable across queries too */
        qsort(g.documents, g.count, sizeof(*g.documents), by_score);
        add_votes(p, &g, scores, votes);
    }
    for (size_t e = 0; st == ZK_OK && e < p->expert_count; e++) {
        if (scores[EVAL_SUM * p->expert_count + e] > 0)
            st = score_profile(p, &g, e, left_out, known, statistics.mean_length,
                               &scores[EVAL_PROFILE * p->expert_count + e], err);
    }
    zk_gather_close(&g);
    zk_index_return(p->place.engine->index, g.reader);
    return st;
}

enum zk_status eval_people_score(struct eval_people *p, const struct eval_line *query, int left_out,
                                 struct zk_arena *arena, double **scores, struct zk_error *err)
{
    const int64_t excluded = (int64_t)left_out + 1;
    struct zk_match_params params = { .kinds = 1u << ZK_KIND_EXPERT,
                                      .near = -1,
                                      .bare = true,
                                      .size = (int)p->expert_count,
                                      .exclude = &excluded,
                                      .exclude_count = left_out >= 0 };
    enum zk_status st;

    params.need.text = query->text;
    params.need.len = query->len;
    *scores = zk_arena_array(arena, EVAL_METHODS * p->expert_count + 1, sizeof(**scores));
    if (!*scores)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    st = score_match(p, &params, arena, *scores, err);
    return st == ZK_OK ? score_others(p, &params, left_out, arena, *scores, err) : st;
}
