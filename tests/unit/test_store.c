/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: what is put comes back, versions, visibility, links, outbox, foreign files.
 */
#include "store.h"
#include "suite.h"

#include "buf.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *folder;
static char path[512];
static struct zk_store *store;
static struct zk_arena *arena;
static struct zk_error error;

static void begin(void)
{
    folder = test_folder();
    (void)snprintf(path, sizeof(path), "%s/zhiku.db", folder);
    arena = zk_arena_open();
    OK(zk_store_open(path, ZK_STORE_WRITE, &store, &error));
}

static void end(void)
{
    zk_store_close(store);
    zk_arena_close(arena);
    test_folder_remove(folder);
}

static struct zk_record *make(enum zk_kind kind, const char *ref, const char *title)
{
    struct zk_record *record = zk_record_new(arena, kind);

    record->values[ZK_F_REF].text = ref;
    record->values[ZK_F_TITLE].text = title;
    return record;
}

static void set(struct zk_record *record, enum zk_field_id id, const char *cell)
{
    OK(zk_record_parse(record, zk_field_get(id), cell, strlen(cell), arena, &error));
}

static int64_t put(struct zk_record *record, enum zk_put expected)
{
    enum zk_put what;
    int64_t id;

    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, record, &id, &what, &error));
    OK(zk_store_commit(store, &error));
    ck_assert_int_eq(what, expected);
    return id;
}

static struct zk_record *get(int64_t id, enum zk_see see)
{
    struct zk_record *record;

    OK(zk_store_get_any(store, id, see, arena, &record, &error));
    return record;
}

static bool is_changed(int64_t id)
{
    struct zk_change *changes;
    bool found = false;
    size_t count;

    OK(zk_store_outbox(store, 0, 10000, arena, &changes, &count, &error));
    for (size_t i = 0; i < count; i++)
        found = found || changes[i].record == id;
    return found;
}

static void forget_changes(void)
{
    int64_t last;

    OK(zk_store_outbox_last(store, &last, &error));
    OK(zk_store_outbox_prune(store, last, &error));
}

START_TEST(a_record_comes_back_as_it_was_put)
{
    struct zk_record *record, *read;
    int64_t id;

    begin();
    record = make(ZK_KIND_EXPERT, "E1", "张伟");
    set(record, ZK_F_REGION, "滕州市");
    set(record, ZK_F_KEYWORDS, "煤化工; 废水处理；a\\;b");
    set(record, ZK_F_SUMMARY, "第一行\r\n第二行");
    set(record, ZK_F_YEAR, "2019");
    set(record, ZK_F_ORGANISATION, "某厂|顾问");
    set(record, ZK_F_PHONE, "19900000001");
    id = put(record, ZK_PUT_ADDED);
    read = get(id, ZK_SEE_WHOLE);
    ck_assert(zk_record_equal(record, read));
    ck_assert_str_eq(zk_record_text(read, ZK_F_REGION), "370481");
    ck_assert_str_eq(read->values[ZK_F_KEYWORDS].items[2].text, "a;b");
    ck_assert_int_eq(read->version, 1);
    ck_assert_ptr_nonnull(read->updated_at);
    ck_assert_int_eq(put(record, ZK_PUT_SAME), id);
    ck_assert_int_eq(get(id, ZK_SEE_WHOLE)->version, 1);
    set(record, ZK_F_KEYWORDS, "煤化工");
    ck_assert_int_eq(put(record, ZK_PUT_CHANGED), id);
    read = get(id, ZK_SEE_WHOLE);
    ck_assert_int_eq(read->version, 2);
    ck_assert_uint_eq(read->values[ZK_F_KEYWORDS].count, 1);
    end();
}
END_TEST

