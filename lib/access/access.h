/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts and what proves them: passwords, sessions, API tokens, one-use secrets, TOTP.
 *
 * A function that changes anything takes a store opened for writing, inside a transaction of the
 * caller's: change and audit entry (audit.h) are committed together or not at all. Hashing a
 * password takes 30 ms and 19 MiB, so it is done outside of transactions and off the threads that
 * serve requests. All times are seconds since 1970, by the clock given.
 *
 * A refusal never tells which part was wrong: ZK_UNAUTHORISED with one text for all.
 */
#ifndef ZK_ACCESS_H
#define ZK_ACCESS_H

#include "role.h"
#include "store.h"

#include <stdbool.h>

enum {
    ZK_LOGIN_MAX = 64, /* characters: a-z 0-9 . _ - @ */
    ZK_LOGIN_MIN = 3,
    ZK_ACCOUNT_NAME_MAX = 60,    /* characters */
    ZK_PASSWORD_BYTES_MAX = 512, /* longer ones are refused before they are hashed */
    ZK_TOKEN_CHARS = 43,         /* 256 bits in base64url */
    ZK_INVITE_SECONDS = 7 * 24 * 3600,
    ZK_TOKEN_DAYS_MAX = 366,
    ZK_SESSIONS_MAX = 20, /* of one account; the oldest one ends */
    ZK_TOTP_SECRET_BYTES = 20,
    ZK_PASSWORD_HASH = 128,
};

struct zk_clock {
    int64_t (*now)(void *with);
    void *with;
};

/** The machine's own. */
struct zk_clock zk_clock_real(void);

static inline int64_t zk_now(const struct zk_clock *clock)
{
    return clock->now(clock->with);
}

/** What the office decides; read-only while requests run. */
struct zk_access {
    struct zk_clock clock;
    bool password_periods; /* 等保2.0: kinds of characters, changed every 90 days; else by length */
    int idle_seconds;      /* a session ends when it is not used for so long */
    int session_seconds;   /* and after so long in any case */
    const char *keys;      /* file of the keys that seal secrets of one-time codes; seal.h */
};

enum zk_account_state {
    ZK_ACCOUNT_INVITED,
    ZK_ACCOUNT_PENDING,
    ZK_ACCOUNT_ACTIVE,
    ZK_ACCOUNT_DISABLED
};

struct zk_account {
    int64_t id;
    const char *login;
    const char *name;
    enum zk_role role;
    enum zk_account_state state;
    int64_t record; /* enterprise: its organisation; expert: the own record; 0 for none */
    bool totp;      /* confirmed, and asked for */
    int64_t created_at;
    int64_t seen_at; /* newest use of a session or token, 0 for never */
    int64_t version;
};

/** Who asks: in every request, and behind every audit entry. */
struct zk_who {
    int64_t account; /* 0: nobody is signed in */
    enum zk_role role;
    int64_t record;    /* as in struct zk_account */
    const char *login; /* NULL: nobody */
    const char *name;
    int64_t token;       /* of the session or API token that proved it */
    bool api;            /* by an API token */
    const char *address; /* "" for the command line */
    bool stale;          /* zk_session_touch() is due */
};

const char *zk_account_state_name(enum zk_account_state state);

/** Office and administrator cannot do without a second factor. */
bool zk_role_needs_totp(enum zk_role role);

/* ---- accounts (account.c) ---- */

/**
 * A new account that waits for its owner: *secret (ZK_TOKEN_CHARS, in arena) opens it once.
 *
 * @param record  as in struct zk_account; must be of the kind the role wants
 * @retval ZK_DUPLICATE  the login is taken
 * @retval ZK_BAD_VALUE  login, name, role or record
 */
enum zk_status zk_account_invite(const struct zk_access *access, struct zk_store *store,
                                 const struct zk_account *account, struct zk_arena *arena,
                                 int64_t *id, const char **secret, struct zk_error *err);

/**
 * Another one-use secret for an account: password and TOTP are chosen anew, sessions end.
 *
 * @param even_last  the last administrator too, whom nobody but the command line could let in again
 * @retval ZK_REFUSED  it is the last administrator
 */
enum zk_status zk_account_reinvite(const struct zk_access *access, struct zk_store *store,
                                   int64_t id, bool even_last, struct zk_arena *arena,
                                   const char **secret, struct zk_error *err);

