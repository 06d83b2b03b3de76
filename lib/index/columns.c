/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loading, updating and counting facet columns; see columns.h.
 */
#include "columns.h"

#include "alloc.h"
#include "document.h"
#include "shim.h"

#include <string.h>

enum { READ_AT_ONCE = 256 };

/* Makes columns docid by docid, from the database and from older columns. */
struct maker {
    const struct zk_facets *facets;
    const struct zk_columns *old; /* NULL: everything comes from the database */
    const uint32_t *changed, *changed_end;
    struct zk_values values;
    struct zk_columns *out;
    uint32_t starts[ZK_CHUNK_DOCIDS + 1]; /* of the chunk being made */
    uint16_t *entries;
    size_t used, room;
};

static uint32_t chunks_of(const struct zk_columns *columns)
{
    return (columns->last >> ZK_CHUNK_BITS) + 1;
}

static bool reserve(struct maker *m, size_t more)
{
    size_t room = m->room ? m->room : 1024;
    uint16_t *grown;

    while (room < m->used + more)
        room *= 2;
    if (room == m->room)
        return true;
    grown = zk_realloc(m->entries, room * sizeof(*grown));
    if (!grown)
        return false;
    m->entries = grown;
    m->room = room;
    return true;
}

/* A document as the database has it; nothing when it is not there. */
static enum zk_status read_document(struct maker *m, uint32_t docid, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (m->values.docid != 0 && m->values.docid < docid)
        st = zk_values_skip_to(&m->values, docid, err);
    if (st != ZK_OK || m->values.docid != docid)
        return st;
    if (!reserve(m, m->values.len / 2))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facets");
    for (size_t i = 0; i + 1 < m->values.len; i += 2) {
        uint16_t entry = (uint16_t)(m->values.bytes[i] | m->values.bytes[i + 1] << 8);

        if (entry >= m->facets->entries)
            continue;
        m->entries[m->used++] = entry;
        m->out->totals[entry]++;
    }
    roaring_bitmap_add(m->out->all, docid);
    return ZK_OK;
}

static void forget_document(struct maker *m, uint32_t docid)
{
    const uint16_t *entry, *end;

    if (!m->old || docid > m->old->last)
        return;
    end = zk_columns_entries(m->old, docid, &entry);
    while (entry < end)
        m->out->totals[*entry++]--;
    roaring_bitmap_remove(m->out->all, docid);
}

static enum zk_status copy_document(struct maker *m, uint32_t docid, struct zk_error *err)
{
    const uint16_t *entry, *end;

    if (docid > m->old->last)
        return ZK_OK;
    end = zk_columns_entries(m->old, docid, &entry);
    if (!reserve(m, (size_t)(end - entry)))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facets");
    memcpy(m->entries + m->used, entry, (size_t)(end - entry) * sizeof(*entry));
    m->used += (size_t)(end - entry);
    return ZK_OK;
}

static enum zk_status add_document(struct maker *m, uint32_t docid, struct zk_error *err)
{
    bool changed = !m->old || (m->changed < m->changed_end && *m->changed == docid);

    if (!changed)
        return copy_document(m, docid, err);
    if (m->old)
        m->changed++;
    forget_document(m, docid);
    return docid > 0 ? read_document(m, docid, err) : ZK_OK;
}

static enum zk_status make_chunk(struct maker *m, uint32_t number, struct zk_error *err)
{
    struct zk_chunk *chunk;
    enum zk_status st = ZK_OK;
    size_t size;

    m->used = 0;
    for (uint32_t i = 0; st == ZK_OK && i < ZK_CHUNK_DOCIDS; i++) {
        m->starts[i] = (uint32_t)m->used;
        st = add_document(m, (number << ZK_CHUNK_BITS) + i, err);
    }
    if (st != ZK_OK)
        return st;
    m->starts[ZK_CHUNK_DOCIDS] = (uint32_t)m->used;
    size = m->used * sizeof(*m->entries);
    chunk = zk_malloc(sizeof(*chunk) + size);
    if (!chunk)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facets");
    atomic_init(&chunk->users, 1);
    memcpy(chunk->starts, m->starts, sizeof(m->starts));
    if (size > 0)
        memcpy(chunk->entries, m->entries, size);
    m->out->chunks[number] = chunk;
    return ZK_OK;
}

