/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents, writers, transactions, metadata, compaction.
 */
#include "support.h"

static struct xapc_document *document_of(const char *term, const char *data)
{
    struct xapc_document *document;

    OK(xapc_document_new(&document, &error));
    OK(xapc_document_add_term(document, term, strlen(term), 1, &error));
    OK(xapc_document_set_data(document, data, strlen(data), &error));
    return document;
}

static void add(struct xapc_writer *writer, uint32_t docid, const char *term)
{
    struct xapc_document *document = document_of(term, term);

    OK(xapc_writer_replace(writer, docid, document, &error));
    xapc_document_free(document);
}

static uint32_t count_of(struct xapc_writer *writer)
{
    struct xapc_database *database;
    uint32_t count;

    OK(xapc_database_of_writer(writer, &database, &error));
    OK(xapc_database_document_count(database, &count, &error));
    xapc_database_free(database);
    return count;
}

static uint32_t count_on_disk(const char *path)
{
    struct xapc_database *database;
    uint32_t count;

    OK(xapc_database_open(path, &database, &error));
    OK(xapc_database_document_count(database, &count, &error));
    xapc_database_free(database);
    return count;
}

START_TEST(a_document_keeps_data_terms_and_values)
{
    struct xapc_document *document;
    struct xapc_terms *terms;
    struct xapc_values *values;
    struct xapc_value value;
    struct xapc_view view;
    uint32_t number;

    OK(xapc_document_new(&document, &error));
    OK(xapc_document_set_data(document, "a\0b", 3, &error));
    OK(xapc_document_data(document, &view, &error));
    ck_assert_uint_eq(view.len, 3);
    ck_assert(memcmp(view.bytes, "a\0b", 3) == 0);
    OK(xapc_document_docid(document, &number, &error));
    ck_assert_uint_eq(number, 0);
    OK(xapc_document_add_term(document, S("煤化"), 3, &error));
    OK(xapc_document_add_posting(document, S("zx"), 4, 2, &error));
    OK(xapc_document_add_posting(document, S("zx"), 9, 1, &error));
    OK(xapc_document_add_boolean(document, S("Ka"), &error));
    OK(xapc_document_term_count(document, &number, &error));
    ck_assert_uint_eq(number, 3);
    OK(xapc_document_terms(document, &terms, &error));
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "Ka");
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "zx");
    OK(xapc_terms_wdf(terms, &number, &error));
    ck_assert_uint_eq(number, 3);
    OK(xapc_terms_skip_to(terms, S("煤"), &view, &error));
    SAYS(view, "煤化");
    OK(xapc_terms_next(terms, &view, &error));
    ck_assert_ptr_null(view.bytes);
    OK(xapc_terms_next(terms, &view, &error));
    ck_assert_ptr_null(view.bytes);
    FAILS(XAPC_INVALID_OPERATION, xapc_terms_wdf(terms, &number, &error));
    xapc_terms_free(terms);
    OK(xapc_document_remove_posting(document, S("zx"), 9, 1, &error));
    FAILS(XAPC_INVALID_ARGUMENT, xapc_document_remove_posting(document, S("zx"), 9, 1, &error));
    OK(xapc_document_remove_term(document, S("Ka"), &error));
    FAILS(XAPC_INVALID_ARGUMENT, xapc_document_remove_term(document, S("Ka"), &error));
    OK(xapc_document_clear_terms(document, &error));
    OK(xapc_document_term_count(document, &number, &error));
    ck_assert_uint_eq(number, 0);

    OK(xapc_document_set_value(document, 2, S("2019"), &error));
    OK(xapc_document_set_value(document, 7, S("x"), &error));
    OK(xapc_document_value(document, 2, &view, &error));
    SAYS(view, "2019");
    OK(xapc_document_value(document, 3, &view, &error));
    ck_assert_uint_eq(view.len, 0);
    OK(xapc_document_values(document, &values, &error));
    OK(xapc_values_next(values, &value, &error));
    ck_assert_uint_eq(value.slot, 2);
    ck_assert_uint_eq(value.docid, 0);
    OK(xapc_values_skip_to(values, 5, &value, &error));
    ck_assert_uint_eq(value.slot, 7);
    SAYS(value.value, "x");
    OK(xapc_values_next(values, &value, &error));
    ck_assert_ptr_null(value.value.bytes);
    xapc_values_free(values);
    OK(xapc_document_remove_value(document, 2, &error));
    FAILS(XAPC_INVALID_ARGUMENT, xapc_document_remove_value(document, 2, &error));
    OK(xapc_document_clear_values(document, &error));
    OK(xapc_document_value(document, 7, &view, &error));
    ck_assert_uint_eq(view.len, 0);
    xapc_document_free(document);
    xapc_document_free(NULL);
}
END_TEST

