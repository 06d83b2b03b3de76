/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Did you mean; see correct.h. What is near is found by lib/index/lexicon_near.c.
 */
#include "private.h"

#include "pinyin.h"

#include <string.h>

enum { WORDS_MAX = 8, TEXT_BYTES = 512 };

/* Terms come before names where both are as near. */
static const int groups[] = { ZK_LEXICON_TERMS, ZK_KIND_EXPERT, ZK_KIND_ORGANISATION,
                              ZK_KIND_SOCIETY, ZK_KIND_WORKSTATION };
enum { GROUPS = sizeof(groups) / sizeof(groups[0]), FIRST_NAMES = 1 };

struct corrector {
    struct zk_reader *reader;
    const struct zk_lexicon *lexicon;
    struct zk_arena *arena;
    struct zk_buf *key;
    struct zk_correction *out;
};

static enum zk_status no_memory(struct zk_error *err)
{
    return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a correction");
}

/* ---- names that are nearly what was typed ---- */

/* Typed in Hanzi: people; other names are long enough to be found by what of them is right. */
static enum zk_status near_names(struct corrector *c, struct zk_error *err)
{
    struct zk_node *nodes[ZK_CORRECT_NAMES];
    char letters[ZK_PINYIN_TYPED_MAX];
    struct zk_lexicon_typed typed = { c->key->bytes, c->key->len, letters,
                                      zk_pinyin_typed(c->key->bytes, c->key->len, letters) };
    size_t count = 0, last = typed.letters_len > 0 ? GROUPS : FIRST_NAMES + 1;

    for (size_t g = FIRST_NAMES; g < last && count < ZK_CORRECT_NAMES; g++) {
        struct zk_lexicon_near near[ZK_CORRECT_NAMES];
        struct zk_lexicon_hit hits[ZK_CORRECT_NAMES];
        size_t room = ZK_CORRECT_NAMES - count, n;

        n = typed.letters_len > 0
                ? zk_lexicon_find(c->lexicon, groups[g], &typed, hits, room)
                : zk_lexicon_near(c->lexicon, groups[g], typed.key, typed.key_len, near, room);
        for (size_t i = 0; i < n; i++) {
            const char *term = zk_lexicon_term(
                c->lexicon, typed.letters_len > 0 ? hits[i].entry : near[i].entry, c->arena);

            nodes[count] = term ? zk_node_term(c->arena, term, strlen(term)) : NULL;
            if (!nodes[count++])
                return no_memory(err);
        }
    }
    if (count == 0)
        return ZK_OK;
    c->out->names = zk_node_make(c->arena, ZK_NODE_OR, nodes, count);
    return c->out->names ? ZK_OK : no_memory(err);
}

/* ---- another query ---- */

struct slip {
    uint32_t entry;
    size_t from, to; /* bytes of the piece that the entry replaces */
};

/* A term, else a name, that these letters spell to the end. */
static bool find_spelled(const struct corrector *c, const char *bytes, size_t len, struct slip *out)
{
    char letters[ZK_PINYIN_TYPED_MAX];
    struct zk_lexicon_typed typed = { bytes, len, letters, zk_pinyin_typed(bytes, len, letters) };
    struct zk_lexicon_hit hit;

    for (size_t g = 0; typed.letters_len > 1 && g < GROUPS; g++) {
        if (zk_lexicon_find(c->lexicon, groups[g], &typed, &hit, 1) == 0 ||
            hit.grade != ZK_GRADE_PINYIN_EQUAL)
            continue;
        *out = (struct slip){ hit.entry, 0, len };
        return true;
    }
    return false;
}

static bool find_near(const struct corrector *c, const char *bytes, size_t len, struct slip *out)
{
    struct zk_lexicon_near best = { .cost = 0 }, near;

    for (size_t g = 0; g < GROUPS; g++) {
        if (zk_lexicon_near(c->lexicon, groups[g], bytes, len, &near, 1) > 0 &&
            (best.cost == 0 || near.cost < best.cost))
            best = near;
    }
    *out = (struct slip){ best.entry, best.from, best.to };
    return best.cost > 0;
}

