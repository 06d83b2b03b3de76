/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements for libraries that keep tables of their own in the store. The text is a constant of
 * the program; values are bound, never pasted in. Each statement is prepared once a connection,
 * and known by the address of its text.
 *
 *     struct zk_cursor rows;
 *     st = zk_sql_open(store, &rows, "SELECT id, name FROM account WHERE role = ?1", err, "t",
 * role); while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
 *         use(zk_sql_int(&rows, 0), zk_sql_text(&rows, 1, arena));
 *     zk_sql_close(&rows);
 *
 * kinds has a letter a parameter: i int64_t, t const char * (NULL: null), b const void * and
 * size_t. What is bound must live until the statement is closed.
 */
#ifndef ZK_SQL_H
#define ZK_SQL_H

#include "arena.h"
#include "store.h"

#include <stdbool.h>

struct sqlite3_stmt;

struct zk_cursor {
    struct zk_store *store;
    struct sqlite3_stmt *stmt;
    bool row;       /* there is one to read */
    bool no_memory; /* a text could not be copied; zk_sql_next() tells */
};

/** Begin to read. Not twice at a time with the same text. zk_sql_close() may follow a failure. */
enum zk_status zk_sql_open(struct zk_store *store, struct zk_cursor *rows, const char *sql,
                           struct zk_error *err, const char *kinds, ...);
/** The next row, or rows->row false. */
enum zk_status zk_sql_next(struct zk_cursor *rows, struct zk_error *err);
void zk_sql_close(struct zk_cursor *rows);

int64_t zk_sql_int(const struct zk_cursor *rows, int column); /* 0 for null */
/** NULL for null. */
const char *zk_sql_text(struct zk_cursor *rows, int column, struct zk_arena *arena);
/** Valid until the next row; NULL for null. */
const void *zk_sql_blob(const struct zk_cursor *rows, int column, size_t *len);

/** Run a statement that gives no rows. */
enum zk_status zk_sql_run(struct zk_store *store, const char *sql, struct zk_error *err,
                          const char *kinds, ...);
/** The one number of a query that gives one row; 0 and ZK_OK when it gives none. */
enum zk_status zk_sql_number(struct zk_store *store, int64_t *out, const char *sql,
                             struct zk_error *err, const char *kinds, ...);

/** Rows the last zk_sql_run() changed, and the id it gave. */
int64_t zk_sql_changes(const struct zk_store *store);
int64_t zk_sql_last_id(const struct zk_store *store);

#endif
