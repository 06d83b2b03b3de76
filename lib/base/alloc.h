/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every allocation of ours goes through here, so that a test can fail each in turn.
 */
#ifndef ZK_ALLOC_H
#define ZK_ALLOC_H

#include <stddef.h>

void *zk_malloc(size_t size);
void *zk_calloc(size_t count, size_t size);
void *zk_realloc(void *old, size_t size);
char *zk_strdup(const char *text);
void zk_free(void *memory);
/** From now on give nothing back by itself: what a request frees is there for the next one, whose
 * pages need not be made anew. For who calls zk_alloc_trim() now and then. */
void zk_alloc_hold(void);
/** Give what is free in this process back to the system; takes a millisecond or so. */
void zk_alloc_trim(void);

#ifdef ZK_ALLOC_FAULTS
/** Let the nth allocation from now on (1 = the next) fail once; 0 = none. */
void zk_alloc_fail_at(long nth);
/** Allocations since the last zk_alloc_fail_at(). */
long zk_alloc_count(void);
#endif

#endif
