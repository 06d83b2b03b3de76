/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocations and copies of a program, counted by count.c in a file that both it and whoever
 * measures it have mapped.
 */
#ifndef COUNT_H
#define COUNT_H

#include <stdint.h>

struct counts {
    uint64_t allocations, allocated; /* bytes */
    uint64_t copies, copied;         /* bytes */
};

enum { COUNT_OWN, COUNT_LIBRARIES, COUNT_CALLERS };

#define COUNT_FILE "ZHIKU_COUNTS" /* environment: its path */

#endif
