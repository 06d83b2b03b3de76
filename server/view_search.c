/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Search answers and suggestions as JSON. A hit's stable members were made when it was
 * indexed and are spliced in as they are.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    CODE_MAX = 128, /* code and label of a year or a kind, as JSON */
    ROW_REST = 80,  /* of a facet's row, besides code and label */
    FACET_REST = 8, /* of a facet, besides its name and rows */
    HIT_ABOUT = 1024,
    CACHE_LINE = 64,
};

void zk_view_id(struct zk_json *json, const char *key, enum zk_kind kind, int64_t id)
{
    char text[64];

    (void)snprintf(text, sizeof(text), "%s:%" PRId64, zk_kind_info(kind)->name, id);
    zk_json_put_string(json, key, text);
}

void zk_view_url(struct zk_json *json, const char *key, enum zk_kind kind, int64_t id)
{
    char text[64];

    (void)snprintf(text, sizeof(text), "/%s/%" PRId64, zk_kind_info(kind)->plural, id);
    zk_json_put_string(json, key, text);
}

void zk_view_page(struct zk_json *json, int64_t total, int page, size_t size)
{
    zk_json_put_int(json, "total", total);
    zk_json_put_int(json, "page", page);
    zk_json_put_int(json, "size", (int64_t)size);
}

void zk_view_pieces(struct zk_json *json, const char *key, const struct zk_pieces *pieces)
{
    zk_json_key(json, key);
    zk_json_array(json);
    for (size_t i = 0; i < pieces->count; i++)
        zk_json_text(json, pieces->text[i], pieces->len[i]);
    zk_json_array_end(json);
}

