/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From changes to alerts: what has changed and is in the index is asked for by each of what is
 * saved, a slice of them at a time; what they find, what they know from then on and how far the
 * batch has come is one transaction (lib/alert).
 */
#include "teller.h"

#include "alert.h"
#include "chase.h"
#include "fitting.h"
#include "gap.h"
#include "gaps.h"
#include "saved_find.h"

#include <inttypes.h>
#include <stdio.h>

struct slice {
    struct zk_app *app;
    struct zk_lane *lane;
    struct zk_alert_batch batch;
    struct zk_changed changed;
    roaring_bitmap_t *touched;
    struct zk_saved *saved;
    size_t count;
    struct zk_found found[ZK_TELL_SLICE];
};

/* What cannot be asked any more (a code that is gone, a record that may not be seen) has no news;
 * that must not stop the others. */
static enum zk_status find(struct zk_app *app, struct zk_lane *lane, const struct zk_saved *saved,
                           const struct zk_changed *changed, struct zk_found *out,
                           struct zk_error *err)
{
    struct zk_response unused = { 0 };
    char id[24];
    enum zk_status st =
        zk_saved_find(app, lane->store, saved, changed, lane->arena, out, &unused, err);

    if (!zk_status_is_callers(st))
        return st;
    (void)snprintf(id, sizeof(id), "%" PRId64, saved->id);
    zk_log(&app->log, ZK_LOG_WARN, "saved_unasked", "saved", id, "code", zk_status_slug(st), NULL);
    out->set = roaring_bitmap_create();
    return out->set ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "news");
}

/* ---- following ---- */

enum zk_status zk_tell_follow(struct zk_app *app, struct zk_lane *lane, bool *more,
                              struct zk_error *err)
{
    struct zk_engine_state state;
    struct zk_saved *list;
    size_t count = 0;
    enum zk_status st;

    *more = false;
    zk_engine_state(app->engine, &state);
    if (state.status != ZK_OK)
        return ZK_OK; /* there is nothing to ask yet */
    st = zk_saved_unfollowed(lane->store, ZK_TELL_FOLLOWED, lane->arena, &list, &count, err);

    *more = count == ZK_TELL_FOLLOWED;
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        struct zk_found found = { 0 };
        struct zk_store *store;
        int64_t id;

        st = find(app, lane, &list[i], NULL, &found, err);
        if (st == ZK_OK)
            st = zk_app_begin(app, &store, err);
        if (st == ZK_OK) {
            st = zk_saved_add(&app->access, store, &list[i], found.set, &id, err);
            st = zk_app_end(app, st, err);
        }
        if (st == ZK_DUPLICATE) /* somebody was faster */
            st = ZK_OK;
        zk_found_free(&found);
    }
    return st;
}

/* ---- telling ---- */

static enum zk_status ask_all(struct slice *s, struct zk_error *err)
{
    enum zk_status st = zk_fitting_touched(s->app->engine, s->batch.changed, &s->touched,
                                           &s->changed.candidates, err);

    s->changed.records = s->batch.changed;
    s->changed.touched = s->touched;
    if (st == ZK_OK)
        st = zk_saved_active(s->lane->store, s->batch.after, ZK_TELL_SLICE, s->lane->arena,
                             &s->saved, &s->count, err);
    for (size_t i = 0; st == ZK_OK && i < s->count; i++)
        st = find(s->app, s->lane, &s->saved[i], &s->changed, &s->found[i], err);
    return st;
}

