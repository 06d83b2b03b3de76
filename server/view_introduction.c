/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introductions as JSON; see view_introduction.h.
 */
#include "view_introduction.h"

#include "avoidance.h"
#include "view.h"
#include "view_account.h"

/* A link to a record; without its number when it is a plain name, without address when it cannot be
 * opened. */
static void put_record(struct zk_json *json, const char *key, enum zk_kind kind, int64_t id,
                       const char *name, bool opens)
{
    zk_json_key(json, key);
    zk_json_object(json);
    if (id > 0)
        zk_view_id(json, "id", kind, id);
    zk_json_put_string(json, "name", name);
    if (id > 0 && opens)
        zk_view_url(json, "url", kind, id);
    zk_json_object_end(json);
}

static void put_parties(struct zk_json *json, const struct zk_introduction *i, enum zk_role role)
{
    bool opens = role != ZK_ROLE_EXPERT;

    zk_json_key(json, "demand");
    zk_json_object(json);
    zk_view_id(json, "id", ZK_KIND_DEMAND, i->demand);
    zk_json_put_string(json, "title", i->demand_title);
    if (opens || i->demand_public)
        zk_view_url(json, "url", ZK_KIND_DEMAND, i->demand);
    zk_json_put_string(json, "status", i->demand_status);
    zk_json_object_end(json);
    if (i->organisation_name)
        put_record(json, "organisation", ZK_KIND_ORGANISATION, i->organisation,
                   i->organisation_name, true);
    zk_json_key(json, "candidate");
    zk_json_object(json);
    zk_json_put_string(json, "kind", zk_kind_info(i->kind)->name);
    if (i->candidate > 0)
        zk_view_id(json, "id", i->kind, i->candidate);
    zk_json_put_string(json, "name", i->candidate_name);
    if (i->candidate > 0 && (i->candidate_public || role != ZK_ROLE_ENTERPRISE))
        zk_view_url(json, "url", i->kind, i->candidate);
    zk_json_object_end(json);
}

static void put_moves(struct zk_json *json, const struct zk_introduction *i, enum zk_role role)
{
    zk_json_key(json, "moves");
    zk_json_array(json);
    for (int to = 0; to < ZK_INTRODUCTION_STATES; to++) {
        enum zk_introduction_state state = (enum zk_introduction_state)to;

        if (zk_introduction_may(i->state, state, role))
            zk_json_string(json, zk_introduction_state_name(state));
    }
    zk_json_array_end(json);
    zk_json_put_bool(json, "may_rate", zk_introduction_may_rate(i->state, role));
}

static void put_chase(struct zk_json *json, const struct zk_introduction *i,
                      const struct zk_chase_days *days, int64_t now)
{
    struct zk_chase chase = zk_chase_of(i, days, now);

    zk_json_key(json, "chase");
    zk_json_object(json);
    zk_json_put_bool(json, "due", chase.due);
    zk_json_put_int(json, "reminder", chase.reminder);
    zk_json_put_string(json, "whom", zk_chase_whom_name(chase.whom));
    zk_json_put_int(json, "days", chase.days);
    zk_view_time(json, "due_since", chase.due_since);
    zk_view_time(json, "next_at", chase.next_at);
    zk_view_time(json, "chased_at", i->chased_at);
    zk_json_object_end(json);
}

static void put_step(struct zk_json *json, const struct zk_introduction_step *step, bool office)
{
    zk_json_object(json);
    zk_view_time(json, "at", step->at);
    zk_json_put_string(json, "what", zk_introduction_what_name(step->what));
    zk_json_put_string(json, "state", zk_introduction_state_name(step->state));
    zk_json_put_string(json, "role", step->role);
    if (office && step->author)
        zk_json_put_string(json, "author", step->author);
    if (step->note)
        zk_json_put_string(json, "note", step->note);
    if (step->reminder > 0)
        zk_json_put_int(json, "reminder", step->reminder);
    zk_json_object_end(json);
}

