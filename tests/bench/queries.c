/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queries: keywords of one record, sometimes one of another, and filters that the record
 * passes, so that most find something and some are relaxed. The same seed gives the same ones.
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

enum { TERMS_MAX = 4, FILTERS_MAX = 2, IDS = 1 << 24, STRANGER = 8 };

struct drawer {
    struct bench *bench;
    struct zk_store *store;
    int64_t *ids;
    size_t count;
    uint64_t state; /* splitmix64: Steele, Lea, Flood, 2014 */
};

static size_t below(struct drawer *d, size_t n)
{
    uint64_t z = (d->state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (size_t)((z ^ (z >> 31)) % n);
}

/* A record that has keywords. */
static enum zk_status draw_record(struct drawer *d, struct zk_record **out, struct zk_error *err)
{
    enum zk_status st;

    do {
        st = zk_store_get_any(d->store, d->ids[below(d, d->count)], ZK_SEE_PUBLIC, d->bench->arena,
                              out, err);
    } while (st == ZK_NOT_FOUND || (st == ZK_OK && (*out)->values[ZK_F_KEYWORDS].count == 0));
    return st;
}

static enum zk_status draw_text(struct drawer *d, const struct zk_record *record,
                                struct zk_search_params *query, struct zk_error *err)
{
    size_t terms = 1 + below(d, TERMS_MAX);
    enum zk_status st = ZK_OK;
    struct zk_buf text;

    zk_buf_init(&text, 1000);
    for (size_t i = 0; st == ZK_OK && i < terms; i++) {
        const struct zk_record *from = record;
        const struct zk_value *keywords;
        struct zk_record *other;

        if (i > 0 && below(d, STRANGER) == 0) {
            st = draw_record(d, &other, err);
            from = st == ZK_OK ? other : record;
        }
        keywords = &from->values[ZK_F_KEYWORDS];
        if (i > 0)
            zk_buf_addc(&text, ' ');
        zk_buf_adds(&text, keywords->items[below(d, keywords->count)].text);
    }
    query->q = zk_arena_copy(d->bench->arena, text.bytes, text.len);
    query->q_len = text.len;
    zk_buf_free(&text);
    return query->q ? st : ZK_NO_MEMORY;
}

/* Row of a facet's value in a record, or -1. */
static int row_of(const struct zk_facet *facet, const struct zk_record *record)
{
    const struct zk_value *value = &record->values[facet->field < 0 ? 0 : facet->field];
    const char *code = value->text;
    char year[24];

    if (facet->field < 0)
        return (int)record->kind;
    if (value->has_number) {
        (void)snprintf(year, sizeof(year), "%lld", (long long)value->number);
        code = year;
    } else if (value->count > 0) {
        code = value->items[0].text;
    }
    return code ? zk_facet_row(facet, code, strlen(code)) : -1;
}

static enum zk_status draw_filters(struct drawer *d, const struct zk_record *record,
                                   struct zk_search_params *query)
{
    struct zk_facet_value *selected =
        zk_arena_array(d->bench->arena, FILTERS_MAX, sizeof(*selected));
    size_t want = below(d, FILTERS_MAX + 1), first = below(d, BENCH_FACETS);

    if (!selected)
        return ZK_NO_MEMORY;
    for (size_t i = 0; i < want; i++) {
        int facet = d->bench->counted[(first + i) % BENCH_FACETS];
        int row = row_of(&d->bench->facets.list[facet], record);

        if (row >= 0)
            selected[query->selected_count++] = (struct zk_facet_value){ facet, row };
    }
    query->selected = selected;
    return ZK_OK;
}

static enum zk_status draw_query(struct drawer *d, struct zk_search_params *query,
                                 struct zk_error *err)
{
    struct zk_record *record;
    enum zk_status st = draw_record(d, &record, err);

    *query = (struct zk_search_params){ .page = 1, .size = BENCH_TOP };
    for (int i = 0; i < BENCH_FACETS; i++)
        query->facets |= 1u << d->bench->counted[i];
    if (st == ZK_OK)
        st = draw_text(d, record, query, err);
    return st == ZK_OK ? draw_filters(d, record, query) : st;
}

enum zk_status bench_queries(struct bench *bench, struct zk_error *err)
{
    struct drawer d = { .bench = bench, .state = 2019 };
    enum zk_status st = zk_store_open(bench->store_path, ZK_STORE_READ, &d.store, err);

    bench->queries = zk_arena_array(bench->arena, BENCH_QUERIES, sizeof(*bench->queries));
    if (st == ZK_OK)
        st = zk_store_ids(d.store, ZK_KIND_COUNT, 0, IDS, bench->arena, &d.ids, &d.count, err);
    if (st == ZK_OK && d.count == 0)
        st = zk_fail(err, ZK_NOT_FOUND, "", "the store is empty");
    for (size_t i = 0; st == ZK_OK && i < BENCH_QUERIES; i++)
        st = draw_query(&d, &bench->queries[i], err);
    zk_store_close(d.store);
    return st;
}
