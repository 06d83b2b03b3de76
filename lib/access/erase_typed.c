/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See erase_typed.h. Row by row, for names cannot be asked of the store; what is changed or
 * removed lies behind the cursor.
 */
#include "erase_typed.h"

#include "percent.h"
#include "sql.h"

#include <string.h>

enum { QUERY_CEILING = 64 * 1024 };

/* ---- the log ---- */

static enum zk_status erase_query(struct zk_store *store, const struct zk_names *names, int64_t id,
                                  const char *text, struct zk_arena *arena, struct zk_error *err)
{
    const char *left = text;
    enum zk_status st = zk_names_cut(names, text, arena, &left, err);

    if (st == ZK_OK && (left != text || zk_names_spelled(names, text)))
        st = zk_sql_run(store, "DELETE FROM query WHERE id = ?1", err, "i", id);
    return st;
}

/* ---- a saved search: a query string ---- */

/* Whether there are words to search for left. */
static enum zk_status cut_search(const struct zk_names *names, const char *query,
                                 struct zk_arena *arena, const char **out, bool *gone,
                                 struct zk_error *err)
{
    struct zk_buf buf;
    enum zk_status st = ZK_OK;

    zk_buf_init(&buf, QUERY_CEILING);
    for (const char *p = query, *end; st == ZK_OK && *p; p = *end ? end + 1 : end) {
        const char *value, *left, *equals = strchr(p, '=');
        size_t len;

        end = p + strcspn(p, "&");
        equals = equals && equals < end ? equals + 1 : end;
        st = zk_percent_decode(equals, (size_t)(end - equals), true, arena, &value, &len, err);
        if (st == ZK_OK)
            st = zk_names_cut(names, value, arena, &left, err);
        if (st != ZK_OK)
            break;
        *gone = *gone || (*left == '\0' && strncmp(p, "q=", 2) == 0);
        if (left != value && *left == '\0')
            continue;
        zk_buf_adds(&buf, buf.len > 0 ? "&" : "");
        zk_buf_add(&buf, p, (size_t)(equals - p));
        if (left == value)
            zk_buf_add(&buf, equals, (size_t)(end - equals));
        else
            zk_percent_add(&buf, left);
    }
    *out = st == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&buf)) : NULL;
    if (st == ZK_OK && (zk_buf_status(&buf) != ZK_OK || !*out))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a search");
    zk_buf_free(&buf);
    *gone = *gone || !*out || **out == '\0';
    return st;
}

static enum zk_status erase_search(struct zk_store *store, const struct zk_names *names, int64_t id,
                                   const char *query, struct zk_arena *arena, struct zk_error *err)
{
    const char *left = NULL;
    bool gone = false;
    enum zk_status st = cut_search(names, query, arena, &left, &gone, err);

    if (st != ZK_OK || strcmp(left, query) == 0)
        return st;
    return gone ? zk_sql_run(store, "DELETE FROM saved WHERE id = ?1", err, "i", id)
                : zk_sql_run(store, "UPDATE saved SET query = ?2 WHERE id = ?1", err, "it", id,
                             left);
}

/* ---- a saved need: a JSON body ---- */

/* The first text of it that has a name; *key NULL: none has. */
static enum zk_status find_in_need(struct zk_store *store, const struct zk_names *names, int64_t id,
                                   struct zk_arena *arena, const char **key, const char **left,
                                   struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows,
                                    "SELECT fullkey, atom FROM saved, json_tree(query)"
                                    " WHERE saved.id = ?1 AND json_tree.type = 'text'",
                                    err, "i", id);

    *key = NULL;
    while (st == ZK_OK && !*key && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *text = zk_sql_text(&rows, 1, arena);

        if (text)
            st = zk_names_cut(names, text, arena, left, err);
        if (st == ZK_OK && text && *left != text)
            *key = zk_sql_text(&rows, 0, arena);
    }
    zk_sql_close(&rows);
    return st;
}

static enum zk_status erase_need(struct zk_store *store, const struct zk_names *names, int64_t id,
                                 const char *query, struct zk_arena *arena, struct zk_error *err)
{
    const char *key = NULL, *left = NULL;
    enum zk_status st = find_in_need(store, names, id, arena, &key, &left, err);

    (void)query; /* it changes on the way */
    while (st == ZK_OK && key) {
        if (*left)
            st = zk_sql_run(store, "UPDATE saved SET query = json_set(query, ?2, ?3) WHERE id = ?1",
                            err, "itt", id, key, left);
        else if (strcmp(key, "$.text") == 0)
            return zk_sql_run(store, "DELETE FROM saved WHERE id = ?1", err, "i", id);
        else
            st = zk_sql_run(store, "UPDATE saved SET query = json_remove(query, ?2) WHERE id = ?1",
                            err, "it", id, key);
        if (st == ZK_OK)
            st = find_in_need(store, names, id, arena, &key, &left, err);
    }
    return st;
}

/* ---- what it is called, and what alerts tell ---- */

static enum zk_status erase_name(struct zk_store *store, const struct zk_names *names, int64_t id,
                                 const char *name, struct zk_arena *arena, struct zk_error *err)
{
    const char *left = name;
    enum zk_status st = zk_names_cut(names, name, arena, &left, err);

    return st != ZK_OK || left == name
               ? st
               : zk_sql_run(store, "UPDATE saved SET name = ?2 WHERE id = ?1", err, "it", id, left);
}

static enum zk_status erase_words(struct zk_store *store, const struct zk_names *names, int64_t id,
                                  const char *words, struct zk_arena *arena, struct zk_error *err)
{
    const char *left = words;
    enum zk_status st = zk_names_cut(names, words, arena, &left, err);

    return st != ZK_OK || left == words
               ? st
               : zk_sql_run(store, "UPDATE alert SET words = ?2 WHERE id = ?1", err, "it", id,
                            left);
}

/* ---- each row ---- */

static enum zk_status each(struct zk_store *store, const struct zk_names *names, const char *select,
                           enum zk_status (*erase)(struct zk_store *, const struct zk_names *,
                                                   int64_t, const char *, struct zk_arena *,
                                                   struct zk_error *),
                           struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_cursor rows;
    enum zk_status st;

    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory to erase");
    st = zk_sql_open(store, &rows, select, err, "");
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *text = zk_sql_text(&rows, 1, arena);

        if (text)
            st = erase(store, names, zk_sql_int(&rows, 0), text, arena, err);
        zk_arena_reset(arena);
    }
    zk_sql_close(&rows);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_erase_queries(struct zk_store *store, const struct zk_names *names,
                                struct zk_error *err)
{
    return each(store, names, "SELECT id, text FROM query ORDER BY id", erase_query, err);
}

enum zk_status zk_erase_saved(struct zk_store *store, const struct zk_names *names,
                              struct zk_error *err)
{
    enum zk_status st =
        each(store, names, "SELECT id, query FROM saved WHERE what = 'search' ORDER BY id",
             erase_search, err);

    if (st == ZK_OK)
        st = each(store, names, "SELECT id, query FROM saved WHERE what = 'need' ORDER BY id",
                  erase_need, err);
    if (st == ZK_OK)
        st = each(store, names, "SELECT id, name FROM saved WHERE name <> '' ORDER BY id",
                  erase_name, err);
    if (st == ZK_OK)
        st = each(store, names, "SELECT id, words FROM alert WHERE words <> '' ORDER BY id",
                  erase_words, err);
    return st;
}
