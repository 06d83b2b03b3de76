/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of records as rows of named cells, whether it is CSV or JSON Lines.
 */
#ifndef ZK_ROWS_H
#define ZK_ROWS_H

#include "arena.h"
#include "fields.h"
#include "map.h"
#include "status.h"

#include <stdbool.h>

enum {
    ZK_ROWS_FILE_MAX = 1 << 30, /* bytes of one file, unpacked */
    ZK_ROWS_ROW_MAX = 4 << 20,  /* bytes of one row */
    ZK_ROWS_CELL_MAX = 1 << 20,
    ZK_ROWS_COLUMNS = 256,
};

/** A cell as zk_record_parse() wants it. */
struct zk_cell {
    const struct zk_field *field;
    const char *header; /* as the file calls it */
    const char *bytes;
    size_t len;
};

struct zk_row {
    long number; /* as a spreadsheet counts: the header is 1; JSON Lines: the line */
    long line;   /* of the file */
    struct zk_cell cells[ZK_ROWS_COLUMNS];
    size_t count;
};

struct zk_rows;

/**
 * Read a whole file (.csv, .jsonl, either with .gz), as UTF-8 or else GB18030, and its header.
 *
 * @param map  how foreign columns are to be read; NULL: the columns are ours
 * @retval ZK_BAD_VALUE ZK_DUPLICATE ZK_UNKNOWN_PARAMETER ZK_BAD_UTF8  what is wrong with the header
 */
enum zk_status zk_rows_open(const char *path, enum zk_kind kind, const struct zk_map *map,
                            struct zk_rows **out, struct zk_error *err);

/**
 * The next row; its cells are in arena. *more is false at the end.
 *
 * @retval ZK_OK          also at the end
 * @retval ZK_BAD_VALUE … row is wrong as a row (err->field is the column, or ""); the next can be read
 * @retval ZK_BAD_REQUEST the file is broken from here on (a quote that does not end): give up
 */
enum zk_status zk_rows_next(struct zk_rows *rows, struct zk_arena *arena, struct zk_row *row,
                            bool *more, struct zk_error *err);
void zk_rows_rewind(struct zk_rows *rows);
const char *zk_rows_path(const struct zk_rows *rows);
enum zk_kind zk_rows_kind(const struct zk_rows *rows);
void zk_rows_close(struct zk_rows *rows);

/** The kind of a file called <plural>.csv and the like; ZK_KIND_COUNT for another name. */
enum zk_kind zk_rows_kind_of(const char *path);

/* csv.c */

/** Text of one CSV file, and where reading stands. */
struct zk_csv {
    const char *text; /* NUL-terminated */
    size_t len, at;
    long line;   /* of at, from 1 */
    long number; /* rows read */
    bool tabs;   /* cells are divided by tabs, not by commas */
};

struct zk_csv_cell {
    char *bytes; /* unquoted, in the arena */
    size_t len;
};

/** Cells of the next row; *count is 0 at the end. Statuses as zk_rows_next(). */
enum zk_status zk_csv_next(struct zk_csv *csv, struct zk_arena *arena, struct zk_csv_cell *cells,
                           size_t *count, long *line, struct zk_error *err);

/* file.c */

/** A file's bytes as UTF-8 text without BOM; free with zk_free(). */
enum zk_status zk_file_text(const char *path, char **out, size_t *len, struct zk_error *err);

#endif
