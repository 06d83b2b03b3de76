/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of demands: draft, open, closed; who sees a draft; what closing does to introductions.
 */
#include "introductions.h"
#include "suite.h"

static struct test_introductions t;
static struct zk_error error;

static void begin(void)
{
    test_introductions_open(&t);
}

static void end(void)
{
    test_introductions_close(&t);
}

/* ---- demands ---- */

START_TEST(a_demand_goes_from_draft_to_open_to_closed_and_no_other_way)
{
    static const bool may[ZK_DEMAND_STATES][ZK_DEMAND_STATES] = {
        { false, true, true }, { false, false, true }, { false, false, false }
    };
    int64_t withdrawn;

    for (int from = 0; from < ZK_DEMAND_STATES; from++) {
        for (int to = 0; to < ZK_DEMAND_STATES; to++)
            ck_assert_int_eq(zk_demand_may((enum zk_demand_state)from, (enum zk_demand_state)to),
                             may[from][to]);
    }
    /* nothing is said yet of what is needed */
    ck_assert_int_eq(zk_demand_move(&t.access, t.d.store, &t.enterprise, test_read(&t, ZK_KIND_DEMAND, t.draft),
                                    ZK_DEMAND_OPEN, NULL, &withdrawn, &error),
                     ZK_BAD_VALUE);
    ck_assert_str_eq(error.field, "summary");
    ck_assert_int_eq(zk_demand_move(&t.access, t.d.store, &t.enterprise, test_read(&t, ZK_KIND_DEMAND, t.demand),
                                    ZK_DEMAND_CLOSED, "", &withdrawn, &error),
                     ZK_BAD_VALUE);
    ck_assert_int_eq(zk_demand_move(&t.access, t.d.store, &t.enterprise, test_read(&t, ZK_KIND_DEMAND, t.demand),
                                    ZK_DEMAND_DRAFT, NULL, &withdrawn, &error),
                     ZK_REFUSED);
}
END_TEST

