/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The people the records are about: what they agreed to, what they ask for, and what is kept of
 * them how long (个人信息保护法).
 *
 * A backup that is restored brings back who was erased, or withdrew, since it was made, shows again
 * what was kept from the public, and has what was corrected as it was before. All of these are
 * therefore written to a file beside the store ("subjects.log"; see subject_log.h) before they are
 * committed, and what a store does not have yet is done again by zk_subject_reapply(), when the
 * server starts and by `zhiku-indexer retain`.
 */
#ifndef ZK_SUBJECT_H
#define ZK_SUBJECT_H

#include "access.h"
#include "visibility.h"

enum {
    ZK_REQUEST_DAYS = 15,       /* until a request must be answered */
    ZK_SUBJECT_TEXT_MAX = 1000, /* characters of a request */
    ZK_SUBJECT_LIST_MAX = 500,
    ZK_REQUEST_PAGE_MAX = 100,
};

struct zk_consent {
    int64_t id, given_at, expires_at /* 0: none */, withdrawn_at /* 0: not */;
    const char *statement, *channel, *scope;
    bool valid; /* now */
};

/** All there is to agree to: that contacts are seen and passed on, for introductions. */
#define ZK_CONSENT_SCOPE "contacts"

/**
 * Note what the person of a record agreed to: of an expert himself, of other records the contact
 * person.
 *
 * @param consent  statement, channel, scope, expires_at
 * @retval ZK_BAD_VALUE  another scope; by "web", another edition of the statement than the one in
 *                       force; by others, who is not the office
 * @retval ZK_REFUSED  records of this kind hold nothing by consent
 */
enum zk_status zk_consent_give(const struct zk_access *access, struct zk_store *store,
                               const struct zk_who *who, const struct zk_record *record,
                               const struct zk_consent *consent, struct zk_error *err);

/** Newest first. */
enum zk_status zk_consent_list(const struct zk_access *access, struct zk_store *store,
                               int64_t record, struct zk_arena *arena, struct zk_consent **out,
                               size_t *count, struct zk_error *err);

/** Is there one that opens contacts: of the table, or on paper, imported with the record
 * (consent_valid.c). */
enum zk_status zk_consent_valid(const struct zk_access *access, struct zk_store *store,
                                int64_t record, bool *valid, struct zk_error *err);

/**
 * All end now, and what was kept by consent is removed; an expert's record is not public any more.
 *
 * @param record  whole; changed
 */
enum zk_status zk_consent_end(const struct zk_access *access, struct zk_store *store,
                              struct zk_record *record, struct zk_error *err);

/** The same, by the person's own wish, which is remembered. */
enum zk_status zk_consent_withdraw(const struct zk_access *access, struct zk_store *store,
                                   struct zk_record *record, struct zk_error *err);

/* ---- what the public does not see (hidden.c) ---- */

/** Which fields the owner keeps back; *hidden has a flag a field. */
enum zk_status zk_hidden_get(struct zk_store *store, const struct zk_record *record,
                             bool hidden[ZK_FIELD_COUNT], struct zk_error *err);

/** @param fields  names divided by commas: these and no others. @retval ZK_UNKNOWN_PARAMETER
 * ZK_FORBIDDEN */
enum zk_status zk_hidden_set(struct zk_store *store, const struct zk_record *record,
                             const char *fields, struct zk_error *err);

/* ---- what else is kept of an expert ---- */

/** What is kept of his account, beside the record, and which fields he keeps from the public. */
enum zk_kept {
    ZK_KEPT_DRAFTS,
    ZK_KEPT_REQUESTS,
    ZK_KEPT_SAVED,
    ZK_KEPT_MAIL,
    ZK_KEPT_SHORTLIST,
    ZK_KEPT_HIDDEN,
    ZK_KEPT_COUNT
};

/** Each as lines; "" for none. */
enum zk_status zk_subject_kept(struct zk_store *store, int64_t expert, struct zk_arena *arena,
                               const char *out[ZK_KEPT_COUNT], struct zk_error *err);

/* ---- erasing ---- */

/**
 * Remove a person: record, history, drafts, consents, account, searches for the name; what links
 * to the record keeps no name, and a restore does it again. Cannot be undone.
 *
 * @param folder  of the log; NULL: it is there already
 */
enum zk_status zk_subject_erase(struct zk_store *store, const char *folder, int64_t expert,
                                struct zk_error *err);

/** A text, in arena, without the names of an expert who is not erased yet. */
enum zk_status zk_subject_unnamed(struct zk_store *store, int64_t expert, const char *text,
                                  struct zk_arena *arena, const char **out, struct zk_error *err);

/* ---- what a restore must do again (subject_log.c, restore.c) ---- */

/** Write down an action ("erase", "withdraw", "hide") on a record, in the transaction of it. */
enum zk_status zk_subject_note(struct zk_store *store, const char *folder, const char *action,
                               const struct zk_record *record, const char *rest,
                               struct zk_error *err);

