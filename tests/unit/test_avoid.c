/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Avoidance: each rule by name, and what must hold of all of them over a random directory.
 */
#include "avoid.h"
#include "directory.h"
#include "sql.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR = 2026, ORGANISATIONS = 14, EXPERTS = 40, WORKS = 60, STATIONS = 6, PARTIES = 60 };

static struct test_directory directory;
static struct zk_error error;

#define ALL      ((1u << ZK_AVOID_RULES) - 1)

static struct zk_avoid_report *check(int64_t subject, const int64_t *candidates, size_t count,
                                     enum zk_see see)
{
    struct zk_avoid_query query = { subject, candidates, count, NULL, YEAR, see };
    struct zk_avoid_report *report;

    OK(zk_avoid_check(directory.store, &query, directory.arena, &report, &error));
    return report;
}

/* Bits of the rules that speak against one pair. */
static unsigned rules_between(int64_t subject, int64_t candidate)
{
    struct zk_avoid_report *report = check(subject, &candidate, 1, ZK_SEE_OFFICE);
    unsigned bits = 0;

    for (size_t i = 0; i < report->count; i++)
        bits |= 1u << report->findings[i].rule;
    return bits;
}

static void tune(enum zk_avoid_rule rule, bool active, enum zk_avoid_effect effect, int64_t years,
                 int64_t number, const char *list)
{
    struct zk_avoid_setting settings[ZK_AVOID_RULES], *one = &settings[rule];

    OK(zk_avoid_settings(directory.store, directory.arena, settings, &error));
    one->active = active;
    one->effect = effect;
    one->years = years;
    one->number = number;
    one->list = list ? list : one->list;
    OK(zk_store_begin(directory.store, &error));
    OK(zk_avoid_setting_put(directory.store, one, &error));
    OK(zk_store_commit(directory.store, &error));
}

static int64_t put(enum zk_kind kind, const char *ref, enum zk_field_id field, const char *cell)
{
    return test_directory_put(&directory, kind, ref, ref, field, cell, -1);
}

