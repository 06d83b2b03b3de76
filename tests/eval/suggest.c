/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-eval-suggest: what suggestions cost on an index: every beginning of names and keywords
 * drawn from it, as written and by initials, and queries with a slip, by what they look for: a
 * share of each would change with the size of an index. Prints figure<TAB>value.
 */
#include "private.h"

#include "pinyin.h"
#include "shim.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DRAWN = 1000, TIMES_MAX = 64 * DRAWN, TYPED_BYTES = 512 };

struct bench {
    struct zk_engine *engine;
    struct zk_arena *arena;
    const struct zk_lexicon *lexicon;
    double us[TIMES_MAX];
    size_t count;
};

/* of this thread: what others do on the machine does not count */
static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int die(const char *what)
{
    (void)fprintf(stderr, "zhiku-eval-suggest: %s\n", what);
    exit(1);
}

static void ask(struct bench *b, const char *typed, size_t len)
{
    double start = now_us();
    struct zk_suggestions *got;

    if (zk_suggest_run(b->engine, typed, len, 5, b->arena, &got, NULL) != ZK_OK)
        die("a suggestion failed");
    if (b->count < TIMES_MAX)
        b->us[b->count++] = now_us() - start;
    zk_arena_reset(b->arena);
}

/* Every beginning of the key, and of its initials. */
static void type_entry(struct bench *b, uint32_t entry)
{
    const char *key = zk_lexicon_key(b->lexicon, entry);
    size_t len = b->lexicon->entries[entry].key_len, pos = 0, n = 0;
    char initials[TYPED_BYTES];

    while (pos < len) {
        struct zk_pinyin_form forms[ZK_PINYIN_FORMS];
        uint32_t c = zk_utf8_next(key, len, &pos);

        ask(b, key, pos);
        if (zk_pinyin_forms(0, c, 0, forms) == 0 || n == ZK_PINYIN_TYPED_MAX)
            continue;
        initials[n++] = forms[0].text[0];
        ask(b, initials, n);
    }
}

/* The last character becomes another: a search that finds nothing. */
static void search_slip(struct bench *b, uint32_t entry)
{
    const char *key = zk_lexicon_key(b->lexicon, entry);
    size_t len = b->lexicon->entries[entry].key_len;
    struct zk_search_params params = { .page = 1, .size = 20 };
    char typed[TYPED_BYTES];
    struct zk_page *page;
    double start;

    params.q = typed;
    params.q_len =
        (size_t)snprintf(typed, sizeof(typed), "%.*s鬻",
                         (int)zk_utf8_prefix(key, len, zk_utf8_count(key, len) - 1), key);
    start = now_us();
    if (zk_search_run(b->engine, &params, b->arena, &page, NULL) != ZK_OK)
        die("a search failed");
    if (b->count < TIMES_MAX)
        b->us[b->count++] = now_us() - start;
    zk_arena_reset(b->arena);
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static void print(struct bench *b, const char *what)
{
    qsort(b->us, b->count, sizeof(b->us[0]), by_time);
    (void)printf("%s\t%zu\n%s, p50 ms\t%.3f\n%s, p99 ms\t%.3f\n%s, worst ms\t%.3f\n", what,
                 b->count, what, b->us[b->count / 2] / 1e3, what, b->us[b->count * 99 / 100] / 1e3,
                 what, b->us[b->count - 1] / 1e3);
    b->count = 0;
}

/* Of the groups from the first to the last. */
static void search_slips(struct bench *b, int first, int last, const char *what)
{
    uint32_t from = b->lexicon->groups[first], count = b->lexicon->groups[last + 1] - from;

    for (uint32_t i = 0; count > 0 && i < DRAWN; i++)
        search_slip(b, from + (uint32_t)((uint64_t)i * count / DRAWN));
    if (count > 0)
        print(b, what);
}

static void measure(struct bench *b, int64_t records)
{
    const struct zk_lexicon *x = b->lexicon;
    size_t bytes = x->count * sizeof(*x->entries) + x->run_count * sizeof(*x->runs) + x->text_len;

    (void)printf("records\t%lld\nentries\t%u\nlexicon, bytes a record\t%.1f\n", (long long)records,
                 x->count, (double)bytes / (double)(records + !records));
    for (uint32_t i = 0; i < DRAWN; i++)
        type_entry(b, (uint32_t)((uint64_t)i * x->count / DRAWN));
    print(b, "suggestions");
    for (char c = 'a'; c <= 'z'; c++)
        ask(b, &c, 1);
    print(b, "suggestions for one letter");
    search_slips(b, ZK_KIND_EXPERT, ZK_KIND_EXPERT, "people with a slip");
    search_slips(b, ZK_LEXICON_TERMS, ZK_LEXICON_TERMS, "terms with a slip");
    search_slips(b, ZK_KIND_EXPERT + 1, ZK_LEXICON_TERMS - 1, "other names with a slip");
}

int main(int argc, char **argv)
{
    static struct bench b;
    struct zk_engine_options options = { .readers = 1 };
    struct zk_lexicon again;
    struct zk_reader *reader;
    struct zk_error err = { 0 };
    double start;

    if (argc != 2)
        die("usage: zhiku-eval-suggest INDEX");
    options.index_folder = argv[1];
    b.arena = zk_arena_open();
    if (!b.arena || zk_engine_open(&options, &b.engine, &err) != ZK_OK ||
        zk_engine_refresh(b.engine, &err) != ZK_OK ||
        zk_index_borrow(b.engine->index, &reader, &err) != ZK_OK)
        die(err.detail);
    start = now_us();
    if (zk_lexicon_load(zk_reader_database(reader), &again, &err) != ZK_OK)
        die(err.detail);
    (void)printf("loading the lexicon, ms\t%.1f\n", (now_us() - start) / 1e3);
    zk_lexicon_free(&again);
    b.lexicon = zk_reader_lexicon(reader); /* nothing replaces the revision meanwhile */
    zk_index_return(b.engine->index, reader);
    if (b.lexicon->count == 0)
        die("the index has neither names nor keywords");
    measure(&b, zk_reader_info(reader)->records);
    zk_engine_close(b.engine);
    zk_arena_close(b.arena);
    return 0;
}
