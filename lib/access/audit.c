/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Appending to the audit, walking its chain, and reading it.
 */
#include "audit.h"

#include "audit_mask.h"
#include "audit_seal.h"
#include "private.h"

#include "utf8.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

#define TEXTS 8 /* role, address, action, object, field, old, new, purpose: in this order */
enum { OBJECT = 3, OLD = 5, PURPOSE = 7 };

#define COLUMNS "seq, at, account_id, role, address, action, object, field, old, new, purpose"

struct row {
    int64_t seq, at, account;
    const char *texts[TEXTS];
};

/* Each text with its length before it, so that nothing can move from one to the next. */
static void hash_row(const unsigned char before[ZK_HASH_BYTES], const struct row *row,
                     unsigned char out[ZK_HASH_BYTES])
{
    crypto_generichash_state state;
    char numbers[96];

    (void)snprintf(numbers, sizeof(numbers), "%" PRId64 " %" PRId64 " %" PRId64, row->seq, row->at,
                   row->account);
    (void)crypto_generichash_init(&state, NULL, 0, ZK_HASH_BYTES);
    (void)crypto_generichash_update(&state, before, ZK_HASH_BYTES);
    (void)crypto_generichash_update(&state, (const unsigned char *)numbers, strlen(numbers));
    for (int i = 0; i < TEXTS; i++) {
        (void)snprintf(numbers, sizeof(numbers), " %zu:", strlen(row->texts[i]));
        (void)crypto_generichash_update(&state, (const unsigned char *)numbers, strlen(numbers));
        (void)crypto_generichash_update(&state, (const unsigned char *)row->texts[i],
                                        strlen(row->texts[i]));
    }
    (void)crypto_generichash_final(&state, out, ZK_HASH_BYTES);
}

static enum zk_status read_last(struct zk_store *store, int64_t *seq,
                                unsigned char hash[ZK_HASH_BYTES], struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", err, "");

    *seq = 0;
    memset(hash, 0, ZK_HASH_BYTES);
    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && rows.row) {
        size_t len;
        const void *bytes = zk_sql_blob(&rows, 1, &len);

        *seq = zk_sql_int(&rows, 0);
        if (len == ZK_HASH_BYTES)
            memcpy(hash, bytes, len);
    }
    zk_sql_close(&rows);
    return st;
}

/* Short enough, cut between characters. */
static const char *cut(const char *text, struct zk_arena *arena)
{
    size_t len = text ? strlen(text) : 0, at = 0;

    if (len <= ZK_AUDIT_TEXT_MAX)
        return text ? text : "";
    len = 0;
    while (len < ZK_AUDIT_TEXT_MAX - 4) {
        at = len;
        (void)zk_utf8_next(text, strlen(text), &at);
        len = at;
    }
    return zk_arena_copy(arena, text, len);
}

enum zk_status zk_audit_add(const struct zk_access *access, struct zk_store *store,
                            const struct zk_who *who, const struct zk_audit *entry,
                            struct zk_error *err)
{
    unsigned char before[ZK_HASH_BYTES], hash[ZK_HASH_BYTES];
    const char *role = zk_role_name(who->role);
    bool personal = zk_audit_is_personal(entry->object) && !entry->plain;
    struct zk_arena *arena = zk_arena_open();
    struct row row = { .at = zk_now(&access->clock), .account = who->account };
    const char *texts[TEXTS] = { role ? role : "program",
                                 who->address,
                                 entry->action,
                                 entry->object,
                                 entry->field,
                                 entry->old,
                                 entry->new_,
                                 entry->purpose };
    enum zk_status st = arena ? read_last(store, &row.seq, before, err) : ZK_OK;

    for (int i = 0; arena && i < TEXTS; i++) {
        row.texts[i] = cut(texts[i], arena);
        if (i == PURPOSE && row.texts[i])
            row.texts[i] = zk_audit_mask(row.texts[i], arena);
        if (!row.texts[i])
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for an audit entry");
    }
    if (!arena || sodium_init() < 0)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for an audit entry");
    for (int i = OLD; st == ZK_OK && i <= PURPOSE && personal; i++)
        st = zk_audit_seal(store, row.texts[OBJECT], arena, &row.texts[i], err);
    if (st == ZK_OK) {
        row.seq++;
        hash_row(before, &row, hash);
        st = zk_sql_run(store,
                        "INSERT INTO audit (" COLUMNS ", hash) VALUES (?1, ?2, nullif(?3, 0), ?4,"
                        " ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                        err, "iiittttttttb", row.seq, row.at, row.account, row.texts[0],
                        row.texts[1], row.texts[2], row.texts[3], row.texts[4], row.texts[5],
                        row.texts[6], row.texts[7], (const void *)hash, sizeof(hash));
    }
    zk_arena_close(arena);
    return st;
}

/* ---- the chain ---- */

