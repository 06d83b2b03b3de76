/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of lib/access share.
 */
#ifndef ZK_ACCESS_PRIVATE_H
#define ZK_ACCESS_PRIVATE_H

#include "access.h"
#include "sql.h"

#include <stddef.h>
#include <string.h>

enum { ZK_SHA1_BYTES = 20 };

extern const char *const zk_common_passwords[];
extern const size_t zk_common_password_count;

/* The hash of no password: who is unknown takes as long to refuse. */
extern const char zk_login_nobody[];

/* The one refusal. */
static inline enum zk_status zk_access_refuse(struct zk_error *err)
{
    return zk_fail(err, ZK_UNAUTHORISED, "",
                   "账号、密码、验证码或链接不正确，或已失效 / not valid");
}

/* Columns of an account, in the order zk_account_read() wants. */
#define ZK_ACCOUNT_COLUMNS                                                                         \
    "a.id, a.login, a.name, a.role, a.state, a.record_id, a.totp_step > 0, a.created_at,"          \
    " a.version, (SELECT max(seen_at) FROM token t WHERE t.account_id = a.id AND t.kind <> "       \
    "'invite')"

void zk_account_read(struct zk_cursor *rows, struct zk_arena *arena, struct zk_account *out);

/* An account that is to be made (account.c). */
enum zk_status zk_account_check(const struct zk_account *account, struct zk_error *err);
enum zk_status zk_account_check_login(const char *login, struct zk_error *err);
/* @retval ZK_DUPLICATE */
enum zk_status zk_account_check_free(struct zk_store *store, const char *login,
                                     struct zk_error *err);
enum zk_status zk_account_add(const struct zk_access *access, struct zk_store *store,
                              const struct zk_account *account, const char *state, const char *hash,
                              int64_t *id, struct zk_error *err);

/* session.c */
/* Make and store a token; its text in arena. */
enum zk_status zk_token_make(struct zk_store *store, int64_t account, const char *kind,
                             const char *name, const char *address, int64_t now, int64_t expires,
                             struct zk_arena *arena, const char **out, struct zk_error *err);

/* totp.c */
void zk_sha1(const unsigned char *bytes, size_t len, unsigned char out[ZK_SHA1_BYTES]);
/* RFC 4226 */
unsigned zk_hotp(const unsigned char secret[ZK_TOTP_SECRET_BYTES], uint64_t counter);
const char *zk_base32(const unsigned char *bytes, size_t len, struct zk_arena *arena);

#endif
