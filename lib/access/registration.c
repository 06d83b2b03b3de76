/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Registering for an enterprise, and what the office says to it.
 */
#include "private.h"

/* The check digit is lib/record's to know. */
static enum zk_status check_credit_code(const char *code, const char *organisation,
                                        struct zk_arena *arena, struct zk_record **out,
                                        struct zk_error *err)
{
    static const enum zk_field_id fields[] = { ZK_F_REF, ZK_F_TITLE, ZK_F_CREDIT_CODE };
    const char *cells[] = { code, organisation, code };
    struct zk_record *record = zk_record_new(arena, ZK_KIND_ORGANISATION);
    enum zk_status st = ZK_OK;

    if (!record)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a record");
    for (int i = 0; st == ZK_OK && i < 3; i++)
        st = zk_record_parse(record, zk_field_get(fields[i]), cells[i], strlen(cells[i]), arena,
                             err);
    if (st == ZK_OK && !zk_record_text(record, ZK_F_CREDIT_CODE))
        st = zk_fail(err, ZK_BAD_VALUE, "credit_code", "请填写统一社会信用代码 / is wanted");
    if (st == ZK_OK)
        st = zk_record_check(record, err);
    *out = record;
    return st;
}

/* What another has, nobody who is not signed in is told: he waits under a name that is no login.
 * An account has a number above that of its name, so no two have the same. */
static enum zk_status wait_for_login(struct zk_store *store, struct zk_account *account,
                                     struct zk_arena *arena, struct zk_error *err)
{
    int64_t next;
    enum zk_status st = zk_account_check_free(store, account->login, NULL);

    if (st != ZK_DUPLICATE)
        return st;
    st = zk_sql_number(store, &next, "SELECT coalesce(max(id), 0) + 1 FROM account", err, "");
    if (st == ZK_OK)
        account->login = zk_arena_printf(arena, "waiting %lld", (long long)next);
    return st == ZK_OK && !account->login
               ? zk_fail(err, ZK_NO_MEMORY, "", "no memory for an account")
               : st;
}

enum zk_status zk_account_register(const struct zk_access *access, struct zk_store *store,
                                   const struct zk_account *account, const char *hash,
                                   const char *credit_code, const char *organisation, int64_t *id,
                                   struct zk_error *err)
{
    struct zk_account enterprise = { .login = account->login,
                                     .name = account->name,
                                     .role = ZK_ROLE_ENTERPRISE };
    struct zk_arena *arena = zk_arena_open();
    struct zk_record *record;
    enum zk_status st;

    *id = 0;
    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for an account");
    st = check_credit_code(credit_code, organisation, arena, &record, err);
    if (st == ZK_OK)
        st = zk_account_check(&enterprise, err);
    if (st == ZK_OK)
        st = wait_for_login(store, &enterprise, arena, err);
    if (st == ZK_OK)
        st = zk_account_add(access, store, &enterprise, "pending", hash, id, err);
    if (st == ZK_OK)
        st =
            zk_sql_run(store,
                       "INSERT INTO registration (account_id, credit_code, organisation, at, login)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
                       err, "ittit", *id, zk_record_text(record, ZK_F_CREDIT_CODE),
                       zk_record_text(record, ZK_F_TITLE), zk_now(&access->clock), account->login);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_account_registrations(struct zk_store *store, struct zk_arena *arena,
                                        struct zk_registration_page *page, struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_number(store, &page->total,
                      "SELECT count(*) FROM registration r JOIN account a ON a.id = r.account_id"
                      " WHERE a.state = 'pending'",
                      err, "");

    page->count = 0;
    page->list = zk_arena_array(arena, page->size, sizeof(*page->list));
    if (st == ZK_OK && !page->list)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for registrations");
    if (st != ZK_OK)
        return st;
    st = zk_sql_open(store, &rows,
                     "SELECT " ZK_ACCOUNT_COLUMNS ", r.credit_code, r.organisation, r.at, r.login,"
                     " r.login <> a.login"
                     " FROM registration r JOIN account a ON a.id = r.account_id"
                     " WHERE a.state = 'pending' ORDER BY a.id LIMIT ?1 OFFSET ?2",
                     err, "ii", (int64_t)page->size, (int64_t)page->from);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_registration *one = &page->list[page->count++];

        zk_account_read(&rows, arena, &one->account);
        one->credit_code = zk_sql_text(&rows, 10, arena);
        one->organisation = zk_sql_text(&rows, 11, arena);
        one->at = zk_sql_int(&rows, 12);
        one->account.login = zk_sql_text(&rows, 13, arena);
        one->taken = zk_sql_int(&rows, 14) != 0;
    }
    zk_sql_close(&rows);
    return st;
}

