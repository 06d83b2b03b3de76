/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hash table of bitmaps with a list by last use; see cache.h. The lock is held to find, add
 * and drop, never while a posting list is read.
 */
#include "cache.h"

#include "alloc.h"
#include "hash.h"
#include "shim.h"

#include <pthread.h>
#include <string.h>

enum { BUCKETS = 4096, CHUNK = 1024, TERM_MAX = 256 };

struct zk_cached {
    struct zk_cached *next;          /* of its bucket */
    struct zk_cached *newer, *older; /* by last use */
    roaring_bitmap_t *set;
    size_t bytes;
    uint32_t hash;
    int lent;
    bool kept; /* in the table */
    unsigned char len;
    char term[];
};

struct zk_cache {
    pthread_mutex_t lock;
    size_t used, most;
    struct zk_cached *newest, *oldest;
    struct zk_cached *buckets[BUCKETS];
};

struct zk_cache *zk_cache_open(size_t bytes)
{
    struct zk_cache *cache = zk_calloc(1, sizeof(*cache));

    if (!cache)
        return NULL;
    cache->most = bytes;
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static void free_cached(struct zk_cached *cached)
{
    if (cached && cached->set)
        roaring_bitmap_free(cached->set);
    zk_free(cached);
}

void zk_cache_close(struct zk_cache *cache)
{
    struct zk_cached *cached, *older;

    if (!cache)
        return;
    for (cached = cache->newest; cached; cached = older) {
        older = cached->older;
        free_cached(cached);
    }
    pthread_mutex_destroy(&cache->lock);
    zk_free(cache);
}

/* ---- under the lock ---- */

static void unlink_use(struct zk_cache *cache, struct zk_cached *cached)
{
    *(cached->newer ? &cached->newer->older : &cache->newest) = cached->older;
    *(cached->older ? &cached->older->newer : &cache->oldest) = cached->newer;
}

static void link_newest(struct zk_cache *cache, struct zk_cached *cached)
{
    cached->newer = NULL;
    cached->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = cached;
    cache->newest = cached;
}

static struct zk_cached *find(struct zk_cache *cache, const char *term, size_t len, uint32_t hash)
{
    struct zk_cached *cached = cache->buckets[hash % BUCKETS];

    while (cached &&
           (cached->hash != hash || cached->len != len || memcmp(cached->term, term, len) != 0))
        cached = cached->next;
    return cached;
}

/* Out of the table; whoever has it goes on with it. */
static void drop(struct zk_cache *cache, struct zk_cached *cached)
{
    struct zk_cached **at = &cache->buckets[cached->hash % BUCKETS];

    while (*at != cached)
        at = &(*at)->next;
    *at = cached->next;
    unlink_use(cache, cached);
    cache->used -= cached->bytes;
    cached->kept = false;
    if (cached->lent == 0)
        free_cached(cached);
}

static void keep(struct zk_cache *cache, struct zk_cached *cached)
{
    struct zk_cached **bucket = &cache->buckets[cached->hash % BUCKETS];

    if (cached->bytes > cache->most)
        return;
    while (cache->used + cached->bytes > cache->most)
        drop(cache, cache->oldest);
    cached->next = *bucket;
    *bucket = cached;
    link_newest(cache, cached);
    cache->used += cached->bytes;
    cached->kept = true;
}

/* ---- */

static enum zk_status decode(struct xapc_database *database, const char *term, size_t len,
                             roaring_bitmap_t *set, struct zk_error *err)
{
    struct xapc_postings *postings = NULL;
    uint32_t docids[CHUNK];
    struct xapc_error xerr;
    size_t count = 0;
    enum xapc_status st = xapc_database_postings(database, term, len, &postings, &xerr);

    do {
        if (st == XAPC_OK)
            st = xapc_postings_docids(postings, docids, CHUNK, &count, &xerr);
        if (st == XAPC_OK)
            roaring_bitmap_add_many(set, count, docids);
    } while (st == XAPC_OK && count == CHUNK);
    xapc_postings_free(postings);
    if (st == XAPC_OK) {
        (void)roaring_bitmap_run_optimize(set);
        (void)roaring_bitmap_shrink_to_fit(set);
    }
    return zk_shim_status(st, &xerr, err);
}

static enum zk_status make(struct xapc_database *database, const char *term, size_t len,
                           uint32_t hash, struct zk_cached **out, struct zk_error *err)
{
    struct zk_cached *cached = zk_calloc(1, sizeof(*cached) + len);
    enum zk_status st;

    *out = NULL;
    if (cached)
        cached->set = roaring_bitmap_create();
    if (!cached || !cached->set) {
        free_cached(cached);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a match set");
    }
    memcpy(cached->term, term, len);
    cached->len = (unsigned char)len;
    cached->hash = hash;
    cached->lent = 1;
    st = decode(database, term, len, cached->set, err);
    if (st != ZK_OK) {
        free_cached(cached);
        return st;
    }
    cached->bytes = sizeof(*cached) + len + roaring_bitmap_size_in_bytes(cached->set);
    *out = cached;
    return ZK_OK;
}

enum zk_status zk_cache_lend(struct zk_cache *cache, struct xapc_database *database,
                             const char *term, size_t len, struct zk_cached **out,
                             struct zk_error *err)
{
    uint32_t hash = (uint32_t)zk_hash_add(ZK_HASH_START, term, len);
    struct zk_cached *cached;
    enum zk_status st;

    *out = NULL;
    if (len >= TERM_MAX)
        return zk_fail(err, ZK_INTERNAL, "", "a term of %zu bytes", len);
    pthread_mutex_lock(&cache->lock);
    cached = find(cache, term, len, hash);
    if (cached) {
        cached->lent++;
        unlink_use(cache, cached);
        link_newest(cache, cached);
    }
    pthread_mutex_unlock(&cache->lock);
    if (cached) {
        *out = cached;
        return ZK_OK;
    }
    st = make(database, term, len, hash, out, err);
    if (st != ZK_OK)
        return st;
    pthread_mutex_lock(&cache->lock);
    if (!find(cache, term, len, hash)) /* else another thread was quicker */
        keep(cache, *out);
    pthread_mutex_unlock(&cache->lock);
    return ZK_OK;
}

void zk_cache_return(struct zk_cache *cache, struct zk_cached *cached)
{
    bool gone;

    if (!cached)
        return;
    pthread_mutex_lock(&cache->lock);
    gone = --cached->lent == 0 && !cached->kept;
    pthread_mutex_unlock(&cache->lock);
    if (gone)
        free_cached(cached);
}

const roaring_bitmap_t *zk_cached_set(const struct zk_cached *cached)
{
    return cached->set;
}

size_t zk_cache_used(struct zk_cache *cache)
{
    size_t used;

    pthread_mutex_lock(&cache->lock);
    used = cache->used;
    pthread_mutex_unlock(&cache->lock);
    return used;
}
