/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The few calls of xapian-c that the index makes often, with its statuses turned into ours.
 */
#ifndef ZK_SHIM_H
#define ZK_SHIM_H

#include "arena.h"
#include "status.h"

#include <xapian-c.h>

#include <stdint.h>

/** Our status for one of xapian-c; fills err from theirs. ZK_OK for XAPC_OK. */
enum zk_status zk_shim_status(enum xapc_status status, const struct xapc_error *from,
                              struct zk_error *err);

/** Open a database for reading; *revision is the number of the commit it shows. */
enum zk_status zk_shim_open(const char *path, struct xapc_database **out, int64_t *revision,
                            struct zk_error *err);
enum zk_status zk_shim_count(struct xapc_database *database, uint32_t *out, struct zk_error *err);
enum zk_status zk_shim_last_docid(struct xapc_database *database, uint32_t *out,
                                  struct zk_error *err);

/** Documents that have a term. */
enum zk_status zk_shim_term_documents(struct xapc_database *database, const char *term, size_t len,
                                      uint32_t *out, struct zk_error *err);

/** A posting list; docid is 0 behind the end. A term that is nowhere is an empty list. */
struct zk_postings {
    struct xapc_postings *it;
    uint32_t docid;
    uint32_t wdf;
};

enum zk_status zk_postings_open(struct xapc_database *database, const char *term, size_t len,
                                struct zk_postings *out, struct zk_error *err);
enum zk_status zk_postings_next(struct zk_postings *postings, struct zk_error *err);
void zk_postings_close(struct zk_postings *postings);

/** One slot's values over all documents; docid is 0 behind the end. bytes last until next. */
struct zk_values {
    struct xapc_values *it;
    uint32_t docid;
    const unsigned char *bytes;
    size_t len;
};

enum zk_status zk_values_open(struct xapc_database *database, unsigned slot, struct zk_values *out,
                              struct zk_error *err);
enum zk_status zk_values_next(struct zk_values *values, struct zk_error *err);
/** To docid, or the first behind it that has a value. */
enum zk_status zk_values_skip_to(struct zk_values *values, uint32_t docid, struct zk_error *err);
void zk_values_close(struct zk_values *values);

/** A number as a value that sorts, and weighs, as it does. @return bytes, at most 9 */
size_t zk_shim_number(double number, char *out);

/** Metadata as a fresh text (free with zk_free); "" when the key is not there. */
enum zk_status zk_shim_metadata(struct xapc_database *database, const char *key, char **out,
                                struct zk_error *err);

/** Stored data of a document, copied to arena. */
enum zk_status zk_shim_data(struct xapc_database *database, uint32_t docid, struct zk_arena *arena,
                            const char **data, size_t *len, struct zk_error *err);

/** One value of a document, copied to arena; "" for none. */
enum zk_status zk_shim_value(struct xapc_database *database, uint32_t docid, unsigned slot,
                             struct zk_arena *arena, const char **out, struct zk_error *err);

/** Every term that begins with prefix, in order, and in how many documents it is; each() ends it
 * with another status than ZK_OK. */
enum zk_status zk_shim_terms(struct xapc_database *database, const char *prefix, size_t len,
                             enum zk_status (*each)(void *context, const char *term, size_t len,
                                                    uint32_t documents, struct zk_error *err),
                             void *context, struct zk_error *err);

#endif
