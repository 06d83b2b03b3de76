/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From typed text to a tree, and snippets cut by it.
 */
#include "query.h"
#include "snippet.h"
#include "suite.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static struct zk_text *text;
static struct zk_arena *arena;

static void open_text(void)
{
    ck_assert_int_eq(zk_text_open(&text, NULL), ZK_OK);
}

static void close_text(void)
{
    zk_text_close(text);
}

static void open_arena(void)
{
    arena = zk_arena_open();
}

static void close_arena(void)
{
    zk_arena_close(arena);
}

static struct zk_query *parse(const char *q)
{
    struct zk_query *query;

    ck_assert_int_eq(zk_query_parse(text, NULL, q, strlen(q), arena, &query, NULL), ZK_OK);
    return query;
}

static void print_node(struct zk_buf *out, const struct zk_node *node)
{
    if (node->type == ZK_NODE_TERM) {
        zk_buf_add(out, node->term, node->len);
        return;
    }
    zk_buf_adds(out, node->type == ZK_NODE_AND ? "and(" :
                     node->type == ZK_NODE_OR  ? "or(" :
                     node->type == ZK_NODE_NOT ? "not(" :
                                                 "phrase(");
    for (size_t i = 0; i < node->count; i++) {
        if (i > 0)
            zk_buf_addc(out, ' ');
        print_node(out, node->kids[i]);
    }
    zk_buf_addc(out, ')');
}

static void assert_tree(const char *q, const char *expected)
{
    struct zk_query *query = parse(q);
    struct zk_buf out;

    zk_buf_init(&out, 1 << 16);
    if (query->all)
        print_node(&out, query->all);
    ck_assert_str_eq(zk_buf_text(&out), expected);
    zk_buf_free(&out);
}

START_TEST(chinese_becomes_bigrams_and_a_lone_character_itself)
{
    assert_tree("煤化工", "and(煤化 化工)");
    assert_tree("煤", "煤");
    assert_tree("煤化", "煤化");
    assert_tree("张伟 煤", "and(张伟 煤)");
}
END_TEST

START_TEST(words_are_found_by_their_stems_too)
{
    assert_tree("batteries", "Zbatteri");
    assert_tree("AI 废水", "and(Zai 废水)");
}
END_TEST

START_TEST(part_numbers_are_searched_joined_or_in_parts)
{
    assert_tree("GB/T", "or(gbt and(Zgb Zt))");
    assert_tree("Q345B-2", "or(q345b2 and(q345b 2))");
}
END_TEST

START_TEST(traditional_script_gives_the_same_tree)
{
    assert_tree("廢水處理", "and(废水 水处 处理)");
}
END_TEST

START_TEST(nothing_searchable_gives_no_tree)
{
    assert_tree("", "");
    assert_tree("！？… *** 😀 \u200f", "");
}
END_TEST

START_TEST(phrases_stand_together_in_any_quotes)
{
    assert_tree("\"煤化工\"", "phrase(煤化 化工)");
    assert_tree("“煤化工” 废水", "and(phrase(煤化 化工) 废水)");
    assert_tree("「机器学习」", "phrase(机器 器学 学习)");
    assert_tree("\"machine learning\"", "phrase(machine learning)");
    ck_assert_uint_eq(parse("\"AI 芯片 设计\"")->all->window, 4);
}
END_TEST

START_TEST(minus_leaves_out_and_or_lets_either_do)
{
    assert_tree("煤化工 -废水", "not(and(煤化 化工) 废水)");
    assert_tree("煤化 －\"废水处理\"", "not(煤化 phrase(废水 水处 处理))");
    assert_tree("石榴 OR 大枣", "or(石榴 大枣)");
    assert_tree("煤化 石榴 | 大枣", "and(煤化 or(石榴 大枣))");
}
END_TEST

START_TEST(a_title_goes_on_behind_its_dash)
{
    static const char title[] = "微管热声不稳定非线性动力学研究 -分岔分析";
    static const char sentence[] = "微管热声不稳定非线性动力学研究 -分岔";
    static const char words[] = "微管 -热声不稳定非线性动力";

    ck_assert(zk_query_is_plain(title, strlen(title)));
    ck_assert(zk_query_is_plain(words, strlen(words)));
    ck_assert(!zk_query_is_plain(sentence, strlen(sentence))); /* one word is left out */
    assert_tree("微管 -热声不稳定", "not(微管 and(热声 声不 不稳 稳定))");
}
END_TEST

START_TEST(a_question_is_told_from_a_statement_and_letters_from_han)
{
    ck_assert(parse("小麦条锈病如何防治")->asks);
    ck_assert(parse("哪边的建设最早？")->asks);
    ck_assert(!parse("小麦条锈病防治技术研究")->asks);
    ck_assert(parse("lithium battery 电池")->latin);
    ck_assert(!parse("LNG储罐低温钢焊接")->latin);
}
END_TEST

