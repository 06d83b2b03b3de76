/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which documents a commit changed, kept as metadata of the same commit for a few commits: a
 * reader of an older revision then reads only these again. A list that is not there (too many
 * changes, too old, a fresh generation) means that everything is read.
 */
#ifndef ZK_CHANGES_H
#define ZK_CHANGES_H

#include "arena.h"
#include "shim.h"

#include <stdbool.h>

enum {
    ZK_CHANGES_MAX = 10000,  /* docids of one commit */
    ZK_CHANGES_COMMITS = 16, /* lists kept */
};

/** Of the transaction that is open. Begins as zeroes. */
struct zk_changes {
    int64_t commit; /* number of the last one; 0: none */
    uint32_t *docids;
    size_t count, room;
    bool names;   /* some S term came or went: the lexicon is another */
    bool unknown; /* more than can be kept */
};

/**
 * Take a docid down, and whether its S terms (document.h) are others than before. Without memory
 * for it the commit will have no list.
 */
void zk_changes_add(struct zk_changes *changes, uint32_t docid, bool names);
/** Put the list, and the number of the commit, into the transaction. */
enum xapc_status zk_changes_write(struct zk_changes *changes, struct xapc_writer *writer,
                                  struct xapc_error *xerr);
/** The transaction is committed: begin the next list. */
void zk_changes_next(struct zk_changes *changes);
void zk_changes_free(struct zk_changes *changes);

/** Number of the commit a database shows; 0 when it says nothing of it. */
enum zk_status zk_changes_commit(struct xapc_database *database, int64_t *out,
                                 struct zk_error *err);

/**
 * Docids changed after commit from, up to and with the one the database shows (to): ascending,
 * each once. *docids is NULL when a list is missing. *names: some S term came or went.
 */
enum zk_status zk_changes_read(struct xapc_database *database, int64_t from, int64_t to,
                               struct zk_arena *arena, uint32_t **docids, size_t *count,
                               bool *names, struct zk_error *err);

#endif
