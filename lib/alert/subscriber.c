/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table subscriber; see subscriber.h.
 */
#include "subscriber.h"

#include "mail.h"
#include "sql.h"

#include <sodium.h>
#include <string.h>

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "SELECT b.account_id, a.role, a.record_id, b.lang = 'en', b.uuid, b.feed_at, b.mail,"          \
    " CASE WHEN b.code_sent_at IS NULL THEN b.code END, b.confirmed_at IS NOT NULL, b.tries"       \
    " FROM subscriber b JOIN account a ON a.id = b.account_id "

static enum zk_status read_one(struct zk_cursor *rows, enum zk_status st, struct zk_arena *arena,
                               struct zk_subscriber *out, struct zk_error *err)
{
    memset(out, 0, sizeof(*out));
    if (st == ZK_OK)
        st = zk_sql_next(rows, err);
    if (st == ZK_OK && rows->row) {
        const char *role = zk_sql_text(rows, 1, arena);
        size_t len = 0;
        const void *uuid = zk_sql_blob(rows, 4, &len);

        out->account = zk_sql_int(rows, 0);
        out->role = role ? zk_role_find(role) : (enum zk_role)ZK_ROLE_NOBODY;
        out->record = zk_sql_int(rows, 2);
        out->english = zk_sql_int(rows, 3) != 0;
        if (uuid && len == sizeof(out->uuid))
            memcpy(out->uuid, uuid, len);
        out->feed_at = zk_sql_int(rows, 5);
        out->mail = zk_sql_text(rows, 6, arena);
        out->code = zk_sql_text(rows, 7, arena);
        out->confirmed = zk_sql_int(rows, 8) != 0;
        out->tries = zk_sql_int(rows, 9);
    }
    if (st == ZK_OK && rows->no_memory)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a subscriber");
    zk_sql_close(rows);
    return st;
}

enum zk_status zk_subscriber_get(struct zk_store *store, int64_t account, struct zk_arena *arena,
                                 struct zk_subscriber *out, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows, COLUMNS "WHERE b.account_id = ?1", err, "i", account);

    return read_one(&rows, st, arena, out, err);
}

/* RFC 9562, version 8: made of a hash. */
void zk_subscriber_uuid(const struct zk_subscriber *subscriber, const char *thing,
                        char out[ZK_UUID_CHARS + 1])
{
    static const int dashes[] = { 8, 13, 18, 23 };
    unsigned char hash[crypto_generichash_BYTES];
    char hex[2 * 16 + 1];
    size_t at = 0;

    (void)crypto_generichash(hash, sizeof(hash), (const unsigned char *)thing, strlen(thing),
                             subscriber->uuid, sizeof(subscriber->uuid));
    hash[6] = (unsigned char)((hash[6] & 0x0F) | 0x80);
    hash[8] = (unsigned char)((hash[8] & 0x3F) | 0x80);
    (void)sodium_bin2hex(hex, sizeof(hex), hash, 16);
    for (int i = 0, dash = 0; hex[i]; i++) {
        if (dash < 4 && (int)at == dashes[dash]) {
            out[at++] = '-';
            dash++;
        }
        out[at++] = hex[i];
    }
    out[at] = '\0';
}

static enum zk_status make_row(struct zk_store *store, int64_t account, struct zk_error *err)
{
    unsigned char uuid[16];

    if (sodium_init() < 0)
        return zk_fail(err, ZK_INTERNAL, "", "libsodium cannot start");
    randombytes_buf(uuid, sizeof(uuid));
    return zk_sql_run(store, "INSERT OR IGNORE INTO subscriber (account_id, uuid) VALUES (?1, ?2)",
                      err, "ib", account, (const void *)uuid, sizeof(uuid));
}

/* ---- the feed ---- */

enum zk_status zk_feed_renew(const struct zk_access *access, struct zk_store *store,
                             int64_t account, struct zk_arena *arena, const char **token,
                             struct zk_error *err)
{
    unsigned char hash[ZK_HASH_BYTES];
    enum zk_status st = make_row(store, account, err);

