/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asking for an introduction, and reading one with its steps.
 */
#include "demand.h"
#include "private.h"

#include "utf8.h"

#include <string.h>

static const char *const whats[ZK_INTRODUCTION_WHATS] = { "move", "rate", "chase", "remind" };

const char *zk_introduction_what_name(enum zk_introduction_what what)
{
    return whats[what];
}

enum zk_status zk_introduction_check_text(const char *text, const char *field, size_t least,
                                          size_t most, struct zk_error *err)
{
    size_t chars = text ? zk_utf8_count(text, strlen(text)) : 0;

    if (chars > most)
        return zk_fail(err, ZK_TOO_LONG, field, "最多%zu个字 / at most %zu characters", most, most);
    if (chars < least)
        return zk_fail(err, ZK_BAD_VALUE, field, "至少%zu个字 / at least %zu characters", least,
                       least);
    return ZK_OK;
}

/* ---- reading ---- */

void zk_introduction_read(struct zk_cursor *rows, struct zk_arena *arena,
                          struct zk_introduction *out)
{
    const char *state = zk_sql_text(rows, 2, arena), *kind = zk_sql_text(rows, 9, arena);

    *out = (struct zk_introduction){
        .id = zk_sql_int(rows, 0),
        .version = zk_sql_int(rows, 1),
        .state = state ? zk_introduction_state_find(state) : ZK_INTRODUCTION_STATES,
        .demand = zk_sql_int(rows, 3),
        .demand_title = zk_sql_text(rows, 4, arena),
        .demand_status = zk_sql_text(rows, 5, arena),
        .demand_public = zk_sql_int(rows, 6) != 0,
        .organisation = zk_sql_int(rows, 7),
        .organisation_name = zk_sql_text(rows, 8, arena),
        .kind = kind ? zk_kind_find(kind, strlen(kind)) : ZK_KIND_COUNT,
        .candidate = zk_sql_int(rows, 10),
        .candidate_name = zk_sql_text(rows, 11, arena),
        .candidate_public = zk_sql_int(rows, 12) != 0,
        .message = zk_sql_text(rows, 13, arena),
        .matched = zk_sql_text(rows, 14, arena),
        .outcome = zk_sql_text(rows, 15, arena),
        .satisfaction = zk_sql_int(rows, 16),
        .created_at = zk_sql_int(rows, 17),
        .approved_at = zk_sql_int(rows, 18),
        .moved_at = zk_sql_int(rows, 19),
        .reminded = zk_sql_int(rows, 20),
        .chased = zk_sql_int(rows, 21),
        .chased_at = zk_sql_int(rows, 22),
    };
}

enum zk_status zk_introduction_get(struct zk_store *store, const struct zk_who *who, int64_t id,
                                   struct zk_arena *arena, struct zk_introduction **out,
                                   bool *stranger, struct zk_error *err)
{
    struct zk_introduction *found = zk_arena_alloc(arena, sizeof(*found));
    struct zk_cursor rows;
    bool concerns = false;
    enum zk_status st;

    *out = NULL;
    *stranger = false;
    if (!found)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for an introduction");
    st = zk_sql_open(store, &rows,
                     "SELECT " ZK_INTRODUCTION_COLUMNS
                     "," ZK_INTRODUCTION_CONCERNS ZK_INTRODUCTION_FROM " WHERE i.id = ?3",
                     err, "tii", zk_role_name(who->role), who->record, id);
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        concerns = zk_sql_int(&rows, 23) != 0;
        *stranger = !concerns;
        zk_introduction_read(&rows, arena, found);
        if (rows.no_memory)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for an introduction");
    }
    zk_sql_close(&rows);
    if (st == ZK_OK && !concerns)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such introduction");
    *out = st == ZK_OK ? found : NULL;
    return st;
}

static enum zk_introduction_what find_what(const char *name)
{
    int what = 0;

    while (name && what < ZK_INTRODUCTION_WHATS && strcmp(whats[what], name) != 0)
        what++;
    return (enum zk_introduction_what)what;
}

