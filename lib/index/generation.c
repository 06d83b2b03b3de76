/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Generations of the index on disk: which is in use, making room for a new one, publishing
 * it by an atomic rename, and the lock of the one writer.
 */
#include "index.h"

#include "alloc.h"
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_FILES = 16 };

struct zk_index_lock {
    int fd;
};

static enum zk_status io_error(struct zk_error *err, const char *what, const char *path)
{
    enum zk_status st = errno == ENOSPC ? ZK_FULL : ZK_IO;

    return zk_fail(err, st, "", "%s %s: %s", what, path, strerror(errno));
}

static long sweep(const char *folder, const char *keep);

/* A build that ended early leaves what it had. even_without: also where no index is in use. */
static void clear_left(const char *folder, bool even_without)
{
    struct zk_arena *arena = zk_arena_open();
    char *current;
    enum zk_status st = arena ? zk_index_current(folder, arena, &current, NULL) : ZK_NO_MEMORY;

    if (st == ZK_OK)
        (void)sweep(folder, strrchr(current, '/') + 1);
    else if (even_without && st != ZK_NO_MEMORY)
        (void)sweep(folder, NULL);
    zk_arena_close(arena);
}

void zk_index_give_up(const char *folder)
{
    clear_left(folder, true);
}

enum zk_status zk_index_lock(const char *folder, struct zk_index_lock **out, struct zk_error *err)
{
    struct zk_index_lock *lock = NULL;
    char path[4096], who[32] = "?";
    enum zk_status st;
    int fd = -1;

    *out = NULL;
    st = zk_folder_make(folder, err);
    if (st != ZK_OK)
        return st;
    (void)snprintf(path, sizeof(path), "%s/lock", folder);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return io_error(err, "cannot open", path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t n = pread(fd, who, sizeof(who) - 1, 0);

        who[n > 0 ? n : 0] = '\0';
        st = zk_fail(err, ZK_BUSY, "",
                     "process %s is writing the index in %s; where that is zhiku-indexer watch, it"
                     " brings in what changes by itself",
                     who, folder);
        goto out;
    }
    lock = zk_malloc(sizeof(*lock));
    if (!lock) {
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a lock");
        goto out;
    }
    if (ftruncate(fd, 0) != 0 || dprintf(fd, "%ld", (long)getpid()) < 0) {
        st = io_error(err, "cannot write", path);
        goto out;
    }
    lock->fd = fd;
    clear_left(folder, false); /* without an index in use nothing is judged */
    *out = lock;
    return ZK_OK;
out:
    zk_free(lock);
    close(fd);
    return st;
}

void zk_index_unlock(struct zk_index_lock *lock)
{
    if (!lock)
        return;
    close(lock->fd); /* ends the flock; the file stays, so that two can never hold two files */
    zk_free(lock);
}

enum zk_status zk_index_current(const char *folder, struct zk_arena *arena, char **path,
                                struct zk_error *err)
{
    char link[4096], name[256];
    struct stat st;
    ssize_t n;

    *path = NULL;
    (void)snprintf(link, sizeof(link), "%s/current", folder);
    n = readlink(link, name, sizeof(name) - 1);
    if (n < 0 && errno == ENOENT)
        return zk_fail(err, ZK_NO_INDEX, "", "there is no index in %s: run zhiku-indexer build",
                       folder);
    if (n < 0)
        return zk_fail(err, ZK_CORRUPT, "", "%s is not a link to a generation: run zhiku-indexer build",
                       link);
    name[n] = '\0';
    if (strncmp(name, "gen-", 4) != 0 || strchr(name, '/'))
        return zk_fail(err, ZK_CORRUPT, "", "%s does not point at a generation", link);
    *path = zk_arena_printf(arena, "%s/%s", folder, name);
    if (!*path)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a path");
    if (stat(*path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        enum zk_status status = zk_fail(err, ZK_CORRUPT, "",
                                        "the index %s is gone: run zhiku-indexer build", *path);

        *path = NULL;
        return status;
    }
    return ZK_OK;
}

/* ---- removing and making ---- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static bool is_number(const char *text, long *number)
{
    char *end;

    errno = 0;
    *number = strtol(text, &end, 10);
    return end != text && *end == '\0' && errno == 0 && *number >= 0;
}

/*
 * Removes every generation but the one named keep, and every part. Readers that have a removed
 * one open go on with it. @return the highest number seen
 */
static long sweep(const char *folder, const char *keep)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    long highest = 0, number;

    while (dir && (entry = readdir(dir)) != NULL) {
        char path[4096];

        if (strncmp(entry->d_name, "gen-", 4) != 0)
            continue;
        if (is_number(entry->d_name + 4, &number) && number > highest)
            highest = number;
        if (keep && strcmp(entry->d_name, keep) == 0)
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        (void)nftw(path, remove_one, OPEN_FILES, FTW_DEPTH | FTW_PHYS);
    }
    if (dir)
        closedir(dir);
    return highest;
}

enum zk_status zk_index_new_generation(const char *folder, struct zk_arena *arena, char **path,
                                       struct zk_error *err)
{
    char *current = NULL;
    long highest;

    *path = NULL;
    if (zk_index_current(folder, arena, &current, NULL) != ZK_OK)
        current = NULL;
    highest = sweep(folder, current ? strrchr(current, '/') + 1 : NULL);
    *path = zk_arena_printf(arena, "%s/gen-%ld", folder, highest + 1);
    return *path ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a path");
}

static enum zk_status sync_folder(const char *folder, struct zk_error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum zk_status st = ZK_OK;

    if (fd < 0 || fsync(fd) != 0)
        st = io_error(err, "cannot sync", folder);
    if (fd >= 0)
        close(fd);
    return st;
}

enum zk_status zk_index_publish(const char *folder, const char *path, struct zk_error *err)
{
    const char *name = strrchr(path, '/');
    char fresh[4096], current[4096];
    enum zk_status st;

    name = name ? name + 1 : path;
    (void)snprintf(fresh, sizeof(fresh), "%s/current.new", folder);
    (void)snprintf(current, sizeof(current), "%s/current", folder);
    if (unlink(fresh) != 0 && errno != ENOENT)
        return io_error(err, "cannot remove", fresh);
    if (symlink(name, fresh) != 0)
        return io_error(err, "cannot make", fresh);
    st = sync_folder(folder, err);
    if (st != ZK_OK)
        return st;
    if (rename(fresh, current) != 0)
        return io_error(err, "cannot publish", current);
    st = sync_folder(folder, err);
    if (st == ZK_OK)
        (void)sweep(folder, name);
    return st;
}
