/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the store holds, as one index: slices of it are made side by side and added up to parts,
 * and parts to the whole.
 */
#ifndef ZK_PARTS_H
#define ZK_PARTS_H

#include "pipeline.h"

/**
 * Index all that is public at path, by so many workers, each with a store connection of its own;
 * part_records: 0 for what is best. What changes meanwhile may be in it or not: the outbox knows.
 * @retval ZK_TOO_MANY parts of part_records are too small  @retval ZK_INTERRUPTED
 */
enum zk_status zk_parts_build(struct zk_pipeline *pipeline, const char *path, int workers,
                              int64_t part_records, struct zk_error *err);

#endif
