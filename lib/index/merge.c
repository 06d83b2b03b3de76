/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adding up parts: Xapian's compaction. It announces a table and is silent until the next. So a
 * thread beside it looks at what has been written, tells how far it has come, and gives the memory
 * of what has been read back to the system, for what is written: else that takes the place of what
 * a running server has cached, and a virtual machine may be slow to get free memory.
 */
#include "index.h"

#include "shim.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
    TABLE_BYTES = 32,
    LOOK_MS = 100,
    UNSURE = 16, /* so small a share of a table may not have been read when we think that it was */
    PART_BLOCK = 64 * 1024, /* bytes; what is searched has blocks of Xapian's size */
};

struct merge {
    const char *const *parts;
    size_t count;
    const char *path;
    bool part;
    zk_merge_step *step;
    void *context;
    int64_t total;        /* bytes of all tables */
    pthread_mutex_t lock; /* what follows */
    pthread_cond_t wake;
    bool ended;
    char table[TABLE_BYTES]; /* that is being added up; "" at first */
    int64_t bytes;           /* of it, in all parts */
    int64_t done;            /* of those before it */
};

static void table_path(const char *database, const char *table, char path[PATH_BYTES])
{
    (void)snprintf(path, PATH_BYTES, "%s/%s.glass", database, table);
}

/* 0: some tables have no file. */
static int64_t file_bytes(const char *database, const char *table)
{
    char path[PATH_BYTES];
    struct stat st;

    table_path(database, table, path);
    return stat(path, &st) == 0 ? st.st_size : 0;
}

static int64_t table_bytes(const struct merge *m, const char *table)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < m->count; i++)
        bytes += file_bytes(m->parts[i], table);
    return bytes;
}

/* What has been added up is needed no more, nor its place on the disk. The files stay: while some
 * are removed, making others costs ext4 a look at all inodes given up in the last minute. */
static void empty_table(const struct merge *m)
{
    for (size_t i = 0; i < m->count; i++) {
        char path[PATH_BYTES];
        int emptied;

        table_path(m->parts[i], m->table, path);
        emptied = truncate(path, 0);
        (void)emptied; /* an economy only */
    }
}

/* ---- beside it ---- */

/* Of the parts what has been read, to judge by how much has been written: of a table by document
 * one part's after the other's, of the others about the same share of each. */
static void give_back(const struct merge *m, int64_t written)
{
    bool in_turn = strcmp(m->table, "docdata") == 0 || strcmp(m->table, "termlist") == 0;
    int64_t sure = written - m->bytes / UNSURE;

    for (size_t i = 0; sure > 0 && i < m->count; i++) {
        int64_t size = file_bytes(m->parts[i], m->table);
        int64_t read = in_turn ? sure : (int64_t)((double)sure / (double)m->bytes * (double)size);
        char path[PATH_BYTES];
        int fd;

        table_path(m->parts[i], m->table, path);
        fd = read > 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1; /* 0 would be all of it */
        if (fd >= 0) {
            (void)posix_fadvise(fd, 0, read, POSIX_FADV_DONTNEED);
            close(fd);
        }
        if (in_turn)
            sure -= size;
    }
}

static void look(struct merge *m)
{
    int64_t written = file_bytes(m->path, m->table);

    written = written < m->bytes ? written : m->bytes;
    give_back(m, written);
    (void)m->step(m->context, m->done + written, m->total);
}

static void *watch(void *context)
{
    struct merge *m = context;

    pthread_mutex_lock(&m->lock);
    while (!m->ended) {
        struct timespec until;

        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_cond_timedwait(&m->wake, &m->lock, &until);
        if (!m->ended)
            look(m);
    }
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

/* ---- itself ---- */

/* A table is announced by an empty status. */
static int begin_table(void *context, struct xapc_view table, struct xapc_view status)
{
    struct merge *m = context;
    bool on = true;

    if (status.len > 0)
        return 0;
    pthread_mutex_lock(&m->lock);
    if (m->table[0]) {
        m->done += m->bytes;
        empty_table(m);
    }
    (void)snprintf(m->table, sizeof(m->table), "%.*s", (int)table.len, table.bytes);
    m->bytes = table_bytes(m, m->table);
    if (m->step)
        on = m->step(m->context, m->done, m->total);
    pthread_mutex_unlock(&m->lock);
    return on ? 0 : 1;
}

static enum xapc_status compact(struct merge *m, struct xapc_error *xerr)
{
    const struct xapc_compaction options = { .keep_docids = true,
                                             .block_size = m->part ? PART_BLOCK : 0,
                                             .progress = begin_table,
                                             .context = m };
    struct xapc_database *all = NULL;
    enum xapc_status st = xapc_database_new(&all, xerr);

    for (size_t i = 0; st == XAPC_OK && i < m->count; i++) {
        struct xapc_database *part = NULL;

        st = xapc_database_open(m->parts[i], &part, xerr);
        if (st == XAPC_OK)
            st = xapc_database_add(all, part, xerr);
        xapc_database_free(part);
    }
    if (st == XAPC_OK)
        st = xapc_database_compact(all, m->path, &options, xerr);
    xapc_database_free(all);
    return st;
}

enum zk_status zk_index_merge(const char *const *parts, size_t count, const char *path, bool part,
                              zk_merge_step *step, void *context, struct zk_error *err)
{
    static const char *const tables[] = { "postlist", "docdata",  "termlist", /* all of Xapian's */
                                          "position", "spelling", "synonym" };
    struct merge m = {
        .parts = parts, .count = count, .path = path, .part = part, .step = step, .context = context
    };
    struct xapc_error xerr;
    enum xapc_status st;
    pthread_condattr_t clock;
    pthread_t watcher;
    bool watched;

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        m.total += table_bytes(&m, tables[i]);
    pthread_mutex_init(&m.lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&m.wake, &clock);
    pthread_condattr_destroy(&clock);
    watched = step && pthread_create(&watcher, NULL, watch, &m) == 0; /* else it goes without */
    st = compact(&m, &xerr);
    pthread_mutex_lock(&m.lock);
    m.ended = true;
    pthread_cond_signal(&m.wake);
    pthread_mutex_unlock(&m.lock);
    if (watched)
        (void)pthread_join(watcher, NULL);
    pthread_cond_destroy(&m.wake);
    pthread_mutex_destroy(&m.lock);
    return zk_shim_status(st, &xerr, err);
}
