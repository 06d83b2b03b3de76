/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who changed what in a record, version by version; going back; merging two records into one.
 */
#ifndef ZK_HISTORY_H
#define ZK_HISTORY_H

#include "store.h"

enum { ZK_HISTORY_MAX = 100 /* versions told, the newest */ };

/** Who the puts of this connection are by from now on, and why; 0 and NULL: an import. */
void zk_store_set_author(struct zk_store *store, int64_t account, const char *why);

struct zk_field_change {
    enum zk_field_id field;
    const char *old, *new_; /* cells, "" for none; masked where the view masks */
};

struct zk_version {
    int64_t version; /* which it made */
    const char *at;
    int64_t account; /* 0: an import */
    const char *why;
    const struct zk_field_change *fields; /* none: the record was new */
    size_t count;
};

/** A cell as a view shows it: masked where that masks, and without links to records it does not
 * have (shown.c). The field is one it shows. */
enum zk_status zk_store_cell(struct zk_store *store, enum zk_kind kind,
                             const struct zk_field *field, const char *cell, enum zk_see see,
                             struct zk_arena *arena, const char **out, struct zk_error *err);

/** Newest first; fields the view does not show are left out. */
enum zk_status zk_store_history(struct zk_store *store, enum zk_kind kind, int64_t id,
                                enum zk_see see, struct zk_arena *arena, struct zk_version **out,
                                size_t *count, struct zk_error *err);

/** The whole record as it was, to be put again. @retval ZK_NOT_FOUND  no such version */
enum zk_status zk_store_version(struct zk_store *store, enum zk_kind kind, int64_t id,
                                int64_t version, struct zk_arena *arena, struct zk_record **out,
                                struct zk_error *err);

/**
 * Make one of two records of a kind: what is empty in `into` is taken from `from`, what linked to
 * `from` links to `into`, consents and what is kept back of `from` hold for `into`, which is for
 * the office alone where `from` was, and the address of `from` leads there for good. In a
 * transaction.
 *
 * @retval ZK_NOT_FOUND ZK_BAD_VALUE
 */
enum zk_status zk_store_merge(struct zk_store *store, enum zk_kind kind, int64_t from, int64_t into,
                              struct zk_error *err);

/** Where a merged record went; 0 when it was not merged. */
enum zk_status zk_store_redirect(struct zk_store *store, enum zk_kind kind, int64_t id,
                                 int64_t *target, struct zk_error *err);

#endif
