/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens: sessions, programs' tokens, one-use secrets. 256 random bits each; the store has only
 * their hashes, so that who reads it can use none.
 */
#include "private.h"

#include <sodium.h>

enum {
    TOKEN_BYTES = 32,
    TOUCH_SECONDS = 60, /* a use is written down so often at most */
    CLOCK_SKEW = 300,   /* a token from further in the future is refused */
    NAME_BYTES_MAX = 200,
    LIST_MAX = 100,
};

void zk_token_hash(const char *token, unsigned char out[ZK_HASH_BYTES])
{
    (void)crypto_generichash(out, ZK_HASH_BYTES, (const unsigned char *)token, strlen(token), NULL,
                             0);
}

enum zk_status zk_token_draw(struct zk_arena *arena, const char **out,
                             unsigned char hash[ZK_HASH_BYTES], struct zk_error *err)
{
    unsigned char bytes[TOKEN_BYTES];
    char *text = zk_arena_alloc(arena, ZK_TOKEN_CHARS + 1);

    *out = NULL;
    if (!text)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a token");
    if (sodium_init() < 0)
        return zk_fail(err, ZK_INTERNAL, "", "libsodium cannot start");
    randombytes_buf(bytes, sizeof(bytes));
    (void)sodium_bin2base64(text, ZK_TOKEN_CHARS + 1, bytes, sizeof(bytes),
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    zk_token_hash(text, hash);
    *out = text;
    return ZK_OK;
}

enum zk_status zk_token_make(struct zk_store *store, int64_t account, const char *kind,
                             const char *name, const char *address, int64_t now, int64_t expires,
                             struct zk_arena *arena, const char **out, struct zk_error *err)
{
    unsigned char hash[ZK_HASH_BYTES];
    const char *short_name = zk_arena_copy(arena, name, strnlen(name, NAME_BYTES_MAX));
    enum zk_status st = zk_token_draw(arena, out, hash, err);

    if (st != ZK_OK)
        return st;
    if (!short_name)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a token");
    return zk_sql_run(store,
                      "INSERT INTO token (account_id, kind, hash, name, address, created_at,"
                      " seen_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)",
                      err, "itbttii", account, kind, (const void *)hash, sizeof(hash), short_name,
                      address, now, expires);
}

enum zk_status zk_session_start(const struct zk_access *access, struct zk_store *store,
                                int64_t account, const char *program, const char *address,
                                struct zk_arena *arena, const char **token, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st = zk_token_make(store, account, "session", program, address, now,
                                      now + access->session_seconds, arena, token, err);

    if (st != ZK_OK)
        return st;
    return zk_sql_run(store,
                      "DELETE FROM token WHERE account_id = ?1 AND kind = 'session' AND id NOT IN"
                      " (SELECT id FROM token WHERE account_id = ?1 AND kind = 'session'"
                      " ORDER BY id DESC LIMIT ?2)",
                      err, "ii", account, (int64_t)ZK_SESSIONS_MAX);
}

enum zk_status zk_token_create(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *name, int days, struct zk_arena *arena,
                               int64_t *id, const char **token, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st;

    if (!name[0])
        return zk_fail(err, ZK_BAD_VALUE, "name", "a name is wanted");
    if (days < 1 || days > ZK_TOKEN_DAYS_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "days", "from 1 to %d", ZK_TOKEN_DAYS_MAX);
    st = zk_token_make(store, account, "api", name, "", now, now + (int64_t)days * 86400, arena,
                       token, err);
    *id = st == ZK_OK ? zk_sql_last_id(store) : 0;
    return st;
}

/* Columns: token id, created_at, seen_at, expires_at, account id, role, record, login, name. */
static bool read_who(const struct zk_access *access, struct zk_cursor *rows, bool api,
                     struct zk_arena *arena, struct zk_who *who)
{
    int64_t now = zk_now(&access->clock), seen = zk_sql_int(rows, 2);
    int touch = access->idle_seconds / 4 < TOUCH_SECONDS ? access->idle_seconds / 4 : TOUCH_SECONDS;
    const char *role;

    if (now >= zk_sql_int(rows, 3) || now + CLOCK_SKEW < zk_sql_int(rows, 1) ||
        (!api && now - seen > access->idle_seconds))
        return false;
    who->token = zk_sql_int(rows, 0);
    who->account = zk_sql_int(rows, 4);
    role = zk_sql_text(rows, 5, arena);
    who->role = role ? zk_role_find(role) : (enum zk_role)ZK_ROLE_NOBODY;
    who->record = zk_sql_int(rows, 6);
    who->login = zk_sql_text(rows, 7, arena);
    who->name = zk_sql_text(rows, 8, arena);
    who->api = api;
    who->stale = now - seen >= touch;
    return true;
}

enum zk_status zk_session_find(const struct zk_access *access, struct zk_store *store,
                               const char *token, bool api, struct zk_arena *arena,
                               struct zk_who *who, struct zk_error *err)
{
    unsigned char hash[ZK_HASH_BYTES];
    struct zk_cursor rows;
    bool good = false;
    enum zk_status st;

    if (strlen(token) != ZK_TOKEN_CHARS)
        return zk_access_refuse(err);
    zk_token_hash(token, hash);
    st = zk_sql_open(store, &rows,
                     "SELECT t.id, t.created_at, t.seen_at, t.expires_at, a.id, a.role,"
                     " a.record_id, a.login, a.name FROM token t JOIN account a"
                     " ON a.id = t.account_id WHERE t.hash = ?1 AND t.kind = ?2"
                     " AND a.state = 'active'",
                     err, "bt", (const void *)hash, sizeof(hash), api ? "api" : "session");
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row)
        good = read_who(access, &rows, api, arena, who);
    if (st == ZK_OK && rows.no_memory)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for an account");
    zk_sql_close(&rows);
    if (st != ZK_OK)
        return st;
    return good ? ZK_OK : zk_access_refuse(err);
}

