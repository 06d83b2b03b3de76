/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Suggestions: the index has a term for every name and keyword, led by its group; those that
 * begin with what was typed are read off in order, the most frequent first shown.
 */
#include "private.h"

#include "document.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 3, CANDIDATES_MAX = 200, PREFIX_MAX = 200 };

struct candidate {
    const char *shown;
    size_t len;
    uint32_t documents;
    const char *term; /* the whole term */
    size_t term_len;
};

struct gather {
    struct zk_arena *arena;
    struct candidate *list;
    size_t count;
    bool failed;
};

static bool add_candidate(void *context, const char *term, size_t len, uint32_t documents)
{
    struct gather *g = context;
    char *copy = zk_arena_copy(g->arena, term, len);
    const char *tab = copy ? memchr(copy, '\t', len) : NULL;

    g->failed = !copy;
    if (!tab)
        return copy != NULL;
    g->list[g->count++] = (struct candidate){ tab + 1, len - (size_t)(tab + 1 - copy), documents,
                                              copy, len };
    return g->count < CANDIDATES_MAX;
}

/* Frequent first, then short, then in order of the alphabet. */
static int by_use(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    if (x->len != y->len)
        return x->len < y->len ? -1 : 1;
    return strcmp(x->shown, y->shown);
}

struct suggest {
    struct zk_reader *reader;
    struct zk_arena *arena;
    struct zk_buf *key; /* what was typed, normalised */
    size_t typed_chars; /* code points of it */
    int size;
};

/* The first so many characters are what was typed: mark them. */
static enum zk_status mark(struct suggest *s, struct zk_suggestion *item, struct zk_error *err)
{
    const char **text = zk_arena_array(s->arena, 3, sizeof(*text));
    size_t *len = zk_arena_array(s->arena, 3, sizeof(*len));
    size_t all = strlen(item->text);
    size_t hit = zk_utf8_prefix(item->text, all, s->typed_chars);

    if (!text || !len)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a suggestion");
    text[0] = "";
    text[1] = item->text;
    len[1] = hit;
    text[2] = item->text + hit;
    len[2] = all - hit;
    item->parts = (struct zk_pieces){ text, len, len[2] > 0 ? 3 : 2 };
    return ZK_OK;
}

/* People of one name are several items, told apart by their notes. */
static enum zk_status add_records(struct suggest *s, const struct candidate *c,
                                  struct zk_suggestion *items, size_t *count,
                                  struct zk_error *err)
{
    struct zk_node term = { .type = ZK_NODE_TERM, .term = c->term, .len = c->term_len };
    roaring_uint32_iterator_t it;
    roaring_bitmap_t *set;
    enum zk_status st = zk_reader_match(s->reader, &term, &set, err);

    if (st != ZK_OK)
        return st;
    roaring_init_iterator(set, &it);
    for (; st == ZK_OK && it.has_value && *count < (size_t)s->size;
         roaring_advance_uint32_iterator(&it)) {
        struct zk_suggestion *item = &items[*count];
        struct zk_slice note;
        const char *data;
        size_t len;

        st = zk_reader_data(s->reader, it.current_value, s->arena, &data, &len, err);
        if (st != ZK_OK)
            break;
        note = zk_document_section(data, len, ZK_DATA_NOTE);
        item->text = zk_arena_copy(s->arena, c->shown, c->len);
        item->note = zk_arena_copy(s->arena, note.bytes, note.len);
        item->id = it.current_value;
        item->count = 1;
        st = item->text && item->note ? mark(s, item, err)
                                      : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a suggestion");
        (*count)++;
    }
    roaring_bitmap_free(set);
    return st;
}

static enum zk_status add_term(struct suggest *s, const struct candidate *c,
                               struct zk_suggestion *items, size_t *count, struct zk_error *err)
{
    struct zk_suggestion *item = &items[*count];

    item->text = zk_arena_copy(s->arena, c->shown, c->len);
    item->note = "";
    item->count = c->documents;
    if (!item->text)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a suggestion");
    (*count)++;
    return mark(s, item, err);
}

