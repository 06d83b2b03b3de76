/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subjects.log: what was done for the people concerned, and a restored backup does not have.
 *
 *     erase expert 12 2026-01-31T08:00:00Z
 *     withdraw organisation 3 2026-01-31T08:00:00Z
 *     hide expert 12 2026-01-31T08:00:00Z summary,degree
 *     set expert 12 2026-01-31T08:00:00Z phone 0632-1234567
 *
 * A line has action, kind, number and time of making of the record (numbers may have been given
 * anew), then what the action wants; a cell has its ends of line escaped. The store keeps how many
 * bytes of the file it has (table subject_log): a line is written before its change is committed
 * with that number, so that no commit goes without its line, and lines behind the number are of
 * changes that a restore undid. What is wiped is written over in place, so that places stay.
 */
#include "private.h"
#include "subject.h"

#include "alloc.h"
#include "history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_BYTES = 1024, ACTION_BYTES = 16, LINE_BYTES = 1 << 20 };

static enum zk_status failed(struct zk_error *err)
{
    return zk_fail(err, ZK_IO, "", "subjects.log cannot be read or written: %s", strerror(errno));
}

/* *out NULL and ZK_OK: there is none yet, and none is wanted. */
static enum zk_status open_log(const char *folder, bool make, FILE **out, struct zk_error *err)
{
    char path[PATH_BYTES];
    int fd;

    *out = NULL;
    if (snprintf(path, sizeof(path), "%s/subjects.log", folder) >= (int)sizeof(path))
        return zk_fail(err, ZK_USAGE, "data", "the path of data is too long");
    fd = open(path, O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), 0600);
    if (fd < 0)
        return !make && errno == ENOENT ? ZK_OK : failed(err);
    *out = fdopen(fd, "r+");
    if (*out)
        return ZK_OK;
    (void)close(fd);
    return failed(err);
}

/* ---- writing ---- */

static enum zk_status read_mark(struct zk_store *store, int64_t *bytes, struct zk_error *err)
{
    return zk_sql_number(store, bytes, "SELECT bytes FROM subject_log", err, "");
}

static enum zk_status write_mark(struct zk_store *store, int64_t bytes, struct zk_error *err)
{
    return zk_sql_run(store, "UPDATE subject_log SET bytes = ?1", err, "i", bytes);
}

/* Behind what the store has: a line whose commit failed is written over. */
static bool append(FILE *file, int64_t mark, const char *line, size_t len, int64_t *end)
{
    if (fseeko(file, 0, SEEK_END) != 0)
        return false;
    *end = ftello(file);
    if (*end > mark && (ftruncate(fileno(file), mark) != 0 || fseeko(file, mark, SEEK_SET) != 0))
        return false;
    if (fwrite(line, 1, len, file) != len || fflush(file) != 0 || fsync(fileno(file)) != 0)
        return false;
    *end = ftello(file);
    return *end > 0;
}

enum zk_status zk_subject_note(struct zk_store *store, const char *folder, const char *action,
                               const struct zk_record *record, const char *rest,
                               struct zk_error *err)
{
    struct zk_buf line;
    int64_t mark = 0, end = 0;
    FILE *file = NULL;
    enum zk_status st = read_mark(store, &mark, err);

    zk_buf_init(&line, LINE_BYTES);
    zk_buf_addf(&line, "%s %s %lld %s", action, zk_kind_info(record->kind)->name,
                (long long)record->id, record->created_at);
    if (rest[0])
        zk_buf_addf(&line, " %s", rest);
    zk_buf_addc(&line, '\n');
    if (st == ZK_OK && zk_buf_status(&line) != ZK_OK)
        st = zk_fail(err, zk_buf_status(&line), "", "a line of subjects.log");
    if (st == ZK_OK)
        st = open_log(folder, true, &file, err);
    if (st == ZK_OK && !append(file, mark, line.bytes, line.len, &end))
        st = failed(err);
    if (file && fclose(file) != 0 && st == ZK_OK)
        st = failed(err);
    if (st == ZK_OK)
        st = write_mark(store, end, err);
    zk_buf_free(&line);
    return st;
}

enum zk_status zk_subject_note_changes(struct zk_store *store, const char *folder,
                                       const struct zk_record *old, const struct zk_record *now,
                                       struct zk_error *err)
{
    struct zk_buf rest, cell;
    enum zk_status st = ZK_OK;

    zk_buf_init(&rest, LINE_BYTES);
    zk_buf_init(&cell, LINE_BYTES);
    for (int i = 0; st == ZK_OK && old->kind == ZK_KIND_EXPERT && i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (zk_record_same(old, now, field->id))
            continue;
        zk_buf_clear(&rest);
        zk_buf_clear(&cell);
        zk_record_print(now, field, &cell);
        zk_buf_addf(&rest, "%s ", field->name);
        for (const char *p = zk_buf_text(&cell); *p; p++) {
            if (*p == '\n' || *p == '\\')
                zk_buf_addc(&rest, '\\');
            zk_buf_addc(&rest, *p == '\n' ? 'n' : *p);
        }
        if (zk_buf_status(&cell) != ZK_OK || zk_buf_status(&rest) != ZK_OK)
            st = zk_fail(err, ZK_NO_MEMORY, "", "a line of subjects.log");
        else
            st = zk_subject_note(store, folder, "set", old, zk_buf_text(&rest), err);
    }
    zk_buf_free(&rest);
    zk_buf_free(&cell);
    return st;
}

/* ---- reading ---- */

/* A line in its parts; they point into it. */
struct line {
    const char *action, *made;
    enum zk_kind kind;
    int64_t id;
    char *rest; /* "" for none */
};

