/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Accounts: inviting, reading, disabling. Nobody chooses his own role.
 */
#include "private.h"

#include "utf8.h"

#include <time.h>

static const char *const states[] = { "invited", "pending", "active", "disabled" };

static int64_t real_now(void *with)
{
    (void)with;
    return (int64_t)time(NULL);
}

struct zk_clock zk_clock_real(void)
{
    return (struct zk_clock){ real_now, NULL };
}

const char *zk_account_state_name(enum zk_account_state state)
{
    return states[state];
}

bool zk_role_needs_totp(enum zk_role role)
{
    return role == ZK_ROLE_OFFICE || role == ZK_ROLE_ADMINISTRATOR;
}

void zk_account_read(struct zk_cursor *rows, struct zk_arena *arena, struct zk_account *out)
{
    const char *role, *state;

    *out = (struct zk_account){
        .id = zk_sql_int(rows, 0),
        .login = zk_sql_text(rows, 1, arena),
        .name = zk_sql_text(rows, 2, arena),
        .record = zk_sql_int(rows, 5),
        .totp = zk_sql_int(rows, 6) != 0,
        .created_at = zk_sql_int(rows, 7),
        .version = zk_sql_int(rows, 8),
        .seen_at = zk_sql_int(rows, 9),
        .state = ZK_ACCOUNT_DISABLED,
    };
    role = zk_sql_text(rows, 3, arena);
    state = zk_sql_text(rows, 4, arena);
    if (role)
        out->role = zk_role_find(role);
    for (int i = 0; state && i < ZK_ACCOUNT_DISABLED; i++) {
        if (strcmp(states[i], state) == 0)
            out->state = (enum zk_account_state)i;
    }
}

/* ---- checking ---- */

enum zk_status zk_account_check_login(const char *login, struct zk_error *err)
{
    size_t len = strlen(login);

    if (len < ZK_LOGIN_MIN || len > ZK_LOGIN_MAX ||
        login[strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-@")] != '\0')
        return zk_fail(err, ZK_BAD_VALUE, "login",
                       "%d到%d个小写字母、数字或 . _ - @ / small letters, digits and . _ - @",
                       ZK_LOGIN_MIN, ZK_LOGIN_MAX);
    return ZK_OK;
}

static enum zk_status check_name(const char *name, struct zk_error *err)
{
    size_t chars = zk_utf8_count(name, strlen(name));

    if (chars == 0 || chars > ZK_ACCOUNT_NAME_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "name", "1到%d个字 / 1 to %d characters",
                       ZK_ACCOUNT_NAME_MAX, ZK_ACCOUNT_NAME_MAX);
    for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
        if (*p < 0x20 || *p == 0x7F)
            return zk_fail(err, ZK_BAD_VALUE, "name", "不能含控制字符 / no control characters");
    }
    return ZK_OK;
}

/* An enterprise's person needs an organisation, an expert his record, nobody else has one. */
static enum zk_status check_record(struct zk_store *store, const struct zk_account *account,
                                   struct zk_error *err)
{
    int64_t found;
    enum zk_status st;

    if (account->role != ZK_ROLE_ENTERPRISE && account->role != ZK_ROLE_EXPERT) {
        if (account->record == 0)
            return ZK_OK;
        return zk_fail(err, ZK_BAD_VALUE, "record", "this role has no record of its own");
    }
    st = zk_sql_number(store, &found, "SELECT count(*) FROM record WHERE id = ?1 AND kind = ?2",
                       err, "it", account->record,
                       account->role == ZK_ROLE_EXPERT ? "expert" : "organisation");
    if (st == ZK_OK && found == 0)
        st = zk_fail(err, ZK_BAD_VALUE, "record", "no %s of this number",
                     account->role == ZK_ROLE_EXPERT ? "expert" : "organisation");
    return st;
}

enum zk_status zk_account_check_free(struct zk_store *store, const char *login, struct zk_error *err)
{
    int64_t taken;
    enum zk_status st = zk_sql_number(
        store, &taken, "SELECT count(*) FROM account WHERE login = ?1", err, "t", login);

    if (st == ZK_OK && taken > 0)
        st = zk_fail(err, ZK_DUPLICATE, "login", "这个账号名已被使用 / the login is taken");
    return st;
}

enum zk_status zk_account_check(const struct zk_account *account, struct zk_error *err)
{
    enum zk_status st = zk_account_check_login(account->login, err);

