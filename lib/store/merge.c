/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two records that are one.
 */
#include "history.h"
#include "sql.h"
#include "visibility.h"

#include <string.h>

/* What links to `from` links to `into`; a list that had both keeps one. */
static enum zk_status move_links(struct zk_store *store, int64_t from, int64_t into,
                                 struct zk_error *err)
{
    enum zk_status st = zk_sql_run(store,
                                   "INSERT INTO outbox (record_id) SELECT DISTINCT source_id"
                                   " FROM link WHERE target_id = ?1",
                                   err, "i", from);

    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "DELETE FROM link WHERE target_id = ?1 AND EXISTS (SELECT 1 FROM link o"
                        " WHERE o.source_id = link.source_id AND o.field = link.field"
                        " AND o.target_id = ?2)",
                        err, "ii", from, into);
    if (st == ZK_OK)
        st = zk_sql_run(store, "UPDATE link SET target_id = ?2 WHERE target_id = ?1", err, "ii",
                        from, into);
    return st;
}

#define OPEN_STATES "('requested', 'approved', 'contacted', 'in_progress')"

/* Its place among the open states: the further on, the greater. */
#define PROGRESS(row) "instr('requested approved contacted in_progress', " row ".state)"

/* An open introduction of ?1 beside one that has come further, or as far and is older. */
#define SURPASSED                                                                                  \
    " i.state IN " OPEN_STATES " AND ?1 IN (i.demand_id, i.candidate_id) AND EXISTS (SELECT 1"     \
    " FROM introduction o WHERE o.demand_id = i.demand_id AND o.candidate_id = i.candidate_id"     \
    " AND o.state IN " OPEN_STATES " AND (" PROGRESS("o") ", -o.id) > (" PROGRESS("i") ", -i.id))"

/* Of a demand and a candidate one introduction at a time is open. */
static enum zk_status withdraw_surpassed(struct zk_store *store, int64_t into, struct zk_error *err)
{
    enum zk_status st = zk_sql_run(
        store,
        "INSERT INTO introduction_step (introduction_id, at, role, what, state, note)"
        " SELECT i.id, CAST(strftime('%s', 'now') AS INTEGER), 'program', 'move', 'withdrawn',"
        " '档案合并后与另一条对接重复' FROM introduction i WHERE" SURPASSED,
        err, "i", into);

    return st == ZK_OK
               ? zk_sql_run(store,
                            "UPDATE introduction AS i SET state = 'withdrawn', reminded = 0,"
                            " moved_at = CAST(strftime('%s', 'now') AS INTEGER), chased = 0,"
                            " chased_at = NULL, version = version + 1 WHERE" SURPASSED,
                            err, "i", into)
               : st;
}

/* What hangs on ?1 hangs on ?2; of what there is one of, ?2 keeps its own. */
static const char *const moves[] = {
    "UPDATE OR IGNORE saved SET record_id = ?2 WHERE record_id = ?1",
    "UPDATE OR IGNORE alert SET record_id = ?2, topic = CASE topic"
    " WHEN 'saved ' || saved_id || ' record ' || ?1 THEN 'saved ' || saved_id || ' record ' || ?2"
    " ELSE topic END WHERE record_id = ?1",
    "UPDATE OR IGNORE shortlist SET record_id = ?2 WHERE record_id = ?1",
    "UPDATE OR IGNORE demand_terms SET demand_id = ?2 WHERE demand_id = ?1",
    "UPDATE OR IGNORE demand_closing SET demand_id = ?2 WHERE demand_id = ?1",
    "UPDATE OR IGNORE gap SET demand_id = ?2 WHERE demand_id = ?1",
    "UPDATE subject_request SET record_id = ?2 WHERE record_id = ?1",
    "UPDATE account SET record_id = ?2 WHERE record_id = ?1",
    "INSERT OR IGNORE INTO former_name (record_id, name) SELECT ?2, title FROM record WHERE id = ?1"
    " AND kind = 'expert' UNION SELECT ?2, c.old FROM change_field c JOIN record r"
    " ON r.id = c.record_id WHERE r.id = ?1 AND r.kind = 'expert' AND c.field = 'title' UNION"
    " SELECT ?2, name FROM former_name WHERE record_id = ?1",
    "UPDATE redirect SET target_id = ?2 WHERE target_id = ?1",
    /* one that could have been approved still can */
    "UPDATE draft SET record_id = ?2, version = CASE version"
    " WHEN (SELECT version FROM record WHERE id = ?1)"
    " THEN (SELECT version FROM record WHERE id = ?2) ELSE 0 END WHERE record_id = ?1",
    "UPDATE introduction SET candidate_id = ?2, version = version + 1 WHERE candidate_id = ?1",
    "UPDATE introduction SET demand_id = ?2, version = version + 1 WHERE demand_id = ?1",
};