/* What each term added to the score. */
static void put_parts(struct zk_json *json, const struct zk_hit *hit)
{
    zk_json_key(json, "explain");
    zk_json_array(json);
    for (size_t i = 0; i < hit->part_count; i++) {
        zk_json_object(json);
        zk_json_put_string(json, "sort", hit->parts[i].sort);
        zk_json_key(json, "term");
        zk_json_text(json, hit->parts[i].term, hit->parts[i].len);
        zk_json_key(json, "weight");
        zk_json_real(json, hit->parts[i].weight);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
}

static void put_matched(struct zk_json *json, const struct zk_hit *hit)
{
    zk_json_key(json, "matched");
    zk_json_array(json);
    for (size_t i = 0; i < hit->matched_count; i++) {
        zk_json_object(json);
        zk_json_put_string(json, "field", hit->matched[i].field);
        zk_view_pieces(json, "parts", &hit->matched[i].label);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
}

static void put_hit(struct zk_json *json, const struct zk_hit *hit, bool explain)
{
    zk_json_object(json);
    zk_json_members(json, hit->members, hit->members_len);
    zk_view_pieces(json, "title_parts", &hit->title);
    zk_view_pieces(json, "subtitle_parts", &hit->note);
    zk_view_pieces(json, "snippet", &hit->snippet);
    put_matched(json, hit);
    zk_json_key(json, "score");
    zk_json_real(json, hit->score);
    if (explain)
        put_parts(json, hit);
    zk_json_object_end(json);
}

static void put_selected(struct zk_json *json, const struct zk_facets *facets, int facet,
                         const struct zk_search_params *params)
{
    char buffer[8];

    zk_json_array(json);
    for (size_t i = 0; i < params->selected_count; i++) {
        if (params->selected[i].facet == facet)
            zk_json_string(json,
                           zk_facet_code(&facets->list[facet], params->selected[i].row, buffer));
    }
    zk_json_array_end(json);
}

static bool is_selected(const struct zk_search_params *params, int facet)
{
    for (size_t i = 0; i < params->selected_count; i++) {
        if (params->selected[i].facet == facet)
            return true;
    }
    return false;
}

/* Of a long text: what of it was searched, each once. */
static void put_terms(struct zk_json *json, const struct zk_page *page)
{
    const struct zk_pieces *terms = &page->terms;

    zk_json_key(json, "terms");
    zk_json_array(json);
    for (size_t i = 1; i < terms->count; i += 2) {
        bool before = false;

        for (size_t k = 1; k < i && !before; k += 2)
            before = terms->len[k] == terms->len[i] &&
                     memcmp(terms->text[k], terms->text[i], terms->len[i]) == 0;
        if (!before)
            zk_json_text(json, terms->text[i], terms->len[i]);
    }
    zk_json_array_end(json);
}

static void put_query(struct zk_json *json, const struct zk_facets *facets,
                      const struct zk_search_params *params, const struct zk_page *page)
{
    zk_json_key(json, "query");
    zk_json_object(json);
    zk_json_key(json, "q");
    zk_json_text(json, params->q, params->q_len);
    zk_json_key(json, "kind");
    put_selected(json, facets, ZK_FACET_KIND, params);
    zk_json_key(json, "filters");
    zk_json_object(json);
    for (int i = 0; i < facets->count; i++) {
        if (i == ZK_FACET_KIND || !is_selected(params, i))
            continue;
        zk_json_key(json, facets->list[i].name);
        put_selected(json, facets, i, params);
    }
    zk_json_object_end(json);
    zk_json_put_string(json, "sort", zk_sort_name(params->sort));
    zk_json_put_bool(json, "relaxed", page->relaxed);
    put_terms(json, page);
    zk_json_key(json, "expanded");
    zk_json_array(json);
    for (size_t i = 0; page->expanded && page->expanded[i]; i++)
        zk_json_string(json, page->expanded[i]);
    zk_json_array_end(json);
    zk_json_key(json, "corrected");
    if (page->corrected)
        zk_json_string(json, page->corrected);
    else
        zk_json_null(json);
    zk_json_object_end(json);
}

static char *add(char *at, const char *bytes, size_t len)
{
    memcpy(at, bytes, len);
    return at + len;
}

#define ADD(at, literal) add(at, literal, sizeof(literal) - 1)

/* Code and label of a year or a kind, in neither of which there is anything to escape. */
static size_t make_code(const struct zk_facet *facet, int row, bool english, char out[CODE_MAX])
{
    char buffer[8], *at = out;
    const char *code = zk_facet_code(facet, row, buffer);
    const char *label;

    at = ADD(at, "\"code\":\"");
    at = add(at, code, strlen(code));
    at = ADD(at, "\",\"label\":\"");
    label = zk_facet_label(facet, row, english, buffer);
    at = add(at, label, strlen(label));
    at = ADD(at, "\"");
    return (size_t)(at - out);
}

/* Bytes that the facets take at most. Codes and labels are scattered over tables that the engine
 * has put out of the processor's caches: they are fetched, to be there when they are written. */
static size_t fetch_facets(const struct zk_facets *facets, const struct zk_page *page, bool english)
{
    size_t all = FACET_REST, len;

    for (size_t i = 0; i < page->facet_count; i++) {
        const struct zk_facet_counts *counts = &page->facets[i];
        const struct zk_facet *facet = &facets->list[counts->facet];

        all += strlen(facet->name) + FACET_REST + ROW_REST * counts->count;
        if (!facet->table)
            all += CODE_MAX * counts->count;
        for (size_t k = 0; facet->table && k < counts->count; k++) {
            const char *members = zk_codes_json(facet->table, counts->values[k].row, english, &len);

            __builtin_prefetch(members);
            __builtin_prefetch(members + CACHE_LINE);
            all += len;
        }
    }
    return all;
}

static char *add_count(char *at, const struct zk_facet *facet, const struct zk_count *count,
                       bool english)
{
    char made[CODE_MAX];
    const char *members = made;
    size_t len;

    if (facet->table)
        members = zk_codes_json(facet->table, count->row, english, &len);
    else
        len = make_code(facet, count->row, english, made);
    at = ADD(at, "{");
    at = add(at, members, len);
    at = ADD(at, ",\"count\":");
    at += zk_digits(count->count, at);
    at = count->selected ? ADD(at, ",\"selected\":true") : ADD(at, ",\"selected\":false");
    if (facet->tree)
        at = count->children ? ADD(at, ",\"children\":true") : ADD(at, ",\"children\":false");
    return ADD(at, "},");
}

/* An answer has hundreds of rows, of which all but the count is known: they are put together in
 * one go, in room for what fetch_facets() said. */
static void put_facets(struct zk_json *json, const struct zk_facets *facets,
                       const struct zk_page *page, bool english, size_t room)
{
    char *at;

    zk_json_key(json, "facets");
    at = zk_json_room(json, room);
    if (!at)
        return;
    at = ADD(at, "{");
    for (size_t i = 0; i < page->facet_count; i++) {
        const struct zk_facet_counts *counts = &page->facets[i];
        const struct zk_facet *facet = &facets->list[counts->facet];

        if (counts->count == 0)
            continue;
        at = ADD(at, "\"");
        at = add(at, facet->name, strlen(facet->name));
        at = ADD(at, "\":[");
        for (size_t k = 0; k < counts->count; k++)
            at = add_count(at, facet, &counts->values[k], english);
        at--; /* the comma behind the last */
        at = ADD(at, "],");
    }
    if (at[-1] == ',')
        at--;
    at = ADD(at, "}");
    zk_buf_wrote(json->buf, at);
}

/* One facet's selection as the page names it. */
static void put_drop(struct zk_json *json, const struct zk_facets *facets, int facet,
                     const struct zk_search_params *params, bool english)
{
    char buffer[8];

    zk_json_object(json);
    zk_json_put_string(json, "facet", facets->list[facet].name);
    zk_json_key(json, "codes");
    put_selected(json, facets, facet, params);
    zk_json_key(json, "labels");
    zk_json_array(json);
    for (size_t i = 0; i < params->selected_count; i++) {
        if (params->selected[i].facet == facet)
            zk_json_string(json, zk_facet_label(&facets->list[facet], params->selected[i].row,
                                                english, buffer));
    }
    zk_json_array_end(json);
    zk_json_object_end(json);
}

static void put_relaxations(struct zk_json *json, const struct zk_facets *facets,
                            const struct zk_search_query *query, const struct zk_page *page)
{
    zk_json_key(json, "relaxations");
    zk_json_array(json);
    for (size_t i = 0; i < page->relaxation_count; i++) {
        const struct zk_relaxation *relaxation = &page->relaxations[i];

        zk_json_object(json);
        zk_json_key(json, "drop");
        zk_json_array(json);
        for (int facet = 0; facet < facets->count; facet++) {
            if (relaxation->facet < 0 ? is_selected(&query->params, facet)
                                      : relaxation->facet == facet)
                put_drop(json, facets, facet, &query->params, query->lang == ZK_LANG_EN);
        }
        zk_json_array_end(json);
        zk_json_put_int(json, "total", relaxation->total);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
}

void zk_view_search(struct zk_json *json, const struct zk_facets *facets,
                    const struct zk_search_query *query, const struct zk_page *page,
                    int64_t took_us)
{
    bool english = query->lang == ZK_LANG_EN;
    size_t facets_room = fetch_facets(facets, page, english);

    /* at once, rather than growing */
    (void)zk_buf_room(json->buf, HIT_ABOUT * (1 + page->hit_count) + facets_room);
    zk_json_object(json);
    put_query(json, facets, &query->params, page);
    zk_view_page(json, page->total, page->page, (size_t)page->size);
    zk_json_put_int(json, "pages", page->pages);
    zk_json_put_int(json, "took_us", took_us);
    zk_json_key(json, "hits");
    zk_json_array(json);
    for (size_t i = 0; i < page->hit_count; i++)
        put_hit(json, &page->hits[i], query->params.explain);
    zk_json_array_end(json);
    put_facets(json, facets, page, english, facets_room);
    put_relaxations(json, facets, query, page);
    zk_json_object_end(json);
}

void zk_view_alike(struct zk_json *json, enum zk_kind kind, int64_t id,
                   const struct zk_alike *alike)
{
    zk_json_object(json);
    zk_view_id(json, "id", kind, id);
    zk_json_key(json, "hits");
    zk_json_array(json);
    for (size_t i = 0; i < alike->count; i++)
        put_hit(json, &alike->hits[i], false);
    zk_json_array_end(json);
    zk_json_object_end(json);
}

static void put_suggestion(struct zk_json *json, int kind, const struct zk_suggestion *item)
{
    zk_json_object(json);
    zk_json_put_string(json, "text", item->text);
    zk_view_pieces(json, "parts", &item->parts);
    if (kind < 0) {
        zk_json_put_int(json, "count", item->count);
    } else {
        zk_json_put_string(json, "note", item->note);
        zk_view_id(json, "id", (enum zk_kind)kind, item->id);
        zk_view_url(json, "url", (enum zk_kind)kind, item->id);
    }
    zk_json_object_end(json);
}

void zk_view_suggestions(struct zk_json *json, const char *q, size_t q_len,
                         const struct zk_suggestions *suggestions)
{
    zk_json_object(json);
    zk_json_key(json, "q");
    zk_json_text(json, q, q_len);
    zk_json_key(json, "groups");
    zk_json_array(json);
    for (size_t i = 0; i < suggestions->count; i++) {
        const struct zk_suggest_group *group = &suggestions->groups[i];

        if (group->count == 0)
            continue;
        zk_json_object(json);
        zk_json_put_string(
            json, "kind", group->kind < 0 ? "term" : zk_kind_info((enum zk_kind)group->kind)->name);
        zk_json_key(json, "items");
        zk_json_array(json);
        for (size_t k = 0; k < group->count; k++)
            put_suggestion(json, group->kind, &group->items[k]);
        zk_json_array_end(json);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
    zk_json_object_end(json);
}
