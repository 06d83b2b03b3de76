/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching: counts, totals and scores against a count over the store that knows neither bitmaps
 * nor columns.
 */
#include "searched.h"

#include "document.h"
#include "reader.h"
#include "utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 400, QUERIES = 500, ROWS_MAX = 128, SELECTED_MAX = 9 };

/* ---- the count over the store ---- */

struct known {
    const struct zk_record *record;
    const struct zk_document *document; /* for its terms only */
};

static struct known known[RECORDS];
static int known_count;

static void learn(void)
{
    struct zk_facets facets;
    int64_t *ids;
    size_t count;

    zk_facets_init(&facets);
    OK(zk_store_ids(directory.store, ZK_KIND_COUNT, 0, RECORDS, directory.arena, &ids, &count,
                    &error));
    known_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct zk_document *document;
        struct zk_record *record;

        if (zk_store_get_any(directory.store, ids[i], ZK_SEE_PUBLIC, directory.arena, &record,
                             NULL) != ZK_OK)
            continue;
        OK(zk_document_make(directory.text, &facets, record, directory.arena, &document, &error));
        known[known_count].record = record;
        known[known_count++].document = document;
    }
    ck_assert_int_gt(known_count, RECORDS / 2);
}

static const struct zk_term *term_of(const struct zk_document *document, const struct zk_node *node);

static bool has_term(const struct zk_document *document, const struct zk_node *node)
{
    return term_of(document, node) != NULL;
}

static bool has_phrase(const struct zk_document *document, const struct zk_node *phrase);

static bool matches(const struct zk_document *document, const struct zk_node *node)
{
    size_t there = 0;

    if (node->type == ZK_NODE_TERM)
        return has_term(document, node);
    for (size_t i = 0; i < node->count; i++)
        there += matches(document, node->kids[i]);
    switch (node->type) {
    case ZK_NODE_AND:
        return there == node->count;
    case ZK_NODE_NOT:
        return there == 1 && matches(document, node->kids[0]);
    case ZK_NODE_PHRASE:
        return there == node->count && has_phrase(document, node);
    case ZK_NODE_OR:
    case ZK_NODE_TERM:
        break;
    }
    return there > 0;
}

static const struct zk_term *term_of(const struct zk_document *document, const struct zk_node *node)
{
    for (size_t i = 0; i < document->room; i++) {
        const struct zk_term *term = &document->terms[i];

        if (term->name && term->len == node->len && memcmp(term->name, node->term, node->len) == 0)
            return term;
    }
    return NULL;
}

/* Some place from which every term of the phrase follows the one before it, within the window. */
static bool has_phrase(const struct zk_document *document, const struct zk_node *phrase)
{
    const struct zk_term *first = term_of(document, phrase->kids[0]);

    for (uint32_t at = 0; at < first->position_count; at++) {
        uint32_t position = first->positions[at];
        size_t i = 1;

        for (; i < phrase->count; i++) {
            const struct zk_term *term = term_of(document, phrase->kids[i]);
            uint32_t k = 0;

            while (k < term->position_count && term->positions[k] <= position)
                k++;
            if (k == term->position_count ||
                term->positions[k] >= first->positions[at] + phrase->window)
                break;
            position = term->positions[k];
        }
        if (i == phrase->count)
            return true;
    }
    return false;
}

/* Adds a code's row and its ancestors' to rows, each once. */
static void add_rows(const struct zk_facet *facet, const char *code, int *rows, int *count)
{
    for (int row = zk_facet_row(facet, code, strlen(code)); row >= 0;
         row = zk_facet_parent(facet, row)) {
        bool there = false;

        for (int i = 0; i < *count; i++)
            there = there || rows[i] == row;
        if (!there)
            rows[(*count)++] = row;
    }
}

/* Rows of a facet that a record has: from its values, not from what was indexed. */
static int rows_of(const struct zk_record *record, const struct zk_facet *facet, int *rows)
{
    const struct zk_value *value = &record->values[facet->field < 0 ? 0 : facet->field];
    char year[32];
    int count = 0;

    if (facet->field < 0) {
        rows[0] = (int)record->kind;
        return 1;
    }
    if (value->has_number) {
        (void)snprintf(year, sizeof(year), "%lld", (long long)value->number);
        add_rows(facet, year, rows, &count);
    }
    if (value->text)
        add_rows(facet, value->text, rows, &count);
    for (size_t i = 0; i < value->count; i++)
        add_rows(facet, value->items[i].text, rows, &count);
    return count;
}

