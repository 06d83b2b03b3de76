/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gaps, as they are found; see gaps.h.
 */
#include "gaps.h"

#include "alloc.h"
#include "demand.h"
#include "gap.h"
#include "match_ask.h"

#include <stdio.h>
#include <string.h>

enum { CODE_BYTES = 16 };

/* ---- a demand ---- */

static enum zk_status look(struct zk_app *app, const struct zk_request *request, int64_t demand,
                           bool *known, bool *is_gap, struct zk_gap *gap, struct zk_error *err)
{
    enum zk_demand_state state;
    struct zk_match_asked asked;
    struct zk_record *record;
    struct zk_match *match;
    enum zk_status st = zk_store_get(request->store, ZK_KIND_DEMAND, demand, ZK_SEE_WHOLE,
                                     request->arena, &record, err);

    *known = *is_gap = false;
    if (st != ZK_OK)
        return st;
    state = zk_demand_state_of(record);
    *known = state != ZK_DEMAND_CLOSED; /* a gap that was closed was one all the same */
    if (state != ZK_DEMAND_OPEN)
        return ZK_OK;
    st = zk_match_ask_demand(app, request, record, &asked, err);
    if (st == ZK_OK)
        st = zk_match_run(app->engine, &asked.params, request->arena, &match, err);
    return st == ZK_OK ? zk_gap_of(match, request->arena, is_gap, gap, err) : st;
}

void zk_gap_record(struct zk_app *app, const struct zk_request *request, int64_t demand)
{
    struct zk_error err = { 0 };
    struct zk_store *store;
    struct zk_gap gap;
    bool known, is_gap;
    enum zk_status st = look(app, request, demand, &known, &is_gap, &gap, &err);

    if (st == ZK_OK && !known)
        return;
    if (st == ZK_OK)
        st = zk_app_begin(app, &store, &err);
    if (st == ZK_OK)
        st = zk_app_end(
            app, zk_gap_put(store, demand, is_gap ? &gap : NULL, zk_now(&app->access.clock), &err),
            &err);
    if (st != ZK_OK)
        zk_log(&app->log, ZK_LOG_WARN, "gap_lost", "code", zk_status_slug(st), "detail", err.detail,
               NULL);
}

/* ---- a need that is kept nowhere ---- */

struct job {
    struct zk_job job;
    struct zk_app *app;
    char discipline[CODE_BYTES], industry[CODE_BYTES], region[CODE_BYTES];
};

static void count(struct zk_job *queued)
{
    struct job *job = (struct job *)queued;
    const struct zk_gap_cell cell = { job->discipline, job->industry, job->region };
    struct zk_app *app = job->app;
    struct zk_error err = { 0 };
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, &err);

    if (st == ZK_OK)
        st = zk_app_end(app, zk_gap_count(store, &cell, zk_now(&app->access.clock), &err), &err);
    if (st != ZK_OK)
        zk_log(&app->log, ZK_LOG_WARN, "gap_lost", "code", zk_status_slug(st), "detail", err.detail,
               NULL);
    zk_free(job);
}

static bool found_nobody(const struct zk_match *match)
{
    for (size_t i = 0; i < match->group_count; i++) {
        if (match->groups[i].total > 0)
            return false;
    }
    return match->need->term_count > 0; /* else it was not understood */
}

/* The first code selected of a facet. */
static void copy_selected(const struct zk_facets *facets, const struct zk_match_params *params,
                          const char *name, char out[CODE_BYTES])
{
    int facet = zk_facets_find(facets, name, strlen(name));
    char buffer[8];

    for (size_t i = 0; i < params->selected_count && !out[0]; i++) {
        if (params->selected[i].facet == facet)
            (void)snprintf(out, CODE_BYTES, "%s",
                           zk_facet_code(&facets->list[facet], params->selected[i].row, buffer));
    }
}

void zk_gap_note(struct zk_app *app, const struct zk_match_params *params,
                 const struct zk_match *match)
{
    const struct zk_facets *facets = zk_engine_facets(app->engine);
    const struct zk_fit_need *fit = params->fit;
    struct job *job;

    /* who insists on words or leaves people out made the gap himself */
    if (!found_nobody(match) || params->need.must_count > 0 || params->exclude_count > 0)
        return;
    job = zk_calloc(1, sizeof(*job));
    if (!job)
        return; /* one need less in a count */
    job->job.run = count;
    job->app = app;
    copy_selected(facets, params, "discipline", job->discipline);
    copy_selected(facets, params, "region", job->region);
    if (fit && fit->industry_count > 0)
        (void)snprintf(job->industry, CODE_BYTES, "%s",
                       zk_codes_table("industry")->rows[fit->industries[0]].code);
    else
        copy_selected(facets, params, "industry", job->industry);
    if (!zk_work_push(app->work, &job->job, ZK_WORK_NOTES))
        zk_free(job);
}
