/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gathering evidence; see match_gather.h.
 */
#include "match_gather.h"

#include "bm25.h"
#include "document.h"

#include <stdio.h>
#include <string.h>

/* ---- whom a document speaks for ---- */

/* An expert, and the groups he is of; or a group itself. */
static void tell(const struct zk_gather *g, uint32_t somebody,
                 void (*each)(void *context, uint32_t owner), void *context)
{
    const struct zk_columns *columns = zk_reader_columns(g->reader);
    struct zk_tied groups;

    if (!zk_columns_has(columns, somebody))
        return;
    each(context, somebody);
    if (zk_columns_kind(columns, somebody) != ZK_KIND_EXPERT)
        return;
    groups = zk_ties_groups(g->ties, somebody);
    for (size_t i = 0; i < groups.count; i++)
        each(context, groups.ids[i]);
}

void zk_gather_owners(const struct zk_gather *g, uint32_t docid,
                      void (*each)(void *context, uint32_t owner), void *context)
{
    enum zk_kind kind = zk_columns_kind(zk_reader_columns(g->reader), docid);
    struct zk_tied tied = zk_ties_of(g->ties, docid);

    if (kind == ZK_KIND_EXPERT || kind == ZK_KIND_SOCIETY || kind == ZK_KIND_WORKSTATION)
        tell(g, docid, each, context);
    if (kind != ZK_KIND_WORKSTATION && kind != ZK_KIND_PROPOSAL && kind != ZK_KIND_ACHIEVEMENT &&
        kind != ZK_KIND_DEMAND)
        return;
    for (size_t i = 0; i < tied.count; i++)
        tell(g, tied.ids[i], each, context);
}

bool zk_gather_allows(const struct zk_gather *g, uint32_t owner)
{
    enum zk_kind kind = zk_columns_kind(zk_reader_columns(g->reader), owner);

    return (g->params->kinds >> kind & 1u) &&
           (!g->allowed || roaring_bitmap_contains(g->allowed, owner)) &&
           (!g->must || roaring_bitmap_contains(g->must, owner)) &&
           !roaring_bitmap_contains(g->exclude, owner);
}

struct asker {
    const struct zk_gather *gather;
    bool anybody;
};

static void ask(void *context, uint32_t owner)
{
    struct asker *a = context;

    a->anybody = a->anybody || zk_gather_allows(a->gather, owner);
}

static bool speaks(const struct zk_gather *g, uint32_t docid)
{
    const struct zk_columns *columns = zk_reader_columns(g->reader);
    struct asker a = { g, false };

    if (!zk_columns_has(columns, docid) || !zk_match_is_evidence(zk_columns_kind(columns, docid)) ||
        roaring_bitmap_contains(g->exclude, docid))
        return false;
    zk_gather_owners(g, docid, ask, &a);
    return a.anybody;
}

/* ---- who may be a candidate ---- */

static enum zk_status match_value(struct zk_gather *g, const struct zk_facet_value *value,
                                  roaring_bitmap_t **out, struct zk_error *err)
{
    const struct zk_facet *facet = &g->facets->list[value->facet];
    char name[ZK_TERM_MAX_BYTES], code[8];
    struct zk_node term = { .type = ZK_NODE_TERM, .term = name };

    term.len = (size_t)snprintf(name, sizeof(name), "F%s:%s", facet->name,
                                zk_facet_code(facet, value->row, code));
    return zk_reader_match(g->reader, &term, out, err);
}

/* The documents of both become one set; into may be NULL: then it is other. */
static void merge(roaring_bitmap_t **into, roaring_bitmap_t *other, bool both)
{
    if (!*into) {
        *into = other;
        return;
    }
    if (both)
        roaring_bitmap_and_inplace(*into, other);
    else
        roaring_bitmap_or_inplace(*into, other);
    roaring_bitmap_free(other);
}

/* Everybody of the kinds asked for that have no such facet: it says nothing of them. */
static enum zk_status add_other_kinds(struct zk_gather *g, int facet, roaring_bitmap_t **into,
                                      struct zk_error *err)
{
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        const struct zk_facet_value value = { ZK_FACET_KIND, kind };
        roaring_bitmap_t *one;
        enum zk_status st;

        if (!(g->params->kinds >> kind & 1u) ||
            zk_facet_of_kind(&g->facets->list[facet], (enum zk_kind)kind))
            continue;
        st = match_value(g, &value, &one, err);
        if (st != ZK_OK)
            return st;
        merge(into, one, false);
    }
    return ZK_OK;
}

/* Candidates with any of the values selected of a facet; *out NULL: none is. */
static enum zk_status select_facet(struct zk_gather *g, int facet, roaring_bitmap_t **out,
                                   struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    *out = NULL;
    for (size_t i = 0; st == ZK_OK && i < g->params->selected_count; i++) {
        roaring_bitmap_t *one;

        if (g->params->selected[i].facet != facet)
            continue;
        st = match_value(g, &g->params->selected[i], &one, err);
        if (st == ZK_OK)
            merge(out, one, false);
    }
    if (st == ZK_OK && *out)
        st = add_other_kinds(g, facet, out, err);
    if (st != ZK_OK && *out) {
        roaring_bitmap_free(*out);
        *out = NULL;
    }
    return st;
}

static enum zk_status apply_selections(struct zk_gather *g, struct zk_error *err)
{
    for (int facet = 0; facet < g->facets->count; facet++) {
        roaring_bitmap_t *any;
        enum zk_status st = select_facet(g, facet, &any, err);

        if (st != ZK_OK)
            return st;
        if (any)
            merge(&g->allowed, any, true);
    }
    return ZK_OK;
}

