/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An enterprise with demands, an expert and a society, and a clock, for tests of introductions.
 */
#ifndef ZK_TEST_INTRODUCTIONS_H
#define ZK_TEST_INTRODUCTIONS_H

#include "demand.h"
#include "directory.h"
#include "history.h"
#include "introduction.h"
#include "sql.h"

enum { TEST_INTRODUCTIONS_START = 1800000000 /* when the clock stands at first */ };

struct test_introductions {
    struct test_directory d;
    int64_t now;
    struct zk_access access; /* whose clock is now */
    struct zk_chase_days days; /* 9, 21, 45 */
    int64_t firm, other;   /* organisations */
    int64_t demand, draft; /* of firm; the first is open */
    int64_t expert, society;
    struct zk_who office, enterprise, stranger, himself, visitor;
};

void test_introductions_open(struct test_introductions *t);
void test_introductions_close(struct test_introductions *t);

struct zk_record *test_read(struct test_introductions *t, enum zk_kind kind, int64_t id);

/** The enterprise asks for an introduction. */
enum zk_status test_try_ask(struct test_introductions *t, int64_t demand, enum zk_kind kind,
                            int64_t candidate, int64_t *id);
/** One of the open demand, that must come about. */
int64_t test_ask(struct test_introductions *t, enum zk_kind kind, int64_t candidate);

struct zk_introduction *test_get(struct test_introductions *t, int64_t id);
enum zk_status test_try_move(struct test_introductions *t, const struct zk_who *who, int64_t id,
                             struct zk_introduction_change change);
/** By the office. */
void test_move(struct test_introductions *t, int64_t id, enum zk_introduction_state to);
/** From requested to done. */
void test_finish(struct test_introductions *t, int64_t id, int64_t satisfaction);

#endif
