/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who stands behind each document of one revision, in memory: the experts who contributed to
 * an achievement or a proposal, those of a workstation, the societies of an expert, who met a
 * demand; and the other way round, an expert's societies and workstations. Loaded from one value slot, like
 * facet columns.
 *
 * The value: people in all (16 bits; plain names count too), then ids (32 bits each), low
 * byte first. An expert's ids are societies, a demand's whoever met it, those of all other kinds
 * are experts.
 */
#ifndef ZK_TIES_H
#define ZK_TIES_H

#include "columns.h"

struct zk_ties {
    uint32_t last;     /* highest docid */
    uint32_t *starts;  /* last + 2 of them: a document's ids are starts[docid] … starts[docid + 1] */
    uint32_t *ids;
    uint16_t *people;  /* of a document, plain names included */
    uint32_t *group_starts; /* the same of an expert's societies and workstations; */
    uint32_t *groups;       /* one may be there twice */
};

struct zk_tied {
    const uint32_t *ids;
    size_t count;
};

enum zk_status zk_ties_load(struct xapc_database *database, const struct zk_columns *columns,
                            struct zk_ties *out, struct zk_error *err);
void zk_ties_free(struct zk_ties *ties);

static inline struct zk_tied zk_ties_of(const struct zk_ties *ties, uint32_t docid)
{
    return (struct zk_tied){ ties->ids + ties->starts[docid],
                             ties->starts[docid + 1] - ties->starts[docid] };
}

static inline struct zk_tied zk_ties_groups(const struct zk_ties *ties, uint32_t docid)
{
    return (struct zk_tied){ ties->groups + ties->group_starts[docid],
                             ties->group_starts[docid + 1] - ties->group_starts[docid] };
}

#endif
