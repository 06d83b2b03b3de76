/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weights, enquire, sets of hits, spies, expansion, snippets.
 */
#include "search.h"

#include <math.h>

static struct xapc_enquire *enquire_for(struct xapc_query *query)
{
    struct xapc_enquire *enquire;

    OK(xapc_enquire_new(database, &enquire, &error));
    OK(xapc_enquire_set_query(enquire, query, 0, &error));
    xapc_query_free(query);
    return enquire;
}

/* Docids of the first hits, the enquire stays. */
static size_t run(struct xapc_enquire *enquire, uint32_t first, struct xapc_hit *hits, size_t room)
{
    struct xapc_mset *mset;
    size_t count;

    OK(xapc_enquire_run(enquire, first, (uint32_t)room, 0, NULL, &mset, &error));
    OK(xapc_mset_hits(mset, 0, hits, room, &count, &error));
    xapc_mset_free(mset);
    return count;
}

/* What the best document of a query weighs. */
static double weighs(struct xapc_query *query)
{
    struct xapc_enquire *enquire = enquire_for(query);
    struct xapc_hit hits[1];

    ck_assert_uint_eq(run(enquire, 0, hits, 1), 1);
    xapc_enquire_free(enquire);
    return hits[0].weight;
}

START_TEST(values_and_numbers_weigh)
{
    static const double numbers[] = { -3.5, 0, 0.25, 1, 1e300 };
    char bytes[XAPC_NUMBER_MAX], last[XAPC_NUMBER_MAX];
    struct xapc_query *query;
    size_t len, last_len = 0;
    double number;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        OK(xapc_number_bytes(numbers[i], bytes, &len, &error));
        OK(xapc_number_read(bytes, len, &number, &error));
        ck_assert_double_eq(number, numbers[i]);
        if (i > 0) {
            int order = memcmp(last, bytes, last_len < len ? last_len : len);

            ck_assert(order < 0 || (order == 0 && last_len < len));
        }
        memcpy(last, bytes, len);
        last_len = len;
    }
    OK(xapc_query_fixed_weight(2.5, &query, &error));
    ck_assert_double_eq(weighs(query), 2.5);
    FAILS(XAPC_INVALID_ARGUMENT, xapc_query_fixed_weight(-1, &query, &error));
    OK(xapc_query_value_weight(SLOT_NUMBER, &query, &error));
    ck_assert_double_eq(weighs(query), DOCUMENTS / 4.0);
}
END_TEST

START_TEST(docids_come_many_at_once)
{
    struct xapc_postings *postings;
    uint32_t docids[8];
    size_t count, all = 0;

    OK(xapc_database_postings(database, S("b"), &postings, &error));
    do {
        OK(xapc_postings_docids(postings, docids, 8, &count, &error));
        for (size_t i = 0; i < count; i++)
            ck_assert_uint_eq(docids[i], 2 * (all + i + 1));
        all += count;
    } while (count == 8);
    ck_assert_uint_eq(all, DOCUMENTS / 2);
    xapc_postings_free(postings);
}
END_TEST

START_TEST(weights_decide_the_order)
{
    struct xapc_bm25 parameters = xapc_bm25_defaults();
    struct xapc_enquire *enquire = enquire_for(term("a"));
    struct xapc_weight *weight;
    struct xapc_hit hits[3];
    double bm25;

    parameters.b = 0;
    OK(xapc_weight_bm25(&parameters, &weight, &error));
    OK(xapc_enquire_set_weight(enquire, weight, &error));
    xapc_weight_free(weight);
    ck_assert_uint_eq(run(enquire, 0, hits, 3), 3);
    ck_assert_uint_eq(hits[0].docid, DOCUMENTS);
    ck_assert_uint_eq(hits[1].docid, DOCUMENTS - 1);
    ck_assert_uint_eq(hits[1].rank, 1);
    ck_assert_int_eq(hits[0].percent, 100);
    bm25 = hits[0].weight;
    ck_assert_double_gt(bm25, hits[1].weight);
    OK(xapc_weight_bm25_plus(&parameters, 1, &weight, &error));
    OK(xapc_enquire_set_weight(enquire, weight, &error));
    xapc_weight_free(weight);
    ck_assert_uint_eq(run(enquire, 0, hits, 1), 1);
    ck_assert_double_gt(hits[0].weight, bm25);
    OK(xapc_weight_tfidf("ntn", &weight, &error));
    OK(xapc_enquire_set_weight(enquire, weight, &error));
    xapc_weight_free(weight);
    ck_assert_uint_eq(run(enquire, 0, hits, 1), 1);
    OK(xapc_weight_coordination(&weight, &error));
    OK(xapc_enquire_set_weight(enquire, weight, &error));
    xapc_weight_free(weight);
    ck_assert_uint_eq(run(enquire, 0, hits, 1), 1);
    ck_assert_double_eq(hits[0].weight, 1.0);
    OK(xapc_weight_boolean(&weight, &error));
    OK(xapc_enquire_set_weight(enquire, weight, &error));
    xapc_weight_free(weight);
    OK(xapc_enquire_set_docid_order(enquire, XAPC_DOCID_DESCENDING, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 1), 1);
    ck_assert_uint_eq(hits[0].docid, DOCUMENTS);
    OK(xapc_enquire_set_docid_order(enquire, XAPC_DOCID_ASCENDING, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 1), 1);
    ck_assert_uint_eq(hits[0].docid, 1);
    OK(xapc_enquire_set_docid_order(enquire, XAPC_DOCID_ANY, &error));
    FAILS(XAPC_INVALID_ARGUMENT, xapc_weight_tfidf("???", &weight, &error));
    xapc_enquire_free(enquire);
    xapc_weight_free(NULL);
}
END_TEST

