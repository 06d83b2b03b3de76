/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prepared statements: those of the list, and those made from fields.def. All text comes from
 * the program; values are parameters.
 */
#include "private.h"

#include "buf.h"

enum { SQL_MAX = 16 * 1024 };

bool zk_field_is_column(const struct zk_field *field)
{
    return !zk_type_is_list(field->type);
}

bool zk_field_is_common(const struct zk_field *field)
{
    return (int)field->id < ZK_COMMON_FIELDS;
}

static void make_row(struct zk_buf *sql, enum zk_kind kind, enum zk_see see)
{
    zk_buf_adds(sql, "SELECT r.version, r.created_at, r.updated_at");
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (zk_field_of_kind(field, kind) && zk_field_is_column(field) && zk_field_shown(field, see) != ZK_SHOWN_NOT)
            zk_buf_addf(sql, ", %s.%s", zk_field_is_common(field) ? "r" : "k", field->name);
    }
    zk_buf_addf(sql, " FROM record r LEFT JOIN %s k ON k.id = r.id WHERE r.id = ?1"
                     " AND r.kind = '%s' AND r.version > 0",
                zk_kind_info(kind)->name, zk_kind_info(kind)->name);
    if (!zk_see_unpublished(see) && !zk_see_is_own(see))
        zk_buf_adds(sql, " AND r.published");
}

/* ?1 id, then the columns in the order of fields.def. */
static void make_row_write(struct zk_buf *sql)
{
    int parameter = 2;

    zk_buf_adds(sql, "UPDATE record SET ");
    for (int id = 0; id < ZK_COMMON_FIELDS; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (!zk_field_is_column(field))
            continue;
        zk_buf_addf(sql, "%s%s = ?%d", parameter > 2 ? ", " : "", field->name, parameter);
        parameter++;
    }
    zk_buf_adds(sql, " WHERE id = ?1");
}

static void make_kind_write(struct zk_buf *sql, enum zk_kind kind)
{
    int parameter = 2;

    zk_buf_addf(sql, "REPLACE INTO %s (id", zk_kind_info(kind)->name);
    for (int id = ZK_COMMON_FIELDS; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (zk_field_of_kind(field, kind) && zk_field_is_column(field)) {
            zk_buf_addf(sql, ", %s", field->name);
            parameter++;
        }
    }
    zk_buf_adds(sql, ") VALUES (?1");
    for (int i = 2; i < parameter; i++)
        zk_buf_addf(sql, ", ?%d", i);
    zk_buf_addc(sql, ')');
}

/* 'a', 'b' of the list fields (links or not) that may be seen. */
static void add_fields(struct zk_buf *sql, bool links, enum zk_see see)
{
    bool some = false;

    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (!zk_type_is_list(field->type) || zk_type_is_link(field->type) != links ||
            zk_field_shown(field, see) == ZK_SHOWN_NOT)
            continue;
        zk_buf_addf(sql, "%s'%s'", some ? ", " : "", field->name);
        some = true;
    }
}

static void make_lists(struct zk_buf *sql, enum zk_see see)
{
    zk_buf_adds(sql, "SELECT field, value FROM record_list WHERE record_id = ?1 AND field IN (");
    add_fields(sql, false, see);
    zk_buf_adds(sql, ") ORDER BY field, position");
}

static void make_links(struct zk_buf *sql, enum zk_see see)
{
    zk_buf_adds(sql, "SELECT l.field, coalesce(t.title, l.label), l.role, t.ref, t.id"
                     " FROM link l LEFT JOIN record t ON t.id = l.target_id"
                     " WHERE l.source_id = ?1 AND l.field IN (");
    add_fields(sql, true, see);
    zk_buf_adds(sql, ")");
    if (!zk_see_unpublished(see)) {
        zk_buf_adds(sql, " AND (coalesce(t.published, 1)");
        /* a demand is one's own by this link: it leads to oneself, published or not */
        if (zk_see_is_own(see))
            zk_buf_adds(sql, " OR (l.field = 'organisation' AND EXISTS (SELECT 1 FROM record s"
                             " WHERE s.id = l.source_id AND s.kind = 'demand'))");
        zk_buf_adds(sql, ")");
    }
    zk_buf_adds(sql, " ORDER BY l.field, l.position");
}

static void make_tied(struct zk_buf *sql)
{
    zk_buf_adds(sql, "SELECT r.kind, count(DISTINCT r.id) FROM link l"
                     " JOIN record r ON r.id = l.source_id WHERE l.target_id = ?1"
                     " AND r.published AND NOT EXISTS (SELECT 1"
                     " FROM hidden_field h WHERE h.record_id = r.id AND h.field = l.field)"
                     " AND l.field IN (");
    add_fields(sql, true, ZK_SEE_PUBLIC);
    zk_buf_adds(sql, ") GROUP BY r.kind");
}

static sqlite3_stmt *prepare(struct zk_store *store, sqlite3_stmt **slot, const char *sql,
                             struct zk_error *err)
{
    if (*slot) {
        (void)sqlite3_reset(*slot);
        (void)sqlite3_clear_bindings(*slot);
        return *slot;
    }
    (void)zk_store_error(
        store, sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL), err);
    return *slot;
}

sqlite3_stmt *zk_store_sql(struct zk_store *store, enum zk_statement which, struct zk_error *err)
{
    static const char *const texts[] = {
#define STATEMENT_TEXT(id, sql) sql,
        ZK_STATEMENT_LIST(STATEMENT_TEXT)
#undef STATEMENT_TEXT
    };

    return prepare(store, &store->statements[which], texts[which], err);
}

sqlite3_stmt *zk_store_made(struct zk_store *store, enum zk_made which, enum zk_kind kind,
                            enum zk_see see, struct zk_error *err)
{
    sqlite3_stmt **slot = &store->made[which][kind][see];
    struct zk_buf sql;

    if (*slot)
        return prepare(store, slot, "", err);
    zk_buf_init(&sql, SQL_MAX);
    switch (which) {
    case ZK_MADE_ROW:
        make_row(&sql, kind, see);
        break;
    case ZK_MADE_ROW_WRITE:
        make_row_write(&sql);
        break;
    case ZK_MADE_KIND_WRITE:
        make_kind_write(&sql, kind);
        break;
    case ZK_MADE_LISTS:
        make_lists(&sql, see);
        break;
    case ZK_MADE_LINKS:
        make_links(&sql, see);
        break;
    case ZK_MADE_TIED:
        make_tied(&sql);
        break;
    case ZK_MADE_COUNT:
        break;
    }
    if (zk_buf_status(&sql) == ZK_OK)
        (void)prepare(store, slot, zk_buf_text(&sql), err);
    else
        (void)zk_fail(err, ZK_NO_MEMORY, "", "no memory for a statement");
    zk_buf_free(&sql);
    return *slot;
}

enum zk_status zk_store_step(struct zk_store *store, sqlite3_stmt *stmt, bool *row,
                             struct zk_error *err)
{
    int rc = sqlite3_step(stmt);
    enum zk_status st = zk_store_error(store, rc, err);

    *row = rc == SQLITE_ROW;
    if (!*row)
        (void)sqlite3_reset(stmt);
    return st;
}

enum zk_status zk_store_run(struct zk_store *store, sqlite3_stmt *stmt, struct zk_error *err)
{
    bool row;
    enum zk_status st = zk_store_step(store, stmt, &row, err);

    (void)sqlite3_reset(stmt);
    return st;
}
