/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facet counts. They are disjunctive: those of a facet leave its own selection aside, so that
 * a second value can be added. And which of the values are shown.
 */
#include "private.h"

#include <string.h>

enum {
    WHOLE_TABLE_MAX = 16, /* a table this small is shown whole, zero counts included */
    BLOCK = 16,           /* rows looked at together */
    TREE_ROWS_MAX = 128,  /* a tree opens its second level when no more rows than this show */
};

roaring_bitmap_t *zk_matches_set(const struct zk_matches *matches, const struct zk_columns *columns,
                                 int aside)
{
    roaring_bitmap_t *set = roaring_bitmap_copy(matches->text ? matches->text : columns->all);

    for (int i = 0; set && i < ZK_FACETS_MAX; i++) {
        if (matches->picked[i] && i != aside)
            roaring_bitmap_and_inplace(set, matches->picked[i]);
    }
    if (set && matches->exclude)
        roaring_bitmap_andnot_inplace(set, matches->exclude);
    return set;
}

struct lister {
    const struct zk_search_params *params;
    const struct zk_facet *facet;
    int number;             /* of the facet */
    const uint32_t *counts; /* of its rows */
    bool *selected, *open, *children;
    int *rows; /* that may be shown: of a small table all, else what is counted or selected */
    int row_count;
    bool relevant; /* something is counted or selected */
};

/* A row whose children are shown: it, or something below it, is selected or asked for. */
static void open_row(struct lister *l, int row)
{
    for (; row >= 0 && !l->open[row]; row = zk_facet_parent(l->facet, row))
        l->open[row] = true;
}

static void mark_rows(struct lister *l)
{
    for (size_t i = 0; i < l->params->selected_count; i++) {
        if (l->params->selected[i].facet != l->number)
            continue;
        l->selected[l->params->selected[i].row] = true;
        open_row(l, l->params->selected[i].row);
    }
    for (size_t i = 0; i < l->params->expand_count; i++) {
        if (l->params->expand[i].facet != l->number)
            continue;
        if (l->params->expand[i].row >= 0)
            open_row(l, l->params->expand[i].row);
        else
            memset(l->open, true, (size_t)l->facet->count * sizeof(*l->open));
    }
}

/* Most rows of a large table have nothing: they are passed over a block at a time. */
static bool block_has_some(const uint32_t *counts, const bool *selected)
{
    uint32_t some = 0;

    for (int i = 0; i < BLOCK; i++)
        some |= counts[i] | selected[i];
    return some != 0;
}

/* The one walk over the whole table; everything behind it looks at these rows only. */
static void find_rows(struct lister *l)
{
    bool whole = !l->facet->tree && l->facet->count <= WHOLE_TABLE_MAX;

    for (int row = 0; row < l->facet->count; row++) {
        bool some = l->counts[row] > 0 || l->selected[row];

        l->relevant = l->relevant || some;
        if (some || whole)
            l->rows[l->row_count++] = row;
        while (!some && !whole && row + BLOCK < l->facet->count &&
               !block_has_some(l->counts + row + 1, l->selected + row + 1))
            row += BLOCK;
    }
    for (int i = 0; l->facet->tree && i < l->row_count; i++) {
        int parent = zk_facet_parent(l->facet, l->rows[i]);

        if (parent >= 0 && l->counts[l->rows[i]] > 0)
            l->children[parent] = true;
    }
}

static bool second_level_fits(const struct lister *l)
{
    int rows = 0;

    for (int i = 0; i < l->row_count; i++)
        rows += l->counts[l->rows[i]] > 0 && l->facet->table->rows[l->rows[i]].depth <= 1;
    return rows <= TREE_ROWS_MAX;
}

static bool shows(const struct lister *l, int row, bool second_level)
{
    int parent = l->facet->tree ? zk_facet_parent(l->facet, row) : -1;

    return parent < 0 || l->open[parent] || (second_level && l->facet->table->rows[row].depth == 1);
}

static void list_values(const struct lister *l, struct zk_count *values, size_t *count)
{
    bool second_level = l->facet->tree && second_level_fits(l);
    bool years = !l->facet->table && l->facet->field >= 0;

    for (int i = 0; i < l->row_count; i++) {
        int row = l->rows[years ? l->row_count - 1 - i : i];

        if (shows(l, row, second_level))
            values[(*count)++] =
                (struct zk_count){ row, l->counts[row], l->selected[row], l->children[row] };
    }
}

