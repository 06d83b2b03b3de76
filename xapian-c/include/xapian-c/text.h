/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Stemming. */
#ifndef XAPIAN_C_TEXT_H
#define XAPIAN_C_TEXT_H

#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_stem;

/** language: "english", "en", …; "none" leaves words alone. @retval XAPC_INVALID_ARGUMENT unknown */
XAPC_API enum xapc_status xapc_stem_new(const char *language, struct xapc_stem **out,
                                        struct xapc_error *err);
/** The stem of a word of lower case; the view belongs to stem. */
XAPC_API enum xapc_status xapc_stem_word(struct xapc_stem *stem, const char *word, size_t len,
                                         struct xapc_view *out, struct xapc_error *err);
XAPC_API void xapc_stem_free(struct xapc_stem *stem);

/** Languages there are, separated by blanks; lasts for ever. */
XAPC_API const char *xapc_stem_languages(void);

#ifdef __cplusplus
}
#endif
#endif
