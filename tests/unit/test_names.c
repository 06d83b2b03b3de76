/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names by pinyin, initials and mixtures of both, names with a slip, and did-you-mean.
 */
#include "document.h"
#include "names.h"
#include "pinyin.h"
#include "utf8.h"

#include <stdlib.h>

START_TEST(a_name_is_found_in_full_by_initials_and_by_mixtures)
{
    static const char *const spellings[] = {
        "zhangwei", "zhang wei", "Zhang Wei",          "zw",    "z w",   "zhang w", "zhangw",
        "zhw",      "zh w",      "ＺＨＡＮＧ　ＷＥＩ", "zhang", "z wei", NULL
    };
    int64_t id = put(ZK_KIND_EXPERT, "张伟"), other = put(ZK_KIND_EXPERT, "王芳");

    open_engine();
    check_found(spellings, id);
    ck_assert(!finds("zhangwei", other));
    ck_assert(!finds("wangwei", id));
    ck_assert(finds("zhang-wei", id));
    ck_assert(!finds("zhang -wei", id));
}
END_TEST

START_TEST(surnames_have_the_readings_that_people_use)
{
    static const struct {
        const char *name, *typed;
    } people[] = {
        { "单田", "shantian" },       { "曾国", "zengguo" },     { "解军", "xiejun" },
        { "仇和", "qiuhe" },          { "朴树", "piaoshu" },     { "区平", "ouping" },
        { "查明", "zhaming" },        { "尉迟恭", "yuchigong" }, { "万俟明", "moqiming" },
        { "长孙平", "zhangsunping" }, { "单于飞", "chanyufei" }, { "盖军", "gejun" },
        { "覃芳", "qinfang" },        { "缪强", "miaoqiang" },   { "翟平", "zhaiping" },
        { "任静", "renjing" },        { "华明", "huaming" },     { "乐平", "yueping" },
        { "李行", "lihang" },         { "李行", "lixing" }
    };
    enum { PEOPLE = sizeof(people) / sizeof(people[0]) };
    int64_t ids[PEOPLE];

    for (size_t i = 0; i < PEOPLE; i++)
        ids[i] = put(ZK_KIND_EXPERT, people[i].name);
    open_engine();
    for (size_t i = 0; i < PEOPLE; i++)
        check_found((const char *const[]){ people[i].typed, NULL }, ids[i]);
    ck_assert(!finds("wanqiming", ids[8]));
}
END_TEST

/* 曾 is ceng and 仇 is chou in other words, and in a given name or an organisation's. */
START_TEST(surnames_have_no_other_reading)
{
    int64_t zeng = put(ZK_KIND_EXPERT, "曾国"), qiu = put(ZK_KIND_EXPERT, "仇和");
    int64_t given = put(ZK_KIND_EXPERT, "李曾"), unit = put(ZK_KIND_ORGANISATION, "单细胞研究所");

    open_engine();
    ck_assert(!finds("cengguo", zeng));
    ck_assert(!finds("chouhe", qiu));
    ck_assert_ptr_null(suggested("cengg", zeng));
    ck_assert_ptr_nonnull(suggested("zengg", zeng));
    check_found((const char *const[]){ "lizeng", "liceng", NULL }, given);
    check_found((const char *const[]){ "danxibao", NULL }, unit);
}
END_TEST

START_TEST(a_name_behind_its_field_may_be_spelled)
{
    int64_t id = put(ZK_KIND_EXPERT, "张伟民"), other = put(ZK_KIND_EXPERT, "李强");

    open_engine();
    ck_assert(finds("name:zhangweimin", id));
    ck_assert(finds("姓名：zwm", id));
    ck_assert(!finds("name:zhangweimin", other));
    ck_assert(finds("-name:zhangweimin 李强", other));
    ck_assert(!finds("org:zhangweimin", id));
}
END_TEST

START_TEST(u_with_dots_is_typed_in_every_way)
{
    int64_t lv = put(ZK_KIND_EXPERT, "吕绿"), nv = put(ZK_KIND_EXPERT, "王女");

    open_engine();
    check_found(
        (const char *const[]){ "lvlv", "lulu", "lyulyu", "lü lü", "lvlu", "lyu lv", NULL }, lv);
    check_found((const char *const[]){ "wangnv", "wangnu", "wang nyu", NULL }, nv);
}
END_TEST

