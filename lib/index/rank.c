/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranking by Xapian, and the rest of what a reader asks its database. How many match, and
 * which, is not asked here: the bitmaps of match.c know it exactly.
 */
#include "reader.h"

#include "document.h"
#include "match.h"
#include "shim.h"

#include <string.h>

/* Measured on the judged sets, as are the factors of query_text.c: docs/EVALUATION.md. wdf carries
 * the fields' weights. What is asked in letters wants long texts less divided. */
static const struct xapc_bm25 han = {
    .k1 = 0.9, .k2 = 0.0, .k3 = 1.0, .b = 0.75, .min_norm_length = 0.3
};
static const struct xapc_bm25 latin = {
    .k1 = 0.9, .k2 = 0.0, .k3 = 1.0, .b = 0.65, .min_norm_length = 0.3
};

/* A title that is what was typed stands above whatever else the words say. */
static const double EXACT_FACTOR = 20;

/* The most that completeness and recency add to a score: about what one common word does. */
static const double PRIOR_WEIGHT = 1.0;

const struct xapc_bm25 *zk_rank_bm25(const struct zk_rank *rank)
{
    return rank->latin ? &latin : &han;
}

double zk_rank_exact(void)
{
    return EXACT_FACTOR;
}

double zk_rank_prior(void)
{
    return PRIOR_WEIGHT;
}

/* Beyond what 64 terms can weigh; taken off again before anybody sees a score. */
static const double LITERAL_WEIGHT = 100000;

static enum xapc_status scaled(struct xapc_query *query, double factor, struct xapc_query **out,
                               struct xapc_error *xerr)
{
    enum xapc_status st;

    if (factor == 1) {
        *out = query;
        return XAPC_OK;
    }
    st = xapc_query_scale(query, factor, out, xerr);
    xapc_query_free(query);
    return st;
}

static enum xapc_operator operator_of(enum zk_node_type type)
{
    switch (type) {
    case ZK_NODE_AND:
        return XAPC_AND;
    case ZK_NODE_NOT:
        return XAPC_AND_NOT;
    case ZK_NODE_PHRASE:
        return XAPC_PHRASE;
    case ZK_NODE_OR:
    case ZK_NODE_TERM:
        break;
    }
    return XAPC_OR;
}

/* In a phrase terms are as they are: Xapian wants bare ones there. */
static enum xapc_status build_term(const struct zk_node *node, bool bare, struct xapc_query **out,
                                   struct xapc_error *xerr)
{
    struct xapc_query *plain;
    enum xapc_status st = xapc_query_term(node->term, node->len, node->times, &plain, xerr);

    *out = NULL;
    return st == XAPC_OK ? scaled(plain, bare ? 1 : node->factor, out, xerr) : st;
}

static enum xapc_status build(const struct zk_node *node, struct zk_arena *arena,
                              struct xapc_query **out, struct xapc_error *xerr)
{
    bool phrase = node->type == ZK_NODE_PHRASE;
    struct xapc_query **kids;
    enum xapc_status st = XAPC_OK;
    size_t made = 0;

    *out = NULL;
    if (node->type == ZK_NODE_TERM)
        return build_term(node, false, out, xerr);
    kids = zk_arena_array(arena, node->count, sizeof(struct xapc_query *));
    if (!kids)
        return XAPC_NO_MEMORY;
    for (; st == XAPC_OK && made < node->count; made++)
        st = phrase ? build_term(node->kids[made], true, &kids[made], xerr)
                    : build(node->kids[made], arena, &kids[made], xerr);
    if (st == XAPC_OK)
        st = xapc_query_combine(operator_of(node->type), (const struct xapc_query *const *)kids,
                                node->count, phrase ? node->window : 0, out, xerr);
    while (made > 0)
        xapc_query_free(kids[--made]);
    return st;
}

/* Joins a query to what was made so far; both are given up. */
static enum xapc_status join(struct xapc_query **query, enum xapc_operator op,
                             struct xapc_query *more, struct xapc_error *xerr)
{
    const struct xapc_query *both[] = { *query, more };
    struct xapc_query *joined = NULL;
    enum xapc_status st = xapc_query_combine(op, both, 2, 0, &joined, xerr);

    xapc_query_free(*query);
    xapc_query_free(more);
    *query = joined;
    return st;
}

