/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import: files into the store, all or nothing. The files are read several times rather than
 * kept as records: to check the rows, to see that every link leads somewhere, and to write.
 */
#include "command.h"

#include "alloc.h"
#include "batch.h"
#include "map.h"
#include "progress.h"
#include "record.h"
#include "rows.h"
#include "store.h"
#include "utf8.h"

#include <dirent.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 256, ERRORS_SHOWN = 100, VALUE_SHOWN = 40 };

struct import {
    struct zk_rows *files[FILES_MAX];
    size_t file_count;
    const struct zk_map *map;
    bool dry_run, skip_bad;
    long errors, errors_shown;
    long max_errors;
    struct zk_arena *arena; /* refs, titles and the mapping */
    struct zk_arena *row_arena;
    struct zk_batch batch;
    struct zk_store *store;
    int64_t done[ZK_KIND_COUNT][3]; /* by enum zk_put */
    int64_t left_out[ZK_KIND_COUNT];
    const atomic_int *stop;
};

/* ---- what is wrong ---- */

static void report(struct import *in, const struct zk_rows *rows, const struct zk_row *row,
                   const char *header, const char *value, size_t len, const struct zk_error *why)
{
    size_t shown = zk_utf8_valid(value, len) ? zk_utf8_prefix(value, len, VALUE_SHOWN) : 0;

    in->errors++;
    if (in->errors_shown == in->max_errors)
        return;
    in->errors_shown++;
    (void)fprintf(stderr, "%s：第%ld行", zk_rows_path(rows), row->number);
    if (row->line != row->number)
        (void)fprintf(stderr, "（文件第%ld行）", row->line);
    if (header && header[0])
        (void)fprintf(stderr, "，列“%s”", header);
    if (shown > 0)
        (void)fprintf(stderr, "，值“%.*s%s”", (int)shown, value, shown < len ? "…" : "");
    (void)fprintf(stderr, "：%s\n", why->detail);
}

/* The file's own name of a field, for a message. */
static const struct zk_cell *cell_of(const struct zk_row *row, const char *field)
{
    for (size_t i = 0; i < row->count; i++) {
        if (strcmp(row->cells[i].field->name, field) == 0)
            return &row->cells[i];
    }
    return NULL;
}

/* ---- one row ---- */

/* ZK_OK and *out; or the first thing wrong, reported when tell. */
static enum zk_status read_record(struct import *in, const struct zk_rows *rows,
                                  const struct zk_row *row, bool tell, struct zk_record **out)
{
    struct zk_record *record = zk_record_new(in->row_arena, zk_rows_kind(rows));
    enum zk_status st = ZK_OK, first = ZK_OK;
    struct zk_error why;

    *out = record;
    if (!record)
        return ZK_NO_MEMORY;
    for (size_t i = 0; i < row->count; i++) {
        const struct zk_cell *cell = &row->cells[i];

        st = zk_record_parse(record, cell->field, cell->bytes, cell->len, in->row_arena, &why);
        if (st == ZK_NO_MEMORY)
            return st;
        if (st != ZK_OK && tell)
            report(in, rows, row, cell->header, cell->bytes, cell->len, &why);
        if (st != ZK_OK && first == ZK_OK)
            first = st;
    }
    if (first != ZK_OK)
        return first;
    st = zk_record_check(record, &why);
    if (st != ZK_OK && tell) {
        const struct zk_cell *cell = cell_of(row, why.field);

        report(in, rows, row, cell ? cell->header : "", cell ? cell->bytes : "",
               cell ? cell->len : 0, &why);
    }
    return st;
}

/* ---- going through the rows ---- */

typedef enum zk_status each_row(struct import *in, const struct zk_rows *rows,
                                const struct zk_row *row, size_t ordinal, struct zk_error *err);

/*
 * each() for every row that is a row; others are reported in the first pass, where ordinals are
 * given: a bad row has one too.
 */
static enum zk_status go_through(struct import *in, bool first, each_row *each,
                                 struct zk_error *err)
{
    struct zk_row *row = zk_malloc(sizeof(*row));
    enum zk_status st = row ? ZK_OK : ZK_NO_MEMORY;
    size_t ordinal = 0;

