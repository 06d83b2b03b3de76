/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facet columns brought up to date from a list of changes are those read anew.
 */
#include "suite.h"

#include "changes.h"
#include "columns.h"
#include "directory.h"
#include "shim.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS = 700, ROUNDS = 12, CHANGES = 9 };

static struct test_directory directory;
static struct zk_facets facets;
static struct zk_error error;
static char *path;

static struct xapc_database *open_newest(int64_t *commit)
{
    struct xapc_database *database;
    int64_t revision;

    OK(zk_shim_open(path, &database, &revision, &error));
    OK(zk_changes_commit(database, commit, &error));
    return database;
}

static void assert_same(const struct zk_columns *a, const struct zk_columns *b)
{
    ck_assert_uint_eq(a->last, b->last);
    ck_assert(roaring_bitmap_equals(a->all, b->all));
    ck_assert_mem_eq(a->totals, b->totals, 2 * (size_t)facets.entries * sizeof(*a->totals));
    for (uint32_t docid = 0; docid <= a->last; docid++) {
        const uint16_t *x, *x_end = zk_columns_marks(a, docid, &x);
        const uint16_t *y, *y_end = zk_columns_marks(b, docid, &y);
        size_t n = (size_t)(x_end - x);

        ck_assert_uint_eq(n, (size_t)(y_end - y));
        ck_assert(n == 0 || memcmp(x, y, n * sizeof(*x)) == 0);
    }
}

static void begin(unsigned seed)
{
    test_directory_open(&directory, RECORDS, seed);
    test_directory_build(&directory);
    zk_facets_init(&facets);
    OK(zk_index_current(directory.index_path, directory.arena, &path, &error));
}

/* Records of other ids than their own: every facet of a document changes. */
static void change_some(struct zk_index_writer *writer, int changes)
{
    for (int i = 0; i < changes; i++) {
        struct zk_record *record;

        if (rand() % 3 == 0) {
            OK(zk_index_writer_delete(writer, 1 + rand() % RECORDS, &error));
        } else if (zk_store_get_any(directory.store, 1 + rand() % RECORDS, ZK_SEE_PUBLIC,
                                    directory.arena, &record, NULL) == ZK_OK) {
            record->id = 1 + rand() % (RECORDS + RECORDS / 2);
            OK(zk_index_writer_put(writer, record, &error));
        }
    }
}

START_TEST(columns_brought_up_to_date_are_those_read_anew)
{
    struct zk_index_writer *writer;
    struct xapc_database *database;
    struct zk_columns old, fresh, updated;
    int64_t commit, from;

    begin(41);
    database = open_newest(&from);
    OK(zk_columns_load(database, &facets, &old, &error));
    xapc_database_free(database);
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t *docids;
        size_t count;
        bool names;

        for (int commits = rand() % 4; commits >= 0; commits--) {
            change_some(writer, rand() % CHANGES);
            OK(zk_index_writer_commit(writer, round, &error));
        }
        database = open_newest(&commit);
        OK(zk_changes_read(database, from, commit, directory.arena, &docids, &count, &names,
                           &error));
        ck_assert_ptr_nonnull(docids);
        ck_assert_uint_le(count, 4 * CHANGES);
        OK(zk_columns_load(database, &facets, &fresh, &error));
        OK(zk_columns_update(database, &facets, &old, docids, count, &updated, &error));
        assert_same(&updated, &fresh);
        zk_columns_free(&old);
        zk_columns_free(&fresh);
        xapc_database_free(database);
        old = updated;
        from = commit;
    }
    zk_columns_free(&old);
    zk_index_writer_close(writer);
    test_directory_close(&directory);
}
END_TEST

START_TEST(chunks_without_a_change_are_shared)
{
    struct xapc_database *database;
    struct zk_columns old, updated;
    uint32_t docid = 3 * ZK_CHUNK_DOCIDS + 1;
    int64_t commit;

    begin(42);
    database = open_newest(&commit);
    OK(zk_columns_load(database, &facets, &old, &error));
    OK(zk_columns_update(database, &facets, &old, &docid, 1, &updated, &error));
    assert_same(&updated, &old);
    for (uint32_t i = 0; i <= old.last >> ZK_CHUNK_BITS; i++)
        ck_assert_int_eq(old.chunks[i] == updated.chunks[i], i != 3);
    zk_columns_free(&old); /* what is shared stays */
    ck_assert_uint_gt(updated.totals[0], 0);
    zk_columns_free(&updated);
    xapc_database_free(database);
    test_directory_close(&directory);
}
END_TEST

