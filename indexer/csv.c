/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFC 4180 over a text in memory. Our own, since libcsv tells neither line nor row of what it
 * reads, has no limits, and takes text behind a closing quote for part of the cell.
 */
#include "rows.h"

#include <string.h>

static char separator(const struct zk_csv *csv)
{
    return csv->tabs ? '\t' : ',';
}

static enum zk_status broken(struct zk_csv *csv, long line, const char *what, struct zk_error *err)
{
    csv->at = csv->len;
    return zk_fail(err, ZK_BAD_REQUEST, "", "第%ld行：%s", line, what);
}

/* Behind the quote that ends the cell which begins at csv->at; NULL when none does. */
static const char *find_end(const struct zk_csv *csv)
{
    const char *at = csv->text + csv->at, *end = csv->text + csv->len;

    while ((at = memchr(at, '"', (size_t)(end - at))) != NULL) {
        if (at + 1 == end || at[1] != '"')
            return at + 1;
        at += 2;
    }
    return NULL;
}

/* A quoted cell, unquoted into the arena. csv->at stands behind the opening quote. */
static enum zk_status read_quoted(struct zk_csv *csv, struct zk_arena *arena,
                                  struct zk_csv_cell *cell, struct zk_error *err)
{
    const char *from = csv->text + csv->at, *end = find_end(csv);

    if (!end)
        return broken(csv, csv->line, "引号没有结束：从这里起缺少一个 \"", err);
    cell->bytes = zk_arena_alloc(arena, (size_t)(end - from));
    if (!cell->bytes)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cell");
    cell->len = 0;
    for (; from < end - 1; from++) {
        csv->line += *from == '\n';
        cell->bytes[cell->len++] = *from;
        from += *from == '"';
    }
    csv->at = (size_t)(end - csv->text);
    if (csv->at < csv->len && csv->text[csv->at] != separator(csv) &&
        !strchr("\r\n", csv->text[csv->at]))
        return broken(csv, csv->line, "引号后面多了文字：单元格里的引号要写成两个 \"\"", err);
    return ZK_OK;
}

static enum zk_status read_plain(struct zk_csv *csv, struct zk_arena *arena,
                                 struct zk_csv_cell *cell, struct zk_error *err)
{
    const char *at = csv->text + csv->at;

    cell->len = strcspn(at, csv->tabs ? "\t\r\n" : ",\r\n"); /* the text ends with a NUL and holds none */
    cell->bytes = zk_arena_copy(arena, at, cell->len);
    csv->at += cell->len;
    return cell->bytes ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cell");
}

/* Behind a cell: true when another one follows in this row. */
static bool end_cell(struct zk_csv *csv)
{
    if (csv->at < csv->len && csv->text[csv->at] == separator(csv)) {
        csv->at++;
        return true;
    }
    if (csv->at < csv->len && csv->text[csv->at] == '\r')
        csv->at++;
    if (csv->at < csv->len && csv->text[csv->at] == '\n')
        csv->at++;
    csv->line++;
    return false;
}

enum zk_status zk_csv_next(struct zk_csv *csv, struct zk_arena *arena, struct zk_csv_cell *cells,
                           size_t *count, long *line, struct zk_error *err)
{
    bool more = csv->at < csv->len, too_many = false, too_long = false;
    size_t begin = csv->at;

    *count = 0;
    *line = csv->line;
    csv->number += more;
    while (more) {
        struct zk_csv_cell cell;
        enum zk_status st;

        if (csv->at < csv->len && csv->text[csv->at] == '"') {
            csv->at++;
            st = read_quoted(csv, arena, &cell, err);
        } else {
            st = read_plain(csv, arena, &cell, err);
        }
        if (st != ZK_OK)
            return st;
        too_many = too_many || *count == ZK_ROWS_COLUMNS;
        too_long = too_long || cell.len > ZK_ROWS_CELL_MAX;
        if (!too_many)
            cells[(*count)++] = cell;
        more = end_cell(csv);
    }
    if (too_many)
        return zk_fail(err, ZK_TOO_MANY, "", "这一行超过%d列", ZK_ROWS_COLUMNS);
    if (too_long || csv->at - begin > ZK_ROWS_ROW_MAX)
        return zk_fail(err, ZK_TOO_LONG, "", "单元格超过%d KB，或整行超过%d MB", ZK_ROWS_CELL_MAX >> 10,
                       ZK_ROWS_ROW_MAX >> 20);
    return ZK_OK;
}
