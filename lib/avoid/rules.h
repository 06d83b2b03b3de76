/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each rule as one statement.
 */
#ifndef ZK_AVOID_RULES_H
#define ZK_AVOID_RULES_H

#include "avoid.h"

/**
 * ?1 subject, ?2 first year that counts, ?3 number, ?4 list, ?5 round. Rows: who, 1 when the tie
 * rests on the rule's field and that is private, then id, kind and title of the evidence and
 * whether it is public; null without evidence.
 */
struct zk_rule_query {
    const char *sql;
    const char *kinds; /* of the parameters it has, as in sql.h */
};

const struct zk_rule_query *zk_rule_query(enum zk_avoid_rule rule);

#endif
