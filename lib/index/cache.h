/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Posting lists of one revision, decoded to bitmaps when first asked for and kept within a
 * bound; the least recently used goes first. Shared by all threads; what is lent stays valid
 * until it is given back, whether it is kept or not.
 */
#ifndef ZK_CACHE_H
#define ZK_CACHE_H

#include "status.h"

#include <roaring/roaring.h>
#include <stddef.h>

enum {
    ZK_CACHE_BYTES_A_RECORD = 160,
    ZK_CACHE_BYTES_LESS = 8200 << 10, /* what a server needs besides, so that all of it is 250 a record */
    ZK_CACHE_BYTES_LEAST = 4 << 20,
};

struct xapc_database;

struct zk_cache;
struct zk_cached; /* one bitmap, lent */

/** A cache of at most bytes. NULL when out of memory. */
struct zk_cache *zk_cache_open(size_t bytes);
/** Nothing may be lent any more. */
void zk_cache_close(struct zk_cache *cache);

/** Documents of a term (none when it is nowhere); database: of the calling thread. */
enum zk_status zk_cache_lend(struct zk_cache *cache, struct xapc_database *database,
                             const char *term, size_t len, struct zk_cached **out,
                             struct zk_error *err);
void zk_cache_return(struct zk_cache *cache, struct zk_cached *cached);

const roaring_bitmap_t *zk_cached_set(const struct zk_cached *cached);

/** Bytes kept now. */
size_t zk_cache_used(struct zk_cache *cache);

#endif
