/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passwords: what is accepted, hashing (argon2id by libsodium), changing.
 */
#include "private.h"

#include "utf8.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>

enum {
    LENGTH_LEAST = 10, /* characters, when length is what counts */
    PERIODS_LEAST = 8, /* 等保2.0: with three of four kinds of characters */
    KINDS_LEAST = 3,
    DIFFERENT_LEAST = 5,
    HASH_TIME = 2,
    HASH_MEMORY = 19 * 1024 * 1024,
};

_Static_assert((int)ZK_PASSWORD_HASH >= (int)crypto_pwhash_STRBYTES, "room for a hash");

static int compare(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool is_common(const char *word)
{
    return bsearch(word, zk_common_passwords, zk_common_password_count,
                   sizeof(zk_common_passwords[0]), compare) != NULL;
}

/* In the list as it is, or a word of it with digits and signs behind: "Sunshine2024!". */
static bool is_guessed(const char *password, const char *login)
{
    char lower[ZK_PASSWORD_BYTES_MAX + 1];
    size_t len = strlen(password);

    for (size_t i = 0; i <= len; i++)
        lower[i] = (char)tolower((unsigned char)password[i]);
    if (is_common(lower) || strstr(lower, login))
        return true;
    while (len > 0 && !isalpha((unsigned char)lower[len - 1]) &&
           (unsigned char)lower[len - 1] < 0x80)
        len--;
    lower[len] = '\0';
    return is_common(lower);
}

static int different_bytes(const char *password)
{
    bool seen[256] = { false };
    int count = 0;

    for (const unsigned char *p = (const unsigned char *)password; *p; p++) {
        count += !seen[*p];
        seen[*p] = true;
    }
    return count;
}

static int kinds(const char *password)
{
    bool lower = false, upper = false, digit = false, other = false;

    for (const unsigned char *p = (const unsigned char *)password; *p; p++) {
        if (islower(*p))
            lower = true;
        else if (isupper(*p))
            upper = true;
        else if (isdigit(*p))
            digit = true;
        else
            other = true;
    }
    return lower + upper + digit + other;
}

enum zk_status zk_password_check(const struct zk_access *access, const char *login,
                                 const char *password, struct zk_error *err)
{
    size_t bytes = strlen(password), chars = zk_utf8_count(password, bytes);
    size_t least = access->password_periods ? PERIODS_LEAST : LENGTH_LEAST;

    if (bytes > ZK_PASSWORD_BYTES_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "password", "最多%d个字节 / at most %d bytes",
                       ZK_PASSWORD_BYTES_MAX, ZK_PASSWORD_BYTES_MAX);
    if (chars < least)
        return zk_fail(err, ZK_BAD_VALUE, "password", "至少%zu个字符 / at least %zu characters",
                       least, least);
    if (access->password_periods && kinds(password) < KINDS_LEAST)
        return zk_fail(err, ZK_BAD_VALUE, "password",
                       "须含大写字母、小写字母、数字、符号中的三种 / three of: capital and small "
                       "letters, digits, signs");
    if (different_bytes(password) < DIFFERENT_LEAST || is_guessed(password, login))
        return zk_fail(err, ZK_BAD_VALUE, "password",
                       "这个密码太常见，容易被猜到 / this password is easily guessed");
    return ZK_OK;
}

enum zk_status zk_password_hash(const char *password, char out[ZK_PASSWORD_HASH],
                                struct zk_error *err)
{
    if (sodium_init() < 0 || crypto_pwhash_str_alg(out, password, strlen(password), HASH_TIME,
                                                   HASH_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory to hash a password");
    return ZK_OK;
}

bool zk_password_matches(const char *hash, const char *password)
{
    return sodium_init() >= 0 && strlen(password) <= ZK_PASSWORD_BYTES_MAX &&
           crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

enum zk_status zk_password_set(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *hash, int64_t keep,
                               struct zk_error *err)
{
    enum zk_status st = zk_sql_run(store,
                                   "UPDATE account SET password = ?2, password_at = ?3,"
                                   " version = version + 1 WHERE id = ?1",
                                   err, "iti", account, hash, zk_now(&access->clock));

    return st == ZK_OK ? zk_session_end_all(store, account, keep, err) : st;
}