    *token = NULL;
    if (st == ZK_OK)
        st = zk_token_draw(arena, token, hash, err);
    return st == ZK_OK ? zk_sql_run(store,
                                    "UPDATE subscriber SET feed_hash = ?2, feed_at = ?3"
                                    " WHERE account_id = ?1",
                                    err, "ibi", account, (const void *)hash, sizeof(hash),
                                    zk_now(&access->clock))
                       : st;
}

enum zk_status zk_feed_end(struct zk_store *store, int64_t account, struct zk_error *err)
{
    return zk_sql_run(store,
                      "UPDATE subscriber SET feed_hash = NULL, feed_at = NULL"
                      " WHERE account_id = ?1",
                      err, "i", account);
}

enum zk_status zk_feed_find(struct zk_store *store, const char *token, struct zk_arena *arena,
                            struct zk_subscriber *out, struct zk_error *err)
{
    unsigned char hash[ZK_HASH_BYTES];
    struct zk_cursor rows;
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    if (strlen(token) != ZK_TOKEN_CHARS)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such feed");
    zk_token_hash(token, hash);
    st = zk_sql_open(store, &rows, COLUMNS "WHERE b.feed_hash = ?1 AND a.state = 'active'", err,
                     "b", (const void *)hash, sizeof(hash));
    st = read_one(&rows, st, arena, out, err);
    return st == ZK_OK && out->account == 0 ? zk_fail(err, ZK_NOT_FOUND, "", "no such feed") : st;
}

/* ---- mail ---- */

/* Digits, to be typed. */
static void draw_code(char out[ZK_MAIL_CODE_CHARS + 1])
{
    for (int i = 0; i < ZK_MAIL_CODE_CHARS; i++)
        out[i] = (char)('0' + randombytes_uniform(10));
    out[ZK_MAIL_CODE_CHARS] = '\0';
}

static enum zk_status check_wait(struct zk_store *store, int64_t account, int64_t now,
                                 struct zk_error *err)
{
    int64_t last = 0;
    enum zk_status st = zk_sql_number(
        store, &last, "SELECT coalesce(code_at, 0) FROM subscriber WHERE account_id = ?1", err, "i",
        account);

    if (st != ZK_OK || last + ZK_MAIL_CODE_WAIT <= now)
        return st;
    (void)zk_fail(err, ZK_TOO_OFTEN, "mail",
                  "验证码刚刚发过，请%lld秒后再试 / a code was sent just now, wait %lld s",
                  (long long)(last + ZK_MAIL_CODE_WAIT - now),
                  (long long)(last + ZK_MAIL_CODE_WAIT - now));
    if (err)
        err->number = (long)(last + ZK_MAIL_CODE_WAIT - now);
    return ZK_TOO_OFTEN;
}

enum zk_status zk_mail_set(const struct zk_access *access, struct zk_store *store, int64_t account,
                           const char *mail, bool english, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    char code[ZK_MAIL_CODE_CHARS + 1];
    enum zk_status st = make_row(store, account, err);

    if (st != ZK_OK)
        return st;
    if (mail[0] == '\0') /* code_at stays: it is what is waited for */
        return zk_sql_run(
            store,
            "UPDATE subscriber SET mail = NULL, code = NULL, code_sent_at = NULL,"
            " confirmed_at = NULL, tries = 0, refused = 0, next_at = 0 WHERE account_id = ?1",
            err, "i", account);
    if (!zk_mail_is_address(mail))
        return zk_fail(err, ZK_BAD_VALUE, "mail",
                       "应为邮箱地址，如 name@example.com / an address like name@example.com");
    st = check_wait(store, account, now, err);
    if (st != ZK_OK)
        return st;
    draw_code(code);
    return zk_sql_run(
        store,
        "UPDATE subscriber SET mail = ?2, lang = ?3, code = ?4, code_at = ?5,"
        " code_sent_at = NULL, confirmed_at = NULL, tries = 0, refused = 0, next_at = 0"
        " WHERE account_id = ?1",
        err, "ittti", account, mail, english ? "en" : "zh", code, now);
}