/** How long the file is; 0: there is none. */
int64_t zk_subject_log_bytes(const char *folder);

/** What was written down is of a transaction that was rolled back: it goes, or it would be done
 * again as if a restore had undone it. In no transaction; nobody else writes down meanwhile. */
enum zk_status zk_subject_cut(struct zk_store *store, const char *folder, struct zk_error *err);

/** Write down the fields of an expert that differ; of other records nothing. */
enum zk_status zk_subject_note_changes(struct zk_store *store, const char *folder,
                                       const struct zk_record *old, const struct zk_record *now,
                                       struct zk_error *err);

/** Make unreadable what was written down of a record's fields; by_consent: of those kept by
 * consent alone. */
enum zk_status zk_subject_wipe(const char *folder, const struct zk_record *record, bool by_consent,
                               struct zk_error *err);

/* ---- of a record and of those that were merged into it (merged.c) ---- */

/** zk_subject_note(), zk_subject_note_changes() and zk_subject_wipe() for each: a backup of before
 * the merge has them all. Those that were merged get no other ref and are not made public. */
enum zk_status zk_subject_note_all(struct zk_store *store, const char *folder, const char *action,
                                   const struct zk_record *record, const char *rest,
                                   struct zk_error *err);
enum zk_status zk_subject_note_changes_all(struct zk_store *store, const char *folder,
                                           const struct zk_record *old, const struct zk_record *now,
                                           struct zk_error *err);
enum zk_status zk_subject_wipe_all(struct zk_store *store, const char *folder,
                                   const struct zk_record *record, bool by_consent,
                                   struct zk_error *err);

/** zk_consent_withdraw(), and a restored backup withdraws again. */
enum zk_status zk_subject_withdraw(const struct zk_access *access, struct zk_store *store,
                                   const char *folder, struct zk_record *record,
                                   struct zk_error *err);

/**
 * zk_store_merge(); where an expert's last word on consent, in either record, is a withdrawal, the
 * one is withdrawn. Other records have a contact person each: the one that stays keeps what its own
 * said.
 *
 * @retval ZK_NOT_FOUND ZK_BAD_VALUE
 * @retval ZK_REFUSED  a draft into what is public
 */
enum zk_status zk_subject_merge(const struct zk_access *access, struct zk_store *store,
                                const char *folder, enum zk_kind kind, int64_t from, int64_t into,
                                struct zk_arena *arena, struct zk_error *err);

/**
 * Do again what this store does not have yet; where there is any, sessions, API tokens and
 * invitations end, as some may have since. *count: how many it had to. In no transaction.
 *
 * @retval ZK_CORRUPT  the file is gone, shorter than what the store has of it, or another one
 */
enum zk_status zk_subject_reapply(const struct zk_access *access, struct zk_store *store,
                                  const char *folder, int64_t *count, struct zk_error *err);

/**
 * The file the store knows is lost for good: all of what there is, if any, is to be done again.
 *
 * @retval ZK_REFUSED  it is there
 */
enum zk_status zk_subject_log_lost(struct zk_store *store, const char *folder,
                                   struct zk_error *err);

struct zk_subject_request {
    int64_t id, record, at, due_at, account, done_at;
    const char *what, *kind, *text, *outcome; /* outcome NULL: open */
};

/** Anybody may ask. @retval ZK_BAD_VALUE */
enum zk_status zk_request_add(const struct zk_access *access, struct zk_store *store,
                              const struct zk_who *who, const struct zk_subject_request *request,
                              int64_t *id, struct zk_error *err);

/** Some of the register: open ones first, by deadline. */
struct zk_request_page {
    size_t from, size; /* what is wanted; size at most ZK_REQUEST_PAGE_MAX */
    struct zk_subject_request *list;
    size_t count;
    int64_t total;
};
enum zk_status zk_request_list(struct zk_store *store, struct zk_arena *arena,
                               struct zk_request_page *page, struct zk_error *err);

/** @param[out] about  "expert:12", in arena. @retval ZK_NOT_FOUND  no open one */
enum zk_status zk_request_close(const struct zk_access *access, struct zk_store *store, int64_t id,
                                bool done, struct zk_arena *arena, const char **about,
                                struct zk_error *err);

/** An expert's data leave by the office's hand only when he asks for them. @retval ZK_REFUSED  the
 * register has no open request of export */
enum zk_status zk_request_wanted(struct zk_store *store, int64_t expert, struct zk_error *err);

struct zk_retained {
    int64_t reapplied; /* what a restore had undone */
    int64_t emptied;   /* records whose consent has ended */
    int64_t accounts;  /* never opened, or never let in, and old; who was disabled as long ago
                        * keeps the account, but nothing to be told and no address */
    int64_t requests;  /* closed long ago */
};

/** What is kept longer than it is for goes. Begins and ends its own transactions. */
enum zk_status zk_subject_retain(const struct zk_access *access, struct zk_store *store,
                                 const char *data_folder, struct zk_retained *out,
                                 struct zk_error *err);

#endif
