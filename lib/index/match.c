/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evaluating the tree over bitmaps; see match.h.
 */
#include "match.h"

#include "reader.h"

/* Lent by the cache, or made here. */
struct operand {
    struct zk_cached *cached;
    roaring_bitmap_t *own;
};

struct matcher {
    struct zk_cache *cache;
    struct xapc_database *database;
};

static enum zk_status evaluate(const struct matcher *m, const struct zk_node *node,
                               struct operand *out, struct zk_error *err);

static const roaring_bitmap_t *set_of(const struct operand *operand)
{
    return operand->own ? operand->own : zk_cached_set(operand->cached);
}

static void release(const struct matcher *m, struct operand *operand)
{
    zk_cache_return(m->cache, operand->cached);
    if (operand->own)
        roaring_bitmap_free(operand->own);
    *operand = (struct operand){ NULL, NULL };
}

/* Combine what is there with one more kid; the kids of an OR are united at once. */
static enum zk_status add_kid(const struct matcher *m, enum zk_node_type type, struct operand *to,
                              const struct operand *kid, struct zk_error *err)
{
    roaring_bitmap_t *made;

    if (!to->own) {
        made = roaring_bitmap_copy(set_of(to));
        if (!made)
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match set");
        release(m, to);
        to->own = made;
    }
    if (type == ZK_NODE_NOT)
        roaring_bitmap_andnot_inplace(to->own, set_of(kid));
    else /* all of them, together or not */
        roaring_bitmap_and_inplace(to->own, set_of(kid));
    return ZK_OK;
}

/* Of the documents that have all its terms, those that have them together. */
static enum zk_status keep_phrase(const struct matcher *m, const struct zk_node *node,
                                  roaring_bitmap_t **set, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    roaring_bitmap_t *kept = roaring_bitmap_create();
    struct zk_ranked *found;
    size_t count = 0;
    enum zk_status st =
        arena && kept ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match set");

    if (st == ZK_OK)
        st = zk_rank_phrase(m->database, node, (uint32_t)roaring_bitmap_get_cardinality(*set),
                            arena, &found, &count, err);
    for (size_t i = 0; i < count; i++)
        roaring_bitmap_add(kept, found[i].docid);
    if (st == ZK_OK) {
        roaring_bitmap_free(*set);
        *set = kept;
        kept = NULL;
    }
    if (kept)
        roaring_bitmap_free(kept);
    zk_arena_close(arena);
    return st;
}

/* Any of the kids: all joined at once. */
static enum zk_status unite(const struct matcher *m, const struct zk_node *node,
                            struct operand *out, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct operand *kids = arena ? zk_arena_array(arena, node->count, sizeof(*kids)) : NULL;
    const roaring_bitmap_t **sets = kids ? zk_arena_array(arena, node->count, sizeof(*sets)) : NULL;
    enum zk_status st = sets ? ZK_OK : ZK_NO_MEMORY;

    for (size_t i = 0; st == ZK_OK && i < node->count; i++) {
        st = evaluate(m, node->kids[i], &kids[i], err);
        sets[i] = st == ZK_OK ? set_of(&kids[i]) : NULL;
    }
    if (st == ZK_OK && !(out->own = roaring_bitmap_or_many(node->count, sets)))
        st = ZK_NO_MEMORY;
    for (size_t i = 0; kids && i < node->count; i++)
        release(m, &kids[i]);
    zk_arena_close(arena);
    return st == ZK_NO_MEMORY ? zk_fail(err, st, "", "no memory for a match set") : st;
}

static enum zk_status combine(const struct matcher *m, const struct zk_node *node,
                              struct operand *out, struct zk_error *err)
{
    enum zk_status st = evaluate(m, node->kids[0], out, err);

    for (size_t i = 1; st == ZK_OK && i < node->count; i++) {
        struct operand kid = { NULL, NULL };

        if (roaring_bitmap_is_empty(set_of(out)))
            return ZK_OK;
        st = evaluate(m, node->kids[i], &kid, err);
        if (st == ZK_OK)
            st = add_kid(m, node->type, out, &kid, err);
        release(m, &kid);
    }
    if (st == ZK_OK && node->type == ZK_NODE_PHRASE && out->own &&
        !roaring_bitmap_is_empty(out->own))
        st = keep_phrase(m, node, &out->own, err);
    return st;
}

/* What *out holds is to be released also after a failure. */
static enum zk_status evaluate(const struct matcher *m, const struct zk_node *node,
                               struct operand *out, struct zk_error *err)
{
    if (node->type == ZK_NODE_TERM)
        return zk_cache_lend(m->cache, m->database, node->term, node->len, &out->cached, err);
    if (node->type == ZK_NODE_OR)
        return unite(m, node, out, err);
    return combine(m, node, out, err);
}

enum zk_status zk_match_node(struct zk_cache *cache, struct xapc_database *database,
                             const struct zk_node *node, roaring_bitmap_t **out,
                             struct zk_error *err)
{
    struct matcher m = { cache, database };
    struct operand result = { NULL, NULL };
    enum zk_status st = evaluate(&m, node, &result, err);

    *out = NULL;
    if (st == ZK_OK) {
        *out = result.own ? result.own : roaring_bitmap_copy(set_of(&result));
        result.own = NULL;
        if (!*out)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match set");
    }
    release(&m, &result);
    return st;
}
