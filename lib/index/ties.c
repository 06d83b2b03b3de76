/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loading ties; see ties.h.
 */
#include "ties.h"

#include "alloc.h"
#include "document.h"
#include "shim.h"

#include <string.h>

enum { FIRST_IDS = 4096 };

struct loader {
    struct zk_ties *ties;
    size_t used, room;
    uint32_t next; /* docid whose start is to be written */
};

static uint32_t read_id(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool reserve(struct loader *l, size_t more)
{
    size_t room = l->room ? l->room : FIRST_IDS;
    uint32_t *grown;

    while (room < l->used + more)
        room *= 2;
    if (room == l->room)
        return true;
    grown = zk_realloc(l->ties->ids, room * sizeof(*grown));
    if (!grown)
        return false;
    l->ties->ids = grown;
    l->room = room;
    return true;
}

static bool add_document(struct loader *l, uint32_t docid, const unsigned char *packed, size_t len)
{
    struct zk_ties *t = l->ties;

    if (docid > t->last || len < 2)
        return true;
    if (!reserve(l, len / 4))
        return false;
    while (l->next <= docid)
        t->starts[l->next++] = (uint32_t)l->used;
    t->people[docid] = (uint16_t)(packed[0] | packed[1] << 8);
    for (size_t i = 2; i + 4 <= len; i += 4) {
        uint32_t id = read_id(packed + i);

        if (id > 0 && id <= t->last)
            t->ids[l->used++] = id;
    }
    return true;
}

/* An expert names societies; a society or a workstation names experts. */
static bool member_of(const struct zk_columns *columns, uint32_t docid, uint32_t id,
                      uint32_t *member, uint32_t *group)
{
    enum zk_kind kind;

    if (!zk_columns_has(columns, docid) || !zk_columns_has(columns, id))
        return false;
    kind = zk_columns_kind(columns, docid);
    if (kind == ZK_KIND_EXPERT) {
        *member = docid;
        *group = id;
        return zk_columns_kind(columns, id) == ZK_KIND_SOCIETY;
    }
    *member = id;
    *group = docid;
    return (kind == ZK_KIND_SOCIETY || kind == ZK_KIND_WORKSTATION) &&
           zk_columns_kind(columns, id) == ZK_KIND_EXPERT;
}

/* Counting sort of all memberships by member. */
static bool turn_round(struct zk_ties *t, const struct zk_columns *columns)
{
    uint32_t member, group, sum = 0;
    uint32_t *ends = t->group_starts + 1; /* first counts, then where each member's end */

    for (uint32_t d = 1; d <= t->last; d++) {
        for (uint32_t i = t->starts[d]; i < t->starts[d + 1]; i++)
            sum += member_of(columns, d, t->ids[i], &member, &group);
    }
    t->groups = zk_calloc((size_t)sum + 1, sizeof(*t->groups));
    if (!t->groups)
        return false;
    for (uint32_t d = 1; d <= t->last; d++) {
        for (uint32_t i = t->starts[d]; i < t->starts[d + 1]; i++) {
            if (member_of(columns, d, t->ids[i], &member, &group))
                ends[member]++;
        }
    }
    sum = 0;
    for (uint32_t d = 0; d <= t->last; d++) {
        uint32_t count = ends[d];

        ends[d] = sum; /* begins here; moves to its end while it is filled */
        sum += count;
    }
    for (uint32_t d = 1; d <= t->last; d++) {
        for (uint32_t i = t->starts[d]; i < t->starts[d + 1]; i++) {
            if (member_of(columns, d, t->ids[i], &member, &group))
                t->groups[ends[member]++] = group;
        }
    }
    return true;
}

enum zk_status zk_ties_load(struct xapc_database *database, const struct zk_columns *columns,
                            struct zk_ties *out, struct zk_error *err)
{
    struct loader l = { .ties = out };
    struct zk_values values = { .it = NULL };
    size_t room = (size_t)columns->last + 2;
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    out->last = columns->last;
    out->starts = zk_calloc(room, sizeof(*out->starts));
    out->people = zk_calloc(room, sizeof(*out->people));
    out->group_starts = zk_calloc(room, sizeof(*out->group_starts));
    if (!out->starts || !out->people || !out->group_starts || !reserve(&l, 1)) {
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for %u documents' people", out->last);
        goto out;
    }
    st = zk_values_open(database, ZK_SLOT_TIES, &values, err);
    while (st == ZK_OK && values.docid != 0) {
        if (!add_document(&l, values.docid, values.bytes, values.len))
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for people");
        else
            st = zk_values_next(&values, err);
    }
    while (l.next <= out->last + 1)
        out->starts[l.next++] = (uint32_t)l.used;
    if (st == ZK_OK && !turn_round(out, columns))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for people");
out:
    zk_values_close(&values);
    if (st != ZK_OK)
        zk_ties_free(out);
    return st;
}

void zk_ties_free(struct zk_ties *ties)
{
    zk_free(ties->starts);
    zk_free(ties->ids);
    zk_free(ties->people);
    zk_free(ties->group_starts);
    zk_free(ties->groups);
    memset(ties, 0, sizeof(*ties));
}
