/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of what is held of persons, against the store itself.
 */
#include "config.h"
#include "holdings.h"
#include "suite.h"

#include "directory.h"

#include <sqlite3.h>
#include <string.h>

static bool has_word(const char *words, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = words; (at = strstr(at, word)); at += len) {
        if ((at == words || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
            return true;
    }
    return false;
}

/* Rows of the table that have the column; of a table of records the fields' own columns count. */
static int rows_of(const char *table, const char *column)
{
    size_t count;
    const struct zk_held *held = zk_held_all(&count);
    int found = 0;

    for (size_t i = 0; i < count; i++) {
        bool field = false;

        if (strcmp(held[i].table, table) != 0)
            continue;
        for (int id = 0; held[i].holding == ZK_HOLDING_RECORDS && id < ZK_FIELD_COUNT; id++)
            field = field || strcmp(zk_field_get((enum zk_field_id)id)->name, column) == 0;
        found += field || has_word(held[i].columns, column);
    }
    return found;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;

    ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    return stmt;
}

START_TEST(every_column_of_the_store_is_in_the_table_once)
{
    struct test_directory d;
    sqlite3_stmt *stmt;
    int columns = 0;
    sqlite3 *db;

    test_directory_open(&d, 0, 1);
    ck_assert_int_eq(sqlite3_open(d.store_path, &db), SQLITE_OK);
    stmt = prepare(db, "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c"
                       " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(stmt, 0);
        const char *column = (const char *)sqlite3_column_text(stmt, 1);

        ck_assert_msg(rows_of(table, column) == 1,
                      "%s.%s is in %d rows of holdings.def: say in one what is held there, what for"
                      " and how long, or NOTHING",
                      table, column, rows_of(table, column));
        columns++;
    }
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    test_directory_close(&d);
    ck_assert_int_gt(columns, 200);
}
END_TEST

START_TEST(every_column_of_the_table_is_in_the_store)
{
    struct test_directory d;
    const struct zk_held *held;
    sqlite3_stmt *stmt;
    sqlite3 *db;
    size_t count;

    test_directory_open(&d, 0, 1);
    ck_assert_int_eq(sqlite3_open(d.store_path, &db), SQLITE_OK);
    stmt = prepare(db, "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2");
    held = zk_held_all(&count);
    for (size_t i = 0; i < count; i++) {
        char columns[400], *rest = columns, *column;

        if (strchr(held[i].table, '.'))
            continue;
        ck_assert_uint_lt(strlen(held[i].columns), sizeof(columns));
        (void)strcpy(columns, held[i].columns);
        while ((column = strtok_r(rest, " ", &rest))) {
            (void)sqlite3_reset(stmt);
            (void)sqlite3_bind_text(stmt, 1, held[i].table, -1, SQLITE_STATIC);
            (void)sqlite3_bind_text(stmt, 2, column, -1, SQLITE_STATIC);
            ck_assert_msg(sqlite3_step(stmt) == SQLITE_ROW, "there is no %s.%s", held[i].table,
                          column);
        }
    }
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    test_directory_close(&d);
}
END_TEST

static int separators(const char *text)
{
    int count = 0;

    for (; (text = strstr(text, " / ")); text += 3)
        count++;
    return count;
}

START_TEST(every_holding_is_told_in_both_languages_with_its_time_and_is_somewhere)
{
    size_t count;
    const struct zk_held *held = zk_held_all(&count);

    for (int id = 0; id < ZK_HOLDING_COUNT; id++) {
        const struct zk_holding_info *info = zk_holding_info((enum zk_holding)id);
        bool counted = info->keep == ZK_KEEP_UNOPENED || info->keep == ZK_KEEP_DISABLED ||
                       info->keep == ZK_KEEP_DAYS || info->keep == ZK_KEEP_CLOSED;
        size_t at = 0;

        ck_assert_int_eq(separators(info->title), 1);
        ck_assert_int_eq(separators(info->what), 1);
        ck_assert_int_eq(separators(info->purpose), 1);
        ck_assert_msg((info->days > 0) == counted, "%s", info->name);
        while (at < count && held[at].holding != (enum zk_holding)id)
            at++;
        ck_assert_msg(at < count, "%s is held nowhere", info->name);
    }
}
END_TEST

START_TEST(searches_are_kept_as_long_as_the_table_says_unless_the_office_sets_it)
{
    struct zk_config config;

    ck_assert_int_eq(zk_config_load(&config, NULL, NULL), ZK_OK);
    ck_assert_int_eq(config.query_log_days, zk_holding_info(ZK_HOLDING_QUERIES)->days);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("holdings");
    TCase *tc = tcase_create("holdings");

    tcase_add_test(tc, every_column_of_the_store_is_in_the_table_once);
    tcase_add_test(tc, every_column_of_the_table_is_in_the_store);
    tcase_add_test(tc, every_holding_is_told_in_both_languages_with_its_time_and_is_somewhere);
    tcase_add_test(tc, searches_are_kept_as_long_as_the_table_says_unless_the_office_sets_it);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
