/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introductions: who may move what, whom one concerns, and what a finished one leaves behind.
 */
#include "introductions.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 86400, START = TEST_INTRODUCTIONS_START };

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

/* What is written here is the whole of it: o the office, e the enterprise, x the expert. */
static const char *const allowed[] = {
    "requested approved o",      "requested declined o",     "requested withdrawn oe",
    "approved contacted o",      "approved unreachable o",   "approved declined ox",
    "approved not_for_me ox",    "contacted in_progress oex", "contacted no_help oe",
    "contacted unreachable o",   "contacted declined ox",    "contacted not_for_me ox",
    "in_progress done oe",       "in_progress no_help oe",   "in_progress unreachable o",
    "in_progress declined ox",
};

static const char *roles_of(enum zk_introduction_state from, enum zk_introduction_state to)
{
    const char *a = zk_introduction_state_name(from), *b = zk_introduction_state_name(to);

    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        const char *row = allowed[i];

        if (strncmp(row, a, strlen(a)) == 0 && row[strlen(a)] == ' ' &&
            strncmp(row + strlen(a) + 1, b, strlen(b)) == 0 &&
            row[strlen(a) + 1 + strlen(b)] == ' ')
            return strrchr(row, ' ') + 1;
    }
    return "";
}

static bool expected(enum zk_introduction_state from, enum zk_introduction_state to,
                     enum zk_role role)
{
    const char *roles = roles_of(from, to);

    return (role == ZK_ROLE_OFFICE && strchr(roles, 'o')) ||
           (role == ZK_ROLE_ENTERPRISE && strchr(roles, 'e')) ||
           (role == ZK_ROLE_EXPERT && strchr(roles, 'x'));
}

START_TEST(the_table_allows_these_moves_and_no_other)
{
    int moves = 0;

    for (int from = 0; from < ZK_INTRODUCTION_STATES; from++) {
        for (int to = 0; to < ZK_INTRODUCTION_STATES; to++) {
            for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
                enum zk_introduction_state a = (enum zk_introduction_state)from;
                enum zk_introduction_state b = (enum zk_introduction_state)to;
                enum zk_role role = (enum zk_role)(1u << bit);

                ck_assert_msg(zk_introduction_may(a, b, role) == expected(a, b, role),
                              "%s to %s by %s", zk_introduction_state_name(a),
                              zk_introduction_state_name(b), zk_role_name(role));
                moves += zk_introduction_may(a, b, role);
            }
        }
        ck_assert_int_eq(zk_introduction_state_find(
                             zk_introduction_state_name((enum zk_introduction_state)from)),
                         from);
    }
    ck_assert_int_eq(moves, 27);
    ck_assert_int_eq(zk_introduction_state_find("lost"), ZK_INTRODUCTION_STATES);
}
END_TEST

START_TEST(who_asked_and_the_office_rate_what_has_ended_well_or_not_and_nobody_else)
{
    for (int state = 0; state < ZK_INTRODUCTION_STATES; state++) {
        for (int bit = 0; bit < ZK_ROLE_BITS; bit++)
            ck_assert_int_eq(zk_introduction_may_rate((enum zk_introduction_state)state,
                                                      (enum zk_role)(1u << bit)),
                             (state == ZK_INTRODUCTION_DONE || state == ZK_INTRODUCTION_NO_HELP) &&
                                 (bit == ZK_ROLE_BIT_OFFICE || bit == ZK_ROLE_BIT_ENTERPRISE));
    }
}
END_TEST

static void put_state(int64_t id, enum zk_introduction_state state)
{
    OK(zk_sql_run(t.d.store, "UPDATE introduction SET state = ?2 WHERE id = ?1", &error, "it", id,
                  zk_introduction_state_name(state)));
}

