/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stores of earlier versions: what a migration makes of what is in them.
 */
#include "migrations.h"
#include "sql.h"
#include "store.h"
#include "suite.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const char *folder;
static char path[512];
static struct zk_store *store;
static struct zk_arena *arena;
static struct zk_error error;

/* A store as it was before the migration that says this, with what is then put into it. */
static void begin(const char *migration, const char *rows)
{
    sqlite3 *db;
    int version = 0;
    char text[96];

    folder = test_folder();
    (void)snprintf(path, sizeof(path), "%s/older.db", folder);
    arena = zk_arena_open();
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    for (; !strstr(zk_migrations[version], migration); version++)
        ck_assert_int_eq(sqlite3_exec(db, zk_migrations[version], NULL, NULL, NULL), SQLITE_OK);
    (void)snprintf(text, sizeof(text), "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                   0x7A686B75, version);
    ck_assert_int_eq(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
    ck_assert_int_eq(zk_store_open(path, ZK_STORE_READ, &store, &error), ZK_CORRUPT);
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
}

static void end(void)
{
    zk_store_close(store);
    zk_arena_close(arena);
    test_folder_remove(folder);
}

static void assert_text(const char *query, const char *expected)
{
    struct zk_cursor rows;

    OK(zk_sql_open(store, &rows, query, &error, ""));
    OK(zk_sql_next(&rows, &error));
    ck_assert_str_eq(zk_sql_text(&rows, 0, arena), expected);
    zk_sql_close(&rows);
}

START_TEST(an_older_store_is_brought_up_and_shows_no_more_than_it_may)
{
    static const bool shown[] = { false, false, true };
    struct zk_change *changes;
    struct zk_record *record;
    size_t count;

    begin("ADD COLUMN published",
          "INSERT INTO record (id, kind, ref, title, visibility, version, created_at,"
          " updated_at) VALUES (1, 'expert', 'a', '甲', 'office', 1, '', ''),"
          " (2, 'demand', 'b', '乙', NULL, 1, '', ''),"
          " (3, 'demand', 'c', '丙', 'public', 1, '', '');"
          "INSERT INTO demand (id, demand_status) VALUES (2, 'draft'), (3, 'open');"
          "DELETE FROM outbox");
    for (int64_t id = 1; id <= 3; id++)
        ck_assert_int_eq(zk_store_get_any(store, id, ZK_SEE_PUBLIC, arena, &record, &error),
                         shown[id - 1] ? ZK_OK : ZK_NOT_FOUND);
    OK(zk_store_outbox(store, 0, 9, arena, &changes, &count, &error));
    ck_assert_uint_eq(count, 2); /* the draft leaves the index */
    end();
}
END_TEST

START_TEST(who_was_erased_before_keys_were_remembered_has_none_afterwards)
{
    begin("WHERE action = 'erase'",
          "INSERT INTO audit (at, role, address, action, object, field, old, new, purpose, hash)"
          " SELECT 1, 'office', '', column1, column2, '', '', '', '', zeroblob(32) FROM"
          " (VALUES ('erase', 'expert:7'), ('erase', 'expert:7'), ('edit', 'expert:8'))");
    assert_text("SELECT group_concat(object || hex(key)) FROM audit_key",
                "expert:70000000000000000000000000000000000000000000000000000000000000000");
    end();
}
END_TEST

START_TEST(who_withdrew_before_that_was_remembered_has_withdrawn_afterwards)
{
    begin("CREATE TABLE withdrawal",
          "INSERT INTO record (id, kind, ref, title, version, created_at, updated_at) VALUES"
          " (1, 'expert', 'a', '甲', 1, '', ''), (2, 'society', 'b', '乙', 1, '', ''),"
          " (3, 'expert', 'c', '丙', 1, '', ''), (4, 'society', 'd', '丁', 1, '', '');"
          /* merged since: a society has another contact person in each record */
          "INSERT INTO redirect (id, kind, target_id) VALUES (5, 'expert', 3),"
          " (6, 'expert', 1), (7, 'society', 4), (8, 'expert', 1);"
          "INSERT INTO audit (at, role, address, action, object, field, old, new, purpose, hash)"
          " SELECT column1, 'office', '', column2, column3, '', '', '', '', zeroblob(32) FROM"
          " (VALUES (5, 'consent_withdrawn', 'expert:1'), (9, 'consent_withdrawn', 'expert:1'),"
          " (12, 'consent_given', 'expert:1'), (7, 'consent_withdrawn', 'society:2'),"
          " (8, 'consent_withdrawn', 'expert:2'), (3, 'consent_withdrawn', 'expert:5'),"
          " (4, 'consent_withdrawn', 'expert:6'), (6, 'consent_withdrawn', 'society:7'),"
          " (10, 'consent_withdrawn', 'expert:8'))");
    assert_text("SELECT group_concat(record_id || ' ' || at) FROM withdrawal", "1 10,2 7,3 3");
    end();
}
END_TEST

START_TEST(what_the_page_filled_in_as_the_scope_of_a_consent_opens_contacts)
{
    begin("UPDATE consent SET scope",
          "INSERT INTO record (id, kind, ref, title, version, created_at, updated_at) VALUES"
          " (1, 'expert', 'a', '甲', 1, '', '');"
          "INSERT INTO consent (record_id, statement, channel, scope, given_at)"
          " SELECT 1, '2025', 'web', column1, 1 FROM (VALUES"
          " ('查看和转交联系方式，用于科技对接'),"
          " ('seeing and passing on contacts, for introductions'), ('只同意公开照片'))");
    assert_text("SELECT group_concat(scope) FROM consent", "contacts,contacts,只同意公开照片");
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("migrations");
    TCase *tc = tcase_create("migrations");

    tcase_add_test(tc, an_older_store_is_brought_up_and_shows_no_more_than_it_may);
    tcase_add_test(tc, who_was_erased_before_keys_were_remembered_has_none_afterwards);
    tcase_add_test(tc, who_withdrew_before_that_was_remembered_has_withdrawn_afterwards);
    tcase_add_test(tc, what_the_page_filled_in_as_the_scope_of_a_consent_opens_contacts);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