    for (size_t i = 0; st == ZK_OK && i < in->file_count; i++) {
        struct zk_rows *rows = in->files[i];
        bool more = true;

        zk_rows_rewind(rows);
        while (st == ZK_OK && more) {
            struct zk_error why;
            enum zk_status bad;

            if (*in->stop) {
                st = zk_fail(err, ZK_INTERRUPTED, "", "interrupted: nothing was kept");
                break;
            }
            zk_arena_reset(in->row_arena);
            bad = zk_rows_next(rows, in->row_arena, row, &more, &why);
            if (bad == ZK_NO_MEMORY)
                st = bad;
            else if (bad != ZK_OK) {
                if (first) {
                    report(in, rows, row, why.field, "", 0, &why);
                    st = zk_batch_add(&in->batch, NULL);
                }
                more = bad != ZK_BAD_REQUEST;
                ordinal++;
            } else if (more) {
                st = each(in, rows, row, ordinal++, err);
            }
        }
    }
    zk_free(row);
    return st == ZK_NO_MEMORY ? zk_fail(err, st, "", "out of memory") : st;
}

static enum zk_status check_row(struct import *in, const struct zk_rows *rows,
                                const struct zk_row *row, size_t ordinal, struct zk_error *err)
{
    struct zk_record *record;
    enum zk_status st = read_record(in, rows, row, true, &record);

    (void)ordinal;
    (void)err;
    if (st == ZK_NO_MEMORY)
        return st;
    in->left_out[zk_rows_kind(rows)] += st != ZK_OK;
    return zk_batch_add(&in->batch, st == ZK_OK ? record : NULL);
}

/* ---- links ---- */

static bool leads_somewhere(struct import *in, const struct zk_field *field, const char *ref)
{
    const struct zk_batch_entry *entry = zk_batch_find(&in->batch, field->target, ref);
    int64_t id;

    if (entry && !in->batch.refused[entry->ordinal])
        return true;
    return zk_store_find(in->store, field->target, ref, &id, NULL) == ZK_OK;
}

static void refuse(struct import *in, const struct zk_rows *rows, const struct zk_row *row,
                   size_t ordinal, const struct zk_field *field, const char *value,
                   const struct zk_error *why)
{
    const struct zk_cell *cell = cell_of(row, field->name);

    report(in, rows, row, cell ? cell->header : field->name, value, strlen(value), why);
    if (!in->batch.refused[ordinal])
        in->left_out[zk_rows_kind(rows)]++;
    in->batch.refused[ordinal] = true;
}

/* A ref given twice, and links that lead nowhere. */
static enum zk_status check_links(struct import *in, const struct zk_rows *rows,
                                  const struct zk_row *row, size_t ordinal, struct zk_error *err)
{
    struct zk_record *record;
    const struct zk_batch_entry *entry;
    struct zk_error why;

    (void)err;
    if (read_record(in, rows, row, false, &record) != ZK_OK)
        return ZK_OK;
    entry = zk_batch_find(&in->batch, record->kind, zk_record_text(record, ZK_F_REF));
    if (entry && entry->ordinal != ordinal) {
        (void)zk_fail(&why, ZK_DUPLICATE, "ref", "这个编号在本批文件里出现了两次，请改成不同的编号");
        in->batch.refused[ordinal] = false; /* not counted yet */
        refuse(in, rows, row, ordinal, zk_field_get(ZK_F_REF), zk_record_text(record, ZK_F_REF),
               &why);
        return ZK_OK;
    }
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        for (size_t i = 0; zk_type_is_link(field->type) && i < record->values[id].count; i++) {
            const char *ref = record->values[id].items[i].ref;

            if (!ref || leads_somewhere(in, field, ref) || in->batch.refused[ordinal])
                continue;
            (void)zk_fail(&why, ZK_NOT_FOUND, field->name,
                          "没有编号为“%s”的%s：请一起导入它，或去掉“@”只写名称", ref,
                          zk_kind_info(field->target)->zh);
            refuse(in, rows, row, ordinal, field, ref, &why);
        }
    }
    return ZK_OK;
}

