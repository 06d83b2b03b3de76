/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records like one: its most telling terms, asked as one query among records of its kind. How near
 * two proposals are in their wording is another question and not answered here.
 */
#include "private.h"

#include "telling.h"
#include "utf8.h"

#include <math.h>
#include <string.h>

enum {
    TRIES = 3,
    LEAD_CHARS = 110, /* of the text, where a search has its snippet */
};

/* A record that shares less than this of what tells this one from the rest is not like it. */
static const double least_share = 0.18;

struct alike {
    struct zk_reader *reader;
    struct zk_arena *arena;
    uint32_t docid;
    enum zk_kind kind;
    int size;
    struct zk_telling telling;
    struct zk_alike *out;
};

static enum zk_status make_rank(struct alike *a, struct zk_rank *rank, struct zk_error *err)
{
    static const char prefix[] = "Fkind:";
    const char *kind = zk_kind_info(a->kind)->name;
    struct zk_node *terms[ZK_TELLING_TERMS];
    char term[ZK_TERM_MAX_BYTES];
    size_t len = strlen(kind);

    for (size_t i = 0; i < a->telling.count; i++) {
        terms[i] = zk_node_term(a->arena, a->telling.terms[i].term, a->telling.terms[i].len);
        if (!terms[i])
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    }
    memcpy(term, prefix, sizeof(prefix) - 1);
    memcpy(term + sizeof(prefix) - 1, kind, len);
    rank->text = zk_node_make(a->arena, ZK_NODE_OR, terms, a->telling.count);
    rank->filter = zk_node_term(a->arena, term, sizeof(prefix) - 1 + len);
    rank->slot = -1;
    rank->count = (uint32_t)a->size + 1; /* itself is among them */
    return rank->text && rank->filter ? ZK_OK
                                      : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}

static enum zk_status one_piece(struct alike *a, const char *bytes, size_t len,
                                struct zk_pieces *out, struct zk_error *err)
{
    const char **text = zk_arena_array(a->arena, 1, sizeof(*text));
    size_t *lens = zk_arena_array(a->arena, 1, sizeof(*lens));

    if (!text || !lens)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a hit");
    text[0] = bytes;
    lens[0] = len;
    *out = (struct zk_pieces){ text, lens, len > 0 ? 1 : 0 };
    return ZK_OK;
}

static enum zk_status load(struct alike *a, uint32_t docid, struct zk_hit *hit,
                           struct zk_error *err)
{
    struct zk_slice members, title, note, body;
    const char *data;
    size_t len;
    enum zk_status st = zk_reader_data(a->reader, docid, a->arena, &data, &len, err);

    if (st != ZK_OK)
        return st;
    members = zk_document_section(data, len, ZK_DATA_MEMBERS);
    title = zk_document_section(data, len, ZK_DATA_TITLE);
    note = zk_document_section(data, len, ZK_DATA_NOTE);
    body = zk_document_section(data, len, ZK_DATA_TEXT);
    hit->id = docid;
    hit->kind = a->kind;
    hit->members = members.bytes;
    hit->members_len = members.len;
    st = one_piece(a, title.bytes, title.len, &hit->title, err);
    if (st == ZK_OK)
        st = one_piece(a, note.bytes, note.len, &hit->note, err);
    if (st == ZK_OK)
        st = one_piece(a, body.bytes, zk_utf8_prefix(body.bytes, body.len, LEAD_CHARS),
                       &hit->snippet, err);
    return st;
}

/* Shares of its own score. It is the first, as a rule; a fuller record may come before it. */
static enum zk_status keep(struct alike *a, const struct zk_ranked *ranked, size_t count,
                           struct zk_error *err)
{
    struct zk_hit *hits = zk_arena_array(a->arena, (size_t)a->size, sizeof(*hits));
    double own = count > 0 ? ranked[0].score : 0;
    enum zk_status st = ZK_OK;

    a->out->hits = hits;
    if (!hits)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for hits");
    for (size_t i = 0; i < count; i++) {
        if (ranked[i].docid == a->docid)
            own = ranked[i].score;
    }
    for (size_t i = 0; st == ZK_OK && i < count && a->out->count < (size_t)a->size; i++) {
        double share = own > 0 ? a->telling.share * fmin(1, ranked[i].score / own) : 0;

        if (ranked[i].docid == a->docid || share < least_share)
            continue;
        hits[a->out->count].score = share;
        st = load(a, ranked[i].docid, &hits[a->out->count++], err);
    }
    return st;
}

/* One try on one revision. */
static enum zk_status run(struct alike *a, struct zk_error *err)
{
    const struct zk_columns *columns = zk_reader_columns(a->reader);
    struct zk_rank rank = { .text = NULL };
    struct zk_ranked *ranked;
    enum zk_status st;
    size_t count;

    a->out->count = 0;
    if (!roaring_bitmap_contains(columns->all, a->docid) ||
        zk_columns_kind(columns, a->docid) != a->kind)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such record in the index");
    st = zk_telling(a->reader, a->docid, a->arena, &a->telling, err);
    if (st != ZK_OK || a->telling.count == 0)
        return st;
    st = make_rank(a, &rank, err);
    if (st == ZK_OK)
        st = zk_rank_run(a->reader, &rank, a->arena, &ranked, &count, err);
    return st == ZK_OK ? keep(a, ranked, count, err) : st;
}

enum zk_status zk_alike_run(struct zk_engine *engine, enum zk_kind kind, int64_t id, int size,
                            struct zk_arena *arena, struct zk_alike **out, struct zk_error *err)
{
    struct alike a = { .arena = arena, .docid = (uint32_t)id, .kind = kind, .size = size };
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (id <= 0 || id > UINT32_MAX)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such record in the index");
    a.out = zk_arena_alloc(arena, sizeof(*a.out));
    if (!a.out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for similar records");
    for (int i = 0; i < TRIES; i++) {
        st = zk_index_borrow(engine->index, &a.reader, err);
        if (st != ZK_OK)
            return st;
        st = run(&a, err);
        zk_index_return(engine->index, a.reader);
        if (st != ZK_STALE)
            break;
        st = i + 1 < TRIES ? zk_engine_refresh(engine, err) : ZK_STALE;
    }
    if (st == ZK_OK)
        *out = a.out;
    return st;
}
