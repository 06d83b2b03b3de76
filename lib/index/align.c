/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expectation maximisation over monotone segmentations; see align.h.
 */
#include "align.h"

#include "alloc.h"
#include "arena.h"
#include "hash.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    STRETCH = 4, /* most characters of a stretch */
    ROUNDS = 6,  /* estimates hardly move afterwards */
    FIRST_ROOM = 1024,
    STRETCH_BYTES = 512,
};

/* Priors, chosen on pairs that were held out: docs/TERMS.md. */
static const double mute = .02;       /* a word that writes nothing */
static const double orphan = 1e-5;    /* a character that no word wrote */
static const double ghost = 2;        /* pairs' worth of belief in stretches never seen */
static const double characters = 300; /* a character is one of so many */
static const double by_length[STRETCH + 1] = { 0, .12, .62, .16, .10 };
static const double least = .01; /* expected counts below it are forgotten */

struct pair {
    size_t words, chars;
    uint32_t word[ZK_ALIGN_WORDS];
    uint32_t *stretch; /* id of the one from i, of l characters: [i * STRETCH + l - 1] */
};

/* How often a word wrote a stretch: by the last estimate, and summed up for the next. */
struct cell {
    uint64_t key; /* word << 32 | stretch; 0: free */
    double now, next;
};

struct zk_align {
    struct zk_arena *arena;
    struct pair **pairs;
    size_t pair_count, pair_room;
    const char **texts; /* by id, from 1 */
    double *totals;     /* of a word's cells */
    size_t text_count, text_room;
    uint32_t *ids; /* open hash of texts; twice text_room */
    struct cell *cells;
    size_t cell_count, cell_room; /* a power of two, at most half full */
};

struct zk_align *zk_align_open(void)
{
    struct zk_align *align = zk_calloc(1, sizeof(*align));

    if (align && !(align->arena = zk_arena_open())) {
        zk_free(align);
        return NULL;
    }
    return align;
}

void zk_align_close(struct zk_align *align)
{
    if (!align)
        return;
    zk_arena_close(align->arena);
    zk_free(align->pairs);
    zk_free(align->texts);
    zk_free(align->totals);
    zk_free(align->ids);
    zk_free(align->cells);
    zk_free(align);
}

/* ---- texts by number ---- */

static uint32_t *text_slot(const struct zk_align *align, const char *text, size_t len)
{
    size_t mask = 2 * align->text_room - 1;
    size_t at = (size_t)zk_hash_add(ZK_HASH_START, text, len) & mask;

    while (align->ids[at] && (strncmp(align->texts[align->ids[at]], text, len) != 0 ||
                              align->texts[align->ids[at]][len] != '\0'))
        at = (at + 1) & mask;
    return &align->ids[at];
}

static bool grow_texts(struct zk_align *align)
{
    size_t room = align->text_room ? 2 * align->text_room : FIRST_ROOM;
    const char **texts = zk_realloc(align->texts, (room + 1) * sizeof(*texts));
    uint32_t *ids = texts ? zk_calloc(2 * room, sizeof(*ids)) : NULL;

    if (texts)
        align->texts = texts;
    if (!ids)
        return false;
    zk_free(align->ids);
    align->ids = ids;
    align->text_room = room;
    for (uint32_t id = 1; id <= align->text_count; id++)
        *text_slot(align, texts[id], strlen(texts[id])) = id;
    return true;
}

/* 0 when out of memory. */
static uint32_t text_id(struct zk_align *align, const char *text, size_t len)
{
    uint32_t *slot;

    if (align->text_count == align->text_room && !grow_texts(align))
        return 0;
    slot = text_slot(align, text, len);
    if (*slot == 0) {
        const char *own = zk_arena_copy(align->arena, text, len);

        if (!own)
            return 0;
        align->texts[++align->text_count] = own;
        *slot = (uint32_t)align->text_count;
    }
    return *slot;
}

/* ---- pairs ---- */