static enum zk_status put_row(struct import *in, const struct zk_rows *rows,
                              const struct zk_row *row, size_t ordinal, struct zk_error *err)
{
    struct zk_record *record;
    struct zk_error why;
    enum zk_status st;
    enum zk_put what;
    int64_t id;

    if (in->batch.refused[ordinal])
        return ZK_OK;
    st = read_record(in, rows, row, false, &record);
    if (st != ZK_OK)
        return zk_fail(err, ZK_INTERNAL, "", "a row was right and is not any more");
    st = zk_store_put(in->store, record, &id, &what, &why);
    if (st != ZK_OK)
        return zk_fail(err, st, "", "%s：第%ld行：%s", zk_rows_path(rows), row->number, why.detail);
    in->done[record->kind][what]++;
    return ZK_OK;
}

static enum zk_status write_all(struct import *in, struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    int64_t id;

    for (size_t i = 0; st == ZK_OK && i < in->batch.count; i++) {
        const struct zk_batch_entry *entry = &in->batch.entries[i];

        if (!in->batch.refused[entry->ordinal])
            st = zk_store_reserve(in->store, entry->kind, entry->ref, entry->title, &id, err);
    }
    return st == ZK_OK ? go_through(in, false, put_row, err) : st;
}

static void print_summary(const struct import *in)
{
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        const int64_t *done = in->done[kind];

        if (done[0] + done[1] + done[2] + in->left_out[kind] == 0)
            continue;
        (void)printf("%s\tadded %lld\tchanged %lld\tsame %lld\trefused %lld\n",
                     zk_kind_info((enum zk_kind)kind)->plural, (long long)done[ZK_PUT_ADDED],
                     (long long)done[ZK_PUT_CHANGED], (long long)done[ZK_PUT_SAME],
                     (long long)in->left_out[kind]);
    }
}

/* A refused record may be what another one links to: again, until nothing new is refused. */
static enum zk_status check_all(struct import *in, struct zk_error *err)
{
    enum zk_status st = go_through(in, true, check_row, err);
    long before;

    if (st == ZK_OK)
        st = zk_batch_index(&in->batch, err);
    do {
        before = in->errors;
        if (st == ZK_OK)
            st = go_through(in, false, check_links, err);
    } while (st == ZK_OK && in->skip_bad && in->errors > before);
    if (in->errors > in->errors_shown)
        (void)fprintf(stderr, "…另有%ld处错误\n", in->errors - in->errors_shown);
    if (st == ZK_OK && in->errors > 0 && !in->skip_bad)
        st = zk_fail(err, ZK_REFUSED, "", "%ld处错误，什么也没有导入；改好后再导入一次"
                     "（或加 --skip-bad 跳过有错的行）", in->errors);
    return st;
}

static enum zk_status run(struct import *in, struct zk_error *err)
{
    enum zk_status st = zk_store_begin(in->store, err);

    if (st == ZK_OK)
        st = check_all(in, err);
    if (st == ZK_OK)
        st = write_all(in, err);
    if (st == ZK_OK)
        st = zk_command_tell(in->store, "import", "", err);
    if (st == ZK_OK && !in->dry_run)
        st = zk_store_commit(in->store, err);
    else
        zk_store_rollback(in->store);
    if (st == ZK_OK)
        print_summary(in);
    if (st == ZK_OK && in->dry_run)
        (void)printf("dry run: nothing was kept\n");
    return st;
}

/* ---- the files ---- */

static enum zk_status open_file(struct import *in, const char *path, enum zk_kind kind,
                                struct zk_error *err)
{
    if (in->file_count == FILES_MAX)
        return zk_fail(err, ZK_TOO_MANY, "", "more than %d files", FILES_MAX);
    if (kind == ZK_KIND_COUNT)
        return zk_fail(err, ZK_USAGE, "",
                       "%s: the name does not tell the kind; call it experts.csv or the like, or"
                       " say KIND=FILE. 表格请先另存为“CSV UTF-8” / save a workbook as CSV first",
                       path);
    return zk_rows_open(path, kind, in->map, &in->files[in->file_count++], err);
}

/* The files of a folder that have a kind's name; kinds in order, for readable messages. */
static enum zk_status open_folder(struct import *in, const char *folder, struct zk_error *err)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, alphasort), found = 0;
    enum zk_status st = ZK_OK;

    for (int i = 0; i < count; i++) {
        enum zk_kind kind = zk_rows_kind_of(names[i]->d_name);
        char path[ZK_PATH_MAX];

        if (st == ZK_OK && kind != ZK_KIND_COUNT) {
            found++;
            (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
            st = open_file(in, path, kind, err);
        }
        free(names[i]);
    }
    free(names);
    if (st == ZK_OK && found == 0)
        st = zk_fail(err, ZK_USAGE, "", "%s has no experts.csv, societies.jsonl or the like",
                     folder);
    return st;
}

