/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One search: the match set from bitmaps, the page from Xapian, counts from columns. All three
 * come from the same tree and the same revision.
 */
#include "searching.h"

#include "snippet.h"

#include <stdio.h>
#include <string.h>

enum { TRIES = 3 };

static bool is_blank(const char *q, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (q[i] != ' ' && q[i] != '\t' && q[i] != '\n' && q[i] != '\r')
            return false;
    }
    return true;
}

/* ---- the match set ---- */

/* Nothing has every word: names that are nearly what was typed, else records with any word. */
static enum zk_status relax(struct zk_searching *s, const struct zk_node *names, struct zk_error *err)
{
    enum zk_status st;

    if (!names && (s->query->wide || s->query->count < 2))
        return ZK_OK;
    roaring_bitmap_free(s->matches.text);
    s->matches.text = NULL;
    s->like = names != NULL;
    s->text = names ? names : s->query->some;
    st = zk_reader_match(s->reader, s->text, &s->matches.text, err);
    s->page->relaxed = st == ZK_OK && !roaring_bitmap_is_empty(s->matches.text);
    return st;
}

static enum zk_status match_nothing(struct zk_searching *s, struct zk_error *err)
{
    s->matches.text = roaring_bitmap_create();
    return s->matches.text ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a search");
}

/* The stretches of the text that the best terms stand for. */
static enum zk_status mark_terms(struct zk_searching *s, struct zk_error *err)
{
    const struct zk_text *text = zk_reader_text(s->reader);
    struct zk_piece_list pieces;
    size_t len;
    const char *q = zk_text_nfc(text, s->params->q, s->params->q_len, s->arena, &len);
    enum zk_status st;

    if (!q)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a search");
    st = zk_snippet(text, s->query, q, len, 0, s->arena, &pieces, err);
    s->page->terms = (struct zk_pieces){ pieces.text, pieces.len, pieces.count };
    return st;
}

/* A text rather than a few words: its best terms in this index, any of them. */
static enum zk_status match_wide(struct zk_searching *s, struct zk_error *err)
{
    enum zk_status st = zk_query_weigh(s->query, s->reader, s->arena, err);

    if (st != ZK_OK)
        return st;
    s->text = s->query->some;
    s->page->wide = true;
    st = mark_terms(s, err);
    if (st != ZK_OK)
        return st;
    return s->text ? zk_reader_match(s->reader, s->text, &s->matches.text, err)
                   : match_nothing(s, err);
}

/*
 * Every word must be there; when that finds nothing, less will do and the page says so.
 * Typed text without a word in it (only punctuation) finds nothing.
 */
static enum zk_status match_text(struct zk_searching *s, struct zk_error *err)
{
    struct zk_correction correction;
    uint64_t found;
    bool text;
    enum zk_status st;

    if (s->blank)
        return ZK_OK;
    if (!s->query->all)
        return match_nothing(s, err);
    text = s->query->wide && !s->named; /* many words, unless they are somebody's name in letters */
    s->text = text ? NULL : s->query->all;
    st = text ? match_wide(s, err) : zk_reader_match(s->reader, s->text, &s->matches.text, err);
    found = st == ZK_OK ? roaring_bitmap_get_cardinality(s->matches.text) : 0;
    if (st != ZK_OK || found >= ZK_CORRECT_BELOW)
        return st;
    st = zk_correct_run(s->reader, s->params->q, s->params->q_len, found, s->arena, &correction,
                        err);
    s->page->corrected = correction.text;
    return st == ZK_OK && found == 0 ? relax(s, correction.names, err) : st;
}

static struct zk_node *selection_node(struct zk_searching *s, int facet, struct zk_error *err)
{
    struct zk_node *kids[ZK_SELECTION_MAX];
    size_t count = 0;

    for (size_t i = 0; i < s->params->selected_count && count < ZK_SELECTION_MAX; i++) {
        const struct zk_facet_value *value = &s->params->selected[i];
        char term[ZK_TERM_MAX_BYTES], code[8];
        int len;

        if (value->facet != facet)
            continue;
        len = snprintf(term, sizeof(term), "F%s:%s", s->facets->list[facet].name,
                       zk_facet_code(&s->facets->list[facet], value->row, code));
        kids[count] = zk_node_term(s->arena, term, (size_t)len);
        if (!kids[count++]) {
            (void)zk_fail(err, ZK_NO_MEMORY, "", "no memory for a filter");
            return NULL;
        }
    }
    return count > 0 ? zk_node_make(s->arena, ZK_NODE_OR, kids, count) : NULL;
}

static bool is_selected(const struct zk_searching *s, int facet)
{
    for (size_t i = 0; i < s->params->selected_count; i++) {
        if (s->params->selected[i].facet == facet)
            return true;
    }
    return false;
}

static enum zk_status match_selections(struct zk_searching *s, struct zk_error *err)
{
    struct zk_node *all[ZK_FACETS_MAX];
    enum zk_status st = ZK_OK;
    size_t count = 0;

    for (int i = 0; st == ZK_OK && i < s->facets->count; i++) {
        if (!is_selected(s, i))
            continue;
        all[count] = selection_node(s, i, err);
        if (!all[count])
            return ZK_NO_MEMORY;
        st = zk_reader_match(s->reader, all[count++], &s->matches.picked[i], err);
    }
    if (st == ZK_OK && count > 0) {
        s->filter = zk_node_make(s->arena, ZK_NODE_AND, all, count);
        if (!s->filter)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a filter");
    }
    return st;
}

