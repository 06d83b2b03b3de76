/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits, and the audit: what is added stays as it was, or it is found out.
 */
#include "audit.h"
#include "limit.h"
#include "sql.h"
#include "suite.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static const char *folder;
static char path[512];
static struct zk_store *store;
static struct zk_arena *arena;
static struct zk_error error;
static int64_t now;
static struct zk_access access_;

static int64_t clock_now(void *with)
{
    (void)with;
    return now;
}

static void begin(void)
{
    folder = test_folder();
    (void)snprintf(path, sizeof(path), "%s/zhiku.db", folder);
    arena = zk_arena_open();
    now = 1800000000;
    access_ = (struct zk_access){ { clock_now, NULL }, false, 1800, 43200, "" };
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
}

static void end(void)
{
    zk_store_close(store);
    zk_arena_close(arena);
    test_folder_remove(folder);
}

/* ---- limits ---- */

START_TEST(rates_are_held_and_recover)
{
    struct zk_limits *limits;
    int64_t ms = 5000000;

    OK(zk_limits_open(64, &limits, &error));
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(zk_limit_use(limits, "a", 10, ZK_LIMIT_MINUTE, ms), 0);
    ck_assert_int_eq(zk_limit_use(limits, "a", 10, ZK_LIMIT_MINUTE, ms), 6000);
    ck_assert_int_eq(zk_limit_use(limits, "b", 10, ZK_LIMIT_MINUTE, ms), 0);
    ck_assert_int_eq(zk_limit_use(limits, "a", 10, ZK_LIMIT_MINUTE, ms + 6000), 0);
    ck_assert_int_gt(zk_limit_use(limits, "a", 10, ZK_LIMIT_MINUTE, ms + 6000), 0);
    ck_assert_int_eq(zk_limit_use_many(limits, "c", 8, 10, ZK_LIMIT_MINUTE, ms), 0);
    ck_assert_int_gt(zk_limit_use_many(limits, "c", 3, 10, ZK_LIMIT_MINUTE, ms), 0);
    ck_assert_int_eq(zk_limit_use_many(limits, "c", 2, 10, ZK_LIMIT_MINUTE, ms), 0);
    ck_assert_int_gt(zk_limit_use_many(limits, "d", 11, 10, ZK_LIMIT_MINUTE, ms), 0);
    for (int i = 0; i < 10000; i++) { /* a table that is full goes on */
        char key[16];

        (void)snprintf(key, sizeof(key), "k%d", i);
        ck_assert_int_eq(zk_limit_use(limits, key, 1, ZK_LIMIT_MINUTE, ms), 0);
    }
    zk_limits_close(limits);
}
END_TEST

START_TEST(failures_delay_more_and_more_but_never_for_good)
{
    struct zk_limits *limits;
    int64_t ms = 5000000, longest = 0;

    OK(zk_limits_open(64, &limits, &error));
    for (int i = 0; i < ZK_LIMIT_FREE_FAILURES - 1; i++)
        zk_limit_failed(limits, "me from here", ms);
    ck_assert_int_eq(zk_limit_wait(limits, "me from here", ms), 0);
    for (int i = 0; i < 100; i++) {
        int64_t wait;

        zk_limit_failed(limits, "me from here", ms);
        wait = zk_limit_wait(limits, "me from here", ms);
        ck_assert_int_ge(wait, longest);
        longest = wait;
        ms += wait;
        ck_assert_int_eq(zk_limit_wait(limits, "me from here", ms), 0);
    }
    ck_assert_int_eq(longest, ZK_LIMIT_DELAY_MAX_MS);
    ck_assert_int_eq(zk_limit_wait(limits, "me from elsewhere", ms), 0);
    zk_limit_failed(limits, "me from here", ms);
    zk_limit_succeeded(limits, "me from here");
    ck_assert_int_eq(zk_limit_wait(limits, "me from here", ms), 0);
    zk_limits_close(limits);
}
END_TEST

/* ---- the audit ---- */

static void add_entries(int count)
{
    const struct zk_who who = { .account = 3, .role = ZK_ROLE_OFFICE, .address = "203.0.113.7" };

    for (int i = 0; i < count; i++) {
        char object[32];
        struct zk_audit entry = { .action = i % 2 ? "edit" : "unmask",
                                  .object = object,
                                  .field = "phone",
                                  .purpose = "联系专家" };

        (void)snprintf(object, sizeof(object), "expert:%d", i);
        now++;
        OK(zk_audit_add(&access_, store, &who, &entry, &error));
    }
}

static void spoil(const char *sql)
{
    sqlite3 *db;
    char *message = NULL;

    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &message) == SQLITE_OK, "%s", message);
    (void)sqlite3_close(db);
}

