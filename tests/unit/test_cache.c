/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cache of posting lists: what it lends, its bound, and many threads at once.
 */
#include "suite.h"

#include "cache.h"
#include "directory.h"
#include "shim.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 300, TERMS_MAX = 400, THREADS = 4, LOOKS = 4000, LITTLE = 6000 };

static struct test_directory directory;
static struct zk_error error;
static char *path;

static struct {
    char *names[TERMS_MAX];
    size_t lens[TERMS_MAX];
    uint64_t sizes[TERMS_MAX]; /* documents of each */
    size_t count;
} terms;

static enum zk_status take_term(void *context, const char *term, size_t len, uint32_t documents,
                                struct zk_error *err)
{
    (void)context;
    (void)err;
    if (terms.count == TERMS_MAX)
        return ZK_OK;
    terms.names[terms.count] = zk_arena_copy(directory.arena, term, len);
    terms.lens[terms.count] = len;
    terms.sizes[terms.count++] = documents;
    return ZK_OK;
}

static struct xapc_database *open_one(void)
{
    struct xapc_database *database;
    int64_t revision;

    OK(zk_shim_open(path, &database, &revision, &error));
    return database;
}

static void begin(void)
{
    struct xapc_database *database;

    test_directory_open(&directory, RECORDS, 51);
    test_directory_build(&directory);
    OK(zk_index_current(directory.index_path, directory.arena, &path, &error));
    database = open_one();
    terms.count = 0;
    OK(zk_shim_terms(database, "", 0, take_term, NULL, &error));
    ck_assert_uint_eq(terms.count, TERMS_MAX);
    xapc_database_free(database);
}

START_TEST(a_set_is_the_posting_list_and_is_made_once)
{
    struct zk_cache *cache = zk_cache_open(1 << 20);
    struct xapc_database *database;
    struct zk_cached *a, *b;

    begin();
    database = open_one();
    for (size_t i = 0; i < terms.count; i++) {
        struct zk_postings postings;

        OK(zk_cache_lend(cache, database, terms.names[i], terms.lens[i], &a, &error));
        ck_assert_uint_eq(roaring_bitmap_get_cardinality(zk_cached_set(a)), terms.sizes[i]);
        OK(zk_postings_open(database, terms.names[i], terms.lens[i], &postings, &error));
        for (; postings.docid != 0; OK(zk_postings_next(&postings, &error)))
            ck_assert(roaring_bitmap_contains(zk_cached_set(a), postings.docid));
        zk_postings_close(&postings);
        OK(zk_cache_lend(cache, database, terms.names[i], terms.lens[i], &b, &error));
        ck_assert_ptr_eq(a, b);
        zk_cache_return(cache, a);
        zk_cache_return(cache, b);
    }
    OK(zk_cache_lend(cache, database, "nowhere", 7, &a, &error));
    ck_assert(roaring_bitmap_is_empty(zk_cached_set(a)));
    zk_cache_return(cache, a);
    zk_cache_return(cache, NULL);
    zk_cache_close(cache);
    xapc_database_free(database);
    test_directory_close(&directory);
}
END_TEST

START_TEST(the_least_recently_used_goes_and_what_is_lent_stays_valid)
{
    struct zk_cache *cache = zk_cache_open(LITTLE);
    struct xapc_database *database;
    struct zk_cached *first, *again, *other;

    begin();
    database = open_one();
    OK(zk_cache_lend(cache, database, terms.names[0], terms.lens[0], &first, &error));
    for (size_t i = 1; i < terms.count; i++) {
        OK(zk_cache_lend(cache, database, terms.names[i], terms.lens[i], &other, &error));
        zk_cache_return(cache, other);
        ck_assert_uint_le(zk_cache_used(cache), LITTLE);
    }
    ck_assert_uint_gt(zk_cache_used(cache), LITTLE / 2);
    OK(zk_cache_lend(cache, database, terms.names[terms.count - 1], terms.lens[terms.count - 1],
                     &again, &error));
    ck_assert_ptr_eq(again, other); /* used last: still there */
    zk_cache_return(cache, again);
    ck_assert_uint_eq(roaring_bitmap_get_cardinality(zk_cached_set(first)), terms.sizes[0]);
    OK(zk_cache_lend(cache, database, terms.names[0], terms.lens[0], &again, &error));
    ck_assert_ptr_ne(again, first); /* it went long ago */
    zk_cache_return(cache, first);
    zk_cache_return(cache, again);
    zk_cache_close(cache);
    xapc_database_free(database);
    test_directory_close(&directory);
}
END_TEST

static struct zk_cache *shared;
static atomic_int wrong;

static void *look_up(void *context)
{
    unsigned seed = (unsigned)(uintptr_t)context;
    struct xapc_database *database;
    int64_t revision;

    if (zk_shim_open(path, &database, &revision, NULL) != ZK_OK) {
        atomic_fetch_add(&wrong, 1);
        return NULL;
    }
    for (int i = 0; i < LOOKS; i++) {
        size_t at = (size_t)rand_r(&seed) % (i % 2 ? 10 : terms.count);
        struct zk_cached *cached;

        if (zk_cache_lend(shared, database, terms.names[at], terms.lens[at], &cached, NULL) !=
            ZK_OK) {
            atomic_fetch_add(&wrong, 1);
            continue;
        }
        if (roaring_bitmap_get_cardinality(zk_cached_set(cached)) != terms.sizes[at])
            atomic_fetch_add(&wrong, 1);
        zk_cache_return(shared, cached);
    }
    xapc_database_free(database);
    return NULL;
}

START_TEST(many_threads_share_a_cache_that_is_too_small)
{
    pthread_t threads[THREADS];

    begin();
    shared = zk_cache_open(LITTLE);
    for (uintptr_t i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, look_up, (void *)(i + 1)), 0);
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    ck_assert_uint_le(zk_cache_used(shared), LITTLE);
    zk_cache_close(shared);
    test_directory_close(&directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cache");
    TCase *tcase = tcase_create("cache");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_set_is_the_posting_list_and_is_made_once);
    tcase_add_test(tcase, the_least_recently_used_goes_and_what_is_lent_stays_valid);
    tcase_add_test(tcase, many_threads_share_a_cache_that_is_too_small);
    suite_add_tcase(suite, tcase);
    return test_run(suite);
}
