/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One-time codes: RFC 6238 over HMAC-SHA-1 (RFC 4226), which is what every authenticator speaks.
 * SHA-1 (FIPS 180-4) is here because libsodium has none; nothing else may use it.
 */
#include "private.h"
#include "seal.h"

#include <sodium.h>
#include <stdio.h>

enum { BLOCK = 64, STEP_SECONDS = 30, DIGITS = 6, STEPS_BESIDE = 1 };

static uint32_t rotate(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

static void sha1_block(uint32_t h[5], const unsigned char *p)
{
    static const uint32_t k[4] = { 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6 };
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
               (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
    for (int i = 16; i < 80; i++)
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (int i = 0; i < 80; i++) {
        uint32_t f = i < 20   ? (b & c) | (~b & d)
                     : i < 40 ? b ^ c ^ d
                     : i < 60 ? (b & c) | (b & d) | (c & d)
                              : b ^ c ^ d;
        uint32_t next = rotate(a, 5) + f + e + k[i / 20] + w[i];

        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

void zk_sha1(const unsigned char *bytes, size_t len, unsigned char out[ZK_SHA1_BYTES])
{
    uint32_t h[5] = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 };
    unsigned char last[2 * BLOCK] = { 0 };
    size_t whole = len / BLOCK * BLOCK, rest = len - whole;
    size_t end = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;

    for (size_t i = 0; i < whole; i += BLOCK)
        sha1_block(h, bytes + i);
    memcpy(last, bytes + whole, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++)
        last[end - 1 - (size_t)i] = (unsigned char)((uint64_t)len * 8 >> (8 * i));
    for (size_t i = 0; i < end; i += BLOCK)
        sha1_block(h, last + i);
    for (int i = 0; i < ZK_SHA1_BYTES; i++)
        out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

/* RFC 2104, of a key no longer than a block. */
static void hmac_sha1(const unsigned char key[ZK_TOTP_SECRET_BYTES], const unsigned char counter[8],
                      unsigned char out[ZK_SHA1_BYTES])
{
    unsigned char inner[BLOCK + 8], outer[BLOCK + ZK_SHA1_BYTES];

    memset(inner, 0x36, BLOCK);
    memset(outer, 0x5C, BLOCK);
    for (int i = 0; i < ZK_TOTP_SECRET_BYTES; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    memcpy(inner + BLOCK, counter, 8);
    zk_sha1(inner, sizeof(inner), outer + BLOCK);
    zk_sha1(outer, sizeof(outer), out);
    sodium_memzero(inner, sizeof(inner));
    sodium_memzero(outer, sizeof(outer));
}

unsigned zk_hotp(const unsigned char secret[ZK_TOTP_SECRET_BYTES], uint64_t counter)
{
    unsigned char message[8], mac[ZK_SHA1_BYTES];
    size_t at;

    for (int i = 0; i < 8; i++)
        message[i] = (unsigned char)(counter >> (56 - 8 * i));
    hmac_sha1(secret, message, mac);
    at = mac[ZK_SHA1_BYTES - 1] & 0xF;
    return (((unsigned)mac[at] & 0x7F) << 24 | (unsigned)mac[at + 1] << 16 |
            (unsigned)mac[at + 2] << 8 | mac[at + 3]) %
           1000000;
}

const char *zk_base32(const unsigned char *bytes, size_t len, struct zk_arena *arena)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = zk_arena_alloc(arena, (len * 8 + 4) / 5 + 1);
    unsigned bits = 0;
    int have = 0;
    size_t n = 0;

    if (!out)
        return NULL;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        for (have += 8; have >= 5; have -= 5)
            out[n++] = alphabet[bits >> (have - 5) & 31];
    }
    if (have > 0)
        out[n++] = alphabet[bits << (5 - have) & 31];
    out[n] = '\0';
    return out;
}

enum zk_status zk_totp_offer(const struct zk_access *access, struct zk_store *store,
                             int64_t account, struct zk_arena *arena, const char **base32,
                             struct zk_error *err)
{
    unsigned char secret[ZK_TOTP_SECRET_BYTES];
    enum zk_status st;

    *base32 = NULL;
    if (sodium_init() < 0)
        return zk_fail(err, ZK_INTERNAL, "", "libsodium cannot start");
    randombytes_buf(secret, sizeof(secret));
    st = zk_seal_put(access, store, account, ZK_SEALED_OFFER, secret, err);
    if (st == ZK_OK) {
        *base32 = zk_base32(secret, sizeof(secret), arena);
        if (!*base32)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a secret");
    }
    sodium_memzero(secret, sizeof(secret));
    return st;
}

/* The step of a code of a secret, of those after last: *used, 0 when it is none. */
static enum zk_status find_step(const struct zk_access *access, struct zk_store *store,
                                int64_t account, enum zk_sealed what, const char *code,
                                int64_t last, int64_t *used, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock) / STEP_SECONDS;
    unsigned char secret[ZK_TOTP_SECRET_BYTES];
    char expected[DIGITS + 1];
    bool found = false;
    enum zk_status st = zk_seal_get(access, store, account, what, secret, &found, err);

    *used = 0;
    for (int64_t step = now - STEPS_BESIDE; found && step <= now + STEPS_BESIDE; step++) {
        (void)snprintf(expected, sizeof(expected), "%06u", zk_hotp(secret, (uint64_t)step));
        if (step > last && strlen(code) == DIGITS && sodium_memcmp(expected, code, DIGITS) == 0)
            *used = step;
    }
    sodium_memzero(secret, sizeof(secret));
    return st == ZK_OK && *used == 0 ? zk_access_refuse(err) : st;
}

enum zk_status zk_totp_confirm(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *code, struct zk_error *err)
{
    int64_t used;
    enum zk_status st = find_step(access, store, account, ZK_SEALED_OFFER, code, 0, &used, err);

    return st == ZK_OK ? zk_sql_run(store,
                                    "UPDATE account SET totp_secret = totp_offer,"
                                    " totp_offer = NULL, totp_step = ?2, version = version + 1"
                                    " WHERE id = ?1",
                                    err, "ii", account, used)
                       : st;
}

enum zk_status zk_totp_use(const struct zk_access *access, struct zk_store *store, int64_t account,
                           const char *code, struct zk_error *err)
{
    int64_t last, used;
    enum zk_status st = zk_sql_number(store, &last, "SELECT totp_step FROM account WHERE id = ?1",
                                      err, "i", account);

    if (st == ZK_OK)
        st = find_step(access, store, account, ZK_SEALED_SECRET, code, last, &used, err);
    return st == ZK_OK ? zk_sql_run(store, "UPDATE account SET totp_step = ?2 WHERE id = ?1", err,
                                    "ii", account, used)
                       : st;
}

enum zk_status zk_totp_remove(struct zk_store *store, int64_t account, enum zk_role role,
                              struct zk_error *err)
{
    if (zk_role_needs_totp(role))
        return zk_fail(err, ZK_FORBIDDEN, "", "this role cannot do without codes");
    return zk_sql_run(store,
                      "UPDATE account SET totp_secret = NULL, totp_offer = NULL, totp_step = 0"
                      " WHERE id = ?1",
                      err, "i", account);
}
