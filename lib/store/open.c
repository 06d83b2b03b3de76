/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening and migrating the store, transactions, and what SQLite's results mean.
 */
#include "private.h"

#include "alloc.h"
#include "config.h"
#include "folder.h"
#include "migrations.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 5000, APPLICATION_ID = 0x7A686B75 /* "zhku" */ };

enum zk_status zk_store_error(struct zk_store *store, int rc, struct zk_error *err)
{
    const char *message = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(rc);

    switch (rc & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ZK_OK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return zk_fail(err, ZK_BUSY, "", "the store is locked by another process: %s", message);
    case SQLITE_FULL:
        return zk_fail(err, ZK_FULL, "", "no space is left for the store");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return zk_fail(err, ZK_CORRUPT, "", "the store is not a usable database: %s", message);
    case SQLITE_NOMEM:
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for the store");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return zk_fail(err, ZK_IO, "", "the store cannot be read or written: %s", message);
    case SQLITE_CONSTRAINT:
        return zk_fail(err, ZK_BAD_VALUE, "", "the store refuses a value: %s", message);
    default:
        return zk_fail(err, ZK_INTERNAL, "", "the store failed: %s", message);
    }
}

static enum zk_status execute(struct zk_store *store, const char *sql, struct zk_error *err)
{
    return zk_store_error(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL), err);
}

static enum zk_status read_pragma(struct zk_store *store, const char *sql, int64_t *out,
                                  struct zk_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    *out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    (void)sqlite3_finalize(stmt);
    return zk_store_error(store, rc, err);
}

static enum zk_status migrate_one(struct zk_store *store, int64_t version, struct zk_error *err)
{
    char after[96];
    enum zk_status st;

    (void)snprintf(after, sizeof(after), "PRAGMA user_version = %lld; PRAGMA application_id = %d;",
                   (long long)version + 1, APPLICATION_ID);
    st = execute(store, zk_migrations[version], err);
    return st == ZK_OK ? execute(store, after, err) : st;
}

/* Two processes may come at once: the version is read again under the write lock. */
static enum zk_status migrate(struct zk_store *store, struct zk_error *err)
{
    int64_t version = 0;
    enum zk_status st = execute(store, "BEGIN IMMEDIATE", err);

    if (st != ZK_OK)
        return st;
    st = read_pragma(store, "PRAGMA user_version", &version, err);
    for (; st == ZK_OK && version < zk_migration_count; version++)
        st = migrate_one(store, version, err);
    if (st == ZK_OK)
        st = execute(store, "COMMIT", err);
    if (st != ZK_OK)
        (void)execute(store, "ROLLBACK", NULL);
    return st;
}

static enum zk_status check_schema(struct zk_store *store, const char *path, struct zk_error *err)
{
    int64_t id = 0, version = 0, tables = 0;
    enum zk_status st = read_pragma(store, "PRAGMA application_id", &id, err);

    if (st == ZK_OK)
        st = read_pragma(store, "PRAGMA user_version", &version, err);
    if (st == ZK_OK)
        st = read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
    if (st != ZK_OK)
        return st;
    if (id != APPLICATION_ID && (tables > 0 || store->mode == ZK_STORE_READ))
        return zk_fail(err, ZK_CORRUPT, "", "%s is a database of another program", path);
    if (version > zk_migration_count)
        return zk_fail(err, ZK_CORRUPT, "",
                       "%s was written by a later version of this program: update the program",
                       path);
    if (version == zk_migration_count)
        return ZK_OK;
    if (store->mode == ZK_STORE_READ)
        return zk_fail(err, ZK_CORRUPT, "",
                       "%s has an older schema: run zhiku-indexer sync, which brings it up", path);
    return migrate(store, err);
}

/* The folder a store lies in, whichever command comes first. */
static enum zk_status make_folder(const char *path, struct zk_error *err)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    char folder[ZK_PATH_MAX];

    if (len == 0)
        return ZK_OK;
    if (len >= sizeof(folder))
        return zk_fail(err, ZK_IO, "", "the path of the store is too long");
    memcpy(folder, path, len);
    folder[len] = '\0';
    return zk_folder_make(folder, err);
}

enum zk_status zk_store_open(const char *path, enum zk_store_mode mode, struct zk_store **out,
                             struct zk_error *err)
{
    int flags = SQLITE_OPEN_READWRITE | (mode == ZK_STORE_WRITE ? SQLITE_OPEN_CREATE : 0);
    struct zk_store *store;
    enum zk_status st;

    *out = NULL;
    if (mode != ZK_STORE_WRITE && access(path, F_OK) != 0)
        return zk_fail(err, ZK_NO_STORE, "", "nothing at %s: fill a store with zhiku-indexer import",
                       path);
    st = mode == ZK_STORE_WRITE ? make_folder(path, err) : ZK_OK;
    if (st != ZK_OK)
        return st;
    store = zk_calloc(1, sizeof(*store));
    if (!store)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a store");
    store->mode = mode;
    st = zk_store_error(
        store, sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL), err);
    if (st == ZK_OK)
        st = zk_store_error(store, sqlite3_busy_timeout(store->db, BUSY_MS), err);
    if (st == ZK_OK)
        st = execute(store,
                     "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;"
                     "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
                     "PRAGMA secure_delete = ON;",
                     err);
    if (st == ZK_OK)
        st = check_schema(store, path, err);
    if (st == ZK_OK && mode == ZK_STORE_READ)
        /* a server has many readers, and the system keeps the file's pages: .5 MB each, not 2 */
        st = execute(store, "PRAGMA query_only = ON; PRAGMA cache_size = -512", err);
    if (st != ZK_OK) {
        zk_store_close(store);
        return st;
    }
    *out = store;
    return ZK_OK;
}

void zk_store_close(struct zk_store *store)
{
    sqlite3_stmt *stmt;

    if (!store)
        return;
    while ((stmt = sqlite3_next_stmt(store->db, NULL)) != NULL)
        (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(store->db);
    zk_free(store->guests);
    zk_free(store);
}

void zk_store_set_patience(struct zk_store *store, int milliseconds)
{
    (void)sqlite3_busy_timeout(store->db, milliseconds); /* cannot fail on an open connection */
}

enum zk_status zk_store_begin(struct zk_store *store, struct zk_error *err)
{
    return execute(store, store->mode == ZK_STORE_READ ? "BEGIN" : "BEGIN IMMEDIATE", err);
}

enum zk_status zk_store_commit(struct zk_store *store, struct zk_error *err)
{
    return execute(store, "COMMIT", err);
}

void zk_store_rollback(struct zk_store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        (void)execute(store, "ROLLBACK", NULL);
}
