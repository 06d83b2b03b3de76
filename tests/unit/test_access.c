/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts, passwords and codes, with a clock of the test's own.
 */
#include "accounts.h"

/* ---- codes ---- */

START_TEST(sha1_and_codes_are_those_of_the_standards)
{
    static const unsigned char secret[] = "12345678901234567890";
    static const struct {
        uint64_t time;
        unsigned code;
    } vectors[] = { { 59, 287082 },       { 1111111109, 81804 },  { 1111111111, 50471 },
                    { 1234567890, 5924 }, { 2000000000, 279037 }, { 20000000000, 353130 } };
    static const char *const texts[] = {
        "", "abc", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    };
    static const char *const hashes[] = { "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                                          "a9993e364706816aba3e25717850c26c9cd0d89d",
                                          "84983e441c3bd26ebaae4aa1f95129e5e54670f1" };
    unsigned char hash[ZK_SHA1_BYTES];
    char hex[41];

    for (int i = 0; i < 3; i++) { /* FIPS 180-4 */
        zk_sha1((const unsigned char *)texts[i], strlen(texts[i]), hash);
        for (int k = 0; k < ZK_SHA1_BYTES; k++)
            (void)snprintf(hex + 2 * k, 3, "%02x", hash[k]);
        ck_assert_str_eq(hex, hashes[i]);
    }
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) /* RFC 6238, appendix B */
        ck_assert_uint_eq(zk_hotp(secret, vectors[i].time / 30), vectors[i].code);
}
END_TEST

START_TEST(a_code_works_once_and_only_in_its_time)
{
    const char *secret, *base32;
    int64_t id;

    begin();
    id = invite("office1", ZK_ROLE_OFFICE, &secret);
    OK(zk_totp_offer(&access_, store, id, arena, &base32, &error));
    ck_assert_int_eq(zk_totp_use(&access_, store, id, "", &error), ZK_UNAUTHORISED);
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(base32, now - 90), &error),
                     ZK_UNAUTHORISED);
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(base32, now + 90), &error),
                     ZK_UNAUTHORISED);
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(base32, now), &error),
                     ZK_UNAUTHORISED); /* it is not confirmed */
    OK(zk_totp_confirm(&access_, store, id, code_at(base32, now), &error));
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(base32, now), &error),
                     ZK_UNAUTHORISED);
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(base32, now - 30), &error),
                     ZK_UNAUTHORISED);
    OK(zk_totp_use(&access_, store, id, code_at(base32, now + 30),
                   &error)); /* a clock that is fast */
    now += 30;
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(base32, now), &error),
                     ZK_UNAUTHORISED);
    now += 30;
    OK(zk_totp_use(&access_, store, id, code_at(base32, now), &error));
    ck_assert_int_eq(zk_totp_remove(store, id, ZK_ROLE_OFFICE, &error), ZK_FORBIDDEN);
    end();
}
END_TEST

START_TEST(a_secret_that_is_offered_changes_nothing_until_it_is_confirmed)
{
    const char *secret, *old, *offered, *newer;
    struct zk_account *account;
    int64_t id;

    begin();
    id = invite("auditor1", ZK_ROLE_AUDITOR, &secret);
    OK(zk_totp_offer(&access_, store, id, arena, &old, &error));
    OK(zk_totp_confirm(&access_, store, id, code_at(old, now), &error));
    OK(zk_totp_offer(&access_, store, id, arena, &offered, &error));
    now += 60;
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(offered, now), &error),
                     ZK_UNAUTHORISED);
    OK(zk_totp_use(&access_, store, id, code_at(old, now), &error)); /* the page was left */
    OK(zk_account_get(store, id, arena, &account, &error));
    ck_assert(account->totp);
    OK(zk_totp_offer(&access_, store, id, arena, &newer, &error));
    ck_assert_int_eq(zk_totp_confirm(&access_, store, id, code_at(offered, now), &error),
                     ZK_UNAUTHORISED);
    OK(zk_totp_confirm(&access_, store, id, code_at(newer, now), &error));
    ck_assert_int_eq(zk_totp_confirm(&access_, store, id, code_at(newer, now + 30), &error),
                     ZK_UNAUTHORISED); /* none waits */
    now += 60;
    ck_assert_int_eq(zk_totp_use(&access_, store, id, code_at(old, now), &error), ZK_UNAUTHORISED);
    OK(zk_totp_use(&access_, store, id, code_at(newer, now), &error));
    OK(zk_totp_offer(&access_, store, id, arena, &offered, &error));
    OK(zk_totp_remove(store, id, ZK_ROLE_AUDITOR, &error));
    ck_assert_int_eq(zk_totp_confirm(&access_, store, id, code_at(offered, now), &error),
                     ZK_UNAUTHORISED);
    end();
}
END_TEST

