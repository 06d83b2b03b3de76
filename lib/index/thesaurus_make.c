/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making the thesaurus; see thesaurus_make.h.
 */
#include "thesaurus_make.h"

#include "align.h"
#include "alloc.h"
#include "arena.h"
#include "thesaurus.h"
#include "utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024, LEAST_LETTERS = 3 /* of a word that is learned */, DERIVED = 3, THOUSAND = 1000, KEY_BYTES = ZK_THESAURUS_UNITS * 65 };

/* Chosen on pairs that were held out: docs/TERMS.md. */
static const double doubt = .3;       /* pairs' worth of doubt in what was derived */
static const double least_count = .5; /* pairs in which a word must have written a stretch */
static const double least_share = .08;

/* One side of a pair as key, the other as alternative. */
struct line {
    const char *key, *alternative;
    const char *means; /* the alternative as a search sees it */
    double count;      /* pairs; sure ones are beyond every count */
    bool beside;       /* derived for a key that has direct ones */
};

static const double surely = 1e9;

struct zk_thesaurus_maker {
    const struct zk_text *text;
    struct zk_arena *arena;
    struct zk_align *align;
    struct line *lines;
    size_t count, room, direct; /* the first so many are not derived */
};

enum zk_status zk_thesaurus_maker_open(const struct zk_text *text, struct zk_thesaurus_maker **out,
                                       struct zk_error *err)
{
    struct zk_thesaurus_maker *maker = zk_calloc(1, sizeof(*maker));

    *out = NULL;
    if (maker) {
        maker->text = text;
        maker->arena = zk_arena_open();
        maker->align = zk_align_open();
    }
    if (!maker || !maker->arena || !maker->align) {
        zk_thesaurus_maker_close(maker);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a thesaurus");
    }
    *out = maker;
    return ZK_OK;
}

void zk_thesaurus_maker_close(struct zk_thesaurus_maker *maker)
{
    if (!maker)
        return;
    zk_align_close(maker->align);
    zk_arena_close(maker->arena);
    zk_free(maker->lines);
    zk_free(maker);
}

/* ---- pairs ---- */

static bool add_line(struct zk_thesaurus_maker *m, const char *key, const char *alternative,
                     const char *means, double count)
{
    if (m->count == m->room) {
        size_t room = m->room ? 2 * m->room : FIRST_ROOM;
        struct line *grown = zk_realloc(m->lines, room * sizeof(*grown));

        if (!grown)
            return false;
        m->lines = grown;
        m->room = room;
    }
    m->lines[m->count++] = (struct line){ key, alternative, means, count, false };
    return true;
}

struct side {
    const char *shown; /* as given, blanks for controls */
    const char *key;   /* NULL: cannot be one */
    struct zk_unit *units;
    size_t count, han;
};

static const char *make_key(struct zk_thesaurus_maker *m, const struct side *side)
{
    const char *key = NULL;
    struct zk_buf buf;

    zk_buf_init(&buf, KEY_BYTES);
    for (size_t i = 0; i < side->count; i++) {
        if (zk_unit_apart(side->units, i))
            zk_buf_addc(&buf, ' ');
        zk_buf_add(&buf, side->units[i].bytes, side->units[i].len);
    }
    if (zk_buf_status(&buf) == ZK_OK)
        key = zk_arena_copy(m->arena, buf.bytes, buf.len);
    zk_buf_free(&buf);
    return key;
}

static enum zk_status read_side(struct zk_thesaurus_maker *m, const char *text, struct side *out,
                                struct zk_error *err)
{
    size_t len;
    char *shown;
    const char *nfc = zk_text_nfc(m->text, text, strlen(text), m->arena, &len);
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    shown = nfc ? zk_arena_copy(m->arena, nfc, len) : NULL;
    if (!shown)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a thesaurus");
    for (size_t i = 0; i < len; i++) { /* the lines are divided by them */
        if ((unsigned char)shown[i] < ' ')
            shown[i] = ' ';
    }
    out->shown = shown;
    st = zk_units_cut(m->text, shown, len, m->arena, &out->units, &out->count, err);
    if (st != ZK_OK)
        return st;
    for (size_t i = 0; i < out->count; i++)
        out->han += out->units[i].han;
    if (out->count == 0 || out->count > ZK_THESAURUS_UNITS || (out->count == 1 && out->han == 1))
        return ZK_OK;
    out->key = make_key(m, out);
    return out->key ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a thesaurus");
}

