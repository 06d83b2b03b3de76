/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From changes to alerts; see alert.h.
 */
#include "alert.h"
#include "holdings.h"
#include "private.h"

#include <inttypes.h>
#include <stdio.h>

enum { TOPIC_BYTES = 64 };

/* ---- batches ---- */

/* Where a batch ends that has not begun yet. */
static enum zk_status find_end(struct zk_store *store, int64_t indexed, int64_t *upto,
                               struct zk_error *err)
{
    return zk_sql_number(store, upto,
                         "SELECT coalesce(max(seq), 0) FROM (SELECT seq FROM alert_change"
                         " WHERE seq <= ?1 ORDER BY seq LIMIT ?2)",
                         err, "ii", indexed, (int64_t)ZK_ALERT_CHANGES);
}

static enum zk_status read_changed(struct zk_store *store, struct zk_alert_batch *batch,
                                   int64_t upto, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows, "SELECT record_id FROM alert_change WHERE seq <= ?1", err, "i", upto);

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        int64_t record = zk_sql_int(&rows, 0);

        if (record > 0 && record <= UINT32_MAX)
            roaring_bitmap_add(batch->changed, (uint32_t)record);
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_alert_batch_read(struct zk_store *store, int64_t indexed,
                                   struct zk_alert_batch *out, struct zk_error *err)
{
    int64_t upto = 0;
    enum zk_status st = zk_sql_number(store, &out->upto, "SELECT upto FROM alert_batch", err, "");

    out->after = 0;
    out->changed = roaring_bitmap_create();
    if (!out->changed)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for what has changed");
    if (st == ZK_OK)
        st = zk_sql_number(store, &out->after, "SELECT after FROM alert_batch", err, "");
    upto = out->upto;
    if (st == ZK_OK && upto == 0)
        st = find_end(store, indexed, &upto, err);
    if (st == ZK_OK && upto > 0)
        st = read_changed(store, out, upto, err);
    if (st == ZK_OK && out->upto == 0)
        out->upto = upto;
    if (st != ZK_OK)
        zk_alert_batch_free(out);
    return st;
}

void zk_alert_batch_free(struct zk_alert_batch *batch)
{
    if (batch->changed)
        roaring_bitmap_free(batch->changed);
    batch->changed = NULL;
}

enum zk_status zk_alert_batch_claim(struct zk_store *store, const struct zk_alert_batch *batch,
                                    struct zk_error *err)
{
    enum zk_status st = zk_sql_run(store,
                                   "UPDATE alert_batch SET upto = ?1 WHERE after = ?2"
                                   " AND (upto = ?1 OR (upto = 0 AND ?2 = 0))"
                                   " AND EXISTS (SELECT 1 FROM alert_change WHERE seq = ?1)",
                                   err, "ii", batch->upto, batch->after);

    if (st == ZK_OK && zk_sql_changes(store) == 0)
        return zk_fail(err, ZK_CONFLICT, "", "another process tells this batch");
    return st;
}

enum zk_status zk_alert_batch_told(struct zk_store *store, const struct zk_alert_batch *batch,
                                   int64_t after, bool whole, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (whole)
        st = zk_sql_run(store, "DELETE FROM alert_change WHERE seq <= ?1", err, "i", batch->upto);
    return st == ZK_OK ? zk_sql_run(store,
                                    "UPDATE alert_batch SET upto = ?1, after = ?2,"
                                    " told = max(told, ?3)",
                                    err, "iii", whole ? 0 : batch->upto, whole ? 0 : after,
                                    whole ? batch->upto : 0)
                       : st;
}

enum zk_status zk_alert_told(struct zk_store *store, int64_t *out, struct zk_error *err)
{
    return zk_sql_number(store, out, "SELECT told FROM alert_batch", err, "");
}

/* ---- one of what is saved ---- */

struct teller {
    const struct zk_access *access;
    struct zk_store *store;
    int64_t saved;
    int64_t told;
};

static enum zk_status add(struct teller *t, const char *topic, const char *what,
                          const struct zk_alert_reason *reason, int64_t number,
                          struct zk_error *err)
{
    return zk_sql_run(
        t->store,
        "INSERT OR IGNORE INTO alert (account_id, topic, what, saved_id, record_id, strength, "
        "words,"
        " number, made_at) SELECT account_id, ?2, ?3, id, nullif(?4, 0), ?5, ?6, ?7, ?8 FROM saved"
        " WHERE id = ?1 AND (?4 = 0 OR EXISTS (SELECT 1 FROM record WHERE id = ?4))",
        err, "ittittii", t->saved, topic, what, reason->record, reason->strength,
        reason->words ? reason->words : "", number, zk_now(&t->access->clock));
}

static enum zk_status tell_one(struct teller *t, const struct zk_alert_reason *reason,
                               struct zk_error *err)
{
    char topic[TOPIC_BYTES];

