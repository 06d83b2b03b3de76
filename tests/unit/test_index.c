/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing, generations, merging, and the check that index and store are equal.
 */
#include "index.h"
#include "suite.h"

#include "directory.h"
#include "schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct test_directory directory;
static struct zk_error error;

static char *current(void)
{
    char *path;

    OK(zk_index_current(directory.index_path, directory.arena, &path, &error));
    return path;
}

/* Compares the index at path with every public record of the store. */
static enum zk_status check(const char *path, struct zk_index_report *report)
{
    struct zk_index_check *it;
    enum zk_status st;
    int64_t *ids;
    size_t count;

    OK(zk_index_check_open(path, directory.text, &it, &error));
    OK(zk_store_ids(directory.store, ZK_KIND_COUNT, 0, 100000, directory.arena, &ids, &count,
                    &error));
    for (size_t i = 0; i < count; i++) {
        struct zk_record *record;

        if (zk_store_get_any(directory.store, ids[i], ZK_SEE_PUBLIC, directory.arena, &record,
                             NULL) == ZK_OK)
            OK(zk_index_check_put(it, record, &error));
    }
    st = zk_index_check_finish(it, report, &error);
    zk_index_check_close(it);
    return st;
}

START_TEST(a_built_index_equals_the_store)
{
    struct zk_index_report report;

    test_directory_open(&directory, 60, 1);
    test_directory_build(&directory);
    ck_assert_int_eq(check(current(), &report), ZK_OK);
    ck_assert_int_eq(report.records, report.indexed);
    ck_assert_int_gt(report.records, 40);
    test_directory_close(&directory);
}
END_TEST

START_TEST(every_difference_is_found)
{
    struct zk_index_report report;
    struct zk_index_writer *writer;
    struct zk_record *record;
    int64_t a, b;

    test_directory_open(&directory, 10, 2);
    a = test_directory_put(&directory, ZK_KIND_EXPERT, "a", "张伟", ZK_F_SUMMARY, "煤化工", -1);
    b = test_directory_put(&directory, ZK_KIND_EXPERT, "b", "李娜", -1);
    test_directory_build(&directory);
    /* changed, removed, added behind the index's back */
    test_directory_put(&directory, ZK_KIND_EXPERT, "a", "张伟", ZK_F_SUMMARY, "煤化工艺", -1);
    ck_assert_int_eq(check(current(), &report), ZK_DIFFERENT);
    ck_assert_int_eq(report.different, 1);
    ck_assert_int_eq(report.examples[0], a);
    OK(zk_store_delete(directory.store, ZK_KIND_EXPERT, b, &error));
    test_directory_put(&directory, ZK_KIND_EVENT, "c", "活动", -1);
    ck_assert_int_eq(check(current(), &report), ZK_DIFFERENT);
    ck_assert_int_eq(report.surplus, 1);
    ck_assert_int_eq(report.missing, 1);
    /* mended */
    OK(zk_index_writer_open(current(), false, directory.text, &writer, &error));
    OK(zk_store_get_any(directory.store, a, ZK_SEE_PUBLIC, directory.arena, &record, &error));
    OK(zk_index_writer_put(writer, record, &error));
    OK(zk_index_writer_delete(writer, b, &error));
    OK(zk_index_writer_delete(writer, b, &error));
    OK(zk_index_writer_delete(writer, -1, &error));
    OK(zk_store_find(directory.store, ZK_KIND_EVENT, "c", &b, &error));
    OK(zk_store_get_any(directory.store, b, ZK_SEE_PUBLIC, directory.arena, &record, &error));
    OK(zk_index_writer_put(writer, record, &error));
    OK(zk_index_writer_commit(writer, 77, &error));
    ck_assert_int_eq(zk_index_writer_seq(writer), 77);
    zk_index_writer_close(writer);
    ck_assert_int_eq(check(current(), &report), ZK_OK);
    test_directory_close(&directory);
}
END_TEST

START_TEST(what_is_not_committed_is_dropped)
{
    struct zk_index_report report;
    struct zk_index_writer *writer;
    int64_t id;

    test_directory_open(&directory, 20, 3);
    id = test_directory_put(&directory, ZK_KIND_EXPERT, "a", "张伟", -1);
    test_directory_build(&directory);
    OK(zk_index_writer_open(current(), false, directory.text, &writer, &error));
    OK(zk_index_writer_delete(writer, id, &error));
    zk_index_writer_close(writer);
    ck_assert_int_eq(check(current(), &report), ZK_OK);
    zk_index_writer_close(NULL);
    test_directory_close(&directory);
}
END_TEST

struct watched {
    int steps;
    int64_t done, total;
    bool refuse, astray; /* told of less than before, or of more than all */
};

