/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does the index hold what the store says it should? Every document is made again and summed
 * up; the index is summed up from its posting lists, values and data. Xapian has no checksums
 * of its own blocks, so this reads all of them.
 *
 * A document's sum is Σ h(term, wdf) + Σ h(slot, value) + h(data), modulo 2^64: the order in
 * which postings come does not matter.
 */
#include "index.h"

#include "alloc.h"
#include "document.h"
#include "hash.h"
#include "schema.h"

#include <roaring/roaring.h>
#include <stdio.h>
#include <string.h>

struct zk_index_check {
    struct xapc_database *database;
    const struct zk_text *text;
    struct zk_facets facets;
    struct zk_arena *arena; /* of one document */
    int64_t seq;
    uint32_t last;
    uint64_t *sums;            /* of the index, by docid */
    roaring_bitmap_t *indexed; /* docids there */
    roaring_bitmap_t *given;
    roaring_bitmap_t *skipped;
    struct zk_index_report report;
};

static uint64_t sum_of(const char *what, uint64_t number, const void *bytes, size_t len)
{
    uint64_t hash = zk_hash_add(ZK_HASH_START, what, 1);

    hash = zk_hash_add(hash, &number, sizeof(number));
    return zk_hash_add(hash, bytes, len);
}

static uint64_t document_sum(const struct zk_document *document)
{
    uint64_t sum = sum_of("d", 0, document->data.bytes, document->data.len);

    for (size_t i = 0; i < document->room; i++) {
        const struct zk_term *term = &document->terms[i];

        if (term->name)
            sum += sum_of("t", term->wdf, term->name, term->len);
    }
    for (unsigned slot = 0; slot < ZK_SLOT_COUNT; slot++) {
        const struct zk_slice *value = &document->values[slot];

        if (value->len > 0)
            sum += sum_of("v", slot, value->bytes, value->len);
    }
    return sum;
}

/* ---- summing up the index ---- */

static void add_sum(struct zk_index_check *check, uint32_t docid, uint64_t sum)
{
    if (docid <= check->last)
        check->sums[docid] += sum;
}

static enum zk_status sum_term(void *context, const char *term, size_t len, uint32_t documents,
                               struct zk_error *err)
{
    struct zk_index_check *check = context;
    struct zk_postings postings = { .it = NULL };
    enum zk_status st = zk_postings_open(check->database, term, len, &postings, err);

    (void)documents;
    while (st == ZK_OK && postings.docid != 0) {
        add_sum(check, postings.docid, sum_of("t", postings.wdf, term, len));
        st = zk_postings_next(&postings, err);
    }
    zk_postings_close(&postings);
    return st;
}

static enum zk_status sum_values(struct zk_index_check *check, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (unsigned slot = 0; st == ZK_OK && slot < ZK_SLOT_COUNT; slot++) {
        struct zk_values values = { .it = NULL };

        st = zk_values_open(check->database, slot, &values, err);
        while (st == ZK_OK && values.docid != 0) {
            add_sum(check, values.docid, sum_of("v", slot, values.bytes, values.len));
            st = zk_values_next(&values, err);
        }
        zk_values_close(&values);
    }
    return st;
}

/* The list of all documents, and their data. */
static enum zk_status sum_documents(struct zk_index_check *check, struct zk_error *err)
{
    struct zk_postings all = { .it = NULL };
    enum zk_status st = zk_postings_open(check->database, "", 0, &all, err);

    while (st == ZK_OK && all.docid != 0) {
        const char *data;
        size_t len;

        zk_arena_reset(check->arena);
        st = zk_shim_data(check->database, all.docid, check->arena, &data, &len, err);
        if (st != ZK_OK)
            break;
        add_sum(check, all.docid, sum_of("d", 0, data, len));
        roaring_bitmap_add(check->indexed, all.docid);
        st = zk_postings_next(&all, err);
    }
    zk_postings_close(&all);
    return st;
}

enum zk_status zk_index_check_open(const char *path, const struct zk_text *text,
                                   struct zk_index_check **out, struct zk_error *err)
{
    struct zk_index_check *check = zk_calloc(1, sizeof(*check));
    int64_t revision;
    enum zk_status st;

