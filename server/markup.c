/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "markup.h"

void zk_markup_text(struct zk_buf *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            zk_buf_adds(out, "&amp;");
            break;
        case '<':
            zk_buf_adds(out, "&lt;");
            break;
        case '>':
            zk_buf_adds(out, "&gt;");
            break;
        case '"':
            zk_buf_adds(out, "&quot;");
            break;
        case '\'':
            zk_buf_adds(out, "&#39;");
            break;
        default:
            if ((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t')
                zk_buf_addc(out, *text);
            break;
        }
    }
}
