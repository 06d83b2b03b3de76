/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statistics, iterators, several databases, reopening, spelling, synonyms, stemming.
 */
#include "support.h"

static void put(struct xapc_writer *writer, const char *one, const char *two, const char *year)
{
    struct xapc_document *document;

    OK(xapc_document_new(&document, &error));
    OK(xapc_document_add_posting(document, one, strlen(one), 3, 2, &error));
    OK(xapc_document_add_posting(document, one, strlen(one), 8, 1, &error));
    OK(xapc_document_add_term(document, two, strlen(two), 1, &error));
    if (year)
        OK(xapc_document_set_value(document, 0, year, strlen(year), &error));
    OK(xapc_writer_add(writer, document, NULL, &error));
    xapc_document_free(document);
}

static struct xapc_writer *make(const char *path)
{
    struct xapc_writer *writer;

    OK(xapc_writer_open(path, NULL, &writer, &error));
    put(writer, "apple", "pear", "2019");
    put(writer, "apple", "plum", NULL);
    put(writer, "berry", "plum", "2021");
    OK(xapc_writer_commit(writer, &error));
    return writer;
}

static char folder[64];
static struct xapc_writer *writer;
static struct xapc_database *database;

static void begin(void)
{
    folder_make(folder);
    writer = make(folder);
    OK(xapc_database_open(folder, &database, &error));
}

static void end(void)
{
    xapc_database_free(database);
    xapc_writer_free(writer);
    folder_remove(folder);
}

START_TEST(a_database_tells_its_statistics)
{
    struct xapc_view view;
    uint64_t big;
    uint32_t number;
    double mean;
    bool yes;

    begin();
    OK(xapc_database_document_count(database, &number, &error));
    ck_assert_uint_eq(number, 3);
    OK(xapc_database_last_docid(database, &number, &error));
    ck_assert_uint_eq(number, 3);
    OK(xapc_database_total_length(database, &big, &error));
    ck_assert_uint_eq(big, 12);
    OK(xapc_database_average_length(database, &mean, &error));
    ck_assert_double_eq(mean, 4.0);
    OK(xapc_database_document_length(database, 2, &number, &error));
    ck_assert_uint_eq(number, 4);
    FAILS(XAPC_DOC_NOT_FOUND, xapc_database_document_length(database, 9, &number, &error));
    OK(xapc_database_unique_terms(database, 1, &number, &error));
    ck_assert_uint_eq(number, 2);
    OK(xapc_database_term_documents(database, S("apple"), &number, &error));
    ck_assert_uint_eq(number, 2);
    OK(xapc_database_term_occurrences(database, S("apple"), &number, &error));
    ck_assert_uint_eq(number, 6);
    OK(xapc_database_value_documents(database, 0, &number, &error));
    ck_assert_uint_eq(number, 2);
    OK(xapc_database_value_lower_bound(database, 0, &view, &error));
    SAYS(view, "2019");
    OK(xapc_database_value_upper_bound(database, 0, &view, &error));
    SAYS(view, "2021");
    OK(xapc_database_has_positions(database, &yes, &error));
    ck_assert(yes);
    OK(xapc_database_revision(database, &big, &error));
    ck_assert_uint_ge(big, 1);
    OK(xapc_database_uuid(database, &view, &error));
    ck_assert_uint_eq(view.len, 36);
    OK(xapc_database_keep_alive(database, &error));
    end();
}
END_TEST

START_TEST(postings_and_positions_are_gone_through)
{
    struct xapc_postings *postings;
    struct xapc_positions *positions;
    struct xapc_posting posting;
    uint32_t number;
    bool found;

    begin();
    OK(xapc_database_postings(database, S("apple"), &postings, &error));
    FAILS(XAPC_INVALID_OPERATION, xapc_postings_document_length(postings, &number, &error));
    OK(xapc_postings_next(postings, &posting, &error));
    ck_assert_uint_eq(posting.docid, 1);
    ck_assert_uint_eq(posting.wdf, 3);
    OK(xapc_postings_document_length(postings, &number, &error));
    ck_assert_uint_eq(number, 4);
    OK(xapc_postings_next(postings, &posting, &error));
    ck_assert_uint_eq(posting.docid, 2);
    for (int i = 0; i < 2; i++) {
        OK(xapc_postings_next(postings, &posting, &error));
        ck_assert_uint_eq(posting.docid, 0);
    }
    OK(xapc_postings_skip_to(postings, 1, &posting, &error));
    ck_assert_uint_eq(posting.docid, 0);
    xapc_postings_free(postings);
    OK(xapc_database_postings(database, "", 0, &postings, &error));
    OK(xapc_postings_skip_to(postings, 3, &posting, &error));
    ck_assert_uint_eq(posting.docid, 3);
    xapc_postings_free(postings);
    OK(xapc_database_postings(database, S("nobody"), &postings, &error));
    OK(xapc_postings_next(postings, &posting, &error));
    ck_assert_uint_eq(posting.docid, 0);
    xapc_postings_free(postings);

    OK(xapc_database_positions(database, 1, S("apple"), &positions, &error));
    OK(xapc_positions_next(positions, &number, &found, &error));
    ck_assert(found);
    ck_assert_uint_eq(number, 3);
    OK(xapc_positions_skip_to(positions, 5, &number, &found, &error));
    ck_assert(found);
    ck_assert_uint_eq(number, 8);
    OK(xapc_positions_next(positions, &number, &found, &error));
    ck_assert(!found);
    OK(xapc_positions_skip_to(positions, 9, &number, &found, &error));
    ck_assert(!found);
    xapc_positions_free(positions);
    end();
}
END_TEST

