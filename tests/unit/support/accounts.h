/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store with accounts, and a clock of the test's own.
 */
#ifndef ZK_TEST_ACCOUNTS_H
#define ZK_TEST_ACCOUNTS_H

#include "suite.h"

#include "../../../lib/access/private.h"
#include "seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *folder;
static char path[512], keys[512];
static struct zk_store *store;
static struct zk_arena *arena;
static struct zk_error error;
static int64_t now;
static struct zk_access access_;

static const char good[] = "an-ordinary-sentence";
static inline int64_t clock_now(void *with)
{
    (void)with;
    return now;
}

static inline void begin(void)
{
    folder = test_folder();
    (void)snprintf(path, sizeof(path), "%s/zhiku.db", folder);
    arena = zk_arena_open();
    now = 1800000000;
    (void)snprintf(keys, sizeof(keys), "%s/totp.key", folder);
    access_ = (struct zk_access){ { clock_now, NULL }, false, 1800, 43200, keys };
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
    OK(zk_seal_start(&access_, store, &error));
}

static inline void end(void)
{
    zk_store_close(store);
    zk_arena_close(arena);
    test_folder_remove(folder);
}

static inline int64_t invite(const char *login, enum zk_role role, const char **secret)
{
    struct zk_account account = { .login = login, .name = "某人", .role = role };
    int64_t id;

    OK(zk_account_invite(&access_, store, &account, arena, &id, secret, &error));
    return id;
}

/* An active account with the password above, without codes. */
static inline int64_t open_account(const char *login, enum zk_role role)
{
    struct zk_account *account;
    char hash[ZK_PASSWORD_HASH];
    const char *secret;
    int64_t id = invite(login, role, &secret);

    OK(zk_password_hash(good, hash, &error));
    OK(zk_login_activate(&access_, store, secret, hash, NULL, arena, &account, &error));
    ck_assert_int_eq(account->id, id);
    ck_assert_int_eq(account->state, ZK_ACCOUNT_ACTIVE);
    return id;
}

static inline enum zk_status try_login(const char *login, const char *password, struct zk_proof *proof)
{
    return zk_login_check(&access_, store, login, password, arena, proof, &error);
}

static inline const char *code_at(const char *base32, int64_t time)
{
    static char text[8];
    unsigned char bytes[ZK_TOTP_SECRET_BYTES];
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned bits = 0;
    int have = 0, n = 0;

    for (const char *p = base32; *p; p++) {
        bits = bits << 5 | (unsigned)(strchr(alphabet, *p) - alphabet);
        have += 5;
        if (have >= 8)
            bytes[n++] = (unsigned char)(bits >> (have -= 8));
    }
    ck_assert_int_eq(n, ZK_TOTP_SECRET_BYTES);
    (void)snprintf(text, sizeof(text), "%06u", zk_hotp(bytes, (uint64_t)(time / 30)));
    return text;
}

#endif
