/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of candidates: who takes turns with whom.
 */
#include "matched.h"

#include <math.h>
#include <stdio.h>

enum { SEEDS = 2000 };

/* Of four who are as good as each other in all but name. */
static const char twins_need[] = "石英坩埚析晶寿命";

START_TEST(near_equals_take_turns_and_the_better_stay_before_them)
{
    struct zk_match_params params = ask_for(twins_need);
    size_t first[TWINS] = { 0 };
    char seed[32];

    params.rotation.tolerance = 0.05;
    params.rotation.seed = seed;
    params.kinds = 1u << ZK_KIND_EXPERT;
    for (int n = 0; n < SEEDS; n++) {
        const struct zk_match_group *group;

        (void)snprintf(seed, sizeof(seed), "seed-%d", n);
        group = &run(&params)->groups[0];
        ck_assert_uint_gt(group->count, TWINS);
        ck_assert_int_eq(group->candidates[0].id, master); /* by far the better */
        ck_assert_int_eq(group->candidates[0].moved, 0);
        for (size_t i = 0; i < TWINS; i++)
            first[i] += group->candidates[1].id == twins[i];
        zk_arena_reset(arena);
    }
    for (size_t i = 0; i < TWINS; i++) { /* 4 standard deviations */
        double expected = (double)SEEDS / TWINS;

        ck_assert_double_eq_tol((double)first[i], expected, 4 * sqrt(expected));
    }
}
END_TEST

START_TEST(a_seed_gives_one_order_whatever_is_asked_for_of_it)
{
    struct zk_match_params params = ask_for(twins_need);
    const struct zk_match_group *all, *few, *fewer;
    int sum = 0;

    params.kinds = 1u << ZK_KIND_EXPERT;
    params.rotation = (struct zk_match_rotation){ "20261125-417", 0.05 };
    all = &run(&params)->groups[0];
    params.size = 3;
    few = &run(&params)->groups[0];
    ck_assert_uint_eq(few->count, 3);
    for (size_t i = 0; i < few->count; i++) {
        ck_assert_int_eq(few->candidates[i].id, all->candidates[i].id);
        ck_assert_int_eq(few->candidates[i].moved, all->candidates[i].moved);
    }
    params.size = 10;
    params.exclude = &all->candidates[2].id; /* who is left out moves nobody past another */
    params.exclude_count = 1;
    fewer = &run(&params)->groups[0];
    for (size_t i = 0; i < fewer->count; i++)
        ck_assert_int_eq(fewer->candidates[i].id, all->candidates[i < 2 ? i : i + 1].id);
    for (size_t i = 0; i < all->count; i++)
        sum += all->candidates[i].moved;
    ck_assert_int_eq(sum, 0);
}
END_TEST

START_TEST(without_a_seed_the_order_is_that_of_the_scores_and_with_one_the_parts_still_add_up)
{
    struct zk_match_params params = ask_for(NEED);
    const struct zk_match_group *group = &run(&params)->groups[0];

    for (size_t i = 0; i < group->count; i++) {
        ck_assert_int_eq(group->candidates[i].moved, 0);
        ck_assert(i == 0 || group->candidates[i - 1].score >= group->candidates[i].score);
    }
    params.rotation = (struct zk_match_rotation){ "a", 0.2 };
    group = &run(&params)->groups[0];
    for (size_t i = 0; i < group->count; i++) {
        const struct zk_candidate *c = &group->candidates[i];
        double sum = c->rest_share + c->near_bonus;

        for (size_t k = 0; k < c->evidence_count; k++)
            sum += c->evidence[k].share;
        ck_assert_double_eq_tol(sum, c->score, 1e-12);
    }
}
END_TEST

/* Sum over a need's terms as if each were asked for once. */

int main(void)
{
    Suite *suite = suite_create("match order");
    TCase *whole = tcase_create("engine");

    tcase_add_unchecked_fixture(whole, open_engine, close_engine);
    tcase_add_test(whole, near_equals_take_turns_and_the_better_stay_before_them);
    tcase_add_test(whole, a_seed_gives_one_order_whatever_is_asked_for_of_it);
    tcase_add_test(whole,
                   without_a_seed_the_order_is_that_of_the_scores_and_with_one_the_parts_still_add_up);
    suite_add_tcase(suite, whole);
    return test_run(suite);
}
