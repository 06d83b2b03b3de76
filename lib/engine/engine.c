/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine: an index that is followed. Searching is in search.c, suggesting in suggest.c.
 */
#include "private.h"

#include "alloc.h"

#include <string.h>

enum zk_status zk_engine_open(const struct zk_engine_options *options, struct zk_engine **out,
                              struct zk_error *err)
{
    struct zk_engine *engine = zk_calloc(1, sizeof(*engine));
    enum zk_status st;

    *out = NULL;
    if (!engine)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for the engine");
    engine->log = options->log;
    st = zk_index_open(options->index_folder, options->readers, &engine->index, err);
    if (st != ZK_OK) {
        zk_free(engine);
        return st;
    }
    (void)zk_engine_refresh(engine, NULL);
    *out = engine;
    return ZK_OK;
}

void zk_engine_close(struct zk_engine *engine)
{
    if (!engine)
        return;
    zk_index_close(engine->index);
    zk_free(engine);
}

enum zk_status zk_engine_refresh(struct zk_engine *engine, struct zk_error *err)
{
    struct zk_error why = { .status = ZK_OK };
    enum zk_status st = zk_index_refresh(engine->index, NULL, &why);

    if (st == ZK_OK && why.status != ZK_OK)
        zk_log(engine->log, ZK_LOG_WARN, "index-not-refreshed", "why", why.detail, NULL);
    if (err)
        *err = why;
    return st;
}

void zk_engine_state(struct zk_engine *engine, struct zk_engine_state *out)
{
    struct zk_error why = { .status = ZK_OK };
    struct zk_reader *reader;

    memset(out, 0, sizeof(*out));
    out->status = zk_index_borrow(engine->index, &reader, &why);
    if (out->status == ZK_OVERLOADED)
        out->status = ZK_OK; /* there is one; it is only busy */
    if (!reader)
        return;
    memcpy(out->generation, zk_reader_info(reader)->generation, sizeof(out->generation));
    out->revision = zk_reader_info(reader)->revision;
    out->records = zk_reader_info(reader)->records;
    out->outbox_seq = zk_reader_info(reader)->outbox_seq;
    zk_index_return(engine->index, reader);
}

const struct zk_facets *zk_engine_facets(const struct zk_engine *engine)
{
    return zk_index_facets(engine->index);
}

void zk_engine_normalise(const struct zk_engine *engine, const char *q, size_t len,
                         struct zk_buf *out)
{
    zk_suggest_key(zk_index_text(engine->index), q, len, out);
}
