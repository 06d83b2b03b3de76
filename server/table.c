/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include "alloc.h"
#include "csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h> /* mkstemp */
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum { PATH_BYTES = 4096, READ_BYTES = 16 * 1024, COLUMN_CHARS = 24 };

enum zk_status zk_table_csv(const struct zk_table *table, struct zk_response *response,
                            struct zk_error *err)
{
    struct zk_buf *out = &response->body;

    zk_buf_adds(out, ZK_CSV_BOM);
    for (size_t i = 0; i < table->columns * table->rows; i++) {
        zk_csv_cell(out, table->cells[i]);
        zk_buf_adds(out, (i + 1) % table->columns == 0 ? "\r\n" : ",");
    }
    return zk_response_text(response, "text/csv; charset=utf-8", err);
}

/* Cells are strings always: none can be a formula. */
static lxw_error fill(lxw_worksheet *sheet, const struct zk_table *table, lxw_format *bold)
{
    lxw_error failed =
        worksheet_set_column(sheet, 0, (lxw_col_t)(table->columns - 1), COLUMN_CHARS, NULL);

    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; failed == LXW_NO_ERROR && i < table->columns * table->rows; i++)
        failed = worksheet_write_string(sheet, (lxw_row_t)(i / table->columns),
                                        (lxw_col_t)(i % table->columns), table->cells[i],
                                        i < table->columns ? bold : NULL);
    return failed;
}

static enum zk_status write_book(const struct zk_table *table, const char *folder, const char *path,
                                 struct zk_error *err)
{
    char *tmpdir = zk_strdup(folder); /* the library wants one it could write to */
    lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = tmpdir };
    lxw_workbook *book = tmpdir ? workbook_new_opt(path, &options) : NULL;
    lxw_worksheet *sheet = book ? workbook_add_worksheet(book, NULL) : NULL;
    lxw_format *bold = sheet ? workbook_add_format(book) : NULL;
    lxw_error failed = LXW_ERROR_MEMORY_MALLOC_FAILED, closed = LXW_NO_ERROR;

    if (bold) {
        format_set_bold(bold);
        failed = fill(sheet, table, bold);
    }
    if (book)
        closed = workbook_close(book);
    zk_free(tmpdir);
    if (failed == LXW_NO_ERROR)
        failed = closed;
    if (failed == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a workbook");
    return failed == LXW_NO_ERROR ? ZK_OK
                                  : zk_fail(err, ZK_IO, "", "workbook: %s", lxw_strerror(failed));
}

static enum zk_status read_back(int file, struct zk_buf *out, struct zk_error *err)
{
    char bytes[READ_BYTES];
    ssize_t got;

    while ((got = read(file, bytes, sizeof(bytes))) > 0)
        zk_buf_add(out, bytes, (size_t)got);
    return got == 0 ? ZK_OK : zk_fail(err, ZK_IO, "", "workbook: %s", strerror(errno));
}

enum zk_status zk_table_xlsx(const struct zk_table *table, const char *folder,
                             struct zk_response *response, struct zk_error *err)
{
    char path[PATH_BYTES];
    int file = -1;
    enum zk_status st = ZK_OK;

    if (snprintf(path, sizeof(path), "%s/table-XXXXXX", folder) < (int)sizeof(path))
        file = mkstemp(path);
    if (file < 0)
        return zk_fail(err, ZK_IO, "", "workbook in %s: %s", folder, strerror(errno));
    st = write_book(table, folder, path, err);
    if (st == ZK_OK)
        st = read_back(file, &response->body, err);
    (void)close(file);
    (void)unlink(path);
    return st == ZK_OK ? zk_response_text(response, XLSX_TYPE, err) : st;
}
