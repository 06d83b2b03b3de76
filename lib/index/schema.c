/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schema an index belongs to; see schema.h.
 */
#include "schema.h"

#include "alloc.h"
#include "fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void zk_schema_text(char out[64])
{
    (void)snprintf(out, 64, "%d-%016" PRIx64 "-%016" PRIx64, (int)ZK_INDEX_FORMAT,
                   zk_fields_hash(), zk_codes_hash());
}

enum zk_status zk_schema_check(struct xapc_database *database, int64_t *seq, struct zk_error *err)
{
    char ours[64], *schema = NULL, *position = NULL;
    enum zk_status st;

    *seq = 0;
    zk_schema_text(ours);
    st = zk_shim_metadata(database, ZK_META_SCHEMA, &schema, err);
    if (st == ZK_OK && strcmp(schema, ours) != 0)
        st = zk_fail(err, ZK_FOREIGN_INDEX, "",
                     "the index was not built by this version: run zhiku-indexer build");
    if (st == ZK_OK)
        st = zk_shim_metadata(database, ZK_META_SEQ, &position, err);
    if (st == ZK_OK)
        *seq = strtoll(position, NULL, 10);
    zk_free(schema);
    zk_free(position);
    return st;
}