static bool add_stretches(struct zk_align *align, struct pair *pair, const char *const *chars)
{
    pair->stretch = zk_arena_array(align->arena, pair->chars * STRETCH, sizeof(*pair->stretch));
    if (!pair->stretch)
        return false;
    for (size_t i = 0; i < pair->chars; i++) {
        char text[STRETCH_BYTES];
        size_t len = 0;

        for (size_t l = 0; l < STRETCH && i + l < pair->chars; l++) {
            size_t more = strlen(chars[i + l]);

            if (len + more > sizeof(text))
                break;
            memcpy(text + len, chars[i + l], more);
            len += more;
            pair->stretch[i * STRETCH + l] = text_id(align, text, len);
            if (pair->stretch[i * STRETCH + l] == 0)
                return false;
        }
    }
    return true;
}

static bool add_pair(struct zk_align *align, const char *const *words, const char *const *chars,
                     struct pair *pair)
{
    if (align->pair_count == align->pair_room) {
        size_t room = align->pair_room ? 2 * align->pair_room : FIRST_ROOM;
        struct pair **grown = zk_realloc(align->pairs, room * sizeof(struct pair *));

        if (!grown)
            return false;
        align->pairs = grown;
        align->pair_room = room;
    }
    for (size_t j = 0; j < pair->words; j++) {
        pair->word[j] = text_id(align, words[j], strlen(words[j]));
        if (pair->word[j] == 0)
            return false;
    }
    align->pairs[align->pair_count++] = pair;
    return add_stretches(align, pair, chars);
}

enum zk_status zk_align_add(struct zk_align *align, const char *const *words, size_t word_count,
                            const char *const *chars, size_t char_count, struct zk_error *err)
{
    struct pair *pair;

    if (word_count == 0 || char_count == 0 || word_count > ZK_ALIGN_WORDS ||
        char_count > ZK_ALIGN_CHARS)
        return ZK_OK;
    pair = zk_arena_alloc(align->arena, sizeof(*pair));
    if (pair) {
        pair->words = word_count;
        pair->chars = char_count;
    }
    if (!pair || !add_pair(align, words, chars, pair))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for word pairs");
    return ZK_OK;
}

/* ---- cells ---- */

static struct cell *cell_slot(struct cell *cells, size_t room, uint64_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (room - 1);

    while (cells[at].key && cells[at].key != key)
        at = (at + 1) & (room - 1);
    return &cells[at];
}

static uint64_t cell_key(const struct pair *pair, size_t j, size_t i, size_t l)
{
    return (uint64_t)pair->word[j] << 32 | pair->stretch[i * STRETCH + l - 1];
}

static bool grow_cells(struct zk_align *align)
{
    size_t room = align->cell_room ? 2 * align->cell_room : FIRST_ROOM;
    struct cell *cells = zk_calloc(room, sizeof(*cells));

    if (!cells)
        return false;
    for (size_t i = 0; i < align->cell_room; i++) {
        if (align->cells[i].key)
            *cell_slot(cells, room, align->cells[i].key) = align->cells[i];
    }
    zk_free(align->cells);
    align->cells = cells;
    align->cell_room = room;
    return true;
}

static bool count_in(struct zk_align *align, uint64_t key, double count)
{
    struct cell *cell;

    if (2 * align->cell_count >= align->cell_room && !grow_cells(align))
        return false;
    cell = cell_slot(align->cells, align->cell_room, key);
    align->cell_count += cell->key == 0;
    cell->key = key;
    cell->next += count;
    return true;
}

static double belief(const struct zk_align *align, const struct pair *pair, size_t j, size_t i,
                     size_t l)
{
    double unseen = ghost * by_length[l], seen = 0, total = align->totals[pair->word[j]];

    if (align->cell_room > 0)
        seen = cell_slot(align->cells, align->cell_room, cell_key(pair, j, i, l))->now;
    for (size_t n = 0; n < l; n++)
        unseen /= characters;
    return (seen + unseen) / (total + ghost);
}

/* ---- one round ---- */

/* Sums over the ways to write the first i characters with the first j words, and the rest. */
struct lattice {
    double p[ZK_ALIGN_WORDS][ZK_ALIGN_CHARS][STRETCH + 1];
    double before[ZK_ALIGN_WORDS + 1][ZK_ALIGN_CHARS + 1];
    double behind[ZK_ALIGN_WORDS + 1][ZK_ALIGN_CHARS + 1];
};