enum zk_status zk_introduction_steps(struct zk_store *store, const struct zk_who *who, int64_t id,
                                     struct zk_arena *arena, struct zk_introduction_step **out,
                                     size_t *count, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, ZK_INTRODUCTION_STEPS_MAX, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for steps");
    st = zk_sql_open(store, &rows,
                     "SELECT at, what, state, role, name, note, reminder FROM (SELECT s.*, a.name"
                     " FROM introduction_step s LEFT JOIN account a ON a.id = s.account_id"
                     " WHERE s.introduction_id = ?1 AND (?2 OR s.what IN ('move', 'rate'))"
                     " ORDER BY s.id DESC LIMIT ?3) ORDER BY id",
                     err, "iii", id, (int64_t)(who->role == ZK_ROLE_OFFICE),
                     (int64_t)ZK_INTRODUCTION_STEPS_MAX);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_introduction_step *step = &(*out)[(*count)++];
        const char *what = zk_sql_text(&rows, 1, arena), *state = zk_sql_text(&rows, 2, arena);

        step->at = zk_sql_int(&rows, 0);
        step->what = find_what(what);
        step->state = state ? zk_introduction_state_find(state) : ZK_INTRODUCTION_STATES;
        step->role = zk_sql_text(&rows, 3, arena);
        step->author = zk_sql_text(&rows, 4, arena);
        step->note = zk_sql_text(&rows, 5, arena);
        step->reminder = zk_sql_int(&rows, 6);
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_introduction_step_add(struct zk_store *store, const struct zk_who *who,
                                        int64_t id, const struct zk_introduction_step *step,
                                        struct zk_error *err)
{
    return zk_sql_run(store,
                      "INSERT INTO introduction_step (introduction_id, at, account_id, role, what,"
                      " state, note, reminder)"
                      " VALUES (?1, ?2, nullif(?3, 0), ?4, ?5, ?6, nullif(?7, ''), ?8)",
                      err, "iiitttti", id, step->at, who ? who->account : (int64_t)0,
                      who ? zk_role_name(who->role) : "program", whats[step->what],
                      zk_introduction_state_name(step->state), step->note, step->reminder);
}

/* ---- asking ---- */

static enum zk_status check_demand(const struct zk_introduction_request *request,
                                   struct zk_store *store, struct zk_error *err)
{
    int64_t count, same;
    enum zk_status st;

    if (zk_demand_state_of(request->demand) != ZK_DEMAND_OPEN)
        return zk_fail(err, ZK_REFUSED, "",
                       "需求发布之后、结束之前才能申请对接 / the demand is not open");
    st = zk_demand_introductions(store, request->demand->id, &count, err);
    if (st == ZK_OK && count >= ZK_INTRODUCTION_PER_DEMAND)
        return zk_fail(err, ZK_TOO_MANY, "", "一项需求最多%d次对接 / at most %d a demand",
                       ZK_INTRODUCTION_PER_DEMAND, ZK_INTRODUCTION_PER_DEMAND);
    if (st == ZK_OK)
        st = zk_sql_number(store, &same,
                           "SELECT count(*) FROM introduction i WHERE demand_id = ?1"
                           " AND candidate_id = ?2 AND " ZK_INTRODUCTION_OPEN,
                           err, "ii", request->demand->id, request->candidate);
    if (st == ZK_OK && same > 0)
        st = zk_fail(err, ZK_DUPLICATE, "candidate",
                     "已有未结束的对接，请在其中跟进 / one is under way already");
    return st;
}

static enum zk_status check_candidate(const struct zk_introduction_request *request,
                                      struct zk_store *store, struct zk_error *err)
{
    const unsigned known = 1u << ZK_KIND_EXPERT | 1u << ZK_KIND_WORKSTATION | 1u << ZK_KIND_SOCIETY;
    int64_t there = 0;
    enum zk_status st = ZK_OK;

    if (known >> request->kind & 1u)
        st = zk_sql_number(store, &there,
                           "SELECT count(*) FROM record WHERE id = ?1 AND kind = ?2"
                           " AND version > 0 AND published",
                           err, "it", request->candidate, zk_kind_info(request->kind)->name);
    if (st == ZK_OK && there == 0)
        st = zk_fail(err, ZK_BAD_VALUE, "candidate",
                     "没有这位专家、工作站或学会 / no expert, workstation or society of that id");
    return st;
}

enum zk_status zk_introduction_ask(const struct zk_access *access, struct zk_store *store,
                                   const struct zk_who *who,
                                   const struct zk_introduction_request *request, int64_t *id,
                                   struct zk_error *err)
{
    struct zk_introduction_step step = { .at = zk_now(&access->clock),
                                         .what = ZK_INTRODUCTION_MOVE,
                                         .state = ZK_INTRODUCTION_REQUESTED };
    enum zk_status st = zk_introduction_check_text(
        request->message, "message", ZK_INTRODUCTION_MESSAGE_MIN, ZK_INTRODUCTION_MESSAGE_MAX, err);

    *id = 0;
    if (st == ZK_OK)
        st = check_candidate(request, store, err);
    if (st == ZK_OK)
        st = check_demand(request, store, err);
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "INSERT INTO introduction (demand_id, kind, candidate_id, state, message,"
                        " matched, created_at, moved_at)"
                        " VALUES (?1, ?2, ?3, 'requested', ?4, ?5, ?6, ?6)",
                        err, "ititti", request->demand->id, zk_kind_info(request->kind)->name,
                        request->candidate, request->message, request->matched, step.at);
    if (st == ZK_OK)
        *id = zk_sql_last_id(store);
    return st == ZK_OK ? zk_introduction_step_add(store, who, *id, &step, err) : st;
}