START_TEST(each_rule_finds_its_tie_and_names_the_evidence)
{
    struct zk_avoid_report *report;
    int64_t university, school, ann, bob, cid, dan, eve, fay, gus, station, firm;

    test_directory_open(&directory, 0, 1);
    university = put(ZK_KIND_ORGANISATION, "大学", ZK_F_REGION, "370400");
    school = put(ZK_KIND_ORGANISATION, "学院", ZK_F_HOST, "@大学");
    firm = put(ZK_KIND_ORGANISATION, "公司", ZK_F_REGION, "370400");
    ann = put(ZK_KIND_EXPERT, "安", ZK_F_ORGANISATION, "@学院");
    bob = put(ZK_KIND_EXPERT, "博", ZK_F_ORGANISATION, "@学院");
    cid = put(ZK_KIND_EXPERT, "程", ZK_F_ORGANISATION, "@大学");
    dan = put(ZK_KIND_EXPERT, "丁", ZK_F_AVOID_ORGANISATIONS, "@大学");
    eve = put(ZK_KIND_EXPERT, "鄂", ZK_F_EMAIL, "eve@zzu.edu.cn");
    fay = put(ZK_KIND_EXPERT, "范", ZK_F_EMAIL, "fay@ZZU.edu.cn");
    gus = put(ZK_KIND_EXPERT, "顾", ZK_F_EMAIL, "Eve@zzu.edu.cn");
    station = test_directory_put(&directory, ZK_KIND_WORKSTATION, "站", "站", ZK_F_HOST, "@公司",
                                 ZK_F_EXPERTS, "@鄂", -1);
    for (int i = 0; i < 3; i++) {
        char ref[8];

        (void)snprintf(ref, sizeof(ref), "A%d", i);
        (void)test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, ref, ref, ZK_F_CONTRIBUTORS,
                                 i == 0 ? "@丁;@鄂;@范" : "@丁;@鄂", ZK_F_YEAR, "2024", -1);
    }
    (void)test_directory_put(&directory, ZK_KIND_PROPOSAL, "P1", "P1", ZK_F_AUTHORS, "@程;@顾",
                             ZK_F_RECOMMENDER, "@公司", ZK_F_YEAR, "2026", -1);

    ck_assert_uint_eq(rules_between(ann, ann), 1u << ZK_AVOID_SAME_PERSON);
    ck_assert_uint_eq(rules_between(eve, gus),
                      1u << ZK_AVOID_SAME_PERSON | 1u << ZK_AVOID_MAIL_DOMAIN);
    ck_assert_uint_eq(rules_between(eve, fay),
                      1u << ZK_AVOID_MAIL_DOMAIN | 1u << ZK_AVOID_SHARED_WORK);
    ck_assert_uint_eq(rules_between(ann, bob), 1u << ZK_AVOID_ORGANISATION);
    ck_assert_uint_eq(rules_between(school, bob), 1u << ZK_AVOID_ORGANISATION);
    ck_assert_uint_eq(rules_between(ann, cid), 1u << ZK_AVOID_PARENT);
    ck_assert_uint_eq(rules_between(university, bob), 1u << ZK_AVOID_PARENT);
    ck_assert_uint_eq(rules_between(dan, bob), 1u << ZK_AVOID_DECLARED);
    ck_assert_uint_eq(rules_between(dan, school), 1u << ZK_AVOID_DECLARED);
    ck_assert_uint_eq(rules_between(dan, eve),
                      1u << ZK_AVOID_SHARED_WORK | 1u << ZK_AVOID_SHARED_WORKS);
    ck_assert_uint_eq(rules_between(cid, gus), 1u << ZK_AVOID_COSIGNER);
    ck_assert_uint_eq(rules_between(firm, gus), 1u << ZK_AVOID_RECOMMENDER);
    ck_assert_uint_eq(rules_between(firm, eve), 1u << ZK_AVOID_WORKSTATION);
    ck_assert_uint_eq(rules_between(firm, station), 1u << ZK_AVOID_ORGANISATION);
    ck_assert_uint_eq(rules_between(station, eve), 1u << ZK_AVOID_WORKSTATION);
    ck_assert_uint_eq(rules_between(firm, ann), 0);

    report = check(dan, &eve, 1, ZK_SEE_OFFICE);
    ck_assert_uint_eq(report->count, 2);
    ck_assert_uint_eq(report->findings[0].total, 3);
    ck_assert_uint_eq(report->findings[0].count, ZK_AVOID_EVIDENCE);
    ck_assert_int_eq(report->findings[0].evidence[1].kind, ZK_KIND_ACHIEVEMENT);
    ck_assert_str_eq(report->findings[0].evidence[1].title, "A1");
    ck_assert(zk_avoid_blocks(report, eve) && !zk_avoid_blocks(report, dan));
    test_directory_close(&directory);
}
END_TEST