/* Whether the older columns have the chunk and nothing of it changed. */
static bool is_shared(const struct maker *m, uint32_t number)
{
    if (!m->old || number >= chunks_of(m->old))
        return false;
    return m->changed == m->changed_end || *m->changed >> ZK_CHUNK_BITS > number;
}

static enum zk_status allocate(struct maker *m, struct zk_error *err)
{
    size_t entries = (size_t)m->facets->entries;
    struct zk_columns *out = m->out;

    out->chunks = zk_calloc(chunks_of(out), sizeof(*out->chunks));
    out->totals = zk_calloc(entries, sizeof(*out->totals));
    out->all = m->old ? roaring_bitmap_copy(m->old->all) : roaring_bitmap_create();
    if (!out->chunks || !out->totals || !out->all)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for %u documents' facets", out->last);
    if (m->old)
        memcpy(out->totals, m->old->totals, entries * sizeof(*out->totals));
    return ZK_OK;
}

static enum zk_status make(struct maker *m, struct xapc_database *database, struct zk_error *err)
{
    enum zk_status st;

    memset(m->out, 0, sizeof(*m->out));
    st = zk_shim_last_docid(database, &m->out->last, err);
    if (st == ZK_OK)
        st = allocate(m, err);
    if (st == ZK_OK)
        st = zk_values_open(database, ZK_SLOT_FACETS, &m->values, err);
    for (uint32_t i = 0; st == ZK_OK && i < chunks_of(m->out); i++) {
        if (is_shared(m, i)) {
            m->out->chunks[i] = m->old->chunks[i];
            atomic_fetch_add(&m->out->chunks[i]->users, 1);
        } else {
            st = make_chunk(m, i, err);
        }
    }
    if (st == ZK_OK)
        (void)roaring_bitmap_run_optimize(m->out->all);
    zk_values_close(&m->values);
    zk_free(m->entries);
    if (st != ZK_OK)
        zk_columns_free(m->out);
    return st;
}

enum zk_status zk_columns_load(struct xapc_database *database, const struct zk_facets *facets,
                               struct zk_columns *out, struct zk_error *err)
{
    struct maker m = { .facets = facets, .out = out };

    return make(&m, database, err);
}

enum zk_status zk_columns_update(struct xapc_database *database, const struct zk_facets *facets,
                                 const struct zk_columns *old, const uint32_t *docids, size_t count,
                                 struct zk_columns *out, struct zk_error *err)
{
    struct maker m = {
        .facets = facets, .old = old, .out = out, .changed = docids, .changed_end = docids + count
    };

    return make(&m, database, err);
}

void zk_columns_free(struct zk_columns *columns)
{
    for (uint32_t i = 0; columns->chunks && i < chunks_of(columns); i++) {
        if (columns->chunks[i] && atomic_fetch_sub(&columns->chunks[i]->users, 1) == 1)
            zk_free(columns->chunks[i]);
    }
    zk_free(columns->chunks);
    zk_free(columns->totals);
    if (columns->all)
        roaring_bitmap_free(columns->all);
    memset(columns, 0, sizeof(*columns));
}

static void count_documents(const struct zk_columns *c, const uint32_t *docids, uint32_t n,
                            uint32_t first, uint32_t before, uint32_t *counts)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint16_t *entry, *end = zk_columns_entries(c, docids[i], &entry);

        while (entry < end && *entry < first)
            entry++;
        for (; entry < end && *entry < before; entry++)
            counts[*entry]++;
    }
}

void zk_columns_count(const struct zk_columns *columns, const roaring_bitmap_t *set, uint32_t first,
                      uint32_t before, uint32_t *counts)
{
    roaring_uint32_iterator_t it;
    uint32_t docids[READ_AT_ONCE], n;

    roaring_init_iterator(set, &it);
    while ((n = roaring_read_uint32_iterator(&it, docids, READ_AT_ONCE)) > 0)
        count_documents(columns, docids, n, first, before, counts);
}