/**
 * Somebody of an enterprise asks for an account. Without an organisation of that credit code in
 * the store, approval makes one. That the login is another's is told to the office alone.
 *
 * @param hash  of the password, by zk_password_hash()
 * @retval ZK_BAD_VALUE
 */
enum zk_status zk_account_register(const struct zk_access *access, struct zk_store *store,
                                   const struct zk_account *account, const char *hash,
                                   const char *credit_code, const char *organisation, int64_t *id,
                                   struct zk_error *err);

struct zk_registration {
    struct zk_account account; /* with the login that was asked for; */
    bool taken;                /* it is another's */
    const char *credit_code;
    const char *organisation;
    int64_t at;
};

/** Some of those that wait, oldest first. */
struct zk_registration_page {
    size_t from, size; /* what is wanted */
    struct zk_registration *list;
    size_t count;
    int64_t total;
};
enum zk_status zk_account_registrations(struct zk_store *store, struct zk_arena *arena,
                                        struct zk_registration_page *page, struct zk_error *err);

/**
 * The office lets a registered person in, or does not (the account is removed).
 *
 * @param login  instead of the one that was asked for; NULL: that one
 * @retval ZK_NOT_FOUND
 * @retval ZK_DUPLICATE ZK_BAD_VALUE  the login
 * @retval ZK_REFUSED  another organisation has the credit code as its number
 */
enum zk_status zk_account_decide(struct zk_store *store, int64_t id, bool approve,
                                 const char *login, struct zk_arena *arena, struct zk_error *err);

/** @retval ZK_NOT_FOUND */
enum zk_status zk_account_get(struct zk_store *store, int64_t id, struct zk_arena *arena,
                              struct zk_account **out, struct zk_error *err);

/** Up to max accounts with id > after, ascending. */
enum zk_status zk_account_list(struct zk_store *store, int64_t after, size_t max,
                               struct zk_arena *arena, struct zk_account **out, size_t *count,
                               struct zk_error *err);

/**
 * Disable or enable. Disabling ends sessions and removes tokens. The last active administrator
 * stays.
 *
 * @retval ZK_NOT_FOUND ZK_REFUSED
 */
enum zk_status zk_account_set_active(struct zk_store *store, int64_t id, bool active,
                                     struct zk_error *err);

/* ---- signing in (login.c) ---- */

/** What login and password prove, before anything is changed. */
struct zk_proof {
    int64_t account; /* also after a refusal, for the audit; 0 when there is no such login */
    enum zk_role role;
    bool totp;
    bool expired;    /* the password must be changed now (password_periods) */
    int64_t version; /* of the account, as it was proved */
};

/** Slow: hashes. With an unknown login it hashes as well. @retval ZK_UNAUTHORISED */
enum zk_status zk_login_check(const struct zk_access *access, struct zk_store *store,
                              const char *login, const char *password, struct zk_arena *arena,
                              struct zk_proof *out, struct zk_error *err);

/**
 * In the transaction of what is made of a proof: hashing takes long, and whoever was disabled or
 * has another password since then has proved nothing.
 *
 * @retval ZK_UNAUTHORISED
 */
enum zk_status zk_login_holds(struct zk_store *store, const struct zk_proof *proof,
                              struct zk_error *err);

/** The second half, in a transaction: the proof holds; uses up the TOTP code, where one is asked
 * for. */
enum zk_status zk_login_second(const struct zk_access *access, struct zk_store *store,
                               const struct zk_proof *proof, const char *code,
                               struct zk_error *err);

/** What a one-use secret opens; a TOTP secret waits in the account where the role needs one. */
struct zk_opening {
    struct zk_account account;
    const char *totp; /* base32, NULL where none is needed */
};

/** What a secret would open, without touching anything. @retval ZK_UNAUTHORISED */
enum zk_status zk_login_peek(const struct zk_access *access, struct zk_store *store,
                             const char *secret, struct zk_arena *arena, struct zk_opening *out,
                             struct zk_error *err);

/** The same in a transaction: a new TOTP secret is made. */
enum zk_status zk_login_open(const struct zk_access *access, struct zk_store *store,
                             const char *secret, struct zk_arena *arena, struct zk_opening *out,
                             struct zk_error *err);

/** Use the secret up: the account is active with this password. @param hash of the password */
enum zk_status zk_login_activate(const struct zk_access *access, struct zk_store *store,
                                 const char *secret, const char *hash, const char *code,
                                 struct zk_arena *arena, struct zk_account **out,
                                 struct zk_error *err);

