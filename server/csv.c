/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv.h"

#include <stdbool.h>
#include <string.h>

void zk_csv_cell(struct zk_buf *out, const char *text)
{
    bool formula = text[0] && strchr("=+-@\t\r", text[0]);

    zk_buf_addc(out, '"');
    if (formula)
        zk_buf_addc(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            zk_buf_addc(out, '"');
        zk_buf_addc(out, *text);
    }
    zk_buf_addc(out, '"');
}
