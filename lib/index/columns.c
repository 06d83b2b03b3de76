/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loading, updating and counting facet columns; see columns.h.
 */
#include "columns.h"

#include "alloc.h"
#include "document.h"
#include "shim.h"

#include <string.h>

enum { READ_AT_ONCE = 256, BLOCK = 8 };

/* Makes columns docid by docid, from the database and from older columns. */
struct maker {
    const struct zk_facets *facets;
    const struct zk_columns *old; /* NULL: everything comes from the database */
    const uint32_t *changed, *changed_end;
    struct zk_values values;
    struct zk_columns *out;
    uint32_t starts[ZK_CHUNK_DOCIDS + 1]; /* of the chunk being made */
    uint16_t *marks;
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
    grown = zk_realloc(m->marks, room * sizeof(*grown));
    if (!grown)
        return false;
    m->marks = grown;
    m->room = room;
    return true;
}

/* The facet an entry belongs to, at or after facet. */
static const struct zk_facet *facet_of(const struct zk_facet *facet, int entry)
{
    while (entry >= facet->base + facet->count)
        facet++;
    return facet;
}

static bool add_mark(struct maker *m, uint16_t mark)
{
    if (!reserve(m, 1))
        return false;
    m->marks[m->used++] = mark;
    m->out->totals[mark]++;
    return true;
}

/* entries: ascending, with all their ancestors, so that a parent stands before its children. */
static bool add_marks(struct maker *m, const uint16_t *entries, size_t count)
{
    const struct zk_facet *facet = m->facets->list;
    unsigned children[ZK_ROWS_MAX] = { 0 };
    bool added = true;

    for (size_t i = 0; i < count; i++) {
        int parent;

        facet = facet_of(facet, entries[i]);
        parent = zk_facet_parent(facet, entries[i] - facet->base);
        for (size_t k = i; parent >= 0 && k > 0; k--) {
            if (entries[k - 1] == facet->base + parent) {
                children[k - 1]++;
                break;
            }
        }
    }
    for (size_t i = 0; added && i < count; i++) {
        if (children[i] == 0)
            added = add_mark(m, (uint16_t)(2 * entries[i]));
        for (unsigned k = 1; added && k < children[i]; k++)
            added = add_mark(m, (uint16_t)(2 * entries[i] + 1));
    }
    return added;
}

/* A document as the database has it; nothing when it is not there. */
static enum zk_status read_document(struct maker *m, uint32_t docid, struct zk_error *err)
{
    uint16_t entries[ZK_ROWS_MAX];
    size_t count = 0;
    enum zk_status st = ZK_OK;

    if (m->values.docid != 0 && m->values.docid < docid)
        st = zk_values_skip_to(&m->values, docid, err);
    if (st != ZK_OK || m->values.docid != docid)
        return st;
    for (size_t i = 0; i + 1 < m->values.len && count < ZK_ROWS_MAX; i += 2) {
        uint16_t entry = (uint16_t)(m->values.bytes[i] | m->values.bytes[i + 1] << 8);

        if (entry < m->facets->entries)
            entries[count++] = entry;
    }
    if (!add_marks(m, entries, count))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facets");
    roaring_bitmap_add(m->out->all, docid);
    return ZK_OK;
}

static void forget_document(struct maker *m, uint32_t docid)
{
    const uint16_t *mark, *end;

    if (!m->old || docid > m->old->last)
        return;
    end = zk_columns_marks(m->old, docid, &mark);
    while (mark < end)
        m->out->totals[*mark++]--;
    roaring_bitmap_remove(m->out->all, docid);
}

static enum zk_status copy_document(struct maker *m, uint32_t docid, struct zk_error *err)
{
    const uint16_t *mark, *end;

