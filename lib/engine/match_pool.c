/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pooling; see match_pool.h.
 */
#include "match_pool.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_VOICES = 1024 };

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
    struct voice *roomy;

    if (!zk_gather_allows(p->gather, owner))
        return;
    roomy = zk_arena_room(p->gather->arena, p->voices, p->count, &p->room, FIRST_VOICES,
                          sizeof(*roomy));
    if (!roomy) {
        p->failed = true;
        return;
    }
    p->voices = roomy;
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

static int by_score(const void *a, const void *b)
{
    const struct zk_pooled *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->owner < y->owner ? -1 : 1;
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
    if (owners > 0)
        qsort(*out, owners, sizeof(**out), by_score);
    return st;
}
