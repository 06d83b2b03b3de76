/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue and its threads.
 */
#include "work.h"

#include "alloc.h"

#include <pthread.h>

struct zk_work {
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t some;
    struct zk_job *first, **last;
    int waiting;
    bool closed;
    pthread_t threads[ZK_WORKERS];
    int started;
};

static struct zk_job *next_job(struct zk_work *work)
{
    struct zk_job *job;

    pthread_mutex_lock(&work->lock);
    while (!work->first && !work->closed)
        pthread_cond_wait(&work->some, &work->lock);
    job = work->first;
    if (job) {
        work->first = job->next;
        if (!work->first)
            work->last = &work->first;
        work->waiting--;
    }
    pthread_mutex_unlock(&work->lock);
    return job;
}

static void *toil(void *argument)
{
    struct zk_job *job;

    while ((job = next_job(argument)) != NULL)
        job->run(job);
    return NULL;
}

enum zk_status zk_work_open(struct zk_work **out, struct zk_error *err)
{
    struct zk_work *work = zk_calloc(1, sizeof(*work));

    *out = NULL;
    if (!work)
        return zk_fail(err, ZK_NO_MEMORY, "", "the workers");
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->some, NULL);
    work->last = &work->first;
    while (work->started < ZK_WORKERS) {
        if (pthread_create(&work->threads[work->started], NULL, toil, work) != 0) {
            zk_work_close(work);
            return zk_fail(err, ZK_NO_MEMORY, "", "no thread for a worker");
        }
        work->started++;
    }
    *out = work;
    return ZK_OK;
}

bool zk_work_push(struct zk_work *work, struct zk_job *job, int most)
{
    bool room;

    pthread_mutex_lock(&work->lock);
    room = !work->closed && work->waiting < most;
    if (room) {
        job->next = NULL;
        *work->last = job;
        work->last = &job->next;
        work->waiting++;
        pthread_cond_signal(&work->some);
    }
    pthread_mutex_unlock(&work->lock);
    return room;
}

void zk_work_stop(struct zk_work *work)
{
    pthread_mutex_lock(&work->lock);
    work->closed = true;
    pthread_cond_broadcast(&work->some);
    pthread_mutex_unlock(&work->lock);
    while (work->started > 0)
        (void)pthread_join(work->threads[--work->started], NULL);
}

void zk_work_close(struct zk_work *work)
{
    if (!work)
        return;
    zk_work_stop(work);
    pthread_cond_destroy(&work->some);
    pthread_mutex_destroy(&work->lock);
    zk_free(work);
}