static enum zk_status fill_group(struct suggest *s, int kind, struct zk_suggest_group *group,
                                 struct zk_error *err)
{
    struct gather g = { .arena = s->arena };
    struct zk_suggestion *items = zk_arena_array(s->arena, (size_t)s->size, sizeof(*items));
    char prefix[PREFIX_MAX + 2];
    enum zk_status st;

    group->kind = kind;
    group->items = items;
    group->count = 0;
    g.list = zk_arena_array(s->arena, CANDIDATES_MAX, sizeof(*g.list));
    if (!items || !g.list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for suggestions");
    prefix[0] = 'S';
    prefix[1] = zk_suggest_letter(kind);
    memcpy(prefix + 2, s->key->bytes, s->key->len);
    st = zk_reader_terms(s->reader, prefix, s->key->len + 2, add_candidate, &g, err);
    if (st == ZK_OK && g.failed)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for suggestions");
    qsort(g.list, g.count, sizeof(*g.list), by_use);
    for (size_t i = 0; st == ZK_OK && i < g.count && group->count < (size_t)s->size; i++) {
        if (kind < 0)
            st = add_term(s, &g.list[i], items, &group->count, err);
        else
            st = add_records(s, &g.list[i], items, &group->count, err);
    }
    return st;
}

static enum zk_status run(struct suggest *s, struct zk_suggestions *out, struct zk_error *err)
{
    static const int kinds[] = { ZK_KIND_EXPERT, ZK_KIND_SOCIETY, ZK_KIND_WORKSTATION,
                                 ZK_KIND_ORGANISATION, -1 };
    const size_t count = sizeof(kinds) / sizeof(kinds[0]);
    struct zk_suggest_group *groups = zk_arena_array(s->arena, count, sizeof(*groups));
    enum zk_status st = ZK_OK;

    if (!groups)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for suggestions");
    out->groups = groups;
    out->count = 0;
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        st = fill_group(s, kinds[i], &groups[out->count], err);
        if (groups[out->count].count > 0)
            out->count++;
    }
    return st;
}

/* What was typed, normalised, without blanks around it. */
static void make_key(const struct zk_text *text, const char *q, size_t len, struct zk_buf *key)
{
    size_t lead = 0;

    zk_text_normalise(text, q, len, key);
    while (key->len > 0 && key->bytes[key->len - 1] == ' ')
        key->len--;
    while (lead < key->len && key->bytes[lead] == ' ')
        lead++;
    key->len -= lead;
    if (lead > 0)
        memmove(key->bytes, key->bytes + lead, key->len);
}

enum zk_status zk_suggest_run(struct zk_engine *engine, const char *q, size_t q_len, int size,
                              struct zk_arena *arena, struct zk_suggestions **out,
                              struct zk_error *err)
{
    struct zk_suggestions *suggestions = zk_arena_alloc(arena, sizeof(*suggestions));
    struct suggest s = { .arena = arena, .size = size };
    struct zk_buf key;
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (!suggestions)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for suggestions");
    zk_buf_init(&key, PREFIX_MAX);
    make_key(zk_index_text(engine->index), q, q_len, &key);
    s.key = &key;
    s.typed_chars = zk_utf8_count(key.bytes, key.len);
    if (zk_buf_status(&key) == ZK_NO_MEMORY)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for suggestions");
    for (int i = 0; st == ZK_OK && key.len > 0 && key.status == ZK_OK && i < TRIES; i++) {
        st = zk_index_borrow(engine->index, &s.reader, err);
        if (st != ZK_OK)
            break;
        st = run(&s, suggestions, err);
        zk_index_return(engine->index, s.reader);
        if (st != ZK_STALE)
            break;
        st = i + 1 < TRIES ? zk_engine_refresh(engine, err) : ZK_STALE;
    }
    zk_buf_free(&key);
    if (st == ZK_OK)
        *out = suggestions;
    return st;
}
