/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Writing a database. One writer a database at a time, one thread at a time. */
#ifndef XAPIAN_C_WRITER_H
#define XAPIAN_C_WRITER_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_document;
struct xapc_writer;

enum xapc_open {
    XAPC_OPEN_OR_CREATE,
    XAPC_CREATE,    /**< XAPC_DATABASE_CREATE when there is one */
    XAPC_OVERWRITE, /**< empties one that is there */
    XAPC_OPEN,      /**< XAPC_DATABASE_NOT_FOUND when there is none */
};

struct xapc_writer_options {
    enum xapc_open open;
    bool no_sync;        /**< do not wait for the disk: for what can be built again */
    bool dangerous;      /**< update in place: unreadable until committed, lost by a crash */
    bool no_termlist;    /**< smaller; no document term lists, no expansion, no replacing */
    bool wait_for_lock;  /**< wait instead of XAPC_DATABASE_LOCK */
    unsigned block_size; /**< bytes of a new one, a power of two from 2048 to 65536; 0: default */
};

/** options may be NULL: open or create, everything safe. */
XAPC_API enum xapc_status xapc_writer_open(const char *path,
                                           const struct xapc_writer_options *options,
                                           struct xapc_writer **out, struct xapc_error *err);
/** A database in memory; read it with xapc_database_of_writer(). */
XAPC_API enum xapc_status xapc_writer_open_memory(struct xapc_writer **out,
                                                  struct xapc_error *err);
/** A writable database served by xapian-tcpsrv --writable; times in milliseconds, 0: no limit. */
XAPC_API enum xapc_status xapc_writer_open_remote(const char *host, unsigned port,
                                                  unsigned timeout_ms,
                                                  unsigned connect_timeout_ms,
                                                  struct xapc_writer **out,
                                                  struct xapc_error *err);

/**
 * Give the writer back. What is not committed is committed, as Xapian does, except inside a
 * transaction; errors of that are lost, so commit before.
 */
XAPC_API void xapc_writer_free(struct xapc_writer *writer);
/** Commit (unless inside a transaction) and give up lock and files. */
XAPC_API enum xapc_status xapc_writer_close(struct xapc_writer *writer, struct xapc_error *err);
XAPC_API enum xapc_status xapc_writer_commit(struct xapc_writer *writer, struct xapc_error *err);

/** All or nothing. flushed: begin with a commit and end with one. */
XAPC_API enum xapc_status xapc_writer_begin(struct xapc_writer *writer, bool flushed,
                                            struct xapc_error *err);
XAPC_API enum xapc_status xapc_writer_end(struct xapc_writer *writer, struct xapc_error *err);
XAPC_API enum xapc_status xapc_writer_cancel(struct xapc_writer *writer, struct xapc_error *err);

/** *docid (may be NULL) is the number it got. */
XAPC_API enum xapc_status xapc_writer_add(struct xapc_writer *writer,
                                          const struct xapc_document *document, uint32_t *docid,
                                          struct xapc_error *err);
/** Put a document at docid, whether there is one or not. */
XAPC_API enum xapc_status xapc_writer_replace(struct xapc_writer *writer, uint32_t docid,
                                              const struct xapc_document *document,
                                              struct xapc_error *err);
/** Replace the documents that have a term by one, or add it; *docid may be NULL. */
XAPC_API enum xapc_status xapc_writer_replace_term(struct xapc_writer *writer, const char *term,
                                                   size_t len,
                                                   const struct xapc_document *document,
                                                   uint32_t *docid, struct xapc_error *err);
/** @retval XAPC_DOC_NOT_FOUND */
XAPC_API enum xapc_status xapc_writer_delete(struct xapc_writer *writer, uint32_t docid,
                                             struct xapc_error *err);
/** Delete the documents that have a term; none is no error. */
XAPC_API enum xapc_status xapc_writer_delete_term(struct xapc_writer *writer, const char *term,
                                                  size_t len, struct xapc_error *err);

/** An empty value removes the key. */
XAPC_API enum xapc_status xapc_writer_set_metadata(struct xapc_writer *writer, const char *key,
                                                   size_t key_len, const char *value, size_t len,
                                                   struct xapc_error *err);

XAPC_API enum xapc_status xapc_writer_add_spelling(struct xapc_writer *writer, const char *word,
                                                   size_t len, uint32_t frequency,
                                                   struct xapc_error *err);
/** A word whose frequency falls to 0 is forgotten. */
XAPC_API enum xapc_status xapc_writer_remove_spelling(struct xapc_writer *writer, const char *word,
                                                      size_t len, uint32_t frequency,
                                                      struct xapc_error *err);

XAPC_API enum xapc_status xapc_writer_add_synonym(struct xapc_writer *writer, const char *term,
                                                  size_t len, const char *synonym,
                                                  size_t synonym_len, struct xapc_error *err);
XAPC_API enum xapc_status xapc_writer_remove_synonym(struct xapc_writer *writer, const char *term,
                                                     size_t len, const char *synonym,
                                                     size_t synonym_len, struct xapc_error *err);
XAPC_API enum xapc_status xapc_writer_clear_synonyms(struct xapc_writer *writer, const char *term,
                                                     size_t len, struct xapc_error *err);

#ifdef __cplusplus
}
#endif
#endif