/* ---- passwords ---- */

START_TEST(passwords_are_held_to_the_policy)
{
    static const char *const bad[] = {
        "short",         "123456789",     "aaaaaaaaaaaaaaaa", "qwertyuiop",
        "sunshine2024!", "Password12345", "thelogin-thelogin"
    };
    static const char *const bad_period[] = { "Ab1!", "abcdefgh1", "alllowercaseletters" };
    char huge[1000];

    begin();
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_msg(zk_password_check(&access_, "thelogin", bad[i], &error) == ZK_BAD_VALUE,
                      "%s", bad[i]);
    OK(zk_password_check(&access_, "thelogin", good, &error));
    OK(zk_password_check(&access_, "thelogin", "枣庄的石榴园在峄城区西边", &error));
    memset(huge, 'x', sizeof(huge));
    huge[sizeof(huge) - 1] = '\0';
    ck_assert_int_eq(zk_password_check(&access_, "thelogin", huge, &error), ZK_BAD_VALUE);
    ck_assert(!zk_password_matches("$argon2id$nonsense", huge));
    for (size_t i = 0; i < 513; i++)
        huge[i] = (char)('a' + i % 7);
    huge[513] = '\0';
    ck_assert_int_eq(zk_password_check(&access_, "thelogin", huge, &error), ZK_BAD_VALUE);
    huge[512] = '\0';
    OK(zk_password_check(&access_, "thelogin", huge, &error));
    ck_assert_int_eq(zk_password_check(&access_, "thelogin", "石榴园在峄城区西边", &error),
                     ZK_BAD_VALUE); /* characters count, not bytes: nine */
    access_.password_periods = true;
    for (size_t i = 0; i < sizeof(bad_period) / sizeof(bad_period[0]); i++)
        ck_assert_int_eq(zk_password_check(&access_, "thelogin", bad_period[i], &error),
                         ZK_BAD_VALUE);
    OK(zk_password_check(&access_, "thelogin", "Kx7!mmPq", &error));
    ck_assert_int_eq(zk_password_check(&access_, "thelogin", "Kx7!mmP", &error), ZK_BAD_VALUE);
    end();
}
END_TEST

START_TEST(a_password_lies_in_the_store_as_argon2id_of_the_cost_that_is_told)
{
    static const char cost[] = "$argon2id$v=19$m=19456,t=2,p=1$";
    struct zk_cursor rows;
    const char *hash;

    begin();
    open_account("person1", ZK_ROLE_EVALUATOR);
    OK(zk_sql_open(store, &rows, "SELECT password FROM account WHERE login = 'person1'", &error,
                   ""));
    OK(zk_sql_next(&rows, &error));
    ck_assert(rows.row);
    hash = zk_sql_text(&rows, 0, arena);
    zk_sql_close(&rows);
    ck_assert_int_eq(strncmp(hash, cost, strlen(cost)), 0);
    /* what is compared for who is not known is as dear, and as long */
    ck_assert_int_eq(strncmp(zk_login_nobody, cost, strlen(cost)), 0);
    ck_assert_uint_eq(strlen(zk_login_nobody), strlen(hash));
    end();
}
END_TEST

