/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Spies: what looks at every document of a match as it is found. */
#ifndef XAPIAN_C_SPY_H
#define XAPIAN_C_SPY_H

#include "status.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_document;
struct xapc_spy;
struct xapc_terms;

/**
 * Called for a document with its weight. document is valid during the call only; read its
 * values with xapc_document_value(). Non-zero ends the search with XAPC_CALLBACK, and the
 * number in xapc_error.callback.
 */
typedef int xapc_spy_callback(void *context, struct xapc_document *document, double weight);

XAPC_API enum xapc_status xapc_spy_new(xapc_spy_callback *callback, void *context,
                                       struct xapc_spy **out, struct xapc_error *err);

/** Counts the values of a slot. */
XAPC_API enum xapc_status xapc_spy_new_value_counts(uint32_t slot, struct xapc_spy **out,
                                                    struct xapc_error *err);
/** Documents seen by a spy that counts values. @retval XAPC_INVALID_OPERATION another spy */
XAPC_API enum xapc_status xapc_spy_total(const struct xapc_spy *spy, uint32_t *out,
                                         struct xapc_error *err);
/** The values in byte order; each one's count is xapc_terms_documents(). */
XAPC_API enum xapc_status xapc_spy_values(const struct xapc_spy *spy, struct xapc_terms **out,
                                          struct xapc_error *err);
/** The max most frequent values, most frequent first. */
XAPC_API enum xapc_status xapc_spy_top_values(const struct xapc_spy *spy, size_t max,
                                              struct xapc_terms **out, struct xapc_error *err);

XAPC_API void xapc_spy_free(struct xapc_spy *spy);

#ifdef __cplusplus
}
#endif
#endif
