/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person types into the search box.
 */
#include "../../lib/index/query.h"

#include "utf8.h"

#include <stdint.h>
#include <stdlib.h>

static struct zk_text *text;

/* Words; the years of a range are as many as there are facets of years, whatever is typed. */
static size_t leaves(const struct zk_node *node)
{
    size_t count = node && node->type == ZK_NODE_TERM && node->term[0] != 'F';

    for (size_t i = 0; node && i < node->count; i++)
        count += leaves(node->kids[i]);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zk_arena *arena = zk_arena_open();
    const char *q = (const char *)data;
    struct zk_query *query;

    if (!text && zk_text_open(&text, NULL) != ZK_OK)
        abort();
    if (zk_utf8_valid(q, size) && zk_query_parse(text, NULL, q, size, arena, &query, NULL) == ZK_OK) {
        size_t most = zk_query_is_plain(q, size) ? ZK_QUERY_TERMS : 2 * ZK_QUERY_PLAIN_CHARS;

        if (query->count > ZK_QUERY_TERMS || (!query->wide && leaves(query->all) > most))
            abort(); /* more terms than may be asked for */
    }
    zk_arena_close(arena);
    return 0;
}