/* Every pair of states, tried by each of the three whom an introduction concerns. */
START_TEST(every_move_that_is_not_in_the_table_is_refused_and_changes_nothing)
{
    const struct zk_who *people[] = { &t.office, &t.enterprise, &t.himself };
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);

    for (int from = 0; from < ZK_INTRODUCTION_STATES; from++) {
        for (int to = 0; to < ZK_INTRODUCTION_STATES; to++) {
            for (size_t p = 0; p < 3; p++) {
                struct zk_introduction_change change = { .state = (enum zk_introduction_state)to };
                const char *roles = roles_of((enum zk_introduction_state)from, change.state);
                enum zk_status st;

                put_state(id, (enum zk_introduction_state)from);
                st = test_try_move(&t, people[p], id, change);
                if (expected((enum zk_introduction_state)from, change.state, people[p]->role))
                    ck_assert_int_eq(st, ZK_OK);
                else
                    ck_assert_int_eq(st, roles[0] ? ZK_FORBIDDEN : ZK_REFUSED);
                ck_assert_int_eq(test_get(&t, id)->state, st == ZK_OK ? to : from);
            }
        }
    }
}
END_TEST

START_TEST(steps_are_kept_with_who_when_and_why)
{
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    struct zk_introduction_step *steps;
    size_t count;

    t.now += 100;
    OK(test_try_move(&t, &t.office, id,
                (struct zk_introduction_change){ .state = ZK_INTRODUCTION_APPROVED,
                                                 .note = "同意" }));
    t.now += 10 * DAY;
    OK(zk_introduction_chase(&t.access, t.d.store, &t.office, &t.days, test_get(&t, id), "电话无人接听", &error));
    OK(zk_introduction_steps(t.d.store, &t.office, id, t.d.arena, &steps, &count, &error));
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(steps[0].at, START);
    ck_assert_str_eq(steps[0].role, "enterprise");
    ck_assert_int_eq(steps[0].state, ZK_INTRODUCTION_REQUESTED);
    ck_assert_str_eq(steps[1].note, "同意");
    ck_assert_int_eq(steps[1].at, START + 100);
    ck_assert_int_eq(steps[2].what, ZK_INTRODUCTION_CHASE);
    ck_assert_int_eq(steps[2].reminder, 1);
    OK(zk_introduction_steps(t.d.store, &t.enterprise, id, t.d.arena, &steps, &count, &error));
    ck_assert_uint_eq(count, 2); /* a chase is the office's own */
}
END_TEST

START_TEST(two_who_move_at_once_are_told_apart)
{
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    struct zk_introduction *seen = test_get(&t, id);
    struct zk_introduction_change change = { .state = ZK_INTRODUCTION_APPROVED };

    OK(zk_introduction_change(&t.access, t.d.store, &t.office, seen, &change, &error));
    change.state = ZK_INTRODUCTION_DECLINED;
    ck_assert_int_eq(zk_introduction_change(&t.access, t.d.store, &t.office, seen, &change, &error),
                     ZK_CONFLICT);
    ck_assert_int_eq(test_get(&t, id)->state, ZK_INTRODUCTION_APPROVED);
}
END_TEST

START_TEST(one_concerns_its_enterprise_the_office_and_the_expert_once_approved)
{
    struct zk_introduction *found;
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    struct zk_who nobodys = { .account = 5, .role = ZK_ROLE_ENTERPRISE };
    const struct zk_who *strangers[] = { &t.stranger, &t.visitor, &nobodys, &t.himself };
    bool strange;

    OK(zk_introduction_get(t.d.store, &t.enterprise, id, t.d.arena, &found, &strange, &error));
    ck_assert_str_eq(found->organisation_name, "甲公司");
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(zk_introduction_get(t.d.store, strangers[i], id, t.d.arena, &found, &strange,
                                             &error),
                         ZK_NOT_FOUND);
        ck_assert(strange && !found);
    }
    test_move(&t, id, ZK_INTRODUCTION_APPROVED);
    OK(zk_introduction_get(t.d.store, &t.himself, id, t.d.arena, &found, &strange, &error));
    ck_assert_int_eq(zk_introduction_get(t.d.store, &t.stranger, id, t.d.arena, &found, &strange, &error),
                     ZK_NOT_FOUND);
    ck_assert_int_eq(zk_introduction_get(t.d.store, &t.office, id + 1, t.d.arena, &found, &strange,
                                         &error),
                     ZK_NOT_FOUND);
    ck_assert(!strange);
}
END_TEST

