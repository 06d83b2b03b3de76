/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions and tokens, with a clock of the test's own.
 */
#include "accounts.h"

START_TEST(sessions_end_when_idle_when_old_and_when_told)
{
    struct zk_who who = { 0 };
    struct zk_session *list;
    const char *token, *other;
    size_t count;
    int64_t id;

    begin();
    id = open_account("person1", ZK_ROLE_EVALUATOR);
    OK(zk_session_start(&access_, store, id, "browser", "203.0.113.7", arena, &token, &error));
    OK(zk_session_find(&access_, store, token, false, arena, &who, &error));
    ck_assert_int_eq(who.account, id);
    ck_assert_int_eq(who.role, ZK_ROLE_EVALUATOR);
    ck_assert(!who.stale);
    ck_assert_int_eq(zk_session_find(&access_, store, token, true, arena, &who, &error),
                     ZK_UNAUTHORISED); /* a session is no API token */
    now += 1700;
    OK(zk_session_find(&access_, store, token, false, arena, &who, &error));
    ck_assert(who.stale);
    OK(zk_session_touch(&access_, store, who.token, &error));
    now += 1700;
    OK(zk_session_find(&access_, store, token, false, arena, &who, &error));
    now += 200;
    ck_assert_int_eq(zk_session_find(&access_, store, token, false, arena, &who, &error),
                     ZK_UNAUTHORISED); /* idle */
    OK(zk_session_start(&access_, store, id, "browser", "", arena, &token, &error));
    for (int i = 0; i < 43200 / 1000; i++) {
        now += 1000;
        OK(zk_session_find(&access_, store, token, false, arena, &who, &error));
        OK(zk_session_touch(&access_, store, who.token, &error));
    }
    now += 201;
    ck_assert_int_eq(zk_session_find(&access_, store, token, false, arena, &who, &error),
                     ZK_UNAUTHORISED); /* old */
    OK(zk_session_start(&access_, store, id, "browser", "", arena, &token, &error));
    OK(zk_session_start(&access_, store, id, "phone", "", arena, &other, &error));
    OK(zk_session_list(&access_, store, id, arena, &list, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(zk_session_end(store, id + 1, list[0].id, &error), ZK_NOT_FOUND);
    OK(zk_session_end(store, id, list[0].id, &error));
    ck_assert_int_eq(zk_session_find(&access_, store, other, false, arena, &who, &error),
                     ZK_UNAUTHORISED);
    OK(zk_session_find(&access_, store, token, false, arena, &who, &error));
    OK(zk_password_set(&access_, store, id, "x", 0, &error));
    ck_assert_int_eq(zk_session_find(&access_, store, token, false, arena, &who, &error),
                     ZK_UNAUTHORISED); /* another password */
    OK(zk_session_sweep(&access_, store, &error));
    end();
}
END_TEST

START_TEST(tokens_are_refused_when_altered_expired_or_disabled)
{
    struct zk_who who = { 0 };
    const char *token;
    char altered[ZK_TOKEN_CHARS + 1];
    int64_t id, found;

    begin();
    id = open_account("person1", ZK_ROLE_AUDITOR);
    OK(zk_token_create(&access_, store, id, "report", 30, arena, &found, &token, &error));
    OK(zk_session_find(&access_, store, token, true, arena, &who, &error));
    ck_assert(who.api);
    (void)snprintf(altered, sizeof(altered), "%s", token);
    altered[5] = altered[5] == 'a' ? 'b' : 'a';
    ck_assert_int_eq(zk_session_find(&access_, store, altered, true, arena, &who, &error),
                     ZK_UNAUTHORISED);
    altered[20] = '\0';
    ck_assert_int_eq(zk_session_find(&access_, store, altered, true, arena, &who, &error),
                     ZK_UNAUTHORISED);
    now -= 3600; /* the clock was set back behind its making */
    ck_assert_int_eq(zk_session_find(&access_, store, token, true, arena, &who, &error),
                     ZK_UNAUTHORISED);
    now += 3600 + 31 * 86400;
    ck_assert_int_eq(zk_session_find(&access_, store, token, true, arena, &who, &error),
                     ZK_UNAUTHORISED);
    now -= 31 * 86400;
    OK(zk_account_set_active(store, id, false, &error));
    ck_assert_int_eq(zk_session_find(&access_, store, token, true, arena, &who, &error),
                     ZK_UNAUTHORISED);
    ck_assert_int_eq(
        zk_token_create(&access_, store, id, "x", 9999, arena, &found, &token, &error),
        ZK_BAD_VALUE);
    OK(zk_sql_number(store, &found, "SELECT count(*) FROM token", &error, ""));
    ck_assert_int_eq(found, 0);
    end();
}
END_TEST

START_TEST(the_store_holds_no_token_and_no_password)
{
    char command[700];
    const char *token;
    int64_t id;

    begin();
    id = open_account("person1", ZK_ROLE_AUDITOR);
    OK(zk_session_start(&access_, store, id, "browser", "", arena, &token, &error));
    zk_store_close(store);
    (void)snprintf(command, sizeof(command), "cat '%s'* | grep -a -q -e '%s' -e '%s'", path,
                   token, good);
    ck_assert_int_ne(system(command), 0);
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session");
    TCase *tc = tcase_create("session");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, sessions_end_when_idle_when_old_and_when_told);
    tcase_add_test(tc, tokens_are_refused_when_altered_expired_or_disabled);
    tcase_add_test(tc, the_store_holds_no_token_and_no_password);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
