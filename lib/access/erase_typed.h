/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What others have typed with the name of who is erased in it.
 */
#ifndef ZK_ERASE_TYPED_H
#define ZK_ERASE_TYPED_H

#include "names.h"

/** What was searched for with a name in it is in the log no more. */
enum zk_status zk_erase_queries(struct zk_store *store, const struct zk_names *names,
                                struct zk_error *err);

/** The names go out of saved searches and needs, what they are called, and the words that alerts
 * tell; a search or need of which no word is left goes itself. */
enum zk_status zk_erase_saved(struct zk_store *store, const struct zk_names *names,
                              struct zk_error *err);

#endif
