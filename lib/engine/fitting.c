/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a candidate to demands; see fitting.h.
 */
#include "fitting.h"

#include "match_pool.h"
#include "match_reason.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 3, TEXT_CEILING = 128 * 1024 };

struct fitter {
    struct zk_reader *reader;
    const struct zk_facets *facets;
    const struct zk_fitting_params *params;
    const struct zk_ties *ties;
    struct zk_arena *arena;
    roaring_bitmap_t *evidence; /* documents that speak for the candidate */
    roaring_bitmap_t *demands;  /* open ones, of those asked for */
    struct zk_fitting *list;
    size_t count;
};

/* ---- what speaks for the candidate ---- */

struct listener {
    uint32_t owner;
    bool heard;
};

static void listen_for(void *context, uint32_t owner)
{
    struct listener *l = context;

    l->heard = l->heard || owner == l->owner;
}

static enum zk_status find_evidence(struct fitter *f, struct zk_error *err)
{
    const struct zk_columns *columns = zk_reader_columns(f->reader);
    const struct zk_gather g = { .reader = f->reader, .ties = f->ties };

    f->evidence = roaring_bitmap_create();
    if (!f->evidence)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for evidence");
    for (uint32_t d = 1; d <= columns->last; d++) {
        struct listener l = { (uint32_t)f->params->id, false };

        if (!zk_columns_has(columns, d) || !zk_match_is_evidence(zk_columns_kind(columns, d)))
            continue;
        zk_gather_owners(&g, d, listen_for, &l);
        if (l.heard)
            roaring_bitmap_add(f->evidence, d);
    }
    return ZK_OK;
}

/* Title and the beginning of the text. An expert's name says nothing of what he can do. */
static enum zk_status add_text(struct fitter *f, uint32_t docid, size_t chars, struct zk_buf *out,
                               struct zk_error *err)
{
    struct zk_slice title, text;
    const char *data;
    size_t len;
    enum zk_status st = zk_reader_data(f->reader, docid, f->arena, &data, &len, err);

    if (st != ZK_OK)
        return st;
    title = zk_document_section(data, len, ZK_DATA_TITLE);
    text = zk_document_section(data, len, ZK_DATA_TEXT);
    if (zk_columns_kind(zk_reader_columns(f->reader), docid) != ZK_KIND_EXPERT)
        zk_buf_add(out, title.bytes, title.len);
    zk_buf_addc(out, '\n');
    zk_buf_add(out, text.bytes, zk_utf8_prefix(text.bytes, text.len, chars));
    zk_buf_addc(out, '\n');
    return ZK_OK;
}

static enum zk_status keep_text(struct fitter *f, struct zk_buf *buf, size_t chars,
                                struct zk_need_text *out, struct zk_error *err)
{
    enum zk_status st = zk_buf_status(buf);

    if (st == ZK_OK) {
        out->len = zk_utf8_prefix(buf->bytes, buf->len, chars);
        out->text = zk_arena_copy(f->arena, buf->bytes, out->len);
    }
    zk_buf_free(buf);
    return out->text ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a need");
}

/* The candidate's own record, then the newest of the rest. */
static enum zk_status own_text(struct fitter *f, struct zk_need_text *out, struct zk_error *err)
{
    uint64_t all = roaring_bitmap_get_cardinality(f->evidence);
    struct zk_buf buf;
    enum zk_status st;

    zk_buf_init(&buf, TEXT_CEILING);
    st = add_text(f, (uint32_t)f->params->id, ZK_SNIPPET_MAX_CHARS, &buf, err);
    for (uint64_t i = 0; st == ZK_OK && i < all && i < ZK_FITTING_DOCUMENTS; i++) {
        uint32_t docid;

        if (!roaring_bitmap_select(f->evidence, (uint32_t)(all - 1 - i), &docid))
            break;
        if (docid != (uint32_t)f->params->id)
            st = add_text(f, docid, ZK_FITTING_CHARS, &buf, err);
    }
    if (st == ZK_OK)
        return keep_text(f, &buf, ZK_NEED_MAX_CHARS, out, err);
    zk_buf_free(&buf);
    return st;
}

/* ---- demands ---- */

static enum zk_status with_term(struct fitter *f, const char *name, roaring_bitmap_t **out,
                                struct zk_error *err)
{
    struct zk_node term = { .type = ZK_NODE_TERM, .term = name, .len = strlen(name) };

    return zk_reader_match(f->reader, &term, out, err);
}

/* A demand that does not say how it stands is open. */
static enum zk_status find_open(struct fitter *f, struct zk_error *err)
{
    static const char *const others[] = { "Fdemand_status:draft", "Fdemand_status:closed" };
    enum zk_status st = with_term(f, "Fkind:demand", &f->demands, err);

