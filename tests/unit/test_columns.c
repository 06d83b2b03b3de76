/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facet columns and lexicon brought up to date from a list of changes are those read anew.
 */
#include "suite.h"

#include "changes.h"
#include "columns.h"
#include "directory.h"
#include "lexicon.h"
#include "shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 700, ROUNDS = 60, CHANGES = 9 };

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

static void assert_same_lexicon(const struct zk_lexicon *a, const struct zk_lexicon *b)
{
    ck_assert_uint_eq(a->text_len, b->text_len);
    ck_assert_uint_eq(a->count, b->count);
    ck_assert_uint_eq(a->run_count, b->run_count);
    ck_assert_mem_eq(a->text, b->text, a->text_len);
    ck_assert_mem_eq(a->groups, b->groups, sizeof(a->groups));
    ck_assert_mem_eq(a->group_runs, b->group_runs, sizeof(a->group_runs));
    for (uint32_t i = 0; i < a->count; i++) {
        const struct zk_lexicon_entry *x = &a->entries[i], *y = &b->entries[i];

        ck_assert_uint_eq(x->at, y->at);
        ck_assert_uint_eq(x->documents, y->documents);
        ck_assert_uint_eq(x->key_len, y->key_len);
        ck_assert_uint_eq(x->shown_len, y->shown_len);
        ck_assert_uint_eq(x->points, y->points);
    }
    for (uint32_t i = 0; i < a->run_count; i++) {
        ck_assert_uint_eq(a->runs[i].first, b->runs[i].first);
        ck_assert_uint_eq(a->runs[i].c, b->runs[i].c);
    }
}

/* Names of the beginning, the end and the middle of the lexicon, some twice, some no name at all.
 */
static void rename_some(struct zk_index_writer *writer, int changes)
{
    static const char *const titles[] = {
        "阿", "阿尔法", "龠", "张伟", "a", "Zz", "改过的名称", "-"
    };

    for (int i = 0; i < changes; i++) {
        struct zk_record *record;

        if (zk_store_get_any(directory.store, 1 + rand() % RECORDS, ZK_SEE_PUBLIC, directory.arena,
                             &record, NULL) != ZK_OK)
            continue;
        record->values[ZK_F_TITLE].text = (char *)titles[rand() % 8];
        OK(zk_index_writer_put(writer, record, &error));
    }
}

/* What a reader makes of a revision. */
struct read {
    struct zk_columns columns;
    struct zk_lexicon lexicon;
};

static void read_anew(struct xapc_database *database, struct read *out)
{
    OK(zk_columns_load(database, &facets, &out->columns, &error));
    OK(zk_lexicon_load(database, &out->lexicon, &error));
}

static void free_read(struct read *read)
{
    zk_columns_free(&read->columns);
    zk_lexicon_free(&read->lexicon);
}

START_TEST(what_is_brought_up_to_date_is_what_is_read_anew)
{
    struct zk_index_writer *writer;
    struct xapc_database *database;
    struct read old, fresh, updated;
    int64_t commit, from;

    begin(41);
    database = open_newest(&from);
    read_anew(database, &old);
    xapc_database_free(database);
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    for (int round = 0; round < ROUNDS; round++) {
        struct zk_change_list changes;
        size_t made = 0;

        for (int commits = rand() % 4; commits >= 0; commits--) {
            int others = rand() % CHANGES, names = round % 2 ? rand() % CHANGES : 0;

            change_some(writer, others);
            rename_some(writer, names);
            made += (size_t)(others + names);
            OK(zk_index_writer_commit(writer, round, &error));
        }
        database = open_newest(&commit);
        OK(zk_changes_read(database, from, commit, directory.arena, &changes, &error));
        ck_assert_ptr_nonnull(changes.docids);
        ck_assert_ptr_nonnull(changes.names);
        ck_assert_uint_le(changes.count, made);
        read_anew(database, &fresh);
        OK(zk_columns_update(database, &facets, &old.columns, changes.docids, changes.count,
                             &updated.columns, &error));
        OK(zk_lexicon_update(database, &old.lexicon, changes.names, changes.name_count,
                             &updated.lexicon, &error));
        assert_same(&updated.columns, &fresh.columns);
        assert_same_lexicon(&updated.lexicon, &fresh.lexicon);
        free_read(&old);
        free_read(&fresh);
        xapc_database_free(database);
        old = updated;
        from = commit;
    }
    free_read(&old);
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
    struct zk_change_list changes;
    int64_t first, last;

    begin(43);
    xapc_database_free(open_newest(&first));
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    for (int i = 0; i < ZK_CHANGES_COMMITS + 1; i++)
        OK(zk_index_writer_commit(writer, i, &error));
    database = open_newest(&last);
    ck_assert_int_eq(last, first + ZK_CHANGES_COMMITS + 1);
    OK(zk_changes_read(database, first, last, directory.arena, &changes, &error));
    ck_assert_ptr_null(changes.docids); /* too old */
    OK(zk_changes_read(database, 0, last, directory.arena, &changes, &error));
    ck_assert_ptr_null(changes.docids); /* from nowhere */
    OK(zk_changes_read(database, first + 1, last, directory.arena, &changes, &error));
    ck_assert_ptr_nonnull(changes.docids);
    ck_assert_uint_eq(changes.count, 0);
    xapc_database_free(database);
    for (int i = 0; i <= ZK_CHANGES_MAX; i++)
        OK(zk_index_writer_delete(writer, 100000 + i, &error));
    OK(zk_index_writer_commit(writer, 1, &error));
    database = open_newest(&last);
    OK(zk_changes_read(database, last - 1, last, directory.arena, &changes, &error));
    ck_assert_ptr_null(changes.docids); /* too many */
    xapc_database_free(database);
    zk_index_writer_close(writer);
    test_directory_close(&directory);
}
END_TEST

