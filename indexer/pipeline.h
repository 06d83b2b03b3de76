/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From store to index: what build, sync, watch and check share.
 */
#ifndef ZK_PIPELINE_H
#define ZK_PIPELINE_H

#include "command.h"

#include "index.h"
#include "store.h"
#include "text.h"

#include <stdbool.h>
#include <stdint.h>

struct zk_pipeline {
    struct zk_command *command;
    char store_path[ZK_PATH_MAX];
    char index_path[ZK_PATH_MAX];
    struct zk_store *store; /* for reading; opened for writing so that it is migrated and pruned */
    struct zk_text *text;
    struct zk_index_lock *lock; /* NULL for check */
    struct zk_arena *arena;     /* of one batch */
};

/** Opens store and tables; lock: also the index for writing. Close also after a failure. */
enum zk_status zk_pipeline_open(struct zk_pipeline *pipeline, struct zk_command *command,
                                bool lock, struct zk_error *err);
void zk_pipeline_close(struct zk_pipeline *pipeline);

/**
 * Full build: parts of part_records ids by workers threads, added up, caught up with what changed
 * meanwhile, checked unless check is false, published. Of one that fails nothing is left.
 */
enum zk_status zk_pipeline_build(struct zk_pipeline *pipeline, int workers, int64_t part_records,
                                 bool check, struct zk_error *err);

/**
 * Apply the terms, then the outbox to a writer in batches until it is empty, with a commit a
 * batch and pruning unless keep. *applied counts records.
 */
enum zk_status zk_pipeline_apply(struct zk_pipeline *pipeline, struct zk_index_writer *writer,
                                 bool keep, int64_t *applied, struct zk_error *err);

/**
 * Put a new thesaurus into the writer's transaction when the pairs of the store, the code tables
 * or the way it is made have changed. *changed: a commit is needed.
 */
enum zk_status zk_pipeline_terms(struct zk_pipeline *pipeline, struct zk_index_writer *writer,
                                 bool *changed, struct zk_error *err);

/** Writer on the index in use; builds it first when there is none or it is foreign. */
enum zk_status zk_pipeline_writer(struct zk_pipeline *pipeline, struct zk_index_writer **out,
                                  struct zk_error *err);

/** Compare the index at path with the store. @retval ZK_DIFFERENT */
enum zk_status zk_pipeline_check(struct zk_pipeline *pipeline, const char *path,
                                 struct zk_index_report *out, struct zk_error *err);

#endif
