/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terms.h"

#include "sql.h"

enum zk_status zk_demand_terms_get(struct zk_store *store, int64_t demand, struct zk_arena *arena,
                                   struct zk_demand_terms *out, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows, "SELECT must, dropped, version FROM demand_terms WHERE demand_id = ?1", err,
        "i", demand);

    *out = (struct zk_demand_terms){ .must = "[]", .drop = "[]" };
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        out->must = zk_sql_text(&rows, 0, arena);
        out->drop = zk_sql_text(&rows, 1, arena);
        out->version = zk_sql_int(&rows, 2);
        if (!out->must || !out->drop)
            st = zk_fail(err, ZK_NO_MEMORY, "", "words of a demand");
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_demand_terms_put(struct zk_store *store, int64_t demand,
                                   const struct zk_demand_terms *terms, struct zk_error *err)
{
    return zk_sql_run(store,
                      "INSERT INTO demand_terms (demand_id, must, dropped) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (demand_id) DO UPDATE SET must = ?2, dropped = ?3,"
                      " version = version + 1",
                      err, "itt", demand, terms->must, terms->drop);
}
