/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the terms of a phrase stand together in one document, from their positions; and which
 * phrases are too common to be asked that.
 */
#include "reader.h"

#include "shim.h"

/* From one place of the first term: each of the others behind the one before it, within the window.
 */
static enum xapc_status stands_at(struct xapc_database *database, const struct zk_node *phrase,
                                  uint32_t docid, uint32_t first, bool *out,
                                  struct xapc_error *xerr)
{
    uint32_t position = first;
    enum xapc_status st = XAPC_OK;

    *out = true;
    for (size_t i = 1; st == XAPC_OK && *out && i < phrase->count; i++) {
        const struct zk_node *term = phrase->kids[i];
        struct xapc_positions *positions = NULL;
        bool found = false;

        st = xapc_database_positions(database, docid, term->term, term->len, &positions, xerr);
        if (st == XAPC_OK)
            st = xapc_positions_skip_to(positions, position + 1, &position, &found, xerr);
        xapc_positions_free(positions);
        *out = found && position < first + phrase->window;
    }
    return st;
}

enum zk_status zk_phrase_stands(struct xapc_database *database, const struct zk_node *phrase,
                                uint32_t docid, bool *out, struct zk_error *err)
{
    struct xapc_positions *positions = NULL;
    struct xapc_error xerr;
    const struct zk_node *term = phrase->kids[0];
    bool found = true;
    uint32_t position;
    enum xapc_status st =
        xapc_database_positions(database, docid, term->term, term->len, &positions, &xerr);

    *out = false;
    while (st == XAPC_OK && !*out) {
        st = xapc_positions_next(positions, &position, &found, &xerr);
        if (st != XAPC_OK || !found)
            break;
        st = stands_at(database, phrase, docid, position, out, &xerr);
    }
    xapc_positions_free(positions);
    return zk_shim_status(st, &xerr, err);
}

static enum zk_status bound_phrase(struct zk_node *phrase, struct zk_reader *reader, uint64_t most,
                                   struct zk_error *err)
{
    roaring_bitmap_t *together;
    enum zk_status st;

    phrase->type = ZK_NODE_AND;
    st = zk_reader_match(reader, phrase, &together, err);
    if (st != ZK_OK)
        return st;
    if (roaring_bitmap_get_cardinality(together) <= most)
        phrase->type = ZK_NODE_PHRASE;
    roaring_bitmap_free(together);
    return ZK_OK;
}

static enum zk_status bound(struct zk_node *node, struct zk_reader *reader, uint64_t most,
                            struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (node->type == ZK_NODE_PHRASE)
        return bound_phrase(node, reader, most, err);
    for (size_t i = 0; st == ZK_OK && i < node->count; i++)
        st = bound(node->kids[i], reader, most, err);
    return st;
}

enum zk_status zk_query_bound(struct zk_query *query, struct zk_reader *reader, uint64_t most,
                              struct zk_error *err)
{
    return query->all ? bound(query->all, reader, most, err) : ZK_OK;
}
