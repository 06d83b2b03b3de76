/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groonga, inside this process: select with a drilldown for each facet. Indexes are made when all
 * records are there, as its manual advises.
 */
#include "rival.h"

#include <groonga.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND_BYTES = 1 << 20 };

struct engine {
    grn_ctx ctx;
    grn_obj *database;
    char *output; /* of the last command; Groonga's */
    unsigned int output_len;
    bool some; /* a record was loaded */
};

static enum zk_status failed(struct engine *e, struct zk_error *err)
{
    return zk_fail(err, ZK_IO, "", "Groonga: %s", e->ctx.errbuf);
}

static enum zk_status send(struct engine *e, const char *command, size_t len, struct zk_error *err)
{
    int flags = 0;

    (void)grn_ctx_send(&e->ctx, command, (unsigned)len, 0);
    if (e->ctx.rc == GRN_SUCCESS)
        (void)grn_ctx_recv(&e->ctx, &e->output, &e->output_len, &flags);
    return e->ctx.rc == GRN_SUCCESS ? ZK_OK : failed(e, err);
}

static enum zk_status sends(struct engine *e, const char *command, struct zk_error *err)
{
    return send(e, command, strlen(command), err);
}

static enum zk_status each_facet(struct engine *e, const char *format, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < BENCH_FACETS; i++) {
        char command[200];

        (void)snprintf(command, sizeof(command), format, i, i, i);
        st = sends(e, command, err);
    }
    return st;
}

static enum zk_status create_tables(struct engine *e, struct zk_error *err)
{
    enum zk_status st = sends(e, "table_create Records TABLE_HASH_KEY UInt32", err);

    if (st == ZK_OK)
        st = sends(e, "column_create Records text COLUMN_SCALAR Text", err);
    if (st == ZK_OK)
        st = sends(e, "table_create Words TABLE_PAT_KEY ShortText --default_tokenizer TokenDelimit",
                   err);
    if (st == ZK_OK)
        st = each_facet(e, "table_create F%d TABLE_HASH_KEY UInt16", err);
    if (st == ZK_OK)
        st = each_facet(e, "column_create Records f%d COLUMN_VECTOR F%d", err);
    return st == ZK_OK ? sends(e, "load --table Records", err) : st;
}

static void groonga_close(void *engine)
{
    struct engine *e = engine;

    if (!e)
        return;
    if (e->database)
        (void)grn_obj_close(&e->ctx, e->database);
    (void)grn_ctx_fin(&e->ctx);
    (void)grn_fin();
    free(e);
}

static enum zk_status groonga_open(const char *path, bool create, void **out, struct zk_error *err)
{
    struct engine *e = calloc(1, sizeof(*e));
    char file[BENCH_PATH + 16];
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (!e)
        return ZK_NO_MEMORY;
    (void)snprintf(file, sizeof(file), "%s/words", path);
    if (grn_init() != GRN_SUCCESS || grn_ctx_init(&e->ctx, 0) != GRN_SUCCESS) {
        free(e);
        return zk_fail(err, ZK_IO, "", "Groonga does not start");
    }
    grn_ctx_set_command_version(&e->ctx, GRN_COMMAND_VERSION_1);
    e->database = create ? grn_db_create(&e->ctx, file, NULL) : grn_db_open(&e->ctx, file);
    if (!e->database)
        st = failed(e, err);
    if (st == ZK_OK && create)
        st = create_tables(e, err);
    if (st != ZK_OK)
        groonga_close(e);
    else
        *out = e;
    return st;
}

static enum zk_status groonga_add(void *engine, const struct rival_document *document,
                                  struct zk_error *err)
{
    struct engine *e = engine;
    struct zk_buf row;
    enum zk_status st;

    zk_buf_init(&row, COMMAND_BYTES);
    zk_buf_addf(&row, "%c{\"_key\":%lld,\"text\":\"%.*s\"", e->some ? ',' : '[',
                (long long)document->id, (int)document->len, document->text);
    for (int f = 0; f < BENCH_FACETS; f++) {
        zk_buf_addf(&row, ",\"f%d\":[", f);
        for (size_t i = 0; i < document->counts[f]; i++)
            zk_buf_addf(&row, "%s%d", i > 0 ? "," : "", document->entries[f][i]);
        zk_buf_addc(&row, ']');
    }
    zk_buf_addc(&row, '}');
    e->some = true;
    st = zk_buf_status(&row);
    if (st == ZK_OK)
        st = send(e, row.bytes, row.len, err);
    zk_buf_free(&row);
    return st;
}

static enum zk_status groonga_finish(void *engine, struct zk_error *err)
{
    struct engine *e = engine;
    enum zk_status st = sends(e, "]", err);

    if (st == ZK_OK)
        st = sends(e, "column_create Words records COLUMN_INDEX Records text", err);
    if (st == ZK_OK)
        st = each_facet(e, "column_create F%d records COLUMN_INDEX Records f%d", err);
    return st;
}

static enum zk_status groonga_search(void *engine, const struct rival_query *query,
                                     struct zk_error *err)
{
    static const struct rival_syntax syntax = { "", "", " ", " OR " };
    struct engine *e = engine;
    struct zk_buf command;
    enum zk_status st;

    zk_buf_init(&command, COMMAND_BYTES);
    zk_buf_adds(&command, "select Records --match_columns text --cache no --query '");
    rival_write(&syntax, query->text, &command);
    zk_buf_adds(&command, "' --limit 20 --output_columns _key,_score --sort_keys -_score"
                          " --drilldown f0,f1,f2,f3,f4,f5 --drilldown_limit -1"
                          " --drilldown_output_columns _key,_nsubrecs");
    for (size_t i = 0; i < query->selected_count; i++)
        zk_buf_addf(&command, "%sf%d @ %d", i == 0 ? " --filter '" : " && ", query->facets[i],
                    query->selected[i]);
    if (query->selected_count > 0)
        zk_buf_addc(&command, '\'');
    st = zk_buf_status(&command);
    if (st == ZK_OK)
        st = send(e, command.bytes, command.len, err);
    zk_buf_free(&command);
    return st;
}

/* [[[total],[columns],hit…],[[rows],[columns],[entry,count]…]…] */
static enum zk_status groonga_read(void *engine, struct rival_answer *out, struct zk_error *err)
{
    struct engine *e = engine;
    json_t *all = json_loadb(e->output, e->output_len, 0, NULL), *hits = json_array_get(all, 0);

    *out = (struct rival_answer){ 0 };
    if (!hits || json_array_size(all) != 1 + BENCH_FACETS) {
        json_decref(all);
        return zk_fail(err, ZK_INTERNAL, "", "Groonga answers %.*s", (int)e->output_len, e->output);
    }
    out->total = json_integer_value(json_array_get(json_array_get(hits, 0), 0));
    out->top = (int64_t)json_array_size(hits) - 2;
    for (size_t f = 0; f < BENCH_FACETS; f++) {
        json_t *rows = json_array_get(all, 1 + f);

        for (size_t i = 2; i < json_array_size(rows); i++)
            out->counted[f] += json_integer_value(json_array_get(json_array_get(rows, i), 1));
    }
    json_decref(all);
    return ZK_OK;
}

const struct rival rival_groonga = { "Groonga, our pairs, drilldowns",
                                     "groonga",
                                     groonga_open,
                                     groonga_add,
                                     groonga_finish,
                                     groonga_search,
                                     groonga_read,
                                     groonga_close };