START_TEST(only_an_open_demand_is_introduced_to_somebody_public_and_once_at_a_time)
{
    int64_t id, hidden = test_directory_put(&t.d, ZK_KIND_EXPERT, "E2", "某人", ZK_F_VISIBILITY,
                                            "office", -1);

    ck_assert_int_eq(test_try_ask(&t, t.draft, ZK_KIND_EXPERT, t.expert, &id), ZK_REFUSED);
    ck_assert_int_eq(test_try_ask(&t, t.demand, ZK_KIND_EXPERT, hidden, &id), ZK_BAD_VALUE);
    ck_assert_int_eq(test_try_ask(&t, t.demand, ZK_KIND_EXPERT, t.society, &id), ZK_BAD_VALUE);
    ck_assert_int_eq(test_try_ask(&t, t.demand, ZK_KIND_ORGANISATION, t.firm, &id), ZK_BAD_VALUE);
    ck_assert_int_eq(test_try_ask(&t, t.demand, ZK_KIND_EXPERT, 9999, &id), ZK_BAD_VALUE);
    id = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    ck_assert_int_eq(test_try_ask(&t, t.demand, ZK_KIND_EXPERT, t.expert, &id), ZK_DUPLICATE);
    (void)test_ask(&t, ZK_KIND_SOCIETY, t.society);
    OK(test_try_move(&t, &t.enterprise, test_get(&t, 1)->id,
                (struct zk_introduction_change){ .state = ZK_INTRODUCTION_WITHDRAWN }));
    (void)test_ask(&t, ZK_KIND_EXPERT, t.expert); /* the first has ended */
}
END_TEST

START_TEST(outcome_and_satisfaction_are_said_at_the_end_and_by_whom_they_are_for)
{
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    struct zk_introduction_change rate = { ZK_INTRODUCTION_STATES, NULL, NULL, 4 };
    char long_text[3 * ZK_INTRODUCTION_OUTCOME_MAX + 4] = "";

    ck_assert_int_eq(test_try_move(&t, &t.enterprise, id, rate), ZK_REFUSED);
    test_finish(&t, id, 0);
    ck_assert_int_eq(test_try_move(&t, &t.himself, id, rate), ZK_FORBIDDEN);
    OK(test_try_move(&t, &t.enterprise, id, rate));
    ck_assert_int_eq(test_get(&t, id)->satisfaction, 4);
    ck_assert_str_eq(test_get(&t, id)->outcome, "已签合同");
    rate.satisfaction = 6;
    ck_assert_int_eq(test_try_move(&t, &t.office, id, rate), ZK_BAD_VALUE);
    for (int i = 0; i <= ZK_INTRODUCTION_OUTCOME_MAX; i++)
        memcpy(long_text + 3 * i, "好", 4);
    rate = (struct zk_introduction_change){ ZK_INTRODUCTION_STATES, NULL, long_text, 0 };
    ck_assert_int_eq(test_try_move(&t, &t.office, id, rate), ZK_TOO_LONG);
    ck_assert_int_eq(test_try_move(&t, &t.office, id,
                              (struct zk_introduction_change){ ZK_INTRODUCTION_STATES, "只有备注",
                                                               NULL, 0 }),
                     ZK_BAD_VALUE);
}
END_TEST

/* ---- lists ---- */

