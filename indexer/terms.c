/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms: the pairs of words that mean the same, read from and written to one file that a
 * spreadsheet opens: CSV, or TSV when the name ends so. An import is kept whole or not at all.
 */
#include "command.h"

#include "alloc.h"
#include "buf.h"
#include "rows.h"
#include "store.h"
#include "utf8.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 1000, ERRORS_SHOWN = 100, VALUE_SHOWN = 40, ROW_CEILING = 16384 };

enum column { TEXT, OTHER, RELATION, SEEN, ORIGIN, NOTE, COLUMNS };

static const char *const headers[COLUMNS][2] = {
    { "text", "词语" }, { "other", "对应词" }, { "relation", "关系" },
    { "seen", "次数" }, { "origin", "来源" },  { "note", "备注" },
};

struct terms {
    struct zk_store *store;
    struct zk_arena *arena; /* of one row, or of one batch */
    const char *path;
    bool replace, english;
    int place[COLUMNS]; /* cell of each column, -1 when it is not there */
    size_t width;
    long errors;
    int64_t done[3]; /* by enum zk_put */
    const atomic_int *stop;
};

static bool is_tsv(const char *path)
{
    size_t len = strlen(path);

    return (len > 4 && strcmp(path + len - 4, ".tsv") == 0) ||
           (len > 7 && strcmp(path + len - 7, ".tsv.gz") == 0);
}

/* ---- import ---- */

static void report(struct terms *t, const struct zk_csv *csv, const char *field,
                   const struct zk_csv_cell *cell, const struct zk_error *why)
{
    size_t shown = cell ? zk_utf8_prefix(cell->bytes, cell->len, VALUE_SHOWN) : 0;

    if (t->errors++ >= ERRORS_SHOWN)
        return;
    (void)fprintf(stderr, "%s：第%ld行", t->path, csv->number);
    for (int i = 0; i < COLUMNS; i++) {
        if (strcmp(headers[i][0], field) == 0)
            (void)fprintf(stderr, "，列“%s”", headers[i][t->english ? 0 : 1]);
    }
    if (shown > 0)
        (void)fprintf(stderr, "，值“%.*s%s”", (int)shown, cell->bytes,
                      shown < cell->len ? "…" : "");
    (void)fprintf(stderr, "：%s\n", why->detail);
}

static enum zk_status read_header(struct terms *t, struct zk_csv *csv, struct zk_error *err)
{
    struct zk_csv_cell cells[ZK_ROWS_COLUMNS];
    enum zk_status st;
    long line;

    while (csv->at < csv->len && csv->text[csv->at] == '#') { /* what the file says of itself */
        const char *end = memchr(csv->text + csv->at, '\n', csv->len - csv->at);

        csv->at = end ? (size_t)(end + 1 - csv->text) : csv->len;
        csv->line++;
        csv->number++;
    }
    st = zk_csv_next(csv, t->arena, cells, &t->width, &line, err);
    for (int i = 0; i < COLUMNS; i++)
        t->place[i] = -1;
    for (size_t at = 0; st == ZK_OK && at < t->width; at++) {
        int i = 0;

        while (i < COLUMNS && strcmp(cells[at].bytes, headers[i][0]) != 0 &&
               strcmp(cells[at].bytes, headers[i][1]) != 0)
            i++;
        if (i == COLUMNS)
            return zk_fail(err, ZK_UNKNOWN_PARAMETER, "",
                           "%s：不认识的列“%s”：应为词语、对应词、关系、次数、来源、备注", t->path,
                           cells[at].bytes);
        if (t->place[i] >= 0)
            return zk_fail(err, ZK_DUPLICATE, "", "%s：列“%s”出现了两次", t->path, cells[at].bytes);
        t->english = strcmp(cells[at].bytes, headers[i][0]) == 0;
        t->place[i] = (int)at;
    }
    if (st == ZK_OK && (t->place[TEXT] < 0 || t->place[OTHER] < 0))
        return zk_fail(err, ZK_BAD_VALUE, "", "%s：第一行应有“词语”和“对应词”两列", t->path);
    return st;
}

