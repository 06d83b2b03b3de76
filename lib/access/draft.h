/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes an expert asks for, which wait until the office has looked at them.
 */
#ifndef ZK_DRAFT_H
#define ZK_DRAFT_H

#include "access.h"
#include "history.h"

enum { ZK_DRAFTS_MAX = 500 };

struct zk_draft {
    int64_t id, record, account, version, at;
    enum zk_kind kind;
    const char *title; /* of the record */
    const struct zk_field_change *fields;
    size_t count;
};

/** Keep what differs between old and record; an earlier draft of the same record is replaced, and
 * by nothing where nothing differs: *id is then 0. */
enum zk_status zk_draft_add(const struct zk_access *access, struct zk_store *store,
                            const struct zk_who *who, const struct zk_record *old,
                            const struct zk_record *record, int64_t *id, struct zk_error *err);

/** Those of an account, or (0) all, oldest first; cells as see shows them. */
enum zk_status zk_draft_list(struct zk_store *store, int64_t account, enum zk_see see,
                             struct zk_arena *arena, struct zk_draft **out, size_t *count,
                             struct zk_error *err);

/** One, whole. @retval ZK_NOT_FOUND */
enum zk_status zk_draft_get(struct zk_store *store, int64_t id, struct zk_arena *arena,
                            struct zk_draft *out, struct zk_error *err);

/**
 * Approve (the record is put, as changed by who asked) or drop. Either way the draft is gone.
 *
 * @param draft  whole, by zk_draft_get()
 * @retval ZK_CONFLICT  the record was changed since
 */
enum zk_status zk_draft_decide(struct zk_store *store, const struct zk_draft *draft, bool approve,
                               struct zk_arena *arena, struct zk_error *err);

#endif
