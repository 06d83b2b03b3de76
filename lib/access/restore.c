/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Doing again what was done for the people concerned, and a restored backup does not have: the
 * lines of subjects.log (subject_log.h) behind what the store has of it.
 */
#include "subject.h"
#include "subject_log.h"

#include "history.h"

#include <stdlib.h>

static enum zk_status set_again(struct zk_store *store, struct zk_record *record, char *rest,
                                struct zk_arena *arena, struct zk_error *err)
{
    size_t name_len = strcspn(rest, " "), len = 0;
    const struct zk_field *field = zk_subject_field(rest, name_len);
    char *cell = rest + name_len + (rest[name_len] == ' ');
    enum zk_put what;
    int64_t id;
    enum zk_status st;

    if (!field)
        return zk_fail(err, ZK_BAD_VALUE, "", "subjects.log: no field %.*s", (int)name_len, rest);
    for (const char *p = cell; *p; p++) {
        bool escaped = *p == '\\' && p[1];

        p += escaped;
        cell[len++] = escaped && *p == 'n' ? '\n' : *p;
    }
    record->values[field->id] = (struct zk_value){ 0 };
    st = zk_record_parse(record, field, cell, len, arena, err);
    return st == ZK_OK ? zk_store_put(store, record, &id, &what, err) : st;
}

static enum zk_status again(const struct zk_access *access, struct zk_store *store,
                            struct zk_subject_line *line, struct zk_arena *arena, bool *done,
                            struct zk_error *err)
{
    struct zk_record *record;
    enum zk_status st =
        zk_store_get(store, line->kind, line->id, ZK_SEE_WHOLE, arena, &record, err);

    *done = false;
    if (st != ZK_OK || strcmp(record->created_at, line->made) != 0)
        return st == ZK_NOT_FOUND ? ZK_OK : st;
    *done = true;
    if (strcmp(line->action, "erase") == 0)
        return zk_subject_erase(store, NULL, line->id, err);
    if (strcmp(line->action, "withdraw") == 0)
        return zk_consent_withdraw(access, store, record, err);
    if (strcmp(line->action, "hide") == 0)
        return zk_hidden_set(store, record, line->rest, err);
    if (strcmp(line->action, "set") == 0)
        return set_again(store, record, line->rest, arena, err);
    *done = false;
    return ZK_OK;
}

/* What the store has already must be the beginning of the file. */
static enum zk_status check_begun(FILE *file, struct zk_subject_mark *mark, struct zk_error *err)
{
    struct zk_subject_mark found = { 0 };
    char *text = NULL;
    size_t room = 0;
    ssize_t len;

    while (found.bytes < mark->bytes && (len = getline(&text, &room, file)) > 0 &&
           text[len - 1] == '\n')
        zk_subject_mark_add(&found, text, (size_t)len - 1);
    free(text);
    if (ferror(file))
        return zk_subject_log_failed(err);
    if (found.bytes != mark->bytes ||
        (mark->known && memcmp(found.chain, mark->chain, ZK_HASH_BYTES) != 0))
        return zk_subject_log_foreign(err);
    memcpy(mark->chain, found.chain, ZK_HASH_BYTES);
    return ZK_OK;
}

/* What can no longer be done (a field or a code that is gone) does not keep the rest from it. */
static enum zk_status do_lines(const struct zk_access *access, struct zk_store *store, FILE *file,
                               struct zk_subject_mark *mark, int64_t *count, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    char *text = NULL, *copy;
    size_t room = 0;
    ssize_t len;
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory to restore");

    while (st == ZK_OK && (len = getline(&text, &room, file)) > 0 && text[len - 1] == '\n') {
        struct zk_subject_line line;
        bool done = false;

        copy = zk_arena_copy(arena, text, (size_t)len - 1);
        if (!copy)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory to restore");
        else if (zk_subject_line_read(text, len, &line))
            st = again(access, store, &line, arena, &done, err);
        if (zk_status_exit(st) == 1) {
            st = ZK_OK;
            done = false;
        }
        *count += done;
        if (st == ZK_OK)
            zk_subject_mark_add(mark, copy, (size_t)len - 1);
        zk_arena_reset(arena);
    }
    free(text);
    zk_arena_close(arena);
    return st;
}

/* The file, behind what the store has of it; NULL: there is none, and none is wanted. */
static enum zk_status open_begun(struct zk_store *store, const char *folder, FILE **file,
                                 struct zk_subject_mark *mark, struct zk_error *err)
{
    enum zk_status st = zk_subject_mark_read(store, mark, err);

    *file = NULL;
    if (st == ZK_OK)
        st = zk_subject_log_open(folder, false, file, err);
    if (st == ZK_OK && !*file) /* nothing was ever written, or it is gone */
        return mark->bytes == 0 ? ZK_OK : zk_subject_log_foreign(err);
    if (st == ZK_OK)
        st = check_begun(*file, mark, err);
    if (st != ZK_OK && *file) {
        (void)fclose(*file);
        *file = NULL;
    }
    return st;
}

/* In the transaction. */
static enum zk_status reapply(const struct zk_access *access, struct zk_store *store,
                              const char *folder, int64_t *count, struct zk_error *err)
{
    struct zk_subject_mark mark, before;
    FILE *file;
    enum zk_status st = open_begun(store, folder, &file, &mark, err);

    if (st != ZK_OK || !file)
        return st;
    before = mark;
    mark.known = true;
    st = do_lines(access, store, file, &mark, count, err);
    /* A restored store: what was ended or used up since lets in again, unless nothing does. */
    if (st == ZK_OK && mark.bytes != before.bytes)
        st = zk_sql_run(store, "DELETE FROM token", err, "");
    if (st == ZK_OK && (mark.bytes != before.bytes || !before.known))
        st = zk_subject_mark_write(store, &mark, err);
    (void)fclose(file);
    return st;
}

enum zk_status zk_subject_reapply(const struct zk_access *access, struct zk_store *store,
                                  const char *folder, int64_t *count, struct zk_error *err)
{
    enum zk_status st = zk_store_begin(store, err);

    *count = 0;
    if (st != ZK_OK)
        return st;
    zk_store_set_author(store, 0, "restored");
    st = reapply(access, store, folder, count, err);
    zk_store_set_author(store, 0, NULL);
    if (st == ZK_OK)
        return zk_store_commit(store, err);
    zk_store_rollback(store);
    return st;
}

enum zk_status zk_subject_log_lost(struct zk_store *store, const char *folder, struct zk_error *err)
{
    const struct zk_subject_mark none = { .known = true };
    struct zk_subject_mark mark;
    FILE *file;
    enum zk_status st = open_begun(store, folder, &file, &mark, err);

    if (st == ZK_CORRUPT)
        return zk_subject_mark_write(store, &none, err);
    if (!file)
        return st;
    (void)fclose(file);
    return zk_fail(err, ZK_REFUSED, "", "subjects.log is there, and is the one of this store");
}
