/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables that leave as files for a spreadsheet. What a spreadsheet would run as a formula is told
 * apart from it.
 */
#ifndef ZK_TABLE_H
#define ZK_TABLE_H

#include "response.h"

/** Texts row by row; the first row is the header. */
struct zk_table {
    const char *const *cells;
    size_t columns, rows;
};

/** As UTF-8 with a BOM, lines ended by CRLF. */
enum zk_status zk_table_csv(const struct zk_table *table, struct zk_response *response,
                            struct zk_error *err);

/** As an Excel workbook, made in a file of the folder that is gone afterwards.
 * @retval ZK_IO ZK_NO_MEMORY */
enum zk_status zk_table_xlsx(const struct zk_table *table, const char *folder,
                             struct zk_response *response, struct zk_error *err);

#endif
