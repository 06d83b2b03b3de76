/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arithmetic of matching: what a document is worth, and what rotation may do.
 */
#include "match_order.h"
#include "match_score.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>

enum { SEEDS = 2000 };

START_TEST(a_profile_counts_less_and_up_to_a_cap)
{
    ck_assert_double_lt(zk_match_contribution(ZK_KIND_EXPERT, 0.4, 1),
                        zk_match_contribution(ZK_KIND_ACHIEVEMENT, 0.4, 1));
    ck_assert_double_eq_tol(zk_match_contribution(ZK_KIND_EXPERT, 0.9, 1),
                            zk_match_contribution(ZK_KIND_EXPERT, 0.5, 1), 1e-15);
    ck_assert_double_eq_tol(zk_match_contribution(ZK_KIND_EVENT, 0.9, 1), 0, 1e-15);
    ck_assert_double_lt(zk_match_contribution(ZK_KIND_PROPOSAL, 0.9, 1),
                        zk_match_contribution(ZK_KIND_DEMAND, 0.9, 1));
    ck_assert_double_lt(zk_match_contribution(ZK_KIND_DEMAND, 0.9, 1),
                        zk_match_contribution(ZK_KIND_ACHIEVEMENT, 0.9, 1));
}
END_TEST

START_TEST(nobody_passes_who_is_behind_by_more_than_the_tolerance)
{
    for (int n = 0; n < SEEDS; n++) {
        double better = zk_match_drawn(1.0501, 0.05, zk_match_draw("a", n));
        double worse = zk_match_drawn(1, 0.05, zk_match_draw("b", n));

        ck_assert_double_gt(better, worse);
        ck_assert_double_ge(worse, 1);
        ck_assert_double_lt(worse, 1.05);
    }
}
END_TEST

/* (1 - g/t)² / 2, as the header says. */
START_TEST(the_nearer_two_are_the_more_often_they_change_places)
{
    for (int percent = 0; percent <= 5; percent++) {
        double gap = log(1 + percent / 100.0) / log(1.05);
        double expected = SEEDS * (1 - gap) * (1 - gap) / 2;
        size_t passed = 0;

        for (int n = 0; n < SEEDS; n++) {
            char seed[16];

            (void)snprintf(seed, sizeof(seed), "%d", n);
            passed += zk_match_drawn(1, 0.05, zk_match_draw(seed, 7)) >
                      zk_match_drawn(1 + percent / 100.0, 0.05, zk_match_draw(seed, 8));
        }
        ck_assert_double_eq_tol((double)passed, expected, 4 * sqrt(expected + 1));
    }
}
END_TEST

START_TEST(only_ten_documents_count_each_less_than_the_one_before)
{
    double ones[12], shares[12], sum = 0;

    for (int i = 0; i < 12; i++)
        ones[i] = 1;
    ck_assert_double_eq_tol(zk_match_pool(ones, 12, shares), 4.5435, 1e-3); /* Σ 1/log2(i+1) */
    for (int i = 0; i < 12; i++)
        sum += shares[i];
    ck_assert_double_eq_tol(sum, zk_match_pool(ones, 12, shares), 1e-12);
    ck_assert_double_eq_tol(shares[10] + shares[11], 0, 1e-15);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("match score");
    TCase *tc = tcase_create("arithmetic");

    tcase_add_test(tc, a_profile_counts_less_and_up_to_a_cap);
    tcase_add_test(tc, nobody_passes_who_is_behind_by_more_than_the_tolerance);
    tcase_add_test(tc, the_nearer_two_are_the_more_often_they_change_places);
    tcase_add_test(tc, only_ten_documents_count_each_less_than_the_one_before);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