static double seconds_of(const char *login, const char *password)
{
    struct timespec from, to;
    struct zk_proof proof;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    ck_assert_int_eq(try_login(login, password, &proof), ZK_UNAUTHORISED);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

START_TEST(every_wrong_login_is_refused_alike_and_takes_as_long)
{
    struct zk_proof proof;
    const char *secret;
    char detail[ZK_ERROR_DETAIL];
    double known, unknown;

    begin();
    open_account("person1", ZK_ROLE_EVALUATOR);
    (void)invite("invited", ZK_ROLE_EVALUATOR, &secret);
    OK(try_login("person1", good, &proof));
    ck_assert(!proof.totp);
    known = seconds_of("person1", "not-the-password");
    (void)snprintf(detail, sizeof(detail), "%s", error.detail);
    unknown = seconds_of("nobody1", "not-the-password");
    ck_assert_str_eq(error.detail, detail);
    ck_assert_msg(unknown > known / 3 && known > unknown / 3, "%f and %f s", known, unknown);
    ck_assert_int_eq(try_login("invited", "", &proof), ZK_UNAUTHORISED);
    ck_assert_str_eq(error.detail, detail);
    OK(zk_account_set_active(store, 1, false, &error));
    ck_assert_int_eq(try_login("person1", good, &proof), ZK_UNAUTHORISED);
    ck_assert_str_eq(error.detail, detail);
    end();
}
END_TEST

START_TEST(what_a_password_proved_ends_when_the_account_changes)
{
    const char *base32;
    struct zk_proof proof;
    int64_t id;

    begin();
    id = open_account("person1", ZK_ROLE_AUDITOR);
    OK(try_login("person1", good, &proof));
    OK(zk_login_second(&access_, store, &proof, NULL, &error));
    OK(zk_password_set(&access_, store, id, "x", 0, &error));
    ck_assert_int_eq(zk_login_second(&access_, store, &proof, NULL, &error), ZK_UNAUTHORISED);
    id = open_account("person2", ZK_ROLE_AUDITOR);
    OK(try_login("person2", good, &proof));
    OK(zk_account_set_active(store, id, false, &error));
    ck_assert_int_eq(zk_login_holds(store, &proof, &error), ZK_UNAUTHORISED);
    OK(zk_account_set_active(store, id, true, &error)); /* it is another day's account */
    ck_assert_int_eq(zk_login_holds(store, &proof, &error), ZK_UNAUTHORISED);
    OK(try_login("person2", good, &proof));
    OK(zk_totp_offer(&access_, store, id, arena, &base32, &error));
    OK(zk_login_holds(store, &proof, &error));
    OK(zk_totp_confirm(&access_, store, id, code_at(base32, now), &error));
    ck_assert_int_eq(zk_login_holds(store, &proof, &error), ZK_UNAUTHORISED);
    ck_assert_int_eq(zk_login_holds(store, &(struct zk_proof){ 0 }, &error), ZK_UNAUTHORISED);
    end();
}
END_TEST

START_TEST(a_password_of_ninety_days_has_to_be_changed)
{
    struct zk_proof proof;

    begin();
    access_.password_periods = true;
    open_account("person1", ZK_ROLE_EVALUATOR);
    OK(try_login("person1", good, &proof));
    ck_assert(!proof.expired);
    now += 91 * 86400;
    OK(try_login("person1", good, &proof));
    ck_assert(proof.expired);
    access_.password_periods = false;
    OK(try_login("person1", good, &proof));
    ck_assert(!proof.expired);
    end();
}
END_TEST

/* ---- accounts ---- */

START_TEST(a_one_use_secret_opens_an_account_once)
{
    struct zk_opening opening;
    struct zk_account *account;
    const char *secret, *other;
    char hash[ZK_PASSWORD_HASH];
    int64_t id;

    begin();
    OK(zk_password_hash(good, hash, &error));
    id = invite("root1", ZK_ROLE_ADMINISTRATOR, &secret);
    OK(zk_login_open(&access_, store, secret, arena, &opening, &error));
    ck_assert_ptr_nonnull(opening.totp);
    ck_assert_int_eq(
        zk_login_activate(&access_, store, secret, hash, NULL, arena, &account, &error),
        ZK_UNAUTHORISED); /* not without a code */
    OK(zk_login_activate(&access_, store, secret, hash, code_at(opening.totp, now), arena,
                         &account, &error));
    ck_assert(account->totp);
    ck_assert_int_eq(zk_login_open(&access_, store, secret, arena, &opening, &error),
                     ZK_UNAUTHORISED);
    OK(zk_account_reinvite(&access_, store, id, true, arena, &other, &error));
    now += ZK_INVITE_SECONDS + 1;
    ck_assert_int_eq(zk_login_open(&access_, store, other, arena, &opening, &error),
                     ZK_UNAUTHORISED);
    end();
}
END_TEST

START_TEST(accounts_are_refused_that_make_no_sense)
{
    struct zk_account account = { .login = "fine.login",
                                  .name = "某人",
                                  .role = ZK_ROLE_OFFICE };
    const char *secret;
    int64_t id;

    begin();
    account.record = 7;
    ck_assert_int_eq(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error),
                     ZK_BAD_VALUE);
    account.record = 0;
    account.role = ZK_ROLE_EXPERT; /* of no record */
    ck_assert_int_eq(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error),
                     ZK_BAD_VALUE);
    account.role = ZK_ROLE_VISITOR;
    ck_assert_int_eq(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error),
                     ZK_BAD_VALUE);
    account.role = ZK_ROLE_OFFICE;
    account.login = "Has Blank";
    ck_assert_int_eq(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error),
                     ZK_BAD_VALUE);
    account.login = "fine.login";
    OK(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error));
    ck_assert_int_eq(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error),
                     ZK_DUPLICATE);
    account.login = "another";
    account.name = "a\nb";
    ck_assert_int_eq(zk_account_invite(&access_, store, &account, arena, &id, &secret, &error),
                     ZK_BAD_VALUE);
    end();
}
END_TEST

