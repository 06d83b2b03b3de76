/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages of hits and what is on them; suggestions; new generations.
 */
#include "searched.h"

#include "document.h"
#include "reader.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { RECORDS = 400 };

START_TEST(pages_follow_each_other_without_gaps)
{
    static const enum zk_sort sorts[] = { ZK_SORT_RELEVANCE, ZK_SORT_YEAR, ZK_SORT_UPDATED,
                                          ZK_SORT_NAME };

    open_engine(100);
    for (size_t s = 0; s < 4; s++) {
        bool seen[512] = { false };
        int64_t found = 0;

        for (int page = 1;; page++) {
            const struct zk_page *got = search("", sorts[s], page, 7);

            for (size_t i = 0; i < got->hit_count; i++) {
                ck_assert(!seen[got->hits[i].id]);
                seen[got->hits[i].id] = true;
                found++;
            }
            if (page == got->pages) {
                ck_assert_int_eq(found, got->total);
                break;
            }
        }
    }
    close_engine();
}
END_TEST

START_TEST(a_page_behind_the_last_tells_the_last)
{
    struct zk_search_params params = { .q = "", .page = 99, .size = 10 };
    struct zk_page *page;

    open_engine(50);
    ck_assert_int_eq(zk_search_run(engine, &params, arena, &page, &error), ZK_PAGE_OUT_OF_RANGE);
    ck_assert_ptr_null(page);
    ck_assert_int_gt(error.number, 1);
    params.page = (int)error.number;
    OK(zk_search_run(engine, &params, arena, &page, &error));
    close_engine();
}
END_TEST

START_TEST(excluded_records_are_left_out)
{
    struct zk_search_params params = { .q = "煤化工", .q_len = 9, .page = 1, .size = 10 };
    const struct zk_page *all;
    struct zk_page *rest;
    int64_t exclude[2];

    open_engine(100);
    all = search("煤化工", ZK_SORT_RELEVANCE, 1, 10);
    ck_assert_uint_ge(all->hit_count, 3);
    exclude[0] = all->hits[0].id;
    exclude[1] = 999999;
    params.exclude = exclude;
    params.exclude_count = 2;
    OK(zk_search_run(engine, &params, arena, &rest, &error));
    ck_assert_int_eq(rest->total, all->total - 1);
    ck_assert_int_eq(rest->hits[0].id, all->hits[1].id);
    close_engine();
}
END_TEST

START_TEST(words_that_nothing_has_together_are_searched_one_by_one)
{
    const struct zk_page *page;

    open_engine(0);
    test_directory_put(&directory, ZK_KIND_EXPERT, "a", "甲", ZK_F_SUMMARY, "煤化工", -1);
    test_directory_put(&directory, ZK_KIND_EXPERT, "b", "乙", ZK_F_SUMMARY, "石榴种植", -1);
    test_directory_build(&directory);
    OK(zk_engine_refresh(engine, &error));
    page = search("煤化工 石榴", ZK_SORT_RELEVANCE, 1, 10);
    ck_assert(page->relaxed);
    ck_assert_int_eq(page->total, 2);
    page = search("煤化工", ZK_SORT_RELEVANCE, 1, 10);
    ck_assert(!page->relaxed);
    ck_assert_int_eq(page->total, 1);
    ck_assert_uint_ge(page->hits[0].snippet.count, 2);
    ck_assert_int_eq(search("！？。", ZK_SORT_RELEVANCE, 1, 10)->total, 0);
    close_engine();
}
END_TEST

START_TEST(a_phrase_that_too_many_have_the_words_of_becomes_its_words)
{
    static const char q[] = "\"化工技术\"";
    struct zk_index *index;
    struct zk_reader *reader;
    struct zk_query *query;
    struct zk_rank rank = { .slot = -1, .count = 100 };
    struct zk_ranked *ranked;
    roaring_bitmap_t *set;
    uint64_t phrase, words;
    size_t count;

    open_engine(RECORDS);
    for (int i = 0; i < 3; i++)
        (void)test_directory_put(&directory, ZK_KIND_SOCIETY, i ? "化工技术" : "技术化工、工技",
                                 i ? "化工技术学会" : "技术化工、工技学会", -1);
    test_directory_build(&directory);
    OK(zk_index_open(directory.index_path, 1, &index, &error));
    OK(zk_index_refresh(index, NULL, &error));
    OK(zk_index_borrow(index, &reader, &error));
    OK(zk_query_parse(directory.text, NULL, q, sizeof(q) - 1, arena, &query, &error));
    ck_assert_int_eq(query->all->type, ZK_NODE_PHRASE);
    OK(zk_reader_match(reader, query->all, &set, &error));
    phrase = roaring_bitmap_get_cardinality(set);
    roaring_bitmap_free(set);
    query->all->type = ZK_NODE_AND;
    OK(zk_reader_match(reader, query->all, &set, &error));
    words = roaring_bitmap_get_cardinality(set);
    roaring_bitmap_free(set);
    ck_assert_uint_lt(phrase, words);
    query->all->type = ZK_NODE_PHRASE;
    OK(zk_query_bound(query, reader, words, &error));
    ck_assert_int_eq(query->all->type, ZK_NODE_PHRASE);
    OK(zk_query_bound(query, reader, words - 1, &error));
    ck_assert_int_eq(query->all->type, ZK_NODE_AND);
    rank.text = query->all;
    OK(zk_rank_run(reader, &rank, arena, &ranked, &count, &error));
    ck_assert_uint_eq(count, words);
    zk_index_return(index, reader);
    zk_index_close(index);
    close_engine();
}
END_TEST

