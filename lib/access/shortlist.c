/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shortlist.h"

#include "private.h"

bool zk_listed_kind(enum zk_kind kind)
{
    return kind == ZK_KIND_EXPERT || kind == ZK_KIND_WORKSTATION || kind == ZK_KIND_SOCIETY;
}

enum zk_status zk_shortlist_get(struct zk_store *store, int64_t account, struct zk_arena *arena,
                                struct zk_listed **out, size_t *count, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, ZK_SHORTLIST_MAX, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a shortlist");
    st = zk_sql_open(store, &rows,
                     "SELECT r.id, r.kind FROM shortlist s JOIN record r ON r.id = s.record_id"
                     " WHERE s.account_id = ?1 ORDER BY s.place LIMIT ?2",
                     err, "ii", account, (int64_t)ZK_SHORTLIST_MAX);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *kind = zk_sql_text(&rows, 1, arena);

        if (kind)
            (*out)[(*count)++] =
                (struct zk_listed){ zk_kind_find(kind, strlen(kind)), zk_sql_int(&rows, 0) };
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_shortlist_put(struct zk_store *store, int64_t account,
                                const struct zk_listed *list, size_t count, struct zk_error *err)
{
    enum zk_status st =
        zk_sql_run(store, "DELETE FROM shortlist WHERE account_id = ?1", err, "i", account);

    for (size_t i = 0; st == ZK_OK && i < count; i++)
        st = zk_sql_run(store,
                        "INSERT INTO shortlist (account_id, place, record_id) VALUES (?1, ?2, ?3)",
                        err, "iii", account, (int64_t)i, list[i].id);
    return st;
}
