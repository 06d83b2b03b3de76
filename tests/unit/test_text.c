/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Normaliser and tokeniser.
 */
#include "suite.h"
#include "text.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static struct zk_text *text;

static void open_text(void)
{
    ck_assert_int_eq(zk_text_open(&text, NULL), ZK_OK);
}

static void close_text(void)
{
    zk_text_close(text);
}

static void assert_normal(const char *in, const char *expected)
{
    struct zk_buf out;

    zk_buf_init(&out, 1 << 16);
    zk_text_normalise(text, in, strlen(in), &out);
    ck_assert_str_eq(zk_buf_text(&out), expected);
    zk_buf_free(&out);
}

struct list {
    struct zk_buf buf;
    size_t last_to;
    const char *source;
};

static bool collect(void *context, const struct zk_token *token)
{
    static const char *const marks[] = { "c:", "b:", "w:", "s:" };
    struct list *list = context;

    ck_assert_uint_lt(token->from, token->to);
    ck_assert_uint_le(token->to, strlen(list->source));
    if (list->buf.len > 0)
        zk_buf_addc(&list->buf, ' ');
    zk_buf_adds(&list->buf, marks[token->class]);
    zk_buf_add(&list->buf, token->term, token->len);
    return true;
}

static void assert_tokens(const char *in, const char *expected)
{
    struct list list = { .source = in };

    zk_buf_init(&list.buf, 1 << 16);
    ck_assert_int_eq(zk_text_tokens(text, in, strlen(in), collect, &list, NULL), ZK_OK);
    ck_assert_str_eq(zk_buf_text(&list.buf), expected);
    zk_buf_free(&list.buf);
}

START_TEST(width_case_and_script_are_folded)
{
    assert_normal("ＡＢＣ１２３", "abc123");
    assert_normal("廢水處理與龍", "废水处理与龙");
    assert_normal("㎏ ﬁ ㈱", "kg fi (株)");
    assert_normal("STRASSE straße", "strasse strasse");
}
END_TEST

START_TEST(invisible_characters_vanish)
{
    assert_normal("煤\u200b化\u00ad工\ufeff", "煤化工");
}
END_TEST

START_TEST(normal_form_is_stable)
{
    static const char *const samples[] = { "廢水處理ＡＢ㎏", "GB/T 13745", "é́ ﷺ 𠀀", "ｶﾞ" };

    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        struct zk_buf once, twice;

        zk_buf_init(&once, 1 << 16);
        zk_buf_init(&twice, 1 << 16);
        zk_text_normalise(text, samples[i], strlen(samples[i]), &once);
        zk_text_normalise(text, once.bytes, once.len, &twice);
        ck_assert_str_eq(zk_buf_text(&once), zk_buf_text(&twice));
        zk_buf_free(&once);
        zk_buf_free(&twice);
    }
}
END_TEST

START_TEST(han_becomes_characters_and_bigrams)
{
    assert_tokens("煤化工", "c:煤 c:化 b:煤化 c:工 b:化工");
    assert_tokens("煤，化", "c:煤 c:化");
    assert_tokens("煤", "c:煤");
}
END_TEST

START_TEST(latin_becomes_words_and_stems)
{
    assert_tokens("Running batteries", "w:running s:run w:batteries s:batteri");
    assert_tokens("AI", "w:ai s:ai");
}
END_TEST

START_TEST(part_numbers_survive_whole_and_in_parts)
{
    assert_tokens("GB/T 13745", "w:gb s:gb w:t s:t w:13745 w:gbt13745");
    assert_tokens("Q345B-2", "w:q345b w:2 w:q345b2");
    assert_tokens("end. Next", "w:end s:end w:next s:next");
}
END_TEST

START_TEST(codes_are_one_with_a_blank_or_without)
{
    assert_tokens("FMCW SAR雷达", "w:fmcw s:fmcw w:sar s:sar w:fmcwsar s:fmcwsar c:雷 c:达 b:雷达");
    assert_tokens("Q345 B", "w:q345 w:b s:b w:q345b");
    assert_tokens("A Study", "w:a s:a w:study s:studi");
    assert_tokens("12 AB", "w:12 w:ab s:ab");
    assert_tokens("ELECTROCHEMICAL CELL", "w:electrochemical s:electrochem w:cell s:cell");
    assert_tokens("PM  10", "w:pm s:pm w:10");
    assert_tokens("nano-tubes", "w:nano s:nano w:tubes s:tube w:nanotubes s:nanotub");
}
END_TEST