START_TEST(the_audit_cannot_be_altered_and_tells_when_it_was)
{
    static const struct {
        const char *sql;
        int64_t bad;
    } crimes[] = {
        { "UPDATE audit SET purpose = '' WHERE seq = 4", 4 },
        { "UPDATE audit SET account_id = NULL WHERE seq = 7", 7 },
        { "UPDATE audit SET object = 'expert:', field = '2phone' WHERE seq = 3", 3 },
        { "DELETE FROM audit WHERE seq = 5", 6 },
        { "DELETE FROM audit WHERE seq > 8", 9 },
        { "DELETE FROM audit", 1 },
        { "INSERT INTO audit SELECT 11, at, 3, role, address, action, object, field, old, new,"
          " purpose, hash FROM audit WHERE seq = 2",
          11 },
    };
    struct zk_audit_head head, later;

    for (size_t i = 0; i < sizeof(crimes) / sizeof(crimes[0]); i++) {
        begin();
        add_entries(10);
        ck_assert_int_ne(zk_sql_run(store, "UPDATE audit SET at = 0", &error, ""), ZK_OK);
        ck_assert_int_ne(zk_sql_run(store, "DELETE FROM audit", &error, ""), ZK_OK);
        OK(zk_audit_verify(store, NULL, &head, &error));
        ck_assert_int_eq(head.rows, 10);
        spoil("DROP TRIGGER audit_is_kept; DROP TRIGGER audit_is_unchanged");
        spoil(crimes[i].sql);
        ck_assert_msg(zk_audit_verify(store, NULL, &later, &error) == ZK_CORRUPT, "%s",
                      crimes[i].sql);
        ck_assert_int_eq(later.bad_seq, crimes[i].bad);
        end();
    }
    begin();
    add_entries(3);
    OK(zk_audit_verify(store, NULL, &head, &error));
    add_entries(3);
    OK(zk_audit_verify(store, head.hash, &later, &error));
    spoil("DROP TRIGGER audit_is_kept; DELETE FROM audit; DELETE FROM sqlite_sequence WHERE "
          "name = 'audit'");
    add_entries(6); /* a whole chain, forged */
    OK(zk_audit_verify(store, NULL, &later, &error));
    ck_assert_int_eq(zk_audit_verify(store, head.hash, &later, &error), ZK_CORRUPT);
    end();
}
END_TEST

START_TEST(telephone_numbers_are_masked_however_they_are_written)
{
    static const char *const written[][2] = {
        { "打19900001111，2026年第12号", "打***********，2026年第12号" },
        { "打138-1234-5678约", "打*************约" },
        { "138 1234 5678", "*************" },
        { "(0632) 1234567", "(*************" },
        { "１３８１２３４５６７８", "*********************************" },
        { "１３８－１２３４　5678。", "*******************************。" },
        { "138.1234.5678、138·1234·5678", "*************、***************" },
        { "138/1234/5678 138_1234_5678 138~1234~5678", "*****************************************" },
        { "138—1234——5678，138–1234‑5678", "********************，*****************" },
        { "138・1234•5678，138．1234／5678", "*****************，*****************" },
        { "138＿1234＿5678，１３８Ａ1234Ａ5678", "*****************，１３８Ａ1234Ａ5678" },
        { "138\xc2\xa0" "1234\t5678", "**************" },
        { "138\xe2\x80\x82" "1234\xe2\x80\x83" "5678", "*****************" },
        { "2026.11.25 2026/11/25 2026—11—25 2026_11_25", "2026.11.25 2026/11/25 2026—11—25 2026_11_25" },
        { "2026.1.15至2026/12/5，2026-1-15", "2026.1.15至2026/12/5，2026-1-15" },
        { "2026.11.25.13812345678 2026.13.15", "2026.11.25.**********************" },
        { "2026.1.151 2026/1/32", "********************" },
        { "2026-11-止", "2026-11-止" },
        { "第3.2.1节，1,234,567元，3、12、45、78", "第3.2.1节，1,234,567元，3、12、45、78" },
        { "第3批 12 人 - 5", "第3批 12 人 - 5" },
        { "123-456 ", "123-456 " },
        { "2026-11-25 提供", "2026-11-25 提供" },
        { "2026年11月25日、20261125、２０２６－１１－２５", "2026年11月25日、20261125、２０２６－１１－２５" },
        { "2026-11-25 13812345678", "2026-11-25 ***********" },
        { "138 1234 5678 2026-11-25", "************* 2026-11-25" },
        { "12 2024-02-29 至 2099-12-31", "12 2024-02-29 至 2099-12-31" },
        { "2026-11-25 2026-11-26 9:30", "2026-11-25 2026-11-26 9:30" },
        { "20261125-0001", "20261125-0001" }, /* a file's number of that day */
        { "20261325", "********" }, /* there is no such day */
        { "20260229 2026-02-30", "*******************" },
        { "18991231", "********" },
        { "21000101", "********" },
        { "2026 1125", "*********" },
        { "2026-1125", "*********" },
        { "202611-25", "*********" },
        { "0632 20261125", "*************" },
        { "202611251", "*********" },
        { "１９９９12311", "*****************" },
        { "", "" },
    };
    struct zk_audit_row *rows;
    size_t count;

    begin();
    for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
        OK(zk_audit_add(&access_, store, &(struct zk_who){ .address = "" },
                        &(struct zk_audit){ .action = "call", .purpose = written[i][0] }, &error));
        OK(zk_audit_search(store, &(struct zk_audit_query){ .action = "call", .max = 1 }, arena,
                           &rows, &count, &error));
        ck_assert_str_eq(rows[0].purpose, written[i][1]);
    }
    end();
}
END_TEST

