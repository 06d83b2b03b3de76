/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is erased goes out of what others have typed, and nothing else does.
 */
#include "alerts.h"

#include "queries.h"
#include "subject.h"

static int64_t expert;

/* An expert of this name. */
static void call(const char *name)
{
    struct zk_record *record = zk_record_new(arena, ZK_KIND_EXPERT);
    enum zk_put what;

    set(record, ZK_F_REF, "N1");
    set(record, ZK_F_TITLE, name);
    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, record, &expert, &what, &error));
    OK(zk_store_commit(store, &error));
}

static void erase(void)
{
    OK(zk_store_begin(store, &error));
    OK(zk_subject_erase(store, NULL, expert, &error));
    OK(zk_store_commit(store, &error));
}

static int64_t keep(enum zk_saved_what what, const char *name, const char *query)
{
    struct zk_saved saved = { .account = ann, .what = what, .name = name, .query = query };
    roaring_bitmap_t *known = roaring_bitmap_create();
    int64_t id;

    OK(zk_saved_add(&access_, store, &saved, known, &id, &error));
    roaring_bitmap_free(known);
    return id;
}

/* NULL: it is gone. */
static const struct zk_saved *kept(int64_t id)
{
    struct zk_saved *list;
    size_t count;

    OK(zk_saved_list(store, ann, arena, &list, &count, &error));
    for (size_t i = 0; i < count; i++) {
        if (list[i].id == id)
            return &list[i];
    }
    return NULL;
}

static void search(const char *text)
{
    const struct zk_query_row row = { "2026-11-24T22", text, "", 1, 1 };

    OK(zk_store_begin(store, &error));
    OK(zk_store_query_add(store, &row, &error));
    OK(zk_store_commit(store, &error));
}

static bool logged(const char *text)
{
    int64_t count;

    OK(zk_sql_number(store, &count, "SELECT count(*) FROM query WHERE text = ?1", &error, "t",
                     text));
    return count > 0;
}

START_TEST(searches_for_a_name_among_other_words_are_forgotten_however_it_is_spelled)
{
    static const char *const forgotten[] = {
        "曾国强的论文",       "zeng guoqiang 煤化工", "煤化工 zengguoqiang", "guoqiang zeng boiler",
        "dr. zeng, guo-qiang", "ceng guo qiang",       "guoqiangzeng",        "zgq",
        "zengguoq",            "锅炉zengguoqiang专家",
    };
    static const char *const stay[] = {
        "曾国", "guoqiang 煤化工", "zeng 锅炉", "zengguoqiangs boiler", "azeng guoqiang",
        "zgq boiler", "zeng guo 煤化工 qiang", "煤化工", "",
    };

    call("曾国强");
    for (size_t i = 0; i < sizeof(forgotten) / sizeof(forgotten[0]); i++)
        search(forgotten[i]);
    for (size_t i = 0; i < sizeof(stay) / sizeof(stay[0]); i++)
        search(stay[i]);
    erase();
    for (size_t i = 0; i < sizeof(forgotten) / sizeof(forgotten[0]); i++)
        ck_assert_msg(!logged(forgotten[i]), "%s", forgotten[i]);
    for (size_t i = 0; i < sizeof(stay) / sizeof(stay[0]); i++)
        ck_assert_msg(logged(stay[i]), "%s", stay[i]);
}
END_TEST

START_TEST(a_saved_search_loses_the_name_and_goes_when_nothing_else_was_searched_for)
{
    int64_t mixed, traditional, whole, filtered, spelled, others, plain, renamed;

    call("独孤求败");
    mixed = keep(ZK_SAVED_SEARCH, "独孤求败的废水",
                 "q=%E7%8B%AC%E5%AD%A4%E6%B1%82%E8%B4%A5%20%E5%BA%9F%E6%B0%B4&kind=expert");
    traditional = keep(ZK_SAVED_SEARCH, "獨孤求敗", "q=獨孤求敗 100%25");
    whole = keep(ZK_SAVED_SEARCH, "他", "q=独孤求败");
    filtered = keep(ZK_SAVED_SEARCH, "他在滕州", "q=独孤求败&region=370481");
    spelled = keep(ZK_SAVED_SEARCH, "x", "q=Dugu%20Qiubai%20%26%20MVR");
    others = keep(ZK_SAVED_SEARCH, "x", "q=废水&exclude=独孤求败&exclude=b%26c");
    plain = keep(ZK_SAVED_SEARCH, "独孤九剑", "q=独孤九剑%2b&x=A+b");
    renamed = keep(ZK_SAVED_SEARCH, "独孤求败", "region=370481");
    erase();
    ck_assert_str_eq(kept(mixed)->query, "q=%E5%BA%9F%E6%B0%B4&kind=expert");
    ck_assert_str_eq(kept(mixed)->name, "的废水");
    ck_assert_str_eq(kept(traditional)->query, "q=100%25");
    ck_assert_str_eq(kept(traditional)->name, "");
    ck_assert_ptr_null(kept(whole));
    ck_assert_ptr_null(kept(filtered)); /* all of a place is not what was searched for */
    ck_assert_str_eq(kept(spelled)->query, "q=%26%20MVR");
    ck_assert_str_eq(kept(others)->query, "q=废水&exclude=b%26c");
    ck_assert_str_eq(kept(plain)->query, "q=独孤九剑%2b&x=A+b");
    ck_assert_str_eq(kept(plain)->name, "独孤九剑");
    ck_assert_str_eq(kept(renamed)->query, "region=370481");
    ck_assert_str_eq(kept(renamed)->name, "");
}
END_TEST