START_TEST(pages_follow_each_other)
{
    struct xapc_enquire *enquire = enquire_for(term("a"));
    struct xapc_estimate estimate;
    struct xapc_hit hits[8];
    struct xapc_mset *mset;

    ck_assert_uint_eq(run(enquire, 0, hits, 8), 8);
    ck_assert_uint_eq(run(enquire, 16, hits, 8), 4);
    ck_assert_uint_eq(hits[0].rank, 16);
    ck_assert_uint_eq(run(enquire, 100, hits, 8), 0);
    OK(xapc_enquire_run(enquire, 0, 5, DOCUMENTS, NULL, &mset, &error));
    OK(xapc_mset_estimate(mset, &estimate, &error));
    ck_assert_uint_eq(estimate.lower, DOCUMENTS);
    ck_assert_uint_eq(estimate.estimated, DOCUMENTS);
    ck_assert_uint_eq(estimate.upper, DOCUMENTS);
    ck_assert_double_ge(estimate.max_possible, estimate.max_attained);
    xapc_mset_free(mset);
    OK(xapc_enquire_set_cutoff(enquire, 100, 0, &error));
    ck_assert_uint_lt(run(enquire, 0, hits, 8), 8);
    OK(xapc_enquire_set_cutoff(enquire, 0, 0, &error));
    OK(xapc_enquire_set_time_limit(enquire, 10, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 8), 8);
    xapc_enquire_free(enquire);
    xapc_enquire_free(NULL);
    xapc_mset_free(NULL);
}
END_TEST

START_TEST(hits_are_sorted_by_value)
{
    struct xapc_enquire *enquire = enquire_for(term("a"));
    struct xapc_sorter *sorter;
    struct xapc_hit hits[3];
    struct xapc_mset *mset;
    struct xapc_view view;

    OK(xapc_enquire_set_sort(enquire, XAPC_SORT_KEY, SLOT_YEAR, false, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 3), 3);
    ck_assert_uint_eq(hits[0].docid, DOCUMENTS);
    OK(xapc_enquire_set_sort(enquire, XAPC_SORT_KEY, SLOT_YEAR, true, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 3), 3);
    ck_assert_uint_eq(hits[0].docid, 1);
    OK(xapc_enquire_run(enquire, 0, 2, 0, NULL, &mset, &error));
    OK(xapc_mset_sort_key(mset, 1, &view, &error));
    SAYS(view, "2002");
    FAILS(XAPC_RANGE, xapc_mset_sort_key(mset, 2, &view, &error));
    xapc_mset_free(mset);
    OK(xapc_enquire_set_sort(enquire, XAPC_SORT_KEY_RELEVANCE, SLOT_CITY, false, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 3), 3);
    ck_assert_uint_ge(hits[0].docid, 13);
    OK(xapc_enquire_set_sort(enquire, XAPC_SORT_RELEVANCE_KEY, SLOT_YEAR, true, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 3), 3);
    OK(xapc_sorter_new(&sorter, &error));
    OK(xapc_sorter_add(sorter, SLOT_CITY, true, S(""), &error));
    OK(xapc_sorter_add(sorter, SLOT_YEAR, false, S("9999"), &error));
    OK(xapc_enquire_set_sorter(enquire, XAPC_SORT_KEY, sorter, true, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 3), 3);
    ck_assert_uint_eq(hits[0].docid, 13);
    OK(xapc_enquire_set_sorter(enquire, XAPC_SORT_KEY_RELEVANCE, sorter, true, &error));
    OK(xapc_enquire_set_sorter(enquire, XAPC_SORT_RELEVANCE_KEY, sorter, true, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 3), 3);
    OK(xapc_enquire_set_sorter(enquire, XAPC_SORT_RELEVANCE, sorter, true, &error));
    OK(xapc_enquire_set_sort(enquire, XAPC_SORT_RELEVANCE, 0, true, &error));
    xapc_enquire_free(enquire);
    xapc_sorter_free(sorter);
}
END_TEST

