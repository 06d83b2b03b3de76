/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One match: documents are gathered (match_gather.c) and pooled by whom they speak for
 * (match_pool.c); who must not be is left out, the rest put in order (match_order.c), and the best
 * get their reasons (match_reason.c).
 */
#include "match_order.h"
#include "match_reason.h"
#include "subject.h"

enum { TRIES = 3 };

/* What speaks against candidates, and the rules and the load of experts among them. */
struct judgement {
    struct zk_avoid_report *avoided;
    struct zk_fit_report fits;
    struct zk_load_report loads;
};

static enum zk_status judge(struct zk_gather *g, const struct zk_pooled *pooled, size_t count,
                            struct judgement *out, struct zk_error *err)
{
    struct zk_avoid_report *nothing = zk_arena_alloc(g->arena, sizeof(*nothing));
    int64_t *owners = zk_arena_array(g->arena, count + 1, sizeof(*owners));
    struct zk_avoid_query query;
    enum zk_status st = ZK_OK;

    *out = (struct judgement){ .avoided = nothing };
    if (!nothing || !owners)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    for (size_t i = 0; i < count; i++)
        owners[i] = pooled[i].owner;
    if (g->params->avoid) {
        query = *g->params->avoid;
        query.candidates = owners;
        query.count = count;
        st = zk_avoid_check(g->params->store, &query, g->arena, &out->avoided, err);
    }
    if (st == ZK_OK && g->params->fit && zk_fit_known(g->params->fit))
        st = zk_fit_check(g->params->store, g->params->fit, owners, count, g->arena, &out->fits,
                          err);
    if (st == ZK_OK && g->params->load)
        st = zk_load_check(g->params->store, owners, count, g->arena, &out->loads, err);
    return st;
}

static bool is_full(const struct judgement *judgement, int64_t owner)
{
    const struct zk_load *load = zk_load_of(&judgement->loads, owner);

    return load && load->open >= load->most;
}

/* Why somebody is left out; ZK_LEFT_OUTS: he is not. */
static enum zk_left_out left_out(const struct judgement *judgement, bool only_free, int64_t owner)
{
    struct zk_fit fit = zk_fit_of(&judgement->fits, owner);

    if (zk_avoid_blocks(judgement->avoided, owner))
        return ZK_LEFT_AVOIDANCE;
    if (fit.failed & ZK_FIT_INDUSTRY)
        return ZK_LEFT_INDUSTRY;
    if (fit.failed & ZK_FIT_SIZE)
        return ZK_LEFT_SIZE;
    return only_free && is_full(judgement, owner) ? ZK_LEFT_FULL : ZK_LEFT_OUTS;
}

static enum zk_status tell(struct zk_gather *g, const struct judgement *judgement,
                           struct zk_candidate *c, struct zk_error *err)
{
    bool agreed = true;
    enum zk_status st = ZK_OK;

    c->met = zk_fit_of(&judgement->fits, c->id).met;
    c->load = zk_load_of(&judgement->loads, c->id);
    c->findings = zk_avoid_of(judgement->avoided, c->id, &c->finding_count);
    for (size_t i = 0; i < c->finding_count; i++)
        c->warnings |= c->findings[i].secret ? 0u : ZK_MATCH_AVOIDANCE;
    if (is_full(judgement, c->id))
        c->warnings |= ZK_MATCH_FULL;
    if (g->params->access && c->kind == ZK_KIND_EXPERT)
        st = zk_consent_valid(g->params->access, g->params->store, c->id, &agreed, err);
    if (!agreed)
        c->warnings |= ZK_MATCH_NO_CONSENT;
    return st;
}

/* Those of a kind who are not left out, in the order of their scores; the others are counted. */
static size_t choose(const struct zk_gather *g, const struct judgement *judgement,
                     const struct zk_pooled *pooled, size_t count, struct zk_match_group *group,
                     struct zk_seat *seats)
{
    size_t chosen = 0;

    for (size_t i = 0; i < count; i++) {
        enum zk_left_out out;

        if (pooled[i].kind != group->kind)
            continue;
        out = left_out(judgement, g->params->only_free, pooled[i].owner);
        if (out != ZK_LEFT_OUTS)
            group->left_out[out]++;
        else
            seats[chosen++].pooled = &pooled[i];
    }
    return chosen;
}

static enum zk_status fill_group(struct zk_gather *g, const struct zk_pooled *pooled, size_t count,
                                 const struct judgement *judgement, struct zk_match_group *group,
                                 struct zk_error *err)
{
    struct zk_seat *seats = zk_arena_array(g->arena, count + 1, sizeof(*seats));
    struct zk_candidate *candidates;
    enum zk_status st = ZK_OK;

    if (!seats)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    group->total = choose(g, judgement, pooled, count, group, seats);
    zk_match_seat(seats, group->total, &g->params->rotation);
    group->count = (size_t)g->params->size < group->total ? (size_t)g->params->size : group->total;
    candidates = zk_arena_array(g->arena, group->count + 1, sizeof(*candidates));
    if (!candidates)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    for (size_t i = 0; st == ZK_OK && i < group->count; i++) {
        st = zk_reason_load(g, seats[i].pooled, &candidates[i], err);
        candidates[i].moved = (int)seats[i].place - (int)i;
        if (st == ZK_OK)
            st = tell(g, judgement, &candidates[i], err);
    }
    group->candidates = candidates;
    return st;
}

static enum zk_status answer(struct zk_gather *g, struct zk_match *match, struct zk_error *err)
{
    static const enum zk_kind kinds[] = { ZK_KIND_EXPERT, ZK_KIND_WORKSTATION, ZK_KIND_SOCIETY };
    struct zk_match_group *groups = zk_arena_array(g->arena, 3, sizeof(*groups));
    struct judgement judgement;
    struct zk_pooled *pooled;
    size_t count;
    enum zk_status st;

    if (!groups || zk_match_owners(g, &pooled, &count) != ZK_OK)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    st = judge(g, pooled, count, &judgement, err);
    match->need = g->need;
    match->groups = groups;
    match->documents = g->count;
    match->weak = true;
    for (size_t i = 0; st == ZK_OK && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (!(g->params->kinds >> kinds[i] & 1u))
            continue;
        groups[match->group_count].kind = kinds[i];
        st = fill_group(g, pooled, count, &judgement, &groups[match->group_count++], err);
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
