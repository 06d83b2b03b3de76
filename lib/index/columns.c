/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loading and counting facet columns; see columns.h.
 */
#include "columns.h"

#include "alloc.h"
#include "document.h"
#include "shim.h"

#include <string.h>

enum { CHUNK = 256, FIRST_ENTRIES = 4096 };

struct loader {
    struct zk_columns *columns;
    size_t used, room;
    uint32_t next; /* docid whose start is to be written */
};

static bool reserve(struct loader *l, size_t more)
{
    uint16_t *grown;
    size_t room = l->room ? l->room : FIRST_ENTRIES;

    while (room < l->used + more)
        room *= 2;
    if (room == l->room)
        return true;
    grown = zk_realloc(l->columns->entries, room * sizeof(*grown));
    if (!grown)
        return false;
    l->columns->entries = grown;
    l->room = room;
    return true;
}

static bool add_document(struct loader *l, const struct zk_facets *facets, uint32_t docid,
                         const unsigned char *packed, size_t len)
{
    struct zk_columns *c = l->columns;

    if (!reserve(l, len / 2))
        return false;
    while (l->next <= docid)
        c->starts[l->next++] = (uint32_t)l->used;
    for (size_t i = 0; i + 1 < len; i += 2) {
        uint16_t entry = (uint16_t)(packed[i] | packed[i + 1] << 8);

        if (entry >= facets->entries)
            continue;
        c->entries[l->used++] = entry;
        c->totals[entry]++;
    }
    roaring_bitmap_add(c->all, docid);
    return true;
}

enum zk_status zk_columns_load(struct xapc_database *database, const struct zk_facets *facets,
                               struct zk_columns *out, struct zk_error *err)
{
    struct loader l = { .columns = out };
    struct zk_values values = { .it = NULL };
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    st = zk_shim_last_docid(database, &out->last, err);
    if (st != ZK_OK)
        return st;
    out->starts = zk_calloc((size_t)out->last + 2, sizeof(*out->starts));
    out->totals = zk_calloc((size_t)facets->entries, sizeof(*out->totals));
    out->all = roaring_bitmap_create();
    if (!out->starts || !out->totals || !out->all || !reserve(&l, 1)) {
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for %u documents' facets", out->last);
        goto out;
    }
    st = zk_values_open(database, ZK_SLOT_FACETS, &values, err);
    while (st == ZK_OK && values.docid != 0) {
        if (!add_document(&l, facets, values.docid, values.bytes, values.len))
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for facets");
        else
            st = zk_values_next(&values, err);
    }
    while (l.next <= out->last + 1)
        out->starts[l.next++] = (uint32_t)l.used;
    roaring_bitmap_run_optimize(out->all);
out:
    zk_values_close(&values);
    if (st != ZK_OK)
        zk_columns_free(out);
    return st;
}

void zk_columns_free(struct zk_columns *columns)
{
    zk_free(columns->starts);
    zk_free(columns->entries);
    zk_free(columns->totals);
    if (columns->all)
        roaring_bitmap_free(columns->all);
    memset(columns, 0, sizeof(*columns));
}

static void count_documents(const struct zk_columns *c, const uint32_t *docids, uint32_t n,
                            uint32_t first, uint32_t before, uint32_t *counts)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint16_t *entry = c->entries + c->starts[docids[i]];
        const uint16_t *end = c->entries + c->starts[docids[i] + 1];

        while (entry < end && *entry < first)
            entry++;
        for (; entry < end && *entry < before; entry++)
            counts[*entry]++;
    }
}

void zk_columns_count(const struct zk_columns *columns, const roaring_bitmap_t *set,
                      uint32_t first, uint32_t before, uint32_t *counts)
{
    roaring_uint32_iterator_t it;
    uint32_t docids[CHUNK], n;

    roaring_init_iterator(set, &it);
    while ((n = roaring_read_uint32_iterator(&it, docids, CHUNK)) > 0)
        count_documents(columns, docids, n, first, before, counts);
}