    if (st == ZK_OK)
        st = check_name(account->name, err);
    if (st == ZK_OK && (!zk_role_name(account->role) || account->role == ZK_ROLE_VISITOR))
        st = zk_fail(err, ZK_BAD_VALUE, "role", "no such role");
    return st;
}

enum zk_status zk_account_add(const struct zk_access *access, struct zk_store *store,
                          const struct zk_account *account, const char *state, const char *hash,
                          int64_t *id, struct zk_error *err)
{
    enum zk_status st =
        zk_sql_run(store,
                   "INSERT INTO account (login, name, role, record_id, state, password,"
                   " password_at, created_at) VALUES (?1, ?2, ?3, nullif(?4, 0), ?5, ?6, ?7, ?7)",
                   err, "tttitti", account->login, account->name, zk_role_name(account->role),
                   account->record, state, hash, zk_now(&access->clock));

    *id = st == ZK_OK ? zk_sql_last_id(store) : 0;
    return st;
}

/* ---- inviting ---- */

enum zk_status zk_account_invite(const struct zk_access *access, struct zk_store *store,
                                 const struct zk_account *account, struct zk_arena *arena,
                                 int64_t *id, const char **secret, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st = check_record(store, account, err);

    *id = 0;
    *secret = NULL;
    if (st == ZK_OK)
        st = zk_account_check(account, err);
    if (st == ZK_OK)
        st = zk_account_check_free(store, account->login, err);
    if (st == ZK_OK)
        st = zk_account_add(access, store, account, "invited", NULL, id, err);
    if (st == ZK_OK)
        st = zk_token_make(store, *id, "invite", "", "", now, now + ZK_INVITE_SECONDS, arena,
                           secret, err);
    return st;
}

static enum zk_status check_not_last(struct zk_store *store, int64_t id, struct zk_error *err)
{
    int64_t others;
    enum zk_status st = zk_sql_number(store, &others,
                                      "SELECT (SELECT role FROM account WHERE id = ?1) <>"
                                      " 'administrator' OR (SELECT count(*) FROM account WHERE"
                                      " role = 'administrator' AND state = 'active' AND id <> ?1)",
                                      err, "i", id);

    if (st == ZK_OK && others == 0)
        st = zk_fail(err, ZK_REFUSED, "", "这是最后一个管理员 / this is the last administrator");
    return st;
}

enum zk_status zk_account_reinvite(const struct zk_access *access, struct zk_store *store,
                                   int64_t id, bool even_last, struct zk_arena *arena,
                                   const char **secret, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st = even_last ? ZK_OK : check_not_last(store, id, err);

    *secret = NULL;
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "UPDATE account SET state = 'invited', password = NULL,"
                        " totp_secret = NULL, totp_offer = NULL, totp_step = 0,"
                        " version = version + 1"
                        " WHERE id = ?1 AND state IN ('invited', 'active')",
                        err, "i", id);
    if (st == ZK_OK && zk_sql_changes(store) == 0)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such account");
    if (st == ZK_OK)
        st = zk_sql_run(store, "DELETE FROM token WHERE account_id = ?1", err, "i", id);
    if (st == ZK_OK)
        st = zk_token_make(store, id, "invite", "", "", now, now + ZK_INVITE_SECONDS, arena, secret,
                           err);
    return st;
}

/* ---- reading and disabling ---- */

enum zk_status zk_account_list(struct zk_store *store, int64_t after, size_t max,
                               struct zk_arena *arena, struct zk_account **out, size_t *count,
                               struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, max, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for accounts");
    st = zk_sql_open(store, &rows,
                     "SELECT " ZK_ACCOUNT_COLUMNS " FROM account a WHERE a.id > ?1"
                     " ORDER BY a.id LIMIT ?2",
                     err, "ii", after, (int64_t)max);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row)
        zk_account_read(&rows, arena, &(*out)[(*count)++]);
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_account_get(struct zk_store *store, int64_t id, struct zk_arena *arena,
                              struct zk_account **out, struct zk_error *err)
{
    size_t count;
    enum zk_status st = zk_account_list(store, id - 1, 1, arena, out, &count, err);

    if (st == ZK_OK && (count == 0 || (*out)->id != id))
        st = zk_fail(err, ZK_NOT_FOUND, "", "no such account");
    if (st != ZK_OK)
        *out = NULL;
    return st;
}

enum zk_status zk_account_set_active(struct zk_store *store, int64_t id, bool active,
                                     struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (active) {
        st = zk_sql_run(store,
                        "UPDATE account SET state = 'active', version = version + 1"
                        " WHERE id = ?1 AND state = 'disabled' AND password IS NOT NULL",
                        err, "i", id);
    } else {
        st = zk_sql_run(store,
                        "UPDATE account SET state = 'disabled', version = version + 1"
                        " WHERE id = ?1 AND state IN ('active', 'invited')",
                        err, "i", id);
    }
    if (st == ZK_OK && zk_sql_changes(store) == 0)
        return zk_fail(err, ZK_NOT_FOUND, "", "no such account");
    if (st == ZK_OK && !active)
        st = check_not_last(store, id, err);
    if (st == ZK_OK && !active)
        st = zk_sql_run(store, "DELETE FROM token WHERE account_id = ?1", err, "i", id);
    return st;
}
