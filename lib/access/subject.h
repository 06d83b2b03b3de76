/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The people the records are about: what they agreed to, what they ask for, and what is kept of
 * them how long (个人信息保护法).
 *
 * A backup that is restored brings back who was erased, or withdrew, since it was made. Therefore
 * both are written to a file beside the store ("erased.log": action, kind, number and time of
 * making, nothing else), and done again by zk_subject_reapply() when the server starts and by
 * `zhiku-indexer retain`.
 */
#ifndef ZK_SUBJECT_H
#define ZK_SUBJECT_H

#include "access.h"

enum {
    ZK_REQUEST_DAYS = 15,       /* until a request must be answered */
    ZK_SUBJECT_TEXT_MAX = 1000, /* characters of a request */
    ZK_SUBJECT_LIST_MAX = 500,
};

struct zk_consent {
    int64_t id, given_at, expires_at /* 0: none */, withdrawn_at /* 0: not */;
    const char *statement, *channel, *scope;
    bool valid; /* now */
};

/** @param consent  statement, channel, scope, expires_at. @retval ZK_BAD_VALUE */
enum zk_status zk_consent_give(const struct zk_access *access, struct zk_store *store,
                               const struct zk_who *who, int64_t expert,
                               const struct zk_consent *consent, struct zk_error *err);

/** Newest first. */
enum zk_status zk_consent_list(const struct zk_access *access, struct zk_store *store,
                               int64_t expert, struct zk_arena *arena, struct zk_consent **out,
                               size_t *count, struct zk_error *err);

/** Is there one that counts: of the table, or on paper, imported with the record. */
enum zk_status zk_consent_valid(const struct zk_access *access, struct zk_store *store,
                                int64_t expert, bool *valid, struct zk_error *err);

/** All end now; the record is not public any more and what was kept by consent is removed. */
enum zk_status zk_consent_withdraw(const struct zk_access *access, struct zk_store *store,
                                   int64_t expert, struct zk_arena *arena, struct zk_error *err);

/**
 * Remove a person: record, history, drafts, consents, account; what links to the record keeps no
 * name. Cannot be undone.
 *
 * @param[out] made  when the record was made, for zk_subject_note(); in arena
 */
enum zk_status zk_subject_erase(struct zk_store *store, int64_t expert, struct zk_arena *arena,
                                const char **made, struct zk_error *err);

/** Append to the file of what a restore must do again; before the commit. action: "erase",
 * "withdraw" */
enum zk_status zk_subject_note(const char *data_folder, const char *action, int64_t expert,
                               const char *made, struct zk_error *err);

/** Do again what the file says. *count: how many it had to. In no transaction. */
enum zk_status zk_subject_reapply(const struct zk_access *access, struct zk_store *store,
                                  const char *data_folder, int64_t *count, struct zk_error *err);

struct zk_subject_request {
    int64_t id, record, at, due_at, account, done_at;
    const char *what, *kind, *text, *outcome; /* outcome NULL: open */
};

/** Anybody may ask. @retval ZK_BAD_VALUE */
enum zk_status zk_request_add(const struct zk_access *access, struct zk_store *store,
                              const struct zk_who *who, const struct zk_subject_request *request,
                              int64_t *id, struct zk_error *err);

/** Open ones first, by deadline. */
enum zk_status zk_request_list(struct zk_store *store, struct zk_arena *arena,
                               struct zk_subject_request **out, size_t *count,
                               struct zk_error *err);

/** @retval ZK_NOT_FOUND  no open one */
enum zk_status zk_request_close(const struct zk_access *access, struct zk_store *store, int64_t id,
                                bool done, struct zk_error *err);

struct zk_retained {
    int64_t reapplied; /* erasures and withdrawals a restore had undone */
    int64_t emptied;   /* records whose consent has ended */
    int64_t accounts;  /* never opened, or never let in, and old */
    int64_t requests;  /* closed long ago */
};

/** What is kept longer than it is for goes. Begins and ends its own transactions. */
enum zk_status zk_subject_retain(const struct zk_access *access, struct zk_store *store,
                                 const char *data_folder, struct zk_retained *out,
                                 struct zk_error *err);

#endif
