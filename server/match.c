/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * POST /api/v1/match: a need, and who can meet it. The need is answered and forgotten.
 */
#include "body.h"
#include "gaps.h"
#include "handlers.h"
#include "match_ask.h"
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* Finished introductions of everybody who is shown. */
static enum zk_status read_finished(const struct zk_request *request, const struct zk_match *match,
                                    struct zk_view_finished *out, struct zk_error *err)
{
    size_t room = 1, count = 0;
    struct zk_introduction_record *list;
    int64_t *ids;
    enum zk_status st;

    for (size_t i = 0; i < match->group_count; i++)
        room += match->groups[i].count;
    ids = zk_arena_array(request->arena, room, sizeof(*ids));
    if (!ids)
        return zk_fail(err, ZK_NO_MEMORY, "", "candidates");
    for (size_t i = 0; i < match->group_count; i++) {
        for (size_t k = 0; k < match->groups[i].count; k++)
            ids[count++] = match->groups[i].candidates[k].id;
    }
    st = zk_introduction_records_of(request->store, ids, count, request->arena, &list, &out->count,
                                    err);
    out->list = list;
    return st;
}

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Enough to show the same order again; nothing of the need. */
static void log_order(const struct zk_app *app, const struct zk_match_rotation *rotation)
{
    struct zk_engine_state state;
    char revision[24], tolerance[24];

    if (!rotation->seed)
        return;
    zk_engine_state(app->engine, &state);
    (void)snprintf(revision, sizeof(revision), "%" PRId64, state.revision);
    (void)snprintf(tolerance, sizeof(tolerance), "%.3f", rotation->tolerance);
    zk_log(&app->log, ZK_LOG_INFO, "match", "seed", rotation->seed, "tolerance", tolerance,
           "generation", state.generation, "revision", revision, NULL);
}

enum zk_status zk_handle_match(struct zk_app *app, const struct zk_request *request,
                               struct zk_response *response, struct zk_error *err)
{
    static const char *const none[] = { NULL };
    const struct zk_facets *facets = zk_engine_facets(app->engine);
    struct zk_params params = { 0 };
    struct zk_view_finished finished = { .count = 0 };
    struct zk_match_asked asked;
    struct zk_match *match;
    struct zk_json json;
    int64_t start = now_us();
    enum zk_status st = zk_params_only(&request->params, none, err);

    if (st == ZK_OK)
        st = zk_body_match(request, facets, &params, err);
    if (st == ZK_OK)
        st = zk_params_lang(&params, &finished.lang, err);
    if (st == ZK_OK)
        st = zk_match_ask(app, request, &params, false, &asked, response, err);
    if (st == ZK_OK)
        st = zk_match_run(app->engine, &asked.params, request->arena, &match, err);
    if (st == ZK_OK)
        st = read_finished(request, match, &finished, err);
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_view_match(&json, facets, &asked.params, match, &finished, now_us() - start);
    log_order(app, &asked.params.rotation);
    zk_gap_note(app, &asked.params, match);
    for (size_t i = 0; i < match->group_count; i++)
        response->records += match->groups[i].count;
    response->cache = ZK_CACHE_NEVER;
    return zk_response_json(response, err);
}
