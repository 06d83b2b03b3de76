/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Queries: operators, ranges of values, wildcards, terms.
 */
#include "search.h"

START_TEST(operators_match_what_they_say)
{
    struct xapc_query *query, *kid;

    ck_assert_uint_eq(matches(both(XAPC_AND, term("a"), term("b"), 0)), 10);
    ck_assert_uint_eq(matches(both(XAPC_OR, term("nobody"), term("b"), 0)), 10);
    ck_assert_uint_eq(matches(both(XAPC_AND_NOT, term("a"), term("b"), 0)), 10);
    ck_assert_uint_eq(matches(both(XAPC_XOR, term("a"), term("b"), 0)), 10);
    ck_assert_uint_eq(matches(both(XAPC_AND_MAYBE, term("a"), term("b"), 0)), 20);
    ck_assert_uint_eq(matches(both(XAPC_FILTER, term("a"), term("b"), 0)), 10);
    ck_assert_uint_eq(matches(both(XAPC_PHRASE, term("c"), term("d"), 0)), 5);
    ck_assert_uint_eq(matches(both(XAPC_NEAR, term("d"), term("c"), 3)), 20);
    ck_assert_uint_eq(matches(both(XAPC_SYNONYM, term("a"), term("b"), 0)), 20);
    ck_assert_uint_eq(matches(both(XAPC_MAX, term("a"), term("b"), 0)), 20);
    ck_assert_uint_eq(matches(both(XAPC_ELITE_SET, term("a"), term("b"), 1)), 10);
    OK(xapc_query_all(&query, &error));
    ck_assert_uint_eq(matches(query), 20);
    OK(xapc_query_none(&query, &error));
    ck_assert_uint_eq(matches(query), 0);
    kid = term("b");
    OK(xapc_query_scale(kid, 2.5, &query, &error));
    ck_assert_uint_eq(matches(query), 10);
    FAILS(XAPC_INVALID_ARGUMENT, xapc_query_scale(kid, -1, &query, &error));
    FAILS(XAPC_INVALID_ARGUMENT, xapc_query_term("", 0, 1, &query, &error));
    ck_assert_ptr_null(query);
    OK(xapc_query_combine(XAPC_AND, NULL, 0, 0, &query, &error));
    ck_assert_uint_eq(matches(query), 0);
    xapc_query_free(kid);
}
END_TEST

START_TEST(values_are_ranges)
{
    struct xapc_query *query;

    OK(xapc_query_value_range(SLOT_YEAR, S("2005"), S("2007"), &query, &error));
    ck_assert_uint_eq(matches(query), 3);
    OK(xapc_query_value_ge(SLOT_YEAR, S("2019"), &query, &error));
    ck_assert_uint_eq(matches(query), 2);
    OK(xapc_query_value_le(SLOT_YEAR, S("2004"), &query, &error));
    ck_assert_uint_eq(matches(query), 4);
}
END_TEST

START_TEST(a_wildcard_has_a_bound)
{
    struct xapc_enquire *enquire;
    struct xapc_query *query;
    struct xapc_mset *mset;

    OK(xapc_query_wildcard("", 0, 1, XAPC_WILDCARD_FIRST, XAPC_OR, &query, &error));
    ck_assert_uint_eq(matches(query), 20);
    OK(xapc_query_wildcard(S("b"), 5, XAPC_WILDCARD_MOST_FREQUENT, XAPC_SYNONYM, &query, &error));
    ck_assert_uint_eq(matches(query), 10);
    OK(xapc_query_wildcard("", 0, 2, XAPC_WILDCARD_ERROR, XAPC_OR, &query, &error));
    OK(xapc_enquire_new(database, &enquire, &error));
    OK(xapc_enquire_set_query(enquire, query, 0, &error));
    FAILS(XAPC_WILDCARD, xapc_enquire_run(enquire, 0, 5, 0, NULL, &mset, &error));
    ck_assert_ptr_null(mset);
    xapc_enquire_free(enquire);
    xapc_query_free(query);
    OK(xapc_query_wildcard(S("b"), 5, XAPC_WILDCARD_FIRST, XAPC_MAX, &query, &error));
    ck_assert_uint_eq(matches(query), 10);
    FAILS(XAPC_INVALID_ARGUMENT,
          xapc_query_wildcard(S("b"), 5, XAPC_WILDCARD_FIRST, XAPC_AND, &query, &error));
}
END_TEST

START_TEST(a_query_tells_its_terms)
{
    struct xapc_query *query = both(XAPC_OR, term("b"), term("a"), 0);
    struct xapc_terms *terms;
    struct xapc_view view;
    uint32_t length;

    OK(xapc_query_length(query, &length, &error));
    ck_assert_uint_eq(length, 2);
    OK(xapc_query_terms(query, &terms, &error));
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "a");
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "b");
    xapc_terms_free(terms);
    OK(xapc_query_description(query, &view, &error));
    SAYS(view, "Query((b OR a))");
    xapc_query_free(query);
    xapc_query_free(NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        operators_match_what_they_say,
        values_are_ranges,
        a_wildcard_has_a_bound,
        a_query_tells_its_terms,
    };

    return run_suite("query", tests, sizeof(tests) / sizeof(tests[0]), fill, empty);
}
