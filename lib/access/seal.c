/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal.h"

#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEALED_BYTES = NONCE_BYTES + ZK_TOTP_SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    KEYS_MAX = 4,
    LINE_BYTES = 2 * KEY_BYTES + 2,
    PATH_BYTES = 1100,
};

struct keys {
    unsigned char list[KEYS_MAX][KEY_BYTES];
    int count; /* 0: there is no file */
};

/* ---- the file ---- */

static enum zk_status bad_file(const struct zk_access *access, const char *why,
                               struct zk_error *err)
{
    return zk_fail(err, ZK_USAGE, "totp_key", "%s: %s", access->keys, why);
}

static enum zk_status read_keys(const struct zk_access *access, struct keys *out,
                                struct zk_error *err)
{
    char line[LINE_BYTES + 1];
    struct stat info;
    FILE *file;
    enum zk_status st = ZK_OK;

    *out = (struct keys){ .count = 0 };
    file = fopen(access->keys, "re");
    if (!file)
        return errno == ENOENT ? ZK_OK : bad_file(access, strerror(errno), err);
    if (fstat(fileno(file), &info) != 0 || (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        st = bad_file(access, "others can read it: chmod 600", err);
    while (st == ZK_OK && fgets(line, sizeof(line), file)) {
        size_t len = 0;

        if (out->count == KEYS_MAX ||
            sodium_hex2bin(out->list[out->count], KEY_BYTES, line, strcspn(line, "\n"), NULL, &len,
                           NULL) != 0 ||
            len != KEY_BYTES)
            st = bad_file(access, "not a file of keys", err);
        out->count++;
    }
    if (st == ZK_OK && out->count == 0)
        st = bad_file(access, "it is empty", err);
    sodium_memzero(line, sizeof(line));
    (void)fclose(file);
    return st;
}

static bool write_all(int fd, const struct keys *keys)
{
    char line[LINE_BYTES];
    bool ok = true;

    for (int i = 0; i < keys->count; i++) {
        (void)sodium_bin2hex(line, sizeof(line), keys->list[i], KEY_BYTES);
        line[LINE_BYTES - 2] = '\n';
        ok = ok && write(fd, line, LINE_BYTES - 1) == LINE_BYTES - 1;
    }
    sodium_memzero(line, sizeof(line));
    return ok && fsync(fd) == 0;
}

/* Whole or not at all: under another name first. */
static enum zk_status write_keys(const struct zk_access *access, const struct keys *keys,
                                 struct zk_error *err)
{
    char path[PATH_BYTES];
    bool ok;
    int fd;

    (void)snprintf(path, sizeof(path), "%s.new", access->keys);
    (void)unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ok = fd >= 0 && write_all(fd, keys);
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    if (!ok || rename(path, access->keys) != 0)
        return zk_fail(err, ZK_IO, "totp_key", "%s cannot be written: %s", access->keys,
                       strerror(errno));
    return ZK_OK;
}

/* ---- one secret ---- */

static enum zk_status put(struct zk_store *store, const struct keys *keys, int64_t account,
                          enum zk_sealed what, const unsigned char *secret, struct zk_error *err)
{
    static const char *const update[] = {
        [ZK_SEALED_SECRET] = "UPDATE account SET totp_secret = ?2 WHERE id = ?1",
        [ZK_SEALED_OFFER] = "UPDATE account SET totp_offer = ?2 WHERE id = ?1",
    };
    unsigned char sealed[SEALED_BYTES];

    randombytes_buf(sealed, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed + NONCE_BYTES, NULL, secret, ZK_TOTP_SECRET_BYTES, (const unsigned char *)&account,
        sizeof(account), NULL, sealed, keys->list[0]);
    return zk_sql_run(store, update[what], err, "ib", account, (const void *)sealed,
                      sizeof(sealed));
}

static bool open_one(const struct keys *keys, int64_t account, const unsigned char *sealed,
                     size_t len, unsigned char secret[ZK_TOTP_SECRET_BYTES])
{
    for (int i = 0; len == SEALED_BYTES && i < keys->count; i++) {
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                secret, NULL, NULL, sealed + NONCE_BYTES, len - NONCE_BYTES,
                (const unsigned char *)&account, sizeof(account), sealed, keys->list[i]) == 0)
            return true;
    }
    return false;
}

