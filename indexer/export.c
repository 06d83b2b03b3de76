/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export: the store as files that import reads back to the same. Each file is written beside
 * its place and renamed into it.
 */
#include "command.h"

#include "buf.h"
#include "folder.h"
#include "json.h"
#include "progress.h"
#include "record.h"
#include "store.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 500, ROW_CEILING = 8 << 20 };

struct export {
    struct zk_store *store;
    struct zk_arena *arena;
    const char *folder;
    bool json, chinese, public_only, force;
    bool kinds[ZK_KIND_COUNT];
    const atomic_int *stop;
};

static bool is_exported(const struct export *ex, const struct zk_field *field, enum zk_kind kind)
{
    return zk_field_of_kind(field, kind) && (!ex->public_only || zk_field_shown(field, ZK_SEE_PUBLIC) == ZK_SHOWN);
}

/* ---- CSV ---- */

static void put_cell(struct zk_buf *out, struct zk_buf *cell)
{
    const char *text = zk_buf_text(cell);
    bool quoted = text[strcspn(text, ",\"\r\n")] != '\0' || text[0] == ' ';

    if (quoted)
        zk_buf_addc(out, '"');
    if (text[0] && strchr("=+-@'\t\r", text[0]))
        zk_buf_addc(out, '\''); /* no formula for a spreadsheet; import takes it off again */
    for (; *text; text++) {
        if (*text == '"')
            zk_buf_addc(out, '"');
        zk_buf_addc(out, *text);
    }
    if (quoted)
        zk_buf_addc(out, '"');
}

static void put_csv_header(const struct export *ex, enum zk_kind kind, struct zk_buf *out)
{
    bool some = false;
    char header[64];

    zk_buf_adds(out, "\xEF\xBB\xBF");
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (!is_exported(ex, field, kind))
            continue;
        zk_field_header_zh(field, kind, header, sizeof(header));
        zk_buf_addf(out, "%s%s", some ? "," : "",
                    ex->chinese ? header : zk_field_name(field, kind));
        some = true;
    }
    zk_buf_adds(out, "\r\n");
}

static void put_csv_row(const struct export *ex, const struct zk_record *record,
                        struct zk_buf *out)
{
    struct zk_buf cell;
    bool some = false;

    zk_buf_init(&cell, ROW_CEILING);
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (!is_exported(ex, field, record->kind))
            continue;
        if (some)
            zk_buf_addc(out, ',');
        some = true;
        zk_buf_clear(&cell);
        zk_record_print(record, field, &cell);
        if (cell.len > 0)
            put_cell(out, &cell);
    }
    zk_buf_adds(out, "\r\n");
    zk_buf_free(&cell);
}

/* ---- JSON Lines ---- */

static void put_json_item(struct zk_json *json, const struct zk_item *item, bool link)
{
    if (!link) {
        zk_json_string(json, item->text);
        return;
    }
    zk_json_object(json);
    zk_json_put_string(json, item->ref ? "ref" : "name", item->ref ? item->ref : item->text);
    if (item->role)
        zk_json_put_string(json, "role", item->role);
    zk_json_object_end(json);
}

static void put_json_row(const struct export *ex, const struct zk_record *record,
                         struct zk_buf *out)
{
    struct zk_json json;

    zk_json_init(&json, out);
    zk_json_object(&json);
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);
        const struct zk_value *value = &record->values[id];

        if (!is_exported(ex, field, record->kind) || zk_value_empty(value))
            continue;
        zk_json_key(&json, zk_field_name(field, record->kind));
        if (value->text) {
            zk_json_string(&json, value->text);
        } else if (value->has_number) {
            zk_json_int(&json, value->number);
        } else {
            zk_json_array(&json);
            for (size_t i = 0; i < value->count; i++)
                put_json_item(&json, &value->items[i], zk_type_is_link(field->type));
            zk_json_array_end(&json);
        }
    }
    zk_json_object_end(&json);
    zk_buf_addc(out, '\n');
}

/* ---- files ---- */

