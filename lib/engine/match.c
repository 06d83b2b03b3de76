/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One match: documents are gathered (match_gather.c), pooled by whom they speak for with
 * match_score.c's arithmetic, and the best candidates get their reasons (match_reason.c).
 */
#include "match_reason.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 3 };

/* One document that speaks for one owner. */
struct voice {
    uint32_t owner;
    uint16_t document; /* number in gather->documents */
    double contribution;
};

struct pooler {
    struct zk_gather *gather;
    struct voice *voices;
    size_t count, room;
    uint16_t document;
    bool failed;
};

static void add_voice(void *context, uint32_t owner)
{
    struct pooler *p = context;
    const struct zk_weighed *d = &p->gather->documents[p->document];

    if (!zk_gather_allows(p->gather, owner))
        return;
    if (p->count == p->room) {
        size_t room = p->room ? 2 * p->room : 1024;
        struct voice *grown = zk_arena_array(p->gather->arena, room, sizeof(*grown));

        if (!grown) {
            p->failed = true;
            return;
        }
        if (p->count > 0)
            memcpy(grown, p->voices, p->count * sizeof(*grown));
        p->voices = grown;
        p->room = room;
    }
    p->voices[p->count++] =
        (struct voice){ owner, p->document,
                        zk_match_contribution(d->kind, d->ratio,
                                              owner == d->docid ? 1 : d->people) };
}

/* By owner, largest contribution first; of equals the document that came first. */
static int by_owner(const void *a, const void *b)
{
    const struct voice *x = a, *y = b;

    if (x->owner != y->owner)
        return x->owner < y->owner ? -1 : 1;
    if (x->contribution != y->contribution)
        return x->contribution > y->contribution ? -1 : 1;
    return (int)x->document - (int)y->document;
}

static enum zk_nearness nearness(const struct zk_gather *g, uint32_t owner)
{
    const struct zk_columns *columns = zk_reader_columns(g->reader);
    const struct zk_facet *region;
    int rows[ZK_ROWS_MAX], parent, number = zk_facets_find(g->facets, "region", 6);
    size_t count;
    bool above = false;

    if (g->params->near < 0 || number < 0)
        return ZK_NEAR_NOT;
    region = &g->facets->list[number];
    parent = zk_facet_parent(region, g->params->near);
    count = zk_columns_rows(columns, region, owner, rows, ZK_ROWS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (rows[i] == g->params->near)
            return ZK_NEAR_SAME;
        above = above || rows[i] == parent;
    }
    return above ? ZK_NEAR_PARENT : ZK_NEAR_NOT;
}

/* One owner's voices, which stand together, become a candidate. */
static enum zk_status make_candidate(struct zk_gather *g, struct voice *voices, size_t count,
                                     struct zk_pooled *out)
{
    double *contributions = zk_arena_array(g->arena, count, sizeof(*contributions));
    size_t kept = 0;

    out->documents = zk_arena_array(g->arena, count, sizeof(*out->documents));
    out->shares = zk_arena_array(g->arena, count, sizeof(*out->shares));
    if (!contributions || !out->documents || !out->shares)
        return ZK_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && out->documents[kept - 1] == voices[i].document)
            continue; /* named twice */
        out->documents[kept] = voices[i].document;
        contributions[kept++] = voices[i].contribution;
    }
    out->owner = voices[0].owner;
    out->kind = zk_columns_kind(zk_reader_columns(g->reader), out->owner);
    out->count = kept;
    out->score = zk_match_pool(contributions, kept, out->shares);
    for (size_t i = 0; i < kept; i++) {
        if (g->documents[out->documents[i]].ratio > out->ratio)
            out->ratio = g->documents[out->documents[i]].ratio;
    }
    out->nearness = nearness(g, out->owner);
    out->near_bonus = zk_match_near_bonus(out->score, out->nearness);
    out->score += out->near_bonus;
    return ZK_OK;
}

enum zk_status zk_match_owners(struct zk_gather *g, struct zk_pooled **out, size_t *count)
{
    struct pooler p = { .gather = g };
    size_t owners = 0;
    enum zk_status st = ZK_OK;

    for (size_t i = 0; i < g->count; i++) {
        p.document = (uint16_t)i;
        zk_gather_owners(g, g->documents[i].docid, add_voice, &p);
    }
    if (p.count > 0)
        qsort(p.voices, p.count, sizeof(*p.voices), by_owner);
    *out = zk_arena_array(g->arena, p.count + 1, sizeof(**out));
    if (p.failed || !*out)
        return ZK_NO_MEMORY;
    for (size_t i = 0, end; st == ZK_OK && i < p.count; i = end) {
        for (end = i + 1; end < p.count && p.voices[end].owner == p.voices[i].owner; end++)
            ;
        st = make_candidate(g, p.voices + i, end - i, &(*out)[owners++]);
    }
    *count = owners;
    return st;
}

