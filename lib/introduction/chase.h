/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reminders: an open introduction that nobody moves is on the chase list after so many days, and
 * again after more. A chase that is noted answers the reminder that is due; the next one comes in
 * its time, counted from the last move. After the last reminder it stays on the list until
 * it is moved. A move begins anew.
 */
#ifndef ZK_CHASE_H
#define ZK_CHASE_H

#include "access.h"
#include "arena.h"
#include "store.h"

enum { ZK_CHASE_REMINDERS_MAX = 8, ZK_CHASE_DAYS_MAX = 3650, ZK_CHASE_BATCH = 200 };

/** Days after the last move, ascending. */
struct zk_chase_days {
    int days[ZK_CHASE_REMINDERS_MAX];
    int count; /* 1 and more */
};

/** Read "9,21,45". @retval ZK_USAGE  with what is wanted */
enum zk_status zk_chase_days_read(const char *text, struct zk_chase_days *out,
                                  struct zk_error *err);

/** Who has to do the next thing. */
enum zk_chase_whom { ZK_CHASE_OFFICE, ZK_CHASE_CANDIDATE, ZK_CHASE_ENTERPRISE };

const char *zk_chase_whom_name(enum zk_chase_whom whom);

struct zk_introduction;

/** How one stands with its reminders at a time. */
struct zk_chase {
    bool due;     /* on the chase list */
    int reminder; /* passed since the last move, 0: none yet */
    enum zk_chase_whom whom;
    int64_t days;      /* whole ones since the last move */
    int64_t due_since; /* 0: none has passed */
    int64_t next_at;   /* 0: there is none after it */
};

/** Arithmetic alone. One that has ended is not due. */
struct zk_chase zk_chase_of(const struct zk_introduction *introduction,
                            const struct zk_chase_days *days, int64_t now);

/** Note that somebody was chased (the office). @retval ZK_REFUSED  it has ended */
enum zk_status zk_introduction_chase(const struct zk_access *access, struct zk_store *store,
                                     const struct zk_who *who, const struct zk_chase_days *days,
                                     const struct zk_introduction *old, const char *note,
                                     struct zk_error *err);

/** A reminder that fell due. */
struct zk_reminder {
    int64_t introduction;
    int reminder; /* which, from 1 */
    enum zk_chase_whom whom;
    int64_t due_since;
    int64_t demand;    /* its record, whose organisation may be told */
    int64_t candidate; /* 0: gone */
    const char *demand_title, *candidate_name;
};

/**
 * Take the reminders that fell due since the last call, inside a transaction: each is told once,
 * and is a step of its introduction from then on. Of several that fell due meanwhile, only the
 * last. At most ZK_CHASE_BATCH; call again while it gives so many.
 */
enum zk_status zk_introduction_remind(const struct zk_access *access, struct zk_store *store,
                                      const struct zk_chase_days *days, struct zk_arena *arena,
                                      struct zk_reminder **out, size_t *count,
                                      struct zk_error *err);

#endif
