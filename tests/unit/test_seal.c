/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Secrets of one-time codes in the store: sealed, by a key that is elsewhere.
 */
#include "suite.h"

#include "../../lib/access/private.h"
#include "seal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder;
static char path[512], keys[512], kept[512];
static struct zk_store *store;
static struct zk_arena *arena;
static struct zk_error error;
static struct zk_access access_;

static const unsigned char one[ZK_TOTP_SECRET_BYTES] = "first secret, 20 by.";
static const unsigned char two[ZK_TOTP_SECRET_BYTES] = "other secret, 20 by.";

/* Two accounts, 1 and 2. */
static void begin(void)
{
    folder = test_folder();
    (void)snprintf(path, sizeof(path), "%s/zhiku.db", folder);
    (void)snprintf(keys, sizeof(keys), "%s/totp.key", folder);
    (void)snprintf(kept, sizeof(kept), "%s/kept.key", folder);
    arena = zk_arena_open();
    access_ = (struct zk_access){ .clock = zk_clock_real(), .keys = keys };
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
    OK(zk_sql_run(store,
                  "INSERT INTO account (login, name, role, state, created_at)"
                  " VALUES ('one', 'a', 'office', 'active', 1), ('two', 'b', 'office', 'active', 1)",
                  &error, ""));
}

static void end(void)
{
    zk_store_close(store);
    zk_arena_close(arena);
    test_folder_remove(folder);
}

static void copy(const char *from, const char *to)
{
    char command[1100];

    (void)snprintf(command, sizeof(command), "cp -p '%s' '%s'", from, to);
    ck_assert_int_eq(system(command), 0);
}

static void opens(int64_t account, const unsigned char *wanted)
{
    unsigned char secret[ZK_TOTP_SECRET_BYTES];
    bool found;

    OK(zk_seal_get(&access_, store, account, ZK_SEALED_SECRET, secret, &found, &error));
    ck_assert_int_eq(found, wanted != NULL);
    if (wanted)
        ck_assert_mem_eq(secret, wanted, sizeof(secret));
}

static void cannot_open(int64_t account)
{
    unsigned char secret[ZK_TOTP_SECRET_BYTES];
    bool found;

    ck_assert_int_eq(zk_seal_get(&access_, store, account, ZK_SEALED_SECRET, secret, &found, &error), ZK_CORRUPT);
    ck_assert(!found);
}

