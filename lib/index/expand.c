/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expanding a query; see expand.h.
 */
#include "expand.h"

#include "reader.h"
#include "shim.h"
#include "utf8.h"

#include <string.h>

enum {
    SPANS_MAX = 32,
    KIDS_MAX = 2 * SPANS_MAX + 1,
    BRIEF_CHARS =
        16, /* of a longer text only words of letters are translated: the rest says it all */
};

/*
 * Measured on English keywords of Chinese abstracts: docs/TERMS.md. A word of letters that
 * stands in Chinese text tells less than its translation; all else tells less than what was typed.
 * Whatever has all that was typed stands first all the same: rank.c.
 */
static const double TRANSLATION_FACTOR = 4; /* of a word, when nothing but letters was typed */
static const double OTHER_FACTOR = 0.3;
static const double CHARACTER_MOST = 0.99; /* of a character that only ranks */

struct span {
    size_t from, to;
    const struct zk_alternative *list;
    size_t count;
};

struct expander {
    struct zk_reader *reader;
    const struct zk_text *text;
    const char *nfc;
    struct zk_arena *arena;
    struct zk_leaves *leaves;
    size_t budget;
    bool brief, latin; /* the whole text */
    struct span spans[SPANS_MAX];
    size_t span_count;
    const char *added[SPANS_MAX * ZK_THESAURUS_ALTERNATIVES + 1];
    size_t added_count;
};

static enum zk_status no_memory(struct zk_error *err)
{
    return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}

static bool is_latin(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)bytes[i] >= 0x80)
            return false;
    }
    return true;
}

static bool take_span(void *context, size_t from, size_t to, const struct zk_alternative *list,
                      size_t count)
{
    struct expander *x = context;

    if (x->brief || is_latin(x->nfc + from, to - from))
        x->spans[x->span_count++] = (struct span){ from, to, list, count };
    return x->span_count < SPANS_MAX;
}

/* ---- pieces ---- */

/* A stretch of text as a node; *out NULL: nothing in it can be searched. */
static enum zk_status piece_node(struct expander *x, const char *bytes, size_t len, bool drops,
                                 struct zk_node **out, struct zk_error *err)
{
    struct zk_piece piece = { .drops = drops };
    struct zk_buf normal;
    enum zk_status st;

    *out = NULL;
    zk_buf_init(&normal, 16 * len + 1);
    zk_text_normalise(x->text, bytes, len, &normal);
    piece.bytes = zk_arena_copy(x->arena, normal.bytes, normal.len);
    piece.len = normal.len;
    st = zk_buf_status(&normal);
    zk_buf_free(&normal);
    if (st != ZK_OK || !piece.bytes)
        return no_memory(err);
    return piece.len > 0 ? zk_query_piece(x->text, &piece, NULL, x->arena, out, err) : ZK_OK;
}

static void scale(struct zk_node *node, double factor)
{
    if (node->type == ZK_NODE_TERM)
        node->factor *= factor;
    for (size_t i = 0; i < node->count; i++)
        scale(node->kids[i], factor);
}

static size_t count_terms(const struct zk_node *node)
{
    size_t count = node->type == ZK_NODE_TERM;

    for (size_t i = 0; i < node->count; i++)
        count += count_terms(node->kids[i]);
    return count;
}

/* Whether every term is somewhere in the index. */
static enum zk_status is_there(struct expander *x, const struct zk_node *node, bool *there,
                               struct zk_error *err)
{
    struct xapc_database *database = zk_reader_database(x->reader);
    struct xapc_error xerr;
    uint32_t documents = 1;
    enum zk_status st = ZK_OK;

    if (node->type == ZK_NODE_TERM)
        st = zk_shim_status(
            xapc_database_term_documents(database, node->term, node->len, &documents, &xerr), &xerr,
            err);
    *there = *there && documents > 0;
    for (size_t i = 0; st == ZK_OK && *there && i < node->count; i++)
        st = is_there(x, node->kids[i], there, err);
    return st;
}