enum zk_status zk_mail_confirm(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *code, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st = zk_sql_run(store,
                                   "UPDATE subscriber SET confirmed_at = ?3, code = NULL"
                                   " WHERE account_id = ?1 AND code = ?2 AND code_at > ?4",
                                   err, "itii", account, code, now, now - ZK_MAIL_CODE_LIFE);

    if (st == ZK_OK && zk_sql_changes(store) == 0)
        return zk_fail(err, ZK_UNAUTHORISED, "code",
                       "验证码不正确或已过期，请重新获取 / not the code, or it has expired: ask for"
                       " a new one");
    return st;
}

enum zk_status zk_mail_next(const struct zk_access *access, struct zk_store *store,
                            struct zk_arena *arena, struct zk_subscriber *out, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows,
        COLUMNS "WHERE b.mail IS NOT NULL AND b.next_at <= ?1 AND b.refused < ?2"
                " AND a.state = 'active' AND ((b.code IS NOT NULL AND b.code_sent_at IS NULL)"
                " OR (b.confirmed_at IS NOT NULL AND EXISTS (SELECT 1 FROM alert l"
                " WHERE l.account_id = a.id AND l.seen_at IS NULL AND l.mailed_at IS NULL)))"
                " ORDER BY b.next_at, b.account_id LIMIT 1",
        err, "ii", now, (int64_t)ZK_MAIL_TRIES);

    st = read_one(&rows, st, arena, out, err);
    if (st != ZK_OK || out->account == 0)
        return st;
    return zk_sql_run(store, "UPDATE subscriber SET next_at = ?2 WHERE account_id = ?1", err, "ii",
                      out->account, now + ZK_MAIL_LEASE);
}

enum zk_status zk_mail_sent(const struct zk_access *access, struct zk_store *store,
                            const struct zk_subscriber *subscriber, int64_t upto, int wait,
                            struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st;

    if (subscriber->code) /* an address that was changed meanwhile has another code */
        return zk_sql_run(
            store,
            "UPDATE subscriber SET code_sent_at = ?3, tries = 0, refused = 0, next_at = 0"
            " WHERE account_id = ?1 AND code = ?2",
            err, "iti", subscriber->account, subscriber->code, now);
    st = zk_sql_run(store,
                    "UPDATE alert SET mailed_at = ?3 WHERE account_id = ?1 AND id <= ?2"
                    " AND mailed_at IS NULL",
                    err, "iii", subscriber->account, upto, now);
    return st == ZK_OK
               ? zk_sql_run(
                     store,
                     "UPDATE subscriber SET mailed_at = ?3, tries = 0, refused = 0, next_at = ?4"
                     " WHERE account_id = ?1 AND mail = ?2",
                     err, "itii", subscriber->account, subscriber->mail, now, now + wait)
               : st;
}

enum zk_status zk_mail_failed(const struct zk_access *access, struct zk_store *store,
                              const struct zk_subscriber *subscriber, bool refused,
                              struct zk_error *err)
{
    int64_t wait = ZK_MAIL_RETRY_FIRST;

    for (int64_t i = 0; i < subscriber->tries && wait < ZK_MAIL_RETRY_MAX; i++)
        wait *= 2;
    if (wait > ZK_MAIL_RETRY_MAX)
        wait = ZK_MAIL_RETRY_MAX;
    return zk_sql_run(
        store,
        "UPDATE subscriber SET tries = tries + 1, refused = refused + ?4, next_at = ?3"
        " WHERE account_id = ?1 AND mail = ?2",
        err, "itii", subscriber->account, subscriber->mail, zk_now(&access->clock) + wait,
        (int64_t)refused);
}