START_TEST(a_list_of_changes_that_is_not_there_is_not_guessed)
{
    struct zk_index_writer *writer;
    struct xapc_database *database;
    uint32_t *docids;
    int64_t first, last;
    size_t count;
    bool names;

    begin(43);
    xapc_database_free(open_newest(&first));
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    for (int i = 0; i < ZK_CHANGES_COMMITS + 1; i++)
        OK(zk_index_writer_commit(writer, i, &error));
    database = open_newest(&last);
    ck_assert_int_eq(last, first + ZK_CHANGES_COMMITS + 1);
    OK(zk_changes_read(database, first, last, directory.arena, &docids, &count, &names, &error));
    ck_assert_ptr_null(docids); /* too old */
    OK(zk_changes_read(database, 0, last, directory.arena, &docids, &count, &names, &error));
    ck_assert_ptr_null(docids); /* from nowhere */
    OK(zk_changes_read(database, first + 1, last, directory.arena, &docids, &count, &names,
                       &error));
    ck_assert_ptr_nonnull(docids);
    ck_assert_uint_eq(count, 0);
    xapc_database_free(database);
    for (int i = 0; i <= ZK_CHANGES_MAX; i++)
        OK(zk_index_writer_delete(writer, 100000 + i, &error));
    OK(zk_index_writer_commit(writer, 1, &error));
    database = open_newest(&last);
    OK(zk_changes_read(database, last - 1, last, directory.arena, &docids, &count, &names, &error));
    ck_assert_ptr_null(docids); /* too many */
    xapc_database_free(database);
    zk_index_writer_close(writer);
    test_directory_close(&directory);
}
END_TEST

START_TEST(a_list_says_whether_names_changed)
{
    struct zk_index_writer *writer;
    struct xapc_database *database;
    struct zk_record *record;
    uint32_t *docids;
    int64_t commit, id;
    size_t count;
    bool names;

    test_directory_open(&directory, 5, 44);
    id = test_directory_put(&directory, ZK_KIND_EXPERT, "a", "张伟", ZK_F_SUMMARY, "煤化工", -1);
    test_directory_build(&directory);
    OK(zk_index_current(directory.index_path, directory.arena, &path, &error));
    OK(zk_store_get_any(directory.store, id, ZK_SEE_PUBLIC, directory.arena, &record, &error));
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    for (int i = 0; i < 4; i++) {
        bool expected[] = { false, true, true, true };

        if (i == 0)
            record->values[ZK_F_SUMMARY].text = "煤化工艺"; /* no name */
        if (i == 1)
            record->values[ZK_F_TITLE].text = "张伟民";
        if (i < 2)
            OK(zk_index_writer_put(writer, record, &error));
        else if (i == 2)
            OK(zk_index_writer_delete(writer, id, &error));
        else
            OK(zk_index_writer_put(writer, record, &error)); /* there again */
        OK(zk_index_writer_commit(writer, i, &error));
        database = open_newest(&commit);
        OK(zk_changes_read(database, commit - 1, commit, directory.arena, &docids, &count, &names,
                           &error));
        ck_assert_uint_eq(count, 1);
        ck_assert_uint_eq(docids[0], (uint32_t)id);
        ck_assert_int_eq(names, expected[i]);
        xapc_database_free(database);
    }
    zk_index_writer_close(writer);
    test_directory_close(&directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("columns");
    TCase *tcase = tcase_create("columns");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, columns_brought_up_to_date_are_those_read_anew);
    tcase_add_test(tcase, chunks_without_a_change_are_shared);
    tcase_add_test(tcase, a_list_of_changes_that_is_not_there_is_not_guessed);
    tcase_add_test(tcase, a_list_says_whether_names_changed);
    suite_add_tcase(suite, tcase);
    return test_run(suite);
}