START_TEST(hits_collapse_by_value)
{
    struct xapc_enquire *enquire = enquire_for(term("a"));
    struct xapc_hit hits[10];
    struct xapc_mset *mset;
    struct xapc_view view;

    OK(xapc_enquire_set_collapse(enquire, SLOT_CITY, 1, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 10), 3);
    ck_assert_uint_gt(hits[0].collapse_count, 0);
    OK(xapc_enquire_run(enquire, 0, 3, 0, NULL, &mset, &error));
    OK(xapc_mset_collapse_key(mset, 0, &view, &error));
    SAYS(view, "z");
    xapc_mset_free(mset);
    OK(xapc_enquire_set_collapse(enquire, 0, 0, &error));
    ck_assert_uint_eq(run(enquire, 0, hits, 10), 10);
    xapc_enquire_free(enquire);
}
END_TEST

START_TEST(a_hit_gives_its_document_and_terms)
{
    struct xapc_enquire *enquire = enquire_for(both(XAPC_OR, term("a"), term("b"), 0));
    struct xapc_document *document;
    struct xapc_terms *terms;
    struct xapc_mset *mset;
    struct xapc_hit hit;
    struct xapc_view view;
    uint32_t documents;
    double weight;
    size_t count;

    OK(xapc_enquire_run(enquire, 0, 5, 0, NULL, &mset, &error));
    OK(xapc_mset_fetch(mset, &error));
    OK(xapc_mset_hits(mset, 0, &hit, 1, &count, &error));
    OK(xapc_mset_document(mset, 0, &document, &error));
    OK(xapc_document_data(document, &view, &error));
    ck_assert_uint_eq((uint32_t)atoi(view.bytes) - 2000, hit.docid);
    xapc_document_free(document);
    FAILS(XAPC_RANGE, xapc_mset_document(mset, 5, &document, &error));
    OK(xapc_enquire_matching_terms(enquire, 2, &terms, &error));
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "a");
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "b");
    xapc_terms_free(terms);
    OK(xapc_mset_term_documents(mset, S("b"), &documents, &error));
    ck_assert_uint_eq(documents, 10);
    OK(xapc_mset_term_weight(mset, S("b"), &weight, &error));
    ck_assert_double_gt(weight, 0);
    xapc_mset_free(mset);
    xapc_enquire_free(enquire);
}
END_TEST

START_TEST(a_spy_counts_values)
{
    struct xapc_enquire *enquire = enquire_for(term("a"));
    struct xapc_spy *spy;
    struct xapc_mset *mset;
    struct xapc_terms *values;
    struct xapc_view view;
    uint32_t count;

    OK(xapc_spy_new_value_counts(SLOT_CITY, &spy, &error));
    OK(xapc_enquire_add_spy(enquire, spy, &error));
    OK(xapc_enquire_run(enquire, 0, 1, DOCUMENTS, NULL, &mset, &error));
    xapc_mset_free(mset);
    OK(xapc_spy_total(spy, &count, &error));
    ck_assert_uint_eq(count, DOCUMENTS);
    OK(xapc_spy_values(spy, &values, &error));
    OK(xapc_terms_next(values, &view, &error));
    SAYS(view, "x");
    OK(xapc_terms_documents(values, &count, &error));
    ck_assert_uint_eq(count, 5);
    xapc_terms_free(values);
    OK(xapc_spy_top_values(spy, 2, &values, &error));
    OK(xapc_terms_next(values, &view, &error));
    SAYS(view, "z");
    OK(xapc_terms_documents(values, &count, &error));
    ck_assert_uint_eq(count, 8);
    xapc_terms_free(values);
    OK(xapc_enquire_clear_spies(enquire, &error));
    xapc_enquire_free(enquire);
    xapc_spy_free(spy);
}
END_TEST

struct seen {
    uint32_t documents;
    uint32_t end_after;
};

static int look(void *context, struct xapc_document *document, double weight)
{
    struct seen *seen = context;
    struct xapc_view view;
    uint32_t docid;

    ck_assert_double_ge(weight, 0);
    OK(xapc_document_docid(document, &docid, &error));
    OK(xapc_document_value(document, SLOT_YEAR, &view, &error));
    ck_assert_uint_eq((uint32_t)atoi(view.bytes), 2000 + docid);
    seen->documents++;
    return seen->end_after > 0 && seen->documents == seen->end_after ? 77 : 0;
}

