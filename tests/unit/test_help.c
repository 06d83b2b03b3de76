/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records like one: what tells a record from the rest, and what is too weak to be shown. And what
 * a hit shows of where it matched.
 */
#include "engine.h"
#include "suite.h"

#include "directory.h"

#include <stdio.h>
#include <string.h>

static struct test_directory directory;
static struct zk_engine *engine;
static struct zk_arena *arena;
static struct zk_error error;

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

/* ---- where a hit matched ---- */

static const struct zk_hit *only_hit(const char *q)
{
    struct zk_search_params params = { .q = q, .q_len = strlen(q), .page = 1, .size = 5 };
    struct zk_page *page;

    OK(zk_search_run(engine, &params, arena, &page, &error));
    ck_assert_msg(page->total == 1, "%s: %d", q, (int)page->total);
    return &page->hits[0];
}

/* Whether piece i is the text; a marked piece has an odd number. */
static void piece_is(const struct zk_pieces *pieces, size_t i, const char *text)
{
    ck_assert_uint_gt(pieces->count, i);
    ck_assert_uint_eq(pieces->len[i], strlen(text));
    ck_assert_int_eq(memcmp(pieces->text[i], text, strlen(text)), 0);
}

/* A long text: a sentence many times, and what comes at about that character. */
static const char *long_text(int chars, const char *then)
{
    static char text[1 << 17];
    size_t len = 0;

    for (int i = 0; i < chars; i += 10)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "长期在一线推广技术。");
    (void)snprintf(text + len, sizeof(text) - len, "%s", then);
    return text;
}

START_TEST(a_hit_shows_where_it_matched)
    {
        const struct zk_hit *hit;

        test_directory_open(&directory, 0, 1);
        test_directory_put(&directory, ZK_KIND_ORGANISATION, "O", "凤凰山冶炼厂", -1);
        test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, "A", "丝绸染色", ZK_F_KEYWORDS,
                           "酸性媒介;孔雀蓝", ZK_F_CONTRIBUTORS,
                           "司空见;夏侯惇;上官云;欧阳锋;令狐冲;独孤求", ZK_F_DISCIPLINES, "430",
                           ZK_F_SUMMARY, "试了三年。", ZK_F_ORGANISATIONS, "@O", ZK_F_BODY,
                           long_text(2000, "最后才说到缫丝。"), -1);
        open_engine();
        hit = only_hit("丝绸");
        piece_is(&hit->title, 1, "丝绸");
        ck_assert_uint_eq(hit->snippet.count, 1);
        ck_assert_uint_eq(hit->matched_count, 0);
        piece_is(&only_hit("缫丝")->snippet, 1, "缫丝");
        hit = only_hit("孔雀蓝");
        piece_is(&hit->snippet, 1, "孔雀蓝");
        ck_assert_uint_gt(hit->snippet.len[0], strlen("酸性媒介；")); /* with a sentence before it */
        piece_is(&only_hit("夏侯惇")->note, 1, "夏侯惇");
        hit = only_hit("材料科学"); /* the label of 430 */
        ck_assert_uint_eq(hit->snippet.count, 1);
        ck_assert_uint_eq(hit->matched_count, 1);
        ck_assert_str_eq(hit->matched[0].field, "discipline");
        piece_is(&hit->matched[0].label, 1, "材料科学");
        hit = only_hit("材料科学 凤凰山"); /* one is in the note, the other says more */
    piece_is(&hit->note, 1, "凤凰山");
    ck_assert_uint_eq(hit->matched_count, 1);
    ck_assert_str_eq(hit->matched[0].field, "discipline");
    close_engine();
    }
END_TEST

START_TEST(a_hit_beyond_the_stored_text_says_so)
    {
        const struct zk_hit *hit;

        test_directory_open(&directory, 0, 1);
        test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, "A", "丝绸染色", ZK_F_BODY,
                           long_text(4000, "最后才说到缫丝。"), -1);
        open_engine();
        hit = only_hit("缫丝");
        ck_assert_uint_eq(hit->matched_count, 1);
        ck_assert_str_eq(hit->matched[0].field, "text");
        ck_assert_uint_eq(hit->matched[0].label.count, 0);
        ck_assert_uint_eq(only_hit("推广")->matched_count, 0);
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
    tcase_add_test(tc, a_hit_shows_where_it_matched);
    tcase_add_test(tc, a_hit_beyond_the_stored_text_says_so);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