START_TEST(a_list_says_which_names_changed)
{
    struct zk_index_writer *writer;
    struct xapc_database *database;
    struct zk_record *record;
    struct zk_change_list changes;
    int64_t commit, id;

    test_directory_open(&directory, 5, 44);
    id = test_directory_put(&directory, ZK_KIND_EXPERT, "a", "张伟", ZK_F_SUMMARY, "煤化工", -1);
    test_directory_build(&directory);
    OK(zk_index_current(directory.index_path, directory.arena, &path, &error));
    OK(zk_store_get_any(directory.store, id, ZK_SEE_PUBLIC, directory.arena, &record, &error));
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    for (int i = 0; i < 4; i++) {
        size_t expected[] = { 0, 2, 1, 1 }; /* another name: one goes, one comes */

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
        OK(zk_changes_read(database, commit - 1, commit, directory.arena, &changes, &error));
        ck_assert_uint_eq(changes.count, 1);
        ck_assert_uint_eq(changes.docids[0], (uint32_t)id);
        ck_assert_ptr_nonnull(changes.names);
        ck_assert_uint_eq(changes.name_count, expected[i]);
        xapc_database_free(database);
    }
    zk_index_writer_close(writer);
    test_directory_close(&directory);
}
END_TEST

START_TEST(more_names_than_can_be_kept_are_not_known)
{
    struct zk_change_list list;
    struct xapc_database *database;
    struct zk_index_writer *writer;
    struct zk_record *record;
    char title[160];
    int64_t commit;

    begin(46);
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    for (int i = 0; i < 2000; i++) {
        if (zk_store_get_any(directory.store, 1 + i % RECORDS, ZK_SEE_PUBLIC, directory.arena,
                             &record, NULL) != ZK_OK)
            continue;
        (void)snprintf(title, sizeof(title), "%d%100d", i, i);
        record->id = 10000 + i;
        record->values[ZK_F_TITLE].text = title;
        OK(zk_index_writer_put(writer, record, &error));
    }
    OK(zk_index_writer_commit(writer, 1, &error));
    database = open_newest(&commit);
    OK(zk_changes_read(database, commit - 1, commit, directory.arena, &list, &error));
    ck_assert_ptr_nonnull(list.docids);
    ck_assert_ptr_null(list.names);
    xapc_database_free(database);
    zk_index_writer_close(writer);
    test_directory_close(&directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("columns");
    TCase *tcase = tcase_create("columns");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, what_is_brought_up_to_date_is_what_is_read_anew);
    tcase_add_test(tcase, chunks_without_a_change_are_shared);
    tcase_add_test(tcase, a_list_of_changes_that_is_not_there_is_not_guessed);
    tcase_add_test(tcase, a_list_says_which_names_changed);
    tcase_add_test(tcase, more_names_than_can_be_kept_are_not_known);
    suite_add_tcase(suite, tcase);
    return test_run(suite);
}