/* Reads the row behind the last one and compares; arena is for it alone. */
static bool row_fits(struct zk_cursor *rows, struct zk_arena *arena,
                     unsigned char chain[ZK_HASH_BYTES], struct zk_audit_head *head)
{
    struct row row = { zk_sql_int(rows, 0), zk_sql_int(rows, 1), zk_sql_int(rows, 2), { NULL } };
    unsigned char hash[ZK_HASH_BYTES];
    const void *stored;
    size_t len;

    for (int i = 0; i < TEXTS; i++) {
        row.texts[i] = zk_sql_text(rows, 3 + i, arena);
        if (!row.texts[i])
            return rows->no_memory; /* the walk ends with that */
    }
    hash_row(chain, &row, hash);
    stored = zk_sql_blob(rows, 3 + TEXTS, &len);
    if (row.seq != head->seq + 1 || len != ZK_HASH_BYTES || memcmp(stored, hash, len) != 0)
        return false;
    memcpy(chain, hash, ZK_HASH_BYTES);
    head->seq = row.seq;
    head->rows++;
    (void)sodium_bin2hex(head->hash, sizeof(head->hash), chain, ZK_HASH_BYTES);
    return true;
}

static enum zk_status walk(struct zk_store *store, const char *kept, struct zk_arena *arena,
                           struct zk_audit_head *out, bool *met, struct zk_error *err)
{
    unsigned char chain[ZK_HASH_BYTES] = { 0 };
    struct zk_cursor rows;
    enum zk_status st =
        zk_sql_open(store, &rows, "SELECT " COLUMNS ", hash FROM audit ORDER BY seq", err, "");

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        if (!row_fits(&rows, arena, chain, out)) {
            out->bad_seq = zk_sql_int(&rows, 0);
            st = zk_fail(err, ZK_CORRUPT, "", "audit: row %" PRId64 " does not fit the one before",
                         out->bad_seq);
        }
        if (kept && strcmp(kept, out->hash) == 0)
            *met = true;
        zk_arena_reset(arena);
    }
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_audit_verify(struct zk_store *store, const char *kept, struct zk_audit_head *out,
                               struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    int64_t given = 0;
    bool met = !kept;
    enum zk_status st;

    *out = (struct zk_audit_head){ 0 };
    if (!arena || sodium_init() < 0) {
        zk_arena_close(arena);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory to walk the audit");
    }
    st = walk(store, kept, arena, out, &met, err);
    if (st == ZK_OK)
        st = zk_sql_number(store, &given, "SELECT seq FROM sqlite_sequence WHERE name = 'audit'",
                           err, "");
    if (st == ZK_OK && given != out->seq) {
        out->bad_seq = out->seq + 1;
        st = zk_fail(err, ZK_CORRUPT, "", "audit: rows %" PRId64 " to %" PRId64 " were cut off",
                     out->seq + 1, given);
    }
    if (st == ZK_OK && !met)
        st = zk_fail(err, ZK_CORRUPT, "", "audit: the hash that was kept is not in the chain");
    zk_arena_close(arena);
    return st;
}

/* ---- reading ---- */

enum zk_status zk_audit_search(struct zk_store *store, const struct zk_audit_query *query,
                               struct zk_arena *arena, struct zk_audit_row **out, size_t *count,
                               struct zk_error *err)
{
    size_t max = query->max < ZK_AUDIT_PAGE_MAX ? query->max : ZK_AUDIT_PAGE_MAX;
    struct zk_cursor rows;
    enum zk_status st;

    *count = 0;
    *out = zk_arena_array(arena, max, sizeof(**out));
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for the audit");
    st = zk_sql_open(store, &rows,
                     "SELECT " COLUMNS ", (SELECT login FROM account WHERE id = account_id)"
                     " FROM audit WHERE (?1 IS NULL OR action = ?1) AND (?2 IS NULL OR object = ?2)"
                     " AND (?3 = 0 OR account_id = ?3) AND at >= ?4 AND (?5 = 0 OR at < ?5)"
                     " AND (?6 = 0 OR seq < ?6) ORDER BY seq DESC LIMIT ?7",
                     err, "ttiiiii", query->action, query->object, query->account, query->from,
                     query->to, query->before, (int64_t)max);
    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        struct zk_audit_row *row = &(*out)[(*count)++];
        const char **texts[TEXTS] = { &row->role,  &row->address, &row->action, &row->object,
                                      &row->field, &row->old,     &row->new_,   &row->purpose };

        row->seq = zk_sql_int(&rows, 0);
        row->at = zk_sql_int(&rows, 1);
        row->account = zk_sql_int(&rows, 2);
        for (int i = 0; i < TEXTS; i++)
            *texts[i] = zk_sql_text(&rows, 3 + i, arena);
        row->login = zk_sql_text(&rows, 3 + TEXTS, arena);
        for (int i = OLD; st == ZK_OK && i <= PURPOSE; i++)
            st = zk_audit_unseal(store, row->object, arena, texts[i], err);
    }
    zk_sql_close(&rows);
    return st;
}