/* Appends the piece, mended where it can be. @return whether it was */
static bool add_mended(const struct corrector *c, const char *bytes, size_t len, struct zk_buf *out)
{
    struct slip slip;
    size_t shown_len;
    const char *shown;

    if (!find_spelled(c, bytes, len, &slip) && !find_near(c, bytes, len, &slip)) {
        zk_buf_add(out, bytes, len);
        return false;
    }
    shown = zk_lexicon_shown(c->lexicon, slip.entry, &shown_len);
    zk_buf_add(out, bytes, slip.from);
    zk_buf_add(out, shown, shown_len);
    zk_buf_add(out, bytes + slip.to, len - slip.to);
    return true;
}

static enum zk_status count_matches(struct corrector *c, const char *q, size_t len, uint64_t *found,
                                    struct zk_error *err)
{
    roaring_bitmap_t *set;
    struct zk_query *query;
    enum zk_status st = zk_query_parse(zk_reader_text(c->reader), NULL, q, len, c->arena, &query, err);

    *found = 0;
    if (st != ZK_OK || !query->all)
        return st;
    st = zk_reader_match(c->reader, query->all, &set, err);
    if (st != ZK_OK)
        return st;
    *found = roaring_bitmap_get_cardinality(set);
    roaring_bitmap_free(set);
    return ZK_OK;
}

/* Word by word: those that are nowhere. */
static enum zk_status mend_words(struct corrector *c, struct zk_buf *out, bool *mended,
                                 struct zk_error *err)
{
    const char *word = c->key->bytes, *end = c->key->bytes + c->key->len;
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && word < end && i < WORDS_MAX; i++) {
        const char *blank = memchr(word, ' ', (size_t)(end - word));
        size_t len = (size_t)((blank ? blank : end) - word);
        uint64_t found;

        st = count_matches(c, word, len, &found, err);
        if (word > c->key->bytes)
            zk_buf_addc(out, ' ');
        if (st != ZK_OK || found > 0)
            zk_buf_add(out, word, len);
        else
            *mended = add_mended(c, word, len, out) || *mended;
        word += len + 1;
    }
    if (word < end)
        *mended = false; /* too many words */
    return st;
}

static enum zk_status mend(struct corrector *c, uint64_t found, struct zk_error *err)
{
    struct zk_buf text;
    uint64_t better;
    bool mended;
    enum zk_status st = ZK_OK;

    zk_buf_init(&text, TEXT_BYTES);
    mended = add_mended(c, c->key->bytes, c->key->len, &text);
    if (!mended && memchr(c->key->bytes, ' ', c->key->len)) {
        zk_buf_clear(&text);
        st = mend_words(c, &text, &mended, err);
    }
    if (st == ZK_OK && zk_buf_status(&text) == ZK_NO_MEMORY)
        st = no_memory(err);
    if (st == ZK_OK && mended && text.status == ZK_OK) {
        st = count_matches(c, text.bytes, text.len, &better, err);
        if (st == ZK_OK && better > found) {
            c->out->text = zk_arena_copy(c->arena, text.bytes, text.len);
            st = c->out->text ? ZK_OK : no_memory(err);
        }
    }
    zk_buf_free(&text);
    return st;
}

enum zk_status zk_correct_run(struct zk_reader *reader, const char *q, size_t len, uint64_t found,
                              struct zk_arena *arena, struct zk_correction *out,
                              struct zk_error *err)
{
    struct zk_buf key;
    struct corrector c = { .reader = reader, .arena = arena, .key = &key, .out = out };
    enum zk_status st;

    *out = (struct zk_correction){ NULL, NULL };
    c.lexicon = zk_reader_lexicon(reader);
    zk_buf_init(&key, ZK_NEAR_MAX_BYTES);
    zk_suggest_key(zk_reader_text(reader), q, len, &key);
    st = zk_buf_status(&key) == ZK_NO_MEMORY ? no_memory(err) : ZK_OK;
    if (st == ZK_OK && key.status == ZK_OK && key.len > 0) {
        if (found == 0)
            st = near_names(&c, err);
        if (st == ZK_OK)
            st = mend(&c, found, err);
    }
    zk_buf_free(&key);
    return st;
}
