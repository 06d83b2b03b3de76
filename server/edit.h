/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What handlers that change records share: reading the changes a body asks for, If-Match, and
 * the audit of them.
 */
#ifndef ZK_EDIT_H
#define ZK_EDIT_H

#include "app.h"
#include "request.h"
#include "response.h"
#include "visibility.h"

/**
 * Apply a JSON object of fields to a record (RFC 7396: a member replaces, null empties, absent
 * leaves alone). Codes may be given as {code}, links as {id} or {name}, both with role. The mask of
 * a contact leaves it as it is.
 *
 * @param own  it is the caller's own record
 * @retval ZK_FORBIDDEN          a field the role may not change
 * @retval ZK_UNKNOWN_PARAMETER  no such field
 * @retval ZK_BAD_VALUE and what zk_record_parse() says
 */
enum zk_status zk_edit_body(const struct zk_request *request, struct zk_store *store, bool own,
                            struct zk_record *record, struct zk_error *err);

/** If-Match must name the version. @retval ZK_NO_PRECONDITION ZK_CONFLICT */
enum zk_status zk_edit_match(const struct zk_request *request, int64_t version,
                             struct zk_error *err);

/**
 * The view of the office or of the record's owner. To others the record is not there, and the
 * audit hears of it.
 *
 * @retval ZK_NOT_FOUND
 */
enum zk_status zk_edit_own(struct zk_store *store, const struct zk_request *request,
                           struct zk_response *response, enum zk_see *see, struct zk_error *err);

/** Somebody asked for a record and did not get it: the audit hears of it when it is there, and not
 * for him. */
void zk_record_stranger(const struct zk_request *request, struct zk_response *response,
                        enum zk_kind kind, int64_t id);

/** A change of one record, from its beginning to its answer. */
struct zk_edit {
    struct zk_app *app;
    const struct zk_request *request;
    struct zk_response *response;
    struct zk_store *store; /* in a transaction from zk_edit_begin() to zk_edit_end() */
    struct zk_record *old;  /* whole */
    bool own;
};

/**
 * Begin: the record, whole, for the office or its owner. To others it is not there, whether it is
 * or not, and the audit hears of it.
 *
 * @param match  If-Match must name its version
 * @retval ZK_NOT_FOUND ZK_NO_PRECONDITION ZK_CONFLICT
 */
enum zk_status zk_edit_begin(struct zk_edit *edit, bool match, struct zk_error *err);
/** Commit when st is ZK_OK, else undo; also when it was not begun. */
enum zk_status zk_edit_end(struct zk_edit *edit, enum zk_status st, struct zk_error *err);
/** The record as it is now, as GET would answer. */
enum zk_status zk_edit_answer(struct zk_edit *edit, struct zk_error *err);

/** What personal data are wanted for must be said. @retval ZK_BAD_VALUE */
enum zk_status zk_edit_purpose(const char *purpose, struct zk_error *err);

/** "expert:12", in the request's arena. */
const char *zk_edit_object(const struct zk_request *request, enum zk_kind kind, int64_t id);

/** One entry a changed field; old NULL: the record is new. What not everybody sees is not told. */
enum zk_status zk_edit_audit(struct zk_app *app, struct zk_store *store,
                             const struct zk_request *request, const char *action,
                             const struct zk_record *old, const struct zk_record *record,
                             int64_t id, struct zk_error *err);

#endif