START_TEST(terms_are_gone_through)
{
    struct xapc_terms *terms;
    struct xapc_view view;
    uint32_t number;

    begin();
    OK(xapc_database_terms(database, S("p"), &terms, &error));
    FAILS(XAPC_INVALID_OPERATION, xapc_terms_documents(terms, &number, &error));
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "pear");
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "plum");
    OK(xapc_terms_documents(terms, &number, &error));
    ck_assert_uint_eq(number, 2);
    OK(xapc_terms_next(terms, &view, &error));
    ck_assert_ptr_null(view.bytes);
    xapc_terms_free(terms);
    OK(xapc_database_document_terms(database, 3, &terms, &error));
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "berry");
    OK(xapc_terms_wdf(terms, &number, &error));
    ck_assert_uint_eq(number, 3);
    xapc_terms_free(terms);
    FAILS(XAPC_DOC_NOT_FOUND, xapc_database_document_terms(database, 9, &terms, &error));
    end();
}
END_TEST

START_TEST(a_slot_is_gone_through)
{
    struct xapc_values *values;
    struct xapc_value value;

    begin();
    OK(xapc_database_values(database, 0, &values, &error));
    OK(xapc_values_next(values, &value, &error));
    ck_assert_uint_eq(value.docid, 1);
    ck_assert_uint_eq(value.slot, 0);
    SAYS(value.value, "2019");
    OK(xapc_values_skip_to(values, 2, &value, &error));
    ck_assert_uint_eq(value.docid, 3);
    OK(xapc_values_next(values, &value, &error));
    ck_assert_uint_eq(value.docid, 0);
    ck_assert_ptr_null(value.value.bytes);
    xapc_values_free(values);
    end();
}
END_TEST

START_TEST(several_databases_are_one)
{
    struct xapc_writer *memory;
    struct xapc_database *all, *other;
    uint32_t count;

    begin();
    OK(xapc_writer_open_memory(&memory, &error));
    put(memory, "cherry", "plum", "2022");
    OK(xapc_database_of_writer(memory, &other, &error));
    OK(xapc_database_new(&all, &error));
    OK(xapc_database_document_count(all, &count, &error));
    ck_assert_uint_eq(count, 0);
    OK(xapc_database_add(all, database, &error));
    OK(xapc_database_add(all, other, &error));
    xapc_database_free(other);
    OK(xapc_database_document_count(all, &count, &error));
    ck_assert_uint_eq(count, 4);
    OK(xapc_database_term_documents(all, S("plum"), &count, &error));
    ck_assert_uint_eq(count, 3);
    xapc_database_free(all);
    xapc_writer_free(memory);
    end();
}
END_TEST

START_TEST(reopening_shows_what_was_committed)
{
    uint32_t count;
    bool moved;

    begin();
    OK(xapc_database_reopen(database, &moved, &error));
    ck_assert(!moved);
    put(writer, "fig", "plum", NULL);
    OK(xapc_writer_commit(writer, &error));
    OK(xapc_database_document_count(database, &count, &error));
    ck_assert_uint_eq(count, 3);
    OK(xapc_database_reopen(database, &moved, &error));
    ck_assert(moved);
    OK(xapc_database_reopen(database, NULL, &error));
    OK(xapc_database_document_count(database, &count, &error));
    ck_assert_uint_eq(count, 4);
    OK(xapc_database_close(database, &error));
    FAILS(XAPC_DATABASE_CLOSED, xapc_database_term_documents(database, S("fig"), &count, &error));
    end();
}
END_TEST