static enum zk_status lost(const struct zk_access *access, int64_t accounts, struct zk_error *err)
{
    return zk_fail(err, ZK_CORRUPT, "totp_key",
                   "the key of the one-time codes of %lld accounts is not in %s: put that file back"
                   " from where it is kept, or have these accounts opened anew with"
                   " zhiku-indexer account recode",
                   (long long)accounts, access->keys);
}

enum zk_status zk_seal_put(const struct zk_access *access, struct zk_store *store, int64_t account,
                           enum zk_sealed what, const unsigned char secret[ZK_TOTP_SECRET_BYTES],
                           struct zk_error *err)
{
    struct keys keys;
    enum zk_status st = read_keys(access, &keys, err);

    if (st == ZK_OK && keys.count == 0)
        st = lost(access, 1, err);
    if (st == ZK_OK)
        st = put(store, &keys, account, what, secret, err);
    sodium_memzero(&keys, sizeof(keys));
    return st;
}

enum zk_status zk_seal_get(const struct zk_access *access, struct zk_store *store, int64_t account,
                           enum zk_sealed what, unsigned char secret[ZK_TOTP_SECRET_BYTES],
                           bool *found, struct zk_error *err)
{
    static const char *const select[] = {
        [ZK_SEALED_SECRET] = "SELECT totp_secret FROM account WHERE id = ?1",
        [ZK_SEALED_OFFER] = "SELECT totp_offer FROM account WHERE id = ?1",
    };
    struct zk_cursor rows = { 0 };
    struct keys keys;
    enum zk_status st = read_keys(access, &keys, err);

    *found = false;
    if (st == ZK_OK)
        st = zk_sql_open(store, &rows, select[what], err, "i", account);
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        size_t len;
        const void *sealed = zk_sql_blob(&rows, 0, &len);

        *found = sealed && open_one(&keys, account, sealed, len, secret);
        if (sealed && !*found)
            st = lost(access, 1, err);
    }
    zk_sql_close(&rows);
    sodium_memzero(&keys, sizeof(keys));
    return st;
}

/* ---- all of them ---- */

/* Columns: account, secret, which (enum zk_sealed). Those of one account follow each other. */
static const char secrets[] =
    "SELECT id, totp_secret, 0 FROM account WHERE totp_secret IS NOT NULL UNION ALL"
    " SELECT id, totp_offer, 1 FROM account WHERE totp_offer IS NOT NULL ORDER BY 1, 3";

/* Seal every secret with the first key, in a transaction. *count: how many there are. *missing: of
 * how many accounts no key opens one, which stays as it is. plain_only: those that lie open. */
static enum zk_status seal_all(struct zk_store *store, const struct keys *keys, bool plain_only,
                               int64_t *count, int64_t *missing, struct zk_error *err)
{
    unsigned char secret[ZK_TOTP_SECRET_BYTES];
    int64_t last = 0;
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(store, &rows, secrets, err, "");

    *count = *missing = 0;
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        int64_t account = zk_sql_int(&rows, 0);
        size_t len;
        const unsigned char *stored = zk_sql_blob(&rows, 1, &len);
        bool plain = len == ZK_TOTP_SECRET_BYTES;

        (*count)++;
        if (plain)
            memcpy(secret, stored, len);
        if (!plain && !open_one(keys, account, stored, len, secret)) {
            *missing += account != last;
            last = account;
        } else if (plain || !plain_only) {
            st = put(store, keys, account, (enum zk_sealed)zk_sql_int(&rows, 2), secret, err);
        }
    }
    zk_sql_close(&rows);
    sodium_memzero(secret, sizeof(secret));
    return st;
}

