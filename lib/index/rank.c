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

/* Xapian's own; wdf carries the fields' weights. */
static const struct xapc_bm25 bm25 = {
    .k1 = 1.0, .k2 = 0.0, .k3 = 1.0, .b = 0.5, .min_norm_length = 0.5
};

static enum xapc_status build(const struct zk_node *node, struct zk_arena *arena,
                              struct xapc_query **out, struct xapc_error *xerr)
{
    enum xapc_operator op = node->type == ZK_NODE_AND ? XAPC_AND : XAPC_OR;
    struct xapc_query **kids;
    enum xapc_status st = XAPC_OK;
    size_t made = 0;

    *out = NULL;
    if (node->type == ZK_NODE_TERM)
        return xapc_query_term(node->term, node->len, 1, out, xerr);
    kids = zk_arena_array(arena, node->count, sizeof(struct xapc_query *));
    if (!kids)
        return XAPC_NO_MEMORY;
    for (; st == XAPC_OK && made < node->count; made++)
        st = build(node->kids[made], arena, &kids[made], xerr);
    if (st == XAPC_OK)
        st = xapc_query_combine(op, (const struct xapc_query *const *)kids, node->count, 0, out,
                                xerr);
    while (made > 0)
        xapc_query_free(kids[--made]);
    return st;
}

/* text (or everything), filtered. */
static enum xapc_status whole_query(const struct zk_rank *rank, struct zk_arena *arena,
                                    struct xapc_query **out, struct xapc_error *xerr)
{
    struct xapc_query *text = NULL, *filter = NULL;
    const struct xapc_query *both[2];
    enum xapc_status st;

    *out = NULL;
    st = rank->text ? build(rank->text, arena, &text, xerr) : xapc_query_all(&text, xerr);
    if (st == XAPC_OK && rank->filter)
        st = build(rank->filter, arena, &filter, xerr);
    if (st == XAPC_OK && filter) {
        both[0] = text;
        both[1] = filter;
        st = xapc_query_combine(XAPC_FILTER, both, 2, 0, out, xerr);
        xapc_query_free(text);
    } else if (st == XAPC_OK) {
        *out = text;
    } else {
        xapc_query_free(text);
    }
    xapc_query_free(filter);
    return st;
}

static enum xapc_status set_order(struct xapc_enquire *enquire, const struct zk_rank *rank,
                                  struct xapc_error *xerr)
{
    struct xapc_weight *weight = NULL;
    enum xapc_status st = rank->text ? xapc_weight_bm25(&bm25, &weight, xerr)
                                     : xapc_weight_boolean(&weight, xerr);

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
        (*out)[i] = (struct zk_ranked){ hits[i].docid, hits[i].weight };
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

enum zk_status zk_reader_data(struct zk_reader *reader, uint32_t docid, struct zk_arena *arena,
                              const char **data, size_t *len, struct zk_error *err)
{
    return zk_shim_data(zk_reader_database(reader), docid, arena, data, len, err);
}

enum zk_status zk_reader_match(struct zk_reader *reader, const struct zk_node *node,
                               roaring_bitmap_t **out, struct zk_error *err)
{
    return zk_match_node(zk_reader_cache(reader), zk_reader_database(reader), node, out, err);
}