START_TEST(fields_and_years_narrow)
{
    assert_tree("name:张伟", "and(张伟 T张伟)");
    assert_tree("单位：枣庄学院", "and(and(枣庄 庄学 学院) O枣庄 O庄学 O学院)");
    assert_tree("keyword:\"锂电\"", "and(锂电 K锂电)");
    assert_tree("煤化 2018..2019", "and(煤化 or(Fyear:2018 Fyear:2019))");
    assert_tree("year:2018", "Fyear:2018");
    assert_tree("年份：2018-2019 煤化", "and(or(Fyear:2018 Fyear:2019) 煤化)");
}
END_TEST

START_TEST(what_is_not_well_formed_is_words)
{
    assert_tree("\"煤化", "煤化");
    assert_tree("煤化 - 废水", "and(煤化 废水)");
    assert_tree("-煤化", "煤化");
    assert_tree("OR 煤化", "煤化");
    assert_tree("煤化 OR", "煤化");
    assert_tree("name: 煤化", "and(Zname 煤化)");
    assert_tree("2019..2018", "and(2019 2018)");
    assert_tree("http://x", "and(Zhttp Zx)");
    assert_tree("煤 year:1800", "and(煤 and(Zyear 1800))");
    assert_tree("1700..1800", "and(1700 1800)");
    ck_assert(zk_query_is_plain("zhang wei", 9));
    ck_assert(!zk_query_is_plain("a -ma", 5));
    assert_tree("对借鉴“旋转门”", "and(and(对借 借鉴) and(旋转 转门))");
}
END_TEST

START_TEST(what_only_asks_is_left_out_where_words_remain)
{
    assert_tree("什么时候建站", "建站");
    assert_tree("為什麼", "and(为什 什么)");
    assert_tree("the battery of", "Zbatteri");
    assert_tree("the", "Zthe");
    assert_tree("the -煤化", "not(Zthe 煤化)");
    assert_tree("几何", "几何");
    assert_tree("煤化工是什么", "and(煤化 化工)");
    assert_tree("什么是煤化工", "and(煤化 化工)");
    assert_tree("谁研究煤化", "and(研究 究煤 煤化)");
}
END_TEST

START_TEST(a_text_is_wide_and_a_few_words_are_not)
{
    ck_assert(!parse("煤化工废水")->wide);
    ck_assert(parse("煤化工高盐废水资源化利用")->wide);
    ck_assert(!parse("lithium battery")->wide);
    ck_assert(parse("lithium battery management")->wide);
    ck_assert(!parse("煤化工高盐废水资源化利用 -电池")->wide);
}
END_TEST

START_TEST(characters_only_raise_a_score)
{
    struct zk_query *query = parse("煤化工");

    ck_assert_uint_eq(query->count, 2);
    ck_assert_uint_eq(query->extra->count, 3);
    ck_assert(query->extra->kids[0]->factor < 1);
    ck_assert_ptr_null(parse("煤")->extra);
    ck_assert(parse("煤")->all->factor == 1);
}
END_TEST

/* Random text from what the language is made of never fails, and its tree is bounded. */
START_TEST(nothing_typed_is_an_error)
{
    static const char *const bits[] = { "\"", "“", "”", "-", "OR", "|", " ", "name:", "年份：", "2015..",
                                        "..2019", "煤化工", "battery", "*", "(", ")", "\u200f", "😀" };
    struct zk_buf q;

    zk_buf_init(&q, 1 << 16);
    for (int i = 0; i < 2000; i++) {
        zk_buf_clear(&q);
        for (int k = rand() % 12; k >= 0; k--)
            zk_buf_adds(&q, bits[rand() % (int)(sizeof(bits) / sizeof(bits[0]))]);
        ck_assert_uint_le(parse(zk_buf_text(&q))->count, ZK_QUERY_TERMS);
        zk_arena_reset(arena);
    }
    zk_buf_free(&q);
}
END_TEST

START_TEST(terms_are_bounded)
{
    struct zk_buf q;

    zk_buf_init(&q, 1 << 16);
    for (uint32_t i = 0; i < 2000; i++)
        zk_buf_add_codepoint(&q, 0x4E00 + i * 7 % 5000);
    ck_assert_uint_eq(parse(zk_buf_text(&q))->count, ZK_QUERY_TERMS);
    zk_buf_clear(&q);
    for (uint32_t i = 0; i < 500; i++)
        zk_buf_addf(&q, "running%u ", i);
    ck_assert_uint_le(parse(zk_buf_text(&q))->count, ZK_QUERY_TERMS);
    zk_buf_clear(&q);
    for (uint32_t i = 0; i < ZK_QUERY_TERMS; i++) /* few words, said again and again */
        zk_buf_adds(&q, "n/A ");
    ck_assert(parse(zk_buf_text(&q))->wide);
    zk_buf_free(&q);
}
END_TEST

