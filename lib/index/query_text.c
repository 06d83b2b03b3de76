/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a piece of text to a node; see query_text.h. The factors were measured on the judged sets:
 * docs/EVALUATION.md.
 */
#include "query_text.h"

#include "document.h"
#include "hash.h"

#include <string.h>

enum { LEAVES_LEAST = 32 };

static const double CHARACTER_FACTOR = 0.75;         /* of one character beside its pairs */
static const double FUNCTION_CHARACTER_FACTOR = 0.25; /* of 的 */
static const double FUNCTION_PAIR_FACTOR = 0.4;       /* of a pair that has one: 的研 */
/* A word of letters is one term where a Chinese word of the same meaning is two or three. */
static const double WORD_FACTOR = 2.0;

static const char *const function_characters[] = {
    "的", "了", "在", "是", "和", "与", "及", "之", "其", "为", "于", "对", "以", "等", "并", "中",
    "而", "也", "被", "由", "从", "将", "有", "这", "那", "哪", "吗", "呢", "么", "谁", "几", "何",
};

/* What only asks, longest first where one begins like another. */
static const char *const asking[] = {
    "是什么时候", "为什么", "是什么", "什么是", "什么时候", "什么地方", "什么样", "什么", "为何", "何时", "何人", "何处", "何地", "何种", "何者",
    "如何", "哪一年", "哪一个", "哪一位", "哪一种", "哪一", "哪年", "哪些", "哪个", "哪里", "哪儿", "哪种", "哪位",
    "多少", "多久", "多大", "多长", "多高", "几个", "几年", "怎么样", "怎样", "怎么", "是否", "请问", "有没有", "是谁", "谁",
};

static const char *const stop_words[] = {
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "for", "from", "had", "has",
    "have", "in", "into", "is", "it", "its", "may", "not", "of", "on", "or", "such", "that", "the",
    "their", "these", "this", "those", "to", "was", "were", "which", "will", "with",
};

static bool listed(const char *const *list, size_t count, const char *word, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) == len && memcmp(list[i], word, len) == 0)
            return true;
    }
    return false;
}

#define LISTED(list, word, len) listed(list, sizeof(list) / sizeof((list)[0]), word, len)

struct builder {
    struct zk_arena *arena;
    const struct zk_piece *piece;
    struct zk_leaves *leaves;
    bool dropped; /* the last word was one */
    bool failed;
    struct zk_node **runs; /* room for as many as the piece has bytes, as have the next three */
    size_t run_count;
    /* the open run */
    size_t run, run_from; /* number; its first part in parts[] */
    struct zk_node **parts; /* pairs, words */
    uint32_t *positions;
    size_t part_count;
    struct zk_node *lone;   /* its first single character */
    struct zk_node *joined; /* all its words as one */
    size_t run_words;       /* words of letters it has so far */
    size_t first_from;      /* of its first word */
    uint32_t position;      /* of the next character or word */
};

/* ---- leaves ---- */

enum zk_status zk_leaves_init(struct zk_leaves *leaves, size_t len, struct zk_arena *arena,
                              struct zk_error *err)
{
    leaves->room = LEAVES_LEAST;
    while (leaves->room < ZK_LEAVES_MAX && leaves->room < 2 * len)
        leaves->room *= 2;
    leaves->list = zk_arena_array(arena, leaves->room, sizeof(*leaves->list));
    leaves->table = zk_arena_array(arena, 2 * leaves->room, sizeof(*leaves->table));
    leaves->count = 0;
    leaves->asks = false;
    return leaves->list && leaves->table ? ZK_OK :
                                           zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}

/* The leaf of a term, new or known: then it occurs once more. */
static struct zk_node *gather(struct builder *b, const char *term, size_t len, double factor,
                              bool character)
{
    struct zk_leaves *leaves = b->leaves;
    size_t mask = leaves ? 2 * leaves->room - 1 : 0;
    size_t at = zk_hash_add(ZK_HASH_START, term, len) & mask;
    struct zk_node *node;

    for (; leaves && leaves->table[at] > 0; at = (at + 1) & mask) {
        node = leaves->list[leaves->table[at] - 1].node;
        if (node->len == len && memcmp(node->term, term, len) == 0) {
            node->times++;
            return node;
        }
    }
    if (leaves && leaves->count == leaves->room)
        return NULL;
    node = zk_node_term(b->arena, term, len);
    if (!node) {
        b->failed = true;
        return NULL;
    }
    node->factor = factor;
    if (leaves) {
        leaves->list[leaves->count] = (struct zk_leaf){ node, character };
        leaves->table[at] = (uint16_t)++leaves->count;
    }
    return node;
}

