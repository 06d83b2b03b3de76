/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every index is made from and how it is measured: documents of the store, in a process of
 * its own, so that its memory and CPU are its own as well.
 */
#include "bench.h"

#include "document.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { IDS_MAX = 1 << 24, FOLDERS_OPEN = 16 };

enum zk_status bench_documents(struct bench *bench,
                               enum zk_status (*each)(void *context, int64_t id,
                                                      const struct zk_document *made,
                                                      struct zk_arena *arena, struct zk_error *err),
                               void *context, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct zk_store *store = NULL;
    enum zk_status st = arena ? zk_store_open(bench->store_path, ZK_STORE_READ, &store, err)
                              : zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    int64_t *ids = NULL;
    size_t count = 0;

    if (st == ZK_OK)
        st = zk_store_ids(store, ZK_KIND_COUNT, 0, IDS_MAX, bench->arena, &ids, &count, err);
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        struct zk_record *record;
        struct zk_document *made;

        zk_arena_reset(arena);
        st = zk_store_get_any(store, ids[i], ZK_SEE_PUBLIC, arena, &record, err);
        if (st == ZK_NOT_FOUND) { /* not public */
            st = ZK_OK;
            continue;
        }
        if (st == ZK_OK)
            st = zk_document_make(bench->text, &bench->facets, record, arena, &made, err);
        if (st == ZK_OK)
            st = each(context, ids[i], made, arena, err);
    }
    zk_store_close(store);
    zk_arena_close(arena);
    return st;
}

size_t bench_entries(const struct zk_facet *facet, const struct zk_document *made,
                     uint16_t entries[BENCH_ENTRIES_MAX])
{
    const struct zk_slice *all = &made->values[ZK_SLOT_FACETS];
    size_t n = 0;

    for (size_t i = 0; i + 1 < all->len && n < BENCH_ENTRIES_MAX; i += 2) {
        int entry = (unsigned char)all->bytes[i] | (unsigned char)all->bytes[i + 1] << 8;

        if (entry >= facet->base && entry < facet->base + facet->count)
            entries[n++] = (uint16_t)entry;
    }
    return n;
}

/* CPU seconds of the first thread of a child that has ended but was not yet waited for. */
static double first_thread(pid_t pid)
{
    unsigned long user = 0, system = 0;
    siginfo_t ended;
    char path[64];
    FILE *file;

    (void)waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT);
    (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, pid);
    file = fopen(path, "r");
    if (file) /* utime and stime are the 14th and 15th */
        (void)fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                     &user, &system);
    if (file)
        (void)fclose(file);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

enum zk_status bench_child(struct bench *bench,
                           enum zk_status (*work)(struct bench *bench, void *context,
                                                  struct zk_error *err),
                           void *context, struct bench_cost *out, struct zk_error *err)
{
    struct rusage used;
    double start = bench_wall();
    int status;
    pid_t pid;

    (void)fflush(stdout);
    pid = fork();
    if (pid == 0) {
        struct zk_error why = { 0 };
        enum zk_status st = work(bench, context, &why);

        if (st != ZK_OK)
            (void)fprintf(stderr, "zhiku-bench: %s: %s\n", zk_status_text(st), why.detail);
        _exit(st == ZK_OK ? 0 : 1);
    }
    if (pid > 0)
        out->first_cpu = first_thread(pid);
    if (pid < 0 || wait4(pid, &status, 0, &used) < 0 || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
        return zk_fail(err, ZK_IO, "", "a build failed");
    out->wall = bench_wall() - start;
    out->cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    out->kb = used.ru_maxrss;
    return ZK_OK;
}

static int64_t disk; /* nftw() hands nothing through */

static int add_file(const char *path, const struct stat *stat, int type, struct FTW *where)
{
    (void)path;
    (void)where;
    if (type == FTW_F)
        disk += 512 * (int64_t)stat->st_blocks;
    return 0;
}

int64_t bench_disk(const char *path)
{
    disk = 0;
    (void)nftw(path, add_file, FOLDERS_OPEN, FTW_PHYS);
    return disk;
}
