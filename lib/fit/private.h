/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ZK_FIT_PRIVATE_H
#define ZK_FIT_PRIVATE_H

#include "fit.h"

/** Candidates, ascending, as a JSON array; NULL when out of memory. */
const char *zk_fit_ids(const int64_t *candidates, size_t count, struct zk_arena *arena);

#endif
