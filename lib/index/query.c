/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From typed text to a tree; see query.h.
 */
#include "query.h"

#include <string.h>

enum { RUN_MAX = 128 };

struct zk_node *zk_node_make(struct zk_arena *arena, enum zk_node_type type,
                             struct zk_node *const *kids, size_t count)
{
    struct zk_node *node;

    if (count == 1)
        return kids[0];
    node = zk_arena_alloc(arena, sizeof(*node));
    if (!node)
        return NULL;
    node->type = type;
    node->count = count;
    node->kids = zk_arena_array(arena, count, sizeof(struct zk_node *));
    if (!node->kids)
        return NULL;
    memcpy(node->kids, kids, count * sizeof(*kids));
    return node;
}

struct zk_node *zk_node_term(struct zk_arena *arena, const char *term, size_t len)
{
    struct zk_node *node = zk_arena_alloc(arena, sizeof(*node));

    if (!node)
        return NULL;
    node->type = ZK_NODE_TERM;
    node->term = zk_arena_copy(arena, term, len);
    node->len = len;
    return node->term ? node : NULL;
}

struct parser {
    struct zk_arena *arena;
    struct zk_query *query;
    bool failed;
    struct zk_node *runs[ZK_QUERY_TERMS]; /* finished runs */
    size_t run_count;
    /* the open run */
    size_t run;
    struct zk_node *parts[RUN_MAX]; /* bigrams, or words with their stems */
    size_t part_count;
    struct zk_node *lone;     /* its first single character */
    size_t first_from;        /* of its first word */
    struct zk_node *joined;   /* all its words as one */
};

static struct zk_node *leaf(struct parser *p, const char *term, size_t len)
{
    struct zk_node *node;

    if (p->query->count == ZK_QUERY_TERMS)
        return NULL;
    node = zk_node_term(p->arena, term, len);
    if (!node)
        p->failed = true;
    else
        p->query->terms[p->query->count++] = node;
    return node;
}

static void end_run(struct parser *p)
{
    struct zk_node *node = p->lone;

    if (p->part_count > 0)
        node = zk_node_make(p->arena, ZK_NODE_AND, p->parts, p->part_count);
    else if (node && p->query->count < ZK_QUERY_TERMS)
        p->query->terms[p->query->count++] = node;
    if (p->joined && p->part_count > 1) {
        struct zk_node *either[] = { p->joined, node };

        node = node ? zk_node_make(p->arena, ZK_NODE_OR, either, 2) : NULL;
    }
    if (node && p->run_count < ZK_QUERY_TERMS)
        p->runs[p->run_count++] = node;
    p->failed = p->failed || (!node && (p->part_count > 0 || p->lone));
    p->part_count = 0;
    p->lone = p->joined = NULL;
}

static void add_part(struct parser *p, struct zk_node *node)
{
    if (node && p->part_count < RUN_MAX)
        p->parts[p->part_count++] = node;
}

static void add_word(struct parser *p, const struct zk_token *token)
{
    struct zk_node *node = leaf(p, token->term, token->len);

    if (p->part_count > 1 && token->from == p->first_from) {
        p->joined = node; /* begins where the run begins, behind its parts */
        return;
    }
    if (p->part_count == 0)
        p->first_from = token->from;
    add_part(p, node);
}

/* batteries or its stem: the stem finds battery too. */
static void add_stem(struct parser *p, const struct zk_token *token)
{
    char term[128];
    struct zk_node *either[2];

    if (p->part_count == 0 || token->len >= sizeof(term))
        return;
    term[0] = 'Z';
    memcpy(term + 1, token->term, token->len);
    either[0] = p->parts[p->part_count - 1];
    either[1] = leaf(p, term, token->len + 1);
    if (!either[1])
        return;
    p->parts[p->part_count - 1] = zk_node_make(p->arena, ZK_NODE_OR, either, 2);
    p->failed = p->failed || !p->parts[p->part_count - 1];
}

static bool add_token(void *context, const struct zk_token *token)
{
    struct parser *p = context;

    if (token->run != p->run) {
        end_run(p);
        p->run = token->run;
    }
    switch (token->class) {
    case ZK_TOKEN_CHAR:
        if (!p->lone) {
            p->lone = zk_node_term(p->arena, token->term, token->len);
            p->failed = p->failed || !p->lone;
        }
        break;
    case ZK_TOKEN_BIGRAM:
        add_part(p, leaf(p, token->term, token->len));
        break;
    case ZK_TOKEN_WORD:
        add_word(p, token);
        break;
    case ZK_TOKEN_STEM:
        add_stem(p, token);
        break;
    }
    return !p->failed && p->query->count < ZK_QUERY_TERMS;
}

enum zk_status zk_query_parse(const struct zk_text *text, const char *q, size_t len,
                              struct zk_arena *arena, struct zk_query **out,
                              struct zk_error *err)
{
    struct parser *p = zk_arena_alloc(arena, sizeof(*p));
    enum zk_status st;
    size_t nfc_len;

    *out = NULL;
    if (p)
        p->query = zk_arena_alloc(arena, sizeof(*p->query));
    q = zk_text_nfc(text, q, len, arena, &nfc_len);
    if (!p || !p->query || !q)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    p->arena = arena;
    st = zk_text_tokens(text, q, nfc_len, add_token, p, err);
    if (st != ZK_OK)
        return st;
    end_run(p);
    if (p->run_count > 0) {
        p->query->all = zk_node_make(arena, ZK_NODE_AND, p->runs, p->run_count);
        p->query->some = zk_node_make(arena, ZK_NODE_OR, p->query->terms, p->query->count);
        p->failed = p->failed || !p->query->all || !p->query->some;
    }
    if (p->failed)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    *out = p->query;
    return ZK_OK;
}
