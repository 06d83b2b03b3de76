/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reasons; see match_reason.h.
 */
#include "match_reason.h"

#include "document.h"
#include "snippet.h"

#include <stdlib.h>
#include <string.h>

/* Terms to be marked in passages: the heaviest of the need, characters alone left out. */
static enum zk_status marked_terms(struct zk_gather *g, const struct zk_weighed *d,
                                   struct zk_query **out, struct zk_error *err)
{
    struct zk_query *query = zk_arena_alloc(g->arena, sizeof(*query));

    *out = query;
    if (!query)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    for (size_t w = 0; w < g->need->word_count; w++) {
        const struct zk_need_word *word = &g->need->words[w];

        for (size_t i = 0; i < word->count && query->count < ZK_QUERY_TERMS; i++) {
            uint16_t number = word->terms[i];
            const struct zk_need_term *term = &g->need->terms[number];
            struct zk_node *node;

            if (!(d->terms[number / 64] >> (number % 64) & 1u))
                continue;
            node = zk_node_term(g->arena, term->name, term->len);
            if (!node)
                return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
            query->terms[query->count++] = node;
        }
    }
    return ZK_OK;
}

/* "<id>\t<role>" on a line of its own. */
static enum zk_status find_role(struct zk_gather *g, struct zk_slice roles, uint32_t owner,
                                const char **out, struct zk_error *err)
{
    const char *line = roles.bytes, *end = roles.bytes + roles.len;

    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        char *tab;

        if (!stop)
            return ZK_OK;
        if (strtoul(line, &tab, 10) == owner && *tab == '\t') {
            *out = zk_arena_copy(g->arena, tab + 1, (size_t)(stop - tab - 1));
            return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
        }
        line = stop + 1;
    }
    return ZK_OK;
}

static enum zk_status load_evidence(struct zk_gather *g, const struct zk_pooled *pooled,
                                    size_t number, struct zk_evidence *out, struct zk_error *err)
{
    const struct zk_weighed *d = &g->documents[pooled->documents[number]];
    const struct zk_text *text = zk_reader_text(g->reader);
    struct zk_slice members, title, body;
    struct zk_piece_list pieces;
    struct zk_query *query;
    const char *data;
    size_t len;
    enum zk_status st = zk_reader_data(g->reader, d->docid, g->arena, &data, &len, err);

    if (st != ZK_OK)
        return st;
    *out = (struct zk_evidence){ .id = d->docid,
                                 .kind = d->kind,
                                 .ratio = d->ratio,
                                 .share = pooled->shares[number],
                                 .people = d->people };
    members = zk_document_section(data, len, ZK_DATA_MEMBERS);
    title = zk_document_section(data, len, ZK_DATA_TITLE);
    body = zk_document_section(data, len, ZK_DATA_TEXT);
    out->members = members.bytes;
    out->members_len = members.len;
    st =
        find_role(g, zk_document_section(data, len, ZK_DATA_ROLES), pooled->owner, &out->role, err);
    if (st == ZK_OK)
        st = marked_terms(g, d, &query, err);
    if (st == ZK_OK)
        st = zk_snippet(text, query, title.bytes, title.len, 0, g->arena, &pieces, err);
    if (st != ZK_OK)
        return st;
    out->title = (struct zk_pieces){ pieces.text, pieces.len, pieces.count };
    st = zk_snippet(text, query, body.bytes, body.len, ZK_SNIPPET_CHARS, g->arena, &pieces, err);
    out->passage = (struct zk_pieces){ pieces.text, pieces.len, pieces.count };
    return st;
}

/* A word is covered when one document of the evidence has all of it. */
static bool covers(const struct zk_gather *g, const struct zk_pooled *pooled,
                   const struct zk_need_word *word)
{
    for (size_t i = 0; i < pooled->count && i < ZK_MATCH_DEPTH; i++) {
        const uint64_t *has = g->documents[pooled->documents[i]].terms;
        size_t n = 0;

        while (n < word->count && (has[word->terms[n] / 64] >> (word->terms[n] % 64) & 1u))
            n++;
        if (n == word->count)
            return true;
    }
    return false;
}

