/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fail closed: whatever breaks while it is asked who somebody is and what he may see, the answer
 * is no; see faults.h.
 */
#include "app.h"
#include "edit.h"
#include "faults.h"
#include "guess.h"
#include "limit.h"
#include "own.h"
#include "router.h"
#include "subject.h"

static const char *session, *secret, *base32;
static char hash[ZK_PASSWORD_HASH];
static int64_t person, clerk, clerk_version, expert, session_id;
static struct zk_record *record;
static struct zk_arena *kept; /* of the test: the other is opened anew each time */

static enum zk_status who_is_it(void)
{
    struct zk_who who = { 0 };
    enum zk_status st = zk_session_find(&access_, store, session, false, arena, &who, &error);

    if (st == ZK_OK)
        ck_assert_int_eq(who.account, person);
    return st;
}

static enum zk_status is_the_password_right(void)
{
    struct zk_proof proof;
    enum zk_status st = zk_login_check(&access_, store, "person1", good, arena, &proof, &error);

    ck_assert(st == ZK_OK || proof.role == 0);
    return st;
}

static enum zk_status is_the_code_right(void)
{
    struct zk_proof proof = {
        .account = clerk, .role = ZK_ROLE_OFFICE, .totp = true, .version = clerk_version
    };

    return zk_login_second(&access_, store, &proof, code_at(base32, now), &error);
}

static enum zk_status may_this_be_opened(void)
{
    struct zk_opening opening;

    return zk_login_open(&access_, store, secret, arena, &opening, &error);
}

static enum zk_status open_it(void)
{
    struct zk_account *account;

    return zk_login_activate(&access_, store, secret, hash, NULL, arena, &account, &error);
}

static enum zk_status begin_a_session(void)
{
    const char *token;

    return zk_session_start(&access_, store, person, "browser", "", arena, &token, &error);
}

static enum zk_status make_a_token(void)
{
    const char *token;
    int64_t id;

    return zk_token_create(&access_, store, person, "report", 30, arena, &id, &token, &error);
}

static enum zk_status which_sessions(void)
{
    struct zk_session *list;
    size_t count;

    return zk_session_list(&access_, store, person, arena, &list, &count, &error);
}

static enum zk_status is_it_still_there(void)
{
    struct zk_who who = { .account = person, .token = session_id };

    return zk_session_holds(store, &who, &error);
}

static enum zk_status end_a_session(void)
{
    return zk_session_end(store, person, session_id, &error);
}

static enum zk_status is_it_his(void)
{
    struct zk_who who = { .role = ZK_ROLE_ENTERPRISE, .record = expert };
    bool own = true;
    enum zk_status st = zk_own(store, &who, ZK_KIND_DEMAND, expert, &own, &error);

    ck_assert(!own);
    return st;
}

/* ---- the server's gates ---- */

static struct zk_app app = { .writing = PTHREAD_MUTEX_INITIALIZER };

static struct zk_request request_of(enum zk_role role, const struct zk_route *route, int64_t id)
{
    app.access = access_;
    app.writer = store;
    return (struct zk_request){
        .who = { .account = person,
                 .role = role,
                 .record = expert,
                 .login = "person1",
                 .address = "" },
        .route = route,
        .id = id,
        .store = store,
        .arena = arena,
    };
}

/* What it began is undone by who asks. */
static void leave_the_gate(const struct zk_store *begun)
{
    if (begun)
        pthread_mutex_unlock(&app.writing);
}

static enum zk_status may_this_be_changed(void)
{
    static const struct zk_route route = { .name = "edit", .kind = ZK_KIND_EXPERT };
    struct zk_request request = request_of(ZK_ROLE_EXPERT, &route, expert);
    struct zk_response response = { 0 };
    struct zk_edit edit = { .app = &app, .request = &request, .response = &response };
    enum zk_status st = zk_edit_begin(&edit, false, &error);

    ck_assert(st == ZK_OK ? edit.own && edit.old && !response.stranger : !edit.old);
    leave_the_gate(edit.store);
    return st;
}

/* Somebody else's: the right answer is that it is not there, and that the audit is to hear of it.
 */
static enum zk_status may_a_stranger_change_this(void)
{
    static const struct zk_route route = { .name = "edit", .kind = ZK_KIND_DEMAND };
    struct zk_request request = request_of(ZK_ROLE_ENTERPRISE, &route, expert);
    struct zk_response response = { 0 };
    struct zk_edit edit = { .app = &app, .request = &request, .response = &response };
    enum zk_status st = zk_edit_begin(&edit, false, &error);

