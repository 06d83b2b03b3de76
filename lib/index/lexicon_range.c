/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranges of entries that begin alike; see lexicon_range.h.
 */
#include "lexicon_range.h"

#include "utf8.h"

#include <string.h>

/* An entry's key behind at, against these bytes; 0: it goes on with them. */
static int compare(const struct zk_lexicon *x, uint32_t entry, size_t at, const char *bytes,
                   size_t len)
{
    size_t own = x->entries[entry].key_len - at;
    int order = memcmp(zk_lexicon_key(x, entry) + at, bytes, own < len ? own : len);

    return order != 0 ? order : own < len ? -1 : 0;
}

/* The first entry whose key goes on with more than these bytes, with above, or with no less. */
static uint32_t bound(const struct zk_lexicon *x, struct zk_lexicon_range range, const char *bytes,
                      size_t len, bool above)
{
    uint32_t low = range.from, high = range.to;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare(x, middle, range.len, bytes, len);

        if (order < 0 || (above && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same for bytes the first entry goes on with: the answer is mostly near, so ever longer steps.
 */
static uint32_t end_of_first(const struct zk_lexicon *x, struct zk_lexicon_range range,
                             const char *bytes, size_t len)
{
    uint32_t step = 1;

    while (step < range.to - range.from &&
           compare(x, range.from + step, range.len, bytes, len) == 0) {
        range.from += step;
        step *= 2;
    }
    if (step < range.to - range.from)
        range.to = range.from + step;
    return bound(x, range, bytes, len, true);
}

struct zk_lexicon_range zk_lexicon_range_all(const struct zk_lexicon *x, int group)
{
    return (struct zk_lexicon_range){ x->groups[group], x->groups[group + 1], 0 };
}

struct zk_lexicon_range zk_lexicon_range_behind(const struct zk_lexicon *x,
                                                struct zk_lexicon_range range, const char *bytes,
                                                size_t len)
{
    range.from = bound(x, range, bytes, len, false);
    if (range.from < range.to && compare(x, range.from, range.len, bytes, len) == 0)
        range.to = end_of_first(x, range, bytes, len);
    else
        range.to = range.from;
    range.len += len;
    return range;
}

struct zk_lexicon_range zk_lexicon_range_ended(const struct zk_lexicon *x,
                                               struct zk_lexicon_range range)
{
    uint32_t end = range.from;

    while (end < range.to && x->entries[end].key_len == range.len)
        end++;
    range.to = end;
    return range;
}

/* The run that an entry is in. */
static uint32_t run_of(const struct zk_lexicon *x, uint32_t entry)
{
    uint32_t low = 0, high = x->run_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (x->runs[middle].first <= entry)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void zk_lexicon_children_begin(const struct zk_lexicon *x, struct zk_lexicon_range range,
                               struct zk_lexicon_children *children)
{
    range.from = zk_lexicon_range_ended(x, range).to;
    children->range = range;
    children->run = range.len == 0 && range.from < range.to ? run_of(x, range.from) : 0;
}

bool zk_lexicon_children_next(const struct zk_lexicon *x, struct zk_lexicon_children *children)
{
    struct zk_lexicon_range *range = &children->range, *child = &children->child;
    const char *key;
    size_t behind;

    if (range->from == range->to)
        return false;
    *child = *range;
    key = zk_lexicon_key(x, range->from);
    behind = range->len;
    children->c = zk_utf8_next(key, x->entries[range->from].key_len, &behind);
    if (range->len > 0) {
        child->to = end_of_first(x, *range, key + range->len, behind - range->len);
    } else if (++children->run < x->run_count && x->runs[children->run].first < range->to) {
        child->to = x->runs[children->run].first; /* known: no need to look */
    }
    child->len = behind;
    range->from = child->to;
    return true;
}