/* plain[hit]plain … */
static const char *show(const char *q, const char *source, size_t window)
{
    struct zk_piece_list pieces;
    struct zk_buf out;
    const char *shown;

    ck_assert_int_eq(zk_snippet(text, parse(q), source, strlen(source), window, arena, &pieces,
                                NULL),
                     ZK_OK);
    zk_buf_init(&out, 1 << 16);
    for (size_t i = 0; i < pieces.count; i++) {
        ck_assert(zk_utf8_valid(pieces.text[i], pieces.len[i]));
        zk_buf_adds(&out, i % 2 ? "[" : "");
        zk_buf_add(&out, pieces.text[i], pieces.len[i]);
        zk_buf_adds(&out, i % 2 ? "]" : "");
    }
    shown = zk_arena_strdup(arena, zk_buf_text(&out));
    zk_buf_free(&out);
    return shown;
}

START_TEST(hits_are_marked_where_they_stand)
{
    ck_assert_str_eq(show("煤化工", "从事煤化工废水处理", 0), "从事[煤化工]废水处理");
    ck_assert_str_eq(show("废水", "煤化工廢水處理", 0), "煤化工[廢水]處理");
    ck_assert_str_eq(show("battery", "Lithium Batteries", 0), "Lithium [Batteries]");
    ck_assert_str_eq(show("石榴", "煤化工", 0), "煤化工");
    ck_assert_str_eq(show("石榴", "", 0), "");
}
END_TEST

START_TEST(the_window_is_the_one_with_most_terms)
{
    static const char *const source =
        "早年研究石榴保鲜与采后生理，长期在一线推广技术，走访果农，整理栽培经验。"
        "近年转向石榴废水资源化，提取多酚并回用于食品。";
    const char *shown = show("石榴 废水", source, 20);

    ck_assert_ptr_nonnull(strstr(shown, "[石榴废水]"));
    ck_assert_ptr_null(strstr(shown, "早年"));
}
END_TEST

START_TEST(near_the_end_the_window_begins_earlier_with_a_whole_sentence)
{
    static const char *const source = "早年在一线推广。走访果农，整理经验。近年转向水处理。多酚；石榴皮";

    ck_assert_str_eq(show("石榴皮", source, 44), "近年转向水处理。多酚；[石榴皮]");
    ck_assert_str_eq(show("石榴皮", source, 20), "多酚；[石榴皮]");
    ck_assert_str_eq(show("石榴皮", "一整句没有停顿的话一直说到了石榴皮", 16),
                     "句没有停顿的话一直说到了[石榴皮]");
    ck_assert_str_eq(show("石榴皮", "说到石榴皮", 30), "说到[石榴皮]");
}
END_TEST

START_TEST(the_window_is_never_longer_than_asked)
{
    static const char *const source = "锂电池正极材料的循环寿命与低温性能研究，锂电池安全。";

    for (size_t window = 1; window < 30; window++) {
        const char *shown = show("安全", source, window);
        size_t marks = strchr(shown, '[') ? 2 : 0;

        ck_assert_uint_le(zk_utf8_count(shown, strlen(shown)), window + marks);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("query");
    TCase *tc = tcase_create("query");

    tcase_add_unchecked_fixture(tc, open_text, close_text);
    tcase_add_checked_fixture(tc, open_arena, close_arena);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, chinese_becomes_bigrams_and_a_lone_character_itself);
    tcase_add_test(tc, words_are_found_by_their_stems_too);
    tcase_add_test(tc, part_numbers_are_searched_joined_or_in_parts);
    tcase_add_test(tc, traditional_script_gives_the_same_tree);
    tcase_add_test(tc, nothing_searchable_gives_no_tree);
    tcase_add_test(tc, phrases_stand_together_in_any_quotes);
    tcase_add_test(tc, minus_leaves_out_and_or_lets_either_do);
    tcase_add_test(tc, a_title_goes_on_behind_its_dash);
    tcase_add_test(tc, a_question_is_told_from_a_statement_and_letters_from_han);
    tcase_add_test(tc, fields_and_years_narrow);
    tcase_add_test(tc, what_is_not_well_formed_is_words);
    tcase_add_test(tc, what_only_asks_is_left_out_where_words_remain);
    tcase_add_test(tc, a_text_is_wide_and_a_few_words_are_not);
    tcase_add_test(tc, characters_only_raise_a_score);
    tcase_add_test(tc, nothing_typed_is_an_error);
    tcase_add_test(tc, terms_are_bounded);
    tcase_add_test(tc, hits_are_marked_where_they_stand);
    tcase_add_test(tc, the_window_is_the_one_with_most_terms);
    tcase_add_test(tc, near_the_end_the_window_begins_earlier_with_a_whole_sentence);
    tcase_add_test(tc, the_window_is_never_longer_than_asked);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