START_TEST(documents_are_added_replaced_and_deleted)
{
    struct xapc_document *one = document_of("Qone", "1"), *two = document_of("Qtwo", "2");
    struct xapc_writer *writer;
    struct xapc_database *database;
    struct xapc_document *read;
    struct xapc_view view;
    uint32_t docid;

    OK(xapc_writer_open_memory(&writer, &error));
    OK(xapc_writer_add(writer, one, &docid, &error));
    ck_assert_uint_eq(docid, 1);
    OK(xapc_writer_add(writer, one, NULL, &error));
    OK(xapc_writer_replace(writer, 1, two, &error));
    OK(xapc_writer_replace_term(writer, S("Qone"), two, &docid, &error));
    ck_assert_uint_eq(docid, 2);
    OK(xapc_writer_replace_term(writer, S("Qnew"), one, &docid, &error));
    ck_assert_uint_eq(docid, 3);
    ck_assert_uint_eq(count_of(writer), 3);
    OK(xapc_database_of_writer(writer, &database, &error));
    OK(xapc_database_document(database, 2, &read, &error));
    OK(xapc_document_data(read, &view, &error));
    SAYS(view, "2");
    OK(xapc_document_docid(read, &docid, &error));
    ck_assert_uint_eq(docid, 2);
    xapc_document_free(read);
    FAILS(XAPC_DOC_NOT_FOUND, xapc_database_document(database, 99, &read, &error));
    ck_assert_ptr_null(read);
    xapc_database_free(database);
    OK(xapc_writer_delete(writer, 2, &error));
    FAILS(XAPC_DOC_NOT_FOUND, xapc_writer_delete(writer, 2, &error));
    OK(xapc_writer_delete_term(writer, S("Qtwo"), &error));
    OK(xapc_writer_delete_term(writer, S("Qnobody"), &error));
    ck_assert_uint_eq(count_of(writer), 1);
    xapc_writer_free(writer);
    xapc_writer_free(NULL);
    xapc_document_free(one);
    xapc_document_free(two);
}
END_TEST

START_TEST(a_term_has_at_most_245_bytes)
{
    struct xapc_document *document;
    struct xapc_writer *writer;
    char term[300];

    memset(term, 'a', sizeof(term));
    OK(xapc_writer_open_memory(&writer, &error));
    OK(xapc_document_new(&document, &error));
    OK(xapc_document_add_term(document, term, 245, 1, &error));
    OK(xapc_writer_add(writer, document, NULL, &error));
    FAILS(XAPC_INVALID_ARGUMENT, xapc_document_add_term(document, "", 0, 1, &error));
    xapc_document_free(document);
    xapc_writer_free(writer);
}
END_TEST

START_TEST(a_cancelled_transaction_leaves_nothing)
{
    struct xapc_writer *writer;
    char folder[64];

    folder_make(folder);
    OK(xapc_writer_open(folder, NULL, &writer, &error));
    add(writer, 1, "kept");
    OK(xapc_writer_commit(writer, &error));
    OK(xapc_writer_begin(writer, true, &error));
    FAILS(XAPC_INVALID_OPERATION, xapc_writer_begin(writer, true, &error));
    add(writer, 2, "dropped");
    ck_assert_uint_eq(count_of(writer), 2);
    OK(xapc_writer_cancel(writer, &error));
    ck_assert_uint_eq(count_of(writer), 1);
    OK(xapc_writer_begin(writer, true, &error));
    add(writer, 3, "kept");
    ck_assert_uint_eq(count_on_disk(folder), 1);
    OK(xapc_writer_end(writer, &error));
    ck_assert_uint_eq(count_on_disk(folder), 2);
    FAILS(XAPC_INVALID_OPERATION, xapc_writer_end(writer, &error));
    FAILS(XAPC_INVALID_OPERATION, xapc_writer_cancel(writer, &error));
    OK(xapc_writer_close(writer, &error));
    xapc_writer_free(writer);
    folder_remove(folder);
}
END_TEST