/* The text of a cell without blanks around it, NULL when there is none. */
static const char *cell_text(const struct terms *t, const struct zk_csv_cell *cells,
                             enum column column)
{
    int at = t->place[column];
    char *text = at < 0 ? NULL : cells[at].bytes;
    size_t len = at < 0 ? 0 : cells[at].len;

    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\r'))
        len--;
    while (len > 0 && *text == ' ') {
        text++;
        len--;
    }
    if (len == 0)
        return NULL;
    if (len > 1 && text[0] == '\'' && strchr("=+-@", text[1])) { /* as export wrote it */
        text++;
        len--;
    }
    text[len] = '\0';
    return text;
}

static enum zk_status put_row(struct terms *t, const struct zk_csv_cell *cells,
                              struct zk_error *why)
{
    const char *relation = cell_text(t, cells, RELATION), *seen = cell_text(t, cells, SEEN);
    struct zk_pair pair = {
        .text = cell_text(t, cells, TEXT),
        .other = cell_text(t, cells, OTHER),
        .relation = relation ? zk_relation_find(relation) : ZK_RELATION_SYNONYM,
        .seen = 1,
        .origin = cell_text(t, cells, ORIGIN),
        .note = cell_text(t, cells, NOTE),
    };
    char *end = NULL;
    enum zk_put what;
    enum zk_status st;

    if (seen)
        pair.seen = strtoll(seen, &end, 10);
    if (end && *end)
        pair.seen = 0;
    st = zk_store_pair_put(t->store, &pair, &what, why);
    t->done[what] += st == ZK_OK;
    return st;
}

static enum zk_status import_row(struct terms *t, struct zk_csv *csv, struct zk_csv_cell *cells,
                                 size_t count, struct zk_error *err)
{
    struct zk_error why = { .status = ZK_OK };
    const struct zk_csv_cell *cell = NULL;
    enum zk_status st;

    if (count == 1 && cells[0].len == 0) /* an empty line */
        return ZK_OK;
    if (count != t->width)
        st = zk_fail(&why, ZK_BAD_VALUE, "", "这一行有%zu列，表头有%zu列", count, t->width);
    else
        st = put_row(t, cells, &why);
    for (int i = 0; i < COLUMNS && st == ZK_BAD_VALUE && count == t->width; i++) {
        if (strcmp(headers[i][0], why.field) == 0 && t->place[i] >= 0)
            cell = &cells[t->place[i]];
    }
    if (st == ZK_BAD_VALUE) {
        report(t, csv, why.field, cell, &why);
        return ZK_OK;
    }
    if (st != ZK_OK && err)
        *err = why;
    return st;
}

static enum zk_status import_rows(struct terms *t, struct zk_csv *csv, struct zk_error *err)
{
    struct zk_csv_cell *cells = zk_calloc(ZK_ROWS_COLUMNS, sizeof(*cells));
    enum zk_status st =
        cells ? read_header(t, csv, err) : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    size_t count = 1;

    while (st == ZK_OK && count > 0) {
        struct zk_error why = { .status = ZK_OK };
        long line;

        zk_arena_reset(t->arena);
        st = zk_csv_next(csv, t->arena, cells, &count, &line, &why);
        if (st == ZK_OK && count > 0)
            st = import_row(t, csv, cells, count, err);
        else if (st != ZK_OK && st != ZK_NO_MEMORY) {
            report(t, csv, "", NULL, &why);
            if (st != ZK_BAD_REQUEST) /* the rest of the file can be read */
                st = ZK_OK, count = 1;
            else
                count = 0, st = ZK_OK;
        }
        if (*t->stop)
            st = zk_fail(err, ZK_INTERRUPTED, "", "interrupted: nothing was kept");
    }
    zk_free(cells);
    if (st == ZK_OK && t->errors > 0)
        return zk_fail(err, ZK_REFUSED, "", "%ld rows of %s are wrong: nothing was kept", t->errors,
                       t->path);
    return st;
}

