/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The other direction: demands that fit, on a small directory made by hand.
 */
#include "fitting.h"
#include "suite.h"

#include "directory.h"

#include <stdio.h>
#include <string.h>

static struct test_directory directory;
static struct zk_engine *engine;
static struct zk_arena *arena;
static struct zk_error error;
static int64_t wang, li, station, society, cracks, closed, hidden, pears, work;

#define NEED     "我公司需要解决锂电池正极材料烧结过程中的开裂问题，希望提高循环寿命。"

static int64_t put_demand(const char *ref, const char *title, const char *text, const char *status,
                          const char *visibility)
{
    return test_directory_put(&directory, ZK_KIND_DEMAND, ref, title, ZK_F_SUMMARY, text,
                              ZK_F_DEMAND_STATUS, status, ZK_F_VISIBILITY, visibility, -1);
}

static void fill(void)
{
    society = test_directory_put(&directory, ZK_KIND_SOCIETY, "S1", "硅酸盐学会", -1);
    wang = test_directory_put(&directory, ZK_KIND_EXPERT, "E1", "王一", ZK_F_SUMMARY, "从事材料研究",
                              ZK_F_SOCIETIES, "@S1", -1);
    li = test_directory_put(&directory, ZK_KIND_EXPERT, "E2", "李二", ZK_F_SUMMARY, "长期从事管理工作",
                            -1);
    for (int i = 0; i < 40; i++) {
        char ref[16];

        (void)snprintf(ref, sizeof(ref), "N%d", i);
        (void)test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, ref, "石榴种植与加工",
                                 ZK_F_SUMMARY, "我公司需要提高石榴产量，希望解决问题。", -1);
    }
    work = test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, "A1", "锂电池正极材料的烧结",
                              ZK_F_SUMMARY, "研究烧结过程中开裂的机理，循环寿命提高。",
                              ZK_F_CONTRIBUTORS, "@E1", ZK_F_KEYWORDS, "锂电池;正极材料", -1);
    station = test_directory_put(&directory, ZK_KIND_WORKSTATION, "W1", "电池工作站", ZK_F_EXPERTS,
                                 "@E1", -1);
    cracks = put_demand("D1", "正极材料开裂", NEED, "open", "");
    closed = put_demand("D2", "正极材料开裂问题", NEED, "closed", "");
    hidden = put_demand("D3", "正极材料烧结开裂", NEED, "open", "office");
    pears = put_demand("D4", "梨的贮藏", "想让酥梨贮藏到次年五月仍保持新鲜。", "open", "");
}

static void begin(void)
{
    struct zk_engine_options options = { .readers = 2 };

    test_directory_open(&directory, 0, 1);
    fill();
    test_directory_build(&directory);
    options.index_folder = directory.index_path;
    arena = zk_arena_open();
    OK(zk_engine_open(&options, &engine, &error));
    OK(zk_engine_refresh(engine, &error));
}

static void end(void)
{
    zk_engine_close(engine);
    zk_arena_close(arena);
    test_directory_close(&directory);
}

static struct zk_fitting *fitting(enum zk_kind kind, int64_t id, size_t *count)
{
    struct zk_fitting_params params = { .kind = kind, .id = id };
    struct zk_fitting *list;

    OK(zk_fitting_run(engine, &params, arena, &list, count, &error));
    return list;
}