START_TEST(an_enterprise_registers_and_the_office_lets_it_in)
{
    struct zk_account person = { .login = "factory1",
                                 .name = "张工",
                                 .role = ZK_ROLE_ADMINISTRATOR },
                      second = { .login = "factory2", .name = "李工" }, *account;
    struct zk_registration_page page = { .size = 10 };
    char hash[ZK_PASSWORD_HASH];
    struct zk_proof proof;
    int64_t id, other;

    begin();
    OK(zk_password_hash(good, hash, &error));
    ck_assert_int_eq(zk_account_register(&access_, store, &person, hash, "91350100M000100Y44",
                                         "某厂", &id, &error),
                     ZK_BAD_VALUE); /* the check digit */
    OK(zk_account_register(&access_, store, &person, hash, "91350100M000100Y43", "某厂", &id,
                           &error));
    ck_assert_int_eq(try_login("factory1", good, &proof), ZK_UNAUTHORISED);
    OK(zk_account_registrations(store, arena, &page, &error));
    ck_assert_uint_eq(page.count, 1);
    ck_assert_str_eq(page.list[0].credit_code, "91350100M000100Y43");
    OK(zk_account_decide(store, id, true, NULL, arena, &error));
    ck_assert_int_eq(zk_account_decide(store, id, true, NULL, arena, &error), ZK_NOT_FOUND);
    OK(try_login("factory1", good, &proof));
    ck_assert_int_eq(proof.role, ZK_ROLE_ENTERPRISE); /* whatever role was asked for */
    OK(zk_account_register(&access_, store, &second, hash, "91350100M000100Y43", "某厂", &other,
                           &error));
    OK(zk_account_decide(store, other, true, NULL, arena, &error));
    OK(zk_account_get(store, id, arena, &account, &error));
    ck_assert_int_gt(account->record, 0);
    id = account->record;
    OK(zk_account_get(store, other, arena, &account, &error));
    ck_assert_int_eq(account->record, id); /* several people of one organisation */
    OK(zk_account_register(&access_, store,
                           &(struct zk_account){ .login = "factory3", .name = "王工" }, hash,
                           "91350100M000100Y43", "某厂", &other, &error));
    OK(zk_account_decide(store, other, false, NULL, arena, &error));
    ck_assert_int_eq(zk_account_get(store, other, arena, &account, &error), ZK_NOT_FOUND);
    end();
}
END_TEST

static int64_t ask_for(const char *login)
{
    struct zk_account person = { .login = login, .name = "赵工" };
    int64_t id;

    OK(zk_account_register(&access_, store, &person, "x", "91350100M000100Y43", "某厂", &id,
                           &error));
    return id;
}

/* An organisation of the office's, whose number is a credit code. */
static int64_t put_organisation(const char *credit_code)
{
    struct zk_record *record = zk_record_new(arena, ZK_KIND_ORGANISATION);
    enum zk_put what;
    int64_t id;

    record->values[ZK_F_REF].text = "91350100M000100Y43";
    record->values[ZK_F_TITLE].text = "真厂";
    record->values[ZK_F_SUMMARY].text = "机床";
    record->values[ZK_F_CREDIT_CODE].text = credit_code;
    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, record, &id, &what, &error));
    OK(zk_store_commit(store, &error));
    return id;
}

START_TEST(an_organisation_of_the_office_is_not_written_over)
{
    struct zk_account *account;
    struct zk_record *record;
    int64_t id, organisation;

    for (int other = 0; other < 2; other++) {
        begin();
        organisation = put_organisation(other ? "12370400MB2860174N" : NULL);
        id = ask_for("factory1");
        if (other) {
            ck_assert_int_eq(zk_account_decide(store, id, true, NULL, arena, &error), ZK_REFUSED);
            ck_assert_str_eq(error.field, "credit_code");
        } else {
            OK(zk_account_decide(store, id, true, NULL, arena, &error));
            OK(zk_account_get(store, id, arena, &account, &error));
            ck_assert_int_eq(account->record, organisation);
        }
        OK(zk_store_get_any(store, organisation, ZK_SEE_WHOLE, arena, &record, &error));
        ck_assert_str_eq(record->values[ZK_F_TITLE].text, "真厂");
        ck_assert_str_eq(record->values[ZK_F_SUMMARY].text, "机床");
        ck_assert_int_eq(record->version, 1);
        end();
    }
}
END_TEST

