/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values in the audit that only a person's key opens.
 */
#ifndef ZK_AUDIT_SEAL_H
#define ZK_AUDIT_SEAL_H

#include "access.h"

/** Is it told of a person? object may be NULL. */
bool zk_audit_is_personal(const char *object);

/** *text sealed, in arena; "" stays. A key is made where there is none; what is told of who is
 * erased nobody can open. */
enum zk_status zk_audit_seal(struct zk_store *store, const char *object, struct zk_arena *arena,
                             const char **text, struct zk_error *err);

/** The inverse; what was never sealed stays, what nobody can open any more says so. */
enum zk_status zk_audit_unseal(struct zk_store *store, const char *object, struct zk_arena *arena,
                               const char **text, struct zk_error *err);

#endif