static bool has_row(const struct zk_record *record, const struct zk_facet *facet, int row)
{
    int rows[ROWS_MAX], count = rows_of(record, facet, rows);

    for (int i = 0; i < count; i++) {
        if (rows[i] == row)
            return true;
    }
    return false;
}

static bool is_selected(const struct zk_record *record, const struct zk_facets *facets,
                        const struct zk_search_params *params, int aside)
{
    for (size_t i = 0; i < params->selected_count; i++) {
        int facet = params->selected[i].facet;
        bool found = facet == aside;

        for (size_t k = 0; k < params->selected_count && !found; k++)
            found = params->selected[k].facet == facet &&
                    has_row(record, &facets->list[facet], params->selected[k].row);
        if (!found)
            return false;
    }
    return true;
}

/* Documents of a search with one facet's selection left aside; counts[row] of that facet. */
static int64_t count_by_hand(const bool *found, const struct zk_facets *facets,
                             const struct zk_search_params *params, int facet, int64_t *counts)
{
    int64_t total = 0;

    for (int i = 0; i < known_count; i++) {
        int rows[ROWS_MAX], count = 0;

        if (!found[i] || !is_selected(known[i].record, facets, params, facet))
            continue;
        total++;
        if (facet >= 0)
            count = rows_of(known[i].record, &facets->list[facet], rows);
        for (int k = 0; k < count; k++)
            counts[rows[k]]++;
    }
    return total;
}

/* ---- random searches ---- */

static const char *const queries[] = { "",        "煤化工",     "煤化工 废水", "battery", "GB/T 13745",
                                       "石榴 机床", "锂电池 水泥", "大数据",      "无此词语",  "医院管理",
                                       "煤化工 -废水", "\"废水处理\"", "石榴 OR 机床", "2015..2019 煤化工",
                                       "title:煤化工", "keyword:锂电池 -\"正极材料\"" };

/*
 * A few characters out of some record, twice at times, or one of the above. No pieces of Latin
 * words: those are searched as names, which the count by hand knows nothing of.
 */
static const char *random_query(char *out, size_t size)
{
    size_t len = 0;

    if (rand() % 4 == 0)
        return queries[(size_t)rand() % (sizeof(queries) / sizeof(queries[0]))];
    for (int pieces = 1 + rand() % 2; pieces > 0; pieces--) {
        const char *title = zk_record_text(known[rand() % known_count].record, ZK_F_TITLE);
        size_t all = strlen(title), chars = zk_utf8_count(title, all);
        size_t from = zk_utf8_prefix(title, all, (size_t)rand() % chars);
        size_t part = zk_utf8_prefix(title + from, all - from, 1 + (size_t)rand() % 4);

        len += (size_t)snprintf(out + len, size - len, "%s%.*s", len > 0 ? " " : "", (int)part,
                                title + from);
    }
    for (size_t i = 0; i < len; i++) {
        if (isalpha((unsigned char)out[i]))
            return queries[0];
    }
    return out;
}

/* Up to three facets, each with one to three values that some record has. */
static size_t random_selection(const struct zk_facets *facets, struct zk_facet_value *selected)
{
    size_t count = 0;

    for (int k = rand() % 4; k > 0; k--) {
        int facet = rand() % facets->count;

        for (int wanted = 1 + rand() % 3, tries = 0; wanted > 0 && tries < 20; tries++) {
            int rows[ROWS_MAX];
            int there = rows_of(known[rand() % known_count].record, &facets->list[facet], rows);

            if (there == 0)
                continue;
            selected[count++] = (struct zk_facet_value){ facet, rows[rand() % there] };
            wanted--;
        }
    }
    return count;
}

static bool is_excluded(const struct zk_search_params *params, int64_t id)
{
    for (size_t i = 0; i < params->exclude_count; i++) {
        if (params->exclude[i] == id)
            return true;
    }
    return false;
}

