/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing in, and opening an account with its one-use secret. Whatever is wrong, the answer and
 * the time it takes are the same.
 */
#include "private.h"

#include <sodium.h>

enum { PERIOD_SECONDS = 90 * 86400 };

/* Of nobody's password; made once by zk_password_hash(), so that it costs what a real one does. */
const char zk_login_nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$c3lDkYx0KiHEWVYLV6UQZg$"
                               "EqvkBPzYp2HG0dMfwXl4V4G5fXkcNpMbAFrW6tsGQ5Y";

struct found {
    int64_t id, password_at, version;
    const char *password;
    enum zk_role role;
    bool active, totp;
};

static enum zk_status find(struct zk_store *store, const char *login, struct zk_arena *arena,
                           struct found *out, struct zk_error *err)
{
    struct zk_cursor rows;
    const char *role;
    enum zk_status st = zk_sql_open(store, &rows,
                                    "SELECT id, password, password_at, role, state = 'active',"
                                    " totp_step > 0, version FROM account WHERE login = ?1",
                                    err, "t", login);

    *out = (struct found){ 0 };
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        out->id = zk_sql_int(&rows, 0);
        out->password = zk_sql_text(&rows, 1, arena);
        out->password_at = zk_sql_int(&rows, 2);
        role = zk_sql_text(&rows, 3, arena);
        out->role = role ? zk_role_find(role) : (enum zk_role)ZK_ROLE_NOBODY;
        out->active = zk_sql_int(&rows, 4) != 0;
        out->totp = zk_sql_int(&rows, 5) != 0;
        out->version = zk_sql_int(&rows, 6);
    }
    if (st == ZK_OK && rows.no_memory)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory to sign in");
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_login_check(const struct zk_access *access, struct zk_store *store,
                              const char *login, const char *password, struct zk_arena *arena,
                              struct zk_proof *out, struct zk_error *err)
{
    struct found found;
    enum zk_status st = find(store, login, arena, &found, err);
    bool right;

    *out = (struct zk_proof){ 0 };
    if (st != ZK_OK)
        return st;
    out->account = found.id;
    right = zk_password_matches(found.password ? found.password : zk_login_nobody, password);
    right = right & (found.password != NULL) & found.active; /* all three, whatever is wrong */
    if (!right)
        return zk_access_refuse(err);
    out->role = found.role;
    out->version = found.version;
    out->totp = found.totp || zk_role_needs_totp(found.role);
    out->expired =
        access->password_periods && zk_now(&access->clock) - found.password_at > PERIOD_SECONDS;
    return ZK_OK;
}

enum zk_status zk_login_holds(struct zk_store *store, const struct zk_proof *proof,
                              struct zk_error *err)
{
    int64_t holds;
    enum zk_status st = zk_sql_number(store, &holds,
                                      "SELECT count(*) FROM account WHERE id = ?1 AND version = ?2"
                                      " AND state = 'active'",
                                      err, "ii", proof->account, proof->version);

    return st == ZK_OK && holds == 0 ? zk_access_refuse(err) : st;
}

enum zk_status zk_login_second(const struct zk_access *access, struct zk_store *store,
                               const struct zk_proof *proof, const char *code, struct zk_error *err)
{
    enum zk_status st = zk_login_holds(store, proof, err);

    if (st != ZK_OK || !proof->totp)
        return st;
    return zk_totp_use(access, store, proof->account, code ? code : "", err);
}

/* The account a one-use secret is for. */
static enum zk_status find_invited(const struct zk_access *access, struct zk_store *store,
                                   const char *secret, struct zk_arena *arena,
                                   struct zk_account *out, bool *offered, struct zk_error *err)
{
    unsigned char hash[ZK_HASH_BYTES];
    struct zk_cursor rows;
    bool found = false;
    enum zk_status st;

    if (strlen(secret) != ZK_TOKEN_CHARS)
        return zk_access_refuse(err);
    zk_token_hash(secret, hash);
    st = zk_sql_open(store, &rows,
                     "SELECT " ZK_ACCOUNT_COLUMNS ", a.totp_offer IS NOT NULL FROM account a"
                     " JOIN token i ON i.account_id = a.id WHERE i.hash = ?1 AND i.kind = 'invite'"
                     " AND i.expires_at > ?2 AND a.state = 'invited'",
                     err, "bi", (const void *)hash, sizeof(hash), zk_now(&access->clock));
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    found = st == ZK_OK && rows.row;
    if (found) {
        zk_account_read(&rows, arena, out);
        *offered = zk_sql_int(&rows, 10) != 0;
    }
    if (st == ZK_OK && rows.no_memory)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for an account");
    zk_sql_close(&rows);
    if (st != ZK_OK)
        return st;
    return found ? ZK_OK : zk_access_refuse(err);
}

enum zk_status zk_login_peek(const struct zk_access *access, struct zk_store *store,
                             const char *secret, struct zk_arena *arena, struct zk_opening *out,
                             struct zk_error *err)
{
    bool offered;

    *out = (struct zk_opening){ 0 };
    return find_invited(access, store, secret, arena, &out->account, &offered, err);
}

enum zk_status zk_login_open(const struct zk_access *access, struct zk_store *store,
                             const char *secret, struct zk_arena *arena, struct zk_opening *out,
                             struct zk_error *err)
{
    enum zk_status st = zk_login_peek(access, store, secret, arena, out, err);

    if (st == ZK_OK && zk_role_needs_totp(out->account.role))
        st = zk_totp_offer(access, store, out->account.id, arena, &out->totp, err);
    return st;
}

enum zk_status zk_login_activate(const struct zk_access *access, struct zk_store *store,
                                 const char *secret, const char *hash, const char *code,
                                 struct zk_arena *arena, struct zk_account **out,
                                 struct zk_error *err)
{
    struct zk_account account;
    bool offered;
    enum zk_status st = find_invited(access, store, secret, arena, &account, &offered, err);

    *out = NULL;
    if (st == ZK_OK && (offered || zk_role_needs_totp(account.role)))
        st = zk_totp_confirm(access, store, account.id, code ? code : "", err);
    if (st == ZK_OK)
        st = zk_sql_run(store, "UPDATE account SET state = 'active' WHERE id = ?1", err, "i",
                        account.id);
    if (st == ZK_OK)
        st = zk_sql_run(store, "DELETE FROM token WHERE account_id = ?1", err, "i", account.id);
    if (st == ZK_OK)
        st = zk_password_set(access, store, account.id, hash, 0, err);
    if (st == ZK_OK)
        st = zk_account_get(store, account.id, arena, out, err);
    return st;
}
