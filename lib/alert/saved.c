/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table saved; see saved.h.
 */
#include "private.h"

#include "alloc.h"
#include "utf8.h"

#include <string.h>

static const char *const names[] = { "search", "need", "demand", "fitting" };

const char *zk_saved_what_name(enum zk_saved_what what)
{
    return names[what];
}

enum zk_saved_what zk_saved_what_find(const char *name)
{
    int what = ZK_SAVED_FITTING;

    while (what > 0 && name && strcmp(names[what], name) != 0)
        what--;
    return (enum zk_saved_what)what;
}

/* ---- what is known ---- */

char *zk_known_bytes(const roaring_bitmap_t *known, size_t *len)
{
    char *bytes;

    *len = roaring_bitmap_portable_size_in_bytes(known);
    bytes = zk_calloc(1, *len);
    if (bytes)
        *len = roaring_bitmap_portable_serialize(known, bytes);
    return bytes;
}

enum zk_status zk_known_read(struct zk_store *store, int64_t saved, roaring_bitmap_t **out,
                             struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows, "SELECT known FROM saved WHERE id = ?1", err, "i", saved);

    *out = NULL;
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && !rows.row)
        st = zk_fail(err, ZK_NOT_FOUND, "", "nothing of that number is saved");
    if (st == ZK_OK) {
        size_t len = 0;
        const void *bytes = zk_sql_blob(&rows, 0, &len);

        *out = bytes ? roaring_bitmap_portable_deserialize_safe(bytes, len) : NULL;
        if (!*out)
            st = zk_fail(err, ZK_CORRUPT, "", "what saved %lld knows cannot be read",
                         (long long)saved);
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_known_write(struct zk_store *store, int64_t saved, roaring_bitmap_t *known,
                              struct zk_error *err)
{
    enum zk_status st;
    size_t len;
    char *bytes;

    (void)roaring_bitmap_run_optimize(known);
    bytes = zk_known_bytes(known, &len);
    st = bytes ? zk_sql_run(store, "UPDATE saved SET known = ?2 WHERE id = ?1", err, "ib", saved,
                            (const void *)bytes, len)
               : zk_fail(err, ZK_NO_MEMORY, "", "no memory for what is known");
    zk_free(bytes);
    return st;
}

/* ---- adding and changing ---- */

static enum zk_status check_room(struct zk_store *store, const struct zk_saved *saved,
                                 struct zk_error *err)
{
    int64_t own = 0, same = 0;
    enum zk_status st = zk_sql_number(
        store, &own, "SELECT count(*) FROM saved WHERE account_id = ?1 AND automatic = 0", err, "i",
        saved->account);

    if (st == ZK_OK && saved->record > 0)
        st = zk_sql_number(
            store, &same,
            "SELECT count(*) FROM saved WHERE account_id = ?1 AND what = ?2 AND record_id = ?3",
            err, "iti", saved->account, names[saved->what], saved->record);
    if (st != ZK_OK)
        return st;
    if (same > 0)
        return zk_fail(err, ZK_DUPLICATE, names[saved->what],
                       "已经在关注 / it is followed already");
    if (!saved->automatic && own >= ZK_SAVED_MAX) {
        (void)zk_fail(err, ZK_TOO_MANY, "",
                      "最多保存%d个，请先删除不用的 / at most %d: remove one first", ZK_SAVED_MAX,
                      ZK_SAVED_MAX);
        if (err)
            err->number = ZK_SAVED_MAX;
        return ZK_TOO_MANY;
    }
    return ZK_OK;
}

enum zk_status zk_saved_add(const struct zk_access *access, struct zk_store *store,
                            const struct zk_saved *saved, const roaring_bitmap_t *known,
                            int64_t *id, struct zk_error *err)
{
    size_t cut = zk_utf8_prefix(saved->name, strlen(saved->name), ZK_SAVED_NAME_MAX), len = 0;
    char *bytes = zk_known_bytes(known, &len), *name = zk_calloc(1, cut + 1);
    enum zk_status st = bytes && name ? check_room(store, saved, err)
                                      : zk_fail(err, ZK_NO_MEMORY, "", "no memory to save");

    *id = 0;
    if (st == ZK_OK) {
        memcpy(name, saved->name, cut);
        st = zk_sql_run(store,
                        "INSERT INTO saved (account_id, what, name, query, record_id, known,"
                        " automatic, made_at, looked_at)"
                        " VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), ?6, ?7, ?8, ?8)",
                        err, "itttibii", saved->account, names[saved->what], name, saved->query,
                        saved->record, (const void *)bytes, len, (int64_t)saved->automatic,
                        zk_now(&access->clock));
    }
    if (st == ZK_OK)
        *id = zk_sql_last_id(store);
    zk_free(bytes);
    zk_free(name);
    return st;
}

enum zk_status zk_saved_change(struct zk_store *store, int64_t id, const char *name, bool paused,
                               struct zk_error *err)
{
    size_t chars = name ? zk_utf8_count(name, strlen(name)) : 1;

    if (chars == 0 || chars > ZK_SAVED_NAME_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "name", "1到%d个字 / 1 to %d characters",
                       ZK_SAVED_NAME_MAX, ZK_SAVED_NAME_MAX);
    return zk_sql_run(store,
                      "UPDATE saved SET name = coalesce(?2, name), paused = ?3 WHERE id = ?1", err,
                      "iti", id, name, (int64_t)paused);
}

enum zk_status zk_saved_remove(struct zk_store *store, const struct zk_saved *saved,
                               struct zk_error *err)
{
    if (saved->automatic)
        return zk_fail(err, ZK_REFUSED, "",
                       "本单位的需求自动关注，可以暂停 / your own demand: pause it instead");
    return zk_sql_run(store, "DELETE FROM saved WHERE id = ?1", err, "i", saved->id);
}

enum zk_status zk_saved_look(const struct zk_access *access, struct zk_store *store, int64_t id,
                             const roaring_bitmap_t *shown, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    roaring_bitmap_t *known;
    enum zk_status st = zk_known_read(store, id, &known, err);

    if (st != ZK_OK)
        return st;
    roaring_bitmap_or_inplace(known, shown);
    st = zk_known_write(store, id, known, err);
    roaring_bitmap_free(known);
    if (st == ZK_OK)
        st = zk_sql_run(store, "UPDATE saved SET looked_at = ?2 WHERE id = ?1", err, "ii", id, now);
    return st == ZK_OK ? zk_sql_run(store,
                                    "UPDATE alert SET seen_at = ?2"
                                    " WHERE saved_id = ?1 AND seen_at IS NULL",
                                    err, "ii", id, now)
                       : st;
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "s.id, s.account_id, s.what, s.name, s.query, s.record_id, s.paused, s.automatic, s.made_at,"  \
    " s.looked_at, (SELECT count(*) FROM alert l WHERE l.saved_id = s.id AND l.seen_at IS NULL),"  \
    " a.role, a.record_id"

static void read_saved(struct zk_cursor *rows, struct zk_arena *arena, struct zk_saved *out)
{
    const char *role = zk_sql_text(rows, 11, arena);

    *out = (struct zk_saved){
        .id = zk_sql_int(rows, 0),
        .account = zk_sql_int(rows, 1),
        .what = zk_saved_what_find(zk_sql_text(rows, 2, arena)),
        .name = zk_sql_text(rows, 3, arena),
        .query = zk_sql_text(rows, 4, arena),
        .record = zk_sql_int(rows, 5),
        .paused = zk_sql_int(rows, 6) != 0,
        .automatic = zk_sql_int(rows, 7) != 0,
        .made_at = zk_sql_int(rows, 8),
        .looked_at = zk_sql_int(rows, 9),
        .unseen = zk_sql_int(rows, 10),
        .role = role ? zk_role_find(role) : (enum zk_role)ZK_ROLE_NOBODY,
        .own_record = zk_sql_int(rows, 12),
    };
}

/* All rows of a cursor that has just been opened with status st. */
static enum zk_status read_all(struct zk_cursor *rows, enum zk_status st, size_t max,
                               struct zk_arena *arena, struct zk_saved **out, size_t *count,
                               struct zk_error *err)
{
    *count = 0;
    *out = zk_arena_array(arena, max + 1, sizeof(**out));
    if (!*out)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for what is saved");
    while (st == ZK_OK && *count < max && (st = zk_sql_next(rows, err)) == ZK_OK && rows->row)
        read_saved(rows, arena, &(*out)[(*count)++]);
    if (st == ZK_OK && rows->no_memory)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for what is saved");
    zk_sql_close(rows);
    return st;
}

enum zk_status zk_saved_list(struct zk_store *store, int64_t account, struct zk_arena *arena,
                             struct zk_saved **out, size_t *count, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows,
                                    "SELECT " COLUMNS " FROM saved s JOIN account a"
                                    " ON a.id = s.account_id WHERE s.account_id = ?1"
                                    " ORDER BY s.id DESC LIMIT ?2",
                                    err, "ii", account, (int64_t)ZK_SAVED_LIST_MAX);

    return read_all(&rows, st, ZK_SAVED_LIST_MAX, arena, out, count, err);
}

enum zk_status zk_saved_get(struct zk_store *store, int64_t account, int64_t id,
                            struct zk_arena *arena, struct zk_saved **out, bool *stranger,
                            struct zk_error *err)
{
    struct zk_cursor rows;
    size_t count;
    enum zk_status st = zk_sql_open(
        store, &rows,
        "SELECT " COLUMNS " FROM saved s JOIN account a ON a.id = s.account_id WHERE s.id = ?1",
        err, "i", id);

    st = read_all(&rows, st, 1, arena, out, &count, err);
    *stranger = st == ZK_OK && count == 1 && (*out)->account != account;
    if (st == ZK_OK && (count == 0 || *stranger))
        st = zk_fail(err, ZK_NOT_FOUND, "", "nothing of that number is saved");
    if (st != ZK_OK)
        *out = NULL;
    return st;
}

enum zk_status zk_saved_active(struct zk_store *store, int64_t after, size_t max,
                               struct zk_arena *arena, struct zk_saved **out, size_t *count,
                               struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows,
                    "SELECT " COLUMNS " FROM saved s JOIN account a ON a.id = s.account_id"
                    " LEFT JOIN demand d ON d.id = s.record_id AND s.what = 'demand'"
                    " WHERE s.id > ?1 AND s.paused = 0 AND a.state = 'active'"
                    " AND coalesce(d.demand_status, 'open') = 'open' ORDER BY s.id LIMIT ?2",
                    err, "ii", after, (int64_t)max);

    return read_all(&rows, st, max, arena, out, count, err);
}

enum zk_status zk_saved_unfollowed(struct zk_store *store, size_t max, struct zk_arena *arena,
                                   struct zk_saved **out, size_t *count, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows,
        "SELECT 0, a.id, 'demand', '', '', d.id, 0, 1, 0, 0, 0, a.role, a.record_id"
        " FROM account a JOIN link l ON l.target_id = a.record_id AND l.field = 'organisation'"
        " JOIN demand d ON d.id = l.source_id"
        " WHERE a.role = 'enterprise' AND a.state = 'active'"
        " AND coalesce(d.demand_status, 'open') = 'open'"
        " AND NOT EXISTS (SELECT 1 FROM saved s WHERE s.account_id = a.id AND s.what = 'demand'"
        " AND s.record_id = d.id) ORDER BY d.id, a.id LIMIT ?1",
        err, "i", (int64_t)max);

    return read_all(&rows, st, max, arena, out, count, err);
}
