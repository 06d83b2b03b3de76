/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introductions: an enterprise asks the office to bring its demand together with an expert, a
 * workstation or a society, and everybody sees how it goes on until it has ended.
 *
 * Who may move what is one table (states.c). Each step is kept with time, actor and note.
 * What changes anything wants a store in a transaction of the caller's; the audit is the caller's
 * too. An introduction that is not for who asks is ZK_NOT_FOUND, as one that is not there.
 */
#ifndef ZK_INTRODUCTION_H
#define ZK_INTRODUCTION_H

#include "access.h"
#include "arena.h"
#include "chase.h"
#include "record.h"
#include "store.h"

enum {
    ZK_INTRODUCTION_MESSAGE_MIN = 4, /* characters, as are the next three */
    ZK_INTRODUCTION_MESSAGE_MAX = 1000,
    ZK_INTRODUCTION_NOTE_MAX = 1000,
    ZK_INTRODUCTION_OUTCOME_MAX = 2000,
    ZK_INTRODUCTION_PER_DEMAND = 100, /* in all */
    ZK_INTRODUCTION_PAGE_MAX = 100,
    ZK_INTRODUCTION_STEPS_MAX = 200, /* told of one, the newest */
};

/* identifier, name, how it stands: WAITS for the office, UNDER_WAY, ENDED */
#define ZK_INTRODUCTION_STATE_LIST(X)                                                              \
    X(REQUESTED, "requested", WAITS, "待审核", "waiting for the office")                           \
    X(APPROVED, "approved", UNDER_WAY, "已同意，待联系", "approved")                               \
    X(CONTACTED, "contacted", UNDER_WAY, "已联系", "contacted")                                    \
    X(IN_PROGRESS, "in_progress", UNDER_WAY, "对接中", "under way")                                \
    X(DONE, "done", ENDED, "已完成", "done")                                                       \
    X(NO_HELP, "no_help", ENDED, "未能解决", "no help")                                            \
    X(UNREACHABLE, "unreachable", ENDED, "联系不上", "not reachable")                              \
    X(DECLINED, "declined", ENDED, "婉拒", "declined")                                             \
    X(NOT_FOR_ME, "not_for_me", ENDED, "不对口", "not for them")                                   \
    X(WITHDRAWN, "withdrawn", ENDED, "已撤回", "withdrawn")

enum zk_introduction_state {
#define ZK_INTRODUCTION_ID(ID, name, how, zh, en) ZK_INTRODUCTION_##ID,
    ZK_INTRODUCTION_STATE_LIST(ZK_INTRODUCTION_ID)
#undef ZK_INTRODUCTION_ID
        ZK_INTRODUCTION_STATES
};

/* ---- states.c ---- */

const char *zk_introduction_state_name(enum zk_introduction_state state);
/** As a person is told, in Chinese or English. */
const char *zk_introduction_state_words(enum zk_introduction_state state, bool english);
/** ZK_INTRODUCTION_STATES when there is none of that name. */
enum zk_introduction_state zk_introduction_state_find(const char *name);
/** Not ended: it waits for the office, or is under way. */
bool zk_introduction_is_open(enum zk_introduction_state state);
/** May the role move an introduction that concerns it? */
bool zk_introduction_may(enum zk_introduction_state from, enum zk_introduction_state to,
                         enum zk_role role);
/** May the role say how it ended, now that it stands like this? */
bool zk_introduction_may_rate(enum zk_introduction_state state, enum zk_role role);

/* ---- one introduction: introduction.c ---- */

struct zk_introduction {
    int64_t id, version;
    enum zk_introduction_state state;
    int64_t demand;
    const char *demand_title, *demand_status; /* status "open" where the record has none */
    bool demand_public;
    int64_t organisation;          /* of the demand; 0: a plain name, or none */
    const char *organisation_name; /* NULL: none */
    enum zk_kind kind;             /* of the candidate */
    int64_t candidate;             /* 0: the record is gone */
    const char *candidate_name;
    bool candidate_public;
    const char *message;
    const char *matched;  /* {"terms":[…],"evidence":[numbers of records]}; NULL: not said */
    const char *outcome;  /* or NULL */
    int64_t satisfaction; /* 1 to 5, 0: not said */
    int64_t created_at, approved_at, moved_at; /* approved_at 0: never */
    int64_t reminded, chased;                  /* reminders told and answered since moved_at */
    int64_t chased_at;                         /* 0: not since moved_at */
};

struct zk_introduction_request {
    const struct zk_record *demand; /* whole; that it is the caller's to ask for was seen to */
    enum zk_kind kind;
    int64_t candidate;
    const char *message;
    const char *matched; /* as in struct zk_introduction, or NULL */
};

/**
 * Ask for one.
 *
 * @retval ZK_REFUSED    the demand is not open
 * @retval ZK_DUPLICATE  one of the two is open already
 * @retval ZK_BAD_VALUE ZK_TOO_LONG  candidate (not there, or not public), message
 * @retval ZK_TOO_MANY   the demand has ZK_INTRODUCTION_PER_DEMAND
 */
enum zk_status zk_introduction_ask(const struct zk_access *access, struct zk_store *store,
                                   const struct zk_who *who,
                                   const struct zk_introduction_request *request, int64_t *id,
                                   struct zk_error *err);

