/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a need to its terms; the words for a reader are found in need_words.c and tied to
 * these in need_ties.c.
 */
#include "need.h"

#include "bm25.h"
#include "document.h"
#include "need_words.h"
#include "reader.h"
#include "shim.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

/* In a long need common words crowd the rare ones out: rarity counts with this power. */
#define RARITY_POWER 1.5
/* One Chinese character says a third of what two together say (measured, see docs). */
#define LONE_WEIGHT (1.0 / 3)
/* What somebody insists on weighs as if it were said twice. */
#define MUST_WEIGHT 2.0

struct counter {
    struct zk_arena *arena;
    struct zk_document *terms; /* of the need, as if it were a document */
    const struct zk_span *dropped;
    size_t dropped_count;
    size_t last_word; /* where the last word that is not joined begins */
    uint64_t length;
    enum zk_status status;
};

static bool is_dropped(const struct counter *c, const struct zk_token *token)
{
    for (size_t i = 0; i < c->dropped_count; i++) {
        if (token->from >= c->dropped[i].from && token->to <= c->dropped[i].to)
            return true;
    }
    return false;
}

/*
 * state-of-the-art as one word says nothing that its parts do not, and would count as the
 * rarest of words; a part number (Q345B-2) does say more than its parts.
 */
static bool only_repeats(struct counter *c, const struct zk_token *token)
{
    bool stem = token->class == ZK_TOKEN_STEM;
    bool joined = (stem || token->class == ZK_TOKEN_WORD) && token->from < c->last_word;

    if (token->class == ZK_TOKEN_WORD && !joined)
        c->last_word = token->from;
    for (size_t i = 0; joined && !stem && i < token->len; i++) {
        if (token->term[i] >= '0' && token->term[i] <= '9')
            return false;
    }
    return joined;
}

static bool count_token(void *context, const struct zk_token *token)
{
    struct counter *c = context;
    char stem[ZK_TERM_MAX_BYTES];
    const char *name = token->term;
    size_t len = token->len;

    c->length++;
    if (is_dropped(c, token) || only_repeats(c, token))
        return true;
    if (token->class == ZK_TOKEN_STEM) {
        if (len + 1 >= sizeof(stem))
            return true;
        stem[0] = 'Z';
        memcpy(stem + 1, name, len++);
        name = stem;
    }
    c->status = zk_document_add_term(c->terms, c->arena, name, len, 1);
    return c->status == ZK_OK;
}

/* Han, and only one of it. */
static bool is_lone(const struct zk_need_term *term)
{
    return (unsigned char)term->name[0] >= 0x80 && zk_utf8_count(term->name, term->len) == 1;
}

static int by_weight(const void *a, const void *b)
{
    const struct zk_need_term *x = a, *y = b;

    return x->weight != y->weight ? (x->weight < y->weight) - (x->weight > y->weight)
                                  : strcmp(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct zk_need_term *)a)->name, ((const struct zk_need_term *)b)->name);
}

/* Terms that some document has, weighed; the best of them. */
static enum zk_status weigh_terms(struct zk_reader *reader, uint32_t all,
                                  const struct zk_document *counted, struct zk_arena *arena,
                                  struct zk_need *need, struct zk_error *err)
{
    need->rarest = pow(zk_bm25_idf(all, 0), RARITY_POWER);
    need->terms = zk_arena_array(arena, counted->count + 1, sizeof(*need->terms));
    if (!need->terms)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a need");
    for (size_t i = 0; i < counted->room; i++) {
        const struct zk_term *from = &counted->terms[i];
        struct zk_need_term *term = &need->terms[need->term_count];
        enum zk_status st;

        if (!from->name)
            continue;
        *term = (struct zk_need_term){ from->name, from->len, from->wdf, 0, 0 };
        st = zk_shim_term_documents(zk_reader_database(reader), term->name, term->len,
                                    &term->documents, err);
        if (st != ZK_OK)
            return st;
        if (term->documents == 0)
            continue;
        term->weight = pow(zk_bm25_idf(all, term->documents), RARITY_POWER) *
                       zk_bm25_asked(term->count) * (is_lone(term) ? LONE_WEIGHT : 1);
        need->term_count++;
    }
    qsort(need->terms, need->term_count, sizeof(*need->terms), by_weight);
    if (need->term_count > ZK_NEED_TERMS)
        need->term_count = ZK_NEED_TERMS;
    qsort(need->terms, need->term_count, sizeof(*need->terms), by_name);
    return ZK_OK;
}

/* After words have raised what is insisted on. */
static void sum_up(const struct counter *counter, double mean_length, struct zk_need *need)
{
    need->length = (double)counter->length / mean_length;
    for (size_t i = 0; i < need->term_count; i++) {
        const struct zk_need_term *term = &need->terms[i];

        need->weight += term->weight;
        need->self += term->weight * zk_bm25_found(term->count, need->length);
    }
}

static void raise_must(struct zk_need *need)
{
    for (size_t i = 0; i < need->word_count; i++) {
        const struct zk_need_word *word = &need->words[i];

        for (size_t k = 0; word->must && k < word->count; k++)
            need->terms[word->terms[k]].weight *= MUST_WEIGHT;
    }
}

enum zk_status zk_need_read(struct zk_reader *reader, const struct zk_need_text *given,
                            struct zk_arena *arena, struct zk_need **out, struct zk_error *err)
{
    const struct zk_text *text = zk_reader_text(reader);
    struct zk_need *need = zk_arena_alloc(arena, sizeof(*need));
    struct counter c = { .arena = arena };
    struct zk_need_text nfc = *given;
    struct zk_statistics statistics;
    enum zk_status st;

    *out = NULL;
    c.terms = zk_arena_alloc(arena, sizeof(*c.terms));
    nfc.text = zk_text_nfc(text, given->text, given->len, arena, &nfc.len);
    if (!need || !c.terms || !nfc.text)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a need");
    st = zk_need_find_words(reader, &nfc, arena, need, &c.dropped, &c.dropped_count, err);
    if (st == ZK_OK)
        st = zk_text_tokens(text, nfc.text, nfc.len, count_token, &c, err);
    c.dropped_count = 0;
    for (size_t i = 0; st == ZK_OK && i < need->word_count; i++) {
        c.last_word = 0;
        if (need->words[i].must && !need->words[i].found)
            st =
                zk_text_tokens(text, need->words[i].text, need->words[i].len, count_token, &c, err);
    }
    if (st == ZK_OK && c.status != ZK_OK)
        st = zk_fail(err, c.status, "", "no memory for a need");
    if (st == ZK_OK)
        st = zk_reader_statistics(reader, &statistics, err);
    if (st == ZK_OK)
        st = weigh_terms(reader, statistics.documents, c.terms, arena, need, err);
    if (st == ZK_OK)
        st = zk_need_tie_words(reader, need, arena, err);
    if (st != ZK_OK)
        return st;
    raise_must(need);
    sum_up(&c, statistics.mean_length, need);
    *out = need;
    return ZK_OK;
}
