/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fail closed, of passwords and one-time codes: whatever breaks while one is offered, confirmed,
 * used or set (faults.h), it is not taken.
 */
#include "faults.h"

static int64_t clerk;
static const char *base32, *waiting; /* in use; offered */
static struct zk_arena *kept;        /* of the test: the other is opened anew each time */
static char hash[ZK_PASSWORD_HASH];

/* There is memory to hash, unless a test says otherwise: this one is found before the library's. */
static bool hashing_is_broken;

int crypto_pwhash_str_alg(char *out, const char *password, unsigned long long len,
                          unsigned long long time, size_t memory, int alg)
{
    static int (*real)(char *, const char *, unsigned long long, unsigned long long, size_t, int);

    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "crypto_pwhash_str_alg");
    return hashing_is_broken ? -1 : real(out, password, len, time, memory, alg);
}

/* A clerk with a code in use and another offered. */
static void people(void)
{
    begin();
    kept = zk_arena_open();
    clerk = open_account("clerk1", ZK_ROLE_EVALUATOR);
    OK(zk_totp_offer(&access_, store, clerk, kept, &base32, &error));
    OK(zk_totp_confirm(&access_, store, clerk, code_at(base32, now), &error));
    OK(zk_totp_offer(&access_, store, clerk, kept, &waiting, &error));
    OK(zk_password_hash(good, hash, &error));
    now += 60;
}

static void leave(void)
{
    zk_arena_close(kept);
    end();
}

static enum zk_status offer(void)
{
    const char *out;
    enum zk_status st = zk_totp_offer(&access_, store, clerk, arena, &out, &error);

    ck_assert_int_eq(out != NULL, st == ZK_OK);
    return st;
}

static enum zk_status confirm(void)
{
    return zk_totp_confirm(&access_, store, clerk, code_at(waiting, now), &error);
}

static enum zk_status use(void)
{
    return zk_totp_use(&access_, store, clerk, code_at(base32, now), &error);
}

static enum zk_status take_away(void)
{
    return zk_totp_remove(store, clerk, ZK_ROLE_EVALUATOR, &error);
}

static enum zk_status set_password(void)
{
    return zk_password_set(&access_, store, clerk, hash, 0, &error);
}

START_TEST(whatever_breaks_no_code_and_no_password_is_taken)
{
    static question *const all[] = { offer, confirm, use, take_away, set_password };

    people();
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        ask_in_trouble(all[i]);
    leave();
}
END_TEST

START_TEST(without_libsodium_there_are_no_codes_and_no_password_is_right)
{
    people();
    ck_assert(zk_password_matches(hash, good));
    sodium_is_broken = true;
    ck_assert_int_eq(offer(), ZK_INTERNAL);
    ck_assert_int_eq(zk_password_hash(good, hash, &error), ZK_NO_MEMORY);
    ck_assert(!zk_password_matches(hash, good));
    sodium_is_broken = false;
    hashing_is_broken = true;
    ck_assert_int_eq(zk_password_hash(good, hash, &error), ZK_NO_MEMORY);
    hashing_is_broken = false;
    ck_assert(zk_password_matches(hash, good));
    ck_assert(!zk_password_matches(hash, "an-ordinary-sentence."));
    leave();
}
END_TEST

START_TEST(a_code_has_six_digits)
{
    char code[20];

    people();
    (void)snprintf(code, sizeof(code), "%s", code_at(base32, now));
    ck_assert_int_eq(zk_totp_use(&access_, store, clerk, "12345", &error), ZK_UNAUTHORISED);
    code[6] = '0';
    code[7] = '\0';
    ck_assert_int_eq(zk_totp_use(&access_, store, clerk, code, &error), ZK_UNAUTHORISED);
    code[6] = '\0';
    code[5] = code[5] == '9' ? '0' : (char)(code[5] + 1);
    ck_assert_int_eq(zk_totp_use(&access_, store, clerk, code, &error), ZK_UNAUTHORISED);
    OK(use());
    leave();
}
END_TEST

/* RFC 4648, section 10, without the padding. */
START_TEST(secrets_are_written_in_base32)
{
    static const char *const written[] = { "",        "MY",       "MZXQ",      "MZXW6",
                                           "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI" };
    struct zk_arena *own = zk_arena_open();

    for (size_t len = 0; len < sizeof(written) / sizeof(written[0]); len++)
        ck_assert_str_eq(zk_base32((const unsigned char *)"foobar", len, own), written[len]);
    zk_arena_close(own);
}
END_TEST

START_TEST(passwords_that_are_a_list_or_a_login_with_something_behind_are_refused)
{
    static const struct {
        const char *password;
        bool periods, good;
    } all[] = {
        { "a1B2c3D4e9", false, true },
        { "9081726354", false, true },   /* nothing is left before the digits */
        { "sunshine!!石", false, true }, /* that is no sign */
        { "Sunshine2024!", false, false },
        { "xx-somebody-xx", false, false }, /* the login is in it */
        { "12121212121212", false, false },
        { "Kx7mmPqz", true, true },
        { "kx7!mmpq", true, true },
        { "KX7!MMPQ", true, true },
        { "Kx!mmPqz", true, true },
        { "kx7mmpqz", true, false },
        { "KXMMPQZ!", true, false },
        { "Kx7mPqz", true, false },
    };

    begin();
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        access_.password_periods = all[i].periods;
        ck_assert_msg(zk_password_check(&access_, "somebody", all[i].password, &error) ==
                          (all[i].good ? ZK_OK : ZK_BAD_VALUE),
                      "%s", all[i].password);
    }
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codes");
    TCase *tc = tcase_create("codes");

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, whatever_breaks_no_code_and_no_password_is_taken);
    tcase_add_test(tc, without_libsodium_there_are_no_codes_and_no_password_is_right);
    tcase_add_test(tc, a_code_has_six_digits);
    tcase_add_test(tc, secrets_are_written_in_base32);
    tcase_add_test(tc, passwords_that_are_a_list_or_a_login_with_something_behind_are_refused);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
