/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The weights of rank.c once more, for one document; see explain.h.
 */
#include "explain.h"

#include "document.h"
#include "shim.h"

#include <math.h>
#include <string.h>

enum { PARTS_MAX = 1024 };

struct explainer {
    const struct xapc_bm25 *bm25;
    struct xapc_database *database;
    struct zk_arena *arena;
    uint32_t docid;
    double records, norm; /* the document's length over the mean */
    struct zk_part *parts;
    size_t count;
    enum zk_part_sort sort;
    double factor;
    struct zk_error *err;
};

static enum zk_status wdf_of(struct explainer *e, const struct zk_node *node, uint32_t *wdf,
                             bool *there)
{
    struct xapc_postings *postings = NULL;
    struct xapc_posting posting = { 0, 0 };
    struct xapc_error xerr;
    enum xapc_status st =
        xapc_database_postings(e->database, node->term, node->len, &postings, &xerr);

    if (st == XAPC_OK)
        st = xapc_postings_skip_to(postings, e->docid, &posting, &xerr);
    xapc_postings_free(postings);
    *there = posting.docid == e->docid;
    *wdf = *there ? posting.wdf : 0;
    return zk_shim_status(st, &xerr, e->err);
}

/* BM25 as Xapian 1.4 has it, its weight of rare terms included. */
static enum zk_status weigh_term(struct explainer *e, const struct zk_node *node, bool bare,
                                 bool *there, double *weight)
{
    const struct xapc_bm25 *b = e->bm25;
    struct xapc_error xerr;
    uint32_t documents = 0, wdf;
    enum zk_status st = wdf_of(e, node, &wdf, there);
    double rare;

    *weight = 0;
    if (st == ZK_OK && wdf > 0)
        st = zk_shim_status(xapc_database_term_documents(e->database, node->term, node->len,
                                                         &documents, &xerr),
                            &xerr, e->err);
    if (st != ZK_OK || wdf == 0)
        return st;
    rare = (e->records - documents + 0.5) / (documents + 0.5);
    rare = log(rare < 2 ? 0.5 * rare + 1 : rare);
    *weight = rare * e->factor * (bare ? 1 : node->factor) * (b->k3 + 1) * node->times /
              (b->k3 + node->times) * (b->k1 + 1) * wdf /
              (b->k1 * (1 - b->b + b->b * fmax(e->norm, b->min_norm_length)) + wdf);
    return ZK_OK;
}

/* The parts of a node, when it matches; else none. */
static enum zk_status walk(struct explainer *e, const struct zk_node *node, bool bare, bool *matched)
{
    size_t mark = e->count, there = 0;
    enum zk_status st = ZK_OK;
    double weight;
    bool kid;

    if (node->type == ZK_NODE_TERM) {
        st = weigh_term(e, node, bare, matched, &weight);
        if (st == ZK_OK && weight > 0 && e->count < PARTS_MAX)
            e->parts[e->count++] = (struct zk_part){ e->sort, node->term, node->len, weight };
        return st;
    }
    for (size_t i = 0; st == ZK_OK && i < node->count; i++) {
        st = walk(e, node->kids[i], node->type == ZK_NODE_PHRASE, &kid);
        there += kid;
        if (node->type == ZK_NODE_NOT)
            break; /* what is without it matches, or is not asked about */
    }
    *matched = node->type == ZK_NODE_OR || node->type == ZK_NODE_NOT ? there > 0 :
                                                                       there == node->count;
    if (st == ZK_OK && *matched && node->type == ZK_NODE_PHRASE)
        st = zk_phrase_stands(e->database, node, e->docid, matched, e->err);
    if (!*matched)
        e->count = mark;
    return st;
}

static enum zk_status explain_node(struct explainer *e, const struct zk_node *node,
                                   enum zk_part_sort sort, double factor)
{
    bool matched;

    e->sort = sort;
    e->factor = factor;
    return node ? walk(e, node, false, &matched) : ZK_OK;
}

static enum zk_status explain_prior(struct explainer *e)
{
    struct xapc_error xerr;
    struct zk_values values;
    double prior = 0;
    enum zk_status st = zk_values_open(e->database, ZK_SLOT_PRIOR, &values, e->err);

    if (st == ZK_OK)
        st = zk_values_skip_to(&values, e->docid, e->err);
    if (st == ZK_OK && values.docid == e->docid)
        st = zk_shim_status(
            xapc_number_read((const char *)values.bytes, values.len, &prior, &xerr), &xerr, e->err);
    if (st == ZK_OK && prior > 0 && e->count < PARTS_MAX)
        e->parts[e->count++] =
            (struct zk_part){ ZK_PART_PRIOR, "", 0, zk_rank_prior() * prior };
    zk_values_close(&values);
    return st;
}

static enum zk_status measure(struct explainer *e)
{
    struct xapc_error xerr;
    uint32_t length = 0;
    double mean = 0;
    enum xapc_status st = xapc_database_document_length(e->database, e->docid, &length, &xerr);

    if (st == XAPC_OK)
        st = xapc_database_average_length(e->database, &mean, &xerr);
    e->norm = mean > 0 ? length / mean : 1;
    return zk_shim_status(st, &xerr, e->err);
}

enum zk_status zk_explain(struct zk_reader *reader, const struct zk_rank *rank, uint32_t docid,
                          struct zk_arena *arena, struct zk_parts *out, struct zk_error *err)
{
    struct explainer e = { .bm25 = zk_rank_bm25(rank), .database = zk_reader_database(reader), .arena = arena, .docid = docid,
                           .records = (double)zk_reader_info(reader)->records, .err = err };
    enum zk_status st;

    *out = (struct zk_parts){ NULL, 0 };
    if (!rank->text || rank->slot >= 0)
        return ZK_OK;
    e.parts = zk_arena_array(arena, PARTS_MAX, sizeof(*e.parts));
    if (!e.parts)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for an explanation");
    st = measure(&e);
    if (st == ZK_OK)
        st = explain_node(&e, rank->text, ZK_PART_WORD, 1);
    if (st == ZK_OK)
        st = explain_node(&e, rank->extra, ZK_PART_CHARACTER, 1);
    if (st == ZK_OK)
        st = explain_node(&e, rank->feedback, ZK_PART_FEEDBACK, 1);
    if (st == ZK_OK)
        st = explain_node(&e, rank->exact, ZK_PART_EXACT, zk_rank_exact());
    if (st == ZK_OK)
        st = explain_prior(&e);
    *out = (struct zk_parts){ e.parts, e.count };
    return st;
}