static int by_score(const void *a, const void *b)
{
    const struct zk_pooled *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->owner < y->owner ? -1 : 1;
}

/* What speaks against any of them for whose need it is. */
static enum zk_status avoid(struct zk_gather *g, const struct zk_pooled *pooled, size_t count,
                            struct zk_avoid_report **out, struct zk_error *err)
{
    struct zk_avoid_report *nothing = zk_arena_alloc(g->arena, sizeof(*nothing));
    struct zk_avoid_query query;
    int64_t *owners;

    *out = nothing;
    owners = zk_arena_array(g->arena, count + 1, sizeof(*owners));
    if (!nothing || !owners)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    if (!g->params->avoid)
        return ZK_OK;
    for (size_t i = 0; i < count; i++)
        owners[i] = pooled[i].owner;
    query = *g->params->avoid;
    query.candidates = owners;
    query.count = count;
    return zk_avoid_check(g->params->store, &query, g->arena, out, err);
}

static void warn(const struct zk_avoid_report *avoided, struct zk_candidate *c)
{
    c->findings = zk_avoid_of(avoided, c->id, &c->finding_count);
    for (size_t i = 0; i < c->finding_count; i++)
        c->warnings |= c->findings[i].secret ? 0u : ZK_MATCH_AVOIDANCE;
}

static enum zk_status fill_group(struct zk_gather *g, enum zk_kind kind,
                                 const struct zk_pooled *pooled, size_t count,
                                 const struct zk_avoid_report *avoided,
                                 struct zk_match_group *group, struct zk_error *err)
{
    size_t size = (size_t)g->params->size < count ? (size_t)g->params->size : count;
    struct zk_candidate *candidates = zk_arena_array(g->arena, size + 1, sizeof(*candidates));
    enum zk_status st = ZK_OK;

    if (!candidates)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    group->kind = kind;
    group->candidates = candidates;
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        if (pooled[i].kind != kind)
            continue;
        if (zk_avoid_blocks(avoided, pooled[i].owner)) {
            group->blocked++;
            continue;
        }
        group->total++;
        if (group->count == size)
            continue;
        st = zk_reason_load(g, &pooled[i], &candidates[group->count], err);
        warn(avoided, &candidates[group->count++]);
    }
    return st;
}

static enum zk_status answer(struct zk_gather *g, struct zk_match *match, struct zk_error *err)
{
    static const enum zk_kind kinds[] = { ZK_KIND_EXPERT, ZK_KIND_WORKSTATION, ZK_KIND_SOCIETY };
    struct zk_match_group *groups = zk_arena_array(g->arena, 3, sizeof(*groups));
    struct zk_avoid_report *avoided;
    struct zk_pooled *pooled;
    size_t count;
    enum zk_status st;

    if (!groups || zk_match_owners(g, &pooled, &count) != ZK_OK)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    qsort(pooled, count, sizeof(*pooled), by_score);
    st = avoid(g, pooled, count, &avoided, err);
    match->need = g->need;
    match->groups = groups;
    match->documents = g->count;
    match->weak = true;
    for (size_t i = 0; st == ZK_OK && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (g->params->kinds >> kinds[i] & 1u)
            st =
                fill_group(g, kinds[i], pooled, count, avoided, &groups[match->group_count++], err);
    }
    for (size_t i = 0; i < match->group_count; i++) {
        for (size_t k = 0; k < groups[i].count; k++)
            match->weak = match->weak && groups[i].candidates[k].strength == ZK_STRENGTH_WEAK;
    }
    return st;
}

enum zk_status zk_match_run(struct zk_engine *engine, const struct zk_match_params *params,
                            struct zk_arena *arena, struct zk_match **out, struct zk_error *err)
{
    struct zk_gather g = { .params = params, .arena = arena };
    struct zk_match *match = NULL;
    enum zk_status st = ZK_OK;

    *out = NULL;
    g.facets = zk_index_facets(engine->index);
    for (int i = 0; i < TRIES; i++) {
        match = zk_arena_alloc(arena, sizeof(*match));
        st = zk_index_borrow(engine->index, &g.reader, err);
        if (st != ZK_OK)
            return st;
        st = match ? zk_gather_run(&g, err) : zk_fail(err, ZK_NO_MEMORY, "", "no memory");
        if (st == ZK_OK)
            st = answer(&g, match, err);
        zk_gather_close(&g);
        zk_index_return(engine->index, g.reader);
        if (st != ZK_STALE)
            break;
        st = i + 1 < TRIES ? zk_engine_refresh(engine, err) : ZK_STALE;
    }
    if (st == ZK_OK)
        *out = match;
    return st;
}