static void put_matched(struct zk_json *json, const struct zk_view_more *more)
{
    zk_json_key(json, "matched");
    zk_json_object(json);
    zk_json_key(json, "terms");
    zk_json_array(json);
    for (size_t i = 0; i < more->term_count; i++)
        zk_json_string(json, more->terms[i]);
    zk_json_array_end(json);
    zk_json_key(json, "evidence");
    zk_json_array(json);
    for (size_t i = 0; i < more->evidence_count; i++) {
        const struct zk_view_evidence *e = &more->evidence[i];

        zk_json_object(json);
        zk_view_id(json, "id", e->kind, e->id);
        zk_json_put_string(json, "kind", zk_kind_info(e->kind)->name);
        zk_json_put_string(json, "title", e->title);
        zk_view_url(json, "url", e->kind, e->id);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
    zk_json_object_end(json);
}

static void put_more(struct zk_json *json, const struct zk_introduction *i,
                     const struct zk_view_more *more, bool office)
{
    if (i->matched)
        put_matched(json, more);
    if (office && i->state == ZK_INTRODUCTION_REQUESTED)
        zk_view_findings(json, "avoidance", more->findings, more->finding_count);
    zk_json_key(json, "steps");
    zk_json_array(json);
    for (size_t k = 0; k < more->step_count; k++)
        put_step(json, &more->steps[k], office);
    zk_json_array_end(json);
}

void zk_view_introduction(struct zk_json *json, const struct zk_introduction *i,
                          const struct zk_view_more *more, enum zk_role role,
                          const struct zk_chase_days *days, int64_t now)
{
    bool office = role == ZK_ROLE_OFFICE, open = zk_introduction_is_open(i->state);

    zk_json_object(json);
    zk_json_put_int(json, "id", i->id);
    zk_json_put_int(json, "version", i->version);
    zk_json_put_string(json, "state", zk_introduction_state_name(i->state));
    zk_json_put_bool(json, "open", open);
    put_parties(json, i, role);
    zk_json_put_string(json, "message", i->message);
    if (i->outcome)
        zk_json_put_string(json, "outcome", i->outcome);
    if (i->satisfaction > 0 && role != ZK_ROLE_EXPERT)
        zk_json_put_int(json, "satisfaction", i->satisfaction);
    zk_view_time(json, "created_at", i->created_at);
    zk_view_time(json, "moved_at", i->moved_at);
    put_moves(json, i, role);
    if (office && open)
        put_chase(json, i, days, now);
    if (more)
        put_more(json, i, more, office);
    zk_json_object_end(json);
}

void zk_view_demand(struct zk_json *json, const struct zk_demand *d)
{
    zk_json_object(json);
    zk_view_id(json, "id", ZK_KIND_DEMAND, d->id);
    zk_json_put_string(json, "title", d->title);
    zk_view_url(json, "url", ZK_KIND_DEMAND, d->id);
    zk_json_put_string(json, "status", zk_demand_state_name(d->state));
    zk_json_put_bool(json, "public", d->published);
    zk_json_put_int(json, "version", d->version);
    if (d->organisation_name)
        put_record(json, "organisation", ZK_KIND_ORGANISATION, d->organisation,
                   d->organisation_name, true);
    if (d->deadline)
        zk_json_put_string(json, "deadline", d->deadline);
    zk_json_put_string(json, "updated_at", d->updated_at);
    zk_view_time(json, "closed_at", d->closed_at);
    if (d->reason)
        zk_json_put_string(json, "reason", d->reason);
    zk_json_key(json, "introductions");
    zk_json_object(json);
    zk_json_put_int(json, "requested", d->requested);
    zk_json_put_int(json, "open", d->under_way);
    zk_json_put_int(json, "done", d->done);
    zk_json_put_int(json, "ended", d->ended);
    zk_json_object_end(json);
    zk_json_object_end(json);
}
