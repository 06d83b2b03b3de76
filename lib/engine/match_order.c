/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drawing the order of near-equals; see match_order.h.
 */
#include "match_order.h"

#include <stdlib.h>

static int by_drawn(const void *a, const void *b)
{
    const struct zk_seat *x = a, *y = b;

    if (x->drawn != y->drawn)
        return x->drawn > y->drawn ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

void zk_match_seat(struct zk_seat *seats, size_t count, const struct zk_match_rotation *rotation)
{
    for (size_t i = 0; i < count; i++) {
        const struct zk_pooled *pooled = seats[i].pooled;

        seats[i].place = i;
        seats[i].drawn = pooled->score;
        if (rotation->seed)
            seats[i].drawn = zk_match_drawn(pooled->score, rotation->tolerance,
                                            zk_match_draw(rotation->seed, pooled->owner));
    }
    if (count > 0)
        qsort(seats, count, sizeof(*seats), by_drawn);
}
