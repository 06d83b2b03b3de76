/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements of other libraries: a list a connection, found by the address of their text.
 */
#include "private.h"
#include "sql.h"

#include "alloc.h"

#include <stdarg.h>

enum { FIRST_GUESTS = 32 };

static struct zk_guest *find_guest(struct zk_store *store, const char *sql)
{
    for (size_t i = 0; i < store->guest_count; i++) {
        if (store->guests[i].sql == sql)
            return &store->guests[i];
    }
    if (store->guest_count == store->guest_room) {
        size_t room = store->guest_room ? 2 * store->guest_room : FIRST_GUESTS;
        struct zk_guest *grown = zk_realloc(store->guests, room * sizeof(*grown));

        if (!grown)
            return NULL;
        store->guests = grown;
        store->guest_room = room;
    }
    store->guests[store->guest_count] = (struct zk_guest){ .sql = sql };
    return &store->guests[store->guest_count++];
}

static enum zk_status bind(struct zk_store *store, sqlite3_stmt *stmt, const char *kinds,
                           va_list args, struct zk_error *err)
{
    int rc = SQLITE_OK;

    for (int at = 1; kinds[at - 1] && rc == SQLITE_OK; at++) {
        const void *bytes;

        switch (kinds[at - 1]) {
        case 'i':
            rc = sqlite3_bind_int64(stmt, at, va_arg(args, int64_t));
            break;
        case 't':
            rc = sqlite3_bind_text(stmt, at, va_arg(args, const char *), -1, SQLITE_STATIC);
            break;
        default: /* 'b' */
            bytes = va_arg(args, const void *);
            rc = sqlite3_bind_blob64(stmt, at, bytes, va_arg(args, size_t), SQLITE_STATIC);
            break;
        }
    }
    return zk_store_error(store, rc, err);
}

static enum zk_status open_rows(struct zk_store *store, struct zk_cursor *rows, const char *sql,
                                struct zk_error *err, const char *kinds, va_list args)
{
    struct zk_guest *guest = find_guest(store, sql);

    *rows = (struct zk_cursor){ .store = store };
    if (!guest)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a statement");
    if (!guest->stmt) {
        int rc =
            sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &guest->stmt, NULL);

        if (rc != SQLITE_OK)
            return zk_store_error(store, rc, err);
    }
    (void)sqlite3_reset(guest->stmt);
    (void)sqlite3_clear_bindings(guest->stmt);
    rows->stmt = guest->stmt;
    return bind(store, guest->stmt, kinds, args, err);
}

enum zk_status zk_sql_open(struct zk_store *store, struct zk_cursor *rows, const char *sql,
                           struct zk_error *err, const char *kinds, ...)
{
    enum zk_status st;
    va_list args;

    va_start(args, kinds);
    st = open_rows(store, rows, sql, err, kinds, args);
    va_end(args);
    return st;
}

enum zk_status zk_sql_next(struct zk_cursor *rows, struct zk_error *err)
{
    if (rows->no_memory)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a row");
    return zk_store_step(rows->store, rows->stmt, &rows->row, err);
}

void zk_sql_close(struct zk_cursor *rows)
{
    if (rows->stmt)
        (void)sqlite3_reset(rows->stmt);
    rows->stmt = NULL;
}

int64_t zk_sql_int(const struct zk_cursor *rows, int column)
{
    return sqlite3_column_int64(rows->stmt, column);
}

const char *zk_sql_text(struct zk_cursor *rows, int column, struct zk_arena *arena)
{
    const unsigned char *text = sqlite3_column_text(rows->stmt, column);
    char *copy = NULL;

    if (sqlite3_column_type(rows->stmt, column) == SQLITE_NULL)
        return NULL;
    if (text)
        copy = zk_arena_copy(arena, (const char *)text,
                             (size_t)sqlite3_column_bytes(rows->stmt, column));
    if (!copy)
        rows->no_memory = true;
    return copy;
}

const void *zk_sql_blob(const struct zk_cursor *rows, int column, size_t *len)
{
    const void *bytes = sqlite3_column_blob(rows->stmt, column);

    *len = (size_t)sqlite3_column_bytes(rows->stmt, column);
    return bytes;
}

enum zk_status zk_sql_run(struct zk_store *store, const char *sql, struct zk_error *err,
                          const char *kinds, ...)
{
    struct zk_cursor rows;
    enum zk_status st;
    va_list args;

    va_start(args, kinds);
    st = open_rows(store, &rows, sql, err, kinds, args);
    va_end(args);
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_sql_number(struct zk_store *store, int64_t *out, const char *sql,
                             struct zk_error *err, const char *kinds, ...)
{
    struct zk_cursor rows;
    enum zk_status st;
    va_list args;

    *out = 0;
    va_start(args, kinds);
    st = open_rows(store, &rows, sql, err, kinds, args);
    va_end(args);
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row)
        *out = zk_sql_int(&rows, 0);
    zk_sql_close(&rows);
    return st;
}

int64_t zk_sql_changes(const struct zk_store *store)
{
    return sqlite3_changes64(store->db);
}

int64_t zk_sql_last_id(const struct zk_store *store)
{
    return sqlite3_last_insert_rowid(store->db);
}
