/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranking for a need: Xapian finds the documents by the need's best terms, and each document
 * that matters is then read once for all of them. Two steps, because Xapian's time grows with
 * the terms of a query and a document's reading does not; and because an answer is to show what
 * every term gave.
 */
#include "need.h"

#include "bm25.h"
#include "document.h"
#include "reader.h"
#include "shim.h"

#include <stdlib.h>
#include <string.h>

static int by_weight(const void *a, const void *b)
{
    const struct zk_need_term *x = *(const struct zk_need_term *const *)a;
    const struct zk_need_term *y = *(const struct zk_need_term *const *)b;

    return x->weight != y->weight ? (x->weight < y->weight) - (x->weight > y->weight)
                                  : strcmp(x->name, y->name);
}

/* The best terms, heaviest first. */
static const struct zk_need_term **best_terms(const struct zk_need *need, struct zk_arena *arena,
                                              size_t *count)
{
    const struct zk_need_term **list = zk_arena_array(arena, need->term_count + 1, sizeof(*list));

    for (size_t i = 0; list && i < need->term_count; i++)
        list[i] = &need->terms[i];
    if (list)
        qsort(list, need->term_count, sizeof(*list), by_weight);
    *count = need->term_count < ZK_NEED_RANKED ? need->term_count : ZK_NEED_RANKED;
    return list;
}

/* A term whose BM25 is scaled to its weight in the need. */
static enum xapc_status scaled_term(const struct zk_need_term *term, uint32_t all,
                                    struct xapc_query **out, struct xapc_error *xerr)
{
    struct xapc_query *plain = NULL;
    enum xapc_status st = xapc_query_term(term->name, term->len, 1, &plain, xerr);

    *out = NULL;
    if (st == XAPC_OK)
        st = xapc_query_scale(plain, term->weight / zk_bm25_idf(all, term->documents), out, xerr);
    xapc_query_free(plain);
    return st;
}

static enum xapc_status build(const struct zk_need *need, uint32_t all, struct zk_arena *arena,
                              struct xapc_query **out, struct xapc_error *xerr)
{
    struct xapc_query *kids[ZK_NEED_RANKED];
    const struct zk_need_term **best;
    enum xapc_status st = XAPC_OK;
    size_t count, made = 0;

    *out = NULL;
    best = best_terms(need, arena, &count);
    if (!best)
        return XAPC_NO_MEMORY;
    for (; st == XAPC_OK && made < count; made++)
        st = scaled_term(best[made], all, &kids[made], xerr);
    if (st == XAPC_OK)
        st = xapc_query_combine(XAPC_OR, (const struct xapc_query *const *)kids, count, 0, out,
                                xerr);
    while (made > 0)
        xapc_query_free(kids[--made]);
    return st;
}

/* Without lengths: looking them up is 40 % of ranking, and what is found is weighed with them. */
static enum xapc_status set_weight(struct xapc_enquire *enquire, struct xapc_error *xerr)
{
    static const struct xapc_bm25 bm25 = { .k1 = ZK_BM25_K1, .k2 = 0, .k3 = ZK_BM25_K3, .b = 0,
                                           .min_norm_length = ZK_BM25_MIN_LENGTH };
    struct xapc_weight *weight = NULL;
    enum xapc_status st = xapc_weight_bm25(&bm25, &weight, xerr);

    if (st == XAPC_OK)
        st = xapc_enquire_set_weight(enquire, weight, xerr);
    xapc_weight_free(weight);
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
    hits = zk_arena_array(arena, (size_t)found + 1, sizeof(*hits));
    *out = zk_arena_array(arena, (size_t)found + 1, sizeof(**out));
    if (!hits || !*out)
        return XAPC_NO_MEMORY;
    st = xapc_mset_hits(mset, 0, hits, found, count, xerr);
    for (size_t i = 0; st == XAPC_OK && i < *count; i++)
        (*out)[i] = (struct zk_ranked){ hits[i].docid, hits[i].weight };
    return st;
}