    for (size_t i = 0; st == ZK_OK && i < sizeof(others) / sizeof(others[0]); i++) {
        roaring_bitmap_t *set;

        st = with_term(f, others[i], &set, err);
        if (st == ZK_OK) {
            roaring_bitmap_andnot_inplace(f->demands, set);
            roaring_bitmap_free(set);
        }
    }
    if (st == ZK_OK && f->params->among)
        roaring_bitmap_and_inplace(f->demands, f->params->among);
    return st;
}

static bool is_wanted(void *context, uint32_t docid)
{
    const struct fitter *f = context;

    return roaring_bitmap_contains(f->demands, docid);
}

/* The candidate's part in the match of one demand. */
static enum zk_status meet(struct fitter *f, struct zk_gather *g, uint32_t demand,
                           struct zk_fitting *out, struct zk_error *err)
{
    struct zk_pooled *pooled;
    struct zk_slice members;
    const char *data;
    size_t len, count = 0;
    enum zk_status st = zk_gather_run(g, err);

    if (st == ZK_OK)
        st = zk_match_owners(g, &pooled, &count);
    if (st != ZK_OK || count == 0)
        return st;
    st = zk_reason_load(g, &pooled[0], &out->candidate, err);
    if (st == ZK_OK)
        st = zk_reader_data(f->reader, demand, f->arena, &data, &len, err);
    if (st != ZK_OK || out->candidate.strength == ZK_STRENGTH_WEAK)
        return st;
    members = zk_document_section(data, len, ZK_DATA_MEMBERS);
    out->need = g->need;
    out->candidate.id = demand;
    out->candidate.kind = ZK_KIND_DEMAND;
    out->candidate.members = members.bytes;
    out->candidate.members_len = members.len;
    f->count++;
    return ZK_OK;
}

static enum zk_status match_one(struct fitter *f, uint32_t demand, struct zk_error *err)
{
    const int64_t self = demand; /* what it says speaks for nobody in its own match */
    struct zk_match_params params = {
        .kinds = 1u << f->params->kind, .near = -1, .exclude = &self, .exclude_count = 1
    };
    struct zk_gather g = { .reader = f->reader,
                           .facets = f->facets,
                           .params = &params,
                           .arena = f->arena,
                           .evidence = f->evidence };
    struct zk_buf buf;
    enum zk_status st;

    zk_buf_init(&buf, TEXT_CEILING);
    st = add_text(f, demand, ZK_SNIPPET_MAX_CHARS, &buf, err);
    if (st == ZK_OK)
        st = keep_text(f, &buf, ZK_NEED_MAX_CHARS, &params.need, err);
    else
        zk_buf_free(&buf);
    g.allowed = roaring_bitmap_create();
    if (!g.allowed)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match");
    roaring_bitmap_add(g.allowed, (uint32_t)f->params->id);
    if (st == ZK_OK)
        st = meet(f, &g, demand, &f->list[f->count], err);
    zk_gather_close(&g);
    return st;
}

/* The demand still waits, and the candidate takes its enterprise. One that is gone meanwhile is not
 * taken. */
static enum zk_status is_taken(struct fitter *f, int64_t demand, bool *taken, struct zk_error *err)
{
    struct zk_store *store = f->params->store;
    struct zk_fit_report report = { 0 };
    struct zk_fit_need need;
    struct zk_record *record;
    const struct zk_value *of;
    const char *deadline;
    enum zk_status st;

    *taken = !store;
    if (!store)
        return ZK_OK;
    st = zk_store_get(store, ZK_KIND_DEMAND, demand, ZK_SEE_PUBLIC, f->arena, &record, NULL);
    if (st != ZK_OK)
        return st == ZK_NOT_FOUND ? ZK_OK : zk_fail(err, st, "", "a demand cannot be read");
    deadline = zk_record_text(record, ZK_F_DEADLINE);
    if (deadline && strcmp(deadline, f->params->today) < 0)
        return ZK_OK;
    of = &record->values[ZK_F_ORGANISATION];
    st = zk_fit_need_of(store, of->count > 0 ? of->items[0].id : 0,
                        &record->values[ZK_F_INDUSTRIES], f->arena, &need, err);
    if (st == ZK_OK && zk_fit_known(&need))
        st = zk_fit_check(store, &need, &f->params->id, 1, f->arena, &report, err);
    *taken = st == ZK_OK && zk_fit_of(&report, f->params->id).failed == 0;
    return st;
}

static int by_score(const void *a, const void *b)
{
    const struct zk_candidate *x = &((const struct zk_fitting *)a)->candidate;
    const struct zk_candidate *y = &((const struct zk_fitting *)b)->candidate;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->id < y->id ? -1 : 1;
}