static void add_owner(void *context, uint32_t owner)
{
    roaring_bitmap_add(context, owner);
}

static enum zk_status word_documents(struct zk_gather *g, const struct zk_need_word *word,
                                     roaring_bitmap_t **out, struct zk_error *err)
{
    struct zk_node **kids = zk_arena_array(g->arena, word->count + 1, sizeof(struct zk_node *));
    struct zk_node *node;

    *out = NULL;
    for (size_t i = 0; kids && i < word->count; i++) {
        const struct zk_need_term *term = &g->need->terms[word->terms[i]];

        kids[i] = zk_node_term(g->arena, term->name, term->len);
        if (!kids[i])
            kids = NULL;
    }
    node = kids ? zk_node_make(g->arena, ZK_NODE_AND, kids, word->count) : NULL;
    if (!node)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    return zk_reader_match(g->reader, node, out, err);
}

/* Those with a document that has all of a word. */
static enum zk_status word_owners(struct zk_gather *g, const struct zk_need_word *word,
                                  roaring_bitmap_t **out, struct zk_error *err)
{
    const struct zk_columns *columns = zk_reader_columns(g->reader);
    roaring_bitmap_t *documents = NULL;
    roaring_uint32_iterator_t it;
    enum zk_status st = ZK_OK;

    *out = roaring_bitmap_create();
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    if (word->absent || word->count == 0)
        return ZK_OK;
    st = word_documents(g, word, &documents, err);
    if (st != ZK_OK) {
        roaring_bitmap_free(*out);
        *out = NULL;
        return st;
    }
    roaring_init_iterator(documents, &it);
    for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
        if (zk_columns_has(columns, it.current_value) &&
            zk_match_is_evidence(zk_columns_kind(columns, it.current_value)))
            zk_gather_owners(g, it.current_value, add_owner, *out);
    }
    roaring_bitmap_free(documents);
    return ZK_OK;
}

static enum zk_status apply_must(struct zk_gather *g, struct zk_error *err)
{
    for (size_t i = 0; i < g->need->word_count; i++) {
        roaring_bitmap_t *owners;
        enum zk_status st;

        if (!g->need->words[i].must)
            continue;
        st = word_owners(g, &g->need->words[i], &owners, err);
        if (st != ZK_OK)
            return st;
        merge(&g->must, owners, true);
    }
    return ZK_OK;
}

/* ---- weighing ---- */

static enum zk_status weigh(struct zk_gather *g, uint32_t docid, uint32_t *wdf, double mean,
                            struct zk_error *err)
{
    struct zk_weighed *d = &g->documents[g->count];
    uint32_t length;
    enum zk_status st = zk_reader_wdf(g->reader, g->need, docid, wdf, &length, err);

    if (st != ZK_OK)
        return st;
    memset(d, 0, sizeof(*d));
    d->docid = docid;
    d->kind = zk_columns_kind(zk_reader_columns(g->reader), docid);
    d->people =
        d->kind == ZK_KIND_EXPERT || d->kind == ZK_KIND_SOCIETY ? 1 : g->ties->people[docid];
    for (size_t i = 0; i < g->need->term_count; i++) {
        if (wdf[i] == 0)
            continue;
        d->score += g->need->terms[i].weight * zk_bm25_found(wdf[i], length / mean);
        d->terms[i / 64] |= UINT64_C(1) << (i % 64);
    }
    d->ratio = d->score / g->need->self;
    g->count++;
    return ZK_OK;
}

static bool keep(void *context, uint32_t docid)
{
    return speaks(context, docid);
}

static enum zk_status find_documents(struct zk_gather *g, struct zk_error *err)
{
    uint32_t *wdf = zk_arena_array(g->arena, g->need->term_count + 1, sizeof(*wdf));
    struct zk_statistics statistics;
    struct zk_ranked *ranked;
    size_t found = 0;
    enum zk_status st = zk_reader_statistics(g->reader, &statistics, err);

    g->documents = zk_arena_array(g->arena, ZK_MATCH_DOCUMENTS, sizeof(*g->documents));
    if (!wdf || !g->documents)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    if (st == ZK_OK)
        st = zk_rank_need(g->reader, g->need, keep, g, ZK_MATCH_DOCUMENTS, g->arena, &ranked,
                          &found, err);
    for (size_t i = 0; st == ZK_OK && i < found; i++)
        st = weigh(g, ranked[i].docid, wdf, statistics.mean_length, err);
    return st;
}

enum zk_status zk_gather_run(struct zk_gather *g, struct zk_error *err)
{
    enum zk_status st = zk_reader_ties(g->reader, &g->ties, err);

    g->count = 0;
    if (st == ZK_OK)
        st = zk_need_read(g->reader, &g->params->need, g->arena, &g->need, err);
    g->exclude = roaring_bitmap_create();
    if (!g->exclude)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    for (size_t i = 0; i < g->params->exclude_count; i++) {
        if (g->params->exclude[i] > 0 && g->params->exclude[i] <= UINT32_MAX)
            roaring_bitmap_add(g->exclude, (uint32_t)g->params->exclude[i]);
    }
    if (st == ZK_OK)
        st = apply_selections(g, err);
    if (st == ZK_OK)
        st = apply_must(g, err);
    if (st == ZK_OK && g->need->term_count > 0)
        st = find_documents(g, err);
    return st;
}

void zk_gather_close(struct zk_gather *g)
{
    roaring_bitmap_t *sets[] = { g->allowed, g->must, g->exclude };

    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        if (sets[i])
            roaring_bitmap_free(sets[i]);
    }
    g->allowed = g->must = g->exclude = NULL;
}