START_TEST(organisations_are_found_by_pinyin_too)
{
    static const char *const spellings[] = {
        "shandongkejidaxue",   "shandong", "sdkjdx", "shdkjdx",
        "shandong keji daxue", "sdkj",     NULL
    };
    int64_t id = put(ZK_KIND_ORGANISATION, "山东科技大学");
    int64_t bank = put(ZK_KIND_ORGANISATION, "行长培训中心");

    put(ZK_KIND_ORGANISATION, "北京大学");
    open_engine();
    check_found(spellings, id);
    check_found((const char *const[]){ "hangzhangpeixunzhongxin", "hzpxzx", NULL }, bank);
    ck_assert(finds("kejidaxue", id));
    ck_assert(finds("山东科技大雪", id));
    ck_assert_str_eq(search("山东科技大雪")->corrected, "山东科技大学");
    ck_assert_str_eq(search("山东科大学")->corrected, "山东科技大学");
    ck_assert(finds("shandongkjdx", id)); /* nothing else is called so */
}
END_TEST

START_TEST(a_name_of_any_length_is_indexed_at_once)
{
    char name[3 * 60 + 1] = "";
    int64_t id;

    for (int i = 0; i < 60; i++) /* every character has three initials to choose from */
        (void)strcat(name, i % 2 ? "长" : "石");
    id = put(ZK_KIND_ORGANISATION, name);
    open_engine();
    ck_assert(finds("shichangshichang", id));
    ck_assert(finds("shzhshzh", id));
}
END_TEST

START_TEST(hanzi_are_never_read_aloud)
{
    int64_t hat = put(ZK_KIND_ORGANISATION, "安全帽厂"),
            shoe = put(ZK_KIND_ORGANISATION, "安全鞋厂");
    int64_t wei = put(ZK_KIND_EXPERT, "张伟"), other = put(ZK_KIND_EXPERT, "章威");

    open_engine();
    ck_assert(finds("安全帽", hat));
    ck_assert(!finds("安全帽", shoe));
    ck_assert(finds("张伟", wei));
    ck_assert(!finds("张伟", other));
    ck_assert_ptr_null(suggested("张伟", other));
}
END_TEST

START_TEST(what_is_written_stands_above_what_is_only_spelled)
{
    int64_t written, spelled = put(ZK_KIND_EXPERT, "张伟");

    written = test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, "A", "一种装置", ZK_F_SUMMARY,
                                 "由 Zhangwei 提出的装置", -1);
    open_engine();
    ck_assert_int_eq(search("zhangwei")->total, 2);
    ck_assert_int_eq(search("zhangwei")->hits[0].id, written);
    ck_assert_int_eq(search("zhangwei")->hits[1].id, spelled);
}
END_TEST

START_TEST(of_people_with_the_same_letters_the_complete_record_comes_first)
{
    int64_t bare = put(ZK_KIND_EXPERT, "张伟"), full;

    full = test_directory_put(&directory, ZK_KIND_EXPERT, "Z2", "赵文", ZK_F_SUMMARY, "煤化工",
                              ZK_F_POSITION, "主任", ZK_F_ORGANISATION, "某研究院", -1);
    open_engine();
    ck_assert_int_eq(search("zw")->hits[0].id, full);
    ck_assert_int_eq(search("zw")->hits[1].id, bare);
}
END_TEST

START_TEST(a_name_in_latin_letters_goes_with_other_words)
{
    int64_t coal, steel;

    coal =
        test_directory_put(&directory, ZK_KIND_EXPERT, "1", "张伟", ZK_F_SUMMARY, "煤化工", -1);
    steel =
        test_directory_put(&directory, ZK_KIND_EXPERT, "2", "张薇", ZK_F_SUMMARY, "炼钢", -1);
    open_engine();
    ck_assert(finds("zhang wei 煤化工", coal));
    ck_assert(!finds("zhang wei 煤化工", steel));
    ck_assert(finds("炼钢 zhangwei", steel));
}
END_TEST

START_TEST(what_pinyin_stands_for_is_marked)
{
    int64_t id = put(ZK_KIND_EXPERT, "張偉民");
    const struct zk_suggestion *item;
    struct zk_page *page;

    open_engine();
    item = suggested("zhangw", id);
    ck_assert_ptr_nonnull(item);
    ck_assert_uint_eq(item->parts.len[0], 0);
    ck_assert_uint_eq(item->parts.len[1], strlen("張偉"));
    ck_assert_uint_eq(item->parts.count, 3);
    page = search("zwm");
    ck_assert_int_eq(page->total, 1);
    ck_assert_uint_eq(page->hits[0].title.len[1], strlen("張偉民"));
    item = suggested("weimin", id);
    ck_assert_ptr_nonnull(item);
    ck_assert_uint_eq(item->parts.len[0], strlen("張"));
}
END_TEST

