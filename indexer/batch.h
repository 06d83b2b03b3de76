/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of one import by kind and ref: which record a link means, and which rows are refused.
 * A row is known by its ordinal, its number among all rows of all files from 0.
 */
#ifndef ZK_BATCH_H
#define ZK_BATCH_H

#include "record.h"

#include <stdbool.h>
#include <stddef.h>

struct zk_batch_entry {
    const char *ref, *title; /* NULL when the row is refused */
    enum zk_kind kind;
    bool refused;
    size_t ordinal;
};

struct zk_batch {
    struct zk_arena *arena; /* refs and titles; lent by the caller */
    struct zk_batch_entry *entries; /* in row order until zk_batch_index, then by kind and ref */
    size_t count, room;
    bool *refused; /* by ordinal, from zk_batch_index on */
};

/* The next row; record NULL: it is refused. Copies what it keeps. ZK_NO_MEMORY */
enum zk_status zk_batch_add(struct zk_batch *batch, const struct zk_record *record);

/* To be called once, after the last row: a ref that stands there twice is refused the second
 * time. ZK_NO_MEMORY */
enum zk_status zk_batch_index(struct zk_batch *batch, struct zk_error *err);

/* The first row with this kind and ref, refused or not by zk_batch.refused; NULL: none. */
const struct zk_batch_entry *zk_batch_find(const struct zk_batch *batch, enum zk_kind kind,
                                           const char *ref);

/* Frees what the batch owns; the arena stays its owner's. */
void zk_batch_free(struct zk_batch *batch);

#endif
