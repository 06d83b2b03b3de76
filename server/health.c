/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is it alive, can it answer, what has it done: /healthz, /readyz, /metrics.
 */
#include "app.h"
#include "handlers.h"

#include <inttypes.h>

enum zk_status zk_handle_healthz(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    static const char alive[] = "{\"status\":\"ok\"}";
    enum zk_status st = zk_params_none(&request->params, err);

    (void)app;
    if (st != ZK_OK)
        return st;
    zk_response_fixed(response, "application/json", alive, sizeof(alive) - 1);
    response->cache = ZK_CACHE_NEVER;
    return ZK_OK;
}

/* Records in the store and the last position of its outbox. */
static enum zk_status read_store(struct zk_store *store, int64_t counts[ZK_KIND_COUNT],
                                 int64_t *seq, struct zk_error *err)
{
    enum zk_status st = zk_store_counts(store, counts, err);

    if (st == ZK_OK)
        st = zk_store_outbox_last(store, seq, err);
    return st;
}

static int64_t pending(int64_t last, const struct zk_engine_state *state)
{
    return last > state->outbox_seq ? last - state->outbox_seq : 0;
}

enum zk_status zk_handle_readyz(struct zk_app *app, const struct zk_request *request,
                                struct zk_response *response, struct zk_error *err)
{
    int64_t counts[ZK_KIND_COUNT] = { 0 }, records = 0, last = 0;
    struct zk_engine_state state;
    struct zk_json json;
    enum zk_status st = zk_params_none(&request->params, err);

    if (st != ZK_OK)
        return st;
    st = read_store(request->store, counts, &last, err);
    zk_engine_state(app->engine, &state);
    if (st == ZK_OK)
        st = state.status;
    for (int i = 0; i < ZK_KIND_COUNT; i++)
        records += counts[i];
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_put_string(&json, "status", st == ZK_OK ? "ready" : "unready");
    if (st == ZK_OK) {
        zk_json_put_string(&json, "generation", state.generation);
        zk_json_put_int(&json, "revision", state.revision);
        zk_json_put_int(&json, "records", records);
        zk_json_put_int(&json, "indexed", state.records);
        zk_json_put_int(&json, "pending", pending(last, &state));
    } else {
        zk_json_put_string(&json, "reason", zk_status_slug(st));
    }
    zk_json_object_end(&json);
    zk_response_ready(response, st == ZK_OK);
    return zk_response_json(response, err);
}

static void add_gauge(struct zk_buf *out, const char *name, const char *help, int64_t value)
{
    zk_buf_addf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRId64 "\n", name, help, name, name,
                value);
}

static void add_index(struct zk_buf *out, const struct zk_engine_state *state)
{
    add_gauge(out, "zhiku_index_ready", "1 when there is an index to search.",
              state->status == ZK_OK);
    if (state->status != ZK_OK)
        return;
    zk_buf_addf(out,
                "# HELP zhiku_index_info Generation in use.\n# TYPE zhiku_index_info gauge\n"
                "zhiku_index_info{generation=\"%s\"} 1\n",
                state->generation);
    add_gauge(out, "zhiku_index_revision", "Revision in use.", state->revision);
    add_gauge(out, "zhiku_index_records", "Records in the index.", state->records);
    add_gauge(out, "zhiku_index_position", "Outbox position the index reflects.",
              state->outbox_seq);
}

enum zk_status zk_handle_metrics(struct zk_app *app, const struct zk_request *request,
                                 struct zk_response *response, struct zk_error *err)
{
    int64_t counts[ZK_KIND_COUNT] = { 0 }, last = 0;
    struct zk_buf *out = &response->body;
    struct zk_engine_state state;
    enum zk_status st;
    bool store;

    /* Elsewhere it does not exist, which says less than a refusal. */
    if (!request->private_peer)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such path");
    st = zk_params_none(&request->params, err);
    if (st != ZK_OK)
        return st;
    zk_metrics_write(&app->metrics, out);
    zk_querylog_metrics(app->querylog, out);
    zk_engine_state(app->engine, &state);
    add_index(out, &state);
    store = read_store(request->store, counts, &last, NULL) == ZK_OK;
    add_gauge(out, "zhiku_store_up", "1 when the store can be read.", store);
    if (store) {
        add_gauge(out, "zhiku_index_pending", "Changes that are not in the index yet.",
                  pending(last, &state));
        zk_buf_adds(out, "# HELP zhiku_store_records Records in the store.\n"
                         "# TYPE zhiku_store_records gauge\n");
        for (int i = 0; i < ZK_KIND_COUNT; i++)
            zk_buf_addf(out, "zhiku_store_records{kind=\"%s\"} %" PRId64 "\n",
                        zk_kind_info((enum zk_kind)i)->name, counts[i]);
    }
    response->cache = ZK_CACHE_NEVER;
    return zk_response_text(response, "text/plain; version=0.0.4; charset=utf-8", err);
}
