/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding the words of a need; see need_words.h.
 */
#include "need_words.h"

#include "document.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>

enum {
    RUN_MAX = 400, /* characters of one run that are looked at; a sentence has fewer */
    WORD_MAX_CHARS = 12,
};

/* What people say round their need. No such word tells who knows about it, and in a directory of
 * few texts it is as rare as one that does. Who insists on it gets it. */
static const char *const empty_words[] = {
    "我们", "咱们", "你们", "他们", "我厂", "我司",   "自己",   "大家", "这个",
    "那个", "这些", "那些", "这样", "那样", "这种",   "那种",   "这里", "那里",
    "什么", "哪些", "哪个", "怎么", "怎样", "怎么样", "怎么办", "如何", "为什么",
    "是否", "多少", "请问", "需要", "希望", "想要",   "打算",   "寻求", "寻找",
    "而且", "但是", "因为", "所以", "如果", "虽然",   "或者",   "还是", "为了",
};

struct finder {
    struct zk_reader *reader;
    struct zk_arena *arena;
    const char **must, **drop; /* normalised */
    size_t must_count, drop_count;
    struct zk_need *need;
    struct zk_span *dropped;
    size_t dropped_count;
    enum zk_status status; /* sticks */
    struct zk_error *err;
    /* the open run of Han: its normal text, and where each character stands in it and in the need
     */
    char text[RUN_MAX * 4 + 1];
    size_t at[RUN_MAX + 1];
    size_t from[RUN_MAX], to[RUN_MAX];
    bool taken[RUN_MAX];
    size_t count, run;
};

static bool listed(const char *const *list, size_t count, const char *word, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) == len && memcmp(list[i], word, len) == 0)
            return true;
    }
    return false;
}

/* A list as the tokeniser would have it. NULL when out of memory. */
static const char **normal_list(struct finder *f, const char *const *list, size_t count)
{
    const struct zk_text *text = zk_reader_text(f->reader);
    const char **out = zk_arena_array(f->arena, count + 1, sizeof(*out));

    for (size_t i = 0; out && i < count; i++) {
        struct zk_buf buf;
        size_t len;
        const char *nfc = zk_text_nfc(text, list[i], strlen(list[i]), f->arena, &len);

        zk_buf_init(&buf, ZK_NEED_MAX_CHARS);
        if (nfc)
            zk_text_normalise(text, nfc, len, &buf);
        out[i] = nfc ? zk_arena_strdup(f->arena, zk_buf_text(&buf)) : NULL;
        zk_buf_free(&buf);
        if (!out[i])
            return NULL;
    }
    return out;
}

static struct zk_need_word *add_word(struct finder *f, const char *text, size_t len, bool known)
{
    struct zk_need *need = f->need;
    struct zk_need_word *word;

    for (size_t i = 0; i < need->word_count; i++) {
        word = &need->words[i];
        if (word->len == len && memcmp(word->text, text, len) == 0)
            return word;
    }
    if (need->word_count == ZK_NEED_WORDS)
        return NULL;
    word = &need->words[need->word_count];
    *word = (struct zk_need_word){
        .text = zk_arena_copy(f->arena, text, len), .len = len, .known = known, .found = true
    };
    if (!word->text) {
        f->status = zk_fail(f->err, ZK_NO_MEMORY, "", "no memory for a need");
        return NULL;
    }
    word->must = listed(f->must, f->must_count, text, len);
    word->dropped = !word->must && listed(f->drop, f->drop_count, text, len);
    need->word_count++;
    return word;
}

static void drop(struct finder *f, size_t from, size_t to)
{
    if (f->dropped_count < ZK_NEED_WORDS)
        f->dropped[f->dropped_count++] = (struct zk_span){ from, to };
}

static void stands(struct finder *f, const struct zk_need_word *word, size_t from, size_t to)
{
    if (word && word->dropped)
        drop(f, from, to);
}

/* ---- Chinese ---- */

