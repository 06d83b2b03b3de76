/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a build is cut: a part has few enough slices, and parts are few.
 */
#include "plan.h"

#include "directory.h"
#include "suite.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct test_directory directory;
static struct zk_pipeline pipeline;
static struct zk_plan plan;
static struct zk_error error;

/* A store with so many records, every third id of which is missing. */
static void begin(int records)
{
    char sql[512];
    sqlite3 *db;

    test_directory_open(&directory, 0, 1);
    pipeline = (struct zk_pipeline){ .store = directory.store, .arena = directory.arena };
    (void)snprintf(sql, sizeof(sql),
                   "DELETE FROM record;"
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                   " INSERT INTO record (id, kind, ref, title, version, created_at, updated_at)"
                   " SELECT i + i / 2, 'event', 'r' || i, 'x', 1, '', '' FROM n WHERE i <= %d",
                   records, records);
    ck_assert_int_eq(sqlite3_open(directory.store_path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static void end(void)
{
    test_directory_close(&directory);
}

/* There are slices for all records, and parts for all slices. */
static void whole(int records)
{
    ck_assert_int_eq(plan.records, records);
    ck_assert_uint_eq(plan.slice_count,
                      (size_t)((records + plan.slice_records - 1) / plan.slice_records));
    ck_assert_uint_eq(plan.part_count,
                      (plan.slice_count + plan.part_slices - 1) / plan.part_slices);
}

START_TEST(few_records_are_slices_that_are_parts)
{
    static const struct {
        int records;
        size_t slices;
    } cases[] = { { 1, 1 }, { 250, 1 }, { 251, 2 }, { 4000, 16 } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin(cases[i].records);
        OK(zk_plan_make(&pipeline, 2, 0, &plan, &error));
        whole(cases[i].records);
        ck_assert_uint_eq(plan.slice_count, cases[i].slices);
        ck_assert_uint_eq(plan.part_slices, 1);
        end();
    }
}
END_TEST

START_TEST(nothing_is_one_slice_of_nothing)
{
    begin(1);
    OK(zk_store_begin(directory.store, &error));
    OK(zk_store_delete(directory.store, ZK_KIND_EVENT, 1, &error));
    OK(zk_store_commit(directory.store, &error));
    OK(zk_plan_make(&pipeline, 2, 0, &plan, &error));
    ck_assert_uint_eq(plan.slice_count, 1);
    ck_assert_uint_eq(plan.part_count, 1);
    end();
}
END_TEST

START_TEST(many_records_make_larger_parts_not_more_of_them)
{
    static const struct {
        int records;
        size_t part_slices, parts;
    } cases[] = { { 4001, 2, 9 }, { 20000, 5, 16 }, { 60000, 15, 16 }, { 100000, 26, 16 } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        begin(cases[i].records);
        OK(zk_plan_make(&pipeline, 2, 0, &plan, &error));
        whole(cases[i].records);
        ck_assert_int_eq(plan.slice_records, 250);
        ck_assert_uint_eq(plan.part_slices, cases[i].part_slices);
        ck_assert_uint_eq(plan.part_count, cases[i].parts);
        end();
    }
}
END_TEST

START_TEST(parts_are_as_large_as_one_says)
{
    begin(1000);
    OK(zk_plan_make(&pipeline, 2, 300, &plan, &error));
    whole(1000);
    ck_assert_int_eq(plan.slice_records, 150);
    ck_assert_uint_eq(plan.part_slices, 2);
    OK(zk_plan_make(&pipeline, 2, INT64_MAX, &plan, &error));
    whole(1000);
    ck_assert_uint_eq(plan.part_count, 1);
    end();
}
END_TEST

/* In a process with few files: 5 sources. */
static int with_few_files(void)
{
    const struct rlimit few = { 90, 90 };
    struct zk_plan narrow;

    if (setrlimit(RLIMIT_NOFILE, &few) != 0)
        return 1;
    if (zk_plan_make(&pipeline, 8, 0, &narrow, &error) != ZK_OK)
        return 2;
    if (narrow.part_count > 5 || narrow.part_slices > 5 || narrow.workers != 1)
        return 3;
    return zk_plan_make(&pipeline, 8, 1, &narrow, &error) == ZK_TOO_MANY ? 0 : 4;
}

START_TEST(where_files_are_few_nothing_has_more_open_than_there_may_be)
{
    int status;
    pid_t pid;

    begin(20000);
    pid = fork();
    if (pid == 0)
        _exit(with_few_files());
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *tc = tcase_create("plan");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, few_records_are_slices_that_are_parts);
    tcase_add_test(tc, nothing_is_one_slice_of_nothing);
    tcase_add_test(tc, many_records_make_larger_parts_not_more_of_them);
    tcase_add_test(tc, parts_are_as_large_as_one_says);
    tcase_add_test(tc, where_files_are_few_nothing_has_more_open_than_there_may_be);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