    if (docid > m->old->last)
        return ZK_OK;
    end = zk_columns_marks(m->old, docid, &mark);
    if (!reserve(m, (size_t)(end - mark)))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facets");
    memcpy(m->marks + m->used, mark, (size_t)(end - mark) * sizeof(*mark));
    m->used += (size_t)(end - mark);
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
    size = m->used * sizeof(*m->marks);
    chunk = zk_malloc(sizeof(*chunk) + size);
    if (!chunk)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for facets");
    atomic_init(&chunk->users, 1);
    memcpy(chunk->starts, m->starts, sizeof(m->starts));
    if (size > 0)
        memcpy(chunk->marks, m->marks, size);
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
    size_t marks = 2 * (size_t)m->facets->entries;
    struct zk_columns *out = m->out;

    out->chunks = zk_calloc(chunks_of(out), sizeof(*out->chunks));
    out->totals = zk_calloc(marks, sizeof(*out->totals));
    out->all = m->old ? roaring_bitmap_copy(m->old->all) : roaring_bitmap_create();
    if (!out->chunks || !out->totals || !out->all)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for %u documents' facets", out->last);
    if (m->old)
        memcpy(out->totals, m->old->totals, marks * sizeof(*out->totals));
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
    zk_free(m->marks);
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
                            uint32_t first, uint32_t before, uint32_t *marks)
{
    for (uint32_t i = 0; i < n; i++) {
        const uint16_t *mark, *end = zk_columns_marks(c, docids[i], &mark);

        while (mark < end && *mark < first)
            mark++;
        for (; mark < end && *mark < before; mark++)
            marks[*mark]++;
    }
}

void zk_columns_count(const struct zk_columns *columns, const roaring_bitmap_t *set,
                      const struct zk_facet *facet, uint32_t *marks)
{
    uint32_t first = facet ? 2 * (uint32_t)facet->base : 0;
    uint32_t before = facet ? first + 2 * (uint32_t)facet->count : UINT32_MAX;
    roaring_uint32_iterator_t it;
    uint32_t docids[READ_AT_ONCE], n;

    roaring_init_iterator(set, &it);
    while ((n = roaring_read_uint32_iterator(&it, docids, READ_AT_ONCE)) > 0)
        count_documents(columns, docids, n, first, before, marks);
}

/* A row's own marks and what came up from its children. */
static void sum_row(const struct zk_facet *facet, const uint32_t *marks, int row, uint32_t *rows)
{
    int parent = zk_facet_parent(facet, row);

    rows[row] += marks[2 * row] - marks[2 * row + 1];
    if (parent >= 0)
        rows[parent] += rows[row];
}

/* Most rows of a large table have nothing: they are passed over a block at a time. */
static bool block_has_some(const uint32_t *marks, const uint32_t *rows)
{
    uint32_t some = 0;

    for (int i = 0; i < BLOCK; i++)
        some |= marks[2 * i] | marks[2 * i + 1] | rows[i];
    return some != 0;
}

void zk_columns_sum(const struct zk_facet *facet, const uint32_t *marks, uint32_t *rows)
{
    int row = facet->count;

    marks += 2 * facet->base;
    memset(rows, 0, (size_t)facet->count * sizeof(*rows));
    while (row % BLOCK > 0) /* children stand behind their parent: from the last to the first */
        sum_row(facet, marks, --row, rows);
    for (; row > 0; row -= BLOCK) {
        if (!block_has_some(marks + 2 * (row - BLOCK), rows + row - BLOCK))
            continue;
        for (int i = 1; i <= BLOCK; i++)
            sum_row(facet, marks, row - i, rows);
    }
}

size_t zk_columns_rows(const struct zk_columns *columns, const struct zk_facet *facet,
                       uint32_t docid, int *rows, size_t most)
{
    const uint16_t *mark, *end = zk_columns_marks(columns, docid, &mark);
    size_t count = 0;

    for (; mark < end; mark++) {
        int row = *mark / 2 - facet->base;

        for (; row >= 0 && row < facet->count; row = zk_facet_parent(facet, row)) {
            size_t i = 0;

            while (i < count && rows[i] != row)
                i++;
            if (i < count || count == most)
                break; /* its ancestors are there already */
            rows[count++] = row;
        }
    }
    return count;
}
