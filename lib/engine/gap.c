/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gap report: see gap.h.
 */
#include "gap.h"

#include "json.h"
#include "sql.h"

#include <stdio.h>

enum { TERMS_CEILING = 16 * 1024 };

/* The heaviest words that were searched for. */
static enum zk_status list_terms(const struct zk_need *need, struct zk_arena *arena,
                                 const char **out, struct zk_error *err)
{
    struct zk_json json;
    struct zk_buf buf;
    size_t listed = 0;

    zk_buf_init(&buf, TERMS_CEILING);
    zk_json_init(&json, &buf);
    zk_json_array(&json);
    for (size_t i = 0; i < need->word_count && listed < ZK_GAP_TERMS; i++) {
        if (need->words[i].dropped)
            continue;
        zk_json_text(&json, need->words[i].text, need->words[i].len);
        listed++;
    }
    zk_json_array_end(&json);
    *out = zk_buf_status(&buf) == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&buf)) : NULL;
    zk_buf_free(&buf);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for words");
}

enum zk_status zk_gap_of(const struct zk_match *match, struct zk_arena *arena, bool *is_gap,
                         struct zk_gap *out, struct zk_error *err)
{
    *out = (struct zk_gap){ 0 };
    *is_gap = match->weak;
    for (size_t g = 0; g < match->group_count; g++) {
        const struct zk_match_group *group = &match->groups[g];

        out->candidates += (int64_t)group->total;
        for (size_t i = 0; i < group->count; i++) {
            if (group->candidates[i].ratio > out->best)
                out->best = group->candidates[i].ratio;
        }
    }
    return list_terms(match->need, arena, &out->terms, err);
}

enum zk_status zk_gap_put(struct zk_store *store, int64_t demand, const struct zk_gap *gap,
                          int64_t now, struct zk_error *err)
{
    char best[32];

    if (!gap)
        return zk_sql_run(store, "DELETE FROM gap WHERE demand_id = ?1", err, "i", demand);
    (void)snprintf(best, sizeof(best), "%.4f", gap->best);
    return zk_sql_run(store,
                      "INSERT INTO gap (demand_id, at, terms, candidates, best)"
                      " VALUES (?1, ?2, ?3, ?4, CAST(?5 AS REAL)) ON CONFLICT DO UPDATE SET"
                      " at = CASE WHEN terms = excluded.terms THEN at ELSE excluded.at END,"
                      " terms = excluded.terms, candidates = excluded.candidates,"
                      " best = excluded.best",
                      err, "iitit", demand, now, gap->terms, gap->candidates, best);
}

enum zk_status zk_gap_open_demands(struct zk_store *store, int64_t after,
                                   int64_t out[ZK_GAP_DEMANDS], size_t *count,
                                   struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    st = zk_sql_open(store, &rows,
                     "SELECT id FROM demand WHERE id > ?1 AND coalesce(demand_status, 'open')"
                     " = 'open' ORDER BY id LIMIT ?2",
                     err, "ii", after, (int64_t)ZK_GAP_DEMANDS);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        out[(*count)++] = zk_sql_int(&rows, 0);
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_gap_count(struct zk_store *store, const struct zk_gap_cell *cell, int64_t now,
                            struct zk_error *err)
{
    return zk_sql_run(store,
                      "INSERT INTO gap_count (month, discipline, industry, region, needs)"
                      " VALUES (strftime('%Y-%m', ?1, 'unixepoch'), ?2, ?3, ?4, 1)"
                      " ON CONFLICT DO UPDATE SET needs = needs + 1",
                      err, "ittt", now, cell->discipline, cell->industry, cell->region);
}

#define FIRST_OF(field)                                                                            \
    "coalesce((SELECT value FROM record_list WHERE record_id = g.demand_id AND field = '" field    \
    "' AND position = (SELECT min(position) FROM record_list WHERE record_id = g.demand_id"        \
    " AND field = '" field "')), '')"

/* Statements read as SQL. */
/* clang-format off */
static const char report[] =
    "SELECT " FIRST_OF("disciplines") " AS discipline, " FIRST_OF("industries") " AS industry,"
    " coalesce(r.region, '') AS region, g.demand_id, r.title,"
    " date(g.at, 'unixepoch') AS day, g.terms,"
    " (SELECT group_concat(value, '；') FROM json_each(g.terms)), g.candidates, 1,"
    " CAST(round(g.best * 10000) AS INTEGER)"
    " FROM gap g JOIN record r ON r.id = g.demand_id"
    " WHERE day >= ?1"
    " UNION ALL SELECT discipline, industry, region, 0, NULL, month, NULL, NULL, 0, needs, 0"
    " FROM gap_count WHERE month >= substr(?1, 1, 7)"
    " ORDER BY 1, 2, 3, 6 DESC, 4 DESC LIMIT ?2";
/* clang-format on */

enum zk_status zk_gap_report(struct zk_store *store, const char *since, struct zk_arena *arena,
                             struct zk_gap_row **out, size_t *count, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, ZK_GAP_REPORT_MAX, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a report");
    st = zk_sql_open(store, &rows, report, err, "ti", since, (int64_t)ZK_GAP_REPORT_MAX);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_gap_row *row = &(*out)[(*count)++];

        row->cell =
            (struct zk_gap_cell){ zk_sql_text(&rows, 0, arena), zk_sql_text(&rows, 1, arena),
                                  zk_sql_text(&rows, 2, arena) };
        row->demand = zk_sql_int(&rows, 3);
        row->title = zk_sql_text(&rows, 4, arena);
        row->day = zk_sql_text(&rows, 5, arena);
        row->terms = zk_sql_text(&rows, 6, arena);
        row->words = zk_sql_text(&rows, 7, arena);
        row->candidates = zk_sql_int(&rows, 8);
        row->needs = zk_sql_int(&rows, 9);
        row->best = (double)zk_sql_int(&rows, 10) / 10000;
    }
    zk_sql_close(&rows);
    return st;
}