START_TEST(lists_hold_what_concerns_who_asks_and_count_what_they_hold)
{
    struct zk_introduction_filter filter = { .size = 2 };
    struct zk_introduction_page page;
    int64_t first = test_ask(&t, ZK_KIND_EXPERT, t.expert), second = test_ask(&t, ZK_KIND_SOCIETY, t.society);

    t.now += 60;
    test_move(&t, first, ZK_INTRODUCTION_APPROVED);
    OK(zk_introduction_list(&t.access, t.d.store, &t.enterprise, &t.days, &filter, t.d.arena, &page,
                            &error));
    ck_assert_int_eq(page.total, 2);
    ck_assert_int_eq(page.list[0].id, first); /* the newest move first */
    ck_assert_int_eq(page.states[ZK_INTRODUCTION_APPROVED], 1);
    filter.from = 1;
    OK(zk_introduction_list(&t.access, t.d.store, &t.office, &t.days, &filter, t.d.arena, &page, &error));
    ck_assert_uint_eq(page.count, 1);
    ck_assert_int_eq(page.list[0].id, second);
    filter = (struct zk_introduction_filter){ .size = 9,
                                              .states = 1u << ZK_INTRODUCTION_REQUESTED };
    OK(zk_introduction_list(&t.access, t.d.store, &t.office, &t.days, &filter, t.d.arena, &page, &error));
    ck_assert_int_eq(page.total, 1);
    ck_assert_int_eq(page.list[0].id, second);
    filter = (struct zk_introduction_filter){ .size = 9, .candidate = t.expert, .demand = t.demand };
    OK(zk_introduction_list(&t.access, t.d.store, &t.himself, &t.days, &filter, t.d.arena, &page, &error));
    ck_assert_int_eq(page.total, 1);
    filter.candidate = 0;
    OK(zk_introduction_list(&t.access, t.d.store, &t.stranger, &t.days, &filter, t.d.arena, &page, &error));
    ck_assert_int_eq(page.total, 0);
}
END_TEST

/* ---- what is left behind ---- */

static size_t helped(void)
{
    return test_read(&t, ZK_KIND_DEMAND, t.demand)->values[ZK_F_HELPED_EXPERTS].count;
}

START_TEST(a_finished_introduction_is_written_into_its_demand_unless_it_was_of_no_use)
{
    struct zk_introduction_change rate = { .state = ZK_INTRODUCTION_STATES, .satisfaction = 2 };
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert), again;

    ck_assert_uint_eq(helped(), 0);
    test_finish(&t, id, 4);
    ck_assert_uint_eq(helped(), 1);
    ck_assert_int_eq(test_read(&t, ZK_KIND_DEMAND, t.demand)->values[ZK_F_HELPED_EXPERTS].items[0].id, t.expert);
    OK(test_try_move(&t, &t.enterprise, id, rate));
    ck_assert_uint_eq(helped(), 0); /* on second thoughts it was not */
    again = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    test_finish(&t, again, 0);
    ck_assert_uint_eq(helped(), 1); /* one that was not rated speaks for him */
    OK(test_try_move(&t, &t.enterprise, id, rate));
    ck_assert_uint_eq(helped(), 1); /* and the other still does */
    test_finish(&t, test_ask(&t, ZK_KIND_SOCIETY, t.society), 5);
    ck_assert_uint_eq(test_read(&t, ZK_KIND_DEMAND, t.demand)->values[ZK_F_HELPED_SOCIETIES].count, 1);
}
END_TEST

START_TEST(figures_say_how_many_are_under_way_and_how_they_ended)
{
    int64_t first = test_ask(&t, ZK_KIND_EXPERT, t.expert), ids[3], open[3];
    struct zk_introduction_figures figures;
    struct zk_introduction_record *records;
    size_t found;

    ids[0] = t.society;
    ids[1] = t.expert;
    ids[2] = 9999;
    test_finish(&t, first, 4);
    OK(zk_introduction_open_counts(t.d.store, ids, 3, t.d.arena, open, &error));
    ck_assert_int_eq(open[0] + open[1] + open[2], 0);
    test_move(&t, test_ask(&t, ZK_KIND_EXPERT, t.expert), ZK_INTRODUCTION_APPROVED);
    (void)test_ask(&t, ZK_KIND_SOCIETY, t.society); /* which is nobody's load yet */
    OK(zk_introduction_open_counts(t.d.store, ids, 3, t.d.arena, open, &error));
    ck_assert_int_eq(open[0], 0);
    ck_assert_int_eq(open[1], 1);
    ck_assert_int_eq(open[2], 0);
    OK(zk_introduction_figures_of(t.d.store, t.expert, &figures, &error));
    ck_assert_int_eq(figures.open, 1);
    ck_assert_int_eq(figures.done, 1);
    ck_assert_double_eq_tol(figures.satisfaction, 4, 1e-9);
    OK(zk_introduction_records_of(t.d.store, ids, 3, t.d.arena, &records, &found, &error));
    ck_assert_uint_eq(found, 1);
    ck_assert_int_eq(records[0].candidate, t.expert);
    ck_assert_int_eq(records[0].done, 1);
    ck_assert_int_eq(records[0].year, 2027);
    ck_assert_uint_eq(records[0].discipline_count, 2);
    ck_assert_str_eq(records[0].disciplines[0], "430");
}
END_TEST

