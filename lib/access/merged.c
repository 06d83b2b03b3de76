/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records that are one. A backup of before the merge holds both: what is written down for it
 * (restore.c) is written down of each. And no merge undoes what the person of either wanted.
 */
#include "private.h"
#include "subject.h"

#include "history.h"

enum { NAMES_BYTES = 4096 /* of all fields that can be kept back */ };

/* The records that were merged into one, and that one behind them: copies of it, with number and
 * time of making of each. */
struct all {
    struct zk_arena *arena;
    struct zk_record *list;
    size_t count;
};

static void close_all(struct all *all)
{
    zk_arena_close(all->arena);
}

static enum zk_status open_all(struct zk_store *store, const struct zk_record *record,
                               struct all *all, struct zk_error *err)
{
    struct zk_cursor rows;
    int64_t merged = 0;
    enum zk_status st = zk_sql_number(
        store, &merged, "SELECT count(*) FROM redirect WHERE target_id = ?1", err, "i", record->id);

    *all = (struct all){ .arena = zk_arena_open() };
    if (st == ZK_OK && all->arena)
        all->list = zk_arena_array(all->arena, (size_t)merged + 1, sizeof(*all->list));
    if (st == ZK_OK && !all->list)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for merged records");
    if (st == ZK_OK)
        st = zk_sql_open(store, &rows, "SELECT id, made FROM redirect WHERE target_id = ?1", err,
                         "i", record->id);
    if (st != ZK_OK)
        return st;
    while ((st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_record *one = &all->list[all->count++];

        *one = *record;
        one->id = zk_sql_int(&rows, 0);
        one->created_at = zk_sql_text(&rows, 1, all->arena);
    }
    zk_sql_close(&rows);
    all->list[all->count++] = *record;
    return st;
}

enum zk_status zk_subject_note_all(struct zk_store *store, const char *folder, const char *action,
                                   const struct zk_record *record, const char *rest,
                                   struct zk_error *err)
{
    struct all all;
    enum zk_status st = open_all(store, record, &all, err);

    for (size_t i = 0; st == ZK_OK && i < all.count; i++)
        st = zk_subject_note(store, folder, action, &all.list[i], rest, err);
    close_all(&all);
    return st;
}

enum zk_status zk_subject_note_changes_all(struct zk_store *store, const char *folder,
                                           const struct zk_record *old, const struct zk_record *now,
                                           struct zk_error *err)
{
    struct all all;
    enum zk_status st = open_all(store, old, &all, err);

    for (size_t i = 0; st == ZK_OK && i < all.count; i++) {
        struct zk_record changed = *now;

        if (all.list[i].id != old->id) /* each has its own, and no other may have it */
            changed.values[ZK_F_REF] = old->values[ZK_F_REF];
        if (all.list[i].id != old->id && zk_record_is_public(now)) /* that one may have withdrawn */
            changed.values[ZK_F_VISIBILITY] = old->values[ZK_F_VISIBILITY];
        st = zk_subject_note_changes(store, folder, &all.list[i], &changed, err);
    }
    close_all(&all);
    return st;
}

enum zk_status zk_subject_wipe_all(struct zk_store *store, const char *folder,
                                   const struct zk_record *record, bool by_consent,
                                   struct zk_error *err)
{
    struct all all;
    enum zk_status st = open_all(store, record, &all, err);

    for (size_t i = 0; st == ZK_OK && i < all.count; i++)
        st = zk_subject_wipe(folder, &all.list[i], by_consent, err);
    close_all(&all);
    return st;
}

enum zk_status zk_subject_withdraw(const struct zk_access *access, struct zk_store *store,
                                   const char *folder, struct zk_record *record,
                                   struct zk_error *err)
{
    enum zk_status st = zk_consent_withdraw(access, store, record, err);

    if (st == ZK_OK)
        st = zk_subject_wipe_all(store, folder, record, true, err);
    return st == ZK_OK ? zk_subject_note_all(store, folder, "withdraw", record, "", err) : st;
}

/* ---- merging ---- */

/* Is the last word of the expert, in either record, that nothing is agreed to? */
static enum zk_status last_word(struct zk_store *store, int64_t from, int64_t into, bool *withdrawn,
                                struct zk_error *err)
{
    int64_t found = 0;
    enum zk_status st = zk_sql_number(
        store, &found,
        "SELECT max(at) >= (SELECT coalesce(max(given_at), 0) FROM consent"
        " WHERE record_id IN (?1, ?2) AND scope = '" ZK_CONSENT_SCOPE "') AND max(at) >= (SELECT"
        " coalesce(max(CAST(strftime('%s', consent_date) AS INTEGER)), 0) FROM expert"
        " WHERE id IN (?1, ?2)) FROM withdrawal WHERE record_id IN (?1, ?2)",
        err, "ii", from, into);

    *withdrawn = st == ZK_OK && found == 1;
    return st;
}

/* What the one keeps back after a merge, a restored backup keeps back of both. */
static enum zk_status note_kept_back(struct zk_store *store, const char *folder,
                                     const struct zk_record *old, const struct zk_record *now,
                                     struct zk_error *err)
{
    struct zk_record seen = *old;
    bool hidden[ZK_FIELD_COUNT];
    struct zk_buf names;
    enum zk_status st = zk_hidden_get(store, now, hidden, err);

    zk_buf_init(&names, NAMES_BYTES);
    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        if (hidden[i])
            zk_buf_addf(&names, "%s%s", names.len > 0 ? "," : "",
                        zk_field_name(zk_field_get((enum zk_field_id)i), now->kind));
    }
    if (st == ZK_OK && zk_buf_status(&names) != ZK_OK)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for what is kept back");
    if (st == ZK_OK && names.len > 0)
        st = zk_subject_note_all(store, folder, "hide", now, zk_buf_text(&names), err);
    zk_buf_free(&names);
    seen.values[ZK_F_VISIBILITY] = now->values[ZK_F_VISIBILITY];
    return st == ZK_OK ? zk_subject_note_changes_all(store, folder, old, &seen, err) : st;
}

enum zk_status zk_subject_merge(const struct zk_access *access, struct zk_store *store,
                                const char *folder, enum zk_kind kind, int64_t from, int64_t into,
                                struct zk_arena *arena, struct zk_error *err)
{
    struct zk_record *old = NULL, *now = NULL;
    bool withdrawn = false;
    enum zk_status st = ZK_OK;

    if (kind == ZK_KIND_EXPERT)
        st = last_word(store, from, into, &withdrawn, err);
    if (st == ZK_OK)
        st = zk_store_get(store, kind, into, ZK_SEE_WHOLE, arena, &old, err);
    if (st == ZK_OK)
        st = zk_store_merge(store, kind, from, into, err);
    if (st == ZK_OK)
        st = zk_store_get(store, kind, into, ZK_SEE_WHOLE, arena, &now, err);
    if (st == ZK_OK)
        st = note_kept_back(store, folder, old, now, err);
    return st == ZK_OK && withdrawn ? zk_subject_withdraw(access, store, folder, now, err) : st;
}
