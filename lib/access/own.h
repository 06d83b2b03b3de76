/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose is a record? An expert's is his own; an enterprise's people have their organisation and
 * its demands. Nobody else owns any.
 */
#ifndef ZK_OWN_H
#define ZK_OWN_H

#include "access.h"
#include "visibility.h"

/** Does the record belong to who asks? false as well when there is none. */
enum zk_status zk_own(struct zk_store *store, const struct zk_who *who, enum zk_kind kind,
                      int64_t id, bool *own, struct zk_error *err);

/** The view with which who asks reads the record. */
enum zk_status zk_own_see(struct zk_store *store, const struct zk_who *who, enum zk_kind kind,
                          int64_t id, enum zk_see *see, struct zk_error *err);

#endif