static enum zk_status import(struct terms *t, struct zk_error *err)
{
    struct zk_csv csv = { .line = 1, .tabs = is_tsv(t->path) };
    char *text = NULL;
    enum zk_status st = zk_file_text(t->path, &text, &csv.len, err);

    csv.text = text;
    if (st == ZK_OK)
        st = zk_store_begin(t->store, err);
    if (st == ZK_OK && t->replace)
        st = zk_store_pairs_clear(t->store, err);
    if (st == ZK_OK)
        st = import_rows(t, &csv, err);
    if (st == ZK_OK)
        st = zk_store_commit(t->store, err);
    zk_store_rollback(t->store);
    zk_free(text);
    if (st == ZK_OK)
        (void)printf("terms\tadded %lld\tchanged %lld\tunchanged %lld\n",
                     (long long)t->done[ZK_PUT_ADDED], (long long)t->done[ZK_PUT_CHANGED],
                     (long long)t->done[ZK_PUT_SAME]);
    return st;
}

/* ---- export ---- */

static void put_cell(struct zk_buf *out, const char *text, bool tabs)
{
    text = text ? text : "";
    if (text[strcspn(text, tabs ? "\t\"\r\n" : ",\"\r\n")] == '\0') {
        zk_buf_addf(out, "%s%s", text[0] && strchr("=+-@", text[0]) ? "'" : "", text);
        return;
    }
    zk_buf_addc(out, '"');
    for (; *text; text++)
        zk_buf_addf(out, "%s%c", *text == '"' ? "\"" : "", *text);
    zk_buf_addc(out, '"');
}

static void put_pair(struct terms *t, struct zk_buf *out, const struct zk_pair *pair)
{
    const char *relation =
        t->english ? zk_relation_name(pair->relation) : zk_relation_zh(pair->relation);
    bool tabs = is_tsv(t->path);
    char gap = tabs ? '\t' : ',';

    put_cell(out, pair->text, tabs);
    zk_buf_addc(out, gap);
    put_cell(out, pair->other, tabs);
    zk_buf_addf(out, "%c%s%c%lld%c", gap, relation, gap, (long long)pair->seen, gap);
    put_cell(out, pair->origin, tabs);
    zk_buf_addc(out, gap);
    put_cell(out, pair->note, tabs);
    zk_buf_adds(out, "\r\n");
}

static enum zk_status write_rows(struct terms *t, FILE *file, struct zk_buf *out,
                                 struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    int64_t after = 0;
    size_t count = 1;

    zk_buf_adds(out, "\xEF\xBB\xBF");
    for (int i = 0; i < COLUMNS; i++)
        zk_buf_addf(out, "%s%s", headers[i][t->english ? 0 : 1],
                    i + 1 == COLUMNS  ? "\r\n"
                    : is_tsv(t->path) ? "\t"
                                      : ",");
    while (st == ZK_OK && count > 0) {
        struct zk_pair *pairs;

        zk_arena_reset(t->arena);
        st = zk_store_pairs(t->store, after, BATCH, NULL, t->arena, &pairs, &count, err);
        for (size_t i = 0; st == ZK_OK && i < count; i++)
            put_pair(t, out, &pairs[i]);
        if (st == ZK_OK && zk_buf_status(out) != ZK_OK)
            st = zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
        if (st == ZK_OK && fwrite(out->bytes, 1, out->len, file) != out->len)
            st = zk_fail(err, errno == ENOSPC ? ZK_FULL : ZK_IO, "", "cannot write %s: %s", t->path,
                         strerror(errno));
        zk_buf_clear(out);
        if (st == ZK_OK && count > 0)
            after = pairs[count - 1].id;
    }
    return st;
}