static enum zk_status list_facet(struct lister *l, struct zk_arena *arena, struct zk_page *page,
                                 struct zk_facet_counts *out, struct zk_error *err)
{
    size_t rows = (size_t)l->facet->count;
    struct zk_count *values;

    l->selected = zk_arena_array(arena, rows, sizeof(bool));
    l->open = zk_arena_array(arena, rows, sizeof(bool));
    l->children = zk_arena_array(arena, rows, sizeof(bool));
    l->rows = zk_arena_array(arena, rows, sizeof(int));
    if (!l->selected || !l->open || !l->children || !l->rows)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facet counts");
    mark_rows(l);
    find_rows(l);
    if (!l->relevant)
        return ZK_OK;
    values = zk_arena_array(arena, (size_t)l->row_count, sizeof(*values));
    if (!values)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facet counts");
    out->facet = l->number;
    out->values = values;
    list_values(l, values, &out->count);
    page->facet_count++;
    return ZK_OK;
}

/* Marks of a set; of a set of most documents by those that are not in it. */
static enum zk_status count_set(const struct zk_columns *columns, const roaring_bitmap_t *set,
                                size_t all, uint32_t *marks)
{
    roaring_bitmap_t *rest;

    if (2 * roaring_bitmap_get_cardinality(set) <= roaring_bitmap_get_cardinality(columns->all)) {
        zk_columns_count(columns, set, NULL, marks);
        return ZK_OK;
    }
    rest = roaring_bitmap_andnot(columns->all, set);
    if (!rest)
        return ZK_NO_MEMORY;
    zk_columns_count(columns, rest, NULL, marks);
    for (size_t i = 0; i < all; i++)
        marks[i] = columns->totals[i] - marks[i];
    roaring_bitmap_free(rest);
    return ZK_OK;
}

/* Marks of the set; to those of a selected facet come the documents its selection keeps out. */
static enum zk_status count_marks(const struct zk_search_params *params,
                                  const struct zk_matches *matches, const roaring_bitmap_t *set,
                                  const struct zk_columns *columns, const struct zk_facets *facets,
                                  uint32_t *marks)
{
    enum zk_status st = count_set(columns, set, 2 * (size_t)facets->entries, marks);

    for (int i = 0; st == ZK_OK && i < facets->count; i++) {
        roaring_bitmap_t *wider;

        if (!matches->picked[i] || !(params->facets >> i & 1u))
            continue;
        wider = zk_matches_set(matches, columns, i);
        if (!wider)
            return ZK_NO_MEMORY;
        roaring_bitmap_andnot_inplace(wider, set);
        zk_columns_count(columns, wider, &facets->list[i], marks);
        roaring_bitmap_free(wider);
    }
    return st;
}

enum zk_status zk_counts_run(const struct zk_search_params *params,
                             const struct zk_matches *matches, const roaring_bitmap_t *set,
                             const struct zk_columns *columns, const struct zk_facets *facets,
                             struct zk_arena *arena, struct zk_page *page, struct zk_error *err)
{
    uint32_t *marks = zk_arena_array(arena, 2 * (size_t)facets->entries, sizeof(*marks));
    uint32_t *counts = zk_arena_array(arena, (size_t)facets->entries, sizeof(*counts));
    struct zk_facet_counts *out = zk_arena_array(arena, ZK_FACETS_MAX, sizeof(*out));
    enum zk_status st = ZK_OK;

    page->facets = out;
    page->facet_count = 0;
    if (params->facets == 0)
        return ZK_OK;
    if (!marks || !counts || !out ||
        count_marks(params, matches, set, columns, facets, marks) != ZK_OK)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facet counts");
    for (int i = 0; st == ZK_OK && i < facets->count; i++) {
        struct lister l = { .params = params,
                            .facet = &facets->list[i],
                            .number = i,
                            .counts = counts + facets->list[i].base };

        if (!(params->facets >> i & 1u))
            continue;
        zk_columns_sum(l.facet, marks, counts + l.facet->base);
        st = list_facet(&l, arena, page, &out[page->facet_count], err);
    }
    return st;
}
