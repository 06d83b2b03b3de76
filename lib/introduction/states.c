/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The states of an introduction and the one table of who may move it where.
 */
#include "introduction.h"

#include <string.h>

enum how { WAITS, UNDER_WAY, ENDED };

static const struct {
    const char *name;
    enum how how;
    const char *zh, *en;
} states[ZK_INTRODUCTION_STATES] = {
#define STATE(ID, name, how, zh, en) { name, how, zh, en },
    ZK_INTRODUCTION_STATE_LIST(STATE)
#undef STATE
};

enum {
    OFFICE = ZK_ROLE_OFFICE,
    ENTERPRISE = ZK_ROLE_ENTERPRISE,
    EXPERT = ZK_ROLE_EXPERT, /* with himself */
};

/* clang-format off */
#define MOVE(from, to, roles) { ZK_INTRODUCTION_##from, ZK_INTRODUCTION_##to, roles }
/* clang-format on */

/* What is not here is not allowed. docs/INTRODUCTIONS.md shows the same table. */
static const struct {
    enum zk_introduction_state from, to;
    unsigned roles;
} moves[] = {
    MOVE(REQUESTED, APPROVED, OFFICE),
    MOVE(REQUESTED, DECLINED, OFFICE),
    MOVE(REQUESTED, WITHDRAWN, OFFICE | ENTERPRISE),
    MOVE(APPROVED, CONTACTED, OFFICE),
    MOVE(APPROVED, UNREACHABLE, OFFICE),
    MOVE(APPROVED, DECLINED, OFFICE | EXPERT),
    MOVE(APPROVED, NOT_FOR_ME, OFFICE | EXPERT),
    MOVE(CONTACTED, IN_PROGRESS, OFFICE | ENTERPRISE | EXPERT),
    MOVE(CONTACTED, NO_HELP, OFFICE | ENTERPRISE),
    MOVE(CONTACTED, UNREACHABLE, OFFICE),
    MOVE(CONTACTED, DECLINED, OFFICE | EXPERT),
    MOVE(CONTACTED, NOT_FOR_ME, OFFICE | EXPERT),
    MOVE(IN_PROGRESS, DONE, OFFICE | ENTERPRISE),
    MOVE(IN_PROGRESS, NO_HELP, OFFICE | ENTERPRISE),
    MOVE(IN_PROGRESS, UNREACHABLE, OFFICE),
    MOVE(IN_PROGRESS, DECLINED, OFFICE | EXPERT),
};

const char *zk_introduction_state_name(enum zk_introduction_state state)
{
    return states[state].name;
}

const char *zk_introduction_state_words(enum zk_introduction_state state, bool english)
{
    return english ? states[state].en : states[state].zh;
}

enum zk_introduction_state zk_introduction_state_find(const char *name)
{
    int state = 0;

    while (state < ZK_INTRODUCTION_STATES && strcmp(states[state].name, name) != 0)
        state++;
    return (enum zk_introduction_state)state;
}

bool zk_introduction_is_open(enum zk_introduction_state state)
{
    return states[state].how != ENDED;
}

bool zk_introduction_may(enum zk_introduction_state from, enum zk_introduction_state to,
                         enum zk_role role)
{
    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
        if (moves[i].from == from && moves[i].to == to)
            return (moves[i].roles & (unsigned)role) != 0;
    }
    return false;
}

bool zk_introduction_may_rate(enum zk_introduction_state state, enum zk_role role)
{
    return (state == ZK_INTRODUCTION_DONE || state == ZK_INTRODUCTION_NO_HELP) &&
           (role == ZK_ROLE_OFFICE || role == ZK_ROLE_ENTERPRISE);
}
