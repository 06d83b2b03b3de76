/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records like one: what tells a record from the rest, and what is too weak to be shown.
 */
#include "engine.h"
#include "suite.h"

#include "directory.h"

#include <string.h>

static struct test_directory directory;
static struct zk_engine *engine;
static struct zk_arena *arena;
static struct zk_error error;

#define OK(call) ck_assert_msg((call) == ZK_OK, "%s: %s", #call, error.detail)

static void open_engine(void)
{
    struct zk_engine_options options = { .readers = 2 };

    test_directory_build(&directory);
    options.index_folder = directory.index_path;
    arena = zk_arena_open();
    OK(zk_engine_open(&options, &engine, &error));
    OK(zk_engine_refresh(engine, &error));
}

static void close_engine(void)
{
    zk_engine_close(engine);
    zk_arena_close(arena);
    test_directory_close(&directory);
}

static int64_t put(enum zk_kind kind, const char *ref, const char *title, const char *summary)
{
    return test_directory_put(&directory, kind, ref, title, ZK_F_SUMMARY, summary, -1);
}

static const struct zk_alike *alike(enum zk_kind kind, int64_t id, int size)
{
    struct zk_alike *out;

    OK(zk_alike_run(engine, kind, id, size, arena, &out, &error));
    return out;
}

START_TEST(records_that_share_what_is_rare_are_alike_the_nearest_first)
    {
        int64_t one, near, nearest;

        test_directory_open(&directory, 200, 5);
        one = put(ZK_KIND_DEMAND, "a", "高盐废水蒸发结垢", "蒸发器结垢太快，膜浓缩也堵塞");
        near = put(ZK_KIND_DEMAND, "b", "废水膜浓缩堵塞", "蒸发以后怎么办");
        nearest = put(ZK_KIND_DEMAND, "c", "蒸发结垢怎么清洗", "高盐废水蒸发器结垢太快");
        (void)put(ZK_KIND_DEMAND, "d", "玉米烘干", "晚收十天");
        (void)put(ZK_KIND_PROPOSAL, "e", "高盐废水蒸发结垢", "蒸发器结垢太快，膜浓缩也堵塞");
        open_engine();
        ck_assert_uint_eq(alike(ZK_KIND_DEMAND, one, 6)->count, 2);
        ck_assert_int_eq(alike(ZK_KIND_DEMAND, one, 6)->hits[0].id, nearest);
        ck_assert_int_eq(alike(ZK_KIND_DEMAND, one, 6)->hits[1].id, near);
        ck_assert_uint_eq(alike(ZK_KIND_DEMAND, one, 1)->count, 1);
        ck_assert_double_ge(alike(ZK_KIND_DEMAND, one, 1)->hits[0].score, 0.18);
        ck_assert_double_le(alike(ZK_KIND_DEMAND, one, 1)->hits[0].score, 1);
        close_engine();
    }
END_TEST

START_TEST(two_people_of_one_name_are_not_alike_for_that)
    {
        int64_t one, other;

        test_directory_open(&directory, 200, 5);
        one = put(ZK_KIND_EXPERT, "a", "闻人清越", "高盐废水蒸发结垢");
        (void)put(ZK_KIND_EXPERT, "b", "闻人清越", "晚收十天的玉米");
        other = put(ZK_KIND_EXPERT, "c", "端木辽远", "废水蒸发结垢");
        open_engine();
        ck_assert_uint_eq(alike(ZK_KIND_EXPERT, one, 6)->count, 1);
        ck_assert_int_eq(alike(ZK_KIND_EXPERT, one, 6)->hits[0].id, other);
        close_engine();
    }
END_TEST

START_TEST(a_record_of_its_own_words_has_nothing_like_it)
    {
        int64_t lone, bare;

        test_directory_open(&directory, 200, 5);
        lone = put(ZK_KIND_DEMAND, "a", "犀牛角缺口", "羚羊蹄甲，骆驼驼峰");
        bare = put(ZK_KIND_DEMAND, "b", "？", "！");
        open_engine();
        ck_assert_uint_eq(alike(ZK_KIND_DEMAND, lone, 6)->count, 0);
        ck_assert_uint_eq(alike(ZK_KIND_DEMAND, bare, 6)->count, 0);
        close_engine();
    }
END_TEST

START_TEST(a_record_that_is_not_in_the_index_or_of_another_kind_is_not_found)
    {
        struct zk_alike *out;
        int64_t hidden, known;

        test_directory_open(&directory, 50, 5);
        known = put(ZK_KIND_DEMAND, "a", "高盐废水", "蒸发");
        hidden = test_directory_put(&directory, ZK_KIND_DEMAND, "b", "高盐废水", ZK_F_VISIBILITY,
                                    "office", -1);
        open_engine();
        ck_assert_int_eq(zk_alike_run(engine, ZK_KIND_DEMAND, hidden, 6, arena, &out, &error),
                         ZK_NOT_FOUND);
        ck_assert_int_eq(zk_alike_run(engine, ZK_KIND_EXPERT, known, 6, arena, &out, &error),
                         ZK_NOT_FOUND);
        ck_assert_int_eq(zk_alike_run(engine, ZK_KIND_EXPERT, INT64_MAX, 6, arena, &out, &error),
                         ZK_NOT_FOUND);
        ck_assert_ptr_null(out);
        close_engine();
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("help");
    TCase *tc = tcase_create("help");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, records_that_share_what_is_rare_are_alike_the_nearest_first);
    tcase_add_test(tc, two_people_of_one_name_are_not_alike_for_that);
    tcase_add_test(tc, a_record_of_its_own_words_has_nothing_like_it);
    tcase_add_test(tc, a_record_that_is_not_in_the_index_or_of_another_kind_is_not_found);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
