/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One of what is saved becomes a question to the engine; see saved_find.h.
 */
#include "saved_find.h"

#include "alert_text.h"
#include "body.h"
#include "fitting.h"
#include "match_ask.h"
#include "own.h"
#include "query.h"
#include "utf8.h"

#include <string.h>

enum { TEXT_CEILING = 512 * 1024, TRIES = 3 };

struct finder {
    struct zk_app *app;
    struct zk_request request; /* as if whoever saved it asked */
    const struct zk_saved *saved;
    const struct zk_changed *changed;
    struct zk_found *out;
    struct zk_response *response;
};

void zk_found_free(struct zk_found *found)
{
    if (found->set)
        roaring_bitmap_free(found->set);
    found->set = NULL;
}

/* ---- a search ---- */

static enum zk_status find_search(struct finder *f, struct zk_error *err)
{
    const char *target = zk_arena_printf(f->request.arena, "/search?%s", f->saved->query);
    struct zk_search_query query;
    enum zk_status st = target ? zk_request_target(&f->request, target, err)
                               : zk_fail(err, ZK_NO_MEMORY, "", "a search");

    if (st == ZK_OK)
        st = zk_query_read(zk_engine_facets(f->app->engine), &f->request.params, ZK_QUERY_MAX_CHARS,
                           f->request.arena, &query, f->response, err);
    if (st == ZK_OK)
        st = zk_search_set(f->app->engine, &query.params, f->request.arena, &f->out->set, err);
    if (st == ZK_OK && f->changed)
        roaring_bitmap_and_inplace(f->out->set, f->changed->records);
    return st;
}

/* ---- matches ---- */

/* The first words of the need that are covered, a line each. */
static const char *list_words(const struct zk_need *need, const struct zk_candidate *c,
                              struct zk_arena *arena)
{
    const char *out = "";

    for (size_t i = 0; i < c->covered_count && i < ZK_ALERT_WORDS && out; i++) {
        const struct zk_need_word *word = &need->words[c->covered[i]];

        out =
            zk_arena_printf(arena, "%s%s%.*s", out, i > 0 ? "\n" : "", (int)word->len, word->text);
    }
    return out;
}

static enum zk_status add(struct finder *f, const struct zk_need *need,
                          const struct zk_candidate *c, struct zk_error *err)
{
    struct zk_alert_reason *reason = &f->out->reasons[f->out->reason_count++];

    reason->record = c->id;
    reason->strength = c->strength == ZK_STRENGTH_STRONG ? "strong" : "fair";
    reason->words = list_words(need, c, f->request.arena);
    roaring_bitmap_add(f->out->set, (uint32_t)c->id);
    return reason->words ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "words");
}

static enum zk_status open_set(struct finder *f, size_t room, struct zk_error *err)
{
    f->out->set = roaring_bitmap_create();
    f->out->reasons = zk_arena_array(f->request.arena, room + 1, sizeof(*f->out->reasons));
    return f->out->set && f->out->reasons ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "news");
}

/* Who is strong or fair is news; a weak one is only shown. */
static enum zk_status take_match(struct finder *f, const struct zk_match *match,
                                 struct zk_error *err)
{
    size_t room = 0;
    enum zk_status st;

    for (size_t g = 0; g < match->group_count; g++)
        room += match->groups[g].count;
    st = open_set(f, room, err);
    for (size_t g = 0; st == ZK_OK && g < match->group_count; g++) {
        for (size_t i = 0; st == ZK_OK && i < match->groups[g].count; i++) {
            const struct zk_candidate *c = &match->groups[g].candidates[i];
            bool strong = c->strength != ZK_STRENGTH_WEAK;

            if (f->changed ? strong && roaring_bitmap_contains(f->changed->touched, (uint32_t)c->id)
                           : strong || i < ZK_MATCH_DEFAULT_SIZE)
                st = add(f, match->need, c, err);
        }
    }
    return st;
}

static enum zk_status run_match(struct finder *f, struct zk_match_params *params,
                                struct zk_error *err)
{
    struct zk_match *match;
    enum zk_status st;

    params->size = ZK_MATCH_MAX_SIZE;
    st = zk_match_run(f->app->engine, params, f->request.arena, &match, err);
    return st == ZK_OK ? take_match(f, match, err) : st;
}

/* Did anything change that a match may find? Most changes need no match. */
static bool has_candidates(const struct finder *f)
{
    return !f->changed || f->changed->candidates;
}

static enum zk_status find_need(struct finder *f, struct zk_error *err)
{
    struct zk_params params = { 0 };
    struct zk_match_asked asked;
    enum zk_status st;

    if (!has_candidates(f))
        return open_set(f, 0, err);
    f->request.body = f->saved->query;
    f->request.body_len = strlen(f->saved->query);
    st = zk_body_match(&f->request, zk_engine_facets(f->app->engine), &params, err);
    if (st == ZK_OK)
        st = zk_match_ask(f->app, &f->request, &params, f->saved->id > 0, &asked, f->response, err);
    return st == ZK_OK ? run_match(f, &asked.params, err) : st;
}

