/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many introductions: pages of them, with how many there are of each state.
 */
#include "private.h"

#include "buf.h"
#include "json.h"

enum { JSON_MAX = 256 * 1024 };

const char *zk_introduction_numbers(const int64_t *numbers, size_t count, struct zk_arena *arena)
{
    const char *text;
    struct zk_json json;
    struct zk_buf buf;

    zk_buf_init(&buf, JSON_MAX);
    zk_json_init(&json, &buf);
    zk_json_array(&json);
    for (size_t i = 0; i < count; i++)
        zk_json_int(&json, numbers[i]);
    zk_json_array_end(&json);
    text = zk_buf_status(&buf) == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&buf)) : NULL;
    zk_buf_free(&buf);
    return text;
}

/* The names of states as a JSON array; NULL and ZK_OK for any. */
static enum zk_status name_states(unsigned bits, struct zk_arena *arena, const char **out,
                                  struct zk_error *err)
{
    struct zk_json json;
    struct zk_buf buf;

    *out = NULL;
    if (bits == 0)
        return ZK_OK;
    zk_buf_init(&buf, JSON_MAX);
    zk_json_init(&json, &buf);
    zk_json_array(&json);
    for (int state = 0; state < ZK_INTRODUCTION_STATES; state++) {
        if (bits >> state & 1u)
            zk_json_string(&json, zk_introduction_state_name((enum zk_introduction_state)state));
    }
    zk_json_array_end(&json);
    *out = zk_buf_status(&buf) == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&buf)) : NULL;
    zk_buf_free(&buf);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for states");
}

/* ?1 role, ?2 own record, ?3 demand or 0, ?4 candidate or 0 */
#define WHERE                                                                                      \
    " WHERE" ZK_INTRODUCTION_CONCERNS " AND ?3 IN (0, i.demand_id)"                                \
    " AND (?4 = 0 OR i.candidate_id = ?4)"

/* ?5 now, ?6 the days as a JSON array. After the last reminder it stays. */
#define PASSED "(SELECT count(*) FROM json_each(?6) WHERE i.moved_at + 86400 * value <= ?5)"
#define DUE                                                                                        \
    "(" ZK_INTRODUCTION_OPEN " AND " PASSED " > CASE i.chased WHEN json_array_length(?6)"          \
    " THEN i.chased - 1 ELSE i.chased END)"

struct scope {
    const char *role;
    int64_t record, now;
    const char *days;
};

static enum zk_status count_states(struct zk_store *store, const struct scope *scope,
                                   const struct zk_introduction_filter *filter,
                                   struct zk_arena *arena, struct zk_introduction_page *out,
                                   struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows,
                                    "SELECT i.state, count(*), sum(" DUE
                                    ")" ZK_INTRODUCTION_FROM WHERE " GROUP BY i.state",
                                    err, "tiiiit", scope->role, scope->record, filter->demand,
                                    filter->candidate, scope->now, scope->days);

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *name = zk_sql_text(&rows, 0, arena);
        enum zk_introduction_state state =
            name ? zk_introduction_state_find(name) : ZK_INTRODUCTION_STATES;
        int64_t count = zk_sql_int(&rows, 1), due = zk_sql_int(&rows, 2);

        if (state == ZK_INTRODUCTION_STATES)
            continue; /* no memory, which zk_sql_next() tells */
        out->states[state] = count;
        out->due += due;
        if (filter->states == 0 || filter->states >> state & 1u)
            out->total += filter->due ? due : count;
    }
    zk_sql_close(&rows);
    return st;
}

static enum zk_status read_page(struct zk_store *store, const struct scope *scope,
                                const struct zk_introduction_filter *filter, const char *states,
                                struct zk_arena *arena, struct zk_introduction_page *out,
                                struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows,
        "SELECT " ZK_INTRODUCTION_COLUMNS ZK_INTRODUCTION_FROM WHERE
        " AND (?7 IS NULL OR i.state IN (SELECT value FROM json_each(?7))) AND (NOT ?8 OR " DUE ")"
        " ORDER BY CASE WHEN ?8 THEN i.moved_at ELSE -i.moved_at END, i.id DESC LIMIT ?9 OFFSET "
        "?10",
        err, "tiiiittiii", scope->role, scope->record, filter->demand, filter->candidate,
        scope->now, scope->days, states, (int64_t)filter->due, (int64_t)filter->size,
        (int64_t)filter->from);

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        zk_introduction_read(&rows, arena, &out->list[out->count++]);
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_introduction_list(const struct zk_access *access, struct zk_store *store,
                                    const struct zk_who *who, const struct zk_chase_days *days,
                                    const struct zk_introduction_filter *filter,
                                    struct zk_arena *arena, struct zk_introduction_page *out,
                                    struct zk_error *err)
{
    struct scope scope = { zk_role_name(who->role), who->record, zk_now(&access->clock), NULL };
    const char *states;
    enum zk_status st = name_states(filter->states, arena, &states, err);

    *out = (struct zk_introduction_page){ 0 };
    if (st == ZK_OK)
        st = zk_chase_days_json(days, arena, &scope.days, err);
    if (st != ZK_OK)
        return st;
    out->list = zk_arena_array(arena, filter->size + 1, sizeof(*out->list));
    if (!out->list)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for introductions");
    st = count_states(store, &scope, filter, arena, out, err);
    return st == ZK_OK ? read_page(store, &scope, filter, states, arena, out, err) : st;
}
