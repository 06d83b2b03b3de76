/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FNV-1a, 64 bits (Fowler, Noll, Vo): short, stable across machines, not for secrets.
 */
#ifndef ZK_HASH_H
#define ZK_HASH_H

#include <stddef.h>
#include <stdint.h>

#define ZK_HASH_START UINT64_C(14695981039346656037)

static inline uint64_t zk_hash_add(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * UINT64_C(1099511628211);
    return hash;
}

#endif
