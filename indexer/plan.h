/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a build is cut: records into slices, slices into parts.
 */
#ifndef ZK_PLAN_H
#define ZK_PLAN_H

#include "pipeline.h"

struct zk_plan {
    int64_t records;
    int64_t slice_records;
    int64_t workers; /* as many as there are files for */
    size_t slice_count;
    size_t part_slices; /* the last part may have fewer */
    size_t part_count;
};

/**
 * Plan a build of what the store holds; part_records: 0 for what is best. Asks the system for as
 * many open files as it lets us have.
 * @retval ZK_TOO_MANY parts of part_records are too small
 */
enum zk_status zk_plan_make(struct zk_pipeline *pipeline, int64_t workers, int64_t part_records,
                            struct zk_plan *out, struct zk_error *err);

#endif