enum zk_status zk_session_touch(const struct zk_access *access, struct zk_store *store,
                                int64_t token, struct zk_error *err)
{
    return zk_sql_run(store, "UPDATE token SET seen_at = max(seen_at, ?2) WHERE id = ?1", err, "ii",
                      token, zk_now(&access->clock));
}

enum zk_status zk_session_list(const struct zk_access *access, struct zk_store *store,
                               int64_t account, struct zk_arena *arena, struct zk_session **out,
                               size_t *count, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, LIST_MAX, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for sessions");
    st = zk_sql_open(store, &rows,
                     "SELECT id, kind = 'api', name, address, created_at, seen_at, expires_at"
                     " FROM token WHERE account_id = ?1 AND kind <> 'invite' AND expires_at > ?2"
                     " AND (kind = 'api' OR seen_at >= ?3) ORDER BY id DESC LIMIT ?4",
                     err, "iiii", account, now, now - access->idle_seconds, (int64_t)LIST_MAX);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        (*out)[(*count)++] = (struct zk_session){
            .id = zk_sql_int(&rows, 0),
            .api = zk_sql_int(&rows, 1) != 0,
            .name = zk_sql_text(&rows, 2, arena),
            .address = zk_sql_text(&rows, 3, arena),
            .created_at = zk_sql_int(&rows, 4),
            .seen_at = zk_sql_int(&rows, 5),
            .expires_at = zk_sql_int(&rows, 6),
        };
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_session_holds(struct zk_store *store, const struct zk_who *who,
                                struct zk_error *err)
{
    int64_t holds;
    enum zk_status st = zk_sql_number(store, &holds, "SELECT count(*) FROM token WHERE id = ?1",
                                      err, "i", who->token);

    return st == ZK_OK && holds == 0 ? zk_access_refuse(err) : st;
}

enum zk_status zk_session_end(struct zk_store *store, int64_t account, int64_t token,
                              struct zk_error *err)
{
    enum zk_status st = zk_sql_run(store,
                                   "DELETE FROM token WHERE id = ?2 AND account_id = ?1"
                                   " AND kind <> 'invite'",
                                   err, "ii", account, token);

    if (st == ZK_OK && zk_sql_changes(store) == 0)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such session");
    return st;
}

enum zk_status zk_session_end_all(struct zk_store *store, int64_t account, int64_t keep,
                                  struct zk_error *err)
{
    return zk_sql_run(store,
                      "DELETE FROM token WHERE account_id = ?1 AND kind <> 'invite' AND id <> ?2",
                      err, "ii", account, keep);
}

enum zk_status zk_session_sweep(const struct zk_access *access, struct zk_store *store,
                                struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);

    return zk_sql_run(store,
                      "DELETE FROM token WHERE expires_at <= ?1 OR (kind = 'session'"
                      " AND seen_at < ?2)",
                      err, "ii", now, now - access->idle_seconds);
}