/* ---- alternatives ---- */

static void add_leaves(struct expander *x, struct zk_node *node, bool character)
{
    struct zk_leaves *leaves = x->leaves;

    for (size_t i = 0; i < node->count; i++)
        add_leaves(x, node->kids[i], character);
    if (node->type != ZK_NODE_TERM || leaves->count == leaves->room)
        return;
    for (size_t i = 0; i < leaves->count; i++) {
        const struct zk_node *known = leaves->list[i].node;

        if (known->len == node->len && memcmp(known->term, node->term, node->len) == 0)
            return;
    }
    leaves->list[leaves->count++] = (struct zk_leaf){ node, character };
}

/* The thesaurus may be gone when the answer is written. */
static bool tell(struct expander *x, const char *text)
{
    for (size_t i = 0; i < x->added_count; i++) {
        if (strcmp(x->added[i], text) == 0)
            return true;
    }
    x->added[x->added_count] = zk_arena_strdup(x->arena, text);
    return x->added[x->added_count++] != NULL;
}

/*
 * One alternative of a span. A single character says little: beside other alternatives it only
 * ranks. *out NULL: it adds nothing that matches.
 */
static enum zk_status alternative_node(struct expander *x, const struct span *span, size_t number,
                                       struct zk_node **out, struct zk_error *err)
{
    const struct zk_alternative *alternative = &span->list[number];
    bool latin = is_latin(alternative->text, alternative->len), there = true;
    bool translation = !latin && x->latin;
    bool single = !latin && zk_utf8_count(alternative->text, alternative->len) == 1;
    struct zk_node *node;
    enum zk_status st = piece_node(x, alternative->text, alternative->len, false, &node, err);
    size_t terms;

    *out = NULL;
    if (st != ZK_OK || !node)
        return st;
    terms = count_terms(node);
    st = is_there(x, node, &there, err);
    if (st != ZK_OK || !there || terms > x->budget)
        return st;
    x->budget -= terms;
    scale(node, alternative->weight * (translation ? TRANSLATION_FACTOR : OTHER_FACTOR));
    single = single && span->count > 1;
    if (single && node->factor > CHARACTER_MOST)
        node->factor = CHARACTER_MOST;
    add_leaves(x, node, single);
    if (single)
        return ZK_OK;
    *out = node;
    return tell(x, alternative->text) ? ZK_OK : no_memory(err);
}

/* What was typed, or any of its alternatives; *more false: there are none. */
static enum zk_status either_node(struct expander *x, const struct span *span,
                                  struct zk_node *typed, struct zk_node **out, bool *more,
                                  struct zk_error *err)
{
    struct zk_node *kids[1 + ZK_THESAURUS_ALTERNATIVES] = { typed };
    size_t count = typed ? 1 : 0;
    enum zk_status st = ZK_OK;

    *out = typed;
    for (size_t i = 0; st == ZK_OK && i < span->count && i < ZK_THESAURUS_ALTERNATIVES; i++) {
        st = alternative_node(x, span, i, &kids[count], err);
        if (st == ZK_OK && kids[count]) {
            count++;
            *more = true;
        }
    }
    if (st != ZK_OK || count == 0)
        return st;
    *out = zk_node_make(x->arena, ZK_NODE_OR, kids, count);
    return *out ? ZK_OK : no_memory(err);
}

/* ---- groups ---- */

static bool crosses(const struct expander *x, const struct zk_group *left,
                    const struct zk_group *right)
{
    for (size_t i = 0; i < x->span_count; i++) {
        if (x->spans[i].from < left->to && x->spans[i].to > right->from)
            return true;
    }
    return false;
}

static enum zk_status add_piece(struct expander *x, size_t from, size_t to, double factor,
                                struct zk_node **kids, size_t *count, struct zk_error *err)
{
    enum zk_status st =
        from < to ? piece_node(x, x->nfc + from, to - from, true, &kids[*count], err) : ZK_OK;