static void compare(const struct zk_search_params *params, const struct zk_page *page)
{
    const struct zk_facets *facets = zk_engine_facets(engine);
    const struct zk_node *text = NULL;
    struct zk_query *query;
    bool found[RECORDS];
    bool blank = params->q[strspn(params->q, " ")] == '\0';
    int64_t total;

    OK(zk_query_parse(directory.text, NULL, params->q, params->q_len, arena, &query, &error));
    if (params->q_len > 0)
        text = page->relaxed || page->wide ? query->some : query->all;
    for (int i = 0; i < known_count; i++)
        found[i] = !is_excluded(params, known[i].record->id) &&
                   (text ? matches(known[i].document, text) : blank);
    total = count_by_hand(found, facets, params, -1, NULL);
    ck_assert_msg(page->total == total, "%lld, by hand %lld of %d: query '%s', %zu selected",
                  (long long)page->total, (long long)total, known_count, params->q,
                  params->selected_count);
    for (size_t i = 0; i < page->facet_count; i++) {
        const struct zk_facet_counts *counts = &page->facets[i];
        const struct zk_facet *facet = &facets->list[counts->facet];
        int64_t *expected = calloc((size_t)facet->count, sizeof(*expected));

        (void)count_by_hand(found, facets, params, counts->facet, expected);
        for (size_t at = 0; at < counts->count; at++) {
            int row = counts->values[at].row;

            ck_assert_msg(counts->values[at].count == expected[row],
                          "facet %s row %d of query '%s'", facet->name, row, params->q);
            expected[row] = 0;
        }
        for (int row = 0; row < facet->count; row++)
            ck_assert_msg(expected[row] == 0, "facet %s row %d of query '%s' is left out",
                          facet->name, row, params->q);
        free(expected);
    }
}

/* Of every hit of random searches, operators, long texts and English among them. */
START_TEST(the_parts_of_a_score_add_up_to_it)
{
    static const char *const more[] = {
        "煤化工高盐废水零排放与资源化利用", "\"废水处理\" OR \"煤化工\"", "石榴 -\"废水处理\"",
        "lithium battery thermal management safety", "title:煤化工 废水", "GB/T 13745 术语",
    };
    size_t parts = 0;

    open_engine(RECORDS);
    learn();
    for (int i = 0; i < 200; i++) {
        struct zk_search_params params = { .page = 1, .size = 20, .explain = true };
        struct zk_page *page;
        char q[64];

        params.q = i < 60 ? more[i % 6] : random_query(q, sizeof(q));
        params.q_len = strlen(params.q);
        OK(zk_search_run(engine, &params, arena, &page, &error));
        for (size_t k = 0; k < page->hit_count && params.q_len > 0; k++) {
            const struct zk_hit *hit = &page->hits[k];
            double sum = 0;

            for (size_t part = 0; part < hit->part_count; part++)
                sum += hit->parts[part].weight;
            ck_assert_msg(fabs(sum - hit->score) <= 1e-6 * (1 + hit->score),
                          "'%s' id %lld: %f is not %f", params.q, (long long)hit->id, sum, hit->score);
            parts += hit->part_count;
        }
        zk_arena_reset(arena);
    }
    ck_assert_uint_gt(parts, 1000);
    close_engine();
}
END_TEST

START_TEST(counts_equal_those_of_a_count_over_the_store)
{
    const struct zk_facets *facets;

    open_engine(RECORDS);
    learn();
    facets = zk_engine_facets(engine);
    for (int i = 0; i < QUERIES; i++) {
        struct zk_facet_value selected[SELECTED_MAX], expand[ZK_FACETS_MAX];
        struct zk_search_params params = { .page = 1, .size = 5, .facets = UINT32_MAX };
        int64_t exclude[2];
        struct zk_page *page;
        char q[64];

        params.q = random_query(q, sizeof(q));
        params.q_len = strlen(params.q);
        params.selected = selected;
        params.selected_count = i % 2 ? random_selection(facets, selected) : 0;
        params.exclude = exclude;
        for (int k = rand() % 3; k > 0; k--)
            exclude[params.exclude_count++] = known[rand() % known_count].record->id;
        params.expand = expand;
        for (int facet = 0; facet < facets->count; facet++)
            expand[params.expand_count++] = (struct zk_facet_value){ facet, -1 };
        OK(zk_search_run(engine, &params, arena, &page, &error));
        compare(&params, page);
        zk_arena_reset(arena);
    }
    close_engine();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("engine");
    TCase *tc = tcase_create("engine");

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, counts_equal_those_of_a_count_over_the_store);
    tcase_add_test(tc, the_parts_of_a_score_add_up_to_it);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
