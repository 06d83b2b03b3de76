/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order candidates are shown in: by score, and where scores are as good as equal by draw.
 */
#ifndef ZK_MATCH_ORDER_H
#define ZK_MATCH_ORDER_H

#include "match_pool.h"

/** Somebody of one kind who is not left out. */
struct zk_seat {
    const struct zk_pooled *pooled;
    size_t place; /* by score alone, from 0 */
    double drawn; /* what the order is by */
};

/**
 * Put seats, which are in the order of their scores, into the order they are shown in. It depends
 * on each one's score and draw alone: who is added or left out moves nobody past another.
 */
void zk_match_seat(struct zk_seat *seats, size_t count, const struct zk_match_rotation *rotation);

#endif