START_TEST(opening_obeys_its_options)
{
    struct xapc_writer_options options = { .open = XAPC_OPEN };
    struct xapc_writer *writer, *second;
    struct xapc_database *database;
    char folder[64], path[80];
    bool locked;

    folder_make(folder);
    (void)snprintf(path, sizeof(path), "%s/db", folder);
    FAILS(XAPC_DATABASE_NOT_FOUND, xapc_writer_open(path, &options, &writer, &error));
    ck_assert_ptr_null(writer);
    FAILS(XAPC_DATABASE_NOT_FOUND, xapc_database_open(path, &database, &error));
    ck_assert_ptr_null(database);
    options = (struct xapc_writer_options){ .open = XAPC_CREATE,
                                            .no_sync = true,
                                            .dangerous = true,
                                            .no_termlist = true,
                                            .block_size = 4096 };
    OK(xapc_writer_open(path, &options, &writer, &error));
    FAILS(XAPC_DATABASE_LOCK, xapc_writer_open(path, NULL, &second, &error));
    OK(xapc_database_open(path, &database, &error));
    OK(xapc_database_locked(database, &locked, &error));
    ck_assert(locked);
    xapc_database_free(database);
    add(writer, 1, "a");
    xapc_writer_free(writer);
    ck_assert_uint_eq(count_on_disk(path), 1);
    options = (struct xapc_writer_options){ .open = XAPC_CREATE };
    FAILS(XAPC_DATABASE_CREATE, xapc_writer_open(path, &options, &writer, &error));
    options = (struct xapc_writer_options){ .open = XAPC_OVERWRITE, .wait_for_lock = true };
    OK(xapc_writer_open(path, &options, &writer, &error));
    xapc_writer_free(writer);
    ck_assert_uint_eq(count_on_disk(path), 0);
    folder_remove(folder);
}
END_TEST

START_TEST(metadata_is_kept_and_listed)
{
    struct xapc_writer *writer;
    struct xapc_database *database;
    struct xapc_terms *keys;
    struct xapc_view view;
    char folder[64];

    folder_make(folder);
    OK(xapc_writer_open(folder, NULL, &writer, &error));
    OK(xapc_writer_set_metadata(writer, S("zk:a"), S("1"), &error));
    OK(xapc_writer_set_metadata(writer, S("zk:b"), S("2"), &error));
    OK(xapc_writer_set_metadata(writer, S("other"), S("3"), &error));
    OK(xapc_writer_set_metadata(writer, S("zk:a"), "", 0, &error));
    OK(xapc_writer_commit(writer, &error));
    OK(xapc_database_open(folder, &database, &error));
    OK(xapc_database_metadata(database, S("zk:b"), &view, &error));
    SAYS(view, "2");
    OK(xapc_database_metadata(database, S("zk:a"), &view, &error));
    ck_assert_uint_eq(view.len, 0);
    OK(xapc_database_metadata_keys(database, S("zk:"), &keys, &error));
    OK(xapc_terms_next(keys, &view, &error));
    SAYS(view, "zk:b");
    OK(xapc_terms_next(keys, &view, &error));
    ck_assert_ptr_null(view.bytes);
    xapc_terms_free(keys);
    xapc_database_free(database);
    xapc_writer_free(writer);
    folder_remove(folder);
}
END_TEST

static int count_steps(void *context, struct xapc_view table, struct xapc_view status)
{
    ck_assert_uint_gt(table.len + status.len, 0);
    ++*(int *)context;
    return 0;
}