START_TEST(a_saved_need_loses_the_names_wherever_they_are_and_is_a_need_still)
{
    int64_t need, only, other;

    call("独孤求败");
    need = keep(ZK_SAVED_NEED, "找独孤求败",
                "{\"text\":\"想请 独孤求败 或 ＤＵＧＵ Qiubai 看\\n“废水”\",\"must\":[\"废水\","
                "\"独孤求败\",\"MVR\"],\"near\":\"370481\",\"free\":true,\"size\":10}");
    only = keep(ZK_SAVED_NEED, "x", "{\"text\":\"獨孤求敗\",\"must\":[\"废水\"]}");
    other = keep(ZK_SAVED_NEED, "x", "{ \"text\": \"孤独求败\" }");
    erase();
    ck_assert_str_eq(kept(need)->query,
                     "{\"text\":\"想请 或 看\\n“废水”\",\"must\":[\"废水\",\"MVR\"],"
                     "\"near\":\"370481\",\"free\":true,\"size\":10}");
    ck_assert_str_eq(kept(need)->name, "找");
    ck_assert_ptr_null(kept(only));
    ck_assert_str_eq(kept(other)->query, "{ \"text\": \"孤独求败\" }");
}
END_TEST

START_TEST(a_former_name_an_alias_and_a_latin_name_go_too_and_words_that_hold_one_stay)
{
    int64_t former, alias, latin, quality;

    call("王老五");
    call("独孤求败");
    OK(zk_sql_run(store,
                  "INSERT INTO term (text, other, relation, seen, origin) VALUES"
                  " ('独孤求败', '剑魔', 'alias', 1, ''), ('Ali', '独孤求败', 'alias', 1, ''),"
                  " ('枣矿', '枣庄矿业', 'alias', 1, '')",
                  &error, ""));
    former = keep(ZK_SAVED_SEARCH, "x", "q=王老五 废水");
    alias = keep(ZK_SAVED_SEARCH, "x", "q=剑魔 废水");
    latin = keep(ZK_SAVED_SEARCH, "x", "q=ALI 废水");
    quality = keep(ZK_SAVED_SEARCH, "x", "q=quality alias3 废水");
    erase();
    ck_assert_str_eq(kept(former)->query, "q=%E5%BA%9F%E6%B0%B4");
    ck_assert_str_eq(kept(alias)->query, "q=%E5%BA%9F%E6%B0%B4");
    ck_assert_str_eq(kept(latin)->query, "q=%E5%BA%9F%E6%B0%B4");
    ck_assert_int_eq(number("SELECT count(*) FROM term"), 1); /* the table of words has him no more */
    ck_assert_str_eq(kept(quality)->query, "q=quality alias3 废水");
}
END_TEST

START_TEST(the_words_an_alert_tells_have_the_name_no_more)
{
    int64_t saved = save(ann, roaring_bitmap_create());
    size_t count;

    call("独孤求败");
    ck_assert_int_eq(tell(saved, SET(2)), 1);
    OK(zk_sql_run(store, "UPDATE alert SET words = '废水' || char(10) || '独孤求败' || char(10) || 'MVR'",
                  &error, ""));
    erase();
    ck_assert_str_eq(alerts(ann, &count)[0].words, "废水\nMVR");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("erase");
    TCase *tc = tcase_create("erase");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, searches_for_a_name_among_other_words_are_forgotten_however_it_is_spelled);
    tcase_add_test(tc, a_saved_search_loses_the_name_and_goes_when_nothing_else_was_searched_for);
    tcase_add_test(tc, a_saved_need_loses_the_names_wherever_they_are_and_is_a_need_still);
    tcase_add_test(tc, a_former_name_an_alias_and_a_latin_name_go_too_and_words_that_hold_one_stay);
    tcase_add_test(tc, the_words_an_alert_tells_have_the_name_no_more);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
