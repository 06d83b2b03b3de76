/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of connections with a deadline each. A connection past its own is shut down, which
 * its thread sees as the end of the stream; nothing here closes a descriptor.
 */
#include "http_watch.h"

#include "alloc.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

struct zk_watched {
    struct zk_watched *next, *previous;
    int fd;
    bool cut;
    atomic_int_least64_t deadline; /* ms */
};

struct zk_watch {
    pthread_mutex_t lock; /* guards the list; a descriptor in it is open */
    struct zk_watched *first;
    int64_t idle_ms, request_ms;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum zk_status zk_watch_open(int idle_seconds, int request_seconds, struct zk_watch **out,
                             struct zk_error *err)
{
    struct zk_watch *watch = zk_calloc(1, sizeof(*watch));

    *out = watch;
    if (!watch)
        return zk_fail(err, ZK_NO_MEMORY, "", "the list of connections");
    pthread_mutex_init(&watch->lock, NULL);
    watch->idle_ms = (int64_t)idle_seconds * 1000;
    watch->request_ms = (int64_t)request_seconds * 1000;
    return ZK_OK;
}

void zk_watch_close(struct zk_watch *watch)
{
    if (!watch)
        return;
    while (watch->first)
        zk_watch_remove(watch, watch->first);
    pthread_mutex_destroy(&watch->lock);
    zk_free(watch);
}

struct zk_watched *zk_watch_add(struct zk_watch *watch, int fd)
{
    struct zk_watched *connection = zk_calloc(1, sizeof(*connection));

    if (!connection)
        return NULL;
    connection->fd = fd;
    atomic_store(&connection->deadline, now_ms() + watch->request_ms);
    pthread_mutex_lock(&watch->lock);
    connection->next = watch->first;
    if (watch->first)
        watch->first->previous = connection;
    watch->first = connection;
    pthread_mutex_unlock(&watch->lock);
    return connection;
}

void zk_watch_remove(struct zk_watch *watch, struct zk_watched *connection)
{
    pthread_mutex_lock(&watch->lock);
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        watch->first = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    pthread_mutex_unlock(&watch->lock);
    zk_free(connection);
}

/* The request line is in. Its first byte may be older, so an earlier deadline stays. */
void zk_watch_reading(struct zk_watch *watch, struct zk_watched *connection)
{
    int64_t deadline = now_ms() + watch->request_ms;

    if (connection && deadline < atomic_load(&connection->deadline))
        atomic_store(&connection->deadline, deadline);
}

void zk_watch_sending(struct zk_watch *watch, struct zk_watched *connection)
{
    if (connection)
        atomic_store(&connection->deadline, now_ms() + watch->request_ms);
}

/* Silence ends it sooner; this is for who begins a request at the last moment and dawdles. */
void zk_watch_idle(struct zk_watch *watch, struct zk_watched *connection)
{
    if (connection)
        atomic_store(&connection->deadline, now_ms() + watch->idle_ms + watch->request_ms);
}

int zk_watch_sweep(struct zk_watch *watch)
{
    int64_t now = now_ms();
    int count = 0;

    pthread_mutex_lock(&watch->lock);
    for (struct zk_watched *c = watch->first; c; c = c->next) {
        if (c->cut || atomic_load(&c->deadline) > now)
            continue;
        c->cut = true;
        (void)shutdown(c->fd, SHUT_RDWR);
        count++;
    }
    pthread_mutex_unlock(&watch->lock);
    return count;
}