static int end_at_once(void *context, struct xapc_view table, struct xapc_view status)
{
    (void)context;
    (void)table;
    (void)status;
    return 5;
}

static void make_part(const char *path, uint32_t first)
{
    struct xapc_writer *writer;

    OK(xapc_writer_open(path, NULL, &writer, &error));
    for (uint32_t i = 0; i < 10; i++)
        add(writer, first + i, "word");
    OK(xapc_writer_commit(writer, &error));
    xapc_writer_free(writer);
}

START_TEST(parts_are_compacted_into_one_that_keeps_docids)
{
    struct xapc_compaction options = { .keep_docids = true, .progress = count_steps };
    char folder[64], paths[3][80];
    struct xapc_database *all, *part;
    struct xapc_postings *postings;
    struct xapc_posting posting;
    size_t errors;
    int steps = 0;

    folder_make(folder);
    options.context = &steps;
    OK(xapc_database_new(&all, &error));
    for (uint32_t i = 0; i < 2; i++) {
        (void)snprintf(paths[i], sizeof(paths[i]), "%s/%u", folder, i);
        make_part(paths[i], 100 + 50 * i);
        OK(xapc_database_open(paths[i], &part, &error));
        OK(xapc_database_add(all, part, &error));
        xapc_database_free(part);
    }
    (void)snprintf(paths[2], sizeof(paths[2]), "%s/all", folder);
    OK(xapc_database_compact(all, paths[2], &options, &error));
    ck_assert_int_gt(steps, 3);
    OK(xapc_database_check(paths[2], &errors, &error));
    ck_assert_uint_eq(errors, 0);
    OK(xapc_database_open(paths[2], &part, &error));
    OK(xapc_database_postings(part, S("word"), &postings, &error));
    OK(xapc_postings_skip_to(postings, 110, &posting, &error));
    ck_assert_uint_eq(posting.docid, 150);
    xapc_postings_free(postings);
    xapc_database_free(part);

    (void)snprintf(paths[2], sizeof(paths[2]), "%s/file", folder);
    options = (struct xapc_compaction){ .level = XAPC_COMPACT_FULLER,
                                        .single_file = true,
                                        .multipass = true,
                                        .block_size = 4096 };
    OK(xapc_database_compact(all, paths[2], &options, &error));
    ck_assert_uint_eq(count_on_disk(paths[2]), 20);
    (void)snprintf(paths[2], sizeof(paths[2]), "%s/ended", folder);
    options = (struct xapc_compaction){ .level = XAPC_COMPACT_FULL, .progress = end_at_once };
    FAILS(XAPC_CALLBACK, xapc_database_compact(all, paths[2], &options, &error));
    ck_assert_int_eq(error.callback, 5);
    (void)snprintf(paths[2], sizeof(paths[2]), "%s/none/x", folder);
    ck_assert_int_ne(xapc_database_compact(all, paths[2], NULL, &error), XAPC_OK);
    xapc_database_free(all);
    folder_remove(folder);
}
END_TEST

START_TEST(a_damaged_database_is_refused)
{
    struct xapc_database *database;
    char folder[64], path[96];
    size_t errors;
    FILE *file;

    folder_make(folder);
    make_part(folder, 1);
    (void)snprintf(path, sizeof(path), "%s/iamglass", folder);
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    (void)fputs("half", file);
    (void)fclose(file);
    ck_assert_int_ne(xapc_database_open(folder, &database, &error), XAPC_OK);
    ck_assert_int_ne(xapc_database_check("/nonexistent/xapian", &errors, &error), XAPC_OK);
    folder_remove(folder);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_document_keeps_data_terms_and_values,
        documents_are_added_replaced_and_deleted,
        a_term_has_at_most_245_bytes,
        a_cancelled_transaction_leaves_nothing,
        opening_obeys_its_options,
        metadata_is_kept_and_listed,
        parts_are_compacted_into_one_that_keeps_docids,
        a_damaged_database_is_refused,
    };

    return run_suite("write", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