START_TEST(an_overwritten_revision_is_told)
{
    struct xapc_view view;
    struct xapc_terms *terms = NULL;
    enum xapc_status st = XAPC_OK;

    begin();
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3000; k++) {
            char word[100];

            (void)snprintf(word, sizeof(word), "w%080d-%d", k, i);
            put(writer, word, "plum", NULL);
        }
        OK(xapc_writer_commit(writer, &error));
        if (i == 0)
            OK(xapc_database_reopen(database, NULL, &error));
    }
    st = xapc_database_terms(database, "", 0, &terms, &error);
    while (st == XAPC_OK && (st = xapc_terms_next(terms, &view, &error)) == XAPC_OK && view.bytes)
        continue;
    ck_assert_int_eq(st, XAPC_DATABASE_MODIFIED);
    xapc_terms_free(terms);
    end();
}
END_TEST

START_TEST(spelling_is_learned_and_forgotten)
{
    struct xapc_terms *words;
    struct xapc_view view;
    uint32_t count;

    begin();
    OK(xapc_writer_add_spelling(writer, S("battery"), 3, &error));
    OK(xapc_writer_commit(writer, &error));
    OK(xapc_database_reopen(database, NULL, &error));
    OK(xapc_database_spelling(database, S("batery"), 2, &view, &error));
    SAYS(view, "battery");
    OK(xapc_database_spelling(database, S("zzzzzz"), 2, &view, &error));
    ck_assert_uint_eq(view.len, 0);
    OK(xapc_database_spellings(database, &words, &error));
    OK(xapc_terms_next(words, &view, &error));
    SAYS(view, "battery");
    OK(xapc_terms_documents(words, &count, &error));
    ck_assert_uint_eq(count, 3);
    xapc_terms_free(words);
    OK(xapc_writer_remove_spelling(writer, S("battery"), 3, &error));
    OK(xapc_writer_commit(writer, &error));
    OK(xapc_database_reopen(database, NULL, &error));
    OK(xapc_database_spelling(database, S("batery"), 2, &view, &error));
    ck_assert_uint_eq(view.len, 0);
    end();
}
END_TEST

START_TEST(synonyms_are_kept)
{
    struct xapc_terms *terms;
    struct xapc_view view;

    begin();
    OK(xapc_writer_add_synonym(writer, S("car"), S("vehicle"), &error));
    OK(xapc_writer_add_synonym(writer, S("car"), S("auto"), &error));
    OK(xapc_writer_add_synonym(writer, S("bus"), S("coach"), &error));
    OK(xapc_writer_remove_synonym(writer, S("car"), S("auto"), &error));
    OK(xapc_writer_commit(writer, &error));
    OK(xapc_database_reopen(database, NULL, &error));
    OK(xapc_database_synonyms(database, S("car"), &terms, &error));
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "vehicle");
    OK(xapc_terms_next(terms, &view, &error));
    ck_assert_ptr_null(view.bytes);
    xapc_terms_free(terms);
    OK(xapc_database_synonym_keys(database, S("b"), &terms, &error));
    OK(xapc_terms_next(terms, &view, &error));
    SAYS(view, "bus");
    xapc_terms_free(terms);
    OK(xapc_writer_clear_synonyms(writer, S("car"), &error));
    OK(xapc_writer_commit(writer, &error));
    OK(xapc_database_reopen(database, NULL, &error));
    OK(xapc_database_synonyms(database, S("car"), &terms, &error));
    OK(xapc_terms_next(terms, &view, &error));
    ck_assert_ptr_null(view.bytes);
    xapc_terms_free(terms);
    end();
}
END_TEST

START_TEST(words_are_stemmed)
{
    struct xapc_stem *stem;
    struct xapc_view view;

    OK(xapc_stem_new("english", &stem, &error));
    OK(xapc_stem_word(stem, S("batteries"), &view, &error));
    SAYS(view, "batteri");
    xapc_stem_free(stem);
    xapc_stem_free(NULL);
    OK(xapc_stem_new("none", &stem, &error));
    OK(xapc_stem_word(stem, S("batteries"), &view, &error));
    SAYS(view, "batteries");
    xapc_stem_free(stem);
    FAILS(XAPC_INVALID_ARGUMENT, xapc_stem_new("klingon", &stem, &error));
    ck_assert_ptr_null(stem);
    ck_assert_ptr_nonnull(strstr(xapc_stem_languages(), "english"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_database_tells_its_statistics,
        postings_and_positions_are_gone_through,
        terms_are_gone_through,
        a_slot_is_gone_through,
        several_databases_are_one,
        reopening_shows_what_was_committed,
        an_overwritten_revision_is_told,
        spelling_is_learned_and_forgotten,
        synonyms_are_kept,
        words_are_stemmed,
    };

    return run_suite("read", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