/* ---- words of translations ---- */

static bool is_one_of(const struct zk_unit *unit, const char *const *words)
{
    while (*words && (strlen(*words) != unit->len || memcmp(*words, unit->bytes, unit->len) != 0))
        words++;
    return *words != NULL;
}

/* structure of soil is in the order of soil structure: what stands behind comes first. */
static size_t order_words(const struct side *latin, const char **words)
{
    static const char *const turns[] = { "of", "in", "for", "on", "by", NULL };
    static const char *const empty[] = {
        "the", "and", "to", "a", "an", "with", "from", "at", NULL
    };
    size_t end = latin->count, count = 0;

    while (end > 0 && count <= ZK_ALIGN_WORDS) {
        size_t from = end;

        while (from > 0 && !is_one_of(&latin->units[from - 1], turns))
            from--;
        for (size_t i = from; i < end && count <= ZK_ALIGN_WORDS; i++) {
            if (!is_one_of(&latin->units[i], empty))
                words[count++] = latin->units[i].bytes;
        }
        end = from > 0 ? from - 1 : 0;
    }
    return count;
}

static enum zk_status learn(struct zk_thesaurus_maker *m, const struct side *han,
                            const struct side *latin, struct zk_error *err)
{
    const char *words[ZK_ALIGN_WORDS + 1], *chars[ZK_ALIGN_CHARS];
    size_t count = order_words(latin, words);

    if (han->count > ZK_ALIGN_CHARS || count > ZK_ALIGN_WORDS)
        return ZK_OK;
    for (size_t i = 0; i < han->count; i++)
        chars[i] = han->units[i].bytes;
    return zk_align_add(m->align, words, count, chars, han->count, err);
}

enum zk_status zk_thesaurus_maker_add(struct zk_thesaurus_maker *m, const char *one,
                                      const char *other, bool sure, int64_t seen,
                                      struct zk_error *err)
{
    double count = sure ? surely : (double)seen;
    struct side a, b;
    enum zk_status st = read_side(m, one, &a, err);

    if (st == ZK_OK)
        st = read_side(m, other, &b, err);
    if (st != ZK_OK)
        return st;
    if (a.key && b.key && strcmp(a.key, b.key) == 0) /* the same to a search */
        return ZK_OK;
    if ((a.key && !add_line(m, a.key, b.shown, b.key ? b.key : b.shown, count)) ||
        (b.key && !add_line(m, b.key, a.shown, a.key ? a.key : a.shown, count)))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a thesaurus");
    if (!sure && a.han > 0 && b.han == 0)
        return learn(m, &a, &b, err);
    if (!sure && b.han > 0 && a.han == 0)
        return learn(m, &b, &a, err);
    return ZK_OK;
}

/* ---- lines ---- */

static int by_meaning(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    if (order == 0)
        order = strcmp(x->means, y->means);
    if (order == 0)
        order = (x->count < y->count) - (x->count > y->count);
    return order ? order : strcmp(x->alternative, y->alternative);
}

static int by_count(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    if (order == 0)
        order = (x->count < y->count) - (x->count > y->count);
    return order ? order : strcmp(x->means, y->means);
}

/* Each meaning of a key once, as it is written most often; the most frequent first. */
static size_t unite(struct line *lines, size_t count)
{
    size_t kept = 0;

    if (count == 0)
        return 0;
    qsort(lines, count, sizeof(*lines), by_meaning);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && strcmp(lines[kept - 1].key, lines[i].key) == 0 &&
            strcmp(lines[kept - 1].means, lines[i].means) == 0)
            lines[kept - 1].count += lines[i].count;
        else
            lines[kept++] = lines[i];
    }
    qsort(lines, kept, sizeof(*lines), by_count);
    return kept;
}