START_TEST(a_callback_sees_every_document_and_may_end_the_search)
{
    struct xapc_enquire *enquire = enquire_for(term("a"));
    struct seen seen = { .documents = 0 };
    struct xapc_mset *mset;
    struct xapc_terms *values;
    struct xapc_spy *spy;
    uint32_t total;

    OK(xapc_spy_new(look, &seen, &spy, &error));
    OK(xapc_enquire_add_spy(enquire, spy, &error));
    OK(xapc_enquire_run(enquire, 0, 1, DOCUMENTS, NULL, &mset, &error));
    xapc_mset_free(mset);
    ck_assert_uint_eq(seen.documents, DOCUMENTS);
    seen = (struct seen){ .end_after = 4 };
    FAILS(XAPC_CALLBACK, xapc_enquire_run(enquire, 0, 1, DOCUMENTS, NULL, &mset, &error));
    ck_assert_ptr_null(mset);
    ck_assert_int_eq(error.callback, 77);
    ck_assert_uint_eq(seen.documents, 4);
    FAILS(XAPC_INVALID_OPERATION, xapc_spy_total(spy, &total, &error));
    FAILS(XAPC_INVALID_OPERATION, xapc_spy_values(spy, &values, &error));
    FAILS(XAPC_INVALID_OPERATION, xapc_spy_top_values(spy, 1, &values, &error));
    xapc_enquire_free(enquire);
    xapc_spy_free(spy);
    xapc_spy_free(NULL);
}
END_TEST

START_TEST(relevant_documents_give_terms)
{
    struct xapc_expand options = { .scheme = "bo1", .exact = true, .with_query_terms = true };
    struct xapc_enquire *enquire = enquire_for(term("a"));
    struct xapc_rset *rset;
    struct xapc_eset *eset;
    struct xapc_mset *mset;
    struct xapc_view view;
    double weight;
    uint32_t count;

    OK(xapc_rset_new(&rset, &error));
    OK(xapc_rset_add(rset, 2, &error));
    OK(xapc_rset_add(rset, 4, &error));
    OK(xapc_rset_add(rset, 5, &error));
    OK(xapc_rset_remove(rset, 5, &error));
    OK(xapc_rset_count(rset, &count, &error));
    ck_assert_uint_eq(count, 2);
    OK(xapc_enquire_run(enquire, 0, 1, 0, rset, &mset, &error));
    xapc_mset_free(mset);
    OK(xapc_enquire_expand(enquire, 10, rset, NULL, &eset, &error));
    OK(xapc_eset_count(eset, &count, &error));
    ck_assert_uint_ge(count, 1);
    OK(xapc_eset_term(eset, 0, &view, &weight, &error));
    SAYS(view, "b");
    ck_assert_double_gt(weight, 0);
    FAILS(XAPC_RANGE, xapc_eset_term(eset, count, &view, &weight, &error));
    xapc_eset_free(eset);
    OK(xapc_enquire_expand(enquire, 10, rset, &options, &eset, &error));
    xapc_eset_free(eset);
    options.scheme = "nonsense";
    FAILS(XAPC_INVALID_ARGUMENT, xapc_enquire_expand(enquire, 1, rset, &options, &eset, &error));
    xapc_rset_free(rset);
    xapc_enquire_free(enquire);
}
END_TEST

START_TEST(a_snippet_marks_the_hit)
{
    struct xapc_snippet options = { .length = 30, .begin = "[", .end = "]", .omission = "~" };
    struct xapc_enquire *enquire = enquire_for(term("b"));
    struct xapc_mset *mset;
    struct xapc_stem *stem;
    struct xapc_view view;

    OK(xapc_enquire_run(enquire, 0, 5, 0, NULL, &mset, &error));
    OK(xapc_mset_snippet(mset, S("one b two"), NULL, &view, &error));
    SAYS(view, "one <b>b</b> two");
    OK(xapc_mset_snippet(mset, S("aaaa aaaa aaaa aaaa aaaa aaaa b aaaa aaaa aaaa aaaa"), &options,
                         &view, &error));
    ck_assert_ptr_nonnull(memmem(view.bytes, view.len, "[b]", 3));
    ck_assert_uint_lt(view.len, 40);
    OK(xapc_stem_new("english", &stem, &error));
    options.stem = stem;
    options.empty_without_match = true;
    OK(xapc_mset_snippet(mset, S("nothing here"), &options, &view, &error));
    ck_assert_uint_eq(view.len, 0);
    xapc_stem_free(stem);
    xapc_mset_free(mset);
    xapc_enquire_free(enquire);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        values_and_numbers_weigh,
        docids_come_many_at_once,
        weights_decide_the_order,
        pages_follow_each_other,
        hits_are_sorted_by_value,
        hits_collapse_by_value,
        a_hit_gives_its_document_and_terms,
        a_spy_counts_values,
        a_callback_sees_every_document_and_may_end_the_search,
        relevant_documents_give_terms,
        a_snippet_marks_the_hit,
    };

    return run_suite("search", tests, sizeof(tests) / sizeof(tests[0]), fill, empty);
}
