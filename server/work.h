/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few threads beside those that serve requests, for what takes long: hashing passwords, changing
 * the store. The queue is bounded; what finds it full is told to come again.
 */
#ifndef ZK_WORK_H
#define ZK_WORK_H

#include "status.h"

#include <stdbool.h>

enum {
    ZK_WORKERS = 2,
    ZK_WORK_QUEUE = 64,  /* requests that wait */
    ZK_WORK_NOTES = 512, /* and short notes behind them */
};

struct zk_work;

/** The first member of whatever is to be done; run owns it. */
struct zk_job {
    void (*run)(struct zk_job *job);
    struct zk_job *next;
};

enum zk_status zk_work_open(struct zk_work **out, struct zk_error *err);

/** @return false when most wait already, or the queue is closed */
bool zk_work_push(struct zk_work *work, struct zk_job *job, int most);

/** Take nothing more, and finish what is queued. */
void zk_work_stop(struct zk_work *work);
void zk_work_close(struct zk_work *work);

#endif