static enum zk_status write_out(FILE *file, struct zk_buf *out, const char *path,
                                struct zk_error *err)
{
    if (zk_buf_status(out) != ZK_OK)
        return zk_fail(err, zk_buf_status(out), "", "a record is too long to export");
    if (fwrite(out->bytes, 1, out->len, file) != out->len)
        return zk_fail(err, errno == ENOSPC ? ZK_FULL : ZK_IO, "", "cannot write %s: %s", path,
                       strerror(errno));
    zk_buf_clear(out);
    return ZK_OK;
}

static enum zk_status write_rows(struct export *ex, enum zk_kind kind, FILE *file,
                                 const char *path, struct zk_progress *progress,
                                 struct zk_error *err)
{
    enum zk_see see = ex->public_only ? ZK_SEE_PUBLIC : ZK_SEE_WHOLE;
    int64_t after = 0, *ids;
    struct zk_record *record;
    enum zk_status st = ZK_OK;
    struct zk_buf out;
    size_t count = 1;

    zk_buf_init(&out, ROW_CEILING);
    if (!ex->json)
        put_csv_header(ex, kind, &out);
    while (st == ZK_OK && count > 0 && !*ex->stop) {
        zk_arena_reset(ex->arena);
        st = zk_store_ids(ex->store, kind, after, BATCH, ex->arena, &ids, &count, err);
        for (size_t i = 0; st == ZK_OK && i < count; i++) {
            after = ids[i];
            st = zk_store_get(ex->store, kind, ids[i], see, ex->arena, &record, err);
            if (st == ZK_NOT_FOUND) {
                st = ZK_OK; /* not public */
                continue;
            }
            if (st == ZK_OK && ex->json)
                put_json_row(ex, record, &out);
            else if (st == ZK_OK)
                put_csv_row(ex, record, &out);
            if (st == ZK_OK)
                st = write_out(file, &out, path, err);
            zk_progress_add(progress, 1);
        }
    }
    if (st == ZK_OK)
        st = write_out(file, &out, path, err);
    zk_buf_free(&out);
    if (st == ZK_OK && *ex->stop)
        st = zk_fail(err, ZK_INTERRUPTED, "", "interrupted");
    return st;
}

static enum zk_status write_file(struct export *ex, enum zk_kind kind,
                                 struct zk_progress *progress, struct zk_error *err)
{
    char path[ZK_PATH_MAX], fresh[ZK_PATH_MAX + 8];
    enum zk_status st;
    FILE *file;

    (void)snprintf(path, sizeof(path), "%s/%s.%s", ex->folder, zk_kind_info(kind)->plural,
                   ex->json ? "jsonl" : "csv");
    (void)snprintf(fresh, sizeof(fresh), "%s.new", path);
    if (!ex->force && access(path, F_OK) == 0)
        return zk_fail(err, ZK_REFUSED, "", "%s is there already: remove it or say --force", path);
    file = fopen(fresh, "w");
    if (!file)
        return zk_fail(err, ZK_IO, "", "cannot write %s: %s", fresh, strerror(errno));
    st = write_rows(ex, kind, file, path, progress, err);
    if (st == ZK_OK && (fflush(file) != 0 || fsync(fileno(file)) != 0))
        st = zk_fail(err, errno == ENOSPC ? ZK_FULL : ZK_IO, "", "cannot write %s: %s", path,
                     strerror(errno));
    (void)fclose(file);
    if (st == ZK_OK && rename(fresh, path) != 0)
        st = zk_fail(err, ZK_IO, "", "cannot write %s: %s", path, strerror(errno));
    if (st != ZK_OK)
        (void)unlink(fresh);
    return st;
}

static enum zk_status run(struct export *ex, struct zk_error *err)
{
    int64_t counts[ZK_KIND_COUNT], total = 0;
    struct zk_progress progress;
    enum zk_status st = zk_store_begin(ex->store, err); /* one snapshot */

    if (st == ZK_OK)
        st = zk_store_counts(ex->store, counts, err);
    for (int kind = 0; st == ZK_OK && kind < ZK_KIND_COUNT; kind++)
        total += ex->kinds[kind] ? counts[kind] : 0;
    zk_progress_begin(&progress, "export", total);
    for (int kind = 0; st == ZK_OK && kind < ZK_KIND_COUNT; kind++) {
        if (ex->kinds[kind] && counts[kind] > 0)
            st = write_file(ex, (enum zk_kind)kind, &progress, err);
    }
    zk_progress_end(&progress);
    zk_store_rollback(ex->store);
    return st;
}

