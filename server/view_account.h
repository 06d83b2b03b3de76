/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts, sessions and audit rows as JSON.
 */
#ifndef ZK_VIEW_ACCOUNT_H
#define ZK_VIEW_ACCOUNT_H

#include "audit.h"
#include "json.h"

/** "2026-01-31T08:00:00Z", or nothing at all for 0. */
void zk_view_time(struct zk_json *json, const char *key, int64_t seconds);

void zk_view_account(struct zk_json *json, const struct zk_account *account);
/** Who asks: what a page needs to know of itself. null when nobody is signed in. */
void zk_view_who(struct zk_json *json, const struct zk_who *who);
/** @param own  the token that asks, which is marked */
void zk_view_tokens(struct zk_json *json, const struct zk_session *tokens, size_t count,
                    int64_t own);
void zk_view_audit(struct zk_json *json, const struct zk_audit_row *row);

#endif