START_TEST(years_number_and_lists_of_the_table_decide)
{
    struct zk_avoid_query query = { .year = YEAR, .count = 1, .round = "第一轮" };
    struct zk_avoid_report *report;
    int64_t ann, bob;

    test_directory_open(&directory, 0, 1);
    (void)put(ZK_KIND_ORGANISATION, "市", ZK_F_REGION, "370400");
    (void)put(ZK_KIND_ORGANISATION, "局", ZK_F_HOST, "@市");
    (void)put(ZK_KIND_ORGANISATION, "院", ZK_F_HOST, "@市");
    ann = test_directory_put(&directory, ZK_KIND_EXPERT, "安", "安", ZK_F_ORGANISATION, "@局",
                             ZK_F_EMAIL, "a@qq.com", -1);
    bob = test_directory_put(&directory, ZK_KIND_EXPERT, "博", "博", ZK_F_ORGANISATION, "@院",
                             ZK_F_EMAIL, "b@QQ.com", -1);
    (void)test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, "A", "A", ZK_F_CONTRIBUTORS,
                             "@安;@博", ZK_F_YEAR, "2020", -1);
    (void)test_directory_put(&directory, ZK_KIND_PROPOSAL, "P", "P", ZK_F_AUTHORS, "@安;@博",
                             ZK_F_ROUND, "第一轮", ZK_F_YEAR, "2001", -1);

    ck_assert_uint_eq(rules_between(ann, bob), 1u << ZK_AVOID_PARENT); /* all else is old, or qq */
    tune(ZK_AVOID_PARENT, true, ZK_AVOID_WARN, 0, 2, "[\"市\"]");
    ck_assert_uint_eq(rules_between(ann, bob), 0);
    tune(ZK_AVOID_SHARED_WORK, true, ZK_AVOID_WARN, 6, 1, NULL);
    ck_assert_uint_eq(rules_between(ann, bob), 1u << ZK_AVOID_SHARED_WORK);
    tune(ZK_AVOID_SHARED_WORK, true, ZK_AVOID_WARN, 6, 2, NULL);
    ck_assert_uint_eq(rules_between(ann, bob), 0);
    tune(ZK_AVOID_MAIL_DOMAIN, true, ZK_AVOID_WARN, 0, 1, "[]");
    ck_assert_uint_eq(rules_between(ann, bob), 1u << ZK_AVOID_MAIL_DOMAIN);
    query.subject = ann;
    query.candidates = &bob;
    query.see = ZK_SEE_OFFICE;
    OK(zk_avoid_check(directory.store, &query, directory.arena, &report, &error));
    ck_assert_uint_eq(report->count, 2); /* of that round, however old */
    ck_assert_int_eq(report->findings[0].rule, ZK_AVOID_COSIGNER);
    ck_assert_int_eq(report->findings[0].effect, ZK_AVOID_BLOCK);
    test_directory_close(&directory);
}
END_TEST

START_TEST(what_a_role_may_not_see_counts_and_is_not_told)
{
    struct zk_avoid_report *report;
    int64_t firm, dan, eve;

    test_directory_open(&directory, 0, 1);
    firm = put(ZK_KIND_ORGANISATION, "公司", ZK_F_REGION, "370400");
    dan = put(ZK_KIND_EXPERT, "丁", ZK_F_AVOID_ORGANISATIONS, "@公司");
    eve = put(ZK_KIND_EXPERT, "鄂", ZK_F_REGION, "370400");
    (void)test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, "密", "密", ZK_F_CONTRIBUTORS, "@鄂",
                             ZK_F_ORGANISATIONS, "@公司", ZK_F_VISIBILITY, "office", -1);
    report = check(firm, &dan, 1, ZK_SEE_PUBLIC);
    ck_assert_uint_eq(report->count, 1);
    ck_assert(report->findings[0].secret && report->findings[0].count == 0);
    ck_assert(zk_avoid_blocks(report, dan));
    ck_assert(!check(firm, &dan, 1, ZK_SEE_OFFICE)->findings[0].secret);
    report = check(firm, &eve, 1, ZK_SEE_PUBLIC);
    ck_assert_int_eq(report->findings[0].rule, ZK_AVOID_SHARED_WORK);
    ck_assert(report->findings[0].secret && report->findings[0].count == 0);
    report = check(firm, &eve, 1, ZK_SEE_OFFICE);
    ck_assert_uint_eq(report->findings[0].count, 1);
    ck_assert_str_eq(report->findings[0].evidence[0].title, "密");
    test_directory_close(&directory);
}
END_TEST