START_TEST(a_name_with_a_wrong_character_is_found_and_asked_about)
{
    static const char *const wrong[] = { "张卫民", "章伟民", "张伟国",
                                         "王伟民", "張衛民", "张民伟" };
    int64_t id = put(ZK_KIND_EXPERT, "张伟民");

    open_engine();
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct zk_page *page = search(wrong[i]);

        ck_assert_msg(page->total == 1 && page->hits[0].id == id, "%s", wrong[i]);
        ck_assert(page->relaxed);
        ck_assert_str_eq(page->corrected, "张伟民");
    }
    ck_assert_ptr_null(search("张伟民")->corrected);
    ck_assert_int_eq(search("赵伟国")->total, 0); /* two are wrong */
}
END_TEST

START_TEST(names_of_the_same_sound_come_before_others_when_ten_are_shown)
{
    int64_t alike;
    char name[16];

    for (uint32_t i = 0; i < 30; i++) { /* 张?民 of other sounds, and more complete records */
        size_t len = strlen("张");

        memcpy(name, "张", len);
        len += zk_utf8_encode(0x5200 + 7 * i, name + len);
        (void)strcpy(name + len, "民");
        test_directory_put(&directory, ZK_KIND_EXPERT, name, name, ZK_F_SUMMARY, "煤化工", -1);
    }
    alike = put(ZK_KIND_EXPERT, "张伟民");
    open_engine();
    ck_assert_int_eq(search("张卫民")->total, 10);
    ck_assert(finds("张卫民", alike));
    ck_assert_str_eq(search("张卫民")->corrected, "张伟民");
}
END_TEST

/* Four records, so that what is right is plenty. */
static void put_terms(void)
{
    static const char *const refs[] = { "1", "2", "3", "4" };

    for (size_t i = 0; i < 4; i++)
        test_directory_put(&directory, ZK_KIND_EXPERT, refs[i], "某人", ZK_F_KEYWORDS,
                           "煤化工;废水处理;Lithium Battery;photovoltaic", ZK_F_SUMMARY,
                           "煤化工废水处理 lithium battery photovoltaic", -1);
    open_engine();
}

START_TEST(a_misspelt_term_is_asked_about)
{
    static const struct {
        const char *typed, *meant;
    } slips[] = { { "煤化公", "煤化工" },
                  { "梅化工", "煤化工" },
                  { "meihuagong", "煤化工" },
                  { "mei hua gong", "煤化工" },
                  { "mhg", "煤化工" },
                  { "feishuichuli", "废水处理" },
                  { "废水处理处", "废水处理" },
                  { "煤化公 废水", "煤化工 废水" },
                  { "煤化公废水处理", "煤化工废水处理" },
                  { "lithum battery", "Lithium Battery" },
                  { "photovotlaic", "photovoltaic" },
                  { "煤化工 photovoltiac", "煤化工 photovoltaic" } };

    put_terms();
    for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++) {
        const char *corrected = search(slips[i].typed)->corrected;

        ck_assert_msg(corrected && strcmp(corrected, slips[i].meant) == 0, "%s: %s",
                      slips[i].typed, corrected ? corrected : "nothing");
        ck_assert_int_ge(search(corrected)->total, 4);
    }
}
END_TEST

START_TEST(what_finds_plenty_or_is_like_nothing_is_not_asked_about)
{
    static const char *const fine[] = {
        "煤化工",
        "photovoltaic",
        "battery",
        "废水",
        "量子引力",
        "quantum",
        "。。",
        "",
        "a b c d e f g h i j k",
        "煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤煤"
    };

    put_terms();
    for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
        ck_assert_msg(search(fine[i])->corrected == NULL, "%s", fine[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("names");
    TCase *tc = tcase_create("names");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_name_is_found_in_full_by_initials_and_by_mixtures);
    tcase_add_test(tc, surnames_have_the_readings_that_people_use);
    tcase_add_test(tc, surnames_have_no_other_reading);
    tcase_add_test(tc, a_name_behind_its_field_may_be_spelled);
    tcase_add_test(tc, u_with_dots_is_typed_in_every_way);
    tcase_add_test(tc, organisations_are_found_by_pinyin_too);
    tcase_add_test(tc, a_name_of_any_length_is_indexed_at_once);
    tcase_add_test(tc, hanzi_are_never_read_aloud);
    tcase_add_test(tc, what_is_written_stands_above_what_is_only_spelled);
    tcase_add_test(tc, of_people_with_the_same_letters_the_complete_record_comes_first);
    tcase_add_test(tc, a_name_in_latin_letters_goes_with_other_words);
    tcase_add_test(tc, what_pinyin_stands_for_is_marked);
    tcase_add_test(tc, a_name_with_a_wrong_character_is_found_and_asked_about);
    tcase_add_test(tc, names_of_the_same_sound_come_before_others_when_ten_are_shown);
    tcase_add_test(tc, a_misspelt_term_is_asked_about);
    tcase_add_test(tc, what_finds_plenty_or_is_like_nothing_is_not_asked_about);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
