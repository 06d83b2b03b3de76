/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which terms of a need its words stand for; see need_words.h.
 */
#include "need_words.h"

#include "document.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>

struct tier {
    const struct zk_need *need;
    struct zk_need_word *word;
};

static int compare_name(const void *key, const void *element)
{
    return strcmp(((const struct zk_need_term *)key)->name,
                  ((const struct zk_need_term *)element)->name);
}

/* Bigrams; words, or the stem of one instead; a character only where it stands alone. */
static bool tie_token(void *context, const struct zk_token *token)
{
    struct tier *t = context;
    struct zk_need_word *word = t->word;
    char name[ZK_TERM_MAX_BYTES + 2];
    size_t skip = token->class == ZK_TOKEN_STEM ? 1 : 0;
    const struct zk_need_term key = { .name = name }, *found;

    if (token->len >= ZK_TERM_MAX_BYTES ||
        (token->class == ZK_TOKEN_CHAR && token->len != word->len))
        return true;
    name[0] = 'Z';
    memcpy(name + skip, token->term, token->len);
    name[skip + token->len] = '\0';
    if (t->need->term_count == 0)
        found = NULL;
    else
        found = bsearch(&key, t->need->terms, t->need->term_count, sizeof(key), compare_name);
    if (skip && word->count > 0)
        word->count--; /* battery, batteries: either has the stem */
    if (!found) {
        word->absent = true;
        word->unseen += t->need->rarest;
        return true;
    }
    word->terms[word->count++] = (uint16_t)(found - t->need->terms);
    word->weight += found->weight;
    return true;
}

static int by_weight(const void *a, const void *b)
{
    const struct zk_need_word *x = a, *y = b;

    return x->weight != y->weight ? (x->weight < y->weight) - (x->weight > y->weight)
                                  : strcmp(x->text, y->text);
}

enum zk_status zk_need_tie_words(struct zk_reader *reader, struct zk_need *need,
                                 struct zk_arena *arena, struct zk_error *err)
{
    for (size_t i = 0; i < need->word_count; i++) {
        struct tier t = { need, &need->words[i] };
        enum zk_status st;

        t.word->terms = zk_arena_array(arena, t.word->len + 1, sizeof(*t.word->terms));
        if (!t.word->terms)
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a need");
        st = zk_text_tokens(zk_reader_text(reader), t.word->text, t.word->len, tie_token, &t, err);
        if (st != ZK_OK)
            return st;
    }
    qsort(need->words, need->word_count, sizeof(*need->words), by_weight);
    return ZK_OK;
}