static enum zk_status match_exclude(struct zk_searching *s, struct zk_error *err)
{
    if (s->params->exclude_count == 0)
        return ZK_OK;
    s->matches.exclude = roaring_bitmap_create();
    if (!s->matches.exclude)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a search");
    for (size_t i = 0; i < s->params->exclude_count; i++) {
        if (s->params->exclude[i] > 0 && s->params->exclude[i] <= UINT32_MAX)
            roaring_bitmap_add(s->matches.exclude, (uint32_t)s->params->exclude[i]);
    }
    return ZK_OK;
}

static void free_matches(struct zk_matches *matches)
{
    if (matches->text)
        roaring_bitmap_free(matches->text);
    if (matches->exclude)
        roaring_bitmap_free(matches->exclude);
    for (int i = 0; i < ZK_FACETS_MAX; i++) {
        if (matches->picked[i])
            roaring_bitmap_free(matches->picked[i]);
    }
    memset(matches, 0, sizeof(*matches));
}

/* What may be a name in letters, and whether it is somebody's. Beside operators it is only words. */
static enum zk_status read_name(struct zk_searching *s, struct zk_error *err)
{
    const char *q = s->params->q;
    roaring_bitmap_t *named = NULL;
    enum zk_status st = ZK_OK;

    s->named = false;
    s->name = (struct zk_typed_name){ NULL, "", 0 };
    if (zk_query_is_plain(q, s->params->q_len))
        st = zk_query_names(zk_reader_text(s->reader), q, s->params->q_len, s->arena, &s->name, err);
    if (st == ZK_OK && s->name.node)
        st = zk_reader_match(s->reader, s->name.node, &named, err);
    if (named) {
        s->named = !roaring_bitmap_is_empty(named);
        roaring_bitmap_free(named);
    }
    return st;
}

/* Names in Latin letters are another way to match, beside the words; words that mean the same as a
 * name (sun: 中山大学) are not meant. */
static enum zk_status read_query(struct zk_searching *s, struct zk_error *err)
{
    struct zk_node *either[] = { NULL, NULL };
    enum zk_status st = read_name(s, err);

    if (st == ZK_OK)
        st = zk_query_parse(zk_reader_text(s->reader), s->named ? NULL : s->reader, s->params->q,
                            s->params->q_len, s->arena, &s->query, err);
    if (st == ZK_OK)
        st = zk_query_bound(s->query, s->reader, ZK_PHRASE_DOCUMENTS, err);
    if (st != ZK_OK)
        return st;
    s->page->expanded = s->query->added;
    if (!s->name.node || !s->query->all)
        return ZK_OK;
    either[0] = s->query->all;
    either[1] = s->name.node;
    s->query->all = zk_node_make(s->arena, ZK_NODE_OR, either, 2);
    return s->query->all ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}

/* One try on one revision. */
static enum zk_status run(struct zk_searching *s, struct zk_error *err)
{
    const struct zk_columns *columns = zk_reader_columns(s->reader);
    roaring_bitmap_t *set = NULL;
    enum zk_status st;

    s->text = s->filter = NULL;
    s->like = false;
    s->page = zk_arena_alloc(s->arena, sizeof(*s->page));
    if (!s->page)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a page");
    st = read_query(s, err);
    if (st == ZK_OK)
        st = match_text(s, err);
    if (st == ZK_OK)
        st = match_selections(s, err);
    if (st == ZK_OK)
        st = match_exclude(s, err);
    if (st != ZK_OK)
        goto out;
    set = zk_matches_set(&s->matches, columns, -1);
    if (!set) {
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match set");
        goto out;
    }
    st = zk_search_size(s, set, err);
    if (st == ZK_OK)
        st = zk_search_load(s, err);
    if (st == ZK_OK)
        st = zk_counts_run(s->params, &s->matches, set, columns, s->facets, s->arena, s->page, err);
    if (st == ZK_OK && s->page->total == 0)
        st = zk_relax_run(&s->matches, columns, s->arena, s->page, err);
out:
    if (set)
        roaring_bitmap_free(set);
    free_matches(&s->matches);
    return st;
}

enum zk_status zk_search_run(struct zk_engine *engine, const struct zk_search_params *params,
                             struct zk_arena *arena, struct zk_page **out, struct zk_error *err)
{
    struct zk_searching s = { .engine = engine, .params = params, .arena = arena };
    enum zk_status st = ZK_OK;

    *out = NULL;
    s.facets = zk_index_facets(engine->index);
    s.blank = is_blank(params->q, params->q_len);
    for (int i = 0; st == ZK_OK && i < TRIES; i++) {
        st = zk_index_borrow(engine->index, &s.reader, err);
        if (st != ZK_OK)
            return st;
        st = run(&s, err);
        zk_index_return(engine->index, s.reader);
        if (st != ZK_STALE)
            break;
        st = i + 1 < TRIES ? zk_engine_refresh(engine, err) : ZK_STALE;
    }
    if (st == ZK_OK)
        *out = s.page;
    return st;
}
