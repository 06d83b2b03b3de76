/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What became of introductions: the demand says who met it, which is what matching goes by, and
 * figures of a candidate.
 */
#include "private.h"

#include "history.h"

#include <string.h>

static enum zk_field_id helped_field(enum zk_kind kind)
{
    return kind == ZK_KIND_EXPERT        ? ZK_F_HELPED_EXPERTS
           : kind == ZK_KIND_WORKSTATION ? ZK_F_HELPED_WORKSTATIONS
                                         : ZK_F_HELPED_SOCIETIES;
}

/* The list with the candidate, or without. */
static enum zk_status set_helped(struct zk_record *demand, const struct zk_record *candidate,
                                 bool helped, struct zk_arena *arena, struct zk_error *err)
{
    struct zk_value *value = &demand->values[helped_field(candidate->kind)];
    struct zk_item *items = zk_arena_array(arena, value->count + 1, sizeof(*items));
    size_t count = 0;

    if (!items)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a list");
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].id != candidate->id)
            items[count++] = value->items[i];
    }
    if (helped)
        items[count++] = (struct zk_item){ .text = zk_record_text(candidate, ZK_F_TITLE),
                                           .ref = zk_record_text(candidate, ZK_F_REF),
                                           .id = candidate->id };
    if (count != value->count)
        *value = (struct zk_value){ .items = items, .count = count };
    return ZK_OK;
}

/* Does any introduction of the two speak for the candidate? */
static enum zk_status read_pair(struct zk_store *store, int64_t id, int64_t *demand,
                                int64_t *candidate, const char **kind, int64_t *helped,
                                struct zk_arena *arena, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows,
        "SELECT o.demand_id, o.candidate_id, o.kind, EXISTS (SELECT 1 FROM introduction i"
        " WHERE i.demand_id = o.demand_id AND i.candidate_id = o.candidate_id"
        " AND " ZK_INTRODUCTION_SPEAKS ") FROM introduction o WHERE o.id = ?1",
        err, "i", id);

    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && !rows.row)
        st = zk_fail(err, ZK_NOT_FOUND, "", "no such introduction");
    if (st == ZK_OK) {
        *demand = zk_sql_int(&rows, 0);
        *candidate = zk_sql_int(&rows, 1);
        *kind = zk_sql_text(&rows, 2, arena);
        *helped = zk_sql_int(&rows, 3);
        if (!*kind)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a row");
    }
    zk_sql_close(&rows);
    return st;
}

static enum zk_status credit(struct zk_store *store, int64_t id, struct zk_arena *arena,
                             struct zk_error *err)
{
    struct zk_record *demand, *candidate;
    int64_t demand_id, candidate_id, helped;
    const char *kind;
    enum zk_put what;
    enum zk_status st = read_pair(store, id, &demand_id, &candidate_id, &kind, &helped, arena, err);

    if (st != ZK_OK || candidate_id == 0)
        return st;
    st = zk_store_get(store, ZK_KIND_DEMAND, demand_id, ZK_SEE_WHOLE, arena, &demand, err);
    if (st == ZK_OK)
        st = zk_store_get(store, zk_kind_find(kind, strlen(kind)), candidate_id, ZK_SEE_WHOLE,
                          arena, &candidate, err);
    if (st == ZK_OK)
        st = set_helped(demand, candidate, helped != 0, arena, err);
    return st == ZK_OK ? zk_store_put(store, demand, &demand_id, &what, err) : st;
}

enum zk_status zk_introduction_credit(struct zk_store *store, const struct zk_who *who, int64_t id,
                                      struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st = ZK_OK;

    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a demand");
    zk_store_set_author(store, who->account, "introduction");
    st = credit(store, id, arena, err);
    zk_store_set_author(store, 0, NULL);
    zk_arena_close(arena);
    return st;
}

/* ---- figures ---- */

enum zk_status zk_introduction_figures_of(struct zk_store *store, int64_t candidate,
                                          struct zk_introduction_figures *out, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows,
                    "SELECT sum(" ZK_INTRODUCTION_UNDER_WAY "), sum(i.state = 'done'),"
                    " count(i.satisfaction), sum(i.satisfaction) FROM introduction i"
                    " WHERE i.candidate_id = ?1",
                    err, "i", candidate);

    *out = (struct zk_introduction_figures){ 0 };
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        out->open = zk_sql_int(&rows, 0);
        out->done = zk_sql_int(&rows, 1);
        out->rated = zk_sql_int(&rows, 2);
        if (out->rated > 0)
            out->satisfaction = (double)zk_sql_int(&rows, 3) / (double)out->rated;
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_introduction_open_counts(struct zk_store *store, const int64_t *candidates,
                                           size_t count, struct zk_arena *arena, int64_t *open,
                                           struct zk_error *err)
{
    const char *json = zk_introduction_numbers(candidates, count, arena);
    struct zk_cursor rows;
    enum zk_status st;

    if (!json)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for candidates");
    for (size_t i = 0; i < count; i++)
        open[i] = 0;
    st = zk_sql_open(store, &rows,
                     "SELECT j.key, count(*) FROM json_each(?1) j JOIN introduction i"
                     " ON i.candidate_id = j.value WHERE " ZK_INTRODUCTION_UNDER_WAY
                     " GROUP BY j.key",
                     err, "t", json);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        open[zk_sql_int(&rows, 0)] = zk_sql_int(&rows, 1);
    zk_sql_close(&rows);
    return st;
}

static enum zk_status read_disciplines(struct zk_store *store, struct zk_arena *arena,
                                       struct zk_introduction_record *record, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows,
                    "SELECT v.value FROM introduction i JOIN record_list v"
                    " ON v.record_id = i.demand_id AND v.field = 'disciplines'"
                    " WHERE i.candidate_id = ?1 AND " ZK_INTRODUCTION_SPEAKS
                    " GROUP BY v.value ORDER BY count(*) DESC, v.value LIMIT ?2",
                    err, "ii", record->candidate, (int64_t)ZK_INTRODUCTION_DISCIPLINES);

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        record->disciplines[record->discipline_count++] = zk_sql_text(&rows, 0, arena);
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_introduction_records_of(struct zk_store *store, const int64_t *candidates,
                                          size_t count, struct zk_arena *arena,
                                          struct zk_introduction_record **out, size_t *found,
                                          struct zk_error *err)
{
    const char *json = zk_introduction_numbers(candidates, count, arena);
    struct zk_cursor rows;
    enum zk_status st;

    *found = 0;
    *out = zk_arena_array(arena, count + 1, sizeof(**out));
    if (!json || !*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for candidates");
    st = zk_sql_open(store, &rows,
                     "SELECT i.candidate_id, count(*),"
                     " CAST(strftime('%Y', max(i.moved_at), 'unixepoch') AS INTEGER)"
                     " FROM introduction i WHERE i.candidate_id IN (SELECT value FROM"
                     " json_each(?1)) AND " ZK_INTRODUCTION_SPEAKS
                     " GROUP BY i.candidate_id ORDER BY i.candidate_id",
                     err, "t", json);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        (*out)[(*found)++] = (struct zk_introduction_record){ .candidate = zk_sql_int(&rows, 0),
                                                              .done = zk_sql_int(&rows, 1),
                                                              .year = zk_sql_int(&rows, 2) };
    zk_sql_close(&rows);
    for (size_t i = 0; st == ZK_OK && i < *found; i++)
        st = read_disciplines(store, arena, &(*out)[i], err);
    return st;
}
