/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite FTS5. Its trigram tokenizer finds nothing by a word of two characters, which most Chinese
 * words are, so it gets our pairs as words. Facets: one row an entry, and GROUP BY.
 */
#include "rival.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { QUERY_BYTES = 1 << 16, FILTERS = 2 };

enum statement { ADD_TEXT, ADD_ENTRY, MATCH, TOTAL, BEST, COUNT, FORGET, STATEMENTS };

static const char *const statements[STATEMENTS] = {
    [ADD_TEXT] = "INSERT INTO words (rowid, text) VALUES (?1, ?2)",
    [ADD_ENTRY] = "INSERT INTO entry (docid, facet, entry) VALUES (?1, ?2, ?3)",
    /* the filters are looked at match by match: far quicker than looking up every filtered row */
    [MATCH] =
        "INSERT INTO matched SELECT rowid, rank FROM words WHERE words MATCH ?1"
        " AND (?2 IS NULL OR EXISTS (SELECT 1 FROM entry WHERE docid = words.rowid AND entry = ?2))"
        " AND (?3 IS NULL OR EXISTS (SELECT 1 FROM entry WHERE docid = words.rowid AND entry = "
        "?3))",
    [TOTAL] = "SELECT count(*) FROM matched",
    [BEST] = "SELECT docid, score FROM matched ORDER BY score LIMIT 20",
    [COUNT] = "SELECT facet, entry, count(*) FROM matched JOIN entry USING (docid) GROUP BY entry",
    [FORGET] = "DELETE FROM matched",
};

struct engine {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    struct rival_answer answer;
};

static enum zk_status failed(const struct engine *e, struct zk_error *err)
{
    return zk_fail(err, ZK_IO, "", "SQLite: %s", sqlite3_errmsg(e->db));
}

static enum zk_status run(struct engine *e, const char *sql, struct zk_error *err)
{
    return sqlite3_exec(e->db, sql, NULL, NULL, NULL) == SQLITE_OK ? ZK_OK : failed(e, err);
}

static enum zk_status create_tables(struct engine *e, struct zk_error *err)
{
    return run(e,
               "CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize='ascii');"
               "CREATE TABLE entry (docid INTEGER, facet INTEGER, entry INTEGER,"
               " PRIMARY KEY (docid, entry)) WITHOUT ROWID; BEGIN",
               err);
}

static void sqlite_close(void *engine)
{
    struct engine *e = engine;

    for (int i = 0; e && i < STATEMENTS; i++)
        (void)sqlite3_finalize(e->statements[i]);
    if (e)
        (void)sqlite3_close(e->db);
    free(e);
}

static enum zk_status sqlite_open(const char *path, bool create, void **out, struct zk_error *err)
{
    struct engine *e = calloc(1, sizeof(*e));
    char file[BENCH_PATH + 16];
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (!e)
        return ZK_NO_MEMORY;
    (void)snprintf(file, sizeof(file), "%s/words.db", path);
    if (sqlite3_open(file, &e->db) != SQLITE_OK)
        st = failed(e, err);
    if (st == ZK_OK)
        st = run(e,
                 "PRAGMA cache_size = -400000; PRAGMA temp_store = memory; PRAGMA mmap_size ="
                 " 4000000000; CREATE TEMP TABLE matched (docid INTEGER PRIMARY KEY, score REAL)",
                 err);
    if (st == ZK_OK && create)
        st = create_tables(e, err);
    for (int i = 0; st == ZK_OK && i < STATEMENTS; i++) {
        if (sqlite3_prepare_v2(e->db, statements[i], -1, &e->statements[i], NULL) != SQLITE_OK)
            st = failed(e, err);
    }
    if (st != ZK_OK)
        sqlite_close(e);
    else
        *out = e;
    return st;
}

static enum zk_status step(struct engine *e, enum statement statement, struct zk_error *err)
{
    int rc = sqlite3_step(e->statements[statement]);

    (void)sqlite3_reset(e->statements[statement]);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? ZK_OK : failed(e, err);
}

static enum zk_status sqlite_add(void *engine, const struct rival_document *document,
                                 struct zk_error *err)
{
    struct engine *e = engine;
    sqlite3_stmt *text = e->statements[ADD_TEXT], *entry = e->statements[ADD_ENTRY];
    enum zk_status st;

    (void)sqlite3_bind_int64(text, 1, document->id);
    (void)sqlite3_bind_text(text, 2, document->text, (int)document->len, SQLITE_STATIC);
    st = step(e, ADD_TEXT, err);
    (void)sqlite3_bind_int64(entry, 1, document->id);
    for (int f = 0; f < BENCH_FACETS; f++) {
        for (size_t i = 0; st == ZK_OK && i < document->counts[f]; i++) {
            (void)sqlite3_bind_int(entry, 2, f);
            (void)sqlite3_bind_int(entry, 3, document->entries[f][i]);
            st = step(e, ADD_ENTRY, err);
        }
    }
    return st;
}

static enum zk_status sqlite_finish(void *engine, struct zk_error *err)
{
    return run(engine, "INSERT INTO words (words) VALUES ('optimize'); COMMIT; ANALYZE", err);
}

static enum zk_status count_facets(struct engine *e, struct zk_error *err)
{
    sqlite3_stmt *rows = e->statements[COUNT];
    int rc;

    while ((rc = sqlite3_step(rows)) == SQLITE_ROW)
        e->answer.counted[sqlite3_column_int(rows, 0)] += sqlite3_column_int64(rows, 2);
    (void)sqlite3_reset(rows);
    return rc == SQLITE_DONE ? ZK_OK : failed(e, err);
}

static enum zk_status sqlite_search(void *engine, const struct rival_query *query,
                                    struct zk_error *err)
{
    static const struct rival_syntax syntax = { "\"", "\"", " AND ", " OR " };
    struct engine *e = engine;
    sqlite3_stmt *match = e->statements[MATCH], *best = e->statements[BEST];
    struct zk_buf text;
    enum zk_status st;

    e->answer = (struct rival_answer){ 0 };
    zk_buf_init(&text, QUERY_BYTES);
    rival_write(&syntax, query->text, &text);
    (void)sqlite3_bind_text(match, 1, zk_buf_text(&text), (int)text.len, SQLITE_STATIC);
    for (int i = 0; i < FILTERS; i++) {
        if ((size_t)i < query->selected_count)
            (void)sqlite3_bind_int(match, 2 + i, query->selected[i]);
        else
            (void)sqlite3_bind_null(match, 2 + i);
    }
    st = step(e, FORGET, err);
    if (st == ZK_OK)
        st = step(e, MATCH, err);
    if (st == ZK_OK && sqlite3_step(e->statements[TOTAL]) == SQLITE_ROW)
        e->answer.total = sqlite3_column_int64(e->statements[TOTAL], 0);
    (void)sqlite3_reset(e->statements[TOTAL]);
    while (st == ZK_OK && sqlite3_step(best) == SQLITE_ROW)
        e->answer.top++;
    (void)sqlite3_reset(best);
    if (st == ZK_OK)
        st = count_facets(e, err);
    zk_buf_free(&text);
    return st;
}

static enum zk_status sqlite_read(void *engine, struct rival_answer *out, struct zk_error *err)
{
    (void)err;
    *out = ((struct engine *)engine)->answer;
    return ZK_OK;
}

const struct rival rival_sqlite = { "SQLite FTS5, our pairs, GROUP BY",
                                    "sqlite",
                                    sqlite_open,
                                    sqlite_add,
                                    sqlite_finish,
                                    sqlite_search,
                                    sqlite_read,
                                    sqlite_close };
