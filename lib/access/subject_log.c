/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing subjects.log, wiping it, and the mark of how much a store has.
 */
#include "subject_log.h"
#include "subject.h"

#include "alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_BYTES = 1024,
    LINE_BYTES = 1 << 20,
    PARTS = 5 /* of a line of a field, and its value */
};

enum zk_status zk_subject_log_failed(struct zk_error *err)
{
    return zk_fail(err, ZK_IO, "", "subjects.log cannot be read or written: %s", strerror(errno));
}

enum zk_status zk_subject_log_foreign(struct zk_error *err)
{
    return zk_fail(err, ZK_CORRUPT, "",
                   "subjects.log is missing, or is not the one of this store: without it, who was"
                   " erased or withdrew since a backup would be back. Put its newest copy beside"
                   " the store; is there none, run zhiku-indexer retain --log-lost");
}

enum zk_status zk_subject_log_open(const char *folder, bool make, FILE **out, struct zk_error *err)
{
    char path[PATH_BYTES];
    int fd;

    *out = NULL;
    if (snprintf(path, sizeof(path), "%s/subjects.log", folder) >= (int)sizeof(path))
        return zk_fail(err, ZK_USAGE, "data", "the path of data is too long");
    fd = open(path, O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), 0600);
    if (fd < 0)
        return !make && errno == ENOENT ? ZK_OK : zk_subject_log_failed(err);
    *out = fdopen(fd, "r+");
    if (*out)
        return ZK_OK;
    (void)close(fd);
    return zk_subject_log_failed(err);
}

/* ---- the mark ---- */

enum zk_status zk_subject_mark_read(struct zk_store *store, struct zk_subject_mark *mark,
                                    struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows, "SELECT bytes, chain FROM subject_log", err, "");

    *mark = (struct zk_subject_mark){ 0 };
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        size_t len;
        const void *chain = zk_sql_blob(&rows, 1, &len);

        mark->bytes = zk_sql_int(&rows, 0);
        mark->known = mark->bytes == 0 || len == ZK_HASH_BYTES;
        if (len == ZK_HASH_BYTES)
            memcpy(mark->chain, chain, len);
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_subject_mark_write(struct zk_store *store, const struct zk_subject_mark *mark,
                                     struct zk_error *err)
{
    return zk_sql_run(store, "UPDATE subject_log SET bytes = ?1, chain = ?2", err, "ib",
                      mark->bytes, mark->chain, mark->known ? (size_t)ZK_HASH_BYTES : (size_t)0);
}

/* Where the part of a line that begins at a place ends. */
static size_t part_end(const char *text, size_t at, size_t len)
{
    const char *space = memchr(text + at, ' ', len - at);

    return space ? (size_t)(space - text) : len;
}

/* What wiping leaves of a line of a field: its length, and whose and which it was. */
static void blank(char *text, size_t len)
{
    size_t at = part_end(text, 0, len);

    if (at != 3 || (memcmp(text, "set", at) != 0 && memcmp(text, "---", at) != 0))
        return;
    memset(text, '-', at);
    for (int part = 1; part < PARTS && at < len; part++)
        at = part_end(text, at + 1, len);
    memset(text + at, '-', len - at);
}

void zk_subject_mark_add(struct zk_subject_mark *mark, char *text, size_t len)
{
    crypto_generichash_state state;

    blank(text, len);
    (void)crypto_generichash_init(&state, NULL, 0, ZK_HASH_BYTES);
    (void)crypto_generichash_update(&state, mark->chain, ZK_HASH_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)text, len);
    (void)crypto_generichash_final(&state, mark->chain, ZK_HASH_BYTES);
    mark->bytes += (int64_t)len + 1;
}

/* ---- writing ---- */

/* Behind what the store has: a line whose commit a power cut kept away is written over. */
static enum zk_status append(FILE *file, int64_t mark, const char *line, size_t len,
                             struct zk_error *err)
{
    if (fseeko(file, 0, SEEK_END) != 0)
        return zk_subject_log_failed(err);
    if (ftello(file) < mark)
        return zk_subject_log_foreign(err);
    if (ftruncate(fileno(file), mark) != 0 || fseeko(file, mark, SEEK_SET) != 0 ||
        fwrite(line, 1, len, file) != len || fflush(file) != 0 || fsync(fileno(file)) != 0)
        return zk_subject_log_failed(err);
    return ZK_OK;
}