START_TEST(a_setting_is_checked_and_a_stale_one_refused)
{
    struct zk_avoid_setting settings[ZK_AVOID_RULES], one;

    test_directory_open(&directory, 0, 1);
    OK(zk_avoid_settings(directory.store, directory.arena, settings, &error));
    OK(zk_store_begin(directory.store, &error));
    one = settings[ZK_AVOID_PARENT];
    one.list = "[\"没有\"]";
    ck_assert_int_eq(zk_avoid_setting_put(directory.store, &one, &error), ZK_BAD_VALUE);
    ck_assert_str_eq(error.field, "list");
    one = settings[ZK_AVOID_COSIGNER];
    one.years = 51;
    ck_assert_int_eq(zk_avoid_setting_put(directory.store, &one, &error), ZK_BAD_VALUE);
    one.years = 50;
    one.number = 0;
    ck_assert_int_eq(zk_avoid_setting_put(directory.store, &one, &error), ZK_BAD_VALUE);
    one.number = 1;
    OK(zk_avoid_setting_put(directory.store, &one, &error));
    ck_assert_int_eq(zk_avoid_setting_put(directory.store, &one, &error), ZK_CONFLICT);
    zk_store_rollback(directory.store);
    test_directory_close(&directory);
}
END_TEST

/* ---- a random directory ---- */

static int64_t parties[PARTIES + 1]; /* the last is no record */

static const char *some(const char *letter, int range, int most, char *out, size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (int n = 1 + rand() % most; n > 0; n--)
        len += (size_t)snprintf(out + len, size - len, "%s@%s%d", len > 0 ? ";" : "", letter,
                                rand() % range);
    return out;
}

static void make_people(void)
{
    static const char *const domains[] = { "qq.com", "zzu.edu.cn", "Firm.cn" };
    char ref[16], one[64], two[64], mail[64];
    size_t n = 0;

    for (int i = 0; i < ORGANISATIONS; i++) {
        (void)snprintf(ref, sizeof(ref), "O%d", i);
        parties[n++] =
            i > 2 ? put(ZK_KIND_ORGANISATION, ref, ZK_F_HOST, some("O", i, 1, one, sizeof(one)))
                  : put(ZK_KIND_ORGANISATION, ref, ZK_F_REGION, "370400");
    }
    for (int i = 0; i < EXPERTS; i++) {
        (void)snprintf(ref, sizeof(ref), "E%d", i);
        (void)snprintf(mail, sizeof(mail), "m%d@%s", rand() % 30, domains[rand() % 3]);
        parties[n++] = test_directory_put(&directory, ZK_KIND_EXPERT, ref, ref, ZK_F_ORGANISATION,
                                          some("O", ORGANISATIONS, 1, one, sizeof(one)), ZK_F_EMAIL,
                                          mail, rand() % 4 || i == 0 ? -1 : (int)ZK_F_AVOID_EXPERTS,
                                          some("E", i ? i : 1, 2, two, sizeof(two)),
                                          ZK_F_AVOID_ORGANISATIONS, rand() % 2 ? "@O1" : "@O7", -1);
    }
    for (int i = 0; i < STATIONS; i++) {
        (void)snprintf(ref, sizeof(ref), "W%d", i);
        parties[n++] = test_directory_put(
            &directory, i % 2 ? ZK_KIND_WORKSTATION : ZK_KIND_SOCIETY, ref, ref, ZK_F_HOST,
            some("O", ORGANISATIONS, 1, one, sizeof(one)), i % 2 ? (int)ZK_F_EXPERTS : -1,
            some("E", EXPERTS, 4, two, sizeof(two)), -1);
    }
    (void)test_directory_put(&directory, ZK_KIND_ORGANISATION, "O0", "O0", ZK_F_LEADERS, "@E3;@E5",
                             -1);
    ck_assert_uint_eq(n, PARTIES);
    parties[PARTIES] = 999999;
}