START_TEST(scripts_are_split)
{
    assert_tokens("ABC集团", "w:abc s:abc c:集 c:团 b:集团");
}
END_TEST

START_TEST(punctuation_and_emoji_give_nothing)
{
    assert_tokens("！？…— *** 😀", "");
    assert_tokens("", "");
}
END_TEST

START_TEST(a_word_of_any_length_is_cut)
{
    char word[5000];

    memset(word, 'x', sizeof(word));
    word[sizeof(word) - 1] = '\0';
    struct list list = { .source = word };
    zk_buf_init(&list.buf, 1 << 16);
    ck_assert_int_eq(zk_text_tokens(text, word, strlen(word), collect, &list, NULL), ZK_OK);
    ck_assert_uint_le(list.buf.len, 200);
    zk_buf_free(&list.buf);
}
END_TEST

START_TEST(decomposed_text_is_composed)
{
    struct zk_arena *arena = zk_arena_open();
    size_t len;
    const char *nfc = zk_text_nfc(text, "cafe\u0301", 6, arena, &len);

    ck_assert_uint_eq(len, 5);
    ck_assert_mem_eq(nfc, "café", 5);
    nfc = "煤化工";
    ck_assert_ptr_eq(zk_text_nfc(text, nfc, 9, arena, &len), nfc);
    zk_arena_close(arena);
}
END_TEST

START_TEST(random_text_tokenises_within_its_bounds)
{
    static const uint32_t pools[] = { 0x4E00, 0x3400, 0x41, 0xFF21, 0x20, 0x1F600, 0x20000, 0x300, 0xAC00, 0x2F };
    unsigned seed = 7;

    for (int round = 0; round < 2000; round++) {
        struct zk_buf in;
        struct list list;

        zk_buf_init(&in, 4096);
        for (int i = 0; i < 40; i++) {
            seed = seed * 1103515245u + 12345u;
            zk_buf_add_codepoint(&in, pools[(seed >> 16) % 10] + (seed >> 8) % 26);
        }
        list.source = zk_buf_text(&in);
        zk_buf_init(&list.buf, 1 << 16);
        ck_assert_int_eq(zk_text_tokens(text, in.bytes, in.len, collect, &list, NULL), ZK_OK);
        ck_assert(zk_utf8_valid(list.buf.bytes, list.buf.len));
        zk_buf_free(&list.buf);
        zk_buf_free(&in);
    }
}
END_TEST

START_TEST(names_sort_by_pinyin)
{
    static const char *const names[] = { "艾国祥", "白春礼", "陈学东", "李钊", "张伟" };
    char last[100] = "", key[100];
    size_t last_len = 0;

    for (size_t i = 0; i < 5; i++) {
        size_t len = zk_text_sort_key(text, names[i], strlen(names[i]), key, sizeof(key));

        ck_assert_uint_gt(len, 0);
        ck_assert_int_gt(memcmp(key, last, len < last_len ? len : last_len), i == 0 ? -1 : 0);
        memcpy(last, key, len);
        last_len = len;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tc = tcase_create("text");

    tcase_add_unchecked_fixture(tc, open_text, close_text);
    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, width_case_and_script_are_folded);
    tcase_add_test(tc, invisible_characters_vanish);
    tcase_add_test(tc, normal_form_is_stable);
    tcase_add_test(tc, han_becomes_characters_and_bigrams);
    tcase_add_test(tc, latin_becomes_words_and_stems);
    tcase_add_test(tc, part_numbers_survive_whole_and_in_parts);
    tcase_add_test(tc, codes_are_one_with_a_blank_or_without);
    tcase_add_test(tc, scripts_are_split);
    tcase_add_test(tc, punctuation_and_emoji_give_nothing);
    tcase_add_test(tc, a_word_of_any_length_is_cut);
    tcase_add_test(tc, decomposed_text_is_composed);
    tcase_add_test(tc, random_text_tokenises_within_its_bounds);
    tcase_add_test(tc, names_sort_by_pinyin);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