START_TEST(the_public_sees_no_office_field_and_no_office_record)
{
    struct zk_record *expert, *proposal, *read;
    int64_t id, hidden;

    begin();
    expert = make(ZK_KIND_EXPERT, "E1", "张伟");
    set(expert, ZK_F_PHONE, "19900000001");
    set(expert, ZK_F_EMAIL, "secret@example.com");
    set(expert, ZK_F_AVOID_ORGANISATIONS, "某厂");
    id = put(expert, ZK_PUT_ADDED);
    proposal = make(ZK_KIND_PROPOSAL, "P1", "内部建议");
    set(proposal, ZK_F_VISIBILITY, "office");
    set(proposal, ZK_F_AUTHORS, "@E1|执笔");
    hidden = put(proposal, ZK_PUT_ADDED);
    read = get(id, ZK_SEE_PUBLIC);
    ck_assert(zk_value_empty(&read->values[ZK_F_PHONE]));
    ck_assert(zk_value_empty(&read->values[ZK_F_EMAIL]));
    ck_assert(zk_value_empty(&read->values[ZK_F_AVOID_ORGANISATIONS]));
    ck_assert_int_eq(read->tied[ZK_KIND_PROPOSAL], 0);
    ck_assert(!zk_value_empty(&get(id, ZK_SEE_WHOLE)->values[ZK_F_PHONE]));
    ck_assert_int_eq(zk_store_get_any(store, hidden, ZK_SEE_PUBLIC, arena, &read, &error),
                     ZK_NOT_FOUND);
    ck_assert_int_eq(
        zk_store_get(store, ZK_KIND_EXPERT, hidden, ZK_SEE_WHOLE, arena, &read, &error),
        ZK_NOT_FOUND);
    end();
}
END_TEST

