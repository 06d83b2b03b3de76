/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a hit matched when its title and its text do not show it: marks in its note (whom it is
 * by, where), the labels of its codes that say more, else the text that is not stored.
 */
#include "private.h"

#include "snippet.h"
#include "utf8.h"

#include <string.h>

enum { MATCHED_MAX = 3, SHORT_BYTES = 120 };

struct where {
    const struct zk_text *text;
    const struct zk_query *query;
    struct zk_arena *arena;
    struct zk_hit *hit;
    struct zk_matched *list; /* MATCHED_MAX of them */
    size_t elsewhere;        /* marked bytes of title, note or snippet, the most of them */
    size_t marked;           /* of each in list */
};

static size_t marked_bytes(const struct zk_pieces *pieces)
{
    size_t sum = 0;

    for (size_t i = 1; i < pieces->count; i += 2)
        sum += pieces->len[i];
    return sum;
}

/* Only labels in which most is marked, and more than elsewhere: 材料科学, not 工程与技术科学. */
static void keep(struct where *w, const char *field, const struct zk_pieces *pieces)
{
    size_t marked = marked_bytes(pieces);

    if (marked > w->marked) {
        w->marked = marked;
        w->hit->matched_count = 0;
    }
    if (marked == w->marked && marked > w->elsewhere && w->hit->matched_count < MATCHED_MAX)
        w->list[w->hit->matched_count++] = (struct zk_matched){ field, *pieces };
}

static enum zk_status mark(struct where *w, const char *bytes, size_t len, struct zk_pieces *out,
                           struct zk_error *err)
{
    struct zk_piece_list pieces;
    enum zk_status st = zk_snippet(w->text, w->query, bytes, len, 0, w->arena, &pieces, err);

    *out = (struct zk_pieces){ pieces.text, pieces.len, pieces.count };
    return st;
}

/* A label that was searched for: in Chinese, or in English when nothing of the Chinese one was. */
static enum zk_status try_label(struct where *w, const struct zk_facets *facets, int facet, int row,
                                struct zk_error *err)
{
    const struct zk_facet *of = &facets->list[facet];
    char buffer[8];
    const char *labels[] = { zk_facet_label(of, row, false, buffer),
                             zk_facet_label(of, row, true, buffer) };
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < 2 && (i == 0 || labels[1] != labels[0]); i++) {
        struct zk_pieces pieces;

        st = mark(w, labels[i], strlen(labels[i]), &pieces, err);
        if (st == ZK_OK)
            keep(w, of->name, &pieces);
        if (st == ZK_OK && marked_bytes(&pieces) > 0)
            break;
    }
    return st;
}

/* Codes of fields that are searched; a row's ancestors are among its rows. */
static enum zk_status find_labels(struct where *w, const struct zk_facets *facets,
                                  const struct zk_columns *columns, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int facet = 0; st == ZK_OK && facet < facets->count; facet++) {
        const struct zk_facet *of = &facets->list[facet];
        int rows[ZK_ROWS_MAX];
        size_t count;

        if (!of->table || zk_field_get((enum zk_field_id)of->field)->weight <= 0)
            continue;
        count = zk_columns_rows(columns, of, (uint32_t)w->hit->id, rows, ZK_ROWS_MAX);
        for (size_t i = 0; st == ZK_OK && i < count; i++)
            st = try_label(w, facets, facet, rows[i], err);
    }
    return st;
}

/*
 * Whether something that was typed may be marked nowhere. Of a long text something always is:
 * there it counts only when nothing is marked at all.
 */
static bool is_lacking(const struct zk_found *found, const struct zk_hit *hit)
{
    size_t marked =
        marked_bytes(&hit->title) + marked_bytes(&hit->note) + marked_bytes(&hit->snippet);

    return found->query->count > 0 &&
           (marked == 0 || (marked < found->typed && found->typed <= SHORT_BYTES));
}

static size_t most_marked(const struct zk_hit *hit)
{
    size_t title = marked_bytes(&hit->title), note = marked_bytes(&hit->note);
    size_t snippet = marked_bytes(&hit->snippet), most = title > note ? title : note;

    return most > snippet ? most : snippet;
}

enum zk_status zk_matched_find(const struct zk_found *found, struct zk_arena *arena,
                               struct zk_hit *hit, struct zk_error *err)
{
    struct where w = { zk_reader_text(found->reader), found->query, arena, hit, NULL, 0, 0 };
    struct zk_slice note = zk_document_section(found->data, found->len, ZK_DATA_NOTE);
    struct zk_slice text = zk_document_section(found->data, found->len, ZK_DATA_TEXT);
    enum zk_status st = mark(&w, note.bytes, note.len, &hit->note, err);

    if (st != ZK_OK || !is_lacking(found, hit))
        return st;
    w.list = zk_arena_array(arena, MATCHED_MAX, sizeof(*w.list));
    if (!w.list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a hit");
    hit->matched = w.list;
    w.marked = w.elsewhere = most_marked(hit);
    st = find_labels(&w, found->facets, zk_reader_columns(found->reader), err);
    if (st == ZK_OK && w.marked == 0 && zk_utf8_count(text.bytes, text.len) >= ZK_SNIPPET_MAX_CHARS)
        w.list[hit->matched_count++] = (struct zk_matched){ "text", { NULL, NULL, 0 } };
    return st;
}