static enum zk_status open_argument(struct import *in, char *argument, struct zk_error *err)
{
    char *equals = strchr(argument, '=');
    struct stat st;

    if (equals && stat(argument, &st) != 0) {
        enum zk_kind kind = zk_kind_find(argument, (size_t)(equals - argument));

        if (kind == ZK_KIND_COUNT)
            return zk_fail(err, ZK_USAGE, "", "there is no kind '%.*s'", (int)(equals - argument),
                           argument);
        return open_file(in, equals + 1, kind, err);
    }
    if (stat(argument, &st) != 0)
        return zk_fail(err, ZK_IO, "", "there is no file %s", argument);
    if (S_ISDIR(st.st_mode))
        return open_folder(in, argument, err);
    return open_file(in, argument, in->map ? in->map->kind : zk_rows_kind_of(argument), err);
}

static void help(void)
{
    (void)printf(
        "usage: zhiku-indexer import [options] FILE|FOLDER|KIND=FILE...\n\n"
        "Reads experts.csv, workstations.csv, societies.jsonl and the like (docs/IMPORT.md) into the\n"
        "store: new refs are added, known ones changed, all files together or not at all.\n\n"
        "  --dry-run        check everything, keep nothing\n"
        "  --skip-bad       leave out rows that are wrong instead of refusing all\n"
        "  --map FILE       how the columns of a foreign file become ours\n"
        "  --max-errors N   show at most so many errors [%d]\n",
        (int)ERRORS_SHOWN);
}

static enum zk_status read_options(struct import *in, int argc, char **argv, bool *helped,
                                   struct zk_error *err)
{
    static const struct option options[] = {
        { "dry-run", no_argument, NULL, 'n' },    { "skip-bad", no_argument, NULL, 's' },
        { "map", required_argument, NULL, 'm' },  { "max-errors", required_argument, NULL, 'e' },
        { "help", no_argument, NULL, 'h' },       { NULL, 0, NULL, 0 },
    };
    struct zk_map *map = NULL;
    enum zk_status st = ZK_OK;
    int option;

    while (st == ZK_OK && (option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'n':
            in->dry_run = true;
            break;
        case 's':
            in->skip_bad = true;
            break;
        case 'm':
            st = zk_map_read(optarg, in->arena, &map, err);
            in->map = map;
            break;
        case 'e':
            in->max_errors = atol(optarg);
            break;
        case 'h':
            help();
            *helped = true;
            return ZK_OK;
        default:
            return ZK_USAGE;
        }
    }
    if (st == ZK_OK && optind == argc)
        st = zk_fail(err, ZK_USAGE, "", "import what? see zhiku-indexer import --help");
    return st;
}

enum zk_status zk_command_import(struct zk_command *command, int argc, char **argv,
                                 struct zk_error *err)
{
    struct import in = { .max_errors = ERRORS_SHOWN, .stop = command->stop };
    char path[ZK_PATH_MAX];
    enum zk_status st;
    bool helped = false;

    in.arena = zk_arena_open();
    in.row_arena = zk_arena_open();
    if (!in.arena || !in.row_arena) {
        st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
        goto out;
    }
    in.batch.arena = in.arena;
    st = read_options(&in, argc, argv, &helped, err);
    for (int i = optind; st == ZK_OK && !helped && i < argc; i++)
        st = open_argument(&in, argv[i], err);
    if (st != ZK_OK || helped)
        goto out;
    st = zk_config_store_path(command->config, path, err);
    if (st == ZK_OK)
        st = zk_store_open(path, ZK_STORE_WRITE, &in.store, err);
    if (st == ZK_OK)
        st = run(&in, err);
out:
    zk_store_close(in.store);
    for (size_t i = 0; i < in.file_count; i++)
        zk_rows_close(in.files[i]);
    zk_batch_free(&in.batch);
    zk_arena_close(in.row_arena);
    zk_arena_close(in.arena);
    return st;
}
