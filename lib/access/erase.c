/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Erasing a person: the record with all that hangs on it, and what was searched for by the name.
 */
#include "audit.h"
#include "private.h"
#include "subject.h"

#include "pinyin.h"
#include "text.h"

enum { NAMES_MAX = 32, NAME_BYTES = 1024 };

#define ERASED_NAME "（应本人要求删除）"

/* Names as the log of queries would have them. */
struct names {
    struct zk_text *text;
    struct zk_arena *arena;
    const char *list[NAMES_MAX];
    size_t count;
};

/* What the person is and was called, and whatever the table of words calls the same. */
static enum zk_status read_names(struct zk_store *store, int64_t id, struct names *names,
                                 struct zk_error *err)
{
    struct zk_cursor rows;
    struct zk_buf normal;
    enum zk_status st =
        zk_sql_open(store, &rows,
                    "WITH own(name) AS (SELECT title FROM record WHERE id = ?1 UNION"
                    " SELECT old FROM change_field WHERE record_id = ?1 AND field = 'title')"
                    " SELECT name FROM own UNION SELECT other FROM term, own"
                    " WHERE text = name AND relation = 'alias' UNION SELECT text FROM term, own"
                    " WHERE other = name AND relation = 'alias'",
                    err, "i", id);

    zk_buf_init(&normal, NAME_BYTES);
    while (st == ZK_OK && names->count < NAMES_MAX && (st = zk_sql_next(&rows, err)) == ZK_OK &&
           rows.row) {
        const char *name = zk_sql_text(&rows, 0, names->arena), *nfc;
        size_t len;

        nfc = name ? zk_text_nfc(names->text, name, strlen(name), names->arena, &len) : NULL;
        zk_buf_clear(&normal);
        if (nfc)
            zk_text_normalise(names->text, nfc, len, &normal);
        if (!nfc || zk_buf_status(&normal) == ZK_NO_MEMORY)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for names");
        else if (normal.len > 0)
            names->list[names->count++] = zk_arena_copy(names->arena, normal.bytes, normal.len);
    }
    zk_sql_close(&rows);
    zk_buf_free(&normal);
    return st;
}

/* Are the letters all of the name, read as one who knows it does or as one who does not (曾: zeng,
 * ceng)? */
static bool spells(const char *name, const char *letters, size_t typed)
{
    size_t len = strlen(name);
    bool whole = false;

    return (zk_pinyin_match(ZK_PINYIN_SURNAME, name, len, letters, typed, &whole) > 0 && whole) ||
           (zk_pinyin_match(0, name, len, letters, typed, &whole) > 0 && whole);
}

/* The name itself within the text, or all of the text the name in Latin letters. */
static bool has_name(const struct names *names, const char *text)
{
    char letters[ZK_PINYIN_TYPED_MAX];
    size_t typed = zk_pinyin_typed(text, strlen(text), letters);

    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->list[i];

        if (name && (strstr(text, name) || (typed > 0 && spells(name, letters, typed))))
            return true;
    }
    return false;
}

/* Row by row, for readings cannot be asked of the store. Rows are deleted behind the cursor. */
static enum zk_status forget_searches(struct zk_store *store, const struct names *names,
                                      struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_cursor rows;
    enum zk_status st;

    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory to erase");
    st = zk_sql_open(store, &rows, "SELECT id, text FROM query ORDER BY id", err, "");
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        const char *text = zk_sql_text(&rows, 1, arena);

        if (text && has_name(names, text))
            st = zk_sql_run(store, "DELETE FROM query WHERE id = ?1", err, "i",
                            zk_sql_int(&rows, 0));
        zk_arena_reset(arena);
    }
    zk_sql_close(&rows);
    zk_arena_close(arena);
    return st;
}

/* A backup may hold the records that were merged into this one: they are erased from it as well. */
static enum zk_status note_merged(struct zk_store *store, const char *folder, int64_t expert,
                                  struct zk_arena *arena, struct zk_error *err)
{
    struct zk_record *merged = zk_record_new(arena, ZK_KIND_EXPERT);
    struct zk_cursor rows;
    enum zk_status st =
        merged ? zk_sql_open(store, &rows, "SELECT id, made FROM redirect WHERE target_id = ?1",
                             err, "i", expert)
               : zk_fail(err, ZK_NO_MEMORY, "", "no memory to erase");

    if (!merged)
        return st;
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        merged->id = zk_sql_int(&rows, 0);
        merged->created_at = zk_sql_text(&rows, 1, arena);
        st = zk_subject_wipe(folder, merged, false, err);
        if (st == ZK_OK)
            st = zk_subject_note(store, folder, "erase", merged, "", err);
    }
    zk_sql_close(&rows);
    return st;
}

static enum zk_status note(struct zk_store *store, const char *folder,
                           const struct zk_record *record, struct zk_arena *arena,
                           struct zk_error *err)
{
    enum zk_status st = zk_subject_wipe(folder, record, false, err);

    if (st == ZK_OK)
        st = note_merged(store, folder, record->id, arena, err);
    return st == ZK_OK ? zk_subject_note(store, folder, "erase", record, "", err) : st;
}

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
    struct names names = { .arena = zk_arena_open() };
    struct zk_record *record = NULL;
    enum zk_status st = names.arena ? zk_text_open(&names.text, err)
                                    : zk_fail(err, ZK_NO_MEMORY, "", "no memory to erase");

    if (st == ZK_OK)
        st = zk_store_get(store, ZK_KIND_EXPERT, expert, ZK_SEE_WHOLE, names.arena, &record, err);
    if (st == ZK_OK)
        st = read_names(store, expert, &names, err);
    if (st == ZK_OK)
        st = forget_searches(store, &names, err);
    if (st == ZK_OK && folder)
        st = note(store, folder, record, names.arena, err);
    if (st == ZK_OK)
        st = remove_all(store, expert, err);
    zk_text_close(names.text);
    zk_arena_close(names.arena);
    return st;
}