/* ---- parts of a run ---- */

static void add_part(struct builder *b, struct zk_node *node, uint32_t position)
{
    if (node && b->part_count < b->piece->len) {
        b->positions[b->part_count] = position;
        b->parts[b->part_count++] = node;
    }
}

static void end_run(struct builder *b)
{
    size_t count = b->part_count - b->run_from;
    struct zk_node *node = NULL;

    if (b->lone && count == 0) {
        b->lone->factor = 1; /* it stands for itself */
        add_part(b, b->lone, b->position - 1);
        node = b->lone;
    } else if (count > 0) {
        node = zk_node_make(b->arena, ZK_NODE_AND, b->parts + b->run_from, count);
    }
    if (b->joined && count > 1 && node) {
        struct zk_node *either[] = { b->joined, node };

        node = zk_node_make(b->arena, ZK_NODE_OR, either, 2);
    }
    b->failed = b->failed || (!node && (count > 0 || b->lone));
    if (node && b->run_count < b->piece->len)
        b->runs[b->run_count++] = node;
    b->run_from = b->part_count;
    b->run_words = 0;
    b->lone = b->joined = NULL;
}

static void add_character(struct builder *b, const struct zk_token *token)
{
    bool function = LISTED(function_characters, token->term, token->len);
    struct zk_node *node;

    node = gather(b, token->term, token->len,
                  CHARACTER_FACTOR * (function ? FUNCTION_CHARACTER_FACTOR : 1), true);
    if (!b->lone)
        b->lone = node;
    b->position++;
}

static bool has_function_character(const struct zk_token *token)
{
    for (size_t i = 0; i < sizeof(function_characters) / sizeof(function_characters[0]); i++) {
        size_t len = strlen(function_characters[i]);

        if (token->len > len && (memcmp(token->term, function_characters[i], len) == 0 ||
                                 memcmp(token->term + token->len - len, function_characters[i],
                                        len) == 0))
            return true;
    }
    return false;
}

static void add_pair(struct builder *b, const struct zk_token *token)
{
    double factor = has_function_character(token) ? FUNCTION_PAIR_FACTOR : 1;

    add_part(b, gather(b, token->term, token->len, factor, false), b->position - 2);
}

/* Searched as it is: by its stem it would be found without its digits, or loosely in a phrase. */
static bool as_typed(const struct builder *b, const struct zk_token *token)
{
    if (b->piece->phrase || b->piece->prefix)
        return true;
    for (size_t i = 0; i < token->len; i++) {
        if (token->term[i] < 'a' || token->term[i] > 'z')
            return true;
    }
    return false; /* its stem follows */
}

static void add_word(struct builder *b, const struct zk_token *token)
{
    if (b->run_words++ == 0)
        b->first_from = token->from;
    else if (token->from == b->first_from) { /* begins where the run begins, behind its parts */
        b->joined = gather(b, token->term, token->len, WORD_FACTOR, false);
        return;
    }
    b->dropped = b->piece->drops && LISTED(stop_words, token->term, token->len);
    if (!b->dropped && as_typed(b, token))
        add_part(b, gather(b, token->term, token->len, WORD_FACTOR, false), b->position);
    b->position++;
}

/* batteries finds battery. */
static void add_stem(struct builder *b, const struct zk_token *token)
{
    char term[ZK_TERM_MAX_BYTES] = { ZK_PREFIX_STEM };

    if (b->dropped || b->piece->phrase || b->piece->prefix || token->len >= sizeof(term))
        return;
    if (b->run_words > 1 && token->from == b->first_from)
        return; /* of all words as one, which is searched as it is */
    memcpy(term + 1, token->term, token->len);
    add_part(b, gather(b, term, token->len + 1, WORD_FACTOR, false), b->position - 1);
}