    ck_assert(st != ZK_OK && !edit.own && !edit.old);
    leave_the_gate(edit.store);
    return st == ZK_NOT_FOUND && response.stranger ? ZK_OK : st;
}

static enum zk_status is_the_password_right_again(void)
{
    struct zk_request request = request_of(ZK_ROLE_EVALUATOR, NULL, 0);
    struct zk_response response = { 0 };
    struct zk_store *begun;
    enum zk_status st = zk_guess_begin(&app, &request, good, &response, &begun, &error);

    ck_assert((st == ZK_OK) == (begun != NULL));
    leave_the_gate(begun);
    return st;
}

static enum zk_status what_is_kept_back(void)
{
    bool hidden[ZK_FIELD_COUNT];

    return zk_hidden_get(store, record, hidden, &error);
}

static enum zk_status keep_back(void)
{
    return zk_hidden_set(store, record, "summary,degree", &error);
}

static enum zk_status is_there_consent(void)
{
    bool valid = true;
    enum zk_status st = zk_consent_valid(&access_, store, expert, &valid, &error);

    ck_assert(valid == (st == ZK_OK));
    return st;
}

/* A person with a session, a clerk with codes, somebody invited, an expert who agreed. */
static void people(void)
{
    struct zk_account *account;
    struct zk_opening opening;
    enum zk_put put;
    int64_t id;

    begin();
    person = open_account("person1", ZK_ROLE_EVALUATOR);
    OK(zk_session_start(&access_, store, person, "browser", "", arena, &session, &error));
    OK(zk_sql_number(store, &session_id, "SELECT id FROM token WHERE kind = 'session'", &error,
                     ""));
    clerk = invite("clerk1", ZK_ROLE_OFFICE, &secret);
    OK(zk_login_open(&access_, store, secret, arena, &opening, &error));
    OK(zk_password_hash(good, hash, &error));
    OK(zk_login_activate(&access_, store, secret, hash, code_at(opening.totp, now), arena, &account,
                         &error));
    clerk_version = account->version;
    now += 60;
    (void)invite("person2", ZK_ROLE_AUDITOR, &secret);
    kept = zk_arena_open();
    session = zk_arena_strdup(kept, session);
    secret = zk_arena_strdup(kept, secret);
    base32 = zk_arena_strdup(kept, opening.totp);
    record = zk_record_new(kept, ZK_KIND_EXPERT);
    record->values[ZK_F_REF].text = "E1";
    record->values[ZK_F_TITLE].text = "张三";
    record->values[ZK_F_CONSENT_DATE].text = "2026-01-02";
    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, record, &id, &put, &error));
    OK(zk_store_commit(store, &error));
    record->id = expert = id;
}

static void leave(void)
{
    zk_arena_close(kept);
    end();
}

START_TEST(whatever_breaks_the_answer_is_no)
{
    static question *const all[] = {
        who_is_it,         is_the_password_right, is_the_code_right, may_this_be_opened,
        open_it,           begin_a_session,       make_a_token,      which_sessions,
        is_it_still_there, end_a_session,         is_it_his,         what_is_kept_back,
        keep_back,         is_there_consent
    };

    people();
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        ask_in_trouble(all[i]);
    leave();
}
END_TEST

START_TEST(whatever_breaks_the_gates_of_the_server_are_shut)
{
    people();
    gates = true;
    OK(zk_limits_open(8, &app.limits, &error));
    ask_in_trouble(may_this_be_changed);
    ask_in_trouble(may_a_stranger_change_this);
    ask_in_trouble(is_the_password_right_again);
    zk_limits_close(app.limits);
    gates = false;
    leave();
}
END_TEST

START_TEST(without_libsodium_nobody_comes_in)
{
    struct zk_limits *limits;

    people();
    sodium_is_broken = true;
    ck_assert_int_eq(is_the_password_right(), ZK_UNAUTHORISED);
    ck_assert_int_eq(begin_a_session(), ZK_INTERNAL);
    ck_assert_int_eq(make_a_token(), ZK_INTERNAL);
    ck_assert_int_eq(zk_limits_open(8, &limits, &error), ZK_NO_MEMORY);
    sodium_is_broken = false;
    OK(is_the_password_right());
    leave();
}
END_TEST

