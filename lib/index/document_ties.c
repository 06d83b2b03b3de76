/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who stands behind a record, for matching: the contributors of what was done, the members of
 * a group, those whose introduction met a demand.
 */
#include "document.h"

#include <stdint.h>
#include <string.h>

enum { TIES_MAX = 400, FIELDS = 3 };

/* The link fields that count for a kind, ZK_FIELD_COUNT behind the last. */
static void tie_fields(enum zk_kind kind, enum zk_field_id out[FIELDS])
{
    out[0] = out[1] = out[2] = ZK_FIELD_COUNT;
    switch (kind) {
    case ZK_KIND_EXPERT:
        out[0] = ZK_F_SOCIETIES;
        break;
    case ZK_KIND_SOCIETY:
        out[0] = ZK_F_CHAIR;
        out[1] = ZK_F_SECRETARY_GENERAL;
        break;
    case ZK_KIND_WORKSTATION:
        out[0] = ZK_F_ACADEMICIANS;
        out[1] = ZK_F_EXPERTS;
        break;
    case ZK_KIND_PROPOSAL:
        out[0] = ZK_F_AUTHORS;
        break;
    case ZK_KIND_ACHIEVEMENT:
        out[0] = ZK_F_CONTRIBUTORS;
        break;
    case ZK_KIND_DEMAND:
        out[0] = ZK_F_HELPED_EXPERTS;
        out[1] = ZK_F_HELPED_WORKSTATIONS;
        out[2] = ZK_F_HELPED_SOCIETIES;
        break;
    case ZK_KIND_ORGANISATION:
    case ZK_KIND_EVENT:
    case ZK_KIND_COUNT:
        break;
    }
}

static void put_bytes(char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(value >> (8 * i) & 0xFF);
}

enum zk_status zk_document_ties(const struct zk_record *record, struct zk_arena *arena,
                                struct zk_slice *out)
{
    enum zk_field_id fields[FIELDS];
    char packed[2 + 4 * TIES_MAX];
    size_t people = 0, ids = 0;

    tie_fields(record->kind, fields);
    for (int f = 0; f < FIELDS && fields[f] != ZK_FIELD_COUNT; f++) {
        const struct zk_value *value = &record->values[fields[f]];

        people += value->count;
        for (size_t i = 0; i < value->count && ids < TIES_MAX; i++) {
            int64_t id = value->items[i].id;

            if (id > 0 && id <= UINT32_MAX)
                put_bytes(packed + 2 + 4 * ids++, (uint64_t)id, 4);
        }
    }
    if (people == 0)
        return ZK_OK;
    put_bytes(packed, people < UINT16_MAX ? people : UINT16_MAX, 2);
    out->len = 2 + 4 * ids;
    out->bytes = zk_arena_copy(arena, packed, out->len);
    return out->bytes ? ZK_OK : ZK_NO_MEMORY;
}

void zk_document_roles(const struct zk_record *record, struct zk_buf *out)
{
    enum zk_field_id fields[FIELDS];

    tie_fields(record->kind, fields);
    for (int f = 0; f < FIELDS && fields[f] != ZK_FIELD_COUNT; f++) {
        const struct zk_value *value = &record->values[fields[f]];

        for (size_t i = 0; i < value->count; i++) {
            if (value->items[i].id > 0 && value->items[i].role)
                zk_buf_addf(out, "%lld\t%s\n", (long long)value->items[i].id, value->items[i].role);
        }
    }
}
