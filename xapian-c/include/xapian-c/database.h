/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Databases for reading: opening, statistics, spelling, check and compaction. */
#ifndef XAPIAN_C_DATABASE_H
#define XAPIAN_C_DATABASE_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_database;
struct xapc_document;
struct xapc_writer;

/** A database on disk (folder, single file or stub file), at its newest revision. */
XAPC_API enum xapc_status xapc_database_open(const char *path, struct xapc_database **out,
                                             struct xapc_error *err);

/** A database served by xapian-tcpsrv. Times in milliseconds, 0 for no limit. */
XAPC_API enum xapc_status xapc_database_open_remote(const char *host, unsigned port,
                                                    unsigned timeout_ms,
                                                    unsigned connect_timeout_ms,
                                                    struct xapc_database **out,
                                                    struct xapc_error *err);

/** A database of nothing, to add others to. */
XAPC_API enum xapc_status xapc_database_new(struct xapc_database **out, struct xapc_error *err);

/** What a writer sees, uncommitted changes included; the only way to read one in memory. */
XAPC_API enum xapc_status xapc_database_of_writer(struct xapc_writer *writer,
                                                  struct xapc_database **out,
                                                  struct xapc_error *err);

/**
 * Search other together with database. Docid d of the i-th of n databases (from 0) becomes
 * (d - 1) * n + i + 1. other may be freed afterwards.
 */
XAPC_API enum xapc_status xapc_database_add(struct xapc_database *database,
                                            const struct xapc_database *other,
                                            struct xapc_error *err);

XAPC_API void xapc_database_free(struct xapc_database *database);

/** Move to the newest revision. *moved (may be NULL) tells whether there was a newer one. */
XAPC_API enum xapc_status xapc_database_reopen(struct xapc_database *database, bool *moved,
                                               struct xapc_error *err);
/** Give up its files; every later use is XAPC_DATABASE_CLOSED. */
XAPC_API enum xapc_status xapc_database_close(struct xapc_database *database,
                                              struct xapc_error *err);
/** Keep a remote connection from being cut for silence. */
XAPC_API enum xapc_status xapc_database_keep_alive(struct xapc_database *database,
                                                   struct xapc_error *err);

/* ---- statistics ---- */

XAPC_API enum xapc_status xapc_database_document_count(struct xapc_database *database,
                                                       uint32_t *out, struct xapc_error *err);
/** Highest docid ever used; 0 in an empty database. */
XAPC_API enum xapc_status xapc_database_last_docid(struct xapc_database *database, uint32_t *out,
                                                   struct xapc_error *err);
/** Sum of wdf over all documents, and its mean a document. */
XAPC_API enum xapc_status xapc_database_total_length(struct xapc_database *database, uint64_t *out,
                                                     struct xapc_error *err);
XAPC_API enum xapc_status xapc_database_average_length(struct xapc_database *database, double *out,
                                                       struct xapc_error *err);
/** Sum of wdf of one document. @retval XAPC_DOC_NOT_FOUND */
XAPC_API enum xapc_status xapc_database_document_length(struct xapc_database *database,
                                                        uint32_t docid, uint32_t *out,
                                                        struct xapc_error *err);
/** Different terms of one document. */
XAPC_API enum xapc_status xapc_database_unique_terms(struct xapc_database *database,
                                                     uint32_t docid, uint32_t *out,
                                                     struct xapc_error *err);
/** Documents that have a term, and the sum of its wdf over them. */
XAPC_API enum xapc_status xapc_database_term_documents(struct xapc_database *database,
                                                       const char *term, size_t len, uint32_t *out,
                                                       struct xapc_error *err);
XAPC_API enum xapc_status xapc_database_term_occurrences(struct xapc_database *database,
                                                         const char *term, size_t len,
                                                         uint32_t *out, struct xapc_error *err);
/** Documents that have a value in a slot, and bounds of these values. */
XAPC_API enum xapc_status xapc_database_value_documents(struct xapc_database *database,
                                                        uint32_t slot, uint32_t *out,
                                                        struct xapc_error *err);
XAPC_API enum xapc_status xapc_database_value_lower_bound(struct xapc_database *database,
                                                          uint32_t slot, struct xapc_view *out,
                                                          struct xapc_error *err);
XAPC_API enum xapc_status xapc_database_value_upper_bound(struct xapc_database *database,
                                                          uint32_t slot, struct xapc_view *out,
                                                          struct xapc_error *err);
XAPC_API enum xapc_status xapc_database_has_positions(struct xapc_database *database, bool *out,
                                                      struct xapc_error *err);
/** Number of the commit that is shown; glass databases that are not several at once. */
XAPC_API enum xapc_status xapc_database_revision(struct xapc_database *database, uint64_t *out,
                                                 struct xapc_error *err);
XAPC_API enum xapc_status xapc_database_uuid(struct xapc_database *database, struct xapc_view *out,
                                             struct xapc_error *err);
/** Whether a writer holds the database now. */
XAPC_API enum xapc_status xapc_database_locked(struct xapc_database *database, bool *out,
                                               struct xapc_error *err);

/** "" when the key is not there. */
XAPC_API enum xapc_status xapc_database_metadata(struct xapc_database *database, const char *key,
                                                 size_t len, struct xapc_view *out,
                                                 struct xapc_error *err);

/** @retval XAPC_DOC_NOT_FOUND */
XAPC_API enum xapc_status xapc_database_document(struct xapc_database *database, uint32_t docid,
                                                 struct xapc_document **out,
                                                 struct xapc_error *err);

/** Nearest word of the spelling dictionary within max_edits, "" when there is none. */
XAPC_API enum xapc_status xapc_database_spelling(struct xapc_database *database, const char *word,
                                                 size_t len, unsigned max_edits,
                                                 struct xapc_view *out, struct xapc_error *err);

/* ---- check and compaction ---- */

/** Read the database through; *errors counts what is wrong with it. */
XAPC_API enum xapc_status xapc_database_check(const char *path, size_t *errors,
                                              struct xapc_error *err);

enum xapc_compact_level {
    XAPC_COMPACT_STANDARD, /**< leaves room for updates */
    XAPC_COMPACT_FULL,
    XAPC_COMPACT_FULLER, /**< smallest; for a database that is never written again */
};

struct xapc_compaction {
    enum xapc_compact_level level;
    bool keep_docids; /**< sources must not share a range of docids; else they are renumbered */
    bool single_file; /**< one file instead of a folder; read-only */
    bool multipass;   /**< merge in several passes: for many sources */
    unsigned block_size; /**< bytes, a power of two from 2048 to 65536; 0 for the default */
    /** Called for each table with what is being done; non-zero ends it. May be NULL. */
    int (*progress)(void *context, struct xapc_view table, struct xapc_view status);
    void *context;
};

/** Write all that source shows, several databases added included, to a new one at path. */
XAPC_API enum xapc_status xapc_database_compact(struct xapc_database *source, const char *path,
                                                const struct xapc_compaction *options,
                                                struct xapc_error *err);

#ifdef __cplusplus
}
#endif
#endif
