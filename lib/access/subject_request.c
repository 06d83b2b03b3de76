/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests of the people concerned. Without an open one for it, nobody's data is exported.
 */
#include "private.h"
#include "subject.h"

#include "utf8.h"

enum { DAY = 86400 /* seconds */ };

enum zk_status zk_request_add(const struct zk_access *access, struct zk_store *store,
                              const struct zk_who *who, const struct zk_subject_request *request,
                              int64_t *id, struct zk_error *err)
{
    static const char *const known[] = { "export", "correction", "deletion", "withdrawal" };
    int64_t now = zk_now(&access->clock);
    size_t chars = zk_utf8_count(request->text, strlen(request->text));
    bool good = false;
    enum zk_status st;

    *id = 0;
    for (int i = 0; i < 4; i++)
        good = good || strcmp(known[i], request->what) == 0;
    if (!good)
        return zk_fail(err, ZK_BAD_VALUE, "what", "export, correction, deletion or withdrawal");
    if (chars == 0 || chars > ZK_SUBJECT_TEXT_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "text", "1到%d个字 / 1 to %d characters",
                       ZK_SUBJECT_TEXT_MAX, ZK_SUBJECT_TEXT_MAX);
    st = zk_sql_run(store,
                    "INSERT INTO subject_request (what, kind, record_id, text, at, due_at,"
                    " account_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, 0))",
                    err, "ttitiii", request->what, request->kind, request->record, request->text,
                    now, now + ZK_REQUEST_DAYS * DAY, who->account);
    if (st == ZK_OK)
        *id = zk_sql_last_id(store);
    return st;
}

enum zk_status zk_request_list(struct zk_store *store, struct zk_arena *arena,
                               struct zk_request_page *page, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_number(store, &page->total, "SELECT count(*) FROM subject_request", err, "");

    page->count = 0;
    page->list = zk_arena_array(arena, page->size, sizeof(*page->list));
    if (st == ZK_OK && !page->list)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for requests");
    if (st != ZK_OK)
        return st;
    st = zk_sql_open(store, &rows,
                     "SELECT id, record_id, at, due_at, account_id, done_at, what, kind, text,"
                     " outcome FROM subject_request ORDER BY done_at IS NOT NULL, due_at, id"
                     " LIMIT ?1 OFFSET ?2",
                     err, "ii", (int64_t)page->size, (int64_t)page->from);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        page->list[page->count++] = (struct zk_subject_request){
            .id = zk_sql_int(&rows, 0),
            .record = zk_sql_int(&rows, 1),
            .at = zk_sql_int(&rows, 2),
            .due_at = zk_sql_int(&rows, 3),
            .account = zk_sql_int(&rows, 4),
            .done_at = zk_sql_int(&rows, 5),
            .what = zk_sql_text(&rows, 6, arena),
            .kind = zk_sql_text(&rows, 7, arena),
            .text = zk_sql_text(&rows, 8, arena),
            .outcome = zk_sql_text(&rows, 9, arena),
        };
    zk_sql_close(&rows);
    return st;
}

/* What was written by who is erased since goes with it. */
enum zk_status zk_request_close(const struct zk_access *access, struct zk_store *store, int64_t id,
                                bool done, struct zk_arena *arena, const char **about,
                                struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_run(store,
                   "UPDATE subject_request SET done_at = ?2, outcome = ?3,"
                   " text = CASE WHEN EXISTS (SELECT 1 FROM record WHERE id = record_id)"
                   " THEN text ELSE '' END WHERE id = ?1 AND done_at IS NULL",
                   err, "iit", id, zk_now(&access->clock), done ? "done" : "refused");

    *about = NULL;
    if (st == ZK_OK && zk_sql_changes(store) == 0)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such open request");
    if (st == ZK_OK)
        st = zk_sql_open(store, &rows,
                         "SELECT kind || ':' || record_id FROM subject_request WHERE id = ?1", err,
                         "i", id);
    if (st != ZK_OK)
        return st;
    st = zk_sql_next(&rows, err);
    if (st == ZK_OK) {
        *about = zk_sql_text(&rows, 0, arena);
        st = *about ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a request");
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_request_wanted(struct zk_store *store, int64_t expert, struct zk_error *err)
{
    int64_t found;
    enum zk_status st =
        zk_sql_number(store, &found,
                      "SELECT EXISTS (SELECT 1 FROM subject_request WHERE kind = 'expert'"
                      " AND record_id = ?1 AND what = 'export' AND done_at IS NULL)",
                      err, "i", expert);

    if (st == ZK_OK && found != 1)
        st = zk_fail(
            err, ZK_REFUSED, "",
            "请先登记本人的查阅复制请求，办结前可以导出 / the register has no open request for it");
    return st;
}