/*
 * The organisation of that credit code: the office's, by the code or by a number that is the code;
 * a new one, not public yet, when there is none. What the office has is never written over.
 */
static enum zk_status find_organisation(struct zk_store *store, const char *code, const char *name,
                                        struct zk_arena *arena, int64_t *id, struct zk_error *err)
{
    struct zk_record *record;
    enum zk_put what;
    int64_t others = 0;
    enum zk_status st = zk_sql_number(
        store, id,
        "SELECT o.id FROM organisation o JOIN record r ON r.id = o.id WHERE o.credit_code = ?1"
        " OR (r.ref = ?1 AND o.credit_code IS NULL) ORDER BY o.credit_code IS NULL, o.id LIMIT 1",
        err, "t", code);

    if (st != ZK_OK || *id > 0)
        return st;
    st = zk_sql_number(store, &others,
                       "SELECT count(*) FROM record WHERE kind = 'organisation' AND ref = ?1", err,
                       "t", code);
    if (st == ZK_OK && others > 0)
        st =
            zk_fail(err, ZK_REFUSED, "credit_code",
                    "编号为该代码的单位另有信用代码，请先核对 / the organisation of that number has"
                    " another code");
    if (st == ZK_OK)
        st = check_credit_code(code, name, arena, &record, err);
    if (st != ZK_OK)
        return st;
    record->values[ZK_F_VISIBILITY].text = "office";
    return zk_store_put(store, record, id, &what, err);
}

/* The login with which somebody comes in; he may have it already. */
static enum zk_status give_login(struct zk_store *store, int64_t id, const char *has,
                                 const char *login, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (strcmp(has, login) == 0)
        return ZK_OK;
    st = zk_account_check_login(login, err);
    if (st == ZK_OK)
        st = zk_account_check_free(store, login, err);
    return st == ZK_OK ? zk_sql_run(store, "UPDATE account SET login = ?2 WHERE id = ?1", err, "it",
                                    id, login)
                       : st;
}

enum zk_status zk_account_decide(struct zk_store *store, int64_t id, bool approve,
                                 const char *login, struct zk_arena *arena, struct zk_error *err)
{
    const char *code = NULL, *name = NULL, *has = NULL, *asked = NULL;
    int64_t organisation = 0;
    struct zk_cursor rows;
    enum zk_status st;

    st = zk_sql_open(store, &rows,
                     "SELECT r.credit_code, r.organisation, a.login, r.login"
                     " FROM registration r JOIN account a"
                     " ON a.id = r.account_id WHERE a.id = ?1 AND a.state = 'pending'",
                     err, "i", id);
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        code = zk_sql_text(&rows, 0, arena);
        name = zk_sql_text(&rows, 1, arena);
        has = zk_sql_text(&rows, 2, arena);
        asked = zk_sql_text(&rows, 3, arena);
    }
    zk_sql_close(&rows);
    if (st == ZK_OK && (!code || !name || !has || !asked))
        st = zk_fail(err, ZK_NOT_FOUND, "", "no such registration");
    if (st != ZK_OK)
        return st;
    if (!approve)
        return zk_sql_run(store, "DELETE FROM account WHERE id = ?1", err, "i", id);
    st = give_login(store, id, has, login ? login : asked, err);
    if (st == ZK_OK)
        st = find_organisation(store, code, name, arena, &organisation, err);
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "UPDATE account SET state = 'active', record_id = ?2,"
                        " version = version + 1 WHERE id = ?1",
                        err, "ii", id, organisation);
    return st;
}
