/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which documents a commit changed, and which S terms (document.h) they gained or lost, kept as
 * metadata of the same commit for a few commits: a reader of an older revision then reads only
 * these again. A list that is not there (too many changes, too old, a fresh generation) means that
 * everything is read.
 */
#ifndef ZK_CHANGES_H
#define ZK_CHANGES_H

#include "arena.h"
#include "buf.h"
#include "shim.h"

#include <stdbool.h>

enum {
    ZK_CHANGES_MAX = 10000,              /* docids of one commit */
    ZK_CHANGES_COMMITS = 16,             /* lists kept */
    ZK_CHANGES_NAMES_BYTES = 256 * 1024, /* of one commit's S terms */
};

/** Of the transaction that is open. */
struct zk_changes {
    int64_t commit; /* number of the last one; 0: none */
    uint32_t *docids;
    size_t count, room;
    struct zk_buf names; /* each with its length and a colon before it */
    bool unknown;        /* more than can be kept */
};

void zk_changes_init(struct zk_changes *changes);
/** Take a docid down. Without memory for it the commit will have no list. */
void zk_changes_add(struct zk_changes *changes, uint32_t docid);
/** Take an S term down that a document gained or lost. */
void zk_changes_name(struct zk_changes *changes, const char *term, size_t len);
/** Put the list, and the number of the commit, into the transaction. */
enum xapc_status zk_changes_write(struct zk_changes *changes, struct xapc_writer *writer,
                                  struct xapc_error *xerr);
/** The transaction is committed: begin the next list. */
void zk_changes_next(struct zk_changes *changes);
void zk_changes_free(struct zk_changes *changes);

/** Number of the commit a database shows; 0 when it says nothing of it. */
enum zk_status zk_changes_commit(struct xapc_database *database, int64_t *out,
                                 struct zk_error *err);

/** What changed between two commits; in an arena. */
struct zk_change_list {
    uint32_t *docids; /* ascending, each once; NULL: not known */
    size_t count;
    struct xapc_view *names; /* in the order of terms, each once; NULL: not known */
    size_t name_count;
};

/** After commit from, up to and with the one the database shows (to). */
enum zk_status zk_changes_read(struct xapc_database *database, int64_t from, int64_t to,
                               struct zk_arena *arena, struct zk_change_list *out,
                               struct zk_error *err);

#endif