static enum zk_status tell_all(struct slice *s, int64_t *news, struct zk_error *err)
{
    struct zk_app *app = s->app;
    int64_t after = s->count > 0 ? s->saved[s->count - 1].id : s->batch.after;
    struct zk_store *store;
    enum zk_status st = zk_app_begin(app, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_alert_batch_claim(store, &s->batch, err);
    for (size_t i = 0; st == ZK_OK && i < s->count; i++) {
        const struct zk_found *found = &s->found[i];
        int64_t some = 0;

        st = zk_alert_tell(&app->access, store, s->saved[i].id, &s->batch, found->set,
                           found->reasons, found->reason_count, &some, err);
        *news += some;
    }
    if (st == ZK_OK)
        st = zk_alert_batch_told(store, &s->batch, after, s->count < ZK_TELL_SLICE, err);
    return zk_app_end(app, st, err);
}

static void log_news(struct zk_app *app, const struct slice *s, int64_t news)
{
    char told[24], changed[24];

    if (news == 0)
        return;
    (void)snprintf(told, sizeof(told), "%" PRId64, news);
    (void)snprintf(changed, sizeof(changed), "%" PRIu64,
                   roaring_bitmap_get_cardinality(s->batch.changed));
    zk_log(&app->log, ZK_LOG_INFO, "alerts", "news", told, "changed", changed, NULL);
}

enum zk_status zk_tell_slice(struct zk_app *app, struct zk_lane *lane, bool *more,
                             struct zk_error *err)
{
    struct slice s = { .app = app, .lane = lane };
    struct zk_engine_state state;
    int64_t news = 0;
    enum zk_status st;

    *more = false;
    zk_engine_state(app->engine, &state);
    if (state.status != ZK_OK)
        return ZK_OK; /* there is nothing to ask yet */
    st = zk_alert_batch_read(lane->store, state.outbox_seq, &s.batch, err);
    if (st != ZK_OK || s.batch.upto == 0)
        goto out;
    st = ask_all(&s, err);
    if (st == ZK_OK)
        st = tell_all(&s, &news, err);
    *more = st == ZK_OK;
    if (st == ZK_CONFLICT) /* another server tells it */
        st = ZK_OK;
    if (st == ZK_OK)
        log_news(app, &s, news);
out:
    for (size_t i = 0; i < s.count; i++)
        zk_found_free(&s.found[i]);
    if (s.touched)
        roaring_bitmap_free(s.touched);
    zk_alert_batch_free(&s.batch);
    return st;
}

/* ---- reminding ---- */

enum zk_status zk_tell_remind(struct zk_app *app, struct zk_lane *lane, bool *more,
                              struct zk_error *err)
{
    static const enum zk_role roles[] = { [ZK_CHASE_OFFICE] = ZK_ROLE_OFFICE,
                                          [ZK_CHASE_CANDIDATE] = ZK_ROLE_EXPERT,
                                          [ZK_CHASE_ENTERPRISE] = ZK_ROLE_ENTERPRISE };
    struct zk_reminder *list;
    struct zk_store *store;
    size_t count = 0;
    enum zk_status st = zk_app_begin(app, &store, err);

    *more = false;
    if (st != ZK_OK)
        return st;
    st = zk_introduction_remind(&app->access, store, &app->chase, lane->arena, &list, &count, err);
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        st = zk_alert_remind(&app->access, store,
                             &(struct zk_alert_reminder){
                                 .introduction = list[i].introduction,
                                 .step = list[i].due_since,
                                 .demand = list[i].demand,
                                 .role = roles[list[i].whom],
                                 .candidate = list[i].candidate,
                             },
                             err);
    *more = st == ZK_OK && count == ZK_CHASE_BATCH;
    return zk_app_end(app, st, err);
}

/* ---- gaps ---- */

enum zk_status zk_tell_gaps(struct zk_app *app, struct zk_lane *lane, int64_t *after, bool *more,
                            struct zk_error *err)
{
    struct zk_request request = { .who.role = ZK_ROLE_OFFICE,
                                  .store = lane->store,
                                  .arena = lane->arena };
    struct zk_engine_state state;
    int64_t demands[ZK_GAP_DEMANDS];
    size_t count;
    enum zk_status st;

    *more = false;
    zk_engine_state(app->engine, &state);
    if (state.status != ZK_OK)
        return ZK_OK; /* there is nothing to ask yet */
    st = zk_gap_open_demands(lane->store, *after, demands, &count, err);
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        zk_gap_record(app, &request, demands[i]);
    *more = st == ZK_OK && count == ZK_GAP_DEMANDS;
    *after = *more ? demands[count - 1] : 0;
    return st;
}