START_TEST(names_and_terms_are_suggested)
{
    struct zk_suggestions *got;

    open_engine(0);
    test_directory_put(&directory, ZK_KIND_EXPERT, "a", "张伟", ZK_F_KEYWORDS, "张力控制;煤化工", -1);
    test_directory_put(&directory, ZK_KIND_EXPERT, "b", "张伟", ZK_F_DEPARTMENT, "研究所", -1);
    test_directory_put(&directory, ZK_KIND_SOCIETY, "c", "张氏学会", -1);
    test_directory_put(&directory, ZK_KIND_EXPERT, "d", "张三", ZK_F_VISIBILITY, "office", -1);
    test_directory_build(&directory);
    OK(zk_engine_refresh(engine, &error));
    OK(zk_suggest_run(engine, "张", strlen("张"), 5, arena, &got, &error));
    ck_assert_uint_eq(got->count, 3);
    ck_assert_int_eq(got->groups[0].kind, ZK_KIND_EXPERT);
    ck_assert_uint_eq(got->groups[0].count, 2);
    ck_assert_str_eq(got->groups[0].items[0].text, "张伟");
    ck_assert_int_gt(got->groups[0].items[0].id, 0);
    ck_assert_int_eq(got->groups[2].kind, -1);
    ck_assert_str_eq(got->groups[2].items[0].text, "张力控制");
    OK(zk_suggest_run(engine, "", 0, 5, arena, &got, &error));
    ck_assert_uint_eq(got->count, 0);
    OK(zk_suggest_run(engine, "无人", strlen("无人"), 5, arena, &got, &error));
    ck_assert_uint_eq(got->count, 0);
    close_engine();
}
END_TEST

START_TEST(a_new_generation_is_picked_up_and_a_lost_one_told)
{
    struct zk_search_params params = { .q = "", .page = 1, .size = 1 };
    struct zk_engine_options options = { .readers = 1 };
    struct zk_engine_state before, after;
    struct zk_engine *fresh;
    struct zk_page *page;

    open_engine(20);
    zk_engine_state(engine, &before);
    ck_assert_int_eq(before.status, ZK_OK);
    test_directory_put(&directory, ZK_KIND_EVENT, "new", "新的活动", -1);
    test_directory_build(&directory);
    OK(zk_engine_refresh(engine, &error));
    zk_engine_state(engine, &after);
    ck_assert_str_ne(before.generation, after.generation);
    ck_assert_int_eq(after.records, before.records + 1);
    ck_assert_int_gt(after.outbox_seq, before.outbox_seq);
    /* the index goes: what is open goes on, what opens now says why not */
    test_folder_remove(directory.index_path);
    OK(zk_engine_refresh(engine, &error));
    OK(zk_search_run(engine, &params, arena, &page, &error));
    options.index_folder = directory.index_path;
    OK(zk_engine_open(&options, &fresh, &error));
    ck_assert_int_eq(zk_engine_refresh(fresh, &error), ZK_NO_INDEX);
    ck_assert_int_eq(zk_search_run(fresh, &params, arena, &page, &error), ZK_NO_INDEX);
    zk_engine_close(fresh);
    close_engine();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pages");
    TCase *tc = tcase_create("pages");

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, pages_follow_each_other_without_gaps);
    tcase_add_test(tc, a_page_behind_the_last_tells_the_last);
    tcase_add_test(tc, excluded_records_are_left_out);
    tcase_add_test(tc, words_that_nothing_has_together_are_searched_one_by_one);
    tcase_add_test(tc, a_phrase_that_too_many_have_the_words_of_becomes_its_words);
    tcase_add_test(tc, names_and_terms_are_suggested);
    tcase_add_test(tc, a_new_generation_is_picked_up_and_a_lost_one_told);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
