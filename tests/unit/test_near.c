/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is one slip away: the walk over the sorted keys finds what a look at every entry finds.
 */
#include "lexicon.h"
#include "pinyin.h"
#include "suite.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 400, KEY_BYTES = 64, CHARS = 16, TRIES = 400, ROOM = 5, FAR = 1000 };

/* Homophones, a letter, and a character without a sound. */
static const char *const hanzi[] = { "张", "章", "伟", "卫", "煤", "梅", "工", "公", "a", "、" };
static const char *const latin[] = { "a", "b", "c", "é", "я", " " };

struct alphabet {
    const char *const *list;
    size_t count, least, most; /* most: characters of a key */
};

static const struct alphabet alphabets[] = { { hanzi, 10, 1, 6 }, { latin, 6, 3, 10 } };

struct names {
    struct zk_lexicon lexicon;
    struct zk_lexicon_entry entries[ENTRIES];
    struct zk_lexicon_run runs[ENTRIES];
    char text[ENTRIES * KEY_BYTES], keys[ENTRIES][KEY_BYTES];
};

struct chars {
    uint32_t c[CHARS];
    size_t count;
    bool latin;
};

static struct chars read_chars(const char *key, size_t len)
{
    struct chars out = { .latin = true };

    for (size_t pos = 0; pos < len; out.count++) {
        out.c[out.count] = zk_utf8_next(key, len, &pos);
        out.latin = out.latin && out.c[out.count] < 0x2E80;
    }
    return out;
}

static size_t pick(size_t count)
{
    return (size_t)rand() % count;
}

