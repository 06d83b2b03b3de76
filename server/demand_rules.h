/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What making, changing and removing a demand has to hold to, beside what holds for every record.
 * Records of other kinds pass.
 */
#ifndef ZK_DEMAND_RULES_H
#define ZK_DEMAND_RULES_H

#include "edit.h"

/** A new one is a draft; an enterprise's is of its own organisation. @retval ZK_FORBIDDEN */
enum zk_status zk_demand_new(const struct zk_request *request, struct zk_store *store,
                             struct zk_record *record, struct zk_error *err);

/** A closed one is for the office to change. @retval ZK_REFUSED */
enum zk_status zk_demand_check_edit(const struct zk_edit *edit, struct zk_error *err);

/** Going back to an older version leaves the state and what came of it as they are. */
void zk_demand_keep_state(const struct zk_record *old, struct zk_record *record);

/** One with introductions is closed, not removed. @retval ZK_REFUSED */
enum zk_status zk_demand_check_delete(const struct zk_edit *edit, struct zk_error *err);

#endif
