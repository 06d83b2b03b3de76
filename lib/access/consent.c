/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Consent: given, valid, withdrawn.
 */
#include "private.h"
#include "subject.h"

#include "utf8.h"

enum { TEXT_MAX = 200 };

/* On the page it is the statement in force, which was shown; the office names what it has on paper,
 * or what was read to somebody. */
static enum zk_status check_statement(const struct zk_who *who, const struct zk_consent *consent,
                                      struct zk_error *err)
{
    bool page = strcmp(consent->channel, "web") == 0;
    char edition[ZK_STATEMENT_BYTES];

    zk_statement_edition(edition);
    if (!page && who->role != ZK_ROLE_OFFICE)
        return zk_fail(err, ZK_BAD_VALUE, "channel", "须由科协登记 / the office's to note");
    if (page && strcmp(consent->statement, edition) != 0)
        return zk_fail(err, ZK_BAD_VALUE, "statement",
                       "现行版本为%s，请刷新页面，阅读后再同意 / the edition in force is %s",
                       edition, edition);
    if (!consent->statement[0] ||
        zk_utf8_count(consent->statement, strlen(consent->statement)) > TEXT_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "statement", "1到%d个字 / 1 to %d characters", TEXT_MAX,
                       TEXT_MAX);
    return ZK_OK;
}

static bool known_channel(const char *channel)
{
    static const char *const channels[] = { "web", "paper", "phone", "mail" };

    for (int i = 0; i < 4; i++) {
        if (strcmp(channels[i], channel) == 0)
            return true;
    }
    return false;
}

static bool by_consent(const struct zk_field *field)
{
    return zk_class_info(field->shown_as)->keep == ZK_KEEP_CONSENT;
}

static enum zk_status check_kind(enum zk_kind kind, struct zk_error *err)
{
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (zk_field_of_kind(field, kind) && by_consent(field))
            return ZK_OK;
    }
    return zk_fail(err, ZK_REFUSED, "",
                   "此类资料没有需经同意的信息 / such records hold nothing by consent");
}

enum zk_status zk_consent_give(const struct zk_access *access, struct zk_store *store,
                               const struct zk_who *who, const struct zk_record *record,
                               const struct zk_consent *consent, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    enum zk_status st = check_kind(record->kind, err);

    if (st == ZK_OK && !known_channel(consent->channel))
        st = zk_fail(err, ZK_BAD_VALUE, "channel", "web, paper, phone or mail");
    if (st == ZK_OK)
        st = check_statement(who, consent, err);
    /* What is agreed to otherwise must open no contacts. */
    if (st == ZK_OK && strcmp(consent->scope, ZK_CONSENT_SCOPE) != 0)
        st = zk_fail(err, ZK_BAD_VALUE, "scope", ZK_CONSENT_SCOPE);
    if (st != ZK_OK)
        return st;
    return zk_sql_run(store,
                      "INSERT INTO consent (record_id, statement, channel, scope, given_at,"
                      " expires_at, account_id) VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0),"
                      " nullif(?7, 0))",
                      err, "itttiii", record->id, consent->statement, consent->channel,
                      consent->scope, now, consent->expires_at, who->account);
}

enum zk_status zk_consent_list(const struct zk_access *access, struct zk_store *store,
                               int64_t record, struct zk_arena *arena, struct zk_consent **out,
                               size_t *count, struct zk_error *err)
{
    int64_t now = zk_now(&access->clock);
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, ZK_SUBJECT_LIST_MAX, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for consents");
    st = zk_sql_open(store, &rows,
                     "SELECT id, given_at, expires_at, withdrawn_at, statement, channel, scope"
                     " FROM consent WHERE record_id = ?1 ORDER BY id DESC LIMIT ?2",
                     err, "ii", record, (int64_t)ZK_SUBJECT_LIST_MAX);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_consent *one = &(*out)[(*count)++];

        one->id = zk_sql_int(&rows, 0);
        one->given_at = zk_sql_int(&rows, 1);
        one->expires_at = zk_sql_int(&rows, 2);
        one->withdrawn_at = zk_sql_int(&rows, 3);
        one->statement = zk_sql_text(&rows, 4, arena);
        one->channel = zk_sql_text(&rows, 5, arena);
        one->scope = zk_sql_text(&rows, 6, arena);
        one->valid = one->withdrawn_at == 0 && (one->expires_at == 0 || one->expires_at > now);
    }
    zk_sql_close(&rows);
    return st;
}

/* What was removed is not kept in the history either: of an expert there is none any more. */
static enum zk_status forget(struct zk_store *store, const struct zk_record *record,
                             const bool removed[ZK_FIELD_COUNT], struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (record->kind == ZK_KIND_EXPERT) {
        st = zk_sql_run(store,
                        "INSERT OR IGNORE INTO former_name (record_id, name) SELECT record_id, old"
                        " FROM change_field WHERE record_id = ?1 AND field = 'title'",
                        err, "i", record->id);
        if (st == ZK_OK)
            st = zk_sql_run(store, "DELETE FROM draft WHERE record_id = ?1", err, "i", record->id);
        return st == ZK_OK ? zk_sql_run(store, "DELETE FROM change WHERE record_id = ?1", err, "i",
                                        record->id)
                           : st;
    }
    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        if (removed[i])
            st = zk_sql_run(store, "DELETE FROM change_field WHERE record_id = ?1 AND field = ?2",
                            err, "it", record->id, zk_field_get((enum zk_field_id)i)->name);
    }
    return st;
}

enum zk_status zk_consent_end(const struct zk_access *access, struct zk_store *store,
                              struct zk_record *record, struct zk_error *err)
{
    bool expert = record->kind == ZK_KIND_EXPERT, removed[ZK_FIELD_COUNT];
    enum zk_put what;
    int64_t id;
    enum zk_status st;

    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        removed[i] = by_consent(field) || field->shown_as == ZK_CLASS_CONSENT;
        if (removed[i])
            record->values[i] = (struct zk_value){ 0 };
    }
    if (expert)
        record->values[ZK_F_VISIBILITY].text = "office";
    st = zk_store_put(store, record, &id, &what, err);
    if (st == ZK_OK)
        st = forget(store, record, removed, err);
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "UPDATE consent SET withdrawn_at = ?2 WHERE record_id = ?1"
                        " AND withdrawn_at IS NULL",
                        err, "ii", record->id, zk_now(&access->clock));
    return st;
}

enum zk_status zk_consent_withdraw(const struct zk_access *access, struct zk_store *store,
                                   struct zk_record *record, struct zk_error *err)
{
    enum zk_status st = zk_consent_end(access, store, record, err);

    return st == ZK_OK ? zk_sql_run(store,
                                    "INSERT INTO withdrawal (record_id, at) VALUES (?1, ?2)"
                                    " ON CONFLICT (record_id) DO UPDATE SET at = excluded.at",
                                    err, "ii", record->id, zk_now(&access->clock))
                       : st;
}
