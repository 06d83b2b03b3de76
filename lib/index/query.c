/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The language of queries: cut into clauses, each a node of query_text.c; see query.h.
 */
#include "query.h"

#include "document.h"
#include "expand.h"
#include "query_text.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

/* A word of letters says as much as two or three pairs of Han. */
static const double LATIN_WIDTH = 2.5;

enum { CLAUSES_MAX = 64, QUERY_BYTES = 64 * 1024, YEAR_DIGITS = 4 };

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

/* ---- clauses ---- */

struct clause {
    const char *bytes; /* raw */
    size_t len;
    bool negative, phrase;
    bool or ;               /* an alternative to the clause before it */
    char prefix;            /* of a field, or 0 */
    int from_year, to_year; /* a range of years when to_year > 0 */
};

struct scanner {
    const char *bytes;
    size_t len, at;
    struct clause list[CLAUSES_MAX];
    size_t count;
    bool operators; /* some clause has one */
};

static const struct {
    const char *name;
    char prefix; /* 'Y': years */
} fields[] = {
    { "name", ZK_PREFIX_TITLE },
    { "title", ZK_PREFIX_TITLE },
    { "姓名", ZK_PREFIX_TITLE },
    { "名称", ZK_PREFIX_TITLE },
    { "题目", ZK_PREFIX_TITLE },
    { "标题", ZK_PREFIX_TITLE },
    { "org", ZK_PREFIX_ORGANISATION },
    { "单位", ZK_PREFIX_ORGANISATION },
    { "keyword", ZK_PREFIX_KEYWORD },
    { "关键词", ZK_PREFIX_KEYWORD },
    { "year", 'Y' },
    { "年份", 'Y' },
};

static const struct {
    const char *open, *close;
} quotes[] = { { "\"", "\"" }, { "“", "”" }, { "「", "」" }, { "『", "』" } };

static bool begins(const struct scanner *s, size_t at, const char *with)
{
    size_t len = strlen(with);

    return len <= s->len - at && memcmp(s->bytes + at, with, len) == 0;
}

static size_t blank_at(const struct scanner *s, size_t at)
{
    if (s->bytes[at] == ' ' || s->bytes[at] == '\t' || s->bytes[at] == '\n' || s->bytes[at] == '\r')
        return 1;
    return begins(s, at, "\u3000") ? strlen("\u3000") : begins(s, at, "\u00a0") ? 2 : 0;
}

static int quote_at(const struct scanner *s, size_t at)
{
    for (int i = 0; i < (int)(sizeof(quotes) / sizeof(quotes[0])); i++) {
        if (begins(s, at, quotes[i].open))
            return i;
    }
    return -1;
}

/* A quoted phrase at this place, which has its end. */
static bool take_phrase(struct scanner *s, struct clause *clause)
{
    int quote = s->at < s->len ? quote_at(s, s->at) : -1;
    size_t from, to;

    if (quote < 0)
        return false;
    from = s->at + strlen(quotes[quote].open);
    for (to = from; to < s->len && !begins(s, to, quotes[quote].close); to++)
        ;
    if (to >= s->len)
        return false;
    clause->bytes = s->bytes + from;
    clause->len = to - from;
    clause->phrase = true;
    s->at = to + strlen(quotes[quote].close);
    return true;
}

static void take_word(struct scanner *s, struct clause *clause)
{
    clause->bytes = s->bytes + s->at;
    do
        s->at++;
    while (s->at < s->len && !blank_at(s, s->at));
    clause->len = (size_t)(s->bytes + s->at - clause->bytes);
}

/* "2015" at the beginning of text. @return 0: there is none */
static int read_year(const char *text, size_t len)
{
    int year = 0;

    if (len < YEAR_DIGITS)
        return 0;
    for (int i = 0; i < YEAR_DIGITS; i++) {
        if (text[i] < '0' || text[i] > '9')
            return 0;
        year = 10 * year + (text[i] - '0');
    }
    return year;
}

/* 2015..2019 2015.. ..2019, and behind year: also 2015-2019 and 2015. */
static bool read_years(struct clause *clause, bool named)
{
    const char *text = clause->bytes;
    int from = read_year(text, clause->len), to;
    size_t at = from ? YEAR_DIGITS : 0, gap;

    if (named && from && at == clause->len) {
        clause->from_year = clause->to_year = from;
        return true;
    }
    gap = clause->len - at >= 2 && memcmp(text + at, "..", 2) == 0 ? 2
          : named && from && clause->len > at && text[at] == '-'   ? 1
                                                                   : 0;
    if (gap == 0)
        return false;
    to = read_year(text + at + gap, clause->len - at - gap);
    if (clause->len != at + gap + (to ? YEAR_DIGITS : 0) || (!from && !to))
        return false;
    if (from && to && from > to)
        return false;
    clause->from_year = from ? from : ZK_FACET_YEAR_FIRST;
    clause->to_year = to ? to : ZK_FACET_YEAR_FIRST + ZK_FACET_YEARS - 1;
    return true;
}