START_TEST(an_introduction_follows_who_is_merged_and_forgets_who_is_gone)
{
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert), same = test_directory_put(&t.d, ZK_KIND_EXPERT, "E9",
                                                                        "王磊（重）", -1);
    struct zk_introduction_step *steps;
    size_t count;

    OK(zk_store_merge(t.d.store, ZK_KIND_EXPERT, t.expert, same, &error));
    ck_assert_int_eq(test_get(&t, id)->candidate, same);
    OK(test_try_move(&t, &t.office, id,
                (struct zk_introduction_change){ .state = ZK_INTRODUCTION_APPROVED,
                                                 .note = "他说周三有空" }));
    OK(zk_store_delete(t.d.store, ZK_KIND_EXPERT, same, &error));
    ck_assert_int_eq(test_get(&t, id)->candidate, 0);
    ck_assert_str_eq(test_get(&t, id)->candidate_name, "王磊（重）");
    OK(zk_introduction_steps(t.d.store, &t.office, id, t.d.arena, &steps, &count, &error));
    for (size_t i = 0; i < count; i++)
        ck_assert_ptr_null(steps[i].note);
    ck_assert_ptr_null(strstr(test_get(&t, id)->message, "帮助"));
    test_move(&t, id, ZK_INTRODUCTION_UNREACHABLE);
}
END_TEST

static int64_t number(const char *text, int64_t of)
{
    int64_t value = -1;

    OK(zk_sql_number(t.d.store, &value, text, &error, "i", of));
    return value;
}

START_TEST(what_hangs_on_a_merged_record_moves_and_one_introduction_of_a_pair_stays_open)
{
    static const char *const kept[] = {
        "INSERT INTO account (id, login, name, role, state, created_at)"
        " VALUES (?1 * 0 + 77, 'keeper', 'K', 'office', 'active', 1)",
        "INSERT INTO saved (id, account_id, what, name, query, record_id, known, automatic,"
        " made_at, looked_at) VALUES (5, 77, 'fitting', 'S', '', ?1, x'', 0, 1, 1)",
        "INSERT INTO alert (account_id, topic, what, saved_id, record_id, made_at)"
        " VALUES (77, 'saved 5 record ' || ?1, 'match', 5, ?1, 1)",
        "INSERT INTO shortlist (account_id, place, record_id) VALUES (77, 0, ?1)",
        "INSERT INTO draft (record_id, account_id, version, at)"
        " SELECT id, 77, version, 1 FROM record WHERE id = ?1",
        "INSERT INTO subject_request (what, kind, record_id, text, at, due_at)"
        " VALUES ('export', 'expert', ?1, 'x', 1, 1)",
    };
    static const char *const tables[] = { "saved", "alert", "shortlist", "draft",
                                          "subject_request" };
    int64_t same = test_directory_put(&t.d, ZK_KIND_EXPERT, "E9", "王磊（重）", -1);
    int64_t early = test_ask(&t, ZK_KIND_EXPERT, same), far = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    int64_t version;
    char text[128];

    test_move(&t, far, ZK_INTRODUCTION_APPROVED);
    version = test_get(&t, far)->version;
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        OK(zk_sql_run(t.d.store, kept[i], &error, "i", t.expert));
    OK(zk_store_merge(t.d.store, ZK_KIND_EXPERT, t.expert, same, &error));
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        (void)snprintf(text, sizeof(text), "SELECT count(*) FROM %s WHERE record_id = ?1",
                       tables[i]);
        ck_assert_msg(number(text, same) == 1, "%s stays behind", tables[i]);
    }
    ck_assert_int_eq(number("SELECT count(*) FROM alert WHERE topic = 'saved 5 record ' || ?1", same), 1);
    ck_assert_int_eq(number("SELECT count(*) FROM draft d JOIN record r ON r.id = d.record_id"
                            " AND r.version = d.version WHERE r.id = ?1", same), 1);
    ck_assert_int_eq(test_get(&t, far)->state, ZK_INTRODUCTION_APPROVED);
    ck_assert_int_gt(test_get(&t, far)->version, version);
    ck_assert_int_eq(test_get(&t, early)->state, ZK_INTRODUCTION_WITHDRAWN);
    ck_assert_int_eq(number("SELECT count(*) FROM introduction_step WHERE introduction_id = ?1"
                            " AND state = 'withdrawn' AND note <> ''", early), 1);
}
END_TEST