START_TEST(a_login_that_is_taken_waits_for_another_from_the_office)
{
    struct zk_registration_page page = { .size = 10 };
    struct zk_account *account;
    int64_t taken, twice;

    begin();
    (void)open_account("person1", ZK_ROLE_AUDITOR);
    taken = ask_for("person1");
    twice = ask_for("person1");
    OK(zk_account_registrations(store, arena, &page, &error));
    ck_assert_uint_eq(page.count, 2);
    for (size_t i = 0; i < page.count; i++) {
        ck_assert(page.list[i].taken);
        ck_assert_str_eq(page.list[i].account.login, "person1");
    }
    page = (struct zk_registration_page){ .from = 1, .size = 5 };
    OK(zk_account_registrations(store, arena, &page, &error));
    ck_assert_int_eq(page.total, 2);
    ck_assert_uint_eq(page.count, 1);
    ck_assert_int_eq(page.list[0].account.id, twice);
    ck_assert_int_eq(zk_account_decide(store, taken, true, NULL, arena, &error), ZK_DUPLICATE);
    ck_assert_int_eq(zk_account_decide(store, taken, true, "person1", arena, &error), ZK_DUPLICATE);
    ck_assert_int_eq(zk_account_decide(store, taken, true, "Person 1", arena, &error),
                     ZK_BAD_VALUE);
    OK(zk_account_decide(store, taken, true, "person2", arena, &error));
    OK(zk_account_get(store, taken, arena, &account, &error));
    ck_assert_str_eq(account->login, "person2");
    ck_assert_int_eq(zk_account_decide(store, twice, true, "person2", arena, &error), ZK_DUPLICATE);
    OK(zk_sql_run(store, "DELETE FROM account WHERE login = 'person1'", &error, ""));
    OK(zk_account_decide(store, twice, true, NULL, arena, &error)); /* it is free now */
    OK(zk_account_get(store, twice, arena, &account, &error));
    ck_assert_str_eq(account->login, "person1");
    OK(zk_account_decide(store, ask_for("person3"), true, "person4", arena, &error));
    end();
}
END_TEST

START_TEST(the_last_administrator_stays)
{
    const char *secret;
    int64_t first, second;

    begin();
    first = invite("root1", ZK_ROLE_ADMINISTRATOR, &secret);
    second = invite("root2", ZK_ROLE_ADMINISTRATOR, &secret);
    OK(zk_sql_run(store, "UPDATE account SET state = 'active'", &error, ""));
    OK(zk_store_begin(store, &error));
    OK(zk_account_set_active(store, first, false, &error));
    OK(zk_store_commit(store, &error));
    OK(zk_store_begin(store, &error));
    ck_assert_int_eq(zk_account_set_active(store, second, false, &error), ZK_REFUSED);
    zk_store_rollback(store);
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("access");
    TCase *tc = tcase_create("access");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, sha1_and_codes_are_those_of_the_standards);
    tcase_add_test(tc, a_code_works_once_and_only_in_its_time);
    tcase_add_test(tc, a_secret_that_is_offered_changes_nothing_until_it_is_confirmed);
    tcase_add_test(tc, passwords_are_held_to_the_policy);
    tcase_add_test(tc, a_password_lies_in_the_store_as_argon2id_of_the_cost_that_is_told);
    tcase_add_test(tc, every_wrong_login_is_refused_alike_and_takes_as_long);
    tcase_add_test(tc, what_a_password_proved_ends_when_the_account_changes);
    tcase_add_test(tc, a_password_of_ninety_days_has_to_be_changed);
    tcase_add_test(tc, a_one_use_secret_opens_an_account_once);
    tcase_add_test(tc, accounts_are_refused_that_make_no_sense);
    tcase_add_test(tc, an_enterprise_registers_and_the_office_lets_it_in);
    tcase_add_test(tc, an_organisation_of_the_office_is_not_written_over);
    tcase_add_test(tc, a_login_that_is_taken_waits_for_another_from_the_office);
    tcase_add_test(tc, the_last_administrator_stays);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
