/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a demand: draft, open, closed; and the demands of an enterprise. What a demand says
 * is a record like any other; only its state is moved here.
 */
#ifndef ZK_DEMAND_H
#define ZK_DEMAND_H

#include "access.h"
#include "arena.h"
#include "record.h"
#include "store.h"

enum {
    ZK_DEMAND_TEXT_MIN = 4, /* characters of summary or body without which it is not opened */
    ZK_DEMAND_REASON_MAX = 500,
    ZK_DEMAND_PAGE_MAX = 100,
};

enum zk_demand_state { ZK_DEMAND_DRAFT, ZK_DEMAND_OPEN, ZK_DEMAND_CLOSED, ZK_DEMAND_STATES };

/** The code of demand_status. */
const char *zk_demand_state_name(enum zk_demand_state state);
/** ZK_DEMAND_STATES when there is none of that name. */
enum zk_demand_state zk_demand_state_find(const char *name);
/** Of a record; one that does not say is open. */
enum zk_demand_state zk_demand_state_of(const struct zk_record *demand);
bool zk_demand_may(enum zk_demand_state from, enum zk_demand_state to);

/**
 * Publish a draft or close a demand, in a transaction. Closing withdraws the introductions that
 * are still requested.
 *
 * @param old     the record, whole
 * @param reason  why it is closed
 * @param[out] withdrawn  introductions
 * @retval ZK_REFUSED    there is no such move
 * @retval ZK_BAD_VALUE ZK_TOO_LONG  reason; or there is too little to open
 */
enum zk_status zk_demand_move(const struct zk_access *access, struct zk_store *store,
                              const struct zk_who *who, const struct zk_record *old,
                              enum zk_demand_state to, const char *reason, int64_t *withdrawn,
                              struct zk_error *err);

struct zk_demand_filter {
    unsigned states;      /* bits 1 << state; 0: any */
    int64_t organisation; /* 0: any */
    size_t from, size;    /* size at most ZK_DEMAND_PAGE_MAX */
};

struct zk_demand {
    int64_t id, version;
    const char *title;
    enum zk_demand_state state;
    bool published;                    /* anybody can find it */
    int64_t organisation;              /* 0: a plain name, or none */
    const char *organisation_name;     /* NULL: none */
    const char *deadline, *updated_at; /* deadline may be NULL */
    int64_t closed_at;                 /* 0: not closed here */
    const char *reason;
    int64_t requested, under_way, done, ended; /* introductions */
};

struct zk_demand_page {
    struct zk_demand *list;
    size_t count;
    int64_t total;
    int64_t states[ZK_DEMAND_STATES]; /* how many of each, whatever the filter's states */
};

/** Drafts first, then the newest change. */
enum zk_status zk_demand_list(struct zk_store *store, const struct zk_demand_filter *filter,
                              struct zk_arena *arena, struct zk_demand_page *out,
                              struct zk_error *err);

/** How many introductions hang on the demand: one that has any is not removed. */
enum zk_status zk_demand_introductions(struct zk_store *store, int64_t demand, int64_t *count,
                                       struct zk_error *err);

#endif