static void help(void)
{
    (void)printf("usage: zhiku-indexer export --out FOLDER [options]\n\n"
                 "Writes experts.csv and so on, which import reads back to the same records.\n\n"
                 "  --format csv|jsonl   [csv]\n"
                 "  --headers zh|en      of CSV [zh]\n"
                 "  --public             public fields of public records only\n"
                 "  --kind KIND          only this kind; may be repeated\n"
                 "  --force              replace files that are there\n");
}

static enum zk_status read_options(struct export *ex, int argc, char **argv, bool *helped,
                                   struct zk_error *err)
{
    static const struct option options[] = {
        { "out", required_argument, NULL, 'o' },     { "format", required_argument, NULL, 'f' },
        { "headers", required_argument, NULL, 'H' }, { "public", no_argument, NULL, 'p' },
        { "kind", required_argument, NULL, 'k' },    { "force", no_argument, NULL, 'F' },
        { "help", no_argument, NULL, 'h' },          { NULL, 0, NULL, 0 },
    };
    bool some = false;
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        enum zk_kind kind;

        switch (option) {
        case 'o':
            ex->folder = optarg;
            break;
        case 'f':
            ex->json = strcmp(optarg, "jsonl") == 0;
            if (!ex->json && strcmp(optarg, "csv") != 0)
                return zk_fail(err, ZK_USAGE, "", "the format is csv or jsonl");
            break;
        case 'H':
            ex->chinese = strcmp(optarg, "zh") == 0;
            if (!ex->chinese && strcmp(optarg, "en") != 0)
                return zk_fail(err, ZK_USAGE, "", "headers are zh or en");
            break;
        case 'p':
            ex->public_only = true;
            break;
        case 'F':
            ex->force = true;
            break;
        case 'k':
            kind = zk_kind_find(optarg, strlen(optarg));
            if (kind == ZK_KIND_COUNT)
                return zk_fail(err, ZK_USAGE, "", "there is no kind '%s'", optarg);
            ex->kinds[kind] = some = true;
            break;
        case 'h':
            help();
            *helped = true;
            return ZK_OK;
        default:
            return ZK_USAGE;
        }
    }
    for (int kind = 0; !some && kind < ZK_KIND_COUNT; kind++)
        ex->kinds[kind] = true;
    return ex->folder ? ZK_OK : zk_fail(err, ZK_USAGE, "", "export where to? say --out FOLDER");
}

/* What is not for everybody leaves the store: the audit hears of it before. */
static enum zk_status tell(const char *path, struct zk_error *err)
{
    struct zk_store *store;
    enum zk_status st = zk_store_open(path, ZK_STORE_CHANGE, &store, err);

    if (st != ZK_OK)
        return st;
    st = zk_store_begin(store, err);
    if (st == ZK_OK)
        st = zk_command_tell(store, "export", "", err);
    if (st == ZK_OK)
        st = zk_store_commit(store, err);
    zk_store_close(store);
    return st;
}

enum zk_status zk_command_export(struct zk_command *command, int argc, char **argv,
                                 struct zk_error *err)
{
    struct export ex = { .chinese = true, .stop = command->stop };
    char path[ZK_PATH_MAX];
    bool helped = false;
    enum zk_status st = read_options(&ex, argc, argv, &helped, err);

    if (st != ZK_OK || helped)
        return st;
    ex.arena = zk_arena_open();
    st = ex.arena ? zk_config_store_path(command->config, path, err) : ZK_NO_MEMORY;
    if (st == ZK_OK)
        st = zk_store_open(path, ZK_STORE_READ, &ex.store, err);
    if (st == ZK_OK)
        st = zk_folder_make(ex.folder, err);
    if (st == ZK_OK && !ex.public_only)
        st = tell(path, err);
    if (st == ZK_OK)
        st = run(&ex, err);
    zk_store_close(ex.store);
    zk_arena_close(ex.arena);
    return st;
}
