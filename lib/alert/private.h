/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of lib/alert share.
 */
#ifndef ZK_ALERT_PRIVATE_H
#define ZK_ALERT_PRIVATE_H

#include "saved.h"
#include "sql.h"

/** What is known to a saved one; the caller frees *out. @retval ZK_NOT_FOUND */
enum zk_status zk_known_read(struct zk_store *store, int64_t saved, roaring_bitmap_t **out,
                             struct zk_error *err);

/** Write it back, in the transaction in which it was read. */
enum zk_status zk_known_write(struct zk_store *store, int64_t saved, roaring_bitmap_t *known,
                              struct zk_error *err);

/** The portable form, to be freed with zk_free(). NULL: out of memory. */
char *zk_known_bytes(const roaring_bitmap_t *known, size_t *len);

#endif
