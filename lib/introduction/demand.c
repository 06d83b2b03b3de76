/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The states of demands, and lists of them.
 */
#include "demand.h"

#include "history.h"
#include "private.h"

#include <string.h>

static const char *const names[ZK_DEMAND_STATES] = { "draft", "open", "closed" };
static const char *const words[ZK_DEMAND_STATES] = { "草稿", "征集中", "已结束" };

const char *zk_demand_state_name(enum zk_demand_state state)
{
    return names[state];
}

enum zk_demand_state zk_demand_state_find(const char *name)
{
    int state = 0;

    while (state < ZK_DEMAND_STATES && strcmp(names[state], name) != 0)
        state++;
    return (enum zk_demand_state)state;
}

enum zk_demand_state zk_demand_state_of(const struct zk_record *demand)
{
    const char *code = zk_record_text(demand, ZK_F_DEMAND_STATUS);

    return code ? zk_demand_state_find(code) : ZK_DEMAND_OPEN;
}

bool zk_demand_may(enum zk_demand_state from, enum zk_demand_state to)
{
    return (from == ZK_DEMAND_DRAFT && to != ZK_DEMAND_DRAFT) ||
           (from == ZK_DEMAND_OPEN && to == ZK_DEMAND_CLOSED);
}

/* ---- moving ---- */

/* Somebody must be able to see what is needed. */
static enum zk_status check_text(const struct zk_record *demand, struct zk_error *err)
{
    const char *summary = zk_record_text(demand, ZK_F_SUMMARY);
    const char *body = zk_record_text(demand, ZK_F_BODY);
    enum zk_status st =
        zk_introduction_check_text(summary, "summary", ZK_DEMAND_TEXT_MIN, SIZE_MAX, NULL);

    if (st != ZK_OK)
        st = zk_introduction_check_text(body, "body", ZK_DEMAND_TEXT_MIN, SIZE_MAX, NULL);
    if (st != ZK_OK)
        st = zk_fail(err, ZK_BAD_VALUE, "summary",
                     "请先写明需求，至少%d个字 / what is needed, at least %d characters",
                     ZK_DEMAND_TEXT_MIN, ZK_DEMAND_TEXT_MIN);
    return st;
}

static enum zk_status put_status(struct zk_store *store, const struct zk_who *who,
                                 const struct zk_record *old, enum zk_demand_state to,
                                 struct zk_error *err)
{
    struct zk_record changed = *old;
    enum zk_put what;
    int64_t id;
    enum zk_status st;

    changed.values[ZK_F_DEMAND_STATUS] = (struct zk_value){ .text = names[to] };
    zk_store_set_author(store, who->account, "status");
    st = zk_store_put(store, &changed, &id, &what, err);
    zk_store_set_author(store, 0, NULL);
    return st;
}

static enum zk_status note_closing(const struct zk_access *access, struct zk_store *store,
                                   const struct zk_who *who, int64_t demand, const char *reason,
                                   int64_t *withdrawn, struct zk_error *err)
{
    enum zk_status st =
        zk_sql_run(store,
                   "INSERT INTO demand_closing (demand_id, at, account_id, reason)"
                   " VALUES (?1, ?2, ?3, ?4)",
                   err, "iiit", demand, zk_now(&access->clock), who->account, reason);

    if (st == ZK_OK)
        st = zk_introduction_withdraw_all(access, store, who, demand, reason, withdrawn, err);
    return st;
}

enum zk_status zk_demand_move(const struct zk_access *access, struct zk_store *store,
                              const struct zk_who *who, const struct zk_record *old,
                              enum zk_demand_state to, const char *reason, int64_t *withdrawn,
                              struct zk_error *err)
{
    enum zk_demand_state from = zk_demand_state_of(old);
    enum zk_status st = ZK_OK;

    *withdrawn = 0;
    if (!zk_demand_may(from, to))
        return zk_fail(err, ZK_REFUSED, "status",
                       "需求现在是“%s”，不能改为“%s” / it is “%s”, which cannot become “%s”",
                       words[from], words[to], names[from], names[to]);
    if (to == ZK_DEMAND_OPEN)
        st = check_text(old, err);
    if (st == ZK_OK)
        st = zk_introduction_check_text(reason, "reason", to == ZK_DEMAND_CLOSED,
                                        ZK_DEMAND_REASON_MAX, err);
    if (st == ZK_OK)
        st = put_status(store, who, old, to, err);
    if (st == ZK_OK && to == ZK_DEMAND_CLOSED)
        st = note_closing(access, store, who, old->id, reason, withdrawn, err);
    return st;
}

/* ---- many ---- */