static bool watch(void *context, int64_t done, int64_t total)
{
    struct watched *watched = context;

    watched->astray = watched->astray || done < watched->done || done > total;
    watched->steps++;
    watched->done = done;
    watched->total = total;
    return !watched->refuse;
}

START_TEST(parts_are_merged_into_the_same_index)
{
    struct watched watched = { .refuse = true };
    struct zk_index_writer *writer;
    struct zk_index_report report;
    const char *parts[3];
    char names[3][600], refused[600], *path;
    int64_t *ids;
    size_t count;

    test_directory_open(&directory, 60, 4);
    test_directory_build(&directory);
    OK(zk_index_new_generation(directory.index_path, directory.arena, &path, &error));
    OK(zk_store_ids(directory.store, ZK_KIND_COUNT, 0, 1000, directory.arena, &ids, &count,
                    &error));
    for (size_t k = 0; k < 3; k++) {
        (void)snprintf(names[k], sizeof(names[k]), "%s.part%zu", path, k);
        parts[k] = names[k];
        OK(zk_index_writer_open(names[k], true, directory.text, &writer, &error));
        for (size_t i = k * count / 3; i < (k + 1) * count / 3; i++) {
            struct zk_record *record;

            if (zk_store_get_any(directory.store, ids[i], ZK_SEE_PUBLIC, directory.arena, &record,
                                 NULL) == ZK_OK)
                OK(zk_index_writer_put(writer, record, &error));
        }
        OK(zk_index_writer_commit(writer, 0, &error));
        zk_index_writer_close(writer);
    }
    (void)snprintf(refused, sizeof(refused), "%s.refused", path);
    ck_assert_int_eq(zk_index_merge(parts, 3, refused, false, watch, &watched, &error),
                     ZK_INTERRUPTED);
    ck_assert_int_ge(watched.steps, 1);
    watched.refuse = false;
    OK(zk_index_merge(parts, 3, path, false, watch, &watched, &error));
    ck_assert_int_gt(watched.steps, 4);
    ck_assert(!watched.astray);
    ck_assert_int_gt(watched.total, 0);
    ck_assert_int_eq(watched.done, watched.total);
    for (size_t k = 0; k < 3; k++) {
        struct stat table;
        char file[2048];

        (void)snprintf(file, sizeof(file), "%s/postlist.glass", names[k]);
        ck_assert_int_eq(stat(file, &table), 0);
        ck_assert_int_eq(table.st_size, 0);
    }
    OK(zk_index_publish(directory.index_path, path, &error));
    ck_assert_int_ne(access(names[0], F_OK), 0);
    ck_assert_str_eq(current(), path);
    ck_assert_int_eq(check(current(), &report), ZK_OK);
    ck_assert_int_ne(zk_index_merge(parts, 3, path, false, NULL, NULL, &error), ZK_OK);
    test_directory_close(&directory);
}
END_TEST

START_TEST(of_a_build_that_is_given_up_nothing_is_left_but_what_was_in_use)
{
    struct zk_index_writer *writer;
    struct zk_index_lock *lock;
    char *path, *first = NULL, part[600];

    test_directory_open(&directory, 5, 6);
    OK(zk_index_lock(directory.index_path, &lock, &error));
    zk_index_unlock(lock);
    for (int built = 0; built < 2; built++) {
        OK(zk_index_new_generation(directory.index_path, directory.arena, &path, &error));
        (void)snprintf(part, sizeof(part), "%s.part0", path);
        OK(zk_index_writer_open(part, true, directory.text, &writer, &error));
        zk_index_writer_close(writer);
        ck_assert_int_eq(access(part, F_OK), 0);
        zk_index_give_up(directory.index_path);
        ck_assert_int_ne(access(part, F_OK), 0);
        if (built == 0) {
            test_directory_build(&directory);
            first = zk_arena_printf(directory.arena, "%s", current());
        }
    }
    ck_assert_str_eq(current(), first);
    ck_assert_int_eq(access(first, F_OK), 0);
    test_directory_close(&directory);
}
END_TEST

START_TEST(there_is_one_writer)
{
    struct zk_index_lock *lock, *second;
    struct zk_index_writer *writer, *other;

    test_directory_open(&directory, 5, 5);
    OK(zk_index_lock(directory.index_path, &lock, &error));
    ck_assert_int_eq(zk_index_lock(directory.index_path, &second, &error), ZK_BUSY);
    ck_assert_ptr_null(second);
    zk_index_unlock(lock);
    zk_index_unlock(NULL);
    test_directory_build(&directory);
    OK(zk_index_writer_open(current(), false, directory.text, &writer, &error));
    ck_assert_int_eq(zk_index_writer_open(current(), false, directory.text, &other, &error),
                     ZK_BUSY);
    zk_index_writer_close(writer);
    test_directory_close(&directory);
}
END_TEST

