/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entries that are one slip away from what was typed; see lexicon.h. The keys are walked as a tree
 * (lexicon_range.h) and only along what can still become near, so that the cost follows how many
 * entries begin alike, not how many there are.
 */
#include "lexicon_near.h"

#include "pinyin.h"
#include "utf8.h"

#include <string.h>

enum {
    FAR = 1000,
    SWAP_CHARS = 3,   /* a shorter word has no slips but homophones */
    LENGTH_CHARS = 4, /* nor a shorter one a character too many */
    WITHIN_CHARS = 3,
};

static bool read_word(const char *bytes, size_t len, struct zk_near_word *out)
{
    size_t pos = 0;

    if (len == 0 || len > ZK_NEAR_MAX_BYTES)
        return false;
    out->bytes = bytes;
    out->len = len;
    out->count = 0;
    out->at[0] = 0;
    out->latin = true;
    while (pos < len) {
        uint32_t c = zk_utf8_next(bytes, len, &pos);

        out->latin = out->latin && c < ZK_NEAR_HANZI;
        out->chars[out->count++] = c;
        out->at[out->count] = (uint8_t)pos;
    }
    return true;
}

/* ---- what a slip in Hanzi costs ---- */

static int cost_of(uint32_t a, uint32_t b)
{
    return a == b ? 0 : zk_pinyin_alike(a, b) ? 1 : ZK_COST_OTHER;
}

/* Same length: homophones anywhere, or one other character, or two neighbours swapped. */
static int cost_same_length(const uint32_t *a, const uint32_t *b, size_t count)
{
    int cost = 0, others = 0;
    size_t other = 0;

    for (size_t i = 0; i < count; i++) {
        int one = cost_of(a[i], b[i]);

        cost += one;
        if (one < ZK_COST_OTHER)
            continue;
        if (++others == 1)
            other = i;
        else if (others > 2 || i != other + 1 || a[i] != b[other] || a[other] != b[i])
            return FAR;
    }
    if (others > 0 && (count < SWAP_CHARS || cost != others * ZK_COST_OTHER))
        return FAR; /* one slip at a time */
    return cost;
}

/* One has a character more: the same before it and behind it. */
static int cost_longer(const uint32_t *shorter, const uint32_t *longer, size_t count)
{
    size_t i = 0;

    while (i < count && shorter[i] == longer[i])
        i++;
    for (; i < count; i++) {
        if (shorter[i] != longer[i + 1])
            return FAR;
    }
    return ZK_COST_OTHER + 1;
}

static int cost_hanzi(const struct zk_near_word *typed, const struct zk_near_word *entry)
{
    if (typed->count == entry->count)
        return cost_same_length(typed->chars, entry->chars, typed->count);
    if (typed->count + 1 == entry->count && entry->count >= LENGTH_CHARS)
        return cost_longer(typed->chars, entry->chars, typed->count);
    if (typed->count == entry->count + 1 && typed->count >= LENGTH_CHARS)
        return cost_longer(entry->chars, typed->chars, entry->count);
    return FAR;
}

/* ---- keeping the nearest ---- */

static bool nearer(const struct zk_lexicon *x, const struct zk_lexicon_near *a,
                   const struct zk_lexicon_near *b)
{
    const struct zk_lexicon_entry *p = &x->entries[a->entry], *q = &x->entries[b->entry];

    if (a->cost != b->cost)
        return a->cost < b->cost;
    if (p->points != q->points)
        return p->points > q->points;
    if (p->documents != q->documents)
        return p->documents > q->documents;
    return a->entry < b->entry;
}

void zk_nearest_keep(struct zk_nearest *n, struct zk_lexicon_near near)
{
    size_t at;

    if (near.cost == 0 || near.cost >= FAR)
        return;
    for (size_t i = 0; i < n->count; i++) { /* reached in two ways, or standing in two places */
        if (n->out[i].entry != near.entry)
            continue;
        if (n->out[i].cost <= near.cost)
            return;
        n->count--;
        memmove(&n->out[i], &n->out[i + 1], (n->count - i) * sizeof(*n->out));
    }
    if (n->count == n->room) {
        if (n->room == 0 || !nearer(n->lexicon, &near, &n->out[n->count - 1]))
            return;
        n->count--;
    }
    at = n->count++;
    for (; at > 0 && nearer(n->lexicon, &near, &n->out[at - 1]); at--)
        n->out[at] = n->out[at - 1];
    n->out[at] = near;
}

/* ---- Hanzi ---- */

static void keep_hanzi(struct zk_nearest *n, struct zk_lexicon_range range)
{
    const struct zk_lexicon *x = n->lexicon;

    for (uint32_t i = range.from; i < range.to; i++) {
        struct zk_near_word entry;

        if (read_word(zk_lexicon_key(x, i), x->entries[i].key_len, &entry) && !entry.latin)
            zk_nearest_keep(
                n, (struct zk_lexicon_near){ i, cost_hanzi(n->typed, &entry), 0, n->typed->len });
    }
}

