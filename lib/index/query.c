/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From what was typed to a tree: its clauses (query_scan.c), each a node of query_text.c; see
 * query.h.
 */
#include "query.h"

#include "document.h"
#include "expand.h"
#include "pinyin.h"
#include "query_scan.h"
#include "query_text.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

/* A word of letters says as much as two or three pairs of Han. */
static const double LATIN_WIDTH = 2.5;

enum { QUERY_BYTES = 64 * 1024 };

/* ---- nodes ---- */

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
    node->times = 1;
    node->factor = 1;
    return node->term ? node : NULL;
}

/* ---- the tree ---- */

struct parser {
    const struct zk_text *text;
    struct zk_arena *arena;
    struct zk_query *query;
    struct zk_leaves leaves;
    bool drops;    /* leave out what says nothing */
    const char *q; /* NFC */
    size_t len;
    struct zk_group groups[ZK_CLAUSES_MAX]; /* all must be there */
    size_t group_count;
    size_t typed;                                /* the first so many leaves are what was typed */
    struct zk_node *without[ZK_CLAUSES_MAX + 1]; /* from 1 */
    size_t without_count;
};

static enum zk_status no_memory(struct zk_error *err)
{
    return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}

static enum zk_status years_node(struct parser *p, const struct zk_clause *clause,
                                 struct zk_node **out, struct zk_error *err)
{
    struct zk_node *kids[ZK_FACET_YEARS];
    size_t count = 0;

    for (int year = clause->from_year; year <= clause->to_year; year++) {
        char term[32];
        int len;

        if (year < ZK_FACET_YEAR_FIRST || count == ZK_FACET_YEARS)
            continue;
        len = snprintf(term, sizeof(term), "Fyear:%d", year);
        kids[count] = zk_node_term(p->arena, term, (size_t)len);
        if (!kids[count++])
            return no_memory(err);
    }
    *out = count > 0 ? zk_node_make(p->arena, ZK_NODE_OR, kids, count) : NULL;
    return ZK_OK;
}

/* Behind name: letters may be somebody's: query_names.c has them where no field was named. */
static enum zk_status or_spelled(struct parser *p, const struct zk_piece *piece,
                                 struct zk_node **out, struct zk_error *err)
{
    char term[1 + ZK_PINYIN_TYPED_MAX] = { ZK_PREFIX_SPELLED };
    size_t len = zk_pinyin_typed(piece->bytes, piece->len, term + 1);
    struct zk_node *either[2] = { *out, NULL };

    if (len == 0 || !*out)
        return ZK_OK;
    either[1] = zk_node_term(p->arena, term, len + 1);
    *out = either[1] ? zk_node_make(p->arena, ZK_NODE_OR, either, 2) : NULL;
    p->query->spelled = true;
    return *out ? ZK_OK : no_memory(err);
}

static enum zk_status clause_node(struct parser *p, const struct zk_clause *clause, bool plain,
                                  struct zk_node **out, struct zk_error *err)
{
    struct zk_piece piece = { .prefix = clause->prefix,
                              .phrase = clause->phrase,
                              .drops = p->drops && !clause->prefix && !clause->phrase };
    struct zk_buf normal;
    enum zk_status st;

    *out = NULL;
    if (clause->to_year > 0)
        return years_node(p, clause, out, err);
    zk_buf_init(&normal, QUERY_BYTES);
    zk_text_normalise(p->text, clause->bytes, clause->len, &normal);
    st = zk_buf_status(&normal);
    if (st == ZK_OK && normal.len > 0) {
        piece.bytes = zk_arena_copy(p->arena, normal.bytes, normal.len);
        piece.len = normal.len;
        st = !piece.bytes
                 ? no_memory(err)
                 : zk_query_piece(p->text, &piece, plain ? &p->leaves : NULL, p->arena, out, err);
        if (st == ZK_OK && clause->prefix == ZK_PREFIX_TITLE)
            st = or_spelled(p, &piece, out, err);
    }
    zk_buf_free(&normal);
    return st;
}