static void read_row(struct zk_cursor *rows, struct zk_arena *arena, struct zk_demand *out)
{
    const char *state = zk_sql_text(rows, 3, arena);

    *out = (struct zk_demand){
        .id = zk_sql_int(rows, 0),
        .version = zk_sql_int(rows, 1),
        .title = zk_sql_text(rows, 2, arena),
        .state = state ? zk_demand_state_find(state) : ZK_DEMAND_STATES,
        .published = zk_sql_int(rows, 4) != 0,
        .organisation = zk_sql_int(rows, 5),
        .organisation_name = zk_sql_text(rows, 6, arena),
        .deadline = zk_sql_text(rows, 7, arena),
        .updated_at = zk_sql_text(rows, 8, arena),
        .closed_at = zk_sql_int(rows, 9),
        .reason = zk_sql_text(rows, 10, arena),
    };
}

/* ?1 organisation or 0 */
#define FROM                                                                                       \
    " FROM record r LEFT JOIN demand k ON k.id = r.id LEFT JOIN link l ON l.source_id = r.id"      \
    " AND l.field = 'organisation' LEFT JOIN record o ON o.id = l.target_id"                       \
    " LEFT JOIN demand_closing z ON z.demand_id = r.id"                                            \
    " WHERE r.kind = 'demand' AND r.version > 0 AND (?1 = 0 OR r.id IN (SELECT source_id FROM"     \
    " link WHERE target_id = ?1 AND field = 'organisation'))"

static enum zk_status count_states(struct zk_store *store, const struct zk_demand_filter *filter,
                                   struct zk_arena *arena, struct zk_demand_page *out,
                                   struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows, "SELECT coalesce(k.demand_status, 'open'), count(*)" FROM " GROUP BY 1", err,
        "i", filter->organisation);

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *name = zk_sql_text(&rows, 0, arena);
        enum zk_demand_state state = name ? zk_demand_state_find(name) : ZK_DEMAND_STATES;

        if (state == ZK_DEMAND_STATES)
            continue; /* no memory, which zk_sql_next() tells */
        out->states[state] = zk_sql_int(&rows, 1);
        if (filter->states == 0 || filter->states >> state & 1u)
            out->total += out->states[state];
    }
    zk_sql_close(&rows);
    return st;
}

static enum zk_status count_introductions(struct zk_store *store, struct zk_demand *demand,
                                          struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows,
                    "SELECT sum(i.state = 'requested'), sum(" ZK_INTRODUCTION_UNDER_WAY
                    "), sum(i.state = 'done'), count(*) FROM introduction i WHERE demand_id = ?1",
                    err, "i", demand->id);

    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        demand->requested = zk_sql_int(&rows, 0);
        demand->under_way = zk_sql_int(&rows, 1);
        demand->done = zk_sql_int(&rows, 2);
        demand->ended = zk_sql_int(&rows, 3) - demand->requested - demand->under_way - demand->done;
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_demand_list(struct zk_store *store, const struct zk_demand_filter *filter,
                              struct zk_arena *arena, struct zk_demand_page *out,
                              struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *out = (struct zk_demand_page){ 0 };
    out->list = zk_arena_array(arena, filter->size + 1, sizeof(*out->list));
    if (!out->list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for demands");
    st = count_states(store, filter, arena, out, err);
    if (st != ZK_OK)
        return st;
    st = zk_sql_open(store, &rows,
                     "SELECT r.id, r.version, r.title, coalesce(k.demand_status, 'open') AS s,"
                     " r.published, o.id, coalesce(o.title, l.label), k.deadline, r.updated_at,"
                     " z.at, z.reason" FROM " AND (?2 = 0 OR (?2 & CASE s WHEN 'draft' THEN 1"
                     " WHEN 'open' THEN 2 ELSE 4 END) <> 0)"
                     " ORDER BY s <> 'draft', r.updated_at DESC, r.id DESC LIMIT ?3 OFFSET ?4",
                     err, "iiii", filter->organisation, (int64_t)filter->states,
                     (int64_t)filter->size, (int64_t)filter->from);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        read_row(&rows, arena, &out->list[out->count++]);
    zk_sql_close(&rows);
    for (size_t i = 0; st == ZK_OK && i < out->count; i++)
        st = count_introductions(store, &out->list[i], err);
    return st;
}

enum zk_status zk_demand_introductions(struct zk_store *store, int64_t demand, int64_t *count,
                                       struct zk_error *err)
{
    return zk_sql_number(store, count, "SELECT count(*) FROM introduction WHERE demand_id = ?1",
                         err, "i", demand);
}