/* The entries of a range that end with what was typed from this character on. */
static void keep_rest(struct zk_nearest *n, struct zk_lexicon_range range, size_t at)
{
    const struct zk_near_word *typed = n->typed;

    if (range.from == range.to)
        return;
    range = zk_lexicon_range_behind(n->lexicon, range, typed->bytes + typed->at[at],
                                    typed->len - typed->at[at]);
    keep_hanzi(n, zk_lexicon_range_ended(n->lexicon, range));
}

static struct zk_lexicon_range behind_char(const struct zk_nearest *n,
                                           struct zk_lexicon_range range, size_t at)
{
    const struct zk_near_word *typed = n->typed;

    return zk_lexicon_range_behind(n->lexicon, range, typed->bytes + typed->at[at],
                                   (size_t)(typed->at[at + 1] - typed->at[at]));
}

/* The range goes on another way than what was typed: with another character, or one too many. */
static void find_other(struct zk_nearest *n, struct zk_lexicon_range range, size_t at)
{
    size_t count = n->typed->count;
    struct zk_lexicon_children children;

    zk_lexicon_children_begin(n->lexicon, range, &children);
    while (zk_lexicon_children_next(n->lexicon, &children)) {
        if (at < count && children.c == n->typed->chars[at])
            continue;
        if (at < count && count >= SWAP_CHARS)
            keep_rest(n, children.child, at + 1);
        if (count + 1 >= LENGTH_CHARS)
            keep_rest(n, children.child, at);
    }
}

/* What comes before the slip is as typed, and so is what comes behind it. */
static void find_slips(struct zk_nearest *n, int group)
{
    struct zk_lexicon_range range = zk_lexicon_range_all(n->lexicon, group), swapped;
    size_t count = n->typed->count;

    if (count < SWAP_CHARS)
        return;
    for (size_t at = 0; range.from < range.to; at++) {
        find_other(n, range, at);
        if (at == count)
            break;
        if (count >= LENGTH_CHARS)
            keep_rest(n, range, at + 1);
        if (at + 1 < count) {
            swapped = behind_char(n, behind_char(n, range, at + 1), at);
            keep_rest(n, swapped, at + 2);
        }
        range = behind_char(n, range, at);
    }
}

/* Entries that sound as what was typed at this character and behind it. */
struct sound {
    struct zk_nearest *n;
    size_t at;
    bool within; /* they end earlier; else only where the typed text does */
};

static void keep_sound(const struct sound *s, struct zk_lexicon_range range, size_t chars)
{
    const struct zk_near_word *typed = s->n->typed;
    const struct zk_lexicon *x = s->n->lexicon;
    struct zk_near_word entry;

    if (!s->within && s->at + chars == typed->count)
        keep_hanzi(s->n, range);
    for (uint32_t i = range.from; s->within && chars >= WITHIN_CHARS && i < range.to; i++) {
        if (range.len < typed->len && read_word(zk_lexicon_key(x, i), range.len, &entry))
            zk_nearest_keep(s->n, (struct zk_lexicon_near){
                                      i, cost_same_length(typed->chars + s->at, entry.chars, chars),
                                      typed->at[s->at], typed->at[s->at + chars] });
    }
}

/* Goes as deep as the typed text is long. */
static void find_sound(const struct sound *s, struct zk_lexicon_range range, size_t chars)
{
    const struct zk_near_word *typed = s->n->typed;
    struct zk_lexicon_children children;

    keep_sound(s, zk_lexicon_range_ended(s->n->lexicon, range), chars);
    if (s->at + chars == typed->count)
        return;
    zk_lexicon_children_begin(s->n->lexicon, range, &children);
    while (zk_lexicon_children_next(s->n->lexicon, &children)) {
        if (cost_of(typed->chars[s->at + chars], children.c) < ZK_COST_OTHER)
            find_sound(s, children.child, chars + 1);
    }
}

/* Terms that stand inside what was typed, but for homophones. */
static void find_within(struct zk_nearest *n)
{
    for (size_t at = 0; at + WITHIN_CHARS <= n->typed->count; at++) {
        struct sound s = { n, at, true };

        find_sound(&s, zk_lexicon_range_all(n->lexicon, ZK_LEXICON_TERMS), 0);
    }
}

/* ---- all of them ---- */

size_t zk_lexicon_near(const struct zk_lexicon *lexicon, int group, const char *key, size_t len,
                       struct zk_lexicon_near *out, size_t room)
{
    struct zk_near_word typed;
    struct zk_nearest n = { lexicon, &typed, out, 0, room };
    struct sound whole = { &n, 0, false };

    if (lexicon->count == 0 || !read_word(key, len, &typed))
        return 0;
    if (typed.latin) {
        zk_near_latin(&n, group);
        return n.count;
    }
    find_sound(&whole, zk_lexicon_range_all(lexicon, group), 0);
    find_slips(&n, group);
    if (n.count == 0 && group == ZK_LEXICON_TERMS)
        find_within(&n);
    return n.count;
}
