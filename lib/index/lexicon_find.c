/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best entries for what was typed; see lexicon.h.
 */
#include "lexicon.h"

#include "pinyin.h"
#include "utf8.h"

#include <string.h>

struct finder {
    const struct zk_lexicon *lexicon;
    const struct zk_lexicon_typed *typed;
    struct zk_lexicon_hit *hits; /* best first */
    size_t count, room;
};

static bool better(const struct zk_lexicon *x, const struct zk_lexicon_hit *a,
                   const struct zk_lexicon_hit *b)
{
    const struct zk_lexicon_entry *p = &x->entries[a->entry], *q = &x->entries[b->entry];

    if (a->grade != b->grade)
        return a->grade < b->grade;
    if (p->points != q->points)
        return p->points > q->points;
    if (p->documents != q->documents)
        return p->documents > q->documents;
    if (p->key_len != q->key_len)
        return p->key_len < q->key_len;
    return a->entry < b->entry;
}

static void keep(struct finder *f, struct zk_lexicon_hit hit)
{
    size_t at;

    for (size_t i = 0; i < f->count; i++) {
        if (f->hits[i].entry == hit.entry)
            return;
    }
    if (f->count == f->room) {
        if (f->room == 0 || !better(f->lexicon, &hit, &f->hits[f->count - 1]))
            return;
        f->count--;
    }
    at = f->count++;
    for (; at > 0 && better(f->lexicon, &hit, &f->hits[at - 1]); at--)
        f->hits[at] = f->hits[at - 1];
    f->hits[at] = hit;
}

/* ---- as typed ---- */

static int compare(const struct zk_lexicon *x, uint32_t entry, const char *key, size_t len)
{
    size_t own = x->entries[entry].key_len;
    int c = memcmp(zk_lexicon_key(x, entry), key, own < len ? own : len);

    return c != 0 ? c : own < len ? -1 : 0;
}

static void find_prefix(struct finder *f, int group)
{
    const struct zk_lexicon *x = f->lexicon;
    const char *key = f->typed->key;
    size_t len = f->typed->key_len;
    uint32_t low = x->groups[group], high = x->groups[group + 1];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (compare(x, middle, key, len) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < x->groups[group + 1] && compare(x, low, key, len) == 0; low++)
        keep(f,
             (struct zk_lexicon_hit){
                 low, x->entries[low].key_len == len ? ZK_GRADE_EQUAL : ZK_GRADE_PREFIX, 0, len });
}

/* ---- by pinyin ---- */

static uint32_t run_end(const struct zk_lexicon *x, uint32_t run)
{
    return run + 1 < x->run_count ? x->runs[run + 1].first : x->count;
}

static void find_pinyin(struct finder *f, int group)
{
    const struct zk_lexicon *x = f->lexicon;
    uint32_t before = group == ZK_KIND_EXPERT ? ZK_PINYIN_SURNAME : 0;

    for (uint32_t run = x->group_runs[group]; run < x->group_runs[group + 1]; run++) {
        if (x->runs[run].c < 0x80 || !zk_pinyin_begins(x->runs[run].c, f->typed->letters[0]))
            continue;
        for (uint32_t i = x->runs[run].first; i < run_end(x, run); i++) {
            bool whole;
            size_t to = zk_pinyin_match(before, zk_lexicon_key(x, i), x->entries[i].key_len,
                                        f->typed->letters, f->typed->letters_len, &whole);

            if (to > 0)
                keep(f, (struct zk_lexicon_hit){ i, whole ? ZK_GRADE_PINYIN_EQUAL : ZK_GRADE_PINYIN,
                                                 0, to });
        }
    }
}

/* ---- further inside ---- */

static uint32_t entry_at(const struct zk_lexicon *x, int group, uint32_t offset)
{
    uint32_t low = x->groups[group], high = x->groups[group + 1];

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (x->entries[middle].at <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The texts of a group stand one after the other: one search for all. */
static void find_inside(struct finder *f, int group)
{
    const struct zk_lexicon *x = f->lexicon;
    const char *text = x->text + x->entries[x->groups[group]].at, *at = text, *end;
    size_t len = f->typed->key_len;
    bool latin = (unsigned char)f->typed->key[0] < 0x80;

    end = x->text +
          (x->groups[group + 1] < x->count ? x->entries[x->groups[group + 1]].at : x->text_len);
    for (; (at = memmem(at, (size_t)(end - at), f->typed->key, len)); at++) {
        uint32_t entry = entry_at(x, group, (uint32_t)(at - x->text));
        size_t from = (size_t)(at - zk_lexicon_key(x, entry));

        if (from + len > x->entries[entry].key_len)
            continue; /* in what is shown, or in two texts */
        if (!latin || from == 0 || at[-1] == ' ' || (unsigned char)at[-1] >= 0x80)
            keep(f, (struct zk_lexicon_hit){ entry, ZK_GRADE_INSIDE, from, from + len });
    }
}

static void find_given(struct finder *f)
{
    const struct zk_lexicon *x = f->lexicon;

    for (uint32_t i = x->groups[ZK_KIND_EXPERT]; i < x->groups[ZK_KIND_EXPERT + 1]; i++) {
        const char *key = zk_lexicon_key(x, i);
        size_t len = x->entries[i].key_len, given = 0, to;

        (void)zk_utf8_next(key, len, &given);
        to = zk_pinyin_match(0, key + given, len - given, f->typed->letters, f->typed->letters_len,
                             NULL);
        if (to > 0)
            keep(f, (struct zk_lexicon_hit){ i, ZK_GRADE_INSIDE, given, given + to });
    }
}

size_t zk_lexicon_find(const struct zk_lexicon *lexicon, int group,
                       const struct zk_lexicon_typed *typed, struct zk_lexicon_hit *hits,
                       size_t room)
{
    struct finder f = { lexicon, typed, hits, 0, room };

    if (typed->key_len == 0 || lexicon->groups[group] == lexicon->groups[group + 1])
        return 0;
    find_prefix(&f, group);
    if (typed->letters_len > 0)
        find_pinyin(&f, group);
    if (f.count < room && zk_utf8_count(typed->key, typed->key_len) > 1)
        find_inside(&f, group);
    if (f.count < room && group == ZK_KIND_EXPERT && typed->letters_len > 2)
        find_given(&f);
    return f.count;
}
