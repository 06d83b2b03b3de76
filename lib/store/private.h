/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of lib/store share: the handle, its statements, errors.
 */
#ifndef ZK_STORE_PRIVATE_H
#define ZK_STORE_PRIVATE_H

#include "store.h"

#include <sqlite3.h>

/* Every statement: its name and its text. ?1, ?2, … are parameters; nothing is pasted in. */
#define ZK_STATEMENT_LIST(X)                                                                       \
    X(FIND, "SELECT id FROM record WHERE kind = ?1 AND ref = ?2")                                  \
    X(KIND, "SELECT kind FROM record WHERE id = ?1")                                               \
    X(IDS, "SELECT id FROM record WHERE id > ?1 AND version > 0 ORDER BY id LIMIT ?2")             \
    X(IDS_OF_KIND, "SELECT id FROM record WHERE kind = ?3 AND id > ?1 AND version > 0"             \
                   " ORDER BY id LIMIT ?2")                                                        \
    X(COUNTS, "SELECT kind, count(*) FROM record GROUP BY kind")                                   \
    X(TIES, "SELECT l.field, r.kind, r.id, r.title, l.role, coalesce(r.year, 0)"                   \
            " FROM link l JOIN record r ON r.id = l.source_id"                                     \
            " WHERE l.target_id = ?1 AND (?2 OR r.published)"                                       \
            " AND (?2 OR NOT EXISTS (SELECT 1 FROM hidden_field h WHERE h.record_id = r.id"        \
            " AND h.field = l.field))"                                                             \
            " ORDER BY l.field, r.kind, coalesce(r.year, 0) DESC, r.id DESC")                      \
    X(HIDDEN, "SELECT field FROM hidden_field WHERE record_id = ?1")                               \
    X(RESERVE, "INSERT INTO record (kind, ref, title, version, created_at, updated_at)"            \
               " VALUES (?1, ?2, ?3, 0, ?4, ?4)")                                                  \
    X(BUMP, "UPDATE record SET version = version + 1, updated_at = ?2,"                            \
            " published = coalesce(visibility, 'public') = 'public' AND NOT EXISTS (SELECT 1 FROM" \
            " demand d WHERE d.id = ?1 AND d.demand_status = 'draft'),"                            \
            " created_at = CASE version WHEN 0 THEN ?2 ELSE created_at END WHERE id = ?1")         \
    X(LIST_CLEAR, "DELETE FROM record_list WHERE record_id = ?1 AND field = ?2")                   \
    X(LIST_ADD, "INSERT INTO record_list (record_id, field, position, value)"                      \
                " VALUES (?1, ?2, ?3, ?4)")                                                        \
    X(LINK_CLEAR, "DELETE FROM link WHERE source_id = ?1 AND field = ?2")                          \
    X(LINK_ADD, "INSERT INTO link (source_id, field, position, target_id, label, role)"            \
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                \
    X(DELETE, "DELETE FROM record WHERE id = ?1 AND kind = ?2")                                    \
    X(OUTBOX, "SELECT seq, record_id FROM outbox WHERE seq > ?1 ORDER BY seq LIMIT ?2")            \
    X(OUTBOX_LAST, "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")                        \
    X(OUTBOX_PRUNE, "DELETE FROM outbox WHERE seq <= ?1")                                          \
    X(QUERY_ADD, "INSERT INTO query (hour, text, filters, total, took_us)"                         \
                 " VALUES (?1, ?2, ?3, ?4, ?5)")                                                   \
    X(QUERY_PRUNE, "DELETE FROM query WHERE hour < ?1")                                            \
    X(QUERIES_BY_TEXT, "SELECT text, count(*), sum(total = 0) FROM query WHERE hour >= ?1"         \
                       " GROUP BY text HAVING NOT ?2 OR sum(total = 0) > 0"                        \
                       " ORDER BY 3 DESC, 2 DESC, 1 LIMIT ?3")                                     \
    X(QUERIES_BY_FILTERS, "SELECT filters, count(*), sum(total = 0) FROM query WHERE hour >= ?1"   \
                          " GROUP BY filters HAVING NOT ?2 OR sum(total = 0) > 0"                  \
                          " ORDER BY 3 DESC, 2 DESC, 1 LIMIT ?3")                                  \
    X(TERMS, "SELECT id, text, other, relation, seen, origin, note FROM term WHERE id > ?1"        \
             " AND (?3 IS NULL OR text = ?3 OR other = ?3) ORDER BY id LIMIT ?2")                  \
    X(TERM_PUT, "INSERT INTO term (text, other, relation, seen, origin, note)"                     \
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (text, other) DO UPDATE"             \
                " SET relation = ?3, seen = ?4, origin = ?5, note = ?6"                            \
                " WHERE (relation, seen, origin, note) IS NOT (?3, ?4, ?5, ?6)")                   \
    X(TERM_DELETE, "DELETE FROM term WHERE id = ?1")                                               \
    X(TERMS_CLEAR, "DELETE FROM term")                                                             \
    X(TERM_VERSION, "SELECT version FROM term_version")

enum zk_statement {
#define ZK_STATEMENT_ID(id, sql) ZK_SQL_##id,
    ZK_STATEMENT_LIST(ZK_STATEMENT_ID)
#undef ZK_STATEMENT_ID
        ZK_STATEMENT_COUNT
};

/* Statements whose text comes from fields.def. */
enum zk_made {
    ZK_MADE_ROW,        /* a record's single values, by id; one a kind and zk_see */
    ZK_MADE_ROW_WRITE,  /* the columns of table record; the same for every kind */
    ZK_MADE_KIND_WRITE, /* the row of the kind's own table */
    ZK_MADE_LISTS,      /* codes and words; by zk_see */
    ZK_MADE_LINKS,      /* links with what they point at; by zk_see */
    ZK_MADE_TIED,       /* how many records of each kind link to it */
    ZK_MADE_COUNT
};

/* A statement of another library; see sql.h. */
struct zk_guest {
    const char *sql;
    sqlite3_stmt *stmt;
};

struct zk_store {
    sqlite3 *db;
    struct zk_guest *guests;
    size_t guest_count, guest_room;
    enum zk_store_mode mode;
    int64_t author; /* history.h */
    const char *why;
    sqlite3_stmt *statements[ZK_STATEMENT_COUNT];
    sqlite3_stmt *made[ZK_MADE_COUNT][ZK_KIND_COUNT][ZK_SEES];
};

/* open.c */

/** The status of an SQLite result, err filled with its message. */
enum zk_status zk_store_error(struct zk_store *store, int rc, struct zk_error *err);

/** A failure that has filled err already: its status. */
static inline enum zk_status zk_store_failed(const struct zk_error *err)
{
    return err->status != ZK_OK ? err->status : ZK_INTERNAL;
}

/* history.c */

enum { ZK_CELL_MAX = 4 * 1024 * 1024 }; /* bytes of one cell, printed */

/** Add a version to the history; old NULL: the record is new. */
enum zk_status zk_store_note_change(struct zk_store *store, const struct zk_record *record,
                                    const struct zk_record *old, int64_t id, const char *at,
                                    struct zk_error *err);

/* sql.c */

/** A statement of the list, reset and unbound. NULL after a failure. */
sqlite3_stmt *zk_store_sql(struct zk_store *store, enum zk_statement which, struct zk_error *err);
/** A made one. */
sqlite3_stmt *zk_store_made(struct zk_store *store, enum zk_made which, enum zk_kind kind,
                            enum zk_see see, struct zk_error *err);
/** Whether a field is a column of table record, or of its kind's own table; false: a list. */
bool zk_field_is_column(const struct zk_field *field);
bool zk_field_is_common(const struct zk_field *field);

/** ZK_OK for SQLITE_DONE and SQLITE_ROW; the statement is reset unless it stands on a row. */
enum zk_status zk_store_step(struct zk_store *store, sqlite3_stmt *stmt, bool *row,
                             struct zk_error *err);
/** Run a statement that gives no rows. */
enum zk_status zk_store_run(struct zk_store *store, sqlite3_stmt *stmt, struct zk_error *err);

static inline void zk_bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
    if (text)
        (void)sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
    else
        (void)sqlite3_bind_null(stmt, at);
}

#endif