START_TEST(the_key_is_made_once_for_its_owner_alone_and_the_store_shows_no_secret)
{
    char command[1100];
    struct stat info;

    begin();
    OK(zk_seal_start(&access_, store, &error));
    ck_assert_int_eq(stat(keys, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
    OK(zk_seal_put(&access_, store, 1, ZK_SEALED_SECRET, one, &error));
    opens(1, one);
    opens(2, NULL);
    copy(keys, kept);
    OK(zk_seal_start(&access_, store, &error));
    (void)snprintf(command, sizeof(command), "cmp -s '%s' '%s'", keys, kept);
    ck_assert_int_eq(system(command), 0);
    (void)snprintf(command, sizeof(command), "cat '%s'* | grep -a -q 'secret, 20 by'", path);
    ck_assert_int_ne(system(command), 0);
    end();
}
END_TEST

START_TEST(what_lay_open_is_sealed_at_the_start)
{
    char command[1100];

    begin();
    OK(zk_sql_run(store, "UPDATE account SET totp_secret = ?1 WHERE id = 2", &error, "b",
                  (const void *)two, sizeof(two)));
    OK(zk_seal_start(&access_, store, &error));
    opens(2, two);
    zk_store_close(store); /* its log is written back */
    (void)snprintf(command, sizeof(command), "cat '%s'* | grep -a -q 'secret, 20 by'", path);
    ck_assert_int_ne(system(command), 0);
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
    end();
}
END_TEST

START_TEST(a_seal_is_of_its_account_and_altered_nowhere)
{
    begin();
    OK(zk_seal_start(&access_, store, &error));
    OK(zk_seal_put(&access_, store, 1, ZK_SEALED_SECRET, one, &error));
    OK(zk_sql_run(store,
                  "UPDATE account SET totp_secret ="
                  " (SELECT totp_secret FROM account WHERE id = 1) WHERE id = 2",
                  &error, ""));
    cannot_open(2); /* somebody put his own secret there */
    OK(zk_sql_run(store,
                  "UPDATE account SET totp_secret = CAST(substr(totp_secret, 1, 59) || x'00' AS BLOB)"
                  " WHERE id = 1",
                  &error, ""));
    cannot_open(1);
    end();
}
END_TEST

START_TEST(without_the_key_it_is_said_what_to_do_and_who_is_concerned)
{
    int64_t *lost;
    size_t count;

    begin();
    OK(zk_seal_start(&access_, store, &error));
    OK(zk_seal_put(&access_, store, 2, ZK_SEALED_SECRET, two, &error));
    copy(keys, kept);
    ck_assert_int_eq(unlink(keys), 0);
    ck_assert_int_eq(zk_seal_start(&access_, store, &error), ZK_CORRUPT);
    ck_assert_ptr_nonnull(strstr(error.detail, "put that file back"));
    ck_assert_ptr_nonnull(strstr(error.detail, "account recode"));
    ck_assert_int_ne(access(keys, F_OK), 0); /* no new one, which would hide that */
    cannot_open(2);
    OK(zk_seal_lost(&access_, store, arena, &lost, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(lost[0], 2);
    copy(kept, keys);
    OK(zk_seal_start(&access_, store, &error));
    opens(2, two);
    end();
}
END_TEST

START_TEST(a_changed_key_opens_all_and_the_old_one_nothing)
{
    int64_t count;

    begin();
    OK(zk_seal_start(&access_, store, &error));
    OK(zk_seal_put(&access_, store, 1, ZK_SEALED_SECRET, one, &error));
    OK(zk_seal_put(&access_, store, 2, ZK_SEALED_SECRET, two, &error));
    copy(keys, kept);
    OK(zk_seal_change(&access_, store, &count, &error));
    ck_assert_int_eq(count, 2);
    opens(1, one);
    opens(2, two);
    access_.keys = kept;
    cannot_open(1);
    ck_assert_int_eq(zk_seal_change(&access_, store, &count, &error), ZK_CORRUPT);
    end();
}
END_TEST

START_TEST(a_secret_that_waits_is_sealed_changed_and_lost_as_the_one_in_use_is)
{
    unsigned char secret[ZK_TOTP_SECRET_BYTES];
    int64_t *lost, count;
    size_t lost_count;
    bool found;

    begin();
    OK(zk_sql_run(store, "UPDATE account SET totp_offer = ?1 WHERE id = 2", &error, "b",
                  (const void *)two, sizeof(two)));
    OK(zk_seal_start(&access_, store, &error));
    OK(zk_sql_number(store, &count, "SELECT length(totp_offer) FROM account WHERE id = 2", &error,
                     ""));
    ck_assert_int_gt(count, ZK_TOTP_SECRET_BYTES);
    OK(zk_seal_put(&access_, store, 2, ZK_SEALED_SECRET, one, &error));
    OK(zk_seal_change(&access_, store, &count, &error));
    ck_assert_int_eq(count, 2);
    opens(2, one);
    OK(zk_seal_get(&access_, store, 2, ZK_SEALED_OFFER, secret, &found, &error));
    ck_assert(found);
    ck_assert_mem_eq(secret, two, sizeof(secret));
    OK(zk_sql_run(store, "UPDATE account SET totp_secret = NULL", &error, ""));
    OK(zk_seal_put(&access_, store, 1, ZK_SEALED_SECRET, one, &error));
    OK(zk_seal_put(&access_, store, 1, ZK_SEALED_OFFER, two, &error));
    ck_assert_int_eq(unlink(keys), 0);
    ck_assert_int_eq(zk_seal_start(&access_, store, &error), ZK_CORRUPT);
    ck_assert_ptr_nonnull(strstr(error.detail, "of 2 accounts"));
    OK(zk_seal_lost(&access_, store, arena, &lost, &lost_count, &error));
    ck_assert_uint_eq(lost_count, 2);
    ck_assert_int_eq(lost[0], 1);
    ck_assert_int_eq(lost[1], 2);
    end();
}
END_TEST

START_TEST(a_change_that_was_cut_off_leaves_every_secret_with_a_key)
{
    char command[3000];
    int64_t count;

    begin();
    OK(zk_seal_start(&access_, store, &error));
    OK(zk_seal_put(&access_, store, 1, ZK_SEALED_SECRET, one, &error));
    /* a new key was written before the old one, and nothing more */
    (void)snprintf(command, sizeof(command),
                   "(head -c 64 /dev/zero | tr '\\0' a; echo; cat '%s') > '%s' && chmod 600 '%s' &&"
                   " mv '%s' '%s'",
                   keys, kept, kept, kept, keys);
    ck_assert_int_eq(system(command), 0);
    opens(1, one);
    OK(zk_seal_put(&access_, store, 2, ZK_SEALED_SECRET, two, &error)); /* with the new one */
    OK(zk_seal_change(&access_, store, &count, &error));
    opens(1, one);
    opens(2, two);
    (void)snprintf(command, sizeof(command), "test $(wc -l < '%s') = 1", keys);
    ck_assert_int_eq(system(command), 0);
    end();
}
END_TEST

START_TEST(a_file_that_others_can_read_or_that_holds_no_keys_is_refused)
{
    static const char *const bad[] = { "", "abc\n", "zz\n" };

    begin();
    OK(zk_seal_start(&access_, store, &error));
    ck_assert_int_eq(chmod(keys, 0640), 0);
    ck_assert_int_eq(zk_seal_start(&access_, store, &error), ZK_USAGE);
    ck_assert_ptr_nonnull(strstr(error.detail, "chmod 600"));
    ck_assert_int_eq(chmod(keys, 0600), 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        FILE *file = fopen(keys, "w");

        ck_assert_ptr_nonnull(file);
        ck_assert_int_ge(fputs(bad[i], file), 0);
        ck_assert_int_eq(fclose(file), 0);
        ck_assert_int_eq(zk_seal_start(&access_, store, &error), ZK_USAGE);
    }
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("seal");
    TCase *tc = tcase_create("seal");

    tcase_add_test(tc, the_key_is_made_once_for_its_owner_alone_and_the_store_shows_no_secret);
    tcase_add_test(tc, what_lay_open_is_sealed_at_the_start);
    tcase_add_test(tc, a_seal_is_of_its_account_and_altered_nowhere);
    tcase_add_test(tc, without_the_key_it_is_said_what_to_do_and_who_is_concerned);
    tcase_add_test(tc, a_changed_key_opens_all_and_the_old_one_nothing);
    tcase_add_test(tc, a_secret_that_waits_is_sealed_changed_and_lost_as_the_one_in_use_is);
    tcase_add_test(tc, a_change_that_was_cut_off_leaves_every_secret_with_a_key);
    tcase_add_test(tc, a_file_that_others_can_read_or_that_holds_no_keys_is_refused);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
