/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subjects.log, the file: its lines, and how much of it a store has.
 *
 *     erase expert 12 2026-01-31T08:00:00Z
 *     withdraw organisation 3 2026-01-31T08:00:00Z
 *     hide expert 12 2026-01-31T08:00:00Z summary,degree
 *     set expert 12 2026-01-31T08:00:00Z phone 0632-1234567
 *
 * A line has action, kind, number and time of making of the record (numbers may have been given
 * anew), then what the action wants; a cell has its ends of line escaped. The store keeps how many
 * bytes of the file it has, and a hash of them (table subject_log): a line is written before its
 * change is committed with that mark, so that no commit goes without its line, and lines behind
 * the mark are of changes that a restore undid. What is wiped is written over in place, so that
 * places stay; a field's value is not in the hash, so that wiping leaves that as well.
 */
#ifndef ZK_SUBJECT_LOG_H
#define ZK_SUBJECT_LOG_H

#include "private.h"

#include <stdio.h>
#include <sys/types.h>

/* How much of the file a store has. */
struct zk_subject_mark {
    int64_t bytes;
    unsigned char chain[ZK_HASH_BYTES]; /* over the lines; zero before the first */
    bool known;                         /* is chain the one of these bytes? */
};

enum zk_status zk_subject_mark_read(struct zk_store *store, struct zk_subject_mark *mark,
                                    struct zk_error *err);
enum zk_status zk_subject_mark_write(struct zk_store *store, const struct zk_subject_mark *mark,
                                     struct zk_error *err);
/** One line further. @param text  the line without its end; what is not hashed is blanked */
void zk_subject_mark_add(struct zk_subject_mark *mark, char *text, size_t len);

/** *out NULL and ZK_OK: there is none, and none is wanted. */
enum zk_status zk_subject_log_open(const char *folder, bool make, FILE **out, struct zk_error *err);
/** The file cannot be read or written. */
enum zk_status zk_subject_log_failed(struct zk_error *err);
/** It is not the file that the store has the beginning of. */
enum zk_status zk_subject_log_foreign(struct zk_error *err);

/* A line in its parts; they point into it. */
struct zk_subject_line {
    const char *action, *made;
    enum zk_kind kind;
    int64_t id;
    char *rest; /* "" for none */
};

/** false: not whole, or none of ours. The text is cut up. */
bool zk_subject_line_read(char *text, ssize_t len, struct zk_subject_line *out);

/** A field as the table of fields calls it, not as its kind does; NULL: there is none. */
const struct zk_field *zk_subject_field(const char *name, size_t len);

#endif