START_TEST(a_merged_demand_keeps_its_words_and_its_gap_unless_the_other_has_its_own)
{
    int64_t into = t.demand, from = t.draft;

    OK(zk_sql_run(t.d.store, "INSERT INTO demand_terms (demand_id, must, dropped) VALUES (?1, '[1]', '[]')", &error, "i", from));
    OK(zk_sql_run(t.d.store, "INSERT INTO gap (demand_id, at, terms, candidates, best) VALUES (?1, 1, '[]', 0, 0)", &error, "i", from));
    OK(zk_sql_run(t.d.store, "INSERT INTO demand_terms (demand_id, must, dropped) VALUES (?1, '[2]', '[]')", &error, "i", into));
    OK(zk_sql_run(t.d.store, "INSERT INTO demand_closing (demand_id, at, account_id, reason) VALUES (?1, 1, 1, 'x')", &error, "i", from));
    ck_assert_int_eq(zk_store_merge(t.d.store, ZK_KIND_DEMAND, from, into, &error), ZK_REFUSED);
    OK(zk_sql_run(t.d.store, "UPDATE demand SET demand_status = 'open' WHERE id = ?1", &error, "i", from));
    OK(zk_store_merge(t.d.store, ZK_KIND_DEMAND, from, into, &error));
    ck_assert_int_eq(number("SELECT count(*) FROM demand_terms WHERE demand_id = ?1 AND must = '[2]'", into), 1);
    ck_assert_int_eq(number("SELECT count(*) FROM gap WHERE demand_id = ?1", into), 1);
    ck_assert_int_eq(number("SELECT count(*) FROM demand_closing WHERE demand_id = ?1", into), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("introduction");
    TCase *tc = tcase_create("introduction");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, the_table_allows_these_moves_and_no_other);
    tcase_add_test(tc, who_asked_and_the_office_rate_what_has_ended_well_or_not_and_nobody_else);
    tcase_add_test(tc, every_move_that_is_not_in_the_table_is_refused_and_changes_nothing);
    tcase_add_test(tc, steps_are_kept_with_who_when_and_why);
    tcase_add_test(tc, two_who_move_at_once_are_told_apart);
    tcase_add_test(tc, one_concerns_its_enterprise_the_office_and_the_expert_once_approved);
    tcase_add_test(tc, only_an_open_demand_is_introduced_to_somebody_public_and_once_at_a_time);
    tcase_add_test(tc, outcome_and_satisfaction_are_said_at_the_end_and_by_whom_they_are_for);
    tcase_add_test(tc, lists_hold_what_concerns_who_asks_and_count_what_they_hold);
    tcase_add_test(tc, a_finished_introduction_is_written_into_its_demand_unless_it_was_of_no_use);
    tcase_add_test(tc, figures_say_how_many_are_under_way_and_how_they_ended);
    tcase_add_test(tc, an_introduction_follows_who_is_merged_and_forgets_who_is_gone);
    tcase_add_test(tc, what_hangs_on_a_merged_record_moves_and_one_introduction_of_a_pair_stays_open);
    tcase_add_test(tc, a_merged_demand_keeps_its_words_and_its_gap_unless_the_other_has_its_own);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