/* name: and what follows without a blank. */
static bool take_field(struct scanner *s, struct clause *clause)
{
    size_t start = s->at;

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        size_t len = strlen(fields[i].name);

        if (!begins(s, start, fields[i].name))
            continue;
        s->at = start + len;
        if (begins(s, s->at, ":"))
            s->at += 1;
        else if (begins(s, s->at, "："))
            s->at += strlen("：");
        else
            continue;
        if (s->at < s->len && !blank_at(s, s->at)) {
            if (!take_phrase(s, clause))
                take_word(s, clause);
            clause->prefix = fields[i].prefix;
            if (clause->prefix != 'Y')
                return true;
            clause->prefix = 0;
            if (!clause->phrase && read_years(clause, true))
                return true;
            clause->phrase = false;
        }
        break;
    }
    s->at = start;
    return false;
}

static bool take_or(struct scanner *s)
{
    size_t len = begins(s, s->at, "OR") ? 2 : begins(s, s->at, "|") ? 1 : 0;

    if (len == 0 || s->at + len >= s->len || !blank_at(s, s->at + len) || s->count == 0)
        return false;
    s->at += len;
    return true;
}

static bool take_minus(struct scanner *s)
{
    size_t len = begins(s, s->at, "-") ? 1 : begins(s, s->at, "－") ? strlen("－") : 0;

    if (len == 0 || s->at + len >= s->len || blank_at(s, s->at + len) ||
        begins(s, s->at + len, "-"))
        return false;
    s->at += len;
    return true;
}

static void scan(struct scanner *s)
{
    bool or = false;

    while (s->at < s->len && s->count < CLAUSES_MAX) {
        struct clause clause = { .or = or };
        size_t blank = blank_at(s, s->at);

        if (blank > 0) {
            s->at += blank;
            continue;
        }
        or = take_or(s);
        if (or)
            continue;
        clause.negative = take_minus(s);
        if (!take_field(s, &clause) && !take_phrase(s, &clause)) {
            take_word(s, &clause);
            (void)read_years(&clause, false);
        }
        if (s->count + 1 == CLAUSES_MAX) { /* the rest is one */
            clause.len = (size_t)(s->bytes + s->len - clause.bytes);
            s->at = s->len;
        }
        s->operators = s->operators || clause.negative || clause.phrase || clause.or ||
                       clause.prefix || clause.to_year > 0;
        s->list[s->count++] = clause;
    }
}

/* ---- the tree ---- */

struct parser {
    const struct zk_text *text;
    struct zk_arena *arena;
    struct zk_query *query;
    struct zk_leaves leaves;
    bool drops; /* leave out what says nothing */
    const char *q; /* NFC */
    size_t len;
    struct zk_group groups[CLAUSES_MAX]; /* all must be there */
    size_t group_count;
    size_t typed;                             /* the first so many leaves are what was typed */
    struct zk_node *without[CLAUSES_MAX + 1]; /* from 1 */
    size_t without_count;
};

static enum zk_status no_memory(struct zk_error *err)
{
    return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}

static enum zk_status years_node(struct parser *p, const struct clause *clause,
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

static enum zk_status clause_node(struct parser *p, const struct clause *clause, bool plain,
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
    }
    zk_buf_free(&normal);
    return st;
}

static enum zk_status add_clause(struct parser *p, const struct clause *clause,
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
        group->plain = group->words && !clause->phrase;
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
    struct zk_node *demanded[CLAUSES_MAX + 1], *any[ZK_QUERY_TERMS];
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
    size_t count = 0;
    double width = 0;

    query->leaves = p->leaves.list;
    query->leaf_count = p->leaves.count;
    for (size_t i = 0; i < p->leaves.count; i++) {
        struct zk_leaf *leaf = &p->leaves.list[i];

        leaf->character = leaf->character && leaf->node->factor < 1;
        if (!leaf->character && i < p->typed)
            width += is_latin(leaf->node) ? LATIN_WIDTH : 1;
        if (leaf->character && count < ZK_QUERY_TERMS)
            characters[count++] = leaf->node;
        else if (!leaf->character && query->count < ZK_QUERY_TERMS)
            query->terms[query->count++] = leaf->node;
    }
    query->wide = width > ZK_QUERY_WIDE;
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
    struct zk_node *nodes[CLAUSES_MAX];

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

static enum zk_status build(struct parser *p, const struct scanner *s, struct zk_reader *reader,
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
    struct scanner *s = zk_arena_alloc(arena, sizeof(*s));
    bool only_negative = true;
    enum zk_status st;

    *out = NULL;
    if (p)
        p->query = zk_arena_alloc(arena, sizeof(*p->query));
    q = zk_text_nfc(text, q, len, arena, &len);
    if (!p || !s || !p->query || !q)
        return no_memory(err);
    *s = (struct scanner){ .bytes = q, .len = len };
    p->text = text;
    p->q = q;
    p->len = len;
    p->arena = arena;
    if (zk_utf8_count(q, len) <= ZK_QUERY_PLAIN_CHARS)
        scan(s);
    for (size_t i = 0; i < s->count; i++)
        only_negative = only_negative && s->list[i].negative;
    if (only_negative &&
        len > 0) { /* too long for operators, or nothing to leave anything out of */
        s->list[0] = (struct clause){ .bytes = q, .len = len };
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
