/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index: a Xapian database that can be thrown away and built again.
 *
 * <folder>/gen-<n>/   one generation: a Xapian database; its metadata carries the schema it
 *                     was built with and the outbox position it reflects
 * <folder>/gen-<n>.…  what a build has made of it so far
 * <folder>/current    symbolic link to the generation in use, replaced atomically
 * <folder>/lock       held by the one writer
 *
 * The docid of a record is its id. Only public fields of public records ever get in.
 */
#ifndef ZK_INDEX_H
#define ZK_INDEX_H

#include "record.h"
#include "text.h"

/* ---- one writer ---- */

struct zk_index_lock;

/** Clears away what a build that was killed left.
 *  @retval ZK_BUSY another process is writing; its number is in the detail */
enum zk_status zk_index_lock(const char *folder, struct zk_index_lock **out, struct zk_error *err);
void zk_index_unlock(struct zk_index_lock *lock);

struct zk_index_writer;

/** Open the database at path for writing; create: one that must not be there yet, and whose
 *  commits do not wait for the disk, in large blocks: only what zk_index_merge() makes of it is to
 *  be published. */
enum zk_status zk_index_writer_open(const char *path, bool create, const struct zk_text *text,
                                    struct zk_index_writer **out, struct zk_error *err);

/** Index a record (read with ZK_SEE_PUBLIC), or replace what was indexed of it. */
enum zk_status zk_index_writer_put(struct zk_index_writer *writer, const struct zk_record *record,
                                   struct zk_error *err);
/** Remove a record; one that is not there is fine. */
enum zk_status zk_index_writer_delete(struct zk_index_writer *writer, int64_t id,
                                      struct zk_error *err);
/** Replace the thesaurus by the lines of thesaurus_make.h, with the next commit. */
enum zk_status zk_index_writer_terms(struct zk_index_writer *writer, const char *version,
                                     const char *lines, struct zk_error *err);
/** What its thesaurus was made from; "" without one. */
const char *zk_index_writer_terms_version(const struct zk_index_writer *writer);
/** Make it durable together with the outbox position it reflects. */
enum zk_status zk_index_writer_commit(struct zk_index_writer *writer, int64_t outbox_seq,
                                      struct zk_error *err);
/** Outbox position of the last commit. */
int64_t zk_index_writer_seq(const struct zk_index_writer *writer);
/** Without commit what came since the last one is dropped. */
void zk_index_writer_close(struct zk_index_writer *writer);

/* ---- generations ---- */

/** Path of the generation in use. @retval ZK_NO_INDEX ZK_FOREIGN_INDEX ZK_CORRUPT */
enum zk_status zk_index_current(const char *folder, struct zk_arena *arena, char **path,
                                struct zk_error *err);
/** A fresh path in folder for a build (leftovers of builds that died are removed; hold the lock). */
enum zk_status zk_index_new_generation(const char *folder, struct zk_arena *arena, char **path,
                                       struct zk_error *err);
/** Told how many of the parts' bytes have been added up; false: ends it, ZK_INTERRUPTED. */
typedef bool zk_merge_step(void *context, int64_t done, int64_t total);
/**
 * Add up parts with disjoint docids into path, keeping docids, and wait until that is on the disk.
 * The parts, <path>.…, have the same outbox position. They are emptied as it goes on, also when it
 * fails, and removed by zk_index_publish() or zk_index_give_up(). step, which may be NULL, is told
 * ten times a second, by another thread but never by two at once, and asked before each of a
 * handful of tables, which is when its answer counts. part: the result will be added up itself, not
 * searched; it is in larger blocks, which are read and written sooner.
 */
enum zk_status zk_index_merge(const char *const *parts, size_t count, const char *path, bool part,
                              zk_merge_step *step, void *context, struct zk_error *err);
/** Make path the generation in use and remove all older ones, and all parts. */
enum zk_status zk_index_publish(const char *folder, const char *path, struct zk_error *err);
/** After a build that failed: remove all but the generation in use (hold the lock). */
void zk_index_give_up(const char *folder);

/* ---- check ---- */

/** Compares an index with what it should hold, record by record, postings included. */
struct zk_index_check;

enum zk_status zk_index_check_open(const char *path, const struct zk_text *text,
                                   struct zk_index_check **out, struct zk_error *err);
int64_t zk_index_check_seq(const struct zk_index_check *check);
/** Ids that changed after the index's position, to be left out of the comparison: call before put. */
enum zk_status zk_index_check_skip(struct zk_index_check *check, int64_t id, struct zk_error *err);
/** One record that should be indexed. */
enum zk_status zk_index_check_put(struct zk_index_check *check, const struct zk_record *record,
                                  struct zk_error *err);

struct zk_index_report {
    int64_t records;   /* given */
    int64_t indexed;   /* in the index */
    int64_t missing;   /* given, not indexed */
    int64_t surplus;   /* indexed, not given */
    int64_t different; /* both, not the same */
    int64_t skipped;
    int64_t examples[10]; /* ids, 0 behind the last */
};

/** @retval ZK_DIFFERENT when anything is missing, surplus or different; out is filled all the same */
enum zk_status zk_index_check_finish(struct zk_index_check *check, struct zk_index_report *out,
                                     struct zk_error *err);
void zk_index_check_close(struct zk_index_check *check);

#endif
