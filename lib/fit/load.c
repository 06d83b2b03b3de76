/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introductions under way against how many at a time an expert takes.
 */
#include "private.h"

#include "introduction.h"
#include "sql.h"

#include <stdlib.h>

enum zk_status zk_load_check(struct zk_store *store, const int64_t *candidates, size_t count,
                             struct zk_arena *arena, struct zk_load_report *out,
                             struct zk_error *err)
{
    const char *ids = zk_fit_ids(candidates, count, arena);
    struct zk_load *loads = zk_arena_array(arena, count + 1, sizeof(*loads));
    int64_t *limited = zk_arena_array(arena, count + 1, sizeof(*limited));
    int64_t *open = zk_arena_array(arena, count + 1, sizeof(*open));
    struct zk_cursor rows;
    size_t found = 0;
    enum zk_status st;

    *out = (struct zk_load_report){ 0 };
    if (!ids || !loads || !limited || !open)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for candidates");
    st = zk_sql_open(store, &rows,
                     "SELECT e.id, e.max_load FROM json_each(?1) c CROSS JOIN expert e"
                     " WHERE e.id = c.value AND e.max_load IS NOT NULL",
                     err, "t", ids);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row && found < count) {
        limited[found] = zk_sql_int(&rows, 0);
        loads[found++].most = zk_sql_int(&rows, 1);
    }
    zk_sql_close(&rows);
    if (st == ZK_OK && found > 0)
        st = zk_introduction_open_counts(store, limited, found, arena, open, err);
    for (size_t i = 0; i < found; i++) {
        loads[i].candidate = limited[i];
        loads[i].open = open[i];
    }
    *out = (struct zk_load_report){ loads, found };
    return st;
}

static int by_candidate(const void *key, const void *element)
{
    int64_t x = *(const int64_t *)key, y = ((const struct zk_load *)element)->candidate;

    return (x > y) - (x < y);
}

const struct zk_load *zk_load_of(const struct zk_load_report *report, int64_t candidate)
{
    return report->count > 0 ? bsearch(&candidate, report->loads, report->count,
                                       sizeof(*report->loads), by_candidate)
                             : NULL;
}
