/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranking for a need. Documents are found by adding up what the need's best terms give to each
 * (a query of so many terms is four times slower through Xapian's matcher, which cannot skip
 * much of it), and each document that matters is then read once for all terms: an answer is to
 * show what every term gave.
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

/* Heaviest first. */
static const struct zk_need_term **by_use(const struct zk_need *need, struct zk_arena *arena)
{
    const struct zk_need_term **list = zk_arena_array(arena, need->term_count + 1, sizeof(*list));

    for (size_t i = 0; list && i < need->term_count; i++)
        list[i] = &need->terms[i];
    if (list)
        qsort(list, need->term_count, sizeof(*list), by_weight);
    return list;
}

/* What a term gives to each document that has it; lengths are left to the weighing. */
static enum zk_status add_up(struct xapc_database *database, const struct zk_need_term *term,
                             float *scores, uint32_t last, struct zk_error *err)
{
    struct zk_postings postings = { .it = NULL };
    enum zk_status st = zk_postings_open(database, term->name, term->len, &postings, err);

    while (st == ZK_OK && postings.docid != 0) {
        if (postings.docid <= last)
            scores[postings.docid] += (float)(term->weight * zk_bm25_found(postings.wdf, 1));
        st = zk_postings_next(&postings, err);
    }
    zk_postings_close(&postings);
    return st;
}

static int by_score(const void *a, const void *b)
{
    const struct zk_ranked *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->docid < y->docid ? -1 : 1;
}

/* Scores of all documents by the heaviest terms, within bounds on terms and postings. */
static enum zk_status add_all(struct zk_reader *reader, const struct zk_need *need,
                              struct zk_arena *arena, float *scores, uint32_t last,
                              struct zk_error *err)
{
    const struct zk_need_term **terms = by_use(need, arena);
    uint64_t postings = 0;
    enum zk_status st = terms ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");

    for (size_t i = 0; st == ZK_OK && i < need->term_count && i < ZK_NEED_RANKED; i++) {
        postings += terms[i]->documents;
        if (postings > ZK_NEED_POSTINGS && i >= ZK_NEED_LEAST)
            break;
        st = add_up(zk_reader_database(reader), terms[i], scores, last, err);
    }
    return st;
}

enum zk_status zk_rank_need(struct zk_reader *reader, const struct zk_need *need,
                            bool (*keep)(void *context, uint32_t docid), void *context,
                            size_t count, struct zk_arena *arena, struct zk_ranked **out,
                            size_t *found, struct zk_error *err)
{
    uint32_t last = zk_reader_columns(reader)->last;
    float *scores = zk_arena_array(arena, (size_t)last + 1, sizeof(*scores));
    struct zk_ranked *list = zk_arena_array(arena, 2 * count + 1, sizeof(*list));
    double least = 0; /* what does not beat it cannot be among the best */
    size_t n = 0;
    enum zk_status st;

    *out = list;
    *found = 0;
    if (!scores || !list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    st = add_all(reader, need, arena, scores, last, err);
    for (uint32_t d = 1; st == ZK_OK && d <= last; d++) {
        if (scores[d] <= least || !keep(context, d))
            continue;
        list[n++] = (struct zk_ranked){ d, scores[d] };
        if (n == 2 * count) {
            qsort(list, n, sizeof(*list), by_score);
            n = count;
            least = list[n - 1].score;
        }
    }
    qsort(list, n, sizeof(*list), by_score);
    *found = n < count ? n : count;
    return st;
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