static enum zk_status add_clause(struct parser *p, const struct zk_clause *clause,
                                 struct zk_error *err)
{
    bool positive = !clause->negative;
    struct zk_node *either[2] = { NULL, NULL };
    enum zk_status st = clause_node(p, clause, positive && clause->to_year == 0, &either[1], err);

    if (st != ZK_OK || !either[1])
        return st;
    if (!positive) {
        p->without[++p->without_count] = either[1];
    } else if (clause->or &&p->group_count > 0) {
        struct zk_group *last = &p->groups[p->group_count - 1];

        either[0] = last->node;
        last->node = zk_node_make(p->arena, ZK_NODE_OR, either, 2);
        last->words = last->plain = false;
        if (!last->node)
            return no_memory(err);
    } else {
        struct zk_group *group = &p->groups[p->group_count++];

        group->node = either[1];
        group->from = (size_t)(clause->bytes - p->q);
        group->to = group->from + clause->len;
        group->words = !clause->prefix && clause->to_year == 0;
        group->plain = group->words && !clause->phrase && !clause->unfinished;
    }
    return ZK_OK;
}

static struct zk_node *without(struct parser *p, struct zk_node *node)
{
    if (!node || p->without_count == 0)
        return node;
    p->without[0] = node;
    return zk_node_make(p->arena, ZK_NODE_NOT, p->without, p->without_count + 1);
}

/* Any of the words, also of phrases, and all else that operators demand. */
static struct zk_node *loose(struct parser *p)
{
    struct zk_node *demanded[ZK_CLAUSES_MAX + 1], *any[ZK_QUERY_TERMS];
    size_t demands = 0, count = 0;

    for (size_t i = 0; i < p->group_count; i++) {
        if (!p->groups[i].words)
            demanded[demands++] = p->groups[i].node;
    }
    for (size_t i = 0; i < p->leaves.count && count < ZK_QUERY_TERMS; i++) {
        if (!p->leaves.list[i].character)
            any[count++] = p->leaves.list[i].node;
    }
    if (demands < p->group_count && count > 0) {
        demanded[demands] = zk_node_make(p->arena, ZK_NODE_OR, any, count);
        if (!demanded[demands++])
            return NULL;
    }
    return zk_node_make(p->arena, ZK_NODE_AND, demanded, demands);
}

static bool is_latin(const struct zk_node *node)
{
    return (unsigned char)node->term[0] < 0x80;
}

/* Terms in their order; characters that stand for themselves are among them. */
static enum zk_status sort_leaves(struct parser *p, struct zk_error *err)
{
    struct zk_node *characters[ZK_QUERY_TERMS];
    struct zk_query *query = p->query;
    size_t count = 0, words = 0;
    double width = 0, letters = 0;

    query->leaves = p->leaves.list;
    query->leaf_count = p->leaves.count;
    query->asks = p->leaves.asks;
    for (size_t i = 0; i < p->leaves.count; i++) {
        struct zk_leaf *leaf = &p->leaves.list[i];

        leaf->character = leaf->character && leaf->node->factor < 1;
        if (!leaf->character && i < p->typed) {
            width += is_latin(leaf->node) ? LATIN_WIDTH : 1;
            letters += is_latin(leaf->node) ? LATIN_WIDTH : 0;
            words += leaf->node->times;
        }
        if (leaf->character && count < ZK_QUERY_TERMS)
            characters[count++] = leaf->node;
        else if (!leaf->character && query->count < ZK_QUERY_TERMS)
            query->terms[query->count++] = leaf->node;
    }
    query->latin = 2 * letters > width;
    query->wide = width > ZK_QUERY_WIDE || words > ZK_QUERY_TERMS;
    if (count > 0 && !(query->extra = zk_node_make(p->arena, ZK_NODE_OR, characters, count)))
        return no_memory(err);
    return ZK_OK;
}

/* The text as a title has it: letters, digits and Han without what stands between them. */
static enum zk_status add_exact(struct parser *p, const char *q, size_t len, struct zk_error *err)
{
    char term[ZK_TERM_MAX_BYTES];
    size_t n = zk_exact_term(p->text, q, len, term);

