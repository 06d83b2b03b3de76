/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded before all other libraries (LD_PRELOAD), it counts what the program itself and what its
 * libraries allocate and copy, by who called. Copies that the compiler wrote out in place are not
 * seen. A counted program is slow: its times say nothing.
 */
#include "count.h"

#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static struct counts before_main[COUNT_CALLERS], *counts = before_main;
static uintptr_t own_from, own_to;

/* The program is the first of the loaded objects. */
static int find_program(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_LOAD || !(info->dlpi_phdr[i].p_flags & PF_X))
            continue;
        own_from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        own_to = own_from + info->dlpi_phdr[i].p_memsz;
    }
    return 1;
}

__attribute__((constructor)) static void map_counts(void)
{
    const char *path = getenv(COUNT_FILE);
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *mapped = fd >= 0
                       ? mmap(NULL, sizeof(before_main), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
                       : MAP_FAILED;

    (void)dl_iterate_phdr(find_program, NULL);
    if (mapped != MAP_FAILED)
        counts = mapped;
    if (fd >= 0)
        (void)close(fd);
}

static struct counts *counts_of(const void *caller)
{
    bool own = (uintptr_t)caller >= own_from && (uintptr_t)caller < own_to;

    return &counts[own ? COUNT_OWN : COUNT_LIBRARIES];
}

static void count_allocation(const void *caller, size_t size)
{
    struct counts *c = counts_of(caller);

    (void)__atomic_add_fetch(&c->allocations, 1, __ATOMIC_RELAXED);
    (void)__atomic_add_fetch(&c->allocated, size, __ATOMIC_RELAXED);
}

static void count_copy(const void *caller, size_t size)
{
    struct counts *c = counts_of(caller);

    (void)__atomic_add_fetch(&c->copies, 1, __ATOMIC_RELAXED);
    (void)__atomic_add_fetch(&c->copied, size, __ATOMIC_RELAXED);
}

void *malloc(size_t size)
{
    count_allocation(__builtin_return_address(0), size);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    count_allocation(__builtin_return_address(0), count * size);
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    count_allocation(__builtin_return_address(0), size);
    return __libc_realloc(old, size);
}

static void *move(void *to, const void *from, size_t size)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if (t <= f) {
        for (size_t i = 0; i < size; i++)
            t[i] = f[i];
    } else {
        while (size-- > 0)
            t[size] = f[size];
    }
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    count_copy(__builtin_return_address(0), size);
    return move(to, from, size);
}

void *memmove(void *to, const void *from, size_t size)
{
    count_copy(__builtin_return_address(0), size);
    return move(to, from, size);
}