START_TEST(limits_and_masks_without_memory_are_none)
{
    struct zk_arena *full = zk_arena_open();
    struct zk_limits *limits;
    int64_t wait = 0;

    for (int nth = 1; nth <= 2; nth++) {
        zk_alloc_fail_at(nth);
        ck_assert_int_eq(zk_limits_open(8, &limits, &error), ZK_NO_MEMORY);
        ck_assert_ptr_null(limits);
    }
    zk_alloc_fail_at(1);
    ck_assert_ptr_null(zk_record_mask("19900001111", full));
    zk_alloc_fail_at(0);
    zk_arena_close(full);
    zk_limits_close(NULL);
    OK(zk_limits_open(8, &limits, &error));
    ck_assert_int_eq(zk_limit_use(limits, "a", 5, 2, 1000), 0);
    for (int i = 0; i < 5; i++) /* more of them than there are milliseconds */
        wait = zk_limit_use(limits, "a", 5, 2, 1000);
    ck_assert_int_gt(wait, 0);
    zk_limits_close(limits);
}
END_TEST

START_TEST(who_chose_codes_is_asked_for_one_and_nobody_is_let_in_without)
{
    struct zk_account *account;
    struct zk_opening opening;
    struct zk_proof proof;
    const char *wanted;

    people();
    OK(zk_login_check(&access_, store, "person1", good, arena, &proof, &error));
    ck_assert(!proof.totp);
    OK(zk_totp_offer(&access_, store, person, arena, &wanted, &error));
    OK(zk_totp_confirm(&access_, store, person, code_at(wanted, now), &error));
    OK(zk_login_check(&access_, store, "person1", good, arena, &proof, &error));
    ck_assert(proof.totp);
    ck_assert_int_eq(zk_login_second(&access_, store, &proof, NULL, &error), ZK_UNAUTHORISED);
    OK(zk_sql_run(store, "UPDATE account SET totp_secret = NULL, totp_step = 0 WHERE id = ?1",
                  &error, "i", clerk));
    OK(zk_login_check(&access_, store, "clerk1", good, arena, &proof, &error));
    ck_assert(proof.totp); /* the role wants one, though there is none to be right */
    ck_assert_int_eq(zk_login_second(&access_, store, &proof, "000000", &error), ZK_UNAUTHORISED);
    (void)invite("clerk2", ZK_ROLE_OFFICE, &wanted);
    ck_assert_int_eq(
        zk_login_activate(&access_, store, wanted, hash, "000000", arena, &account, &error),
        ZK_UNAUTHORISED); /* none was offered */
    OK(zk_login_open(&access_, store, wanted, arena, &opening, &error));
    ck_assert_int_eq(
        zk_login_activate(&access_, store, wanted, hash, NULL, arena, &account, &error),
        ZK_UNAUTHORISED);
    leave();
}
END_TEST

START_TEST(a_token_has_a_name_and_a_number_of_days)
{
    const char *token;
    int64_t id;

    people();
    ck_assert_int_eq(zk_token_create(&access_, store, person, "", 30, arena, &id, &token, &error),
                     ZK_BAD_VALUE);
    for (int days = -1; days <= ZK_TOKEN_DAYS_MAX + 1; days++)
        ck_assert_int_eq(zk_token_create(&access_, store, person, "a", days, arena, &id, &token,
                                         &error) == ZK_OK,
                         days >= 1 && days <= ZK_TOKEN_DAYS_MAX);
    leave();
}
END_TEST

START_TEST(a_short_session_is_touched_within_its_time)
{
    struct zk_who who = { 0 };

    people();
    access_.idle_seconds = 100;
    now += 20 - 60;
    OK(zk_session_find(&access_, store, session, false, arena, &who, &error));
    ck_assert(!who.stale);
    now += 70;
    OK(zk_session_find(&access_, store, session, false, arena, &who, &error));
    ck_assert(who.stale);
    leave();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("closed");
    TCase *tc = tcase_create("closed");

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, whatever_breaks_the_answer_is_no);
    tcase_add_test(tc, whatever_breaks_the_gates_of_the_server_are_shut);
    tcase_add_test(tc, without_libsodium_nobody_comes_in);
    tcase_add_test(tc, limits_and_masks_without_memory_are_none);
    tcase_add_test(tc, who_chose_codes_is_asked_for_one_and_nobody_is_let_in_without);
    tcase_add_test(tc, a_token_has_a_name_and_a_number_of_days);
    tcase_add_test(tc, a_short_session_is_touched_within_its_time);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
