/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evaluating the tree over bitmaps; see match.h.
 */
#include "match.h"

#include "shim.h"

static enum zk_status match_term(struct xapc_database *database, const struct zk_node *node,
                                 roaring_bitmap_t **out, struct zk_error *err)
{
    enum { CHUNK = 256 };
    struct zk_postings postings = { .it = NULL };
    uint32_t docids[CHUNK];
    size_t n = 0;
    enum zk_status st;

    *out = roaring_bitmap_create();
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match set");
    st = zk_postings_open(database, node->term, node->len, &postings, err);
    while (st == ZK_OK && postings.docid != 0) {
        docids[n++] = postings.docid;
        if (n == CHUNK) {
            roaring_bitmap_add_many(*out, n, docids);
            n = 0;
        }
        st = zk_postings_next(&postings, err);
    }
    roaring_bitmap_add_many(*out, n, docids);
    zk_postings_close(&postings);
    if (st != ZK_OK) {
        roaring_bitmap_free(*out);
        *out = NULL;
    }
    return st;
}

enum zk_status zk_match_node(struct xapc_database *database, const struct zk_node *node,
                             roaring_bitmap_t **out, struct zk_error *err)
{
    enum zk_status st;

    if (node->type == ZK_NODE_TERM)
        return match_term(database, node, out, err);
    st = zk_match_node(database, node->kids[0], out, err);
    for (size_t i = 1; st == ZK_OK && i < node->count; i++) {
        roaring_bitmap_t *kid;

        if (node->type == ZK_NODE_AND && roaring_bitmap_is_empty(*out))
            return ZK_OK;
        st = zk_match_node(database, node->kids[i], &kid, err);
        if (st != ZK_OK)
            break;
        if (node->type == ZK_NODE_AND)
            roaring_bitmap_and_inplace(*out, kid);
        else
            roaring_bitmap_or_inplace(*out, kid);
        roaring_bitmap_free(kid);
    }
    if (st != ZK_OK && *out) {
        roaring_bitmap_free(*out);
        *out = NULL;
    }
    return st;
}