    (void)snprintf(topic, sizeof(topic), "saved %" PRId64 " record %" PRId64, t->saved,
                   reason->record);
    t->told++;
    return add(t, topic, "match", reason, 1, err);
}

static enum zk_status tell_rest(struct teller *t, const struct zk_alert_batch *batch, int64_t rest,
                                struct zk_error *err)
{
    const struct zk_alert_reason none = { 0, NULL, NULL };
    char topic[TOPIC_BYTES];

    if (rest == 0)
        return ZK_OK;
    (void)snprintf(topic, sizeof(topic), "saved %" PRId64 " more %" PRId64, t->saved, batch->upto);
    return add(t, topic, "more", &none, rest, err);
}

static enum zk_status tell_news(struct teller *t, const roaring_bitmap_t *news,
                                const struct zk_alert_reason *reasons, size_t reason_count,
                                struct zk_error *err)
{
    uint64_t all = roaring_bitmap_get_cardinality(news);
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < reason_count && t->told < ZK_ALERT_NEWS; i++) {
        if (roaring_bitmap_contains(news, (uint32_t)reasons[i].record))
            st = tell_one(t, &reasons[i], err);
    }
    for (uint64_t i = 0; st == ZK_OK && !reasons && i < all && t->told < ZK_ALERT_NEWS; i++) {
        struct zk_alert_reason reason = { 0, NULL, NULL };
        uint32_t record = 0;

        (void)roaring_bitmap_select(news, (uint32_t)(all - 1 - i), &record);
        reason.record = record;
        st = tell_one(t, &reason, err);
    }
    return st;
}

/* Removed or paused since it was asked. */
static enum zk_status is_wanted(struct zk_store *store, int64_t saved, bool *wanted,
                                struct zk_error *err)
{
    int64_t found = 0;
    enum zk_status st = zk_sql_number(
        store, &found, "SELECT 1 FROM saved WHERE id = ?1 AND paused = 0", err, "i", saved);

    *wanted = found == 1;
    return st;
}

enum zk_status zk_alert_tell(const struct zk_access *access, struct zk_store *store, int64_t saved,
                             const struct zk_alert_batch *batch, const roaring_bitmap_t *found,
                             const struct zk_alert_reason *reasons, size_t reason_count,
                             int64_t *news, struct zk_error *err)
{
    struct teller t = { access, store, saved, 0 };
    roaring_bitmap_t *known = NULL, *fresh = NULL;
    bool wanted;
    enum zk_status st = is_wanted(store, saved, &wanted, err);

    *news = 0;
    if (st != ZK_OK || !wanted || roaring_bitmap_is_empty(found))
        return st;
    st = zk_known_read(store, saved, &known, err);
    if (st != ZK_OK)
        return st;
    fresh = roaring_bitmap_andnot(found, known);
    if (!fresh)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for news");
    else
        *news = (int64_t)roaring_bitmap_get_cardinality(fresh);
    if (st == ZK_OK && *news > 0) {
        st = tell_news(&t, fresh, reasons, reason_count, err);
        if (st == ZK_OK)
            st = tell_rest(&t, batch, *news - t.told, err);
        roaring_bitmap_or_inplace(known, fresh);
        if (st == ZK_OK)
            st = zk_known_write(store, saved, known, err);
    }
    if (fresh)
        roaring_bitmap_free(fresh);
    roaring_bitmap_free(known);
    return st;
}

/* ---- reminders, and the end ---- */

enum zk_status zk_alert_remind(const struct zk_access *access, struct zk_store *store,
                               const struct zk_alert_reminder *reminder, struct zk_error *err)
{
    char topic[TOPIC_BYTES];

    (void)snprintf(topic, sizeof(topic), "introduction %" PRId64 " reminder %" PRId64,
                   reminder->introduction, reminder->step);
    return zk_sql_run(
        store,
        "INSERT OR IGNORE INTO alert (account_id, topic, what, record_id, number, made_at)"
        " SELECT a.id, ?1, 'reminder', ?2, ?3, ?4 FROM account a WHERE a.state = 'active'"
        " AND (a.role = 'office' OR (a.role = ?5 AND ((?5 = 'expert' AND a.record_id = ?6)"
        " OR (?5 = 'enterprise' AND a.record_id IN"
        " (SELECT target_id FROM link WHERE source_id = ?2 AND field = 'organisation')))))",
        err, "tiiiti", topic, reminder->demand, reminder->introduction, zk_now(&access->clock),
        zk_role_name(reminder->role), reminder->candidate);
}

enum zk_status zk_alert_sweep(const struct zk_access *access, struct zk_store *store,
                              struct zk_error *err)
{
    return zk_sql_run(store, "DELETE FROM alert WHERE made_at < ?1", err, "i",
                      zk_now(&access->clock) - zk_holding_seconds(ZK_HOLDING_ALERTS));
}