int64_t zk_subject_log_bytes(const char *folder)
{
    char path[PATH_BYTES];
    struct stat found;

    return snprintf(path, sizeof(path), "%s/subjects.log", folder) < (int)sizeof(path) &&
                   stat(path, &found) == 0
               ? found.st_size
               : 0;
}

enum zk_status zk_subject_cut(struct zk_store *store, const char *folder, struct zk_error *err)
{
    struct zk_subject_mark mark;
    FILE *file;
    enum zk_status st = zk_subject_log_open(folder, false, &file, err);

    if (st != ZK_OK || !file)
        return st;
    st = zk_store_begin(store, err); /* nobody does it again as a restore's meanwhile */
    if (st == ZK_OK) {
        st = zk_subject_mark_read(store, &mark, err);
        if (st == ZK_OK && zk_subject_log_bytes(folder) > mark.bytes &&
            (ftruncate(fileno(file), mark.bytes) != 0 || fsync(fileno(file)) != 0))
            st = zk_subject_log_failed(err);
        zk_store_rollback(store);
    }
    (void)fclose(file);
    return st;
}

enum zk_status zk_subject_note(struct zk_store *store, const char *folder, const char *action,
                               const struct zk_record *record, const char *rest,
                               struct zk_error *err)
{
    struct zk_buf line;
    struct zk_subject_mark mark;
    FILE *file = NULL;
    enum zk_status st = zk_subject_mark_read(store, &mark, err);

    zk_buf_init(&line, LINE_BYTES);
    zk_buf_addf(&line, "%s %s %lld %s", action, zk_kind_info(record->kind)->name,
                (long long)record->id, record->created_at);
    if (rest[0])
        zk_buf_addf(&line, " %s", rest);
    zk_buf_addc(&line, '\n');
    if (st == ZK_OK && zk_buf_status(&line) != ZK_OK)
        st = zk_fail(err, zk_buf_status(&line), "", "a line of subjects.log");
    if (st == ZK_OK)
        st = zk_subject_log_open(folder, mark.bytes == 0, &file, err);
    if (st == ZK_OK)
        st = file ? append(file, mark.bytes, line.bytes, line.len, err)
                  : zk_subject_log_foreign(err);
    if (file && fclose(file) != 0 && st == ZK_OK)
        st = zk_subject_log_failed(err);
    if (st == ZK_OK) {
        zk_subject_mark_add(&mark, line.bytes, line.len - 1);
        st = zk_subject_mark_write(store, &mark, err);
    }
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

bool zk_subject_line_read(char *text, ssize_t len, struct zk_subject_line *out)
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

const struct zk_field *zk_subject_field(const char *name, size_t len)
{
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (strlen(field->name) == len && memcmp(field->name, name, len) == 0)
            return field;
    }
    return NULL;
}

/* ---- wiping ---- */

/* The line keeps its length. */
static bool wipe_line(FILE *file, int64_t at, char *text, size_t len)
{
    blank(text, len);
    return pwrite(fileno(file), text, len, at) == (ssize_t)len;
}

/* Is it a field of the record, among those meant? */
static bool is_meant(const char *text, ssize_t len, const struct zk_record *record, bool by_consent)
{
    char *copy = zk_strdup(text);
    struct zk_subject_line line;
    bool meant = copy && zk_subject_line_read(copy, len, &line) &&
                 strcmp(line.action, "set") == 0 && line.kind == record->kind &&
                 line.id == record->id && strcmp(line.made, record->created_at) == 0;

    if (meant) {
        const struct zk_field *field = zk_subject_field(line.rest, strcspn(line.rest, " "));

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
    size_t room = 0;
    int64_t at = 0;
    ssize_t len;
    FILE *file;
    enum zk_status st = zk_subject_log_open(folder, false, &file, err);

    if (st != ZK_OK || !file)
        return st;
    while (st == ZK_OK && (len = getline(&text, &room, file)) > 0) {
        if (is_meant(text, len, record, by_consent) && !wipe_line(file, at, text, (size_t)len - 1))
            st = zk_subject_log_failed(err);
        at += len;
    }
    if (st == ZK_OK && fsync(fileno(file)) != 0)
        st = zk_subject_log_failed(err);
    free(text);
    (void)fclose(file);
    return st;
}
