/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arena in blocks that double up to a ceiling; a request larger than a block gets its own.
 */
#include "arena.h"

#include "alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    FIRST_BLOCK = 8 * 1024,
    LARGEST_BLOCK = 128 * 1024, /* of those that are kept for the next request too */
    ALIGN = 16,
};

struct block {
    struct block *next;
    size_t size;
    size_t used;
    size_t pad; /* keeps bytes[] aligned to ALIGN */
    char bytes[];
};

struct zk_arena {
    struct block *blocks; /* newest first */
    size_t next_size;
    size_t used;
};

struct zk_arena *zk_arena_open(void)
{
    struct zk_arena *arena = zk_malloc(sizeof(*arena));

    if (!arena)
        return NULL;
    arena->blocks = NULL;
    arena->next_size = FIRST_BLOCK;
    arena->used = 0;
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block) {
        struct block *next = block->next;

        zk_free(block);
        block = next;
    }
}

void zk_arena_close(struct zk_arena *arena)
{
    if (!arena)
        return;
    free_blocks(arena->blocks);
    zk_free(arena);
}

void zk_arena_reset(struct zk_arena *arena)
{
    while (arena->blocks && arena->blocks->size > LARGEST_BLOCK) {
        struct block *large = arena->blocks;

        arena->blocks = large->next;
        zk_free(large);
    }
    if (arena->blocks) {
        free_blocks(arena->blocks->next);
        arena->blocks->next = NULL;
        arena->blocks->used = 0;
    }
    arena->used = 0;
}

static struct block *add_block(struct zk_arena *arena, size_t need)
{
    size_t size = need > arena->next_size ? need : arena->next_size;
    struct block *block = zk_malloc(sizeof(*block) + size);

    if (!block)
        return NULL;
    block->size = size;
    block->used = 0;
    block->next = arena->blocks;
    arena->blocks = block;
    if (arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    return block;
}

/* What is in it is anything. */
static void *take(struct zk_arena *arena, size_t size)
{
    struct block *block = arena->blocks;
    size_t need;
    void *out;

    if (size > SIZE_MAX / 2)
        return NULL;
    need = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (!block || block->size - block->used < need)
        block = add_block(arena, need);
    if (!block)
        return NULL;
    out = block->bytes + block->used;
    block->used += need;
    arena->used += need;
    return out;
}

void *zk_arena_alloc(struct zk_arena *arena, size_t size)
{
    void *out = take(arena, size);

    return out ? memset(out, 0, size) : NULL;
}

void *zk_arena_array(struct zk_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return zk_arena_alloc(arena, count * size);
}

void *zk_arena_room(struct zk_arena *arena, void *list, size_t count, size_t *room, size_t first,
                    size_t size)
{
    size_t more = *room ? 2 * *room : first;
    void *grown;

    if (count < *room)
        return list;
    grown = zk_arena_array(arena, more, size);
    if (!grown)
        return NULL;
    if (count > 0)
        memcpy(grown, list, count * size);
    *room = more;
    return grown;
}

char *zk_arena_copy(struct zk_arena *arena, const char *bytes, size_t len)
{
    char *out = len < SIZE_MAX ? take(arena, len + 1) : NULL;

    if (!out)
        return NULL;
    if (len > 0)
        memcpy(out, bytes, len);
    out[len] = '\0';
    return out;
}

char *zk_arena_strdup(struct zk_arena *arena, const char *text)
{
    return zk_arena_copy(arena, text, strlen(text));
}

char *zk_arena_printf(struct zk_arena *arena, const char *format, ...)
{
    va_list args;
    char *out;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        return NULL;
    out = take(arena, (size_t)len + 1);
    if (!out)
        return NULL;
    va_start(args, format);
    (void)vsnprintf(out, (size_t)len + 1, format, args);
    va_end(args);
    return out;
}

size_t zk_arena_used(const struct zk_arena *arena)
{
    return arena->used;
}
