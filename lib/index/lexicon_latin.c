/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entries in Latin letters that are near; see lexicon_near.h.
 */
#include "lexicon_near.h"

enum {
    CHARS_MAX = ZK_NEAR_MAX_BYTES,
    LETTERS_ONE = 4,
    LETTERS_TWO = 8,
    LETTERS_SLIPS = 2, /* at most */
};

/* Optimal string alignment (Damerau 1964): a row of its table for each letter of an entry. */
struct latin {
    struct zk_nearest *n;
    int most;
    uint32_t chars[CHARS_MAX + LETTERS_SLIPS + 1]; /* of the entry */
    uint8_t rows[CHARS_MAX + LETTERS_SLIPS + 2][CHARS_MAX + 1];
};

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Behind so many letters of an entry. @return the least of the row: it never becomes less */
static int fill_row(struct latin *l, size_t letters)
{
    const struct zk_near_word *typed = l->n->typed;
    uint8_t *row = l->rows[letters], *above = letters > 0 ? l->rows[letters - 1] : NULL;
    int least = row[0] = (uint8_t)letters;

    for (size_t k = 1; k <= typed->count; k++) {
        int cost = row[k - 1] + 1;

        if (above)
            cost = smaller(smaller(cost, above[k] + 1),
                           above[k - 1] + (l->chars[letters - 1] != typed->chars[k - 1]));
        if (letters > 1 && k > 1 && l->chars[letters - 1] == typed->chars[k - 2] &&
            l->chars[letters - 2] == typed->chars[k - 1])
            cost = smaller(cost, l->rows[letters - 2][k - 2] + 1);
        row[k] = (uint8_t)cost;
        least = smaller(least, cost);
    }
    return least;
}

/* Not deeper than what was typed and as many letters as may be too many: longer is farther. */
static void walk_latin(struct latin *l, struct zk_lexicon_range range, size_t letters)
{
    const struct zk_near_word *typed = l->n->typed;
    struct zk_lexicon_children children;
    struct zk_lexicon_range ended;

    if (fill_row(l, letters) > l->most)
        return;
    ended = zk_lexicon_range_ended(l->n->lexicon, range);
    for (uint32_t i = ended.from; i < ended.to && range.len <= ZK_NEAR_MAX_BYTES; i++) {
        if (l->rows[letters][typed->count] <= l->most)
            zk_nearest_keep(
                l->n, (struct zk_lexicon_near){ i, ZK_COST_LETTER * l->rows[letters][typed->count],
                                                0, typed->len });
    }
    zk_lexicon_children_begin(l->n->lexicon, range, &children);
    while (zk_lexicon_children_next(l->n->lexicon, &children) && children.c < ZK_NEAR_HANZI) {
        l->chars[letters] = children.c; /* in the order of letters: behind them all is Hanzi */
        walk_latin(l, children.child, letters + 1);
    }
}

void zk_near_latin(struct zk_nearest *n, int group)
{
    struct latin l = { .n = n, .most = n->typed->count >= LETTERS_TWO ? LETTERS_SLIPS : 1 };

    if (n->typed->count >= LETTERS_ONE)
        walk_latin(&l, zk_lexicon_range_all(n->lexicon, group), 0);
}