    if (n == 0)
        return ZK_OK;
    p->query->exact = zk_node_term(p->arena, term, n);
    return p->query->exact ? ZK_OK : no_memory(err);
}

/* What the groups demand, all of it. */
static struct zk_node *all_groups(struct parser *p)
{
    struct zk_node *nodes[ZK_CLAUSES_MAX];

    for (size_t i = 0; i < p->group_count; i++)
        nodes[i] = p->groups[i].node;
    return without(p, zk_node_make(p->arena, ZK_NODE_AND, nodes, p->group_count));
}

/* Words that mean the same, as far as the terms stay within their limit. */
static enum zk_status expand(struct parser *p, struct zk_reader *reader, struct zk_error *err)
{
    struct zk_query *query = p->query;
    enum zk_status st;

    p->typed = p->leaves.count;
    if (!reader || p->group_count == 0 || p->typed >= ZK_QUERY_TERMS)
        return ZK_OK;
    query->literal = all_groups(p);
    st = query->literal ? ZK_OK : no_memory(err);
    if (st == ZK_OK)
        st = zk_expand(reader, p->q, p->len, ZK_QUERY_TERMS - p->typed, p->groups, &p->group_count,
                       &p->leaves, p->arena, &query->added, err);
    if (!query->added)
        query->literal = NULL;
    return st;
}

static enum zk_status build(struct parser *p, const struct zk_scanner *s, struct zk_reader *reader,
                            struct zk_error *err)
{
    struct zk_query *query = p->query;
    enum zk_status st = ZK_OK;

    p->drops = true;
    for (size_t i = 0; st == ZK_OK && i < s->count; i++)
        st = add_clause(p, &s->list[i], err);
    if (st == ZK_OK && p->group_count == 0) { /* there is nothing else */
        p->drops = false;
        p->without_count = 0;
        for (size_t i = 0; st == ZK_OK && i < s->count; i++)
            st = add_clause(p, &s->list[i], err);
    }
    if (st == ZK_OK)
        st = expand(p, reader, err);
    if (st == ZK_OK)
        st = sort_leaves(p, err);
    if (st != ZK_OK || p->group_count == 0)
        return st;
    query->wide = query->wide && !s->operators;
    query->all = all_groups(p);
    query->some = without(p, loose(p));
    return query->all && query->some ? ZK_OK : no_memory(err);
}

enum zk_status zk_query_parse(const struct zk_text *text, struct zk_reader *reader, const char *q,
                              size_t len, struct zk_arena *arena, struct zk_query **out,
                              struct zk_error *err)
{
    struct parser *p = zk_arena_alloc(arena, sizeof(*p));
    struct zk_scanner *s = zk_arena_alloc(arena, sizeof(*s));
    bool only_negative = true;
    enum zk_status st;

    *out = NULL;
    if (p)
        p->query = zk_arena_alloc(arena, sizeof(*p->query));
    q = zk_text_nfc(text, q, len, arena, &len);
    if (!p || !s || !p->query || !q)
        return no_memory(err);
    *s = (struct zk_scanner){ .bytes = q, .len = len };
    p->text = text;
    p->q = q;
    p->len = len;
    p->arena = arena;
    if (zk_utf8_count(q, len) <= ZK_QUERY_PLAIN_CHARS)
        zk_query_scan(s);
    for (size_t i = 0; i < s->count; i++)
        only_negative = only_negative && s->list[i].negative;
    if (only_negative &&
        len > 0) { /* too long for operators, or nothing to leave anything out of */
        s->list[0] = (struct zk_clause){ .bytes = q, .len = len };
        s->count = 1;
        s->operators = false;
    }
    st = zk_leaves_init(&p->leaves, len, arena, err);
    if (st == ZK_OK)
        st = build(p, s, reader, err);
    if (st == ZK_OK && !s->operators)
        st = add_exact(p, q, len, err);
    if (st == ZK_OK)
        *out = p->query;
    return st;
}