START_TEST(the_audit_is_searched)
{
    struct zk_audit_row *rows;
    size_t count;

    begin();
    add_entries(10);
    OK(zk_audit_search(store, &(struct zk_audit_query){ .action = "unmask", .max = 3 }, arena,
                       &rows, &count, &error));
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(rows[0].object, "expert:8"); /* newest first */
    OK(zk_audit_search(store,
                       &(struct zk_audit_query){ .object = "expert:4", .account = 3, .max = 9 },
                       arena, &rows, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(rows[0].purpose, "联系专家");
    OK(zk_audit_add(&access_, store, &(struct zk_who){ .address = "" },
                    &(struct zk_audit){ .action = "call", .purpose = "打19900001111，2026年第12号" },
                    &error));
    OK(zk_audit_search(store, &(struct zk_audit_query){ .action = "call", .max = 9 }, arena, &rows,
                       &count, &error));
    ck_assert_str_eq(rows[0].purpose, "打***********，2026年第12号");
    OK(zk_audit_search(store, &(struct zk_audit_query){ .before = 3, .max = 9 }, arena, &rows,
                       &count, &error));
    ck_assert_uint_eq(count, 2);
    OK(zk_audit_search(store, &(struct zk_audit_query){ .from = now + 1, .max = 9 }, arena,
                       &rows, &count, &error));
    ck_assert_uint_eq(count, 0);
    end();
}
END_TEST

START_TEST(who_is_erased_is_read_in_the_audit_no_more_and_the_chain_holds)
{
    const struct zk_who who = { .account = 3, .role = ZK_ROLE_OFFICE, .address = "203.0.113.7" };
    struct zk_audit entry = { .action = "edit", .object = "expert:7", .field = "title",
                              .old = "planted old name", .new_ = "planted new name",
                              .purpose = "planted name at 2026-11-25" };
    struct zk_audit_query query = { .max = 10 };
    struct zk_audit_head head;
    struct zk_audit_row *rows;
    char command[700];
    size_t count;

    begin();
    OK(zk_audit_add(&access_, store, &who, &entry, &error));
    OK(zk_audit_add(&access_, store, &who, &entry, &error));
    entry.object = "organisation:7";
    OK(zk_audit_add(&access_, store, &who, &entry, &error));
    OK(zk_audit_search(store, &query, arena, &rows, &count, &error));
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(rows[i].old, "planted old name");
        ck_assert_str_eq(rows[i].new_, "planted new name");
        ck_assert_str_eq(rows[i].purpose, "planted name at 2026-11-25");
    }
    OK(zk_sql_run(store, "DROP TRIGGER audit_is_kept", &error, ""));
    OK(zk_sql_run(store, "DELETE FROM audit WHERE seq = 3", &error, "")); /* it lies open */
    OK(zk_audit_forget(store, 7, &error));
    OK(zk_audit_search(store, &query, arena, &rows, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(rows[0].old, "（已删除）");
    ck_assert_str_eq(rows[1].new_, "（已删除）");
    ck_assert_str_eq(rows[1].purpose, "（已删除）");
    ck_assert_str_eq(rows[0].field, "title");
    OK(zk_sql_run(store, "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'audit'", &error, ""));
    entry.object = "expert:7"; /* what is told of him from now on is read by nobody */
    OK(zk_audit_add(&access_, store, &who, &entry, &error));
    entry = (struct zk_audit){ .action = "erase", .object = "expert:7", .purpose = "as he asked",
                               .plain = true };
    OK(zk_audit_add(&access_, store, &who, &entry, &error));
    OK(zk_audit_search(store, &query, arena, &rows, &count, &error));
    ck_assert_str_eq(rows[0].purpose, "as he asked");
    ck_assert_str_eq(rows[1].purpose, "（已删除）");
    OK(zk_audit_verify(store, NULL, &head, &error));
    zk_store_close(store);
    (void)snprintf(command, sizeof(command), "cat '%s'* | grep -a -q 'planted'", path);
    ck_assert_int_ne(system(command), 0);
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit");
    TCase *tc = tcase_create("audit");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, rates_are_held_and_recover);
    tcase_add_test(tc, failures_delay_more_and_more_but_never_for_good);
    tcase_add_test(tc, the_audit_cannot_be_altered_and_tells_when_it_was);
    tcase_add_test(tc, telephone_numbers_are_masked_however_they_are_written);
    tcase_add_test(tc, the_audit_is_searched);
    tcase_add_test(tc, who_is_erased_is_read_in_the_audit_no_more_and_the_chain_holds);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