static enum zk_status read_record(struct finder *f, enum zk_kind kind, struct zk_record **out,
                                  struct zk_error *err)
{
    enum zk_see see;
    enum zk_status st =
        zk_own_see(f->request.store, &f->request.who, kind, f->saved->record, &see, err);

    return st == ZK_OK ? zk_store_get(f->request.store, kind, f->saved->record, see,
                                      f->request.arena, out, err)
                       : st;
}

/* Whom the enterprise must avoid is its own and the office's to know: nobody else may learn it from
 * who is missing. */
static enum zk_status find_demand(struct finder *f, struct zk_error *err)
{
    const struct zk_who *who = &f->request.who;
    struct zk_match_asked asked;
    struct zk_record *demand;
    bool own = false;
    enum zk_status st;

    if (!has_candidates(f))
        return open_set(f, 0, err);
    st = read_record(f, ZK_KIND_DEMAND, &demand, err);
    if (st == ZK_OK)
        st = zk_own(f->request.store, who, ZK_KIND_DEMAND, demand->id, &own, err);
    if (st == ZK_OK)
        st = zk_match_ask_demand(f->app, &f->request, demand, &asked, err);
    if (st == ZK_OK && !own && who->role != ZK_ROLE_OFFICE)
        asked.params.avoid = NULL;
    return st == ZK_OK ? run_match(f, &asked.params, err) : st;
}

/* ---- demands that fit ---- */

static enum zk_status find_fitting(struct finder *f, struct zk_error *err)
{
    const struct zk_changed *changed = f->changed;
    struct zk_fitting_params params = { .kind = ZK_KIND_EXPERT, .id = f->saved->record };
    struct zk_fitting *list;
    char today[ZK_DAY_BYTES];
    size_t count;
    enum zk_status st = ZK_NOT_FOUND;
    static const enum zk_kind kinds[] = { ZK_KIND_EXPERT, ZK_KIND_WORKSTATION, ZK_KIND_SOCIETY };

    zk_day(zk_now(&f->app->access.clock), today);
    params.store = f->request.store;
    params.today = today;
    if (changed && !roaring_bitmap_contains(changed->touched, (uint32_t)f->saved->record))
        params.among = changed->records; /* else it may fit demands that have not changed */
    for (size_t i = 0; st == ZK_NOT_FOUND && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        params.kind = kinds[i];
        st = zk_fitting_run(f->app->engine, &params, f->request.arena, &list, &count, err);
    }
    if (st == ZK_OK)
        st = open_set(f, count, err);
    for (size_t i = 0; st == ZK_OK && i < count; i++)
        st = add(f, list[i].need, &list[i].candidate, err);
    return st;
}

enum zk_status zk_saved_find(struct zk_app *app, struct zk_store *store,
                             const struct zk_saved *saved, const struct zk_changed *changed,
                             struct zk_arena *arena, struct zk_found *out,
                             struct zk_response *response, struct zk_error *err)
{
    struct finder f = {
        .app = app, .saved = saved, .changed = changed, .out = out, .response = response
    };
    enum zk_status st = ZK_OK;

    memset(out, 0, sizeof(*out));
    f.request = (struct zk_request){ .arena = arena, .store = store, .json_body = true };
    f.request.who = (struct zk_who){
        .account = saved->account, .role = saved->role, .record = saved->own_record, .address = ""
    };
    switch (saved->what) {
    case ZK_SAVED_SEARCH:
        st = find_search(&f, err);
        break;
    case ZK_SAVED_NEED:
        st = find_need(&f, err);
        break;
    case ZK_SAVED_DEMAND:
        st = find_demand(&f, err);
        break;
    case ZK_SAVED_FITTING:
        st = find_fitting(&f, err);
        break;
    }
    if (st != ZK_OK)
        zk_found_free(out);
    return st;
}

enum zk_status zk_saved_begin(struct zk_app *app, struct zk_store *read,
                              const struct zk_saved *saved, struct zk_arena *arena,
                              struct zk_found *found, struct zk_response *response,
                              struct zk_store **store, struct zk_error *err)
{
    for (int i = 0; i < TRIES; i++) {
        struct zk_engine_state state;
        int64_t told = 0;
        enum zk_status st;

        zk_engine_state(app->engine, &state);
        st = zk_saved_find(app, read, saved, NULL, arena, found, response, err);
        if (st == ZK_OK)
            st = zk_app_begin(app, store, err);
        if (st != ZK_OK)
            return st;
        st = zk_alert_told(*store, &told, err);
        if (st == ZK_OK && told <= state.outbox_seq)
            return ZK_OK;
        st = zk_app_end(app, st == ZK_OK ? ZK_CONFLICT : st, err);
        zk_found_free(found);
        if (st != ZK_CONFLICT)
            return st;
    }
    return zk_fail(err, ZK_STALE, "", "资料正在更新，请稍后再试 / records are changing: try again");
}
