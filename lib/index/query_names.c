/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names typed in Latin letters; see query_names.h.
 */
#include "query_names.h"

#include "document.h"
#include "pinyin.h"
#include "utf8.h"

#include <string.h>

enum { QUERY_BYTES = 8192 };

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || c == 0xFC;
}

/* The stretch from the first letter to the last one of the normalised text. */
static void find_stretch(const struct zk_buf *q, size_t *from, size_t *to)
{
    size_t pos = 0;

    *from = *to = 0;
    while (pos < q->len) {
        size_t at = pos;

        if (!is_letter(zk_utf8_next(q->bytes, q->len, &pos)))
            continue;
        if (*to == 0)
            *from = at;
        *to = pos;
    }
}

static bool is_blank(const char *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] == ' ')
        len--;
    return len == 0;
}

/* The name, and the rest of the query beside it. */
static enum zk_status join(const struct zk_text *text, const struct zk_buf *q, size_t from,
                           size_t to, struct zk_arena *arena, struct zk_typed_name *out,
                           struct zk_error *err)
{
    struct zk_node *both[2] = { out->node, NULL };
    struct zk_query *rest;
    const char *beside;
    enum zk_status st;

    if (is_blank(q->bytes, from) && is_blank(q->bytes + to, q->len - to))
        return ZK_OK;
    beside =
        zk_arena_printf(arena, "%.*s %.*s", (int)from, q->bytes, (int)(q->len - to), q->bytes + to);
    if (!beside)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    st = zk_query_parse(text, NULL, beside, strlen(beside), arena, &rest, err);
    if (st != ZK_OK || !rest->all)
        return st;
    both[1] = rest->all;
    out->node = zk_node_make(arena, ZK_NODE_AND, both, 2);
    return out->node ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
}

static enum zk_status make(const struct zk_text *text, const struct zk_buf *q,
                           struct zk_arena *arena, struct zk_typed_name *out, struct zk_error *err)
{
    char term[1 + ZK_PINYIN_TYPED_MAX] = { ZK_PREFIX_SPELLED };
    size_t from, to, n;

    if (q->len == 0)
        return ZK_OK;
    find_stretch(q, &from, &to);
    n = zk_pinyin_typed(q->bytes + from, to - from, term + 1);
    if (n == 0)
        return ZK_OK;
    out->node = zk_node_term(arena, term, n + 1);
    if (!out->node)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a query");
    out->letters = out->node->term + 1;
    out->len = n;
    return join(text, q, from, to, arena, out, err);
}

enum zk_status zk_query_names(const struct zk_text *text, const char *q, size_t len,
                              struct zk_arena *arena, struct zk_typed_name *out,
                              struct zk_error *err)
{
    struct zk_buf normal;
    enum zk_status st;

    *out = (struct zk_typed_name){ NULL, "", 0 };
    zk_buf_init(&normal, QUERY_BYTES);
    zk_text_normalise(text, q, len, &normal);
    st = zk_buf_status(&normal);
    if (st == ZK_NO_MEMORY)
        (void)zk_fail(err, st, "", "no memory for a query");
    else
        st = st == ZK_OK ? make(text, &normal, arena, out, err) : ZK_OK; /* too long for a name */
    zk_buf_free(&normal);
    return st;
}
