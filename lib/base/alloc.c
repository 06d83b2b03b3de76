/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * malloc and friends; with ZK_ALLOC_FAULTS (test builds only) one chosen call fails.
 */
#include "alloc.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_BYTES = 16 << 20 };

#ifdef ZK_ALLOC_FAULTS
#include <stdatomic.h>

static atomic_long calls;
static atomic_long fail_at;

void zk_alloc_fail_at(long nth)
{
    atomic_store(&calls, 0);
    atomic_store(&fail_at, nth);
}

long zk_alloc_count(void)
{
    return atomic_load(&calls);
}

static int must_fail(void)
{
    return atomic_fetch_add(&calls, 1) + 1 == atomic_load(&fail_at);
}
#else
static int must_fail(void)
{
    return 0;
}
#endif

void *zk_malloc(size_t size)
{
    return must_fail() ? NULL : malloc(size ? size : 1);
}

void *zk_calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *zk_realloc(void *old, size_t size)
{
    return must_fail() ? NULL : realloc(old, size ? size : 1);
}

char *zk_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = zk_malloc(size);

    return copy ? memcpy(copy, text, size) : NULL;
}

void zk_free(void *memory)
{
    free(memory);
}

void zk_alloc_hold(void)
{
    (void)mallopt(M_TRIM_THRESHOLD, HELD_BYTES);
    (void)mallopt(M_MMAP_THRESHOLD, HELD_BYTES);
}

void zk_alloc_trim(void)
{
    (void)malloc_trim(0);
}
