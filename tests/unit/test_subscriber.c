/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How alerts are sent: the secret of a feed, an address and its code, mail that is tried again.
 */
#include "alerts.h"

START_TEST(a_feeds_secret_is_told_once_and_ends_with_the_next)
{
    struct zk_subscriber found;
    char one[ZK_UUID_CHARS + 1], two[ZK_UUID_CHARS + 1];
    const char *first, *second;

    OK(zk_feed_renew(&access_, store, ann, arena, &first, &error));
    OK(zk_feed_find(store, first, arena, &found, &error));
    ck_assert_int_eq(found.account, ann);
    zk_subscriber_uuid(&found, "alert 1", one);
    OK(zk_feed_renew(&access_, store, ann, arena, &second, &error));
    ck_assert_int_eq(zk_feed_find(store, first, arena, &found, &error), ZK_NOT_FOUND);
    OK(zk_feed_find(store, second, arena, &found, &error));
    zk_subscriber_uuid(&found, "alert 1", two);
    ck_assert_str_eq(one, two); /* names stay */
    ck_assert_int_eq(one[14], '8');
    zk_subscriber_uuid(&found, "alert 2", two);
    ck_assert_str_ne(one, two);
    OK(zk_sql_run(store, "UPDATE account SET state = 'disabled' WHERE id = ?1", &error, "i", ann));
    ck_assert_int_eq(zk_feed_find(store, second, arena, &found, &error), ZK_NOT_FOUND);
    OK(zk_feed_end(store, ann, &error));
    ck_assert_int_eq(number("SELECT count(*) FROM subscriber WHERE feed_hash IS NOT NULL"), 0);
}
END_TEST

START_TEST(an_address_is_mailed_to_when_its_code_came_back)
{
    struct zk_subscriber next;
    int64_t saved = save(ann, roaring_bitmap_create());

    ck_assert_int_eq(zk_mail_set(&access_, store, ann, "ann", false, &error), ZK_BAD_VALUE);
    OK(zk_mail_set(&access_, store, ann, "ann@example.com", true, &error));
    ck_assert_int_eq(zk_mail_set(&access_, store, ann, "b@example.com", true, &error), ZK_TOO_OFTEN);
    ck_assert_int_eq(tell(saved, SET(1)), 1);
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    ck_assert_int_eq(next.account, ann);
    ck_assert(next.english && !next.confirmed);
    ck_assert_uint_eq(strlen(next.code), ZK_MAIL_CODE_CHARS);
    OK(zk_mail_sent(&access_, store, &next, 0, 0, &error));
    ck_assert_int_eq(zk_mail_confirm(&access_, store, ann, "x", &error), ZK_UNAUTHORISED);
    ck_assert_int_eq(zk_mail_confirm(&access_, store, bob, next.code, &error), ZK_UNAUTHORISED);
    OK(zk_mail_confirm(&access_, store, ann, next.code, &error));
    ck_assert_int_eq(zk_mail_confirm(&access_, store, ann, next.code, &error), ZK_UNAUTHORISED);
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    ck_assert_int_eq(next.account, ann);
    ck_assert_ptr_null(next.code);
    OK(zk_mail_set(&access_, store, ann, "", true, &error));
    now += ZK_MAIL_LEASE;
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    ck_assert_int_eq(next.account, 0);
}
END_TEST

static void confirm(int64_t account)
{
    OK(zk_mail_set(&access_, store, account, "ann@example.com", false, &error));
    OK(zk_sql_run(store, "UPDATE subscriber SET code = NULL, confirmed_at = ?2 WHERE account_id = ?1",
                  &error, "ii", account, now));
}

START_TEST(what_was_mailed_is_mailed_once_and_what_failed_again_later)
{
    struct zk_subscriber next, none;
    int64_t saved = save(ann, roaring_bitmap_create());
    struct zk_alert *list;
    size_t count;

    confirm(ann);
    ck_assert_int_eq(tell(saved, SET(1, 2)), 2);
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    OK(zk_mail_next(&access_, store, arena, &none, &error));
    ck_assert_int_eq(none.account, 0); /* it is leased */
    OK(zk_mail_failed(&access_, store, &next, true, &error));
    OK(zk_mail_next(&access_, store, arena, &none, &error));
    ck_assert_int_eq(none.account, 0);
    now += ZK_MAIL_RETRY_FIRST;
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    ck_assert_int_eq(next.tries, 1);
    OK(zk_alert_unmailed(store, ann, 50, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(tell(saved, SET(3)), 1); /* while it is being sent */
    OK(zk_mail_sent(&access_, store, &next, list[1].id, 3600, &error));
    OK(zk_alert_unmailed(store, ann, 50, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 1);
    OK(zk_mail_next(&access_, store, arena, &none, &error));
    ck_assert_int_eq(none.account, 0); /* one mail an hour */
    now += 3600;
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    ck_assert_int_eq(next.account, ann);
    ck_assert_int_eq(next.tries, 0);
}
END_TEST

START_TEST(a_process_that_died_while_sending_is_followed_by_another)
{
    struct zk_subscriber next;
    int64_t saved = save(ann, roaring_bitmap_create());

    confirm(ann);
    ck_assert_int_eq(tell(saved, SET(1)), 1);
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    now += ZK_MAIL_LEASE;
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    ck_assert_int_eq(next.account, ann);
    for (int i = 0; i < 2 * ZK_MAIL_TRIES; i++) {
        OK(zk_mail_failed(&access_, store, &next, false, &error));
        now += ZK_MAIL_RETRY_MAX;
        OK(zk_mail_next(&access_, store, arena, &next, &error));
        ck_assert_int_eq(next.account, ann); /* a relay that is down comes back */
        ck_assert_int_eq(next.tries, i + 1);
    }
    for (int i = 0; i < ZK_MAIL_TRIES; i++)
        OK(zk_mail_failed(&access_, store, &next, true, &error));
    now += 2 * ZK_MAIL_RETRY_MAX;
    OK(zk_mail_next(&access_, store, arena, &next, &error));
    ck_assert_int_eq(next.account, 0); /* it is enough; the alerts are still there */
    ck_assert_int_eq(number("SELECT count(*) FROM alert WHERE mailed_at IS NULL"), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("subscriber");
    TCase *tests = tcase_create("subscriber");

    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_feeds_secret_is_told_once_and_ends_with_the_next);
    tcase_add_test(tests, an_address_is_mailed_to_when_its_code_came_back);
    tcase_add_test(tests, what_was_mailed_is_mailed_once_and_what_failed_again_later);
    tcase_add_test(tests, a_process_that_died_while_sending_is_followed_by_another);
    suite_add_tcase(suite, tests);
    return test_run(suite);
}