static enum zk_status list_covered(struct zk_gather *g, const struct zk_pooled *pooled,
                                   struct zk_candidate *out, struct zk_error *err)
{
    uint16_t *list = zk_arena_array(g->arena, g->need->word_count + 1, sizeof(*list));
    double all = 0, has = 0;

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    out->covered = list;
    for (size_t i = 0; i < g->need->word_count; i++) {
        const struct zk_need_word *word = &g->need->words[i];

        if (word->dropped)
            continue;
        all += word->weight + word->unseen;
        if (word->absent || word->count == 0 || !covers(g, pooled, word))
            continue;
        has += word->weight;
        list[out->covered_count++] = (uint16_t)i;
    }
    out->coverage = all > 0 ? has / all : 0;
    out->strength = zk_match_strength(out->ratio, out->coverage);
    return ZK_OK;
}

static enum zk_status find_warnings(struct zk_gather *g, uint32_t owner, struct zk_candidate *out,
                                    struct zk_error *err)
{
    const struct zk_columns *columns = zk_reader_columns(g->reader);
    int number = zk_facets_find(g->facets, "availability", 12);
    const char *updated;
    enum zk_status st;

    if (number >= 0) {
        const struct zk_facet *facet = &g->facets->list[number];
        int rows[ZK_ROWS_MAX], closed = zk_facet_row(facet, "closed", 6);
        size_t count = zk_columns_rows(columns, facet, owner, rows, ZK_ROWS_MAX);

        for (size_t i = 0; i < count; i++)
            out->warnings |= rows[i] == closed ? ZK_MATCH_UNAVAILABLE : 0u;
    }
    if (!g->params->stale_before)
        return ZK_OK;
    st = zk_reader_value(g->reader, owner, ZK_SLOT_UPDATED, g->arena, &updated, err);
    if (st == ZK_OK && updated[0] && strcmp(updated, g->params->stale_before) < 0)
        out->warnings |= ZK_MATCH_STALE;
    return st;
}

/* Cards, evidence, words. */
static enum zk_status load_reasons(struct zk_gather *g, const struct zk_pooled *pooled,
                                   struct zk_candidate *out, struct zk_error *err)
{
    size_t shown = pooled->count < ZK_MATCH_EVIDENCE ? pooled->count : ZK_MATCH_EVIDENCE;
    struct zk_evidence *evidence = zk_arena_array(g->arena, shown + 1, sizeof(*evidence));
    struct zk_slice members;
    const char *data;
    size_t len;
    enum zk_status st = zk_reader_data(g->reader, pooled->owner, g->arena, &data, &len, err);

    if (st != ZK_OK)
        return st;
    if (!evidence)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    members = zk_document_section(data, len, ZK_DATA_MEMBERS);
    out->members = members.bytes;
    out->members_len = members.len;
    out->evidence = evidence;
    out->evidence_count = shown;
    for (size_t i = 0; st == ZK_OK && i < shown; i++)
        st = load_evidence(g, pooled, i, &evidence[i], err);
    for (size_t i = shown; i < pooled->count && i < ZK_MATCH_DEPTH; i++) {
        out->rest_share += pooled->shares[i];
        out->rest_count++;
    }
    if (st == ZK_OK)
        st = list_covered(g, pooled, out, err);
    if (st == ZK_OK)
        st = find_warnings(g, pooled->owner, out, err);
    return st;
}

enum zk_status zk_reason_load(struct zk_gather *g, const struct zk_pooled *pooled,
                              struct zk_candidate *out, struct zk_error *err)
{
    *out = (struct zk_candidate){ .id = pooled->owner,
                                  .kind = pooled->kind,
                                  .score = pooled->score,
                                  .near_bonus = pooled->near_bonus,
                                  .nearness = pooled->nearness,
                                  .ratio = pooled->ratio };
    return g->params->bare ? ZK_OK : load_reasons(g, pooled, out, err);
}
