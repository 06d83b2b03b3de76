/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file Going through postings, positions, terms and values.
 *
 * An iterator begins before its first item; ..._next() moves to the next one and fills *out,
 * ..._skip_to() to the first at or behind a place. At the end out->docid (or position, or
 * term.bytes) is 0 or NULL and the status XAPC_OK; moving on from there stays there.
 * An iterator keeps what it needs of its database or document.
 */
#ifndef XAPIAN_C_ITERATE_H
#define XAPIAN_C_ITERATE_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_database;
struct xapc_positions;
struct xapc_postings;
struct xapc_terms;
struct xapc_values;

/* ---- postings: the documents of a term ---- */

struct xapc_posting {
    uint32_t docid; /**< 0 at the end */
    uint32_t wdf;
};

/** No length: every document, with a wdf of 1. A term that is nowhere has no postings. */
XAPC_API enum xapc_status xapc_database_postings(struct xapc_database *database, const char *term,
                                                 size_t len, struct xapc_postings **out,
                                                 struct xapc_error *err);
XAPC_API enum xapc_status xapc_postings_next(struct xapc_postings *postings,
                                             struct xapc_posting *out, struct xapc_error *err);
/** Docids of the next up to room postings at once; *count < room: that was the end. */
XAPC_API enum xapc_status xapc_postings_docids(struct xapc_postings *postings, uint32_t *out,
                                               size_t room, size_t *count,
                                               struct xapc_error *err);
XAPC_API enum xapc_status xapc_postings_skip_to(struct xapc_postings *postings, uint32_t docid,
                                                struct xapc_posting *out, struct xapc_error *err);
/** Length of the document it stands on. @retval XAPC_INVALID_OPERATION it stands on none */
XAPC_API enum xapc_status xapc_postings_document_length(struct xapc_postings *postings,
                                                        uint32_t *out, struct xapc_error *err);
XAPC_API void xapc_postings_free(struct xapc_postings *postings);

/** Positions of a term in a document. */
XAPC_API enum xapc_status xapc_database_positions(struct xapc_database *database, uint32_t docid,
                                                  const char *term, size_t len,
                                                  struct xapc_positions **out,
                                                  struct xapc_error *err);
/** *found is false at the end, and *position 0. */
XAPC_API enum xapc_status xapc_positions_next(struct xapc_positions *positions,
                                              uint32_t *position, bool *found,
                                              struct xapc_error *err);
XAPC_API enum xapc_status xapc_positions_skip_to(struct xapc_positions *positions, uint32_t from,
                                                 uint32_t *position, bool *found,
                                                 struct xapc_error *err);
XAPC_API void xapc_positions_free(struct xapc_positions *positions);

/* ---- terms ---- */

/** Every term that begins with prefix, in byte order. */
XAPC_API enum xapc_status xapc_database_terms(struct xapc_database *database, const char *prefix,
                                              size_t len, struct xapc_terms **out,
                                              struct xapc_error *err);
/** Terms of one document. @retval XAPC_DOC_NOT_FOUND */
XAPC_API enum xapc_status xapc_database_document_terms(struct xapc_database *database,
                                                       uint32_t docid, struct xapc_terms **out,
                                                       struct xapc_error *err);
/** Keys of metadata that begin with prefix. */
XAPC_API enum xapc_status xapc_database_metadata_keys(struct xapc_database *database,
                                                      const char *prefix, size_t len,
                                                      struct xapc_terms **out,
                                                      struct xapc_error *err);
/** Words of the spelling dictionary. */
XAPC_API enum xapc_status xapc_database_spellings(struct xapc_database *database,
                                                  struct xapc_terms **out, struct xapc_error *err);
/** Synonyms of a term, and the terms that have some and begin with prefix. */
XAPC_API enum xapc_status xapc_database_synonyms(struct xapc_database *database, const char *term,
                                                 size_t len, struct xapc_terms **out,
                                                 struct xapc_error *err);
XAPC_API enum xapc_status xapc_database_synonym_keys(struct xapc_database *database,
                                                     const char *prefix, size_t len,
                                                     struct xapc_terms **out,
                                                     struct xapc_error *err);

/** The view belongs to terms. */
XAPC_API enum xapc_status xapc_terms_next(struct xapc_terms *terms, struct xapc_view *out,
                                          struct xapc_error *err);
XAPC_API enum xapc_status xapc_terms_skip_to(struct xapc_terms *terms, const char *term,
                                             size_t len, struct xapc_view *out,
                                             struct xapc_error *err);
/** Of the term it stands on: documents that have it, and its wdf in the document they are of. */
XAPC_API enum xapc_status xapc_terms_documents(struct xapc_terms *terms, uint32_t *out,
                                               struct xapc_error *err);
XAPC_API enum xapc_status xapc_terms_wdf(struct xapc_terms *terms, uint32_t *out,
                                         struct xapc_error *err);
XAPC_API void xapc_terms_free(struct xapc_terms *terms);

/* ---- values ---- */

struct xapc_value {
    uint32_t docid;         /**< of a stream; 0 at the end, and always for a document's values */
    uint32_t slot;
    struct xapc_view value; /**< belongs to the iterator; bytes is NULL at the end */
};

/** The values of one slot, by docid; documents without one are left out. */
XAPC_API enum xapc_status xapc_database_values(struct xapc_database *database, uint32_t slot,
                                               struct xapc_values **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_values_next(struct xapc_values *values, struct xapc_value *out,
                                           struct xapc_error *err);
/** To a docid in a stream; to a slot among a document's values. */
XAPC_API enum xapc_status xapc_values_skip_to(struct xapc_values *values, uint32_t place,
                                              struct xapc_value *out, struct xapc_error *err);
XAPC_API void xapc_values_free(struct xapc_values *values);

#ifdef __cplusplus
}
#endif
#endif