/* ---- passwords (password.c) ---- */

/** Does it meet the policy? @retval ZK_BAD_VALUE field "password", with what is wanted */
enum zk_status zk_password_check(const struct zk_access *access, const char *login,
                                 const char *password, struct zk_error *err);

/** Slow. argon2id, t=2, 19 MiB. @retval ZK_NO_MEMORY */
enum zk_status zk_password_hash(const char *password, char out[ZK_PASSWORD_HASH],
                                struct zk_error *err);

/** Slow. */
bool zk_password_matches(const char *hash, const char *password);

/** A new password, in a transaction: ends every session but keep. */
enum zk_status zk_password_set(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *hash, int64_t keep,
                               struct zk_error *err);

/* ---- sessions and tokens (session.c) ---- */

enum { ZK_HASH_BYTES = 32 };

/** A new secret of ZK_TOKEN_CHARS, in arena, and what the store may know of it. */
enum zk_status zk_token_draw(struct zk_arena *arena, const char **out,
                             unsigned char hash[ZK_HASH_BYTES], struct zk_error *err);
void zk_token_hash(const char *token, unsigned char out[ZK_HASH_BYTES]);

/** A new session; *token is what the cookie holds. */
enum zk_status zk_session_start(const struct zk_access *access, struct zk_store *store,
                                int64_t account, const char *program, const char *address,
                                struct zk_arena *arena, const char **token, struct zk_error *err);

/** A token for a program, valid for days. */
enum zk_status zk_token_create(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *name, int days, struct zk_arena *arena,
                               int64_t *id, const char **token, struct zk_error *err);

/** In a transaction: the session or token that was found is still there; it was ended, or its
 * account disabled, if not. @retval ZK_UNAUTHORISED */
enum zk_status zk_session_holds(struct zk_store *store, const struct zk_who *who,
                                struct zk_error *err);

/** Who a session cookie (api false) or an API token names. Reads only. @retval ZK_UNAUTHORISED */
enum zk_status zk_session_find(const struct zk_access *access, struct zk_store *store,
                               const char *token, bool api, struct zk_arena *arena,
                               struct zk_who *who, struct zk_error *err);

/** It was used just now. */
enum zk_status zk_session_touch(const struct zk_access *access, struct zk_store *store,
                                int64_t token, struct zk_error *err);

struct zk_session {
    int64_t id;
    bool api;
    const char *name;
    const char *address;
    int64_t created_at, seen_at, expires_at;
};

/** Sessions and API tokens that are valid, newest first. */
enum zk_status zk_session_list(const struct zk_access *access, struct zk_store *store,
                               int64_t account, struct zk_arena *arena, struct zk_session **out,
                               size_t *count, struct zk_error *err);

/** End one of an account. @retval ZK_NOT_FOUND  also when it is somebody else's */
enum zk_status zk_session_end(struct zk_store *store, int64_t account, int64_t token,
                              struct zk_error *err);

/** End all of an account but keep (0: all), its API tokens as well. */
enum zk_status zk_session_end_all(struct zk_store *store, int64_t account, int64_t keep,
                                  struct zk_error *err);

/** Remove what has expired. */
enum zk_status zk_session_sweep(const struct zk_access *access, struct zk_store *store,
                                struct zk_error *err);

/* ---- TOTP (totp.c; RFC 6238 with SHA-1, 6 digits, 30 s) ---- */

/** A new secret waits in the account, beside the one in use, until it is confirmed. */
enum zk_status zk_totp_offer(const struct zk_access *access, struct zk_store *store,
                             int64_t account, struct zk_arena *arena, const char **base32,
                             struct zk_error *err);

/** A code of the secret that waits: from now on it is the one in use. @retval ZK_UNAUTHORISED */
enum zk_status zk_totp_confirm(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *code, struct zk_error *err);

/** Use up a code: of the current step or one beside it, and newer than the last one used. */
enum zk_status zk_totp_use(const struct zk_access *access, struct zk_store *store, int64_t account,
                           const char *code, struct zk_error *err);

/** Do without, where the role may. @retval ZK_FORBIDDEN */
enum zk_status zk_totp_remove(struct zk_store *store, int64_t account, enum zk_role role,
                              struct zk_error *err);

#endif
