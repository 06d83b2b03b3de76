/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pseudo-relevance feedback for a text of Latin words: stems that are frequent in its first hits and
 * rare elsewhere raise the score of others that have them (Rocchio 1971; weighted as in Lavrenko and
 * Croft's relevance models, 2001: by a hit's score and the stem's share of it, here times its
 * inverse document frequency). Short texts of Chinese do not gain by it: docs/EVALUATION.md.
 */
#include "feedback.h"

#include "document.h"
#include "hash.h"
#include "shim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_HITS = 5, STEMS = 20, STEMS_SEEN = 1024 };

/* Of the best stem's weight; a word that was typed has 2. */
static const double FEEDBACK_FACTOR = 0.6;

struct stem {
    const char *term;
    size_t len;
    double weight;
};

struct feedback {
    struct xapc_database *database;
    struct zk_arena *arena;
    double records;
    struct stem seen[2 * STEMS_SEEN]; /* by hash */
    size_t count;
};

bool zk_feedback_serves(const struct zk_query *query)
{
    if (!query->wide)
        return false;
    for (size_t i = 0; i < query->leaf_count; i++) {
        if (query->leaves[i].character || query->leaves[i].node->term[0] != ZK_PREFIX_STEM)
            return false;
    }
    return true;
}

static enum xapc_status add_stem(struct feedback *f, const struct xapc_view *term, double weight)
{
    size_t mask = 2 * STEMS_SEEN - 1;
    size_t at = zk_hash_add(ZK_HASH_START, term->bytes, term->len) & mask;
    struct stem *stem;

    for (;; at = (at + 1) & mask) {
        stem = &f->seen[at];
        if (!stem->term ||
            (stem->len == term->len && memcmp(stem->term, term->bytes, term->len) == 0))
            break;
    }
    if (!stem->term) {
        if (f->count == STEMS_SEEN)
            return XAPC_OK;
        f->count++;
        stem->len = term->len;
        stem->term = zk_arena_copy(f->arena, term->bytes, term->len);
    }
    stem->weight += weight;
    return stem->term ? XAPC_OK : XAPC_NO_MEMORY;
}

/* share: the hit's of the scores of all first hits */
static enum xapc_status add_hit(struct feedback *f, uint32_t docid, double share,
                                struct xapc_error *xerr)
{
    const char prefix[] = { ZK_PREFIX_STEM };
    struct xapc_terms *terms = NULL;
    struct xapc_view term;
    uint32_t length = 0, wdf, documents;
    enum xapc_status st = xapc_database_document_length(f->database, docid, &length, xerr);

    if (st == XAPC_OK)
        st = xapc_database_document_terms(f->database, docid, &terms, xerr);
    if (st == XAPC_OK)
        st = xapc_terms_skip_to(terms, prefix, 1, &term, xerr);
    while (st == XAPC_OK && term.bytes && term.len > 1 && term.bytes[0] == ZK_PREFIX_STEM) {
        st = xapc_terms_wdf(terms, &wdf, xerr);
        if (st == XAPC_OK)
            st = xapc_terms_documents(terms, &documents, xerr);
        if (st == XAPC_OK && 2 * (double)documents < f->records)
            st = add_stem(f, &term,
                          share * wdf / length *
                              log((f->records - documents + 0.5) / (documents + 0.5)));
        if (st == XAPC_OK)
            st = xapc_terms_next(terms, &term, xerr);
    }
    xapc_terms_free(terms);
    return st;
}

static int by_weight(const void *a, const void *b)
{
    const struct stem *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    if (!x->term || !y->term)
        return !x->term - !y->term;
    return strcmp(x->term, y->term);
}

/* The best stems as one node; NULL when out of memory. */
static struct zk_node *best_stems(struct feedback *f)
{
    struct zk_node *stems[STEMS];
    size_t count = 0;

    qsort(f->seen, 2 * STEMS_SEEN, sizeof(f->seen[0]), by_weight);
    for (; count < STEMS && count < f->count; count++) {
        stems[count] = zk_node_term(f->arena, f->seen[count].term, f->seen[count].len);
        if (!stems[count])
            return NULL;
        stems[count]->factor = FEEDBACK_FACTOR * f->seen[count].weight / f->seen[0].weight;
    }
    return zk_node_make(f->arena, ZK_NODE_OR, stems, count);
}

enum zk_status zk_feedback_run(struct zk_reader *reader, const struct zk_rank *rank,
                               struct zk_arena *arena, const struct zk_node **out,
                               struct zk_error *err)
{
    struct feedback *f = zk_arena_alloc(arena, sizeof(*f));
    struct zk_rank begin = *rank;
    struct xapc_error xerr = { .message = "out of memory" };
    struct zk_ranked *hits;
    size_t found = 0;
    double sum = 0;
    enum xapc_status xst = XAPC_OK;
    enum zk_status st;

    *out = NULL;
    if (!f)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    f->database = zk_reader_database(reader);
    f->arena = arena;
    f->records = (double)zk_reader_info(reader)->records;
    begin.first = 0;
    begin.count = FIRST_HITS;
    st = zk_rank_run(reader, &begin, arena, &hits, &found, err);
    if (st != ZK_OK)
        return st;
    for (size_t i = 0; i < found; i++)
        sum += hits[i].score;
    for (size_t i = 0; xst == XAPC_OK && i < found; i++)
        xst = add_hit(f, hits[i].docid, hits[i].score / sum, &xerr);
    st = zk_shim_status(xst, &xerr, err);
    if (st == ZK_OK && f->count > 0 && !(*out = best_stems(f)))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    return st;
}