    if (st != ZK_OK || from >= to || !kids[*count])
        return st;
    scale(kids[*count], factor);
    ++*count;
    return ZK_OK;
}

/* The text from first to last with alternatives where spans stand; *more false: there are none. */
static enum zk_status mixed_node(struct expander *x, const struct zk_group *whole,
                                 struct zk_node **out, bool *more, struct zk_error *err)
{
    struct zk_node *kids[KIDS_MAX];
    size_t count = 0, at = whole->from;
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < x->span_count; i++) {
        const struct span *span = &x->spans[i];
        size_t literal = count + 1; /* behind what stands before it */

        if (span->from < at || span->to > whole->to)
            continue;
        st = add_piece(x, at, span->from, 1, kids, &count, err);
        literal = count;
        if (st == ZK_OK) /* the whole literal stands beside: here it weighs nothing */
            st = add_piece(x, span->from, span->to, 0, kids, &count, err);
        if (st == ZK_OK && count > literal)
            st = either_node(x, span, kids[literal], &kids[literal], more, err);
        at = span->to;
    }
    if (st == ZK_OK)
        st = add_piece(x, at, whole->to, 1, kids, &count, err);
    if (st != ZK_OK || count == 0)
        return st;
    *out = zk_node_make(x->arena, ZK_NODE_AND, kids, count);
    return *out ? ZK_OK : no_memory(err);
}

/* A group, or several as one. */
static enum zk_status expand_group(struct expander *x, struct zk_group *group, struct zk_error *err)
{
    struct zk_node *either[2] = { group->node, NULL };
    bool more = false;
    enum zk_status st;

    for (size_t i = 0; i < x->span_count; i++) {
        if (x->spans[i].from == group->from && x->spans[i].to == group->to)
            return either_node(x, &x->spans[i], group->node, &group->node, &more, err);
    }
    st = mixed_node(x, group, &either[1], &more, err);
    if (st != ZK_OK || !more)
        return st;
    group->node = zk_node_make(x->arena, ZK_NODE_OR, either, 2);
    return group->node ? ZK_OK : no_memory(err);
}

static enum zk_status expand_groups(struct expander *x, struct zk_group *groups, size_t *count,
                                    struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    size_t kept = 0, i = 0;

    while (st == ZK_OK && i < *count) {
        struct zk_node *all[KIDS_MAX];
        struct zk_group whole = groups[i];
        size_t n = 0;

        all[n++] = groups[i++].node;
        while (whole.plain && i < *count && groups[i].plain && n < KIDS_MAX &&
               crosses(x, &groups[i - 1], &groups[i])) {
            all[n++] = groups[i].node;
            whole.to = groups[i++].to;
        }
        whole.node = zk_node_make(x->arena, ZK_NODE_AND, all, n);
        if (!whole.node)
            return no_memory(err);
        if (whole.plain)
            st = expand_group(x, &whole, err);
        groups[kept++] = whole;
    }
    *count = kept;
    return st;
}

enum zk_status zk_expand(struct zk_reader *reader, const char *nfc, size_t len, size_t budget,
                         struct zk_group *groups, size_t *count, struct zk_leaves *leaves,
                         struct zk_arena *arena, const char *const **added, struct zk_error *err)
{
    struct expander *x = zk_arena_alloc(arena, sizeof(*x));
    enum zk_status st;

    *added = NULL;
    if (!x)
        return no_memory(err);
    x->reader = reader;
    x->text = zk_reader_text(reader);
    x->nfc = nfc;
    x->arena = arena;
    x->leaves = leaves;
    x->budget = budget;
    x->latin = is_latin(nfc, len);
    x->brief = zk_utf8_count(nfc, len) <= BRIEF_CHARS;
    st =
        zk_thesaurus_scan(zk_reader_thesaurus(reader), x->text, nfc, len, arena, take_span, x, err);
    if (st == ZK_OK && x->span_count > 0)
        st = expand_groups(x, groups, count, err);
    if (st == ZK_OK && x->added_count > 0)
        *added = x->added;
    return st;
}
