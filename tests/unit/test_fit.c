/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom an expert takes: rules of records held against needs.
 */
#include "fit.h"
#include "suite.h"

#include "directory.h"

#include <string.h>

static struct test_directory directory;
static struct zk_error error;
static int64_t any, steel, chemist, small, both, firm, stranger;

static int64_t put_expert(const char *ref, const char *industries, const char *sizes)
{
    return test_directory_put(&directory, ZK_KIND_EXPERT, ref, ref, ZK_F_TAKES_INDUSTRIES,
                              industries, ZK_F_TAKES_SIZES, sizes, -1);
}

static void open_directory(void)
{
    test_directory_open(&directory, 0, 1);
    any = put_expert("E1", "", "");
    steel = put_expert("E2", "31", "");
    chemist = put_expert("E3", "26;27", "");
    small = put_expert("E4", "", "small;micro");
    both = put_expert("E5", "26", "large");
    firm = test_directory_put(&directory, ZK_KIND_ORGANISATION, "O1", "一厂", ZK_F_INDUSTRIES,
                              "2614", ZK_F_ENTERPRISE_SIZE, "small", -1);
    stranger = test_directory_put(&directory, ZK_KIND_ORGANISATION, "O2", "二厂", -1);
}

static void close_directory(void)
{
    test_directory_close(&directory);
}

static struct zk_fit_need need_of(const char *industry, const char *size)
{
    struct zk_fit_need need = { .size = -1 };

    if (industry)
        need.industries[need.industry_count++] =
            zk_codes_find(zk_codes_table("industry"), industry, strlen(industry));
    if (size)
        need.size = zk_codes_find(zk_codes_table("enterprise_size"), size, strlen(size));
    return need;
}

static struct zk_fit check(struct zk_fit_need need, int64_t candidate)
{
    const int64_t all[] = { both, any, chemist, steel, small, 999999 };
    struct zk_fit_report report;

    OK(zk_fit_check(directory.store, &need, all, sizeof(all) / sizeof(all[0]), directory.arena,
                    &report, &error));
    return zk_fit_of(&report, candidate);
}

static void expect(struct zk_fit fit, unsigned met, unsigned failed)
{
    ck_assert_uint_eq(fit.met, met);
    ck_assert_uint_eq(fit.failed, failed);
}

START_TEST(who_has_no_rule_takes_all)
{
    expect(check(need_of("2614", "small"), any), 0, 0);
    expect(check(need_of("2614", "small"), 999999), 0, 0);
}
END_TEST

START_TEST(an_industry_meets_a_rule_above_it_below_it_or_its_own)
{
    expect(check(need_of("2614", NULL), chemist), ZK_FIT_INDUSTRY, 0);
    expect(check(need_of("26", NULL), chemist), ZK_FIT_INDUSTRY, 0);
    expect(check(need_of("C", NULL), chemist), ZK_FIT_INDUSTRY, 0);
    expect(check(need_of("2614", NULL), steel), 0, ZK_FIT_INDUSTRY);
    expect(check(need_of("A", NULL), chemist), 0, ZK_FIT_INDUSTRY);
}
END_TEST

START_TEST(any_of_several_industries_will_do)
{
    struct zk_fit_need need = need_of("01", NULL);

    need.industries[need.industry_count++] = zk_codes_find(zk_codes_table("industry"), "3110", 4);
    expect(check(need, steel), ZK_FIT_INDUSTRY, 0);
    expect(check(need, chemist), 0, ZK_FIT_INDUSTRY);
}
END_TEST

START_TEST(a_size_meets_a_rule_that_names_it)
{
    expect(check(need_of(NULL, "micro"), small), ZK_FIT_SIZE, 0);
    expect(check(need_of(NULL, "large"), small), 0, ZK_FIT_SIZE);
    expect(check(need_of("2614", "small"), both), ZK_FIT_INDUSTRY, ZK_FIT_SIZE);
    expect(check(need_of("31", "small"), both), 0, ZK_FIT_INDUSTRY | ZK_FIT_SIZE);
}
END_TEST

START_TEST(what_is_unknown_fails_no_rule)
{
    expect(check(need_of(NULL, NULL), steel), 0, 0);
    expect(check(need_of("2614", NULL), both), ZK_FIT_INDUSTRY, 0);
    expect(check(need_of(NULL, "small"), steel), 0, 0);
}
END_TEST

START_TEST(an_organisations_record_says_whose_need_it_is)
{
    struct zk_fit_need need;

    OK(zk_fit_need_of(directory.store, firm, NULL, directory.arena, &need, &error));
    ck_assert(zk_fit_known(&need));
    expect(check(need, chemist), ZK_FIT_INDUSTRY, 0);
    expect(check(need, small), ZK_FIT_SIZE, 0);
    expect(check(need, both), ZK_FIT_INDUSTRY, ZK_FIT_SIZE);
    OK(zk_fit_need_of(directory.store, stranger, NULL, directory.arena, &need, &error));
    ck_assert(!zk_fit_known(&need));
    ck_assert_int_eq(zk_fit_need_of(directory.store, steel, NULL, directory.arena, &need, &error),
                     ZK_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fit");
    TCase *tc = tcase_create("rules");

    tcase_add_unchecked_fixture(tc, open_directory, close_directory);
    tcase_add_test(tc, who_has_no_rule_takes_all);
    tcase_add_test(tc, an_industry_meets_a_rule_above_it_below_it_or_its_own);
    tcase_add_test(tc, any_of_several_industries_will_do);
    tcase_add_test(tc, a_size_meets_a_rule_that_names_it);
    tcase_add_test(tc, what_is_unknown_fails_no_rule);
    tcase_add_test(tc, an_organisations_record_says_whose_need_it_is);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