    *out = NULL;
    if (!check)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a check");
    check->text = text;
    zk_facets_init(&check->facets);
    check->arena = zk_arena_open();
    check->indexed = roaring_bitmap_create();
    check->given = roaring_bitmap_create();
    check->skipped = roaring_bitmap_create();
    st = check->arena && check->indexed && check->given && check->skipped ? ZK_OK : ZK_NO_MEMORY;
    if (st == ZK_OK)
        st = zk_shim_open(path, &check->database, &revision, err);
    if (st == ZK_OK)
        st = zk_schema_check(check->database, &check->seq, err);
    if (st == ZK_OK)
        st = zk_shim_last_docid(check->database, &check->last, err);
    if (st == ZK_OK) {
        check->sums = zk_calloc((size_t)check->last + 1, sizeof(*check->sums));
        st = check->sums ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a check");
    }
    if (st == ZK_OK)
        st = sum_documents(check, err);
    if (st == ZK_OK)
        st = sum_values(check, err);
    if (st == ZK_OK)
        st = zk_shim_terms(check->database, "", 0, sum_term, check, err);
    if (st != ZK_OK) {
        zk_index_check_close(check);
        return st;
    }
    *out = check;
    return ZK_OK;
}

/* ---- comparing ---- */

int64_t zk_index_check_seq(const struct zk_index_check *check)
{
    return check->seq;
}

enum zk_status zk_index_check_skip(struct zk_index_check *check, int64_t id, struct zk_error *err)
{
    (void)err;
    if (id > 0 && id <= UINT32_MAX)
        roaring_bitmap_add(check->skipped, (uint32_t)id);
    return ZK_OK;
}

static void add_example(struct zk_index_check *check, int64_t id)
{
    for (size_t i = 0; i < sizeof(check->report.examples) / sizeof(int64_t); i++) {
        if (check->report.examples[i] == 0) {
            check->report.examples[i] = id;
            return;
        }
    }
}

enum zk_status zk_index_check_put(struct zk_index_check *check, const struct zk_record *record,
                                  struct zk_error *err)
{
    uint32_t docid = (uint32_t)record->id;
    struct zk_document *document;
    enum zk_status st;

    if (record->id <= 0 || record->id > UINT32_MAX)
        return zk_fail(err, ZK_TOO_MANY, "", "id %lld cannot be indexed", (long long)record->id);
    if (roaring_bitmap_contains(check->skipped, docid) || !zk_record_is_public(record))
        return ZK_OK;
    roaring_bitmap_add(check->given, docid);
    check->report.records++;
    if (!roaring_bitmap_contains(check->indexed, docid)) {
        check->report.missing++;
        add_example(check, record->id);
        return ZK_OK;
    }
    zk_arena_reset(check->arena);
    st = zk_document_make(check->text, &check->facets, record, check->arena, &document, err);
    if (st == ZK_OK && document_sum(document) != check->sums[docid]) {
        check->report.different++;
        add_example(check, record->id);
    }
    return st;
}

enum zk_status zk_index_check_finish(struct zk_index_check *check, struct zk_index_report *out,
                                     struct zk_error *err)
{
    struct zk_index_report *report = &check->report;
    roaring_uint32_iterator_t it;
    roaring_bitmap_t *surplus;

    report->indexed = (int64_t)roaring_bitmap_get_cardinality(check->indexed);
    report->skipped = (int64_t)roaring_bitmap_get_cardinality(check->skipped);
    surplus = roaring_bitmap_andnot(check->indexed, check->given);
    if (!surplus)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a check");
    roaring_bitmap_andnot_inplace(surplus, check->skipped);
    report->surplus = (int64_t)roaring_bitmap_get_cardinality(surplus);
    roaring_init_iterator(surplus, &it);
    for (; it.has_value; roaring_advance_uint32_iterator(&it))
        add_example(check, it.current_value);
    roaring_bitmap_free(surplus);
    *out = *report;
    if (report->missing + report->surplus + report->different == 0)
        return ZK_OK;
    return zk_fail(err, ZK_DIFFERENT, "",
                   "%lld missing, %lld surplus, %lld different, for example record %lld",
                   (long long)report->missing, (long long)report->surplus,
                   (long long)report->different, (long long)report->examples[0]);
}

void zk_index_check_close(struct zk_index_check *check)
{
    if (!check)
        return;
    xapc_database_free(check->database);
    zk_arena_close(check->arena);
    zk_free(check->sums);
    if (check->indexed)
        roaring_bitmap_free(check->indexed);
    if (check->given)
        roaring_bitmap_free(check->given);
    if (check->skipped)
        roaring_bitmap_free(check->skipped);
    zk_free(check);
}
