/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text inside HTML and XML.
 */
#ifndef ZK_MARKUP_H
#define ZK_MARKUP_H

#include "buf.h"

/** Escaped for content and quoted attributes; control characters, for which XML 1.0 has no place,
 * are left out. */
void zk_markup_text(struct zk_buf *out, const char *text);

#endif
