/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Introductions and the demands of an enterprise as JSON, as the role may see them.
 */
#ifndef ZK_VIEW_INTRODUCTION_H
#define ZK_VIEW_INTRODUCTION_H

#include "avoid.h"
#include "demand.h"
#include "introduction.h"
#include "json.h"

/** A record that spoke for a candidate. */
struct zk_view_evidence {
    int64_t id;
    enum zk_kind kind;
    const char *title;
};

/** What the answer for one introduction has beside what a list shows. */
struct zk_view_more {
    const struct zk_introduction_step *steps;
    size_t step_count;
    const char **terms; /* that matched */
    size_t term_count;
    const struct zk_view_evidence *evidence;
    size_t evidence_count;
    const struct zk_avoid_finding *findings; /* for the office */
    size_t finding_count;
};

/** @param more  NULL: in a list */
void zk_view_introduction(struct zk_json *json, const struct zk_introduction *introduction,
                          const struct zk_view_more *more, enum zk_role role,
                          const struct zk_chase_days *days, int64_t now);

void zk_view_demand(struct zk_json *json, const struct zk_demand *demand);

#endif