START_TEST(closing_withdraws_what_is_requested_and_leaves_what_is_under_way)
{
    int64_t first = test_ask(&t, ZK_KIND_EXPERT, t.expert), second = test_ask(&t, ZK_KIND_SOCIETY, t.society), withdrawn;
    struct zk_introduction_step *steps;
    size_t count;

    test_move(&t, first, ZK_INTRODUCTION_APPROVED);
    OK(zk_demand_move(&t.access, t.d.store, &t.enterprise, test_read(&t, ZK_KIND_DEMAND, t.demand),
                      ZK_DEMAND_CLOSED, "已自行解决", &withdrawn, &error));
    ck_assert_int_eq(withdrawn, 1);
    ck_assert_int_eq(test_get(&t, first)->state, ZK_INTRODUCTION_APPROVED);
    ck_assert_int_eq(test_get(&t, second)->state, ZK_INTRODUCTION_WITHDRAWN);
    OK(zk_introduction_steps(t.d.store, &t.enterprise, second, t.d.arena, &steps, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(steps[1].note, "已自行解决");
    test_move(&t, first, ZK_INTRODUCTION_CONTACTED); /* goes on */
}
END_TEST

START_TEST(what_is_requested_of_a_demand_that_was_closed_elsewhere_is_not_approved)
{
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert), unused;
    struct zk_record *record = test_read(&t, ZK_KIND_DEMAND, t.demand);
    enum zk_put what;

    record->values[ZK_F_DEMAND_STATUS].text = "closed"; /* as an import would */
    OK(zk_store_put(t.d.store, record, &unused, &what, &error));
    ck_assert_int_eq(test_try_move(&t, &t.office, id,
                              (struct zk_introduction_change){ .state = ZK_INTRODUCTION_APPROVED }),
                     ZK_REFUSED);
    test_move(&t, id, ZK_INTRODUCTION_DECLINED);
}
END_TEST

static bool is_public(int64_t id)
{
    struct zk_record *record;
    enum zk_status st =
        zk_store_get(t.d.store, ZK_KIND_DEMAND, id, ZK_SEE_PUBLIC, t.d.arena, &record, &error);

    ck_assert(st == ZK_OK || st == ZK_NOT_FOUND);
    return st == ZK_OK;
}

START_TEST(a_draft_is_there_for_its_enterprise_and_the_office_alone)
{
    struct zk_record *record = test_read(&t, ZK_KIND_DEMAND, t.draft), *seen;
    struct zk_tie *ties;
    enum zk_put what;
    int64_t unused;
    size_t count;

    ck_assert(!is_public(t.draft));
    OK(zk_store_get(t.d.store, ZK_KIND_DEMAND, t.draft, ZK_SEE_OFFICE, t.d.arena, &seen, &error));
    OK(zk_store_get(t.d.store, ZK_KIND_DEMAND, t.draft, zk_see_of(ZK_ROLE_ENTERPRISE, true), t.d.arena,
                    &seen, &error));
    ck_assert_int_eq(zk_store_get(t.d.store, ZK_KIND_DEMAND, t.draft,
                                  zk_see_of(ZK_ROLE_ENTERPRISE, false), t.d.arena, &seen, &error),
                     ZK_NOT_FOUND);
    OK(zk_store_ties(t.d.store, t.firm, ZK_SEE_PUBLIC, 9, t.d.arena, &ties, &count, &error));
    ck_assert_int_eq(ties[0].total, 1); /* the open one */
    record->values[ZK_F_DEMAND_STATUS].text = "open";
    OK(zk_store_put(t.d.store, record, &unused, &what, &error));
    ck_assert(is_public(t.draft));
    record = test_read(&t, ZK_KIND_DEMAND, t.draft);
    record->values[ZK_F_VISIBILITY].text = "office";
    OK(zk_store_put(t.d.store, record, &unused, &what, &error));
    ck_assert(!is_public(t.draft));
}
END_TEST

START_TEST(demands_are_listed_with_their_introductions)
{
    struct zk_demand_filter filter = { .organisation = t.firm, .size = 10 };
    int64_t first = test_ask(&t, ZK_KIND_EXPERT, t.expert), withdrawn;
    struct zk_demand_page page;

    (void)test_ask(&t, ZK_KIND_SOCIETY, t.society);
    test_finish(&t, first, 5);
    OK(zk_demand_move(&t.access, t.d.store, &t.enterprise, test_read(&t, ZK_KIND_DEMAND, t.demand),
                      ZK_DEMAND_CLOSED, "已完成", &withdrawn, &error));
    OK(zk_demand_list(t.d.store, &filter, t.d.arena, &page, &error));
    ck_assert_int_eq(page.total, 2);
    ck_assert_int_eq(page.list[0].id, t.draft);
    ck_assert_int_eq(page.list[1].done, 1);
    ck_assert_int_eq(page.list[1].ended, 1);
    ck_assert_str_eq(page.list[1].reason, "已完成");
    ck_assert_int_eq(page.list[1].closed_at, t.now);
    filter.states = 1u << ZK_DEMAND_CLOSED;
    OK(zk_demand_list(t.d.store, &filter, t.d.arena, &page, &error));
    ck_assert_int_eq(page.total, 1);
    ck_assert_int_eq(page.states[ZK_DEMAND_DRAFT], 1);
    filter = (struct zk_demand_filter){ .organisation = t.other, .size = 10 };
    OK(zk_demand_list(t.d.store, &filter, t.d.arena, &page, &error));
    ck_assert_int_eq(page.total, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("demand");
    TCase *tc = tcase_create("demand");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, a_demand_goes_from_draft_to_open_to_closed_and_no_other_way);
    tcase_add_test(tc, closing_withdraws_what_is_requested_and_leaves_what_is_under_way);
    tcase_add_test(tc, what_is_requested_of_a_demand_that_was_closed_elsewhere_is_not_approved);
    tcase_add_test(tc, a_draft_is_there_for_its_enterprise_and_the_office_alone);
    tcase_add_test(tc, demands_are_listed_with_their_introductions);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