static void make_random(void)
{
    char ref[16], one[128], two[64], year[8];

    test_directory_open(&directory, 0, 17);
    make_people();
    for (int i = 0; i < WORKS; i++) {
        bool work = i % 3 != 0;

        (void)snprintf(ref, sizeof(ref), "A%d", i);
        (void)snprintf(year, sizeof(year), "%d", 2018 + rand() % 9);
        (void)test_directory_put(&directory, work ? ZK_KIND_ACHIEVEMENT : ZK_KIND_PROPOSAL, ref,
                                 ref, work ? ZK_F_CONTRIBUTORS : ZK_F_AUTHORS,
                                 some("E", 12, 4, one, sizeof(one)),
                                 work ? ZK_F_ORGANISATIONS : ZK_F_RECOMMENDER,
                                 some("O", ORGANISATIONS, 1, two, sizeof(two)),
                                 rand() % 5 ? (int)ZK_F_YEAR : -1, year, -1);
    }
}

/* What speaks against every pair, one batch a subject. */
static void fill(unsigned rules[PARTIES + 1][PARTIES + 1])
{
    memset(rules, 0, sizeof(unsigned[PARTIES + 1][PARTIES + 1]));
    for (int x = 0; x <= PARTIES; x++) {
        struct zk_avoid_report *report = check(parties[x], parties, PARTIES + 1, ZK_SEE_OFFICE);

        for (int y = 0; y <= PARTIES; y++) {
            size_t count;
            const struct zk_avoid_finding *found = zk_avoid_of(report, parties[y], &count);

            for (size_t i = 0; i < count; i++)
                rules[x][y] |= 1u << found[i].rule;
        }
    }
}

static unsigned before[PARTIES + 1][PARTIES + 1], after[PARTIES + 1][PARTIES + 1];

START_TEST(every_rule_holds_both_ways)
{
    unsigned seen = 0;

    make_random();
    fill(before);
    for (int x = 0; x <= PARTIES; x++) {
        for (int y = 0; y <= PARTIES; y++) {
            ck_assert_msg(before[x][y] == before[y][x], "%d and %d: %x, %x", x, y, before[x][y],
                          before[y][x]);
            seen |= x != y ? before[x][y] : 0;
        }
    }
    ck_assert_uint_eq(seen, ALL); /* else nothing was tried */
    test_directory_close(&directory);
}
END_TEST

START_TEST(a_batch_says_what_checks_one_by_one_say)
{
    make_random();
    fill(before);
    for (int x = 0; x <= PARTIES; x += 3) {
        for (int y = 0; y <= PARTIES; y++)
            ck_assert_uint_eq(rules_between(parties[x], parties[y]), before[x][y]);
    }
    test_directory_close(&directory);
}
END_TEST

START_TEST(a_rule_switched_off_takes_its_findings_and_no_other)
{
    struct zk_avoid_setting settings[ZK_AVOID_RULES];

    make_random();
    OK(zk_avoid_settings(directory.store, directory.arena, settings, &error));
    fill(before);
    for (int rule = 0; rule < ZK_AVOID_RULES; rule++) {
        const struct zk_avoid_setting *s = &settings[rule];

        tune((enum zk_avoid_rule)rule, false, s->effect, s->years, s->number, NULL);
        fill(after);
        for (int x = 0; x <= PARTIES; x++) {
            for (int y = 0; y <= PARTIES; y++)
                ck_assert_uint_eq(after[x][y], before[x][y] & ~(1u << rule));
        }
        tune((enum zk_avoid_rule)rule, true, s->effect, s->years, s->number, NULL);
    }
    test_directory_close(&directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("avoid");
    TCase *rules = tcase_create("rules"), *all = tcase_create("all");

    tcase_add_test(rules, each_rule_finds_its_tie_and_names_the_evidence);
    tcase_add_test(rules, years_number_and_lists_of_the_table_decide);
    tcase_add_test(rules, what_a_role_may_not_see_counts_and_is_not_told);
    tcase_add_test(rules, a_setting_is_checked_and_a_stale_one_refused);
    tcase_set_timeout(all, 120);
    tcase_add_test(all, every_rule_holds_both_ways);
    tcase_add_test(all, a_batch_says_what_checks_one_by_one_say);
    tcase_add_test(all, a_rule_switched_off_takes_its_findings_and_no_other);
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, all);
    return test_run(suite);
}