static enum zk_status export(struct terms *t, struct zk_error *err) {
    char fresh[ZK_PATH_MAX + 8]; struct zk_buf out; enum zk_status st; FILE * file;

    (void)snprintf(fresh, sizeof(fresh), "%s.new", t->path);
    if (access(t->path, F_OK) == 0 &&
        !t->replace) return zk_fail(err, ZK_REFUSED, "",
                                    "%s is there already: remove it or say --replace", t->path);
    file = fopen(fresh, "w");
    if (!file) return zk_fail(err, ZK_IO, "", "cannot write %s: %s", fresh, strerror(errno));
    zk_buf_init(&out, (size_t)BATCH *ROW_CEILING);
    st = zk_store_begin(t->store, err);
    if (st == ZK_OK) st = write_rows(t, file, &out, err);
    zk_store_rollback(t->store);
    zk_buf_free(&out);
    if (st == ZK_OK && (fflush(file) != 0 || fsync(fileno(file)) != 0))
        st = zk_fail(err, errno == ENOSPC ? ZK_FULL : ZK_IO, "", "cannot write %s: %s", t->path,
                     strerror(errno));
    (void)fclose(file);
    if (st == ZK_OK && rename(fresh, t->path) != 0)
        st = zk_fail(err, ZK_IO, "", "cannot write %s: %s", t->path, strerror(errno));
    if (st != ZK_OK)(void) unlink(fresh);
    return st;
}

/* ---- the command ---- */

static void help(void)
{
    (void)printf(
        "usage: zhiku-indexer terms import FILE [--replace]\n"
        "       zhiku-indexer terms export FILE [--headers zh|en] [--replace]\n\n"
        "Words that mean the same, for the search: translations, synonyms, abbreviations,\n"
        "aliases. FILE is CSV, or TSV when its name ends in .tsv, with the columns 词语,\n"
        "对应词, 关系, 次数, 来源, 备注 (text, other, relation, seen, origin, note).\n\n"
        "  --replace       import: the file is the whole table; export: overwrite it\n"
        "  --headers zh|en of an export [zh]\n");
}

static enum zk_status read_options(struct terms *t, int argc, char **argv, bool *in, bool *helped,
                                   struct zk_error *err)
{
    static const struct option options[] = { { "replace", no_argument, NULL, 'r' },
                                             { "headers", required_argument, NULL, 'H' },
                                             { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'r') {
            t->replace = true;
        } else if (option == 'H') {
            t->english = strcmp(optarg, "en") == 0;
            if (!t->english && strcmp(optarg, "zh") != 0)
                return zk_fail(err, ZK_USAGE, "", "headers are zh or en");
        } else if (option == 'h') {
            help();
            *helped = true;
            return ZK_OK;
        } else {
            return ZK_USAGE;
        }
    }
    if (argc - optind != 2 ||
        (strcmp(argv[optind], "import") != 0 && strcmp(argv[optind], "export") != 0))
        return zk_fail(err, ZK_USAGE, "", "say terms import FILE or terms export FILE");
    *in = argv[optind][0] == 'i';
    t->path = argv[optind + 1];
    return ZK_OK;
}

enum zk_status zk_command_terms(struct zk_command *command, int argc, char **argv,
                                struct zk_error *err)
{
    struct terms t = { .stop = command->stop };
    bool in = false, helped = false;
    char path[ZK_PATH_MAX];
    enum zk_status st = read_options(&t, argc, argv, &in, &helped, err);

    if (st != ZK_OK || helped)
        return st;
    t.arena = zk_arena_open();
    if (!t.arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    st = zk_config_store_path(command->config, path, err);
    if (st == ZK_OK)
        st = zk_store_open(path, in ? ZK_STORE_WRITE : ZK_STORE_READ, &t.store, err);
    if (st == ZK_OK)
        st = in ? import(&t, err) : export(&t, err);
    zk_store_close(t.store);
    zk_arena_close(t.arena);
    return st;
}
