/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is searched for, without who. Requests put rows into memory and never wait for the store;
 * the keeper writes them in batches, forgets what is too old, and counts what it had no room for.
 */
#ifndef ZK_QUERYLOG_H
#define ZK_QUERYLOG_H

#include "buf.h"
#include "config.h"
#include "engine.h"

enum {
    ZK_QUERYLOG_ROOM = 512,    /* rows that wait to be written; more are dropped */
    ZK_QUERYLOG_MS = 2000,     /* how often they are written: what a kill may lose */
    ZK_QUERYLOG_FILTERS = 512, /* bytes of all filters; a row with more is dropped */
};

struct zk_querylog;

/** The store at path must be there and of this schema. Nothing is kept when query_log = no. */
enum zk_status zk_querylog_open(const struct zk_config *config, const char *path,
                                const struct zk_log *log, struct zk_querylog **out,
                                struct zk_error *err);
/** Writes what is left, waiting a second at most for another writer. */
void zk_querylog_close(struct zk_querylog *log);

/**
 * Remember one search. Only the first page of a search that wants hits is one; text that looks
 * personal is counted, not kept. Any thread.
 */
void zk_querylog_add(struct zk_querylog *log, const struct zk_engine *engine,
                     const struct zk_search_params *params, int64_t total, int64_t took_us);

/** Forget what has come together and is not in the store yet. While the caller's transaction is
 * open, so that what the keeper had written by then is in the store. */
void zk_querylog_forget(struct zk_querylog *log);

/** Write what has come together, when it is time; called over and over by the keeper. */
void zk_querylog_keep(struct zk_querylog *log);

/** Days a search is kept. */
int zk_querylog_days(const struct zk_querylog *log);

/** Append its figures as Prometheus text. */
void zk_querylog_metrics(struct zk_querylog *log, struct zk_buf *out);

#endif
