/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Documents: data, terms with positions, values. */
#ifndef XAPIAN_C_DOCUMENT_H
#define XAPIAN_C_DOCUMENT_H

#include "status.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_document;
struct xapc_terms;
struct xapc_values;

XAPC_API enum xapc_status xapc_document_new(struct xapc_document **out, struct xapc_error *err);
XAPC_API void xapc_document_free(struct xapc_document *document);

XAPC_API enum xapc_status xapc_document_set_data(struct xapc_document *document, const char *bytes,
                                                 size_t len, struct xapc_error *err);
XAPC_API enum xapc_status xapc_document_data(struct xapc_document *document, struct xapc_view *out,
                                             struct xapc_error *err);
/** 0 for one that was not read from a database. */
XAPC_API enum xapc_status xapc_document_docid(struct xapc_document *document, uint32_t *out,
                                              struct xapc_error *err);

/** Raise a term's wdf (its occurrences) by wdf. Terms are 1 to 245 bytes, a NUL counting twice. */
XAPC_API enum xapc_status xapc_document_add_term(struct xapc_document *document, const char *term,
                                                 size_t len, uint32_t wdf, struct xapc_error *err);
/** A term that filters and has no weight. */
XAPC_API enum xapc_status xapc_document_add_boolean(struct xapc_document *document,
                                                    const char *term, size_t len,
                                                    struct xapc_error *err);
/** A term at a position, its wdf raised by wdf. */
XAPC_API enum xapc_status xapc_document_add_posting(struct xapc_document *document,
                                                    const char *term, size_t len,
                                                    uint32_t position, uint32_t wdf,
                                                    struct xapc_error *err);
/** @retval XAPC_INVALID_ARGUMENT it does not have the term */
XAPC_API enum xapc_status xapc_document_remove_term(struct xapc_document *document,
                                                    const char *term, size_t len,
                                                    struct xapc_error *err);
/** @retval XAPC_INVALID_ARGUMENT it does not have the term at the position */
XAPC_API enum xapc_status xapc_document_remove_posting(struct xapc_document *document,
                                                       const char *term, size_t len,
                                                       uint32_t position, uint32_t wdf,
                                                       struct xapc_error *err);
XAPC_API enum xapc_status xapc_document_clear_terms(struct xapc_document *document,
                                                    struct xapc_error *err);
XAPC_API enum xapc_status xapc_document_term_count(struct xapc_document *document, uint32_t *out,
                                                   struct xapc_error *err);

/** A value in a slot (0 to 4294967294), for sorting, ranges, collapsing and spies. */
XAPC_API enum xapc_status xapc_document_set_value(struct xapc_document *document, uint32_t slot,
                                                  const char *bytes, size_t len,
                                                  struct xapc_error *err);
/** "" when there is none. */
XAPC_API enum xapc_status xapc_document_value(struct xapc_document *document, uint32_t slot,
                                              struct xapc_view *out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_document_remove_value(struct xapc_document *document, uint32_t slot,
                                                     struct xapc_error *err);
XAPC_API enum xapc_status xapc_document_clear_values(struct xapc_document *document,
                                                     struct xapc_error *err);

/** Its terms, and its values; see iterate.h. */
XAPC_API enum xapc_status xapc_document_terms(struct xapc_document *document,
                                              struct xapc_terms **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_document_values(struct xapc_document *document,
                                               struct xapc_values **out, struct xapc_error *err);

#ifdef __cplusplus
}
#endif
#endif
