/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Moving an introduction from state to state, and saying how it ended.
 */
#include "private.h"

#include <string.h>

/* Might anybody make that move? */
static bool is_move(enum zk_introduction_state from, enum zk_introduction_state to)
{
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        if (zk_introduction_may(from, to, (enum zk_role)(1u << bit)))
            return true;
    }
    return false;
}

static enum zk_status check_move(const struct zk_who *who, const struct zk_introduction *old,
                                 enum zk_introduction_state to, struct zk_error *err)
{
    if (!is_move(old->state, to))
        return zk_fail(
            err, ZK_REFUSED, "state",
            "现在是“%s”，不能改为“%s”，请刷新后再办 / it is “%s”, which cannot become “%s”",
            zk_introduction_state_words(old->state, false), zk_introduction_state_words(to, false),
            zk_introduction_state_words(old->state, true), zk_introduction_state_words(to, true));
    if (!zk_introduction_may(old->state, to, who->role))
        return zk_fail(err, ZK_FORBIDDEN, "state", "须由另一方办理 / not yours to move there");
    if (to == ZK_INTRODUCTION_APPROVED && strcmp(old->demand_status, "open") != 0)
        return zk_fail(err, ZK_REFUSED, "state", "需求已结束，不能再同意 / its demand is closed");
    return ZK_OK;
}

static enum zk_status check(const struct zk_who *who, const struct zk_introduction *old,
                            const struct zk_introduction_change *change, struct zk_error *err)
{
    bool moves = change->state != ZK_INTRODUCTION_STATES;
    bool rates = change->outcome || change->satisfaction != 0;
    enum zk_introduction_state after = moves ? change->state : old->state;
    enum zk_status st = ZK_OK;

    if (!moves && !rates)
        return zk_fail(err, ZK_BAD_VALUE, "state", "请选择下一步 / what is next is wanted");
    if (moves)
        st = check_move(who, old, change->state, err);
    if (st == ZK_OK && change->satisfaction != 0 &&
        (change->satisfaction < 1 || change->satisfaction > 5))
        st = zk_fail(err, ZK_BAD_VALUE, "satisfaction", "1到5 / 1 to 5");
    if (st == ZK_OK)
        st = zk_introduction_check_text(change->note, "note", 0, ZK_INTRODUCTION_NOTE_MAX, err);
    if (st == ZK_OK)
        st = zk_introduction_check_text(change->outcome, "outcome", 0, ZK_INTRODUCTION_OUTCOME_MAX,
                                        err);
    if (st != ZK_OK || !rates || zk_introduction_may_rate(after, who->role))
        return st;
    if (!zk_introduction_may_rate(after, ZK_ROLE_OFFICE))
        return zk_fail(err, ZK_REFUSED, change->outcome ? "outcome" : "satisfaction",
                       "对接完成后才能填写结果和满意度 / not before it is done");
    return zk_fail(err, ZK_FORBIDDEN, change->outcome ? "outcome" : "satisfaction",
                   "由需求方或科协填写 / for the enterprise or the office to say");
}

/* A move begins the reminders anew. */
static enum zk_status write(struct zk_store *store, const struct zk_introduction *old,
                            const struct zk_introduction_change *change, int64_t now,
                            struct zk_error *err)
{
    bool moves = change->state != ZK_INTRODUCTION_STATES;
    enum zk_status st =
        zk_sql_run(store,
                   "UPDATE introduction SET outcome = coalesce(?3, outcome),"
                   " satisfaction = coalesce(nullif(?4, 0), satisfaction), version = version + 1"
                   " WHERE id = ?1 AND version = ?2",
                   err, "iiti", old->id, old->version, change->outcome, change->satisfaction);

    if (st == ZK_OK && zk_sql_changes(store) != 1)
        return zk_fail(err, ZK_CONFLICT, "", "%s", "已被他人办理，请刷新后再办 / moved meanwhile");
    if (st == ZK_OK && moves)
        st = zk_sql_run(store,
                        "UPDATE introduction SET state = ?2, moved_at = ?3, reminded = 0,"
                        " chased = 0, chased_at = NULL,"
                        " approved_at = CASE ?2 WHEN 'approved' THEN ?3 ELSE approved_at END"
                        " WHERE id = ?1",
                        err, "iti", old->id, zk_introduction_state_name(change->state), now);
    return st;
}

enum zk_status zk_introduction_change(const struct zk_access *access, struct zk_store *store,
                                      const struct zk_who *who, const struct zk_introduction *old,
                                      const struct zk_introduction_change *change,
                                      struct zk_error *err)
{
    bool moves = change->state != ZK_INTRODUCTION_STATES;
    struct zk_introduction_step step = { .at = zk_now(&access->clock),
                                         .what =
                                             moves ? ZK_INTRODUCTION_MOVE : ZK_INTRODUCTION_RATE,
                                         .state = moves ? change->state : old->state,
                                         .note = change->note };
    enum zk_status st = check(who, old, change, err);

    if (st == ZK_OK)
        st = write(store, old, change, step.at, err);
    if (st == ZK_OK)
        st = zk_introduction_step_add(store, who, old->id, &step, err);
    if (st == ZK_OK && step.state == ZK_INTRODUCTION_DONE)
        st = zk_introduction_credit(store, who, old->id, err);
    return st;
}

enum zk_status zk_introduction_withdraw_all(const struct zk_access *access, struct zk_store *store,
                                            const struct zk_who *who, int64_t demand,
                                            const char *reason, int64_t *count,
                                            struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st =
        zk_sql_run(store,
                   "INSERT INTO introduction_step (introduction_id, at, account_id, role, what,"
                   " state, note) SELECT id, ?2, nullif(?3, 0), ?4, 'move', 'withdrawn', ?5"
                   " FROM introduction WHERE demand_id = ?1 AND state = 'requested'",
                   err, "iiitt", demand, now, who->account, zk_role_name(who->role), reason);

    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "UPDATE introduction SET state = 'withdrawn', moved_at = ?2, reminded = 0,"
                        " chased = 0, chased_at = NULL, version = version + 1"
                        " WHERE demand_id = ?1 AND state = 'requested'",
                        err, "ii", demand, now);
    *count = st == ZK_OK ? zk_sql_changes(store) : 0;
    return st;
}
