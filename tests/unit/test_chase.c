/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reminders of introductions and the chase list, by a clock of the test's own.
 */
#include "introductions.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

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

/* ---- reminders ---- */

static size_t remind(struct zk_reminder **out)
{
    size_t count;

    OK(zk_introduction_remind(&t.access, t.d.store, &t.days, t.d.arena, out, &count, &error));
    return count;
}

START_TEST(each_reminder_is_told_once_in_its_time)
{
    static const int due[] = { 9, 21, 45 };
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    struct zk_reminder *list;

    for (int i = 0; i < 3; i++) {
        t.now = START + (int64_t)due[i] * DAY - 1;
        ck_assert_uint_eq(remind(&list), 0);
        t.now++;
        ck_assert_uint_eq(remind(&list), 1);
        ck_assert_int_eq(list[0].introduction, id);
        ck_assert_int_eq(list[0].reminder, i + 1);
        ck_assert_int_eq(list[0].whom, ZK_CHASE_OFFICE);
        ck_assert_int_eq(list[0].due_since, t.now);
        ck_assert_uint_eq(remind(&list), 0);
    }
    t.now += 1000 * DAY;
    ck_assert_uint_eq(remind(&list), 0);
}
END_TEST

START_TEST(of_several_reminders_that_were_missed_the_last_one_is_told)
{
    struct zk_reminder *list;

    (void)test_ask(&t, ZK_KIND_EXPERT, t.expert);
    t.now = START + 30 * DAY;
    ck_assert_uint_eq(remind(&list), 1);
    ck_assert_int_eq(list[0].reminder, 2);
    t.now = START + 45 * DAY;
    ck_assert_uint_eq(remind(&list), 1);
    ck_assert_int_eq(list[0].reminder, 3);
}
END_TEST

START_TEST(a_chase_answers_the_reminder_that_is_due_and_a_move_begins_anew)
{
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);
    struct zk_reminder *list;

    ck_assert(!zk_chase_of(test_get(&t, id), &t.days, t.now).due);
    t.now = START + 10 * DAY;
    ck_assert(zk_chase_of(test_get(&t, id), &t.days, t.now).due);
    OK(zk_introduction_chase(&t.access, t.d.store, &t.office, &t.days, test_get(&t, id), "已电话", &error));
    ck_assert(!zk_chase_of(test_get(&t, id), &t.days, t.now).due);
    ck_assert_uint_eq(remind(&list), 0); /* it is answered before it was told */
    t.now = START + 21 * DAY;
    ck_assert(zk_chase_of(test_get(&t, id), &t.days, t.now).due);
    ck_assert_uint_eq(remind(&list), 1);
    t.now = START + 45 * DAY;
    OK(zk_introduction_chase(&t.access, t.d.store, &t.office, &t.days, test_get(&t, id), "再次电话", &error));
    ck_assert(zk_chase_of(test_get(&t, id), &t.days, t.now).due); /* the last one stays until it is moved */
    test_move(&t, id, ZK_INTRODUCTION_APPROVED);
    ck_assert(!zk_chase_of(test_get(&t, id), &t.days, t.now).due);
    ck_assert_int_eq(zk_chase_of(test_get(&t, id), &t.days, t.now).next_at, t.now + 9 * DAY);
    t.now += 9 * DAY;
    ck_assert_uint_eq(remind(&list), 1);
    ck_assert_int_eq(list[0].reminder, 1);
}
END_TEST

