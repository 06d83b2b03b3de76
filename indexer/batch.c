/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch.h"

#include "alloc.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 1024 };

enum zk_status zk_batch_add(struct zk_batch *batch, const struct zk_record *record)
{
    struct zk_batch_entry *entry;

    if (batch->count == batch->room) {
        size_t room = batch->room ? 2 * batch->room : ROOM_FIRST;
        struct zk_batch_entry *grown = zk_realloc(batch->entries, room * sizeof(*grown));

        if (!grown)
            return ZK_NO_MEMORY;
        batch->entries = grown;
        batch->room = room;
    }
    entry = &batch->entries[batch->count];
    *entry = (struct zk_batch_entry){ .kind = record ? record->kind : ZK_KIND_COUNT,
                                      .refused = record == NULL, .ordinal = batch->count };
    batch->count++;
    if (!record)
        return ZK_OK;
    entry->ref = zk_arena_strdup(batch->arena, zk_record_text(record, ZK_F_REF));
    entry->title = zk_arena_strdup(batch->arena, zk_record_text(record, ZK_F_TITLE));
    return entry->ref && entry->title ? ZK_OK : ZK_NO_MEMORY;
}

static int by_ref(const void *a, const void *b)
{
    const struct zk_batch_entry *x = a, *y = b;
    int order;

    if (x->refused != y->refused)
        return (int)x->refused - (int)y->refused;
    if (x->refused)
        return 0;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    order = strcmp(x->ref, y->ref);
    return order ? order : (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

static bool same_ref(const struct zk_batch_entry *a, const struct zk_batch_entry *b)
{
    return !a->refused && !b->refused && a->kind == b->kind && strcmp(a->ref, b->ref) == 0;
}

enum zk_status zk_batch_index(struct zk_batch *batch, struct zk_error *err)
{
    batch->refused = zk_calloc(batch->count + 1, sizeof(*batch->refused));
    if (!batch->refused)
        return zk_fail(err, ZK_NO_MEMORY, "", "out of memory");
    if (batch->count > 0)
        qsort(batch->entries, batch->count, sizeof(*batch->entries), by_ref);
    for (size_t i = 0; i < batch->count; i++)
        batch->refused[batch->entries[i].ordinal] =
            batch->entries[i].refused ||
            (i > 0 && same_ref(&batch->entries[i - 1], &batch->entries[i]));
    return ZK_OK;
}

const struct zk_batch_entry *zk_batch_find(const struct zk_batch *batch, enum zk_kind kind,
                                           const char *ref)
{
    size_t low = 0, high = batch->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct zk_batch_entry *entry = &batch->entries[middle];
        int order = entry->refused ? 1 : (int)entry->kind - (int)kind;

        if (order == 0)
            order = strcmp(entry->ref, ref);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == batch->count || batch->entries[low].refused || batch->entries[low].kind != kind ||
        strcmp(batch->entries[low].ref, ref) != 0)
        return NULL;
    return &batch->entries[low];
}

void zk_batch_free(struct zk_batch *batch)
{
    zk_free(batch->entries);
    zk_free(batch->refused);
    *batch = (struct zk_batch){ 0 };
}