static enum zk_status move_rest(struct zk_store *store, int64_t from, int64_t into,
                                struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < sizeof(moves) / sizeof(moves[0]); i++)
        st = zk_sql_run(store, moves[i], err, "ii", from, into);
    return st == ZK_OK ? withdraw_surpassed(store, into, err) : st;
}

static bool visible(const struct zk_record *record)
{
    const char *visibility = zk_record_text(record, ZK_F_VISIBILITY);

    return !visibility || strcmp(visibility, "public") == 0;
}

/* An expert is one person in both records. A contact person of other records is another one in
 * each: his numbers are not taken to where somebody else has had his say on consent. */
static enum zk_status keep_contacts_out(struct zk_store *store, int64_t into,
                                        struct zk_record *source, struct zk_error *err)
{
    int64_t said = 0;
    enum zk_status st = zk_sql_number(store, &said,
                                      "SELECT EXISTS (SELECT 1 FROM consent WHERE record_id = ?1)"
                                      " OR EXISTS (SELECT 1 FROM withdrawal WHERE record_id = ?1)",
                                      err, "i", into);

    for (int i = 0; st == ZK_OK && said && i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (zk_class_info(field->shown_as)->keep == ZK_KEEP_CONSENT)
            source->values[i] = (struct zk_value){ 0 };
    }
    return st;
}

static enum zk_status fill_gaps(struct zk_store *store, enum zk_kind kind, int64_t from,
                                int64_t into, struct zk_arena *arena, struct zk_error *err)
{
    struct zk_record *source, *target;
    enum zk_put what;
    int64_t id;
    enum zk_status st = zk_store_get(store, kind, from, ZK_SEE_WHOLE, arena, &source, err);

    if (st == ZK_OK)
        st = zk_store_get(store, kind, into, ZK_SEE_WHOLE, arena, &target, err);
    if (st == ZK_OK && kind != ZK_KIND_EXPERT)
        st = keep_contacts_out(store, into, source, err);
    if (st != ZK_OK)
        return st;
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        if (zk_value_empty(&target->values[i]))
            target->values[i] = source->values[i];
    }
    if (!visible(source)) /* or what it holds would be public by merging it */
        target->values[ZK_F_VISIBILITY] = source->values[ZK_F_VISIBILITY];
    if (!zk_record_is_public(source) && zk_record_is_public(target))
        return zk_fail(err, ZK_REFUSED, "into",
                       "草稿不能并入已发布的需求，否则草稿内容会公开 / a draft merged into what is "
                       "public would be public");
    return zk_store_put(store, target, &id, &what, err);
}

/* What was kept back in either record is kept back in the one; what the expert said of consent in
 * either holds. */
static enum zk_status move_promises(struct zk_store *store, enum zk_kind kind, int64_t from,
                                    int64_t into, struct zk_error *err)
{
    enum zk_status st = zk_sql_run(store,
                                   "INSERT OR IGNORE INTO hidden_field (record_id, field)"
                                   " SELECT ?2, field FROM hidden_field WHERE record_id = ?1",
                                   err, "ii", from, into);

    if (st != ZK_OK || kind != ZK_KIND_EXPERT)
        return st;
    st = zk_sql_run(store, "UPDATE consent SET record_id = ?2 WHERE record_id = ?1", err, "ii",
                    from, into);
    return st == ZK_OK ? zk_sql_run(store,
                                    "INSERT INTO withdrawal (record_id, at) SELECT ?2, at FROM"
                                    " withdrawal WHERE record_id = ?1 ON CONFLICT (record_id)"
                                    " DO UPDATE SET at = max(at, excluded.at)",
                                    err, "ii", from, into)
                       : st;
}

enum zk_status zk_store_merge(struct zk_store *store, enum zk_kind kind, int64_t from, int64_t into,
                              struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    enum zk_status st;

    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory to merge");
    if (from == into)
        st = zk_fail(err, ZK_BAD_VALUE, "into", "another record is wanted");
    else
        st = fill_gaps(store, kind, from, into, arena, err);
    if (st == ZK_OK)
        st = move_links(store, from, into, err);
    if (st == ZK_OK)
        st = move_promises(store, kind, from, into, err);
    if (st == ZK_OK)
        st = move_rest(store, from, into, err);
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "INSERT INTO redirect (id, kind, target_id, made)"
                        " SELECT id, kind, ?2, created_at FROM record WHERE id = ?1",
                        err, "ii", from, into);
    if (st == ZK_OK)
        st = zk_store_delete(store, kind, from, err);
    if (st == ZK_OK)
        st = zk_sql_run(store, "INSERT INTO outbox (record_id) VALUES (?1)", err, "i", into);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_store_redirect(struct zk_store *store, enum zk_kind kind, int64_t id,
                                 int64_t *target, struct zk_error *err)
{
    return zk_sql_number(store, target,
                         "SELECT target_id FROM redirect WHERE id = ?1 AND kind = ?2", err, "it",
                         id, zk_kind_info(kind)->name);
}
