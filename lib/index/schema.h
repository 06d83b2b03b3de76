/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a generation says of itself in its metadata.
 */
#ifndef ZK_INDEX_SCHEMA_H
#define ZK_INDEX_SCHEMA_H

#include "shim.h"

/* Raised whenever documents are made differently: every older generation is then foreign. */
enum { ZK_INDEX_FORMAT = 7 };

#define ZK_META_SCHEMA "zk:schema"
#define ZK_META_SEQ    "zk:seq"

/** Format, fields.def and code tables in one text; out holds 64 bytes. */
void zk_schema_text(char out[64]);

/**
 * Check that a database is ours and of this schema, and read its outbox position.
 * @retval ZK_FOREIGN_INDEX
 */
enum zk_status zk_schema_check(struct xapc_database *database, int64_t *seq, struct zk_error *err);

#endif
