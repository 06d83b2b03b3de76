/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What else is kept of somebody, and how long.
 */
#include "subject.h"
#include "private.h"

#include "history.h"
#include "holdings.h"

/* ---- what else is kept ---- */

#define HIS " (SELECT id FROM account WHERE record_id = ?1)"

static const char *const kept[ZK_KEPT_COUNT] = {
    [ZK_KEPT_DRAFTS] = "SELECT f.field || ': ' || f.new FROM draft d JOIN draft_field f"
                       " ON f.draft_id = d.id WHERE d.account_id IN" HIS " ORDER BY d.id, f.field",
    [ZK_KEPT_REQUESTS] = "SELECT what || '; ' || text || '; asked ' || date(at, 'unixepoch')"
                         " FROM subject_request WHERE account_id IN" HIS " ORDER BY id",
    [ZK_KEPT_SAVED] = "SELECT name || '; ' || what || iif(query = '', '', '; ' || query)"
                      " FROM saved WHERE account_id IN" HIS " ORDER BY id",
    [ZK_KEPT_SHORTLIST] = "SELECT r.kind || ':' || s.record_id FROM shortlist s JOIN record r"
                          " ON r.id = s.record_id WHERE s.account_id IN" HIS " ORDER BY s.place",
    [ZK_KEPT_HIDDEN] = "SELECT field FROM hidden_field WHERE record_id = ?1 ORDER BY field",
    [ZK_KEPT_MAIL] = "SELECT mail FROM subscriber WHERE mail IS NOT NULL AND account_id IN" HIS,
};

static enum zk_status read_lines(struct zk_store *store, const char *sql, int64_t expert,
                                 struct zk_arena *arena, const char **out, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows, sql, err, "i", expert);

    *out = "";
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *line = zk_sql_text(&rows, 0, arena);

        *out = line ? zk_arena_printf(arena, "%s%s%s", *out, **out ? "\n" : "", line) : NULL;
        if (!*out)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for what is kept");
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_subject_kept(struct zk_store *store, int64_t expert, struct zk_arena *arena,
                               const char *out[ZK_KEPT_COUNT], struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < ZK_KEPT_COUNT; i++)
        st = read_lines(store, kept[i], expert, arena, &out[i], err);
    return st;
}

/* ---- retention ---- */

#define DISABLED_BEFORE                                                                            \
    " WHERE account_id IN (SELECT id FROM account a WHERE state = 'disabled' AND (SELECT max(at)"  \
    " FROM audit WHERE object = 'account:' || a.id AND action = 'account_disabled') < ?1)"

/* Who was disabled long ago is told nothing any more. */
static enum zk_status forget_disabled(struct zk_store *store, int64_t now, struct zk_error *err)
{
    static const struct {
        const char *text;
        enum zk_holding holding;
    } all[] = { { "DELETE FROM alert" DISABLED_BEFORE, ZK_HOLDING_SAVED },
                { "DELETE FROM saved" DISABLED_BEFORE, ZK_HOLDING_SAVED },
                { "DELETE FROM subscriber" DISABLED_BEFORE, ZK_HOLDING_DELIVERY } };
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < sizeof(all) / sizeof(all[0]); i++)
        st = zk_sql_run(store, all[i].text, err, "i", now - zk_holding_seconds(all[i].holding));
    return st;
}

/* One record whose consents have all ended while what they were for is still there; 0: none. */
static enum zk_status find_ended(const struct zk_access *access, struct zk_store *store,
                                 int64_t after, int64_t *record, struct zk_error *err)
{
    return zk_sql_number(
        store, record,
        "SELECT record_id FROM consent c WHERE record_id > ?2 GROUP BY record_id"
        " HAVING max(withdrawn_at IS NULL AND coalesce(expires_at, ?1 + 1) > ?1) = 0"
        " AND max(withdrawn_at IS NULL) = 1 ORDER BY record_id LIMIT 1",
        err, "ii", zk_now(&access->clock), after);
}

static enum zk_status empty_ended(const struct zk_access *access, struct zk_store *store,
                                  const char *folder, int64_t *count, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_record *record;
    int64_t id = 0;
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory to retain");

    while (st == ZK_OK && (st = find_ended(access, store, id, &id, err)) == ZK_OK && id > 0) {
        st = zk_store_get_any(store, id, ZK_SEE_WHOLE, arena, &record, err);
        if (st == ZK_OK)
            st = zk_subject_wipe_all(store, folder, record, true, err);
        if (st == ZK_OK)
            st = zk_consent_end(access, store, record, err);
        (*count)++;
        zk_arena_reset(arena);
    }
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_subject_retain(const struct zk_access *access, struct zk_store *store,
                                 const char *data_folder, struct zk_retained *out,
                                 struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st = zk_subject_reapply(access, store, data_folder, &out->reapplied, err);

    if (st == ZK_OK)
        st = zk_store_begin(store, err);
    if (st != ZK_OK)
        return st;
    zk_store_set_author(store, 0, "retention");
    st = empty_ended(access, store, data_folder, &out->emptied, err);
    zk_store_set_author(store, 0, NULL);
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "DELETE FROM account WHERE state IN ('invited', 'pending')"
                        " AND created_at < ?1 AND password_at <= created_at",
                        err, "i", now - zk_holding_seconds(ZK_HOLDING_ACCOUNTS));
    out->accounts = zk_sql_changes(store);
    if (st == ZK_OK)
        st = zk_sql_run(store, "DELETE FROM subject_request WHERE done_at < ?1", err, "i",
                        now - zk_holding_seconds(ZK_HOLDING_REQUESTS));
    out->requests = zk_sql_changes(store);
    if (st == ZK_OK)
        st = forget_disabled(store, now, err);
    if (st == ZK_OK)
        st = zk_session_sweep(access, store, err);
    if (st == ZK_OK)
        return zk_store_commit(store, err);
    zk_store_rollback(store);
    return st;
}
