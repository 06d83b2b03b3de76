/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page of a search: ranked by Xapian, its hits loaded with what matched, and explained.
 */
#include "searching.h"

#include "explain.h"
#include "feedback.h"
#include "snippet.h"

#include <string.h>

enum zk_status zk_search_size(struct zk_searching *s, const roaring_bitmap_t *set,
                                struct zk_error *err)
{
    struct zk_page *page = s->page;
    int64_t most;

    page->total = (int64_t)roaring_bitmap_get_cardinality(set);
    page->page = s->params->page;
    page->size = s->params->size;
    page->pages = 1;
    if (page->size > 0) {
        page->pages = (page->total + page->size - 1) / page->size;
        most = ZK_WINDOW_MAX / page->size;
        if (page->pages > most)
            page->pages = most;
        if (page->pages < 1)
            page->pages = 1;
    }
    if (page->page <= page->pages)
        return ZK_OK;
    (void)zk_fail(err, ZK_PAGE_OUT_OF_RANGE, "page", "the last page is %lld",
                  (long long)page->pages);
    if (err)
        err->number = (long)page->pages;
    return ZK_PAGE_OUT_OF_RANGE;
}

static void choose_order(const struct zk_searching *s, struct zk_rank *rank)
{
    rank->slot = -1;
    rank->ascending = false;
    switch (s->params->sort) {
    case ZK_SORT_RELEVANCE:
        if (!s->text)
            rank->slot = ZK_SLOT_BROWSE;
        rank->complete_first = s->name.node || s->like || s->query->spelled;
        break;
    case ZK_SORT_YEAR:
        rank->slot = ZK_SLOT_YEAR;
        break;
    case ZK_SORT_UPDATED:
        rank->slot = ZK_SLOT_UPDATED;
        break;
    case ZK_SORT_NAME:
        rank->slot = ZK_SLOT_NAME;
        rank->ascending = true;
        break;
    }
}

/* Ranks the page; excluded documents are passed over, so as many more are asked for. */
static enum zk_status rank_page(struct zk_searching *s, struct zk_ranked **out, size_t *count,
                                struct zk_error *err)
{
    struct zk_rank *rank = zk_arena_alloc(s->arena, sizeof(*rank));
    uint32_t skip = (uint32_t)((s->page->page - 1) * s->page->size);
    uint32_t want = (uint32_t)s->page->size;
    size_t kept = 0, found;
    enum zk_status st;

    *count = 0;
    if (!rank)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a search");
    rank->text = s->text;
    rank->extra = s->query->extra;
    rank->exact = s->query->exact;
    rank->literal = s->query->literal;
    rank->latin = s->query->latin;
    rank->filter = s->filter;
    choose_order(s, rank);
    rank->first = s->matches.exclude ? 0 : skip;
    rank->count = s->matches.exclude ? skip + want + (uint32_t)s->params->exclude_count : want;
    s->page->rank = rank;
    if (rank->text && rank->slot < 0 && zk_feedback_serves(s->query)) {
        st = zk_feedback_run(s->reader, rank, s->arena, &rank->feedback, err);
        if (st != ZK_OK)
            return st;
    }
    st = zk_rank_run(s->reader, rank, s->arena, out, &found, err);
    if (st != ZK_OK || !s->matches.exclude) {
        *count = st == ZK_OK ? found : 0;
        return st;
    }
    for (size_t i = 0, seen = 0; i < found && kept < want; i++) {
        if (roaring_bitmap_contains(s->matches.exclude, (*out)[i].docid))
            continue;
        if (seen++ >= skip)
            (*out)[kept++] = (*out)[i];
    }
    *count = kept;
    return ZK_OK;
}

static enum zk_status load_hit(struct zk_searching *s, const struct zk_ranked *ranked,
                               struct zk_hit *hit, struct zk_error *err)
{
    const struct zk_text *text = zk_reader_text(s->reader);
    struct zk_piece_list pieces;
    struct zk_slice members, title, body;
    const char *data;
    enum zk_status st;
    size_t len;

    hit->id = ranked->docid;
    hit->score = ranked->score;
    if (s->params->bare)
        return ZK_OK;
    st = zk_reader_data(s->reader, ranked->docid, s->arena, &data, &len, err);
    if (st != ZK_OK)
        return st;
    members = zk_document_section(data, len, ZK_DATA_MEMBERS);
    title = zk_document_section(data, len, ZK_DATA_TITLE);
    body = zk_document_section(data, len, ZK_DATA_TEXT);
    hit->kind = zk_columns_kind(zk_reader_columns(s->reader), ranked->docid);
    hit->members = members.bytes;
    hit->members_len = members.len;
    st = zk_snippet(text, s->query, title.bytes, title.len, 0, s->arena, &pieces, err);
    hit->title = (struct zk_pieces){ pieces.text, pieces.len, pieces.count };
    if (st == ZK_OK && hit->title.count == 1 && s->name.len > 0)
        st = zk_mark_pinyin(text, &hit->title, s->name.letters, s->name.len, s->arena, &hit->title,
                            err);
    if (st == ZK_OK)
        st = zk_snippet(text, s->query, body.bytes, body.len, ZK_SNIPPET_CHARS, s->arena, &pieces,
                        err);
    hit->snippet = (struct zk_pieces){ pieces.text, pieces.len, pieces.count };
    if (st == ZK_OK)
        st = zk_matched_find(&(struct zk_found){ s->reader, s->facets, s->query, s->params->q_len,
                                                 data, len },
                             s->arena, hit, err);
    return st;
}

static const char *sort_of(enum zk_part_sort sort)
{
    switch (sort) {
    case ZK_PART_WORD:
        return "word";
    case ZK_PART_CHARACTER:
        return "character";
    case ZK_PART_FEEDBACK:
        return "feedback";
    case ZK_PART_EXACT:
        return "exact";
    case ZK_PART_PRIOR:
        return "prior";
    }
    return "";
}

static enum zk_status explain_hit(struct zk_searching *s, struct zk_hit *hit, struct zk_error *err)
{
    struct zk_hit_part *parts;
    struct zk_parts from;
    enum zk_status st =
        zk_explain(s->reader, s->page->rank, (uint32_t)hit->id, s->arena, &from, err);

    if (st != ZK_OK)
        return st;
    parts = zk_arena_array(s->arena, from.count + 1, sizeof(*parts));
    if (!parts)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for an explanation");
    for (size_t i = 0; i < from.count; i++)
        parts[i] = (struct zk_hit_part){ sort_of(from.list[i].sort), from.list[i].term,
                                         from.list[i].len, from.list[i].weight };
    hit->parts = parts;
    hit->part_count = from.count;
    return ZK_OK;
}

enum zk_status zk_search_load(struct zk_searching *s, struct zk_error *err)
{
    struct zk_ranked *ranked;
    struct zk_hit *hits;
    enum zk_status st;
    size_t count;

    if (s->page->size == 0 || s->page->total == 0)
        return ZK_OK;
    st = rank_page(s, &ranked, &count, err);
    if (st != ZK_OK)
        return st;
    hits = zk_arena_array(s->arena, count, sizeof(*hits));
    if (!hits)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for hits");
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        st = load_hit(s, &ranked[i], &hits[i], err);
    for (size_t i = 0; st == ZK_OK && s->params->explain && i < count; i++)
        st = explain_hit(s, &hits[i], err);
    s->page->hits = hits;
    s->page->hit_count = count;
    return st;
}