/**
 * One that concerns who asks: the office all, an enterprise those of its demands, an expert those
 * with himself that were approved.
 *
 * @param[out] stranger  it is there, and not for who asks
 * @retval ZK_NOT_FOUND
 */
enum zk_status zk_introduction_get(struct zk_store *store, const struct zk_who *who, int64_t id,
                                   struct zk_arena *arena, struct zk_introduction **out,
                                   bool *stranger, struct zk_error *err);

enum zk_introduction_what {
    ZK_INTRODUCTION_MOVE,
    ZK_INTRODUCTION_RATE,
    ZK_INTRODUCTION_CHASE, /* for the office alone, as is the next */
    ZK_INTRODUCTION_REMIND,
    ZK_INTRODUCTION_WHATS
};

struct zk_introduction_step {
    int64_t at;
    enum zk_introduction_what what;
    enum zk_introduction_state state; /* after it */
    const char *role;                 /* "program" for a reminder */
    const char *author;               /* NULL: the program, or an account that is gone */
    const char *note;                 /* or NULL */
    int64_t reminder;                 /* which, of a chase or reminder */
};

const char *zk_introduction_what_name(enum zk_introduction_what what);

/** Oldest first; those for the office are left out for others. */
enum zk_status zk_introduction_steps(struct zk_store *store, const struct zk_who *who, int64_t id,
                                     struct zk_arena *arena, struct zk_introduction_step **out,
                                     size_t *count, struct zk_error *err);

/* ---- moving: move.c ---- */

struct zk_introduction_change {
    enum zk_introduction_state state; /* ZK_INTRODUCTION_STATES: stays */
    const char *note;                 /* or NULL */
    const char *outcome;              /* NULL: as it was */
    int64_t satisfaction;             /* 0: as it was */
};

/**
 * Move it, or say how it ended. One that is done is written into its demand (done.c).
 *
 * @param old  as zk_introduction_get() read it in the same transaction
 * @retval ZK_FORBIDDEN  the role may not make that move, or rate
 * @retval ZK_REFUSED    from that state nobody may; or its demand is closed and not approved yet
 * @retval ZK_BAD_VALUE ZK_TOO_LONG
 */
enum zk_status zk_introduction_change(const struct zk_access *access, struct zk_store *store,
                                      const struct zk_who *who, const struct zk_introduction *old,
                                      const struct zk_introduction_change *change,
                                      struct zk_error *err);

/** A demand was closed: what is still requested is withdrawn, with the reason. */
enum zk_status zk_introduction_withdraw_all(const struct zk_access *access, struct zk_store *store,
                                            const struct zk_who *who, int64_t demand,
                                            const char *reason, int64_t *count,
                                            struct zk_error *err);

/* ---- many: list.c ---- */

struct zk_introduction_filter {
    unsigned states; /* bits 1 << state; 0: any */
    bool due;        /* the chase list, by days; longest waiting first */
    int64_t demand;  /* 0: any, as is the next */
    int64_t candidate;
    size_t from, size; /* size at most ZK_INTRODUCTION_PAGE_MAX */
};

struct zk_introduction_page {
    struct zk_introduction *list;
    size_t count;
    int64_t total;
    int64_t
        states[ZK_INTRODUCTION_STATES]; /* how many of each, whatever the filter's states and due */
    int64_t due;                        /* on the chase list */
};

/** Those that concern who asks, newest move first. */
enum zk_status zk_introduction_list(const struct zk_access *access, struct zk_store *store,
                                    const struct zk_who *who, const struct zk_chase_days *days,
                                    const struct zk_introduction_filter *filter,
                                    struct zk_arena *arena, struct zk_introduction_page *out,
                                    struct zk_error *err);

/* ---- what became of them: done.c ---- */

struct zk_introduction_figures {
    int64_t open; /* under way: approved and not ended */
    int64_t done;
    int64_t rated;
    double satisfaction; /* mean of those rated, 0 when none was */
};

/** Of an expert, workstation or society. */
enum zk_status zk_introduction_figures_of(struct zk_store *store, int64_t candidate,
                                          struct zk_introduction_figures *out,
                                          struct zk_error *err);

/**
 * How many are under way with each candidate: its load, to be held against max_load.
 *
 * @param[out] open  count of them, in the order of candidates
 */
enum zk_status zk_introduction_open_counts(struct zk_store *store, const int64_t *candidates,
                                           size_t count, struct zk_arena *arena, int64_t *open,
                                           struct zk_error *err);

enum { ZK_INTRODUCTION_DISCIPLINES = 5 };

/** What anybody may know of a candidate's finished introductions, demands that are not public
 * among them. */
struct zk_introduction_record {
    int64_t candidate;
    int64_t done;
    int64_t year;                                         /* of the last one */
    const char *disciplines[ZK_INTRODUCTION_DISCIPLINES]; /* codes, the commonest first */
    size_t discipline_count;
};

/** One a candidate that has any, in the order of their ids. */
enum zk_status zk_introduction_records_of(struct zk_store *store, const int64_t *candidates,
                                          size_t count, struct zk_arena *arena,
                                          struct zk_introduction_record **out, size_t *found,
                                          struct zk_error *err);

#endif