static enum zk_status seal(const struct zk_access *access, struct zk_store *store,
                           const struct keys *keys, bool plain_only, int64_t *count,
                           struct zk_error *err)
{
    int64_t missing = 0;
    enum zk_status st = zk_store_begin(store, err);

    if (st != ZK_OK)
        return st;
    st = seal_all(store, keys, plain_only, count, &missing, err);
    if (st == ZK_OK && missing > 0)
        st = lost(access, missing, err);
    if (st == ZK_OK)
        return zk_store_commit(store, err);
    zk_store_rollback(store);
    return st;
}

static enum zk_status sealed_already(struct zk_store *store, int64_t *count, struct zk_error *err)
{
    return zk_sql_number(store, count,
                         "SELECT count(*) FROM account WHERE length(totp_secret) > ?1"
                         " OR length(totp_offer) > ?1",
                         err, "i", (int64_t)ZK_TOTP_SECRET_BYTES);
}

enum zk_status zk_seal_start(const struct zk_access *access, struct zk_store *store,
                             struct zk_error *err)
{
    int64_t count = 0;
    struct keys keys;
    enum zk_status st = sodium_init() < 0 ? zk_fail(err, ZK_INTERNAL, "", "libsodium cannot start")
                                          : read_keys(access, &keys, err);

    if (st == ZK_OK && keys.count == 0) {
        st = sealed_already(store, &count, err);
        if (st == ZK_OK && count > 0)
            st = lost(access, count, err);
        if (st == ZK_OK) {
            randombytes_buf(keys.list[0], KEY_BYTES);
            keys.count = 1;
            st = write_keys(access, &keys, err);
        }
    }
    if (st == ZK_OK)
        st = seal(access, store, &keys, true, &count, err);
    sodium_memzero(&keys, sizeof(keys));
    return st;
}

enum zk_status zk_seal_change(const struct zk_access *access, struct zk_store *store,
                              int64_t *count, struct zk_error *err)
{
    struct keys keys;
    enum zk_status st = zk_seal_start(access, store, err);

    *count = 0;
    if (st == ZK_OK)
        st = read_keys(access, &keys, err);
    if (st != ZK_OK)
        return st;
    /* what was being changed when the power went is sealed with either of the first two */
    memmove(keys.list[1], keys.list[0], (KEYS_MAX - 1) * (size_t)KEY_BYTES);
    randombytes_buf(keys.list[0], KEY_BYTES);
    keys.count += keys.count < KEYS_MAX;
    st = write_keys(access, &keys, err);
    if (st == ZK_OK)
        st = seal(access, store, &keys, false, count, err);
    keys.count = 1;
    if (st == ZK_OK)
        st = write_keys(access, &keys, err);
    sodium_memzero(&keys, sizeof(keys));
    return st;
}

enum zk_status zk_seal_lost(const struct zk_access *access, struct zk_store *store,
                            struct zk_arena *arena, int64_t **out, size_t *count,
                            struct zk_error *err)
{
    unsigned char secret[ZK_TOTP_SECRET_BYTES];
    int64_t all = 0, last = 0;
    struct zk_cursor rows;
    struct keys keys;
    enum zk_status st = read_keys(access, &keys, err);

    *count = 0;
    if (st == ZK_OK)
        st = sealed_already(store, &all, err);
    if (st != ZK_OK)
        return st;
    *out = zk_arena_array(arena, (size_t)all + 1, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for accounts");
    st = zk_sql_open(store, &rows, secrets, err, "");
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        int64_t account = zk_sql_int(&rows, 0);
        size_t len;
        const void *sealed = zk_sql_blob(&rows, 1, &len);

        if (len > ZK_TOTP_SECRET_BYTES && account != last && *count < (size_t)all &&
            !open_one(&keys, account, sealed, len, secret))
            (*out)[(*count)++] = last = account;
    }
    zk_sql_close(&rows);
    sodium_memzero(secret, sizeof(secret));
    sodium_memzero(&keys, sizeof(keys));
    return st;
}