static enum xapc_status join_node(struct xapc_query **query, enum xapc_operator op,
                                  const struct zk_node *node, double factor, struct zk_arena *arena,
                                  struct xapc_error *xerr)
{
    struct xapc_query *plain, *more;
    enum xapc_status st;

    if (!node)
        return XAPC_OK;
    st = build(node, arena, &plain, xerr);
    if (st == XAPC_OK)
        st = scaled(plain, factor, &more, xerr);
    return st == XAPC_OK ? join(query, op, more, xerr) : st;
}

static enum xapc_status join_prior(struct xapc_query **query, struct xapc_error *xerr)
{
    struct xapc_query *plain, *prior;
    enum xapc_status st = xapc_query_value_weight(ZK_SLOT_PRIOR, &plain, xerr);

    if (st == XAPC_OK)
        st = scaled(plain, PRIOR_WEIGHT, &prior, xerr);
    return st == XAPC_OK ? join(query, XAPC_AND_MAYBE, prior, xerr) : st;
}

/*
 * Whatever has all that was typed stands above what only has words that mean the same: by more
 * than all other weights can add up to.
 */
static enum xapc_status join_literal(struct xapc_query **query, const struct zk_node *literal,
                                     struct zk_arena *arena, struct xapc_error *xerr)
{
    struct xapc_query *fixed, *node;
    enum xapc_status st;

    if (!literal)
        return XAPC_OK;
    st = xapc_query_fixed_weight(LITERAL_WEIGHT, &fixed, xerr);
    if (st != XAPC_OK)
        return st;
    st = build(literal, arena, &node, xerr);
    if (st == XAPC_OK)
        st = join(&fixed, XAPC_FILTER, node, xerr);
    return st == XAPC_OK ? join(query, XAPC_AND_MAYBE, fixed, xerr) : st;
}

/* text (or everything), raised by what only ranks, filtered. */
static enum xapc_status whole_query(const struct zk_rank *rank, struct zk_arena *arena,
                                    struct xapc_query **out, struct xapc_error *xerr)
{
    enum xapc_status st =
        rank->text ? build(rank->text, arena, out, xerr) : xapc_query_all(out, xerr);

    if (st == XAPC_OK && rank->text && rank->slot < 0) {
        st = join_node(out, XAPC_AND_MAYBE, rank->extra, 1, arena, xerr);
        if (st == XAPC_OK)
            st = join_node(out, XAPC_AND_MAYBE, rank->feedback, 1, arena, xerr);
        if (st == XAPC_OK)
            st = join_node(out, XAPC_AND_MAYBE, rank->exact, EXACT_FACTOR, arena, xerr);
        if (st == XAPC_OK)
            st = join_prior(out, xerr);
        if (st == XAPC_OK)
            st = join_literal(out, rank->literal, arena, xerr);
    }
    if (st == XAPC_OK)
        st = join_node(out, XAPC_FILTER, rank->filter, 1, arena, xerr);
    if (st != XAPC_OK) {
        xapc_query_free(*out);
        *out = NULL;
    }
    return st;
}

static enum xapc_status set_order(struct xapc_enquire *enquire, const struct zk_rank *rank,
                                  struct xapc_error *xerr)
{
    struct xapc_weight *weight = NULL;
    enum xapc_status st =
        rank->text ? xapc_weight_bm25(zk_rank_bm25(rank), &weight, xerr) :
                     xapc_weight_boolean(&weight, xerr);

    if (st == XAPC_OK)
        st = xapc_enquire_set_weight(enquire, weight, xerr);
    xapc_weight_free(weight);
    if (st == XAPC_OK && rank->slot >= 0)
        st = xapc_enquire_set_sort(enquire, rank->text ? XAPC_SORT_KEY_RELEVANCE : XAPC_SORT_KEY,
                                   (uint32_t)rank->slot, rank->ascending, xerr);
    else if (st == XAPC_OK && rank->complete_first)
        st = xapc_enquire_set_sort(enquire, XAPC_SORT_RELEVANCE_KEY, ZK_SLOT_BROWSE, false, xerr);
    return st;
}

static enum xapc_status copy_hits(const struct xapc_mset *mset, struct zk_arena *arena,
                                  struct zk_ranked **out, size_t *count, struct xapc_error *xerr)
{
    struct xapc_hit *hits;
    uint32_t found = 0;
    enum xapc_status st = xapc_mset_count(mset, &found, xerr);

