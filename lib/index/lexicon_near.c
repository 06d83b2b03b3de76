/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entries that are one slip away from what was typed; see lexicon.h.
 */
#include "lexicon.h"

#include "pinyin.h"
#include "utf8.h"

#include <string.h>

enum {
    CHARS_MAX = ZK_NEAR_MAX_BYTES,
    FAR = 1000,
    SWAP_CHARS = 3,   /* a shorter word has no slips but homophones */
    LENGTH_CHARS = 4, /* nor a shorter one a character too many */
    WITHIN_CHARS = 3,
    LETTERS_ONE = 4,
    LETTERS_TWO = 8,
};

struct word {
    uint32_t chars[CHARS_MAX];
    size_t count, len; /* len in bytes */
    bool latin;        /* not one character is Hanzi */
};

static bool read_word(const char *bytes, size_t len, struct word *out)
{
    size_t pos = 0;

    if (len == 0 || len > ZK_NEAR_MAX_BYTES)
        return false;
    out->count = 0;
    out->len = len;
    out->latin = true;
    while (pos < len) {
        uint32_t c = zk_utf8_next(bytes, len, &pos);

        out->latin = out->latin && c < 0x2E80;
        out->chars[out->count++] = c;
    }
    return true;
}

/* ---- Hanzi ---- */

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

static int cost_hanzi(const struct word *typed, const struct word *entry)
{
    if (typed->count == entry->count)
        return cost_same_length(typed->chars, entry->chars, typed->count);
    if (typed->count + 1 == entry->count && entry->count >= LENGTH_CHARS)
        return cost_longer(typed->chars, entry->chars, typed->count);
    if (typed->count == entry->count + 1 && typed->count >= LENGTH_CHARS)
        return cost_longer(entry->chars, typed->chars, entry->count);
    return FAR;
}

/* ---- Latin ---- */

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment (Damerau 1964), three rows of the table. */
static int cost_latin(const struct word *a, const struct word *b)
{
    int rows[3][CHARS_MAX + 1], most = a->count >= LETTERS_TWO ? 2 : 1;

    if (a->count < LETTERS_ONE)
        return FAR;
    for (size_t k = 0; k <= b->count; k++)
        rows[0][k] = (int)k;
    for (size_t i = 1; i <= a->count; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *higher = rows[(i + 1) % 3];
        int least = row[0] = (int)i;

        for (size_t k = 1; k <= b->count; k++) {
            int same = a->chars[i - 1] == b->chars[k - 1] ? 0 : 1;

            row[k] = smaller(above[k - 1] + same, smaller(above[k], row[k - 1]) + 1);
            if (i > 1 && k > 1 && a->chars[i - 1] == b->chars[k - 2] &&
                a->chars[i - 2] == b->chars[k - 1])
                row[k] = smaller(row[k], higher[k - 2] + 1);
            least = smaller(least, row[k]);
        }
        if (least > most)
            return FAR;
    }
    return rows[a->count % 3][b->count] <= most ? ZK_COST_LETTER * rows[a->count % 3][b->count]
                                                : FAR;
}

/* ---- keeping the nearest ---- */

struct nearest {
    const struct zk_lexicon *lexicon;
    struct zk_lexicon_near *out;
    size_t count, room;
};

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

static void keep(struct nearest *n, struct zk_lexicon_near near)
{
    size_t at;

    if (near.cost == 0 || near.cost >= FAR)
        return;
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

/* ---- looking ---- */

static void compare_whole(struct nearest *n, int group, const struct word *typed)
{
    const struct zk_lexicon *x = n->lexicon;
    size_t slack = typed->latin ? 2 : 4; /* bytes: a character more or less */
    struct word entry;

    for (uint32_t i = x->groups[group]; i < x->groups[group + 1]; i++) {
        size_t len = x->entries[i].key_len;

        if (len + slack < typed->len || len > typed->len + slack ||
            !read_word(zk_lexicon_key(x, i), len, &entry) || entry.latin != typed->latin)
            continue;
        keep(n, (struct zk_lexicon_near){
                    i, typed->latin ? cost_latin(typed, &entry) : cost_hanzi(typed, &entry), 0,
                    typed->len });
    }
}

/* Bytes of so many characters that were typed. */
static size_t typed_bytes(const struct word *typed, size_t at, size_t count)
{
    size_t bytes = 0;
    char out[4];

    for (size_t i = 0; i < count; i++)
        bytes += zk_utf8_encode(typed->chars[at + i], out);
    return bytes;
}

/* Does a term stand at this character, but for homophones? */
static void compare_at(struct nearest *n, uint32_t i, const struct word *typed, size_t at,
                       size_t from)
{
    size_t len = n->lexicon->entries[i].key_len;
    struct word entry;
    int cost;

    if (len >= typed->len || !read_word(zk_lexicon_key(n->lexicon, i), len, &entry) ||
        entry.count < WITHIN_CHARS || at + entry.count > typed->count)
        return;
    cost = cost_same_length(typed->chars + at, entry.chars, entry.count);
    if (cost < ZK_COST_OTHER)
        keep(n, (struct zk_lexicon_near){ i, cost, from, from + typed_bytes(typed, at, entry.count) });
}

static void compare_within(struct nearest *n, int group, const struct word *typed)
{
    const struct zk_lexicon *x = n->lexicon;
    size_t from = 0;

    for (size_t at = 0; at + WITHIN_CHARS <= typed->count; at++) {
        uint32_t c = typed->chars[at];
        char bytes[4];

        for (uint32_t run = x->group_runs[group]; run < x->group_runs[group + 1]; run++) {
            uint32_t end = run + 1 < x->run_count ? x->runs[run + 1].first : x->count;

            if (cost_of(c, x->runs[run].c) >= ZK_COST_OTHER)
                continue;
            for (uint32_t i = x->runs[run].first; i < end; i++)
                compare_at(n, i, typed, at, from);
        }
        from += zk_utf8_encode(c, bytes);
    }
}

size_t zk_lexicon_near(const struct zk_lexicon *lexicon, int group, const char *key, size_t len,
                       struct zk_lexicon_near *out, size_t room)
{
    struct nearest n = { lexicon, out, 0, room };
    struct word typed;

    if (lexicon->count == 0 || !read_word(key, len, &typed))
        return 0;
    compare_whole(&n, group, &typed);
    if (n.count == 0 && !typed.latin && group == ZK_LEXICON_TERMS)
        compare_within(&n, group, &typed);
    return n.count;
}