static bool has_key(const struct zk_thesaurus_maker *m, const char *key)
{
    size_t low = 0, high = m->direct;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(m->lines[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->direct && strcmp(m->lines[low].key, key) == 0;
}

/* A word that no pair has as a whole: what it stands for inside them. */
static enum zk_status derive(void *context, const char *word, const char *stretch, double count,
                             double total, struct zk_error *err)
{
    struct zk_thesaurus_maker *m = context;
    double share = count / (total + doubt);
    const char *key, *alternative;
    bool beside = has_key(m, word);

    if (count < least_count || share < least_share || strcmp(word, stretch) == 0 ||
        ((unsigned char)word[0] < 0x80 && strlen(word) < LEAST_LETTERS))
        return ZK_OK;
    key = zk_arena_strdup(m->arena, word);
    alternative = zk_arena_strdup(m->arena, stretch);
    if (!key || !alternative || !add_line(m, key, alternative, alternative, beside ? count : share))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a thesaurus");
    m->lines[m->count - 1].beside = beside;
    return ZK_OK;
}

/* Lines of one key, best first: sure ones in full, translations by how often they were seen. */
static void write_key(const struct line *lines, size_t count, bool derived, struct zk_buf *out)
{
    double most = derived ? 1 : lines[0].count;
    size_t room = derived ? DERIVED : ZK_THESAURUS_ALTERNATIVES;

    for (size_t i = 0; i < count && i < room; i++) {
        double weight;

        if (most >= surely && lines[i].count < surely)
            most = lines[i].count;
        weight = lines[i].count >= surely ? 1 : sqrt(lines[i].count / most);
        zk_buf_addf(out, "%s\t%s\t%d\n", lines[i].key, lines[i].alternative,
                    (int)(weight * THOUSAND + .5));
    }
}

/* A single character alone says too little to be learned: sun is not 中. */
static bool says_enough(const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (zk_utf8_count(lines[i].alternative, strlen(lines[i].alternative)) > 1)
            return true;
    }
    return false;
}

static void write_lines(const struct line *lines, size_t count, bool derived, struct zk_buf *out)
{
    size_t from = 0;

    for (size_t i = 1; i <= count; i++) {
        if (i < count && strcmp(lines[i].key, lines[from].key) == 0)
            continue;
        if (!derived || says_enough(lines + from, i - from))
            write_key(lines + from, i - from, derived, out);
        from = i;
    }
}

/* Derived lines of keys that have direct ones go among these. */
static void settle(struct zk_thesaurus_maker *m)
{
    size_t end = m->direct, kept;

    for (size_t i = m->direct; i < m->count; i++) {
        struct line line = m->lines[i];

        if (!line.beside)
            continue;
        m->lines[i] = m->lines[end];
        m->lines[end++] = line;
    }
    kept = unite(m->lines, end);
    memmove(m->lines + kept, m->lines + end, (m->count - end) * sizeof(*m->lines));
    m->count -= end - kept;
    m->direct = kept;
}

enum zk_status zk_thesaurus_maker_finish(struct zk_thesaurus_maker *m, struct zk_buf *out,
                                         struct zk_error *err)
{
    enum zk_status st;

    m->direct = m->count = unite(m->lines, m->count);
    st = zk_align_run(m->align, derive, m, err);
    if (st != ZK_OK)
        return st;
    settle(m);
    if (m->count > m->direct)
        m->count = m->direct + unite(m->lines + m->direct, m->count - m->direct);
    write_lines(m->lines, m->direct, false, out);
    write_lines(m->lines + m->direct, m->count - m->direct, true, out);
    st = zk_buf_status(out);
    return st == ZK_OK ? ZK_OK
                       : zk_fail(err, st, "", "the table of terms is too long for an index");
}
