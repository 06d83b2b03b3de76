/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An arena: memory that is given back all at once (a request's, a row's).
 * One thread at a time.
 */
#ifndef ZK_ARENA_H
#define ZK_ARENA_H

#include <stddef.h>

struct zk_arena;

/** @return NULL when out of memory */
struct zk_arena *zk_arena_open(void);
void zk_arena_close(struct zk_arena *arena);

/** Give everything back but keep one block for the next use. */
void zk_arena_reset(struct zk_arena *arena);

/** Zeroed memory, aligned for any type. @return NULL when out of memory */
void *zk_arena_alloc(struct zk_arena *arena, size_t size);

/** count × size, zeroed; NULL also when the product overflows. */
void *zk_arena_array(struct zk_arena *arena, size_t count, size_t size);

/**
 * A list with room for one more: itself, or a copy twice as long, zeroed behind what it has.
 *
 * @param list   of the arena, or NULL while there is none
 * @param count  of what it has
 * @param room   what it has room for (0 while there is none); changed with it
 * @param first  the room it begins with
 * @return NULL when out of memory: list and room are as they were
 */
void *zk_arena_room(struct zk_arena *arena, void *list, size_t count, size_t *room, size_t first,
                    size_t size);

/** A NUL-terminated copy of len bytes. */
char *zk_arena_copy(struct zk_arena *arena, const char *bytes, size_t len);
char *zk_arena_strdup(struct zk_arena *arena, const char *text);
char *zk_arena_printf(struct zk_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Bytes handed out since open or reset. */
size_t zk_arena_used(const struct zk_arena *arena);

#endif
