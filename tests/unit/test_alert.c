/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is saved, and what is told of it.
 */
#include "alerts.h"

#include "holdings.h"
#include "subject.h"

#include <stdlib.h>

/* ---- what is told ---- */

START_TEST(what_matched_when_it_was_saved_is_no_news)
{
    int64_t saved = save(ann, SET(1, 2, 3));
    size_t count;
    struct zk_alert *list;

    ck_assert_int_eq(tell(saved, SET(1, 3)), 0);
    ck_assert_int_eq(tell(saved, SET(2, 4)), 1);
    ck_assert_int_eq(tell(saved, SET(4)), 0);
    list = alerts(ann, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(list[0].record, records[4]);
    ck_assert_int_eq(list[0].what, ZK_ALERT_MATCH);
    ck_assert_str_eq(list[0].saved.name, "锂电池");
}
END_TEST

START_TEST(what_was_looked_at_is_no_news_and_its_alerts_are_seen)
{
    int64_t saved = save(ann, SET(1));
    roaring_bitmap_t *shown = SET(1, 2, 5);
    struct zk_alert_counts counts;

    ck_assert_int_eq(tell(saved, SET(2)), 1);
    now += 10;
    OK(zk_saved_look(&access_, store, saved, shown, &error));
    roaring_bitmap_free(shown);
    OK(zk_alert_count(store, ann, &counts, &error));
    ck_assert_int_eq(counts.unseen, 0);
    ck_assert_int_eq(counts.total, 1);
    ck_assert_int_eq(tell(saved, SET(5)), 0);
    ck_assert_int_eq(tell(saved, SET(6)), 1);
}
END_TEST

/* A model beside the rows: whatever happens in whatever order, and however often a transaction is
 * undone and done again, each record is told once, and none that was shown before. */
START_TEST(nothing_is_ever_told_twice_nor_what_was_shown)
{
    bool known[2][RECORDS] = { { false } }, told[2][RECORDS] = { { false } };
    int64_t saved[2];

    srand((unsigned)_i);
    saved[0] = save(ann, roaring_bitmap_create());
    saved[1] = save(bob, roaring_bitmap_create());
    for (int step = 0; step < 120; step++) {
        int who = rand() % 2, what = rand() % 10;
        roaring_bitmap_t *some = roaring_bitmap_create();
        const struct zk_alert_batch batch = { .upto = step + 1 };
        int64_t news = 0, expected = 0;

        for (int i = 0, size = rand() % 6; i < size; i++)
            roaring_bitmap_add(some, (uint32_t)records[rand() % RECORDS]);
        OK(zk_store_begin(store, &error));
        if (what == 0)
            OK(zk_saved_look(&access_, store, saved[who], some, &error));
        else
            OK(zk_alert_tell(&access_, store, saved[who], &batch, some, NULL, 0, &news, &error));
        if (what == 1) { /* it was undone: as if it had not been */
            zk_store_rollback(store);
            roaring_bitmap_free(some);
            continue;
        }
        OK(zk_store_commit(store, &error));
        for (int i = 0; i < RECORDS; i++) {
            if (!roaring_bitmap_contains(some, (uint32_t)records[i]))
                continue;
            if (what != 0 && !known[who][i]) {
                told[who][i] = true;
                expected++;
            }
            known[who][i] = true;
        }
        ck_assert_int_eq(news, expected);
        roaring_bitmap_free(some);
    }
    for (int who = 0; who < 2; who++) {
        size_t count, model = 0;
        struct zk_alert *list = alerts(who == 0 ? ann : bob, &count);

        for (int i = 0; i < RECORDS; i++)
            model += told[who][i];
        ck_assert_uint_eq(count, model);
        for (size_t k = 0; k < count; k++)
            for (int i = 0; i < RECORDS; i++)
                ck_assert(list[k].record != records[i] || told[who][i]);
    }
}
END_TEST

START_TEST(of_many_news_the_rest_is_a_number)
{
    int64_t saved = save(ann, roaring_bitmap_create());
    roaring_bitmap_t *all = roaring_bitmap_create();
    size_t count;
    struct zk_alert *list;

    for (int i = 0; i < ZK_ALERT_NEWS + 3; i++)
        roaring_bitmap_add(all, (uint32_t)records[i]);
    ck_assert_int_eq(tell(saved, all), ZK_ALERT_NEWS + 3);
    list = alerts(ann, &count);
    ck_assert_uint_eq(count, ZK_ALERT_NEWS + 1);
    ck_assert_int_eq(list[0].what, ZK_ALERT_MORE);
    ck_assert_int_eq(list[0].number, 3);
    ck_assert_int_eq(list[0].record, 0);
    ck_assert_int_eq(tell(saved, SET(0, 1, 2)), 0); /* the rest is known as well */
}
END_TEST

START_TEST(reasons_come_with_the_best_first)
{
    int64_t saved = save(ann, SET(3)), news;
    const struct zk_alert_reason reasons[] = { { records[3], "strong", "甲" },
                                               { records[1], "strong", "锂电池\n正极" },
                                               { records[2], "fair", "" } };
    const struct zk_alert_batch batch = { .upto = 1 };
    roaring_bitmap_t *found = SET(1, 2, 3);
    size_t count;
    struct zk_alert *list;

    OK(zk_alert_tell(&access_, store, saved, &batch, found, reasons, 3, &news, &error));
    roaring_bitmap_free(found);
    list = alerts(ann, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(list[1].record, records[1]);
    ck_assert_str_eq(list[1].strength, "strong");
    ck_assert_str_eq(list[1].words, "锂电池\n正极");
    ck_assert_int_eq(list[0].record, records[2]);
}
END_TEST

START_TEST(a_paused_one_hears_nothing)
{
    int64_t saved = save(ann, SET(1));

    OK(zk_saved_change(store, saved, "别的名字", true, &error));
    ck_assert_int_eq(tell(saved, SET(2)), 0);
    OK(zk_saved_change(store, saved, NULL, false, &error));
    ck_assert_int_eq(tell(saved, SET(3)), 1);
    ck_assert_int_eq(zk_saved_change(store, saved, "", false, &error), ZK_BAD_VALUE);
}
END_TEST

/* ---- batches ---- */

START_TEST(changes_wait_until_the_index_has_them_and_a_batch_goes_on_after_a_crash)
{
    struct zk_alert_batch batch, again;
    int64_t last, told;

    OK(zk_sql_run(store, "DELETE FROM alert_change", &error, ""));
    (void)put(1, NULL);
    OK(zk_store_outbox_last(store, &last, &error));
    ck_assert_int_eq(number("SELECT count(*) FROM alert_change"), 0); /* an equal put changes nothing */
    OK(zk_sql_run(store, "UPDATE record SET title = 'x' WHERE id = ?1", &error, "i", records[1]));
    OK(zk_sql_run(store, "UPDATE record SET title = 'x' WHERE id = ?1", &error, "i", records[2]));
    OK(zk_alert_batch_read(store, last, &batch, &error));
    ck_assert(roaring_bitmap_is_empty(batch.changed)); /* not indexed yet */
    zk_alert_batch_free(&batch);
    OK(zk_alert_batch_read(store, last + 1, &batch, &error));
    ck_assert_uint_eq(roaring_bitmap_get_cardinality(batch.changed), 1);
    OK(zk_alert_batch_claim(store, &batch, &error));
    OK(zk_alert_batch_told(store, &batch, 7, false, &error));
    ck_assert_int_eq(zk_alert_batch_claim(store, &batch, &error), ZK_CONFLICT); /* somebody went on */
    OK(zk_alert_told(store, &told, &error));
    ck_assert_int_lt(told, last + 1); /* not everybody has heard of it */
    zk_alert_batch_free(&batch);
    OK(zk_alert_batch_read(store, last + 2, &again, &error)); /* the same, not what came since */
    ck_assert_int_eq(again.upto, last + 1);
    ck_assert_int_eq(again.after, 7);
    ck_assert_uint_eq(roaring_bitmap_get_cardinality(again.changed), 1);
    OK(zk_alert_batch_claim(store, &again, &error));
    OK(zk_alert_batch_told(store, &again, 9, true, &error));
    ck_assert_int_eq(zk_alert_batch_claim(store, &again, &error), ZK_CONFLICT);
    zk_alert_batch_free(&again);
    OK(zk_alert_told(store, &told, &error));
    ck_assert_int_eq(told, last + 1);
    ck_assert_int_eq(number("SELECT count(*) FROM alert_change"), 1);
}
END_TEST

START_TEST(only_what_is_active_is_told)
{
    int64_t one = save(ann, roaring_bitmap_create()), two = save(ann, roaring_bitmap_create());
    struct zk_saved *list;
    size_t count;

    OK(zk_saved_active(store, 0, 10, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(list[0].role, ZK_ROLE_EVALUATOR);
    OK(zk_saved_active(store, one, 10, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(list[0].id, two);
    OK(zk_saved_change(store, two, NULL, true, &error));
    OK(zk_saved_active(store, one, 10, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 0);
    OK(zk_sql_run(store, "UPDATE account SET state = 'disabled' WHERE id = ?1", &error, "i", ann));
    OK(zk_saved_active(store, 0, 10, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(an_enterprise_follows_its_open_demands)
{
    struct zk_saved *list, *again;
    size_t count;
    bool stranger;
    roaring_bitmap_t *known = roaring_bitmap_create();
    int64_t id;

    OK(zk_saved_unfollowed(store, 10, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 0); /* they are closed */
    (void)put(EXPERTS, "open");
    OK(zk_saved_unfollowed(store, 10, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(list[0].account, bob);
    ck_assert_int_eq(list[0].record, records[EXPERTS]);
    ck_assert(list[0].automatic);
    ck_assert_str_eq(list[0].name, ""); /* its title is read when it is shown */
    OK(zk_saved_add(&access_, store, &list[0], known, &id, &error));
    ck_assert_int_eq(zk_saved_add(&access_, store, &list[0], known, &id, &error), ZK_DUPLICATE);
    OK(zk_saved_unfollowed(store, 10, arena, &again, &count, &error));
    ck_assert_uint_eq(count, 0);
    OK(zk_saved_list(store, bob, arena, &list, &count, &error));
    ck_assert_int_eq(zk_saved_remove(store, &list[0], &error), ZK_REFUSED);
    ck_assert_int_eq(zk_saved_get(store, ann, list[0].id, arena, &again, &stranger, &error),
                     ZK_NOT_FOUND);
    ck_assert(stranger);
    OK(zk_saved_active(store, 0, 10, arena, &again, &count, &error));
    ck_assert_uint_eq(count, 1);
    (void)put(EXPERTS, "closed");
    OK(zk_saved_active(store, 0, 10, arena, &again, &count, &error));
    ck_assert_uint_eq(count, 0);
    roaring_bitmap_free(known);
}
END_TEST

START_TEST(nobody_saves_without_end)
{
    roaring_bitmap_t *known = roaring_bitmap_create();
    struct zk_saved saved = { .account = ann, .name = "检索", .query = "" };
    int64_t id;

    for (int i = 0; i < ZK_SAVED_MAX; i++)
        OK(zk_saved_add(&access_, store, &saved, known, &id, &error));
    ck_assert_int_eq(zk_saved_add(&access_, store, &saved, known, &id, &error), ZK_TOO_MANY);
    ck_assert_int_eq(error.number, ZK_SAVED_MAX);
    roaring_bitmap_free(known);
}
END_TEST

/* ---- reminders, erasing ---- */

static size_t reminded(int64_t account)
{
    size_t count;

    (void)alerts(account, &count);
    return count;
}

START_TEST(a_reminder_goes_to_the_office_and_to_whose_move_is_waited_for_once)
{
    int64_t office = add_account("office", ZK_ROLE_OFFICE, 0);
    int64_t expert = add_account("expert", ZK_ROLE_EXPERT, records[3]);
    struct zk_alert_reminder reminder = {
        .introduction = 7, .demand = records[EXPERTS], .candidate = records[3]
    };
    static const enum zk_role roles[] = { ZK_ROLE_OFFICE, ZK_ROLE_EXPERT, ZK_ROLE_EXPERT,
                                          ZK_ROLE_ENTERPRISE };
    struct zk_alert *list;
    size_t count;

    for (size_t i = 0; i < 4; i++) {
        reminder.role = roles[i];
        reminder.step = roles[i];
        OK(zk_alert_remind(&access_, store, &reminder, &error));
    }
    list = alerts(office, &count);
    ck_assert_uint_eq(count, 3); /* each once */
    ck_assert_int_eq(list[0].what, ZK_ALERT_REMINDER);
    ck_assert_int_eq(list[0].number, 7);
    ck_assert_uint_eq(reminded(expert), 1);
    ck_assert_uint_eq(reminded(bob), 1);
    ck_assert_uint_eq(reminded(ann), 0);
    reminder = (struct zk_alert_reminder){ 8, 1, records[EXPERTS], records[4], ZK_ROLE_EXPERT };
    OK(zk_alert_remind(&access_, store, &reminder, &error)); /* an expert without an account */
    ck_assert_uint_eq(reminded(office), 4);
    ck_assert_uint_eq(reminded(expert), 1);
}
END_TEST

START_TEST(who_is_erased_is_gone_from_alerts_and_so_is_what_an_account_saved)
{
    int64_t saved = save(ann, roaring_bitmap_create());

    ck_assert_int_eq(tell(saved, SET(1, 2)), 2);
    OK(zk_store_begin(store, &error));
    OK(zk_subject_erase(store, NULL, records[1], &error));
    OK(zk_store_commit(store, &error));
    ck_assert_int_eq(number("SELECT count(*) FROM alert"), 1);
    ck_assert_int_eq(tell(saved, SET(1)), 0);
    OK(zk_mail_set(&access_, store, ann, "ann@example.com", false, &error));
    OK(zk_sql_run(store, "DELETE FROM account WHERE id = ?1", &error, "i", ann));
    ck_assert_int_eq(number("SELECT count(*) FROM alert"), 0);
    ck_assert_int_eq(number("SELECT count(*) FROM saved"), 0);
    ck_assert_int_eq(number("SELECT count(*) FROM subscriber"), 0);
}
END_TEST

START_TEST(old_alerts_are_forgotten_and_not_told_again)
{
    int64_t saved = save(ann, roaring_bitmap_create());

    ck_assert_int_eq(tell(saved, SET(1)), 1);
    now += zk_holding_seconds(ZK_HOLDING_ALERTS) + 1;
    OK(zk_alert_sweep(&access_, store, &error));
    ck_assert_int_eq(number("SELECT count(*) FROM alert"), 0);
    ck_assert_int_eq(tell(saved, SET(1)), 0);
}
END_TEST

START_TEST(an_alert_is_seen_by_its_owner_alone)
{
    int64_t saved = save(ann, roaring_bitmap_create());
    struct zk_alert *list;
    size_t count;
    bool stranger;

    ck_assert_int_eq(tell(saved, SET(1, 2, 3)), 3);
    list = alerts(ann, &count);
    ck_assert_int_eq(zk_alert_see(&access_, store, bob, list[1].id, &stranger, &error),
                     ZK_NOT_FOUND);
    ck_assert(stranger);
    ck_assert_int_eq(zk_alert_see(&access_, store, bob, 999, &stranger, &error), ZK_NOT_FOUND);
    ck_assert(!stranger);
    OK(zk_alert_see(&access_, store, ann, list[0].id, &stranger, &error));
    list = alerts(ann, &count); /* it goes behind those that were not seen */
    ck_assert_int_eq(list[2].seen_at, now);
    OK(zk_alert_see_upto(&access_, store, ann, list[1].id, &error));
    ck_assert_int_eq(number("SELECT count(*) FROM alert WHERE seen_at IS NULL"), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("alert");
    TCase *tests = tcase_create("alerts");

    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_matched_when_it_was_saved_is_no_news);
    tcase_add_test(tests, what_was_looked_at_is_no_news_and_its_alerts_are_seen);
    tcase_add_loop_test(tests, nothing_is_ever_told_twice_nor_what_was_shown, 0, 12);
    tcase_add_test(tests, of_many_news_the_rest_is_a_number);
    tcase_add_test(tests, reasons_come_with_the_best_first);
    tcase_add_test(tests, a_paused_one_hears_nothing);
    tcase_add_test(tests, changes_wait_until_the_index_has_them_and_a_batch_goes_on_after_a_crash);
    tcase_add_test(tests, only_what_is_active_is_told);
    tcase_add_test(tests, an_enterprise_follows_its_open_demands);
    tcase_add_test(tests, nobody_saves_without_end);
    tcase_add_test(tests, a_reminder_goes_to_the_office_and_to_whose_move_is_waited_for_once);
    tcase_add_test(tests, who_is_erased_is_gone_from_alerts_and_so_is_what_an_account_saved);
    tcase_add_test(tests, old_alerts_are_forgotten_and_not_told_again);
    tcase_add_test(tests, an_alert_is_seen_by_its_owner_alone);
    suite_add_tcase(suite, tests);
    return test_run(suite);
}