START_TEST(open_public_demands_fit_whoever_did_something_like_it)
{
    size_t count;
    struct zk_fitting *list = fitting(ZK_KIND_EXPERT, wang, &count);

    ck_assert_uint_eq(count, 1); /* neither the closed one nor that of the office, nor the pears */
    ck_assert_int_eq(list[0].candidate.id, cracks);
    ck_assert_int_eq(list[0].candidate.kind, ZK_KIND_DEMAND);
    ck_assert_int_eq(list[0].candidate.evidence[0].id, work);
    ck_assert_ptr_nonnull(memmem(list[0].candidate.members, list[0].candidate.members_len,
                                 "正极材料开裂", strlen("正极材料开裂")));
    (void)fitting(ZK_KIND_EXPERT, li, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(societies_and_workstations_have_what_their_people_did)
{
    size_t count;
    struct zk_fitting *list = fitting(ZK_KIND_SOCIETY, society, &count);

    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(list[0].candidate.id, cracks);
    list = fitting(ZK_KIND_WORKSTATION, station, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(list[0].candidate.id, cracks);
}
END_TEST

/* Both directions are one arithmetic: the demand's text as a need gives the candidate that score. */
START_TEST(a_demand_has_the_score_that_its_own_match_gives)
{
    struct zk_match_params params = { .kinds = 1u << ZK_KIND_EXPERT, .size = 10, .near = -1 };
    struct zk_match *match;
    size_t count;
    struct zk_fitting *list = fitting(ZK_KIND_EXPERT, wang, &count);
    double sum = list[0].candidate.rest_share;

    params.need.text = "正极材料开裂\n" NEED "\n";
    params.need.len = strlen(params.need.text);
    OK(zk_match_run(engine, &params, arena, &match, &error));
    ck_assert_int_eq(match->groups[0].candidates[0].id, wang);
    ck_assert_double_eq_tol(match->groups[0].candidates[0].score, list[0].candidate.score, 1e-12);
    ck_assert_int_eq(match->groups[0].candidates[0].strength, list[0].candidate.strength);
    for (size_t i = 0; i < list[0].candidate.evidence_count; i++)
        sum += list[0].candidate.evidence[i].share;
    ck_assert_double_eq_tol(sum, list[0].candidate.score, 1e-12);
}
END_TEST

START_TEST(a_demand_that_does_not_say_how_it_stands_is_open)
{
    size_t count;
    struct zk_fitting *list;

    cracks = put_demand("D1", "正极材料开裂", NEED, "", "");
    test_directory_build(&directory);
    OK(zk_engine_refresh(engine, &error));
    list = fitting(ZK_KIND_EXPERT, wang, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(list[0].candidate.id, cracks);
}
END_TEST

START_TEST(a_choice_of_demands_leaves_the_rest_out)
{
    struct zk_fitting_params params = { .kind = ZK_KIND_EXPERT, .id = wang };
    struct zk_fitting *list;
    roaring_bitmap_t *among = roaring_bitmap_of(2, (uint32_t)closed, (uint32_t)pears);
    size_t count;

    params.among = among;
    OK(zk_fitting_run(engine, &params, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 0);
    roaring_bitmap_add(among, (uint32_t)cracks);
    OK(zk_fitting_run(engine, &params, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 1);
    roaring_bitmap_free(among);
}
END_TEST

START_TEST(a_record_that_is_not_in_the_index_or_of_another_kind_is_not_found)
{
    struct zk_fitting_params params = { .kind = ZK_KIND_EXPERT, .id = society };
    struct zk_fitting *list;
    size_t count;

    ck_assert_int_eq(zk_fitting_run(engine, &params, arena, &list, &count, &error), ZK_NOT_FOUND);
    params.id = hidden;
    ck_assert_int_eq(zk_fitting_run(engine, &params, arena, &list, &count, &error), ZK_NOT_FOUND);
    params.id = INT64_C(1) << 40;
    ck_assert_int_eq(zk_fitting_run(engine, &params, arena, &list, &count, &error), ZK_NOT_FOUND);
}
END_TEST

START_TEST(a_change_touches_whomever_the_record_speaks_for)
{
    roaring_bitmap_t *changed = roaring_bitmap_of(2, (uint32_t)work, 100000u), *touched;
    bool candidates;

    OK(zk_fitting_touched(engine, changed, &touched, &candidates, &error));
    ck_assert(candidates);
    ck_assert_uint_eq(roaring_bitmap_get_cardinality(touched), 5);
    ck_assert(roaring_bitmap_contains(touched, (uint32_t)wang));
    ck_assert(roaring_bitmap_contains(touched, (uint32_t)society));
    ck_assert(roaring_bitmap_contains(touched, (uint32_t)station));
    roaring_bitmap_free(touched);
    roaring_bitmap_free(changed);
    changed = roaring_bitmap_of(1, 100000u); /* gone: nobody a match may find */
    OK(zk_fitting_touched(engine, changed, &touched, &candidates, &error));
    ck_assert(!candidates);
    roaring_bitmap_free(touched);
    roaring_bitmap_free(changed);
}
END_TEST

START_TEST(the_set_of_a_search_holds_only_what_has_every_word)
{
    struct zk_search_params params = { .q = "锂电池 石榴", .q_len = strlen("锂电池 石榴"), .page = 1 };
    struct zk_page *page;
    roaring_bitmap_t *set;

    OK(zk_search_run(engine, &params, arena, &page, &error));
    ck_assert(page->relaxed);
    OK(zk_search_set(engine, &params, arena, &set, &error));
    ck_assert(roaring_bitmap_is_empty(set));
    roaring_bitmap_free(set);
    params.q_len = strlen("锂电池");
    OK(zk_search_run(engine, &params, arena, &page, &error));
    OK(zk_search_set(engine, &params, arena, &set, &error));
    ck_assert_uint_eq(roaring_bitmap_get_cardinality(set), (uint64_t)page->total);
    ck_assert(roaring_bitmap_contains(set, (uint32_t)work));
    roaring_bitmap_free(set);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fitting");
    TCase *tests = tcase_create("demands that fit");

    tcase_add_unchecked_fixture(tests, begin, end);
    tcase_add_test(tests, open_public_demands_fit_whoever_did_something_like_it);
    tcase_add_test(tests, societies_and_workstations_have_what_their_people_did);
    tcase_add_test(tests, a_demand_has_the_score_that_its_own_match_gives);
    tcase_add_test(tests, a_demand_that_does_not_say_how_it_stands_is_open);
    tcase_add_test(tests, a_choice_of_demands_leaves_the_rest_out);
    tcase_add_test(tests, a_record_that_is_not_in_the_index_or_of_another_kind_is_not_found);
    tcase_add_test(tests, a_change_touches_whomever_the_record_speaks_for);
    tcase_add_test(tests, the_set_of_a_search_holds_only_what_has_every_word);
    suite_add_tcase(suite, tests);
    return test_run(suite);
}