START_TEST(links_follow_the_linked_record)
{
    struct zk_record *expert, *paper, *read;
    struct zk_tie *ties;
    int64_t person, work;
    size_t count;

    begin();
    person = put(make(ZK_KIND_EXPERT, "E1", "张伟"), ZK_PUT_ADDED);
    paper = make(ZK_KIND_ACHIEVEMENT, "A1", "一种换热器");
    set(paper, ZK_F_CONTRIBUTORS, "@E1|第一完成人;李四");
    work = put(paper, ZK_PUT_ADDED);
    ck_assert_int_eq(get(person, ZK_SEE_PUBLIC)->tied[ZK_KIND_ACHIEVEMENT], 1);
    OK(zk_store_ties(store, person, ZK_SEE_PUBLIC, 5, arena, &ties, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(ties[0].total, 1);
    ck_assert_str_eq(ties[0].items[0].role, "第一完成人");
    forget_changes();
    expert = make(ZK_KIND_EXPERT, "E1", "张维");
    ck_assert_int_eq(put(expert, ZK_PUT_CHANGED), person);
    ck_assert(is_changed(work));
    read = get(work, ZK_SEE_PUBLIC);
    ck_assert_str_eq(read->values[ZK_F_CONTRIBUTORS].items[0].text, "张维");
    ck_assert_int_eq(read->values[ZK_F_CONTRIBUTORS].items[0].id, person);
    forget_changes();
    OK(zk_store_delete(store, ZK_KIND_EXPERT, person, &error));
    ck_assert(is_changed(person) && is_changed(work));
    read = get(work, ZK_SEE_PUBLIC);
    ck_assert_str_eq(read->values[ZK_F_CONTRIBUTORS].items[0].text, "张维");
    ck_assert_ptr_null(read->values[ZK_F_CONTRIBUTORS].items[0].ref);
    ck_assert_int_eq(zk_store_delete(store, ZK_KIND_EXPERT, person, &error), ZK_NOT_FOUND);
    end();
}
END_TEST

START_TEST(a_link_to_nobody_is_refused)
{
    struct zk_record *paper;
    enum zk_put what;
    int64_t id;

    begin();
    paper = make(ZK_KIND_ACHIEVEMENT, "A1", "一种换热器");
    set(paper, ZK_F_CONTRIBUTORS, "@E9");
    OK(zk_store_begin(store, &error));
    ck_assert_int_eq(zk_store_put(store, paper, &id, &what, &error), ZK_NOT_FOUND);
    ck_assert_str_eq(error.field, "contributors");
    zk_store_rollback(store);
    OK(zk_store_begin(store, &error));
    OK(zk_store_reserve(store, ZK_KIND_EXPERT, "E9", "后来者", &id, &error));
    OK(zk_store_put(store, paper, &id, &what, &error));
    ck_assert_int_eq(what, ZK_PUT_ADDED);
    OK(zk_store_put(store, make(ZK_KIND_EXPERT, "E9", "后来者"), &id, &what, &error));
    ck_assert_int_eq(what, ZK_PUT_ADDED);
    OK(zk_store_commit(store, &error));
    end();
}
END_TEST

START_TEST(nothing_is_kept_of_what_is_rolled_back)
{
    int64_t counts[ZK_KIND_COUNT], id;
    enum zk_put what;

    begin();
    OK(zk_store_begin(store, &error));
    OK(zk_store_put(store, make(ZK_KIND_EXPERT, "E1", "张伟"), &id, &what, &error));
    zk_store_rollback(store);
    OK(zk_store_counts(store, counts, &error));
    ck_assert_int_eq(counts[ZK_KIND_EXPERT], 0);
    ck_assert_int_eq(zk_store_find(store, ZK_KIND_EXPERT, "E1", &id, &error), ZK_NOT_FOUND);
    end();
}
END_TEST

START_TEST(outbox_numbers_are_never_given_twice)
{
    int64_t before, after;

    begin();
    put(make(ZK_KIND_EXPERT, "E1", "张伟"), ZK_PUT_ADDED);
    OK(zk_store_outbox_last(store, &before, &error));
    OK(zk_store_outbox_prune(store, before, &error));
    put(make(ZK_KIND_EXPERT, "E2", "李娜"), ZK_PUT_ADDED);
    OK(zk_store_outbox_last(store, &after, &error));
    ck_assert_int_gt(after, before);
    end();
}
END_TEST

START_TEST(a_foreign_or_damaged_or_later_file_is_refused)
{
    struct zk_store *other;
    char name[600];
    sqlite3 *db;
    FILE *file;

    begin();
    (void)snprintf(name, sizeof(name), "%s/none.db", folder);
    ck_assert_int_eq(zk_store_open(name, ZK_STORE_READ, &other, &error), ZK_NO_STORE);
    ck_assert_int_eq(zk_store_open(name, ZK_STORE_CHANGE, &other, &error), ZK_NO_STORE);
    file = fopen(name, "w");
    (void)fputs("this is no database at all, but long enough to be looked at as one ....", file);
    (void)fclose(file);
    ck_assert_int_eq(zk_store_open(name, ZK_STORE_WRITE, &other, &error), ZK_CORRUPT);
    ck_assert_int_eq(remove(name), 0);
    ck_assert_int_eq(sqlite3_open(name, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "CREATE TABLE t (x)", NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
    ck_assert_int_eq(zk_store_open(name, ZK_STORE_WRITE, &other, &error), ZK_CORRUPT);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
    ck_assert_int_eq(zk_store_open(path, ZK_STORE_READ, &other, &error), ZK_CORRUPT);
    ck_assert_ptr_null(other);
    end();
}
END_TEST

START_TEST(a_second_writer_is_told_to_wait)
{
    struct zk_store *other;
    sqlite3 *db;

    begin();
    OK(zk_store_begin(store, &error));
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_BUSY);
    (void)sqlite3_close(db);
    OK(zk_store_open(path, ZK_STORE_WRITE, &other, &error));
    ck_assert_int_eq(zk_store_begin(other, &error), ZK_BUSY);
    zk_store_close(other);
    zk_store_rollback(store);
    end();
}
END_TEST

/* One column of the right type for each single-valued field, and nothing besides. */
START_TEST(the_tables_hold_what_fields_def_lists)
{
    sqlite3 *db;

    begin();
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        const char *name = zk_kind_info((enum zk_kind)kind)->name;
        int expected = 1, found = 0;
        sqlite3_stmt *stmt;

        for (int id = ZK_COMMON_FIELDS; id < ZK_FIELD_COUNT; id++) {
            const struct zk_field *field = zk_field_get((enum zk_field_id)id);

            expected += zk_field_of_kind(field, (enum zk_kind)kind) &&
                        !zk_type_is_list(field->type);
        }
        ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT name, type FROM pragma_table_info(?1)", -1,
                                            &stmt, NULL),
                         SQLITE_OK);
        (void)sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            const char *column = (const char *)sqlite3_column_text(stmt, 0);
            const char *type = (const char *)sqlite3_column_text(stmt, 1);
            const struct zk_field *field;

            found++;
            if (strcmp(column, "id") == 0)
                continue;
            field = zk_field_find((enum zk_kind)kind, column, strlen(column));
            ck_assert_msg(field != NULL, "%s.%s is in no table of fields", name, column);
            ck_assert_str_eq(type, field->type == ZK_TYPE_INT ? "INTEGER" : "TEXT");
        }
        (void)sqlite3_finalize(stmt);
        ck_assert_int_eq(found, expected);
    }
    (void)sqlite3_close(db);
    end();
}
END_TEST