/* false: not whole, or none of ours. The text is cut up. */
static bool read_line(char *text, ssize_t len, struct line *out)
{
    char *parts[4];

    if (len < 1 || text[len - 1] != '\n')
        return false;
    text[len - 1] = '\0';
    for (int i = 0; i < 4; i++) {
        size_t part = strcspn(text, " ");

        parts[i] = text;
        text += part;
        if (*text == ' ')
            *text++ = '\0';
    }
    out->action = parts[0];
    out->kind = zk_kind_find(parts[1], strlen(parts[1]));
    out->id = strtoll(parts[2], NULL, 10);
    out->made = parts[3];
    out->rest = text;
    return out->kind != ZK_KIND_COUNT && out->id > 0 && out->made[0];
}

/* A field as the table of fields calls it, not as its kind does; NULL: there is none. */
static const struct zk_field *field_named(const char *name, size_t len)
{
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (strlen(field->name) == len && memcmp(field->name, name, len) == 0)
            return field;
    }
    return NULL;
}

/* ---- wiping ---- */

/* Over the action and over all behind the field's name; the line keeps its length. */
static bool wipe_line(FILE *file, int64_t at, const char *text, size_t len, size_t name_end)
{
    char *blank = zk_calloc(1, len + 1);
    bool ok = blank != NULL;

    if (ok) {
        memcpy(blank, text, len);
        memset(blank, '-', 3); /* of "set" */
        memset(blank + name_end, '-', len - name_end);
        ok = pwrite(fileno(file), blank, len, at) == (ssize_t)len;
    }
    zk_free(blank);
    return ok;
}

/* Is it a field of the record, among those meant? *name_end: where its name ends in the line. */
static bool is_meant(const char *text, ssize_t len, const struct zk_record *record, bool by_consent,
                     size_t *name_end)
{
    char *copy = zk_strdup(text);
    struct line line;
    bool meant = copy && read_line(copy, len, &line) && strcmp(line.action, "set") == 0 &&
                 line.kind == record->kind && line.id == record->id &&
                 strcmp(line.made, record->created_at) == 0;

    if (meant) {
        size_t name_len = strcspn(line.rest, " ");
        const struct zk_field *field = field_named(line.rest, name_len);

        *name_end = (size_t)(line.rest - copy) + name_len;
        meant = !by_consent || !field || zk_class_info(field->shown_as)->keep == ZK_KEEP_CONSENT ||
                field->shown_as == ZK_CLASS_CONSENT;
    }
    zk_free(copy);
    return meant;
}

enum zk_status zk_subject_wipe(const char *folder, const struct zk_record *record, bool by_consent,
                               struct zk_error *err)
{
    char *text = NULL;
    size_t room = 0, name_end;
    int64_t at = 0;
    ssize_t len;
    FILE *file;
    enum zk_status st = open_log(folder, false, &file, err);

    if (st != ZK_OK || !file)
        return st;
    while (st == ZK_OK && (len = getline(&text, &room, file)) > 0) {
        if (is_meant(text, len, record, by_consent, &name_end) &&
            !wipe_line(file, at, text, (size_t)len - 1, name_end))
            st = failed(err);
        at += len;
    }
    if (st == ZK_OK && fsync(fileno(file)) != 0)
        st = failed(err);
    free(text);
    (void)fclose(file);
    return st;
}

/* ---- doing it again ---- */

static enum zk_status set_again(struct zk_store *store, struct zk_record *record, char *rest,
                                struct zk_arena *arena, struct zk_error *err)
{
    size_t name_len = strcspn(rest, " "), len = 0;
    const struct zk_field *field = field_named(rest, name_len);
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
                            struct line *line, struct zk_arena *arena, bool *done,
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

/* What can no longer be done (a field or a code that is gone) does not keep the rest from it. */
static enum zk_status do_lines(const struct zk_access *access, struct zk_store *store, FILE *file,
                               int64_t *mark, int64_t *count, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    char *text = NULL;
    size_t room = 0;
    ssize_t len;
    enum zk_status st = arena ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory to restore");

    while (st == ZK_OK && (len = getline(&text, &room, file)) > 0 && text[len - 1] == '\n') {
        struct line line;
        bool done = false;

        if (read_line(text, len, &line))
            st = again(access, store, &line, arena, &done, err);
        if (zk_status_exit(st) == 1) {
            st = ZK_OK;
            done = false;
        }
        *count += done;
        *mark += len;
        zk_arena_reset(arena);
    }
    free(text);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_subject_reapply(const struct zk_access *access, struct zk_store *store,
                                  const char *folder, int64_t *count, struct zk_error *err)
{
    int64_t mark = 0, before;
    FILE *file = NULL;
    enum zk_status st = open_log(folder, false, &file, err);

    *count = 0;
    if (st != ZK_OK || !file)
        return st;
    st = zk_store_begin(store, err);
    if (st != ZK_OK)
        goto out;
    zk_store_set_author(store, 0, "restored");
    st = read_mark(store, &mark, err);
    before = mark;
    if (st == ZK_OK && fseeko(file, mark, SEEK_SET) != 0)
        st = failed(err);
    if (st == ZK_OK)
        st = do_lines(access, store, file, &mark, count, err);
    if (st == ZK_OK && mark != before)
        st = write_mark(store, mark, err);
    zk_store_set_author(store, 0, NULL);
    if (st == ZK_OK)
        st = zk_store_commit(store, err);
    else
        zk_store_rollback(store);
out:
    (void)fclose(file);
    return st;
}