    if (st != XAPC_OK)
        return st;
    hits = zk_arena_array(arena, found, sizeof(*hits));
    *out = zk_arena_array(arena, found, sizeof(**out));
    if (!hits || !*out)
        return XAPC_NO_MEMORY;
    st = xapc_mset_hits(mset, 0, hits, found, count, xerr);
    for (size_t i = 0; st == XAPC_OK && i < *count; i++)
        (*out)[i] = (struct zk_ranked){ hits[i].docid, hits[i].weight >= LITERAL_WEIGHT
                                                           ? hits[i].weight - LITERAL_WEIGHT
                                                           : hits[i].weight };
    return st;
}

/* The query, its weights and its order, before it is run. */
static enum xapc_status prepare(struct xapc_database *database, const struct zk_rank *rank,
                                struct zk_arena *arena, struct xapc_enquire **out,
                                struct xapc_error *xerr)
{
    struct xapc_query *query = NULL;
    enum xapc_status st;

    *out = NULL;
    st = whole_query(rank, arena, &query, xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_new(database, out, xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_set_query(*out, query, 0, xerr);
    if (st == XAPC_OK)
        st = set_order(*out, rank, xerr);
    xapc_query_free(query);
    if (st != XAPC_OK) {
        xapc_enquire_free(*out);
        *out = NULL;
    }
    return st;
}

enum zk_status zk_rank_prepare(struct xapc_database *database, const struct zk_rank *rank,
                               struct zk_arena *arena, struct xapc_enquire **out,
                               struct zk_error *err)
{
    struct xapc_error xerr = { .message = "out of memory" };

    return zk_shim_status(prepare(database, rank, arena, out, &xerr), &xerr, err);
}

enum zk_status zk_rank_run(struct zk_reader *reader, const struct zk_rank *rank,
                           struct zk_arena *arena, struct zk_ranked **out, size_t *count,
                           struct zk_error *err)
{
    struct xapc_enquire *enquire = NULL;
    struct xapc_mset *mset = NULL;
    struct xapc_error xerr = { .message = "out of memory" };
    enum xapc_status st;

    *out = NULL;
    *count = 0;
    st = prepare(zk_reader_database(reader), rank, arena, &enquire, &xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_run(enquire, rank->first, rank->count, 0, NULL, &mset, &xerr);
    if (st == XAPC_OK)
        st = copy_hits(mset, arena, out, count, &xerr);
    xapc_mset_free(mset);
    xapc_enquire_free(enquire);
    return zk_shim_status(st, &xerr, err);
}

enum zk_status zk_rank_phrase(struct xapc_database *database, const struct zk_node *phrase,
                              uint32_t most, struct zk_arena *arena, struct zk_ranked **out,
                              size_t *count, struct zk_error *err)
{
    struct zk_rank all = { .slot = -1 };
    struct xapc_query *query = NULL;
    struct xapc_enquire *enquire = NULL;
    struct xapc_mset *mset = NULL;
    struct xapc_error xerr = { .message = "out of memory" };
    enum xapc_status st = build(phrase, arena, &query, &xerr);

    *count = 0;
    if (st == XAPC_OK)
        st = xapc_enquire_new(database, &enquire, &xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_set_query(enquire, query, 0, &xerr);
    if (st == XAPC_OK)
        st = set_order(enquire, &all, &xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_run(enquire, 0, most, 0, NULL, &mset, &xerr);
    if (st == XAPC_OK)
        st = copy_hits(mset, arena, out, count, &xerr);
    xapc_mset_free(mset);
    xapc_enquire_free(enquire);
    xapc_query_free(query);
    return zk_shim_status(st, &xerr, err);
}

enum zk_status zk_reader_data(struct zk_reader *reader, uint32_t docid, struct zk_arena *arena,
                              const char **data, size_t *len, struct zk_error *err)
{
    return zk_shim_data(zk_reader_database(reader), docid, arena, data, len, err);
}

enum zk_status zk_reader_value(struct zk_reader *reader, uint32_t docid, unsigned slot,
                               struct zk_arena *arena, const char **out, struct zk_error *err)
{
    return zk_shim_value(zk_reader_database(reader), docid, slot, arena, out, err);
}

enum zk_status zk_reader_match(struct zk_reader *reader, const struct zk_node *node,
                               roaring_bitmap_t **out, struct zk_error *err)
{
    return zk_match_node(zk_reader_cache(reader), zk_reader_database(reader), node, out, err);
}