static enum zk_status match_demands(struct fitter *f, struct zk_error *err)
{
    struct zk_need_text text = { .text = NULL };
    struct zk_ranked *ranked = NULL;
    struct zk_need *need;
    size_t found = 0;
    enum zk_status st = find_evidence(f, err);

    if (st == ZK_OK)
        st = own_text(f, &text, err);
    if (st == ZK_OK)
        st = zk_need_read(f->reader, &text, f->arena, &need, err);
    if (st == ZK_OK && need->term_count > 0)
        st = zk_rank_need(f->reader, need, is_wanted, f, ZK_FITTING_DEMANDS, f->arena, &ranked,
                          &found, err);
    for (size_t i = 0; st == ZK_OK && i < found; i++) {
        bool taken;

        st = is_taken(f, ranked[i].docid, &taken, err);
        if (st == ZK_OK && taken)
            st = match_one(f, ranked[i].docid, err);
    }
    qsort(f->list, f->count, sizeof(*f->list), by_score);
    return st;
}

/* One try on one revision. */
static enum zk_status run(struct fitter *f, struct zk_error *err)
{
    const struct zk_columns *columns = zk_reader_columns(f->reader);
    uint32_t id = (uint32_t)f->params->id;
    enum zk_status st;

    f->count = 0;
    f->list = zk_arena_array(f->arena, ZK_FITTING_DEMANDS, sizeof(*f->list));
    if (!f->list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for demands");
    if (f->params->id > UINT32_MAX || !zk_columns_has(columns, id) ||
        zk_columns_kind(columns, id) != f->params->kind)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such record in the index");
    st = zk_reader_ties(f->reader, &f->ties, err);
    if (st == ZK_OK)
        st = find_open(f, err);
    if (st == ZK_OK && !roaring_bitmap_is_empty(f->demands))
        st = match_demands(f, err);
    if (f->evidence)
        roaring_bitmap_free(f->evidence);
    if (f->demands)
        roaring_bitmap_free(f->demands);
    f->evidence = f->demands = NULL;
    return st;
}

enum zk_status zk_fitting_run(struct zk_engine *engine, const struct zk_fitting_params *params,
                              struct zk_arena *arena, struct zk_fitting **out, size_t *count,
                              struct zk_error *err)
{
    struct fitter f = { .params = params, .arena = arena };
    enum zk_status st = ZK_OK;

    *out = NULL;
    *count = 0;
    f.facets = zk_index_facets(engine->index);
    for (int i = 0; i < TRIES; i++) {
        st = zk_index_borrow(engine->index, &f.reader, err);
        if (st != ZK_OK)
            return st;
        st = run(&f, err);
        zk_index_return(engine->index, f.reader);
        if (st != ZK_STALE)
            break;
        st = i + 1 < TRIES ? zk_engine_refresh(engine, err) : ZK_STALE;
    }
    if (st != ZK_OK)
        return st;
    *out = f.list;
    *count = f.count;
    return ZK_OK;
}

/* ---- whom a change touches ---- */

static void touch(void *context, uint32_t owner)
{
    roaring_bitmap_add(context, owner);
}

/* For roaring_iterate(), which stops at false: at one that a match may find. */
static bool is_other(uint32_t docid, void *context)
{
    const unsigned kinds = 1u << ZK_KIND_EXPERT | 1u << ZK_KIND_WORKSTATION | 1u << ZK_KIND_SOCIETY;
    const struct zk_columns *columns = context;

    return !zk_columns_has(columns, docid) || !(kinds >> zk_columns_kind(columns, docid) & 1u);
}

enum zk_status zk_fitting_touched(struct zk_engine *engine, const roaring_bitmap_t *changed,
                                  roaring_bitmap_t **out, bool *candidates, struct zk_error *err)
{
    struct zk_gather g = { .reader = NULL };
    roaring_uint32_iterator_t it;
    enum zk_status st = zk_index_borrow(engine->index, &g.reader, err);

    *out = NULL;
    *candidates = false;
    if (st != ZK_OK)
        return st;
    st = zk_reader_ties(g.reader, &g.ties, err);
    if (st == ZK_OK && !(*out = roaring_bitmap_copy(changed)))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for what has changed");
    if (st == ZK_OK) {
        roaring_init_iterator(changed, &it);
        for (; it.has_value; roaring_advance_uint32_iterator(&it)) {
            if (zk_columns_has(zk_reader_columns(g.reader), it.current_value))
                zk_gather_owners(&g, it.current_value, touch, *out);
        }
        *candidates = !roaring_iterate(*out, is_other, (void *)zk_reader_columns(g.reader));
    }
    zk_index_return(engine->index, g.reader);
    return st;
}
