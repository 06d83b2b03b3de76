/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Percent-encoding of paths and query strings (RFC 3986).
 */
#ifndef ZK_PERCENT_H
#define ZK_PERCENT_H

#include "arena.h"
#include "buf.h"
#include "status.h"

#include <stdbool.h>

/** Append a value of a query string: letters, digits and -._~: as they are, the rest as %XX. */
void zk_percent_add(struct zk_buf *out, const char *text);

/**
 * Decode %xx, and + in a query.
 *
 * @param[out] out  NUL-terminated, though it may hold NULs until it is checked
 * @retval ZK_BAD_REQUEST  an escape is malformed
 */
enum zk_status zk_percent_decode(const char *bytes, size_t len, bool query, struct zk_arena *arena,
                                 const char **out, size_t *out_len, struct zk_error *err);

#endif
