/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The best terms of a long text: those that weigh most in this index.
 */
#include "query.h"

#include "reader.h"
#include "shim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One character of a text that asks nothing says as much as a pair. */
static const double STATED_CHARACTER = 4.0 / 3;

struct weighed {
    const struct zk_leaf *leaf;
    double weight;
    size_t number; /* in the text */
};

static int by_weight(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Robertson and Spärck Jones (1976), as Xapian's BM25 has it; times: what a term said twice adds. */
static double weight_of(const struct zk_node *node, uint32_t documents, uint32_t records)
{
    double n = documents, rest = (double)records - n;
    double times = node->times;

    if (documents == 0 || rest < 0)
        return 0;
    return node->factor * log(1 + (rest + 0.5) / (n + 0.5)) * 2 * times / (1 + times);
}

/*
 * Xapian takes log(n) of how rare a term is, and less for a common one. That is right for questions, whose
 * common words only ask; in what is stated they say what it is about: log(1 + n), as Lucene has it.
 * Measured on Han: docs/EVALUATION.md.
 */
static double stated(const struct zk_leaf *leaf, uint32_t documents, uint32_t records)
{
    double rare = ((double)records - documents + 0.5) / (documents + 0.5);

    if ((unsigned char)leaf->node->term[0] < 0x80 || documents == 0 || documents >= records)
        return 1;
    return log(1 + rare) / log(rare < 2 ? 0.5 * rare + 1 : rare) *
           (leaf->character ? STATED_CHARACTER : 1);
}

static enum zk_status weigh(const struct zk_query *query, struct zk_reader *reader,
                            struct weighed *list, size_t *count, struct zk_error *err)
{
    struct xapc_database *database = zk_reader_database(reader);
    uint32_t records = (uint32_t)zk_reader_info(reader)->records;

    *count = 0;
    for (size_t i = 0; i < query->leaf_count; i++) {
        const struct zk_leaf *leaf = &query->leaves[i];
        struct xapc_error xerr;
        uint32_t documents = 0;
        enum zk_status st = zk_shim_status(
            xapc_database_term_documents(database, leaf->node->term, leaf->node->len, &documents,
                                         &xerr),
            &xerr, err);
        double weight;

        if (st != ZK_OK)
            return st;
        if (!query->asks)
            leaf->node->factor *= stated(leaf, documents, records);
        weight = weight_of(leaf->node, documents, records);
        if (weight > 0)
            list[(*count)++] = (struct weighed){ leaf, weight, i };
    }
    qsort(list, *count, sizeof(*list), by_weight);
    return ZK_OK;
}

enum zk_status zk_query_weigh(struct zk_query *query, struct zk_reader *reader,
                              struct zk_arena *arena, struct zk_error *err)
{
    struct zk_node *raise[ZK_QUERY_TERMS];
    struct weighed *list = zk_arena_array(arena, query->leaf_count + 1, sizeof(*list));
    size_t count, raises = 0;
    enum zk_status st;

    if (!list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    st = weigh(query, reader, list, &count, err);
    if (st != ZK_OK)
        return st;
    if (count > ZK_QUERY_TERMS)
        count = ZK_QUERY_TERMS;
    query->count = 0;
    query->literal = NULL; /* any word will do, so there is nothing to have all of */
    for (size_t i = 0; i < count; i++) {
        struct zk_node *node = list[i].leaf->node;

        if (list[i].leaf->character)
            raise[raises++] = node;
        else
            query->terms[query->count++] = node;
    }
    query->some =
        query->count > 0 ? zk_node_make(arena, ZK_NODE_OR, query->terms, query->count) : NULL;
    query->extra = raises > 0 ? zk_node_make(arena, ZK_NODE_OR, raise, raises) : NULL;
    if ((query->count > 0 && !query->some) || (raises > 0 && !query->extra))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    return ZK_OK;
}
