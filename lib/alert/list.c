/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading alerts, and marking them as seen; see alert.h.
 */
#include "alert.h"
#include "private.h"

#include <string.h>

static const char *const whats[ZK_ALERT_WHATS] = {
#define WHAT_NAME(id, name) name,
    ZK_ALERT_WHAT_LIST(WHAT_NAME)
#undef WHAT_NAME
};

const char *zk_alert_what_name(enum zk_alert_what what)
{
    return whats[what];
}

static enum zk_alert_what find_what(const char *name)
{
    int what = ZK_ALERT_WHATS - 1;

    while (what > 0 && name && strcmp(whats[what], name) != 0)
        what--;
    return (enum zk_alert_what)what;
}

#define COLUMNS                                                                                    \
    "SELECT l.id, l.what, l.saved_id, s.name, s.what, s.query, s.record_id, l.record_id,"          \
    " l.strength, l.words, l.number, l.made_at, l.seen_at, s.automatic"                            \
    " FROM alert l LEFT JOIN saved s ON s.id = l.saved_id WHERE l.account_id = ?1 "

static void read_alert(struct zk_cursor *rows, struct zk_arena *arena, struct zk_alert *out)
{
    *out = (struct zk_alert){
        .id = zk_sql_int(rows, 0),
        .what = find_what(zk_sql_text(rows, 1, arena)),
        .saved = { .id = zk_sql_int(rows, 2),
                   .name = zk_sql_text(rows, 3, arena),
                   .what = zk_saved_what_find(zk_sql_text(rows, 4, arena)),
                   .query = zk_sql_text(rows, 5, arena),
                   .record = zk_sql_int(rows, 6),
                   .automatic = zk_sql_int(rows, 13) != 0 },
        .record = zk_sql_int(rows, 7),
        .strength = zk_sql_text(rows, 8, arena),
        .words = zk_sql_text(rows, 9, arena),
        .number = zk_sql_int(rows, 10),
        .made_at = zk_sql_int(rows, 11),
        .seen_at = zk_sql_int(rows, 12),
    };
}

/* All rows of a cursor that has just been opened with status st. */
static enum zk_status read_all(struct zk_cursor *rows, enum zk_status st, size_t max,
                               struct zk_arena *arena, struct zk_alert **out, size_t *count,
                               struct zk_error *err)
{
    *count = 0;
    *out = zk_arena_array(arena, max + 1, sizeof(**out));
    if (!*out)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for alerts");
    while (st == ZK_OK && *count < max && (st = zk_sql_next(rows, err)) == ZK_OK && rows->row)
        read_alert(rows, arena, &(*out)[(*count)++]);
    if (st == ZK_OK && rows->no_memory)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for alerts");
    zk_sql_close(rows);
    return st;
}

enum zk_status zk_alert_count(struct zk_store *store, int64_t account, struct zk_alert_counts *out,
                              struct zk_error *err)
{
    enum zk_status st = zk_sql_number(
        store, &out->total, "SELECT count(*) FROM alert WHERE account_id = ?1", err, "i", account);

    return st == ZK_OK ? zk_sql_number(store, &out->unseen,
                                       "SELECT count(*) FROM alert WHERE account_id = ?1"
                                       " AND seen_at IS NULL",
                                       err, "i", account)
                       : st;
}

enum zk_status zk_alert_list(struct zk_store *store, int64_t account, size_t from, size_t size,
                             struct zk_arena *arena, struct zk_alert **out, size_t *count,
                             struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows, COLUMNS "ORDER BY l.seen_at IS NOT NULL, l.id DESC LIMIT ?2 OFFSET ?3", err,
        "iii", account, (int64_t)size, (int64_t)from);

    return read_all(&rows, st, size, arena, out, count, err);
}

enum zk_status zk_alert_newest(struct zk_store *store, int64_t account, size_t size,
                               struct zk_arena *arena, struct zk_alert **out, size_t *count,
                               struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows, COLUMNS "ORDER BY l.id DESC LIMIT ?2", err, "ii",
                                    account, (int64_t)size);

    return read_all(&rows, st, size, arena, out, count, err);
}

enum zk_status zk_alert_unmailed(struct zk_store *store, int64_t account, size_t size,
                                 struct zk_arena *arena, struct zk_alert **out, size_t *count,
                                 struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows,
                                    COLUMNS "AND l.seen_at IS NULL AND l.mailed_at IS NULL"
                                            " ORDER BY l.id LIMIT ?2",
                                    err, "ii", account, (int64_t)size);

    return read_all(&rows, st, size, arena, out, count, err);
}

enum zk_status zk_alert_see(const struct zk_access *access, struct zk_store *store, int64_t account,
                            int64_t id, bool *stranger, struct zk_error *err)
{
    int64_t owner = 0;
    enum zk_status st =
        zk_sql_number(store, &owner, "SELECT account_id FROM alert WHERE id = ?1", err, "i", id);

    *stranger = owner != 0 && owner != account;
    if (st == ZK_OK && owner != account)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such alert");
    return st == ZK_OK ? zk_sql_run(store,
                                    "UPDATE alert SET seen_at = coalesce(seen_at, ?2)"
                                    " WHERE id = ?1",
                                    err, "ii", id, zk_now(&access->clock))
                       : st;
}

enum zk_status zk_alert_see_upto(const struct zk_access *access, struct zk_store *store,
                                 int64_t account, int64_t upto, struct zk_error *err)
{
    return zk_sql_run(store,
                      "UPDATE alert SET seen_at = ?3 WHERE account_id = ?1 AND id <= ?2"
                      " AND seen_at IS NULL",
                      err, "iii", account, upto, zk_now(&access->clock));
}