START_TEST(what_a_killed_build_left_is_cleared_away_by_the_next_writer)
{
    struct zk_index_lock *lock;
    char part[600];

    test_directory_open(&directory, 5, 8);
    (void)snprintf(part, sizeof(part), "%s/gen-9.part0", directory.index_path);
    OK(zk_index_lock(directory.index_path, &lock, &error));
    ck_assert_int_eq(mkdir(part, 0755), 0);
    zk_index_unlock(lock);
    OK(zk_index_lock(directory.index_path, &lock, &error));
    ck_assert_int_eq(access(part, F_OK), 0); /* no index yet: nothing is judged */
    zk_index_unlock(lock);
    test_directory_build(&directory);
    ck_assert_int_eq(mkdir(part, 0755), 0);
    OK(zk_index_lock(directory.index_path, &lock, &error));
    ck_assert_int_ne(access(part, F_OK), 0);
    ck_assert_int_eq(access(current(), F_OK), 0);
    zk_index_unlock(lock);
    test_directory_close(&directory);
}
END_TEST

START_TEST(a_missing_foreign_or_damaged_index_is_told)
{
    struct zk_index_writer *writer;
    char path[600], *got;
    FILE *file;

    test_directory_open(&directory, 5, 6);
    ck_assert_int_eq(zk_index_current(directory.index_path, directory.arena, &got, &error),
                     ZK_NO_INDEX);
    test_directory_build(&directory);
    /* written by another version */
    {
        struct xapc_writer *raw;

        ck_assert_int_eq(xapc_writer_open(current(), NULL, &raw, NULL), XAPC_OK);
        ck_assert_int_eq(xapc_writer_set_metadata(raw, ZK_META_SCHEMA, strlen(ZK_META_SCHEMA),
                                                  "other", 5, NULL),
                         XAPC_OK);
        ck_assert_int_eq(xapc_writer_commit(raw, NULL), XAPC_OK);
        xapc_writer_free(raw);
    }
    ck_assert_int_eq(zk_index_writer_open(current(), false, directory.text, &writer, &error),
                     ZK_FOREIGN_INDEX);
    /* half a file */
    (void)snprintf(path, sizeof(path), "%s/iamglass", current());
    file = fopen(path, "w");
    (void)fputs("half", file);
    (void)fclose(file);
    ck_assert_int_eq(zk_index_writer_open(current(), false, directory.text, &writer, &error),
                     ZK_CORRUPT);
    /* a link that leads nowhere, and no link at all */
    (void)snprintf(path, sizeof(path), "%s/current", directory.index_path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("gen-99", path), 0);
    ck_assert_int_eq(zk_index_current(directory.index_path, directory.arena, &got, &error),
                     ZK_CORRUPT);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("../../etc", path), 0);
    ck_assert_int_eq(zk_index_current(directory.index_path, directory.arena, &got, &error),
                     ZK_CORRUPT);
    ck_assert_int_eq(unlink(path), 0);
    file = fopen(path, "w");
    (void)fclose(file);
    ck_assert_int_eq(zk_index_current(directory.index_path, directory.arena, &got, &error),
                     ZK_CORRUPT);
    test_directory_close(&directory);
}
END_TEST

START_TEST(private_text_is_nowhere_in_the_index)
{
    char command[700];

    test_directory_open(&directory, 0, 7);
    test_directory_put(&directory, ZK_KIND_EXPERT, "a", "张伟", ZK_F_PHONE, "19900009999",
                       ZK_F_EMAIL, "planted@example.com", ZK_F_AVOID_ORGANISATIONS,
                       "plantedsecret", -1);
    test_directory_put(&directory, ZK_KIND_PROPOSAL, "p", "plantedtitle", ZK_F_VISIBILITY,
                       "office", -1);
    test_directory_build(&directory);
    (void)snprintf(command, sizeof(command), "grep -rqa 'planted\\|19900009999' '%s'", current());
    ck_assert_int_ne(system(command), 0);
    test_directory_close(&directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("index");
    TCase *tc = tcase_create("index");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_built_index_equals_the_store);
    tcase_add_test(tc, every_difference_is_found);
    tcase_add_test(tc, what_is_not_committed_is_dropped);
    tcase_add_test(tc, parts_are_merged_into_the_same_index);
    tcase_add_test(tc, of_a_build_that_is_given_up_nothing_is_left_but_what_was_in_use);
    tcase_add_test(tc, there_is_one_writer);
    tcase_add_test(tc, what_a_killed_build_left_is_cleared_away_by_the_next_writer);
    tcase_add_test(tc, a_missing_foreign_or_damaged_index_is_told);
    tcase_add_test(tc, private_text_is_nowhere_in_the_index);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
