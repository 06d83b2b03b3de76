/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Erasing a person: the record with all that hangs on it, and the name in what others have typed.
 */
#include "audit.h"
#include "erase_typed.h"
#include "private.h"
#include "subject.h"

#define ERASED_NAME "（应本人要求删除）"

/* What the audit tells of the record, and of those that were merged into it. */
static enum zk_status forget_audit(struct zk_store *store, int64_t expert, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_audit_forget(store, expert, err);

    if (st != ZK_OK)
        return st;
    st =
        zk_sql_open(store, &rows, "SELECT id FROM redirect WHERE target_id = ?1", err, "i", expert);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        st = zk_audit_forget(store, zk_sql_int(&rows, 0), err);
    zk_sql_close(&rows);
    return st;
}

/* Before the title is another. */
static enum zk_status forget_aliases(struct zk_store *store, int64_t expert, struct zk_error *err)
{
    return zk_sql_run(store,
                      ZK_NAMES_OWN
                      " DELETE FROM term WHERE relation = 'alias' AND (text IN (SELECT name FROM"
                      " own) OR other IN (SELECT name FROM own))",
                      err, "i", expert);
}

static enum zk_status remove_all(struct zk_store *store, int64_t expert, struct zk_error *err)
{
    /* the name that stays behind in what links to it */
    enum zk_status st = zk_sql_run(
        store, "UPDATE record SET title = '" ERASED_NAME "' WHERE id = ?1", err, "i", expert);

    if (st == ZK_OK)
        st = forget_audit(store, expert, err);
    if (st == ZK_OK)
        st = zk_sql_run(store, "DELETE FROM account WHERE record_id = ?1", err, "i", expert);
    if (st == ZK_OK) /* an open one is wanted until it is closed */
        st = zk_sql_run(store,
                        "UPDATE subject_request SET text = '' WHERE record_id = ?1"
                        " AND done_at IS NOT NULL",
                        err, "i", expert);
    return st == ZK_OK ? zk_store_delete(store, ZK_KIND_EXPERT, expert, err) : st;
}

enum zk_status zk_subject_erase(struct zk_store *store, const char *folder, int64_t expert,
                                struct zk_error *err)
{
    struct zk_record *record = NULL;
    struct zk_names names;
    enum zk_status st = zk_names_open(store, expert, &names, err);

    if (st != ZK_OK)
        return st;
    st = zk_store_get(store, ZK_KIND_EXPERT, expert, ZK_SEE_WHOLE, names.arena, &record, err);
    if (st == ZK_OK)
        st = zk_erase_queries(store, &names, err);
    if (st == ZK_OK)
        st = zk_erase_saved(store, &names, err);
    if (st == ZK_OK)
        st = forget_aliases(store, expert, err);
    if (st == ZK_OK && folder)
        st = zk_subject_wipe_all(store, folder, record, false, err);
    if (st == ZK_OK && folder)
        st = zk_subject_note_all(store, folder, "erase", record, "", err);
    if (st == ZK_OK)
        st = remove_all(store, expert, err);
    zk_names_close(&names);
    return st;
}

enum zk_status zk_subject_unnamed(struct zk_store *store, int64_t expert, const char *text,
                                  struct zk_arena *arena, const char **out, struct zk_error *err)
{
    struct zk_names names;
    enum zk_status st = zk_names_open(store, expert, &names, err);

    *out = NULL;
    if (st == ZK_OK)
        st = zk_names_cut(&names, text, arena, out, err);
    zk_names_close(&names);
    return st;
}