static size_t longest(const struct pair *pair, size_t i)
{
    size_t l = 0;

    while (l < STRETCH && i + l < pair->chars && pair->stretch[i * STRETCH + l])
        l++;
    return l;
}

static void sum_before(struct lattice *x, const struct pair *pair)
{
    memset(x->before, 0, sizeof(x->before));
    x->before[0][0] = 1;
    for (size_t j = 0; j <= pair->words; j++) {
        for (size_t i = 0; i <= pair->chars; i++) {
            double here = x->before[j][i];

            if (i < pair->chars)
                x->before[j][i + 1] += here * orphan;
            if (j == pair->words)
                continue;
            x->before[j + 1][i] += here * mute;
            for (size_t l = 1; l <= longest(pair, i); l++)
                x->before[j + 1][i + l] += here * x->p[j][i][l];
        }
    }
}

static void sum_behind(struct lattice *x, const struct pair *pair)
{
    memset(x->behind, 0, sizeof(x->behind));
    x->behind[pair->words][pair->chars] = 1;
    for (size_t j = pair->words + 1; j-- > 0;) {
        for (size_t i = pair->chars + 1; i-- > 0;) {
            double *here = &x->behind[j][i];

            if (i < pair->chars)
                *here += orphan * x->behind[j][i + 1];
            if (j == pair->words)
                continue;
            *here += mute * x->behind[j + 1][i];
            for (size_t l = 1; l <= longest(pair, i); l++)
                *here += x->p[j][i][l] * x->behind[j + 1][i + l];
        }
    }
}

static bool count_pair(struct zk_align *align, const struct pair *pair, struct lattice *x)
{
    for (size_t j = 0; j < pair->words; j++) {
        for (size_t i = 0; i < pair->chars; i++) {
            for (size_t l = 1; l <= longest(pair, i); l++)
                x->p[j][i][l] = belief(align, pair, j, i, l);
        }
    }
    sum_before(x, pair);
    sum_behind(x, pair);
    for (size_t j = 0; j < pair->words; j++) {
        for (size_t i = 0; i < pair->chars; i++) {
            for (size_t l = 1; l <= longest(pair, i); l++) {
                double share =
                    x->before[j][i] * x->p[j][i][l] * x->behind[j + 1][i + l] / x->behind[0][0];

                if (share > least && !count_in(align, cell_key(pair, j, i, l), share))
                    return false;
            }
        }
    }
    return true;
}

/* What was summed up is the estimate now. */
static void turn(struct zk_align *align)
{
    memset(align->totals, 0, (align->text_count + 1) * sizeof(*align->totals));
    for (size_t i = 0; i < align->cell_room; i++) {
        struct cell *cell = &align->cells[i];

        cell->now = cell->next;
        cell->next = 0;
        align->totals[cell->key >> 32] += cell->now;
    }
}

static int by_key(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

enum zk_status zk_align_run(struct zk_align *align,
                            enum zk_status (*each)(void *context, const char *word,
                                                   const char *stretch, double count, double total,
                                                   struct zk_error *err),
                            void *context, struct zk_error *err)
{
    struct lattice *lattice = zk_calloc(1, sizeof(*lattice));
    enum zk_status st = ZK_OK;
    bool ok = lattice != NULL;

    align->totals = zk_calloc(align->text_count + 1, sizeof(*align->totals));
    ok = ok && align->totals;
    for (int round = 0; ok && round < ROUNDS; round++) {
        for (size_t i = 0; ok && i < align->pair_count; i++)
            ok = count_pair(align, align->pairs[i], lattice);
        if (ok)
            turn(align);
    }
    zk_free(lattice);
    if (!ok)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for word pairs");
    if (align->cell_room > 0) /* texts are numbered as they came: the same every time */
        qsort(align->cells, align->cell_room, sizeof(*align->cells), by_key);
    for (size_t i = 0; st == ZK_OK && i < align->cell_room; i++) {
        const struct cell *cell = &align->cells[i];

        if (cell->now > least)
            st = each(context, align->texts[cell->key >> 32], align->texts[cell->key & UINT32_MAX],
                      cell->now, align->totals[cell->key >> 32], err);
    }
    align->cell_count = align->cell_room = 0; /* sorted: no hash any more */
    return st;
}