enum zk_status zk_rank_need(struct zk_reader *reader, const struct zk_need *need, uint32_t first,
                            uint32_t count, struct zk_arena *arena, struct zk_ranked **out,
                            size_t *found, struct zk_error *err)
{
    uint32_t all = (uint32_t)zk_reader_info(reader)->records;
    struct xapc_enquire *enquire = NULL;
    struct xapc_query *query = NULL;
    struct xapc_mset *mset = NULL;
    struct xapc_error xerr = { .message = "out of memory" };
    enum xapc_status st;

    *out = NULL;
    *found = 0;
    if (need->term_count == 0)
        return ZK_OK;
    st = build(need, all, arena, &query, &xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_new(zk_reader_database(reader), &enquire, &xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_set_query(enquire, query, 0, &xerr);
    if (st == XAPC_OK)
        st = set_weight(enquire, &xerr);
    if (st == XAPC_OK)
        st = xapc_enquire_run(enquire, first, count, 0, NULL, &mset, &xerr);
    if (st == XAPC_OK)
        st = copy_hits(mset, arena, out, found, &xerr);
    xapc_mset_free(mset);
    xapc_enquire_free(enquire);
    xapc_query_free(query);
    return zk_shim_status(st, &xerr, err);
}

/* ---- one document ---- */

static int compare(const struct zk_need_term *term, const struct xapc_view *view)
{
    size_t len = term->len < view->len ? term->len : view->len;
    int order = memcmp(term->name, view->bytes, len);

    return order ? order : (term->len > view->len) - (term->len < view->len);
}

/* Both lists are in byte order: one walk through the two. */
static enum xapc_status walk(struct xapc_terms *terms, const struct zk_need *need, uint32_t *wdf,
                             struct xapc_error *xerr)
{
    struct xapc_view view;
    size_t i = 0;
    enum xapc_status st = xapc_terms_next(terms, &view, xerr);

    while (st == XAPC_OK && view.bytes && i < need->term_count) {
        int order = compare(&need->terms[i], &view);

        if (order == 0)
            st = xapc_terms_wdf(terms, &wdf[i], xerr);
        if (order <= 0)
            i++;
        else
            st = xapc_terms_skip_to(terms, need->terms[i].name, need->terms[i].len, &view, xerr);
    }
    return st;
}

enum zk_status zk_reader_wdf(struct zk_reader *reader, const struct zk_need *need, uint32_t docid,
                             uint32_t *wdf, uint32_t *length, struct zk_error *err)
{
    struct xapc_database *database = zk_reader_database(reader);
    struct xapc_terms *terms = NULL;
    struct xapc_error xerr;
    enum xapc_status st = xapc_database_document_terms(database, docid, &terms, &xerr);

    memset(wdf, 0, need->term_count * sizeof(*wdf));
    *length = 0;
    if (st == XAPC_OK)
        st = xapc_database_document_length(database, docid, length, &xerr);
    if (st == XAPC_OK)
        st = walk(terms, need, wdf, &xerr);
    xapc_terms_free(terms);
    return zk_shim_status(st, &xerr, err);
}

enum zk_status zk_reader_statistics(struct zk_reader *reader, struct zk_statistics *out,
                                    struct zk_error *err)
{
    struct xapc_database *database = zk_reader_database(reader);
    struct xapc_error xerr;
    uint64_t total = 0;
    enum xapc_status st = xapc_database_total_length(database, &total, &xerr);

    if (st == XAPC_OK)
        st = xapc_database_term_documents(database, ZK_TERM_TEXT, strlen(ZK_TERM_TEXT),
                                          &out->documents, &xerr);
    if (st != XAPC_OK)
        return zk_shim_status(st, &xerr, err);
    out->mean_length = out->documents > 0 ? (double)total / out->documents : 1;
    if (out->mean_length < 1)
        out->mean_length = 1;
    return ZK_OK;
}