static bool add_token(void *context, const struct zk_token *token)
{
    struct builder *b = context;

    if (token->run != b->run) {
        end_run(b);
        b->run = token->run;
    }
    switch (token->class) {
    case ZK_TOKEN_CHAR:
        add_character(b, token);
        break;
    case ZK_TOKEN_BIGRAM:
        add_pair(b, token);
        break;
    case ZK_TOKEN_WORD:
        add_word(b, token);
        break;
    case ZK_TOKEN_STEM:
        add_stem(b, token);
        break;
    }
    return !b->failed;
}

/* ---- the piece ---- */

/* A copy with what only asks blanked out. @param[out] asks  there was some; else left alone */
static char *without_asking(const struct zk_piece *piece, struct zk_arena *arena, bool *asks)
{
    char *out = zk_arena_copy(arena, piece->bytes, piece->len);

    *asks = *asks || (out && (strchr(out, '?') || strstr(out, "？")));
    for (size_t i = 0; out && i < sizeof(asking) / sizeof(asking[0]); i++) {
        size_t len = strlen(asking[i]);

        for (char *at = out; (at = strstr(at, asking[i])) != NULL; at += len) {
            memset(at, ' ', len);
            *asks = true;
        }
    }
    return out;
}

static enum zk_status read_piece(struct builder *b, const struct zk_text *text, const char *bytes,
                                 size_t len, struct zk_error *err)
{
    enum zk_status st = zk_text_tokens(text, bytes, len, add_token, b, err);

    if (st != ZK_OK)
        return st;
    end_run(b);
    return b->failed ? zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query") : ZK_OK;
}

static struct zk_node *phrase_of(struct builder *b)
{
    struct zk_node *node =
        b->part_count > 0 ? zk_node_make(b->arena, ZK_NODE_PHRASE, b->parts, b->part_count) : NULL;

    if (node && node->type == ZK_NODE_PHRASE)
        node->window = b->positions[b->part_count - 1] - b->positions[0] + 1;
    return node;
}

/* Terms of a field filter; the same words without it are what ranks. */
static struct zk_node *fielded(struct builder *b, struct zk_node *node)
{
    struct zk_node *kids[ZK_QUERY_TERMS] = { node };
    size_t count = 1;

    for (size_t i = 0; i < b->part_count && count < ZK_QUERY_TERMS; i++) {
        char term[ZK_TERM_MAX_BYTES] = { b->piece->prefix };
        const struct zk_node *part = b->parts[i];

        if (part->len >= sizeof(term))
            continue;
        memcpy(term + 1, part->term, part->len);
        kids[count] = zk_node_term(b->arena, term, part->len + 1);
        if (!kids[count++])
            return NULL;
    }
    return zk_node_make(b->arena, ZK_NODE_AND, kids, count);
}

enum zk_status zk_query_piece(const struct zk_text *text, const struct zk_piece *piece,
                              struct zk_leaves *leaves, struct zk_arena *arena,
                              struct zk_node **out, struct zk_error *err)
{
    struct builder b = { .arena = arena, .piece = piece, .leaves = leaves };
    bool asks = leaves && leaves->asks;
    const char *bytes = piece->drops ? without_asking(piece, arena, &asks) : piece->bytes;
    enum zk_status st;

    *out = NULL;
    if (leaves)
        leaves->asks = asks;
    b.runs = zk_arena_array(arena, piece->len + 1, sizeof(struct zk_node *));
    b.parts = zk_arena_array(arena, piece->len + 1, sizeof(struct zk_node *));
    b.positions = zk_arena_array(arena, piece->len + 1, sizeof(*b.positions));
    if (!bytes || !b.runs || !b.parts || !b.positions)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    st = read_piece(&b, text, bytes, piece->len, err);
    if (st != ZK_OK || b.run_count == 0)
        return st;
    *out = piece->phrase ? phrase_of(&b) : zk_node_make(arena, ZK_NODE_AND, b.runs, b.run_count);
    if (*out && piece->prefix)
        *out = fielded(&b, *out);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}
