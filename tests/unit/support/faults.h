/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question asked over and over while each statement in turn cannot be prepared, each is cut off
 * at each of its steps, and each allocation fails, with more and less room in the arena. The store
 * is that of accounts.h.
 */
#ifndef ZK_TEST_FAULTS_H
#define ZK_TEST_FAULTS_H

#include "accounts.h"
#include "alloc.h"

#include "../../../lib/store/private.h"

#include <dlfcn.h>

enum { TIMES_MAX = 5000, BLOCK = 8192 /* an arena's first */, ROOM_MAX = 400, ROOM_STEP = 16 };

/* libsodium starts, unless a test says otherwise: this one is found before the library's. */
static bool sodium_is_broken;

int sodium_init(void)
{
    static int (*real)(void);

    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "sodium_init");
    return sodium_is_broken ? -1 : real();
}

/* What is asked; it must say no, and give nothing, unless all went well. */
typedef enum zk_status question(void);

static bool gates; /* what is asked begins the transaction itself */
static int left;   /* until it fails; 0 and below: no more */

static inline int refuse(void *with, int action, const char *a, const char *b, const char *c,
                         const char *d)
{
    (void)with, (void)action, (void)a, (void)b, (void)c, (void)d;
    return --left == 0 ? SQLITE_DENY : SQLITE_OK;
}

static inline int cut(void *with)
{
    (void)with;
    return --left == 0;
}

enum fault { PREPARE, STEP, MEMORY, FAULTS };

static inline void arm(enum fault fault, int nth)
{
    left = nth;
    if (fault == PREPARE)
        (void)sqlite3_set_authorizer(store->db, nth ? refuse : NULL, NULL);
    else if (fault == STEP)
        sqlite3_progress_handler(store->db, nth ? 1 : 0, nth ? cut : NULL, NULL);
    else
        zk_alloc_fail_at(nth);
}

/* Opened anew each time, so that every statement is prepared again; what was done is undone. */
static inline bool once(question *ask, enum fault fault, int nth, size_t room)
{
    enum zk_status st;
    bool failed;

    zk_store_close(store);
    zk_arena_close(arena);
    arena = zk_arena_open();
    (void)zk_arena_alloc(arena, BLOCK - room);
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
    if (!gates)
        OK(zk_store_begin(store, &error));
    arm(fault, nth);
    st = ask();
    failed = fault == MEMORY ? zk_alloc_count() >= nth : left <= 0;
    arm(fault, 0);
    zk_store_rollback(store);
    ck_assert_msg(failed ? st != ZK_OK : st == ZK_OK, "fault %d, time %d: status %d, %s",
                  (int)fault, nth, (int)st, error.detail);
    return failed;
}

static inline void ask_in_trouble(question *ask)
{
    for (int fault = 0; fault < FAULTS; fault++) {
        for (size_t room = 0; room < (fault == MEMORY ? ROOM_MAX : ROOM_STEP); room += ROOM_STEP) {
            int nth = 1;

            while (nth < TIMES_MAX && once(ask, (enum fault)fault, nth, room))
                nth++;
            ck_assert_int_lt(nth, TIMES_MAX);
            ck_assert_int_gt(nth, 1);
        }
    }
}

#endif