/*
 * Random edits: every record whose public view changed is in the outbox.
 */
static char *view_of(int64_t id)
{
    struct zk_record *record;
    struct zk_buf out;

    zk_buf_init(&out, 1 << 20);
    if (zk_store_get_any(store, id, ZK_SEE_PUBLIC, arena, &record, NULL) == ZK_OK) {
        for (int field = 0; field < ZK_FIELD_COUNT; field++) {
            const struct zk_value *value = &record->values[field];

            zk_buf_addf(&out, "%d=", field);
            zk_record_print(record, zk_field_get((enum zk_field_id)field), &out);
            for (size_t i = 0; i < value->count; i++)
                zk_buf_addf(&out, "<%s>", value->items[i].text);
        }
        for (int kind = 0; kind < ZK_KIND_COUNT; kind++)
            zk_buf_addf(&out, "#%lld", (long long)record->tied[kind]);
    }
    return zk_buf_take(&out, &(size_t){ 0 });
}

START_TEST(whatever_changes_is_in_the_outbox)
{
    enum { RECORDS = 12, EDITS = 300 };

    begin();
    srand(7);
    for (int i = 0; i < EDITS; i++) {
        char *before[2 * RECORDS + EDITS], ref[8], title[16], links[64] = "";
        struct zk_record *record;
        int who = rand() % RECORDS;

        for (int id = 1; id < 2 * RECORDS + EDITS; id++)
            before[id] = view_of(id);
        forget_changes();
        (void)snprintf(ref, sizeof(ref), "R%d", who);
        (void)snprintf(title, sizeof(title), "名%d", rand() % 3);
        if (rand() % 8 == 0) {
            int64_t id;

            if (zk_store_find(store, ZK_KIND_EXPERT, ref, &id, NULL) == ZK_OK)
                OK(zk_store_delete(store, ZK_KIND_EXPERT, id, &error));
        } else if (rand() % 2 == 0) {
            record = make(ZK_KIND_EXPERT, ref, title);
            set(record, ZK_F_VISIBILITY, rand() % 3 == 0 ? "office" : "public");
            OK(zk_store_begin(store, &error));
            OK(zk_store_put(store, record, &(int64_t){ 0 }, &(enum zk_put){ ZK_PUT_SAME },
                            &error));
            OK(zk_store_commit(store, &error));
        } else {
            for (int k = 0; k < 3; k++) {
                char target[8];
                size_t len = strlen(links);

                (void)snprintf(target, sizeof(target), "R%d", rand() % RECORDS);
                if (zk_store_find(store, ZK_KIND_EXPERT, target, &(int64_t){ 0 }, NULL) == ZK_OK)
                    (void)snprintf(links + len, sizeof(links) - len, "@%s;", target);
            }
            record = make(ZK_KIND_ACHIEVEMENT, ref, title);
            set(record, ZK_F_CONTRIBUTORS, links);
            OK(zk_store_begin(store, &error));
            OK(zk_store_put(store, record, &(int64_t){ 0 }, &(enum zk_put){ ZK_PUT_SAME },
                            &error));
            OK(zk_store_commit(store, &error));
        }
        for (int id = 1; id < 2 * RECORDS + EDITS; id++) {
            char *after = view_of(id);

            ck_assert_msg(strcmp(before[id] ? before[id] : "", after ? after : "") == 0 ||
                              is_changed(id),
                          "record %d changed unseen in edit %d", id, i);
            free(before[id]);
            free(after);
        }
        zk_arena_reset(arena);
    }
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *tc = tcase_create("store");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_record_comes_back_as_it_was_put);
    tcase_add_test(tc, the_public_sees_no_office_field_and_no_office_record);
    tcase_add_test(tc, links_follow_the_linked_record);
    tcase_add_test(tc, a_link_to_nobody_is_refused);
    tcase_add_test(tc, nothing_is_kept_of_what_is_rolled_back);
    tcase_add_test(tc, outbox_numbers_are_never_given_twice);
    tcase_add_test(tc, a_foreign_or_damaged_or_later_file_is_refused);
    tcase_add_test(tc, a_second_writer_is_told_to_wait);
    tcase_add_test(tc, the_tables_hold_what_fields_def_lists);
    tcase_add_test(tc, whatever_changes_is_in_the_outbox);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
