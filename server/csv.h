/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that a spreadsheet opens.
 */
#ifndef ZK_CSV_H
#define ZK_CSV_H

#include "buf.h"

#define ZK_CSV_BOM "\xEF\xBB\xBF" /* without it Chinese is misread */

/** Append a quoted cell; what a spreadsheet would run as a formula gets an apostrophe. */
void zk_csv_cell(struct zk_buf *out, const char *text);

#endif