static void random_key(const struct alphabet *a, char out[KEY_BYTES])
{
    out[0] = '\0';
    for (size_t n = a->least + pick(a->most - a->least + 1); n > 0; n--)
        (void)strcat(out, a->list[pick(a->count)]);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* All in one group; some keys more than once. */
static void make(struct names *n, const struct alphabet *a, int group)
{
    struct zk_lexicon *x = &n->lexicon;

    *x = (struct zk_lexicon){ .text = n->text, .entries = n->entries, .runs = n->runs };
    for (size_t i = 0; i < ENTRIES; i++)
        random_key(a, n->keys[i]);
    qsort(n->keys, ENTRIES, KEY_BYTES, by_bytes);
    for (; x->count < ENTRIES; x->count++) {
        const char *key = n->keys[x->count];
        size_t len = strlen(key), pos = 0;
        uint32_t c = zk_utf8_next(key, len, &pos);

        if (x->run_count == 0 || n->runs[x->run_count - 1].c != c)
            n->runs[x->run_count++] = (struct zk_lexicon_run){ x->count, c };
        n->entries[x->count] = (struct zk_lexicon_entry){ x->text_len, (uint32_t)pick(3),
                                                          (uint8_t)len, 0, (uint8_t)pick(3) };
        memcpy(n->text + x->text_len, key, len);
        x->text_len += (uint32_t)len;
    }
    for (int g = group + 1; g <= ZK_LEXICON_GROUPS; g++) {
        x->groups[g] = x->count;
        x->group_runs[g] = x->run_count;
    }
}

/* ---- the rule, said plainly ---- */

static bool alike(uint32_t a, uint32_t b)
{
    return a == b || zk_pinyin_alike(a, b);
}

static int cost_same_length(const uint32_t *a, const uint32_t *b, size_t count)
{
    size_t unequal = 0, unlike = 0, last = 0;

    for (size_t i = 0; i < count; i++) {
        unequal += a[i] != b[i];
        unlike += !alike(a[i], b[i]);
        last = a[i] != b[i] ? i : last;
    }
    if (unlike == 0)
        return (int)unequal;
    if (count >= 3 && unequal == 1)
        return ZK_COST_OTHER;
    if (count >= 3 && unequal == 2 && unlike == 2 && last > 0 && a[last] == b[last - 1] &&
        a[last - 1] == b[last])
        return 2 * ZK_COST_OTHER;
    return FAR;
}

static int cost_longer(const struct chars *shorter, const struct chars *longer)
{
    for (size_t gone = 0; longer->count >= 4 && gone < longer->count; gone++) {
        if (memcmp(longer->c, shorter->c, gone * 4) == 0 &&
            memcmp(longer->c + gone + 1, shorter->c + gone, (shorter->count - gone) * 4) == 0)
            return ZK_COST_OTHER + 1;
    }
    return FAR;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int cost_latin(const struct chars *a, const struct chars *b)
{
    int d[CHARS + 1][CHARS + 1], slips;

    for (size_t i = 0; i <= a->count; i++) {
        for (size_t k = 0; k <= b->count; k++) {
            d[i][k] = (int)(i + k);
            if (i > 0 && k > 0)
                d[i][k] = least(least(d[i - 1][k], d[i][k - 1]) + 1,
                                d[i - 1][k - 1] + (a->c[i - 1] != b->c[k - 1]));
            if (i > 1 && k > 1 && a->c[i - 1] == b->c[k - 2] && a->c[i - 2] == b->c[k - 1])
                d[i][k] = least(d[i][k], d[i - 2][k - 2] + 1);
        }
    }
    slips = d[a->count][b->count];
    if (a->count < 4 || slips > (a->count < 8 ? 1 : 2))
        return FAR;
    return ZK_COST_LETTER * slips;
}

static int cost(const struct chars *typed, const struct chars *entry)
{
    if (typed->latin != entry->latin)
        return FAR;
    if (typed->latin)
        return cost_latin(typed, entry);
    if (typed->count == entry->count)
        return cost_same_length(typed->c, entry->c, typed->count);
    if (typed->count + 1 == entry->count)
        return cost_longer(typed, entry);
    return typed->count == entry->count + 1 ? cost_longer(entry, typed) : FAR;
}

/* ---- looking at every entry ---- */

static const struct zk_lexicon_entry *sorted_entries;

static int by_nearness(const void *a, const void *b)
{
    const struct zk_lexicon_near *x = a, *y = b;
    const struct zk_lexicon_entry *p = &sorted_entries[x->entry], *q = &sorted_entries[y->entry];

    if (x->cost != y->cost)
        return x->cost - y->cost;
    if (p->points != q->points)
        return q->points - p->points;
    if (p->documents != q->documents)
        return p->documents > q->documents ? -1 : 1;
    return x->entry < y->entry ? -1 : 1;
}

static size_t look_whole(const struct zk_lexicon *x, const char *typed,
                         struct zk_lexicon_near out[ENTRIES])
{
    struct chars a = read_chars(typed, strlen(typed));
    size_t count = 0;

    for (uint32_t i = 0; i < x->count; i++) {
        struct chars b = read_chars(zk_lexicon_key(x, i), x->entries[i].key_len);
        int c = cost(&a, &b);

        if (c > 0 && c < FAR)
            out[count++] = (struct zk_lexicon_near){ i, c, 0, strlen(typed) };
    }
    return count;
}

/* Each entry where it costs least. */
static size_t look_within(const struct zk_lexicon *x, const char *typed,
                          struct zk_lexicon_near out[ENTRIES])
{
    struct chars a = read_chars(typed, strlen(typed));
    size_t count = 0;

    for (uint32_t i = 0; i < x->count; i++) {
        struct chars b = read_chars(zk_lexicon_key(x, i), x->entries[i].key_len);
        struct zk_lexicon_near near = { i, FAR, 0, 0 };

        for (size_t at = 0; b.count >= 3 && at + b.count <= a.count; at++) {
            int c = cost_same_length(a.c + at, b.c, b.count);
            size_t from = zk_utf8_prefix(typed, strlen(typed), at);

            if (c > 0 && c < ZK_COST_OTHER && c < near.cost)
                near =
                    (struct zk_lexicon_near){ i, c, from,
                                              zk_utf8_prefix(typed, strlen(typed), at + b.count) };
        }
        if (near.cost < FAR)
            out[count++] = near;
    }
    return count;
}

static void check(const struct names *n, int group, const char *typed)
{
    struct zk_lexicon_near got[ROOM], all[ENTRIES];
    size_t found = zk_lexicon_near(&n->lexicon, group, typed, strlen(typed), got, ROOM);
    size_t count = look_whole(&n->lexicon, typed, all);

    if (count == 0 && group == ZK_LEXICON_TERMS && !read_chars(typed, strlen(typed)).latin)
        count = look_within(&n->lexicon, typed, all);
    sorted_entries = n->lexicon.entries;
    qsort(all, count, sizeof(all[0]), by_nearness);
    ck_assert_msg(found == (count < ROOM ? count : ROOM), "%s: %zu of %zu", typed, found, count);
    for (size_t i = 0; i < found; i++)
        ck_assert_msg(got[i].entry == all[i].entry && got[i].cost == all[i].cost &&
                          got[i].from == all[i].from && got[i].to == all[i].to,
                      "%s: %s at %zu", typed, n->keys[got[i].entry], i);
}

static void check_all(int group)
{
    static struct names names;

    srand(11);
    for (size_t a = 0; a < 2; a++) {
        for (int round = 0; round < 5; round++) {
            make(&names, &alphabets[a], group);
            for (int i = 0; i < TRIES; i++) {
                char typed[KEY_BYTES];

                random_key(&alphabets[a], typed);
                check(&names, group, typed);
            }
        }
    }
}

START_TEST(names_that_are_near_are_those_a_look_at_all_finds)
{
    check_all(ZK_KIND_EXPERT);
}
END_TEST

START_TEST(terms_that_are_near_or_stand_within_are_those_a_look_at_all_finds)
{
    check_all(ZK_LEXICON_TERMS);
}
END_TEST

START_TEST(nothing_is_near_in_a_group_without_entries)
{
    static struct names names;
    struct zk_lexicon_near got[ROOM];

    srand(3);
    make(&names, &alphabets[0], ZK_KIND_EXPERT);
    ck_assert_uint_eq(zk_lexicon_near(&names.lexicon, ZK_LEXICON_TERMS, "张伟工", 9, got, ROOM), 0);
    ck_assert_uint_eq(zk_lexicon_near(&names.lexicon, ZK_LEXICON_TERMS, "abcdefgh", 8, got, ROOM),
                      0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("near");
    TCase *tc = tcase_create("near");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, names_that_are_near_are_those_a_look_at_all_finds);
    tcase_add_test(tc, terms_that_are_near_or_stand_within_are_those_a_look_at_all_finds);
    tcase_add_test(tc, nothing_is_near_in_a_group_without_entries);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