/* First keyword of the directory from an entry on that is not before key, in byte order. */
static uint32_t lower_bound(const struct zk_lexicon *lexicon, uint32_t from, const char *key,
                            size_t len)
{
    uint32_t to = lexicon->groups[ZK_LEXICON_TERMS + 1];

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        size_t other = lexicon->entries[middle].key_len;
        int order = memcmp(zk_lexicon_key(lexicon, middle), key, other < len ? other : len);

        if (order < 0 || (order == 0 && other < len))
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Characters of the longest keyword of the directory that begins at the i-th character, or 0. */
static size_t keyword_at(const struct finder *f, size_t i)
{
    const struct zk_lexicon *lexicon = zk_reader_lexicon(f->reader);
    uint32_t entry = lexicon->groups[ZK_LEXICON_TERMS];
    uint32_t end = lexicon->groups[ZK_LEXICON_TERMS + 1];
    size_t longest = 0;

    for (size_t n = 2; n <= WORD_MAX_CHARS && i + n <= f->count; n++) {
        const char *key = f->text + f->at[i];
        size_t len = f->at[i + n] - f->at[i];

        entry = lower_bound(lexicon, entry, key, len);
        if (entry == end || lexicon->entries[entry].key_len < len ||
            memcmp(zk_lexicon_key(lexicon, entry), key, len) != 0)
            break; /* no keyword begins so */
        if (lexicon->entries[entry].key_len == len)
            longest = n;
    }
    return longest;
}

static bool says_nothing(const struct finder *f, const char *word, size_t len)
{
    return listed(empty_words, sizeof(empty_words) / sizeof(empty_words[0]), word, len) &&
           !listed(f->must, f->must_count, word, len);
}

static void take(struct finder *f, size_t first, size_t n, bool known)
{
    const char *text = f->text + f->at[first];
    size_t len = f->at[first + n] - f->at[first];

    memset(f->taken + first, true, n);
    if (!known && says_nothing(f, text, len))
        drop(f, f->from[first], f->to[first + n - 1]);
    else
        stands(f, add_word(f, text, len, known), f->from[first], f->to[first + n - 1]);
}

/* A word of two characters or more, none of which belongs to a keyword. */
static bool add_plain_word(void *context, size_t from, size_t to)
{
    struct finder *f = context;
    size_t first = 0, n = 0;

    while (first < f->count && f->at[first] < from)
        first++;
    while (first + n < f->count && f->at[first + n] < to) {
        if (f->taken[first + n++])
            return true;
    }
    if (n >= 2)
        take(f, first, n, false);
    return f->status == ZK_OK;
}

static void end_run(struct finder *f)
{
    for (size_t i = 0; i + 1 < f->count && f->status == ZK_OK;) {
        size_t n = keyword_at(f, i);

        if (n > 0)
            take(f, i, n, true);
        i += n > 0 ? n : 1;
    }
    if (f->count > 1 && f->status == ZK_OK)
        f->status = zk_text_words(zk_reader_text(f->reader), f->text, f->at[f->count],
                                  add_plain_word, f, f->err);
    f->count = 0;
    memset(f->taken, 0, sizeof(f->taken));
}

static void add_char(struct finder *f, const struct zk_token *token)
{
    if (f->count == RUN_MAX || token->len > 4)
        return;
    memcpy(f->text + f->at[f->count], token->term, token->len);
    f->from[f->count] = token->from;
    f->to[f->count] = token->to;
    f->at[f->count + 1] = f->at[f->count] + token->len;
    f->count++;
}

static bool add_token(void *context, const struct zk_token *token)
{
    struct finder *f = context;

    if (token->run != f->run) {
        end_run(f);
        f->run = token->run;
    }
    if (token->class == ZK_TOKEN_CHAR)
        add_char(f, token);
    else if (token->class == ZK_TOKEN_WORD && token->len > 1)
        stands(f, add_word(f, token->term, token->len, false), token->from, token->to);
    return f->status == ZK_OK;
}

/* What is insisted on and does not stand in the text as a word of it. */
static void add_must(struct finder *f)
{
    for (size_t i = 0; i < f->must_count && f->status == ZK_OK; i++) {
        size_t before = f->need->word_count;
        struct zk_need_word *word = add_word(f, f->must[i], strlen(f->must[i]), false);

        if (word && f->need->word_count > before)
            word->found = false;
    }
}

enum zk_status zk_need_find_words(struct zk_reader *reader, const struct zk_need_text *given,
                                  struct zk_arena *arena, struct zk_need *need,
                                  const struct zk_span **dropped, size_t *dropped_count,
                                  struct zk_error *err)
{
    struct finder *f = zk_arena_alloc(arena, sizeof(*f));
    enum zk_status st;

    need->words = zk_arena_array(arena, ZK_NEED_WORDS, sizeof(*need->words));
    if (f)
        f->dropped = zk_arena_array(arena, ZK_NEED_WORDS, sizeof(*f->dropped));
    if (!f || !f->dropped || !need->words)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a need");
    f->reader = reader;
    f->arena = arena;
    f->must_count = given->must_count;
    f->drop_count = given->drop_count;
    f->must = normal_list(f, given->must, given->must_count);
    f->drop = normal_list(f, given->drop, given->drop_count);
    f->need = need;
    f->err = err;
    if (!f->must || !f->drop)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a need");
    st = zk_text_tokens(zk_reader_text(reader), given->text, given->len, add_token, f, err);
    if (st == ZK_OK && f->status == ZK_OK) {
        end_run(f);
        add_must(f);
    }
    *dropped = f->dropped;
    *dropped_count = f->dropped_count;
    return st != ZK_OK ? st : f->status;
}
