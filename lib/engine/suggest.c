/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Suggestions: the best entries of the lexicon, group by group. What matched is marked, also the
 * characters that pinyin stands for.
 */
#include "private.h"

#include "document.h"
#include "pinyin.h"

#include <string.h>

enum { TRIES = 3, PREFIX_MAX = 200 };

struct suggest {
    struct zk_reader *reader;
    struct zk_arena *arena;
    struct zk_lexicon_typed typed;
    size_t size;
    struct zk_suggestion *items; /* of the group that is being filled */
};

static enum zk_status add_item(struct suggest *s, const struct zk_lexicon_hit *hit,
                               struct zk_suggest_group *group, struct zk_suggestion item,
                               struct zk_error *err)
{
    const struct zk_lexicon *lexicon = zk_reader_lexicon(s->reader);
    struct zk_suggestion *kept = &s->items[group->count++];
    size_t len;
    const char *shown = zk_lexicon_shown(lexicon, hit->entry, &len);

    item.text = zk_arena_copy(s->arena, shown, len);
    if (!item.text || !item.note)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a suggestion");
    *kept = item;
    return zk_mark_part(item.text, len, zk_lexicon_key(lexicon, hit->entry), hit->from, hit->to,
                        s->arena, &kept->parts, err);
}

/* People of one name are several items, told apart by their notes. */
static enum zk_status add_records(struct suggest *s, const struct zk_lexicon_hit *hit,
                                  struct zk_suggest_group *group, struct zk_error *err)
{
    const char *term = zk_lexicon_term(zk_reader_lexicon(s->reader), hit->entry, s->arena);
    struct zk_node node = { .type = ZK_NODE_TERM, .term = term };
    roaring_uint32_iterator_t it;
    roaring_bitmap_t *set;
    enum zk_status st;

    if (!term)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a suggestion");
    node.len = strlen(term);
    st = zk_reader_match(s->reader, &node, &set, err);
    if (st != ZK_OK)
        return st;
    roaring_init_iterator(set, &it);
    for (; st == ZK_OK && it.has_value && group->count < s->size;
         roaring_advance_uint32_iterator(&it)) {
        struct zk_suggestion item = { .id = it.current_value, .count = 1 };
        struct zk_slice note;
        const char *data;
        size_t len;

        st = zk_reader_data(s->reader, it.current_value, s->arena, &data, &len, err);
        if (st != ZK_OK)
            break;
        note = zk_document_section(data, len, ZK_DATA_NOTE);
        item.note = zk_arena_copy(s->arena, note.bytes, note.len);
        st = add_item(s, hit, group, item, err);
    }
    roaring_bitmap_free(set);
    return st;
}

static enum zk_status fill_group(struct suggest *s, int kind, struct zk_suggest_group *group,
                                 struct zk_error *err)
{
    const struct zk_lexicon *lexicon = zk_reader_lexicon(s->reader);
    struct zk_lexicon_hit hits[ZK_SUGGEST_MAX];
    enum zk_status st = ZK_OK;
    size_t count;

    s->items = zk_arena_array(s->arena, s->size, sizeof(*s->items));
    if (!s->items)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for suggestions");
    *group = (struct zk_suggest_group){ kind, s->items, 0 };
    count = zk_lexicon_find(lexicon, kind < 0 ? ZK_LEXICON_TERMS : kind, &s->typed, hits, s->size);
    for (size_t i = 0; st == ZK_OK && i < count && group->count < s->size; i++) {
        struct zk_suggestion term = { .note = "",
                                      .count = lexicon->entries[hits[i].entry].documents };

        st = kind < 0 ? add_item(s, &hits[i], group, term, err)
                      : add_records(s, &hits[i], group, err);
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

void zk_suggest_key(const struct zk_text *text, const char *q, size_t len, struct zk_buf *key)
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
    struct suggest s = { .arena = arena, .size = (size_t)size };
    char letters[ZK_PINYIN_TYPED_MAX];
    struct zk_buf key;
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (!suggestions)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for suggestions");
    zk_buf_init(&key, PREFIX_MAX);
    zk_suggest_key(zk_index_text(engine->index), q, q_len, &key);
    s.typed = (struct zk_lexicon_typed){ key.bytes, key.len, letters,
                                         zk_pinyin_typed(key.bytes, key.len, letters) };
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