START_TEST(who_is_to_be_chased_is_who_has_to_do_the_next_thing)
{
    int64_t id = test_ask(&t, ZK_KIND_EXPERT, t.expert);

    ck_assert_int_eq(zk_chase_of(test_get(&t, id), &t.days, t.now).whom, ZK_CHASE_OFFICE);
    test_move(&t, id, ZK_INTRODUCTION_APPROVED);
    ck_assert_int_eq(zk_chase_of(test_get(&t, id), &t.days, t.now).whom, ZK_CHASE_OFFICE);
    test_move(&t, id, ZK_INTRODUCTION_CONTACTED);
    ck_assert_int_eq(zk_chase_of(test_get(&t, id), &t.days, t.now).whom, ZK_CHASE_CANDIDATE);
    test_move(&t, id, ZK_INTRODUCTION_IN_PROGRESS);
    ck_assert_int_eq(zk_chase_of(test_get(&t, id), &t.days, t.now).whom, ZK_CHASE_ENTERPRISE);
    test_move(&t, id, ZK_INTRODUCTION_NO_HELP);
    t.now += 100 * DAY;
    ck_assert(!zk_chase_of(test_get(&t, id), &t.days, t.now).due);
    ck_assert_int_eq(
        zk_introduction_chase(&t.access, t.d.store, &t.office, &t.days, test_get(&t, id), "已电话", &error),
        ZK_REFUSED);
}
END_TEST

/* The list's statement and the arithmetic say the same, over random moves, chases and days. */
START_TEST(the_chase_list_is_what_the_arithmetic_says_is_due)
{
    struct zk_introduction_filter filter = { .due = true, .size = ZK_INTRODUCTION_PAGE_MAX };
    int64_t ids[40];

    srand(7);
    for (int i = 0; i < 40; i++) {
        char ref[16];

        (void)snprintf(ref, sizeof(ref), "X%d", i);
        ids[i] = test_ask(&t, ZK_KIND_EXPERT, test_directory_put(&t.d, ZK_KIND_EXPERT, ref, ref, -1));
    }
    for (int round = 0; round < 60; round++) {
        struct zk_introduction_page page;
        int due = 0;

        t.now += rand() % (5 * DAY);
        for (int i = 0; i < 40; i++) {
            struct zk_introduction *one = test_get(&t, ids[i]);
            enum zk_introduction_state to =
                (enum zk_introduction_state)(rand() % ZK_INTRODUCTION_STATES);

            if (rand() % 12 == 0 && zk_introduction_is_open(one->state))
                OK(zk_introduction_chase(&t.access, t.d.store, &t.office, &t.days, one, "催办", &error));
            if (rand() % 30 == 0 && zk_introduction_may(one->state, to, ZK_ROLE_OFFICE))
                test_move(&t, ids[i], to);
            due += zk_chase_of(test_get(&t, ids[i]), &t.days, t.now).due;
        }
        OK(zk_introduction_list(&t.access, t.d.store, &t.office, &t.days, &filter, t.d.arena, &page,
                                &error));
        ck_assert_int_eq(page.due, due);
        ck_assert_int_eq(page.total, due);
        ck_assert_uint_eq(page.count, (size_t)due);
        for (size_t i = 0; i < page.count; i++) {
            ck_assert(zk_chase_of(&page.list[i], &t.days, t.now).due);
            ck_assert(i == 0 || page.list[i - 1].moved_at <= page.list[i].moved_at);
        }
    }
}
END_TEST

START_TEST(days_are_rising_numbers)
{
    static const char *const bad[] = { "", "9,", ",9", "21,9", "9,9", "0", "-1", "9;21", "9,x",
                                       "1,2,3,4,5,6,7,8,9", "9999", "99999999999999999999" };
    struct zk_chase_days read_days;

    OK(zk_chase_days_read("9,21,45", &read_days, &error));
    ck_assert_int_eq(read_days.count, 3);
    ck_assert_int_eq(read_days.days[2], 45);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_msg(zk_chase_days_read(bad[i], &read_days, &error) == ZK_USAGE, "%s", bad[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chase");
    TCase *tc = tcase_create("chase");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, each_reminder_is_told_once_in_its_time);
    tcase_add_test(tc, of_several_reminders_that_were_missed_the_last_one_is_told);
    tcase_add_test(tc, a_chase_answers_the_reminder_that_is_due_and_a_move_begins_anew);
    tcase_add_test(tc, who_is_to_be_chased_is_who_has_to_do_the_next_thing);
    tcase_add_test(tc, the_chase_list_is_what_the_arithmetic_says_is_due);
    tcase_add_test(tc, days_are_rising_numbers);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
