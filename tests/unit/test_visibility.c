/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose a record is, what each view shows of it, masks, history and merging, in the store itself.
 */
#include "history.h"
#include "own.h"
#include "sql.h"
#include "suite.h"

#include "directory.h"

#include <string.h>

static struct test_directory d;
static struct zk_error error;

static void begin(void)
{
    test_directory_open(&d, 0, 1);
}

static void end(void)
{
    test_directory_close(&d);
}

static struct zk_record *get(enum zk_kind kind, int64_t id, enum zk_see see)
{
    struct zk_record *record;
    enum zk_status st = zk_store_get(d.store, kind, id, see, d.arena, &record, &error);

    return st == ZK_OK ? record : NULL;
}

static int64_t expert(const char *ref)
{
    return test_directory_put(&d, ZK_KIND_EXPERT, ref, "张三", ZK_F_PHONE, "19900001111",
                              ZK_F_EMAIL, "zhang@example.com", ZK_F_MAX_LOAD, "3",
                              ZK_F_AVOID_ORGANISATIONS, "对头", ZK_F_SUMMARY, "公开的",
                              ZK_F_SOCIETIES, "化学会", -1);
}

START_TEST(a_record_belongs_to_its_expert_or_its_enterprise)
{
    static const enum zk_kind kinds[] = { ZK_KIND_EXPERT, ZK_KIND_ORGANISATION,
                                          ZK_KIND_DEMAND };
    int64_t ids[3];
    struct zk_who who = { 0 };
    bool own;

    begin();
    ids[0] = expert("E1");
    ids[1] = test_directory_put(&d, ZK_KIND_ORGANISATION, "O1", "某厂", -1);
    ids[2] =
        test_directory_put(&d, ZK_KIND_DEMAND, "D1", "要机床", ZK_F_ORGANISATION, "@O1", -1);
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        for (int mine = 0; mine < 3; mine++) {
            for (int asked = 0; asked < 3; asked++) {
                bool expected = (1 << bit == ZK_ROLE_EXPERT && mine == 0 && asked == 0) ||
                                (1 << bit == ZK_ROLE_ENTERPRISE && mine == 1 && asked >= 1);

                who.role = (enum zk_role)(1 << bit);
                who.record = ids[mine];
                OK(zk_own(d.store, &who, kinds[asked], ids[asked], &own, &error));
                ck_assert_msg(own == expected, "%s has %d, asks for %d", zk_role_name(who.role),
                              mine, asked);
                who.record = 0;
                OK(zk_own(d.store, &who, kinds[asked], ids[asked], &own, &error));
                ck_assert(!own);
            }
        }
    }
    /* Another's demand, one that is not there, and an event that names the organisation. */
    who = (struct zk_who){ .role = ZK_ROLE_ENTERPRISE, .record = ids[1] };
    ids[0] = test_directory_put(&d, ZK_KIND_DEMAND, "D2", "要别的", -1);
    OK(zk_own(d.store, &who, ZK_KIND_DEMAND, ids[0], &own, &error));
    ck_assert(!own);
    OK(zk_own(d.store, &who, ZK_KIND_DEMAND, 999, &own, &error));
    ck_assert(!own);
    OK(zk_own(d.store, &who, ZK_KIND_EVENT, ids[1], &own, &error));
    ck_assert(!own);
    end();
}
END_TEST

START_TEST(every_view_shows_what_the_table_says_and_no_more)
{
    int64_t id;

    begin();
    id = expert("E1");
    for (int see = 0; see < ZK_SEES; see++) {
        struct zk_record *record = get(ZK_KIND_EXPERT, id, (enum zk_see)see);
        struct zk_record *whole = get(ZK_KIND_EXPERT, id, ZK_SEE_WHOLE);

        ck_assert_ptr_nonnull(record);
        for (int i = 0; i < ZK_FIELD_COUNT; i++) {
            const struct zk_field *field = zk_field_get((enum zk_field_id)i);
            enum zk_shown shown = zk_field_shown(field, (enum zk_see)see);

            if (zk_value_empty(&whole->values[i]))
                continue;
            ck_assert_msg(zk_value_empty(&record->values[i]) == (shown == ZK_SHOWN_NOT),
                          "%s, %d", field->name, see);
            if (shown != ZK_SHOWN_NOT)
                ck_assert_int_eq(zk_record_same(record, whole, field->id), shown == ZK_SHOWN);
        }
    }
    ck_assert_int_eq(zk_see_of((enum zk_role)ZK_ROLE_NOBODY, true), ZK_SEE_PUBLIC);
    ck_assert_int_eq(zk_see_of(ZK_ROLE_OFFICE, false), ZK_SEE_OFFICE);
    ck_assert(!zk_see_is_own(ZK_SEE_WHOLE) && zk_see_unpublished(ZK_SEE_WHOLE));
    end();
}
END_TEST

START_TEST(nobody_changes_what_he_does_not_see_and_only_the_office_what_is_not_his)
{
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
            enum zk_role role = (enum zk_role)(1 << bit);

            ck_assert_int_eq(zk_field_editable(field, role, false),
                             role == ZK_ROLE_OFFICE && field->shown_as != ZK_CLASS_RECORDED);
            if (zk_field_editable(field, role, true))
                ck_assert_int_ne(zk_field_shown(field, zk_see_of(role, true)), ZK_SHOWN_NOT);
        }
    }
}
END_TEST

START_TEST(records_that_are_not_public_are_seen_by_the_office_and_their_owner)
{
    int64_t hidden, work;

    begin();
    hidden =
        test_directory_put(&d, ZK_KIND_EXPERT, "E1", "隐士", ZK_F_VISIBILITY, "office", -1);
    work =
        test_directory_put(&d, ZK_KIND_ACHIEVEMENT, "A1", "成果", ZK_F_CONTRIBUTORS, "@E1", -1);
    for (int see = 0; see < ZK_SEES; see++) {
        bool all = zk_see_unpublished((enum zk_see)see);

        ck_assert_int_eq(get(ZK_KIND_EXPERT, hidden, (enum zk_see)see) != NULL,
                         all || zk_see_is_own((enum zk_see)see));
        ck_assert_uint_eq(
            get(ZK_KIND_ACHIEVEMENT, work, (enum zk_see)see)->values[ZK_F_CONTRIBUTORS].count,
            all);
    }
    end();
}
END_TEST

START_TEST(what_is_kept_back_is_kept_back_everywhere)
{
    struct zk_tie *ties;
    size_t count;
    int64_t id, society;

    begin();
    society = test_directory_put(&d, ZK_KIND_SOCIETY, "S1", "化学会", -1);
    id = test_directory_put(&d, ZK_KIND_EXPERT, "E1", "张三", ZK_F_SOCIETIES, "@S1",
                            ZK_F_DEGREE, "3", -1);
    OK(zk_store_ties(d.store, society, ZK_SEE_PUBLIC, 5, d.arena, &ties, &count, &error));
    ck_assert_uint_eq(count, 1);
    OK(zk_sql_run(d.store, "INSERT INTO hidden_field VALUES (?1, 'societies'), (?1, 'degree')",
                  &error, "i", id));
    ck_assert(zk_value_empty(&get(ZK_KIND_EXPERT, id, ZK_SEE_PUBLIC)->values[ZK_F_SOCIETIES]));
    ck_assert(zk_value_empty(&get(ZK_KIND_EXPERT, id, ZK_SEE_PUBLIC)->values[ZK_F_DEGREE]));
    ck_assert(!zk_value_empty(&get(ZK_KIND_EXPERT, id, ZK_SEE_OFFICE)->values[ZK_F_DEGREE]));
    ck_assert(!zk_value_empty(
        &get(ZK_KIND_EXPERT, id, zk_see_of(ZK_ROLE_EXPERT, true))->values[ZK_F_DEGREE]));
    OK(zk_store_ties(d.store, society, ZK_SEE_PUBLIC, 5, d.arena, &ties, &count, &error));
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(get(ZK_KIND_SOCIETY, society, ZK_SEE_PUBLIC)->tied[ZK_KIND_EXPERT], 0);
    OK(zk_store_ties(d.store, society, ZK_SEE_OFFICE, 5, d.arena, &ties, &count, &error));
    ck_assert_uint_eq(count, 1);
    end();
}
END_TEST

START_TEST(masks_reach_nobody)
{
    static const char *const pairs[][2] = {
        { "19900001111", "199******11" },
        { "0632-3312345 转 8", "063*-******* 转 *" },
        { "zhang@example.com", "z***@example.com" },
        { "@example.com", "***@example.com" },
        { "张三丰", "张*" },
        { "12345", "1*" },
    };

    begin();
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        if (i != 1)
            ck_assert_str_eq(zk_record_mask(pairs[i][0], d.arena), pairs[i][1]);
    ck_assert_ptr_null(strstr(zk_record_mask(pairs[1][0], d.arena), "3312"));
    end();
}
END_TEST

START_TEST(every_version_comes_back_as_it_was)
{
    struct zk_record *records[6], *back;
    struct zk_version *versions;
    size_t count;
    int64_t id;

    begin();
    zk_store_set_author(d.store, 7, "edit");
    id = expert("E1");
    for (int i = 1; i < 6; i++) {
        static const char *const summaries[] = { "", "一", "二", "", "三;四|五\\", "六\n七" };

        (void)test_directory_put(&d, ZK_KIND_EXPERT, "E1", i % 2 ? "张三" : "张三（改）",
                                 ZK_F_SUMMARY, summaries[i], ZK_F_KEYWORDS,
                                 i % 2 ? "甲;乙" : "", ZK_F_PHONE,
                                 i > 3 ? "19900002222" : "19900001111", -1);
        records[i] = get(ZK_KIND_EXPERT, id, ZK_SEE_WHOLE);
        ck_assert_int_eq(records[i]->version, i + 1);
    }
    for (int i = 1; i < 5; i++) {
        OK(zk_store_version(d.store, ZK_KIND_EXPERT, id, i + 1, d.arena, &back, &error));
        ck_assert_msg(zk_record_equal(back, records[i]), "version %d", i + 1);
    }
    ck_assert_int_eq(zk_store_version(d.store, ZK_KIND_EXPERT, id, 6, d.arena, &back, &error),
                     ZK_NOT_FOUND);
    ck_assert_int_eq(zk_store_version(d.store, ZK_KIND_EXPERT, id, 0, d.arena, &back, &error),
                     ZK_NOT_FOUND);
    OK(zk_store_history(d.store, ZK_KIND_EXPERT, id, ZK_SEE_OFFICE, d.arena, &versions, &count,
                        &error));
    ck_assert_uint_eq(count, 6);
    ck_assert_int_eq(versions[0].account, 7);
    ck_assert_uint_eq(versions[5].count, 0); /* it was new */
    for (size_t v = 0; v < count; v++) {
        for (size_t i = 0; i < versions[v].count; i++) {
            ck_assert_ptr_null(strstr(versions[v].fields[i].old, "0000"));
            ck_assert_ptr_null(strstr(versions[v].fields[i].new_, "0000"));
        }
    }
    OK(zk_store_history(d.store, ZK_KIND_EXPERT, id, ZK_SEE_PUBLIC, d.arena, &versions, &count,
                        &error));
    for (size_t v = 0; v < count; v++) {
        for (size_t i = 0; i < versions[v].count; i++)
            ck_assert_int_ne(versions[v].fields[i].field, ZK_F_PHONE);
    }
    end();
}
END_TEST

START_TEST(merging_moves_what_links_and_fills_gaps)
{
    int64_t from, into, work, target;
    struct zk_record *record;

    begin();
    from = test_directory_put(&d, ZK_KIND_EXPERT, "E1", "张三", ZK_F_SUMMARY, "甲", ZK_F_DEGREE,
                              "3", -1);
    into = test_directory_put(&d, ZK_KIND_EXPERT, "E2", "张三", ZK_F_SUMMARY, "乙", -1);
    work = test_directory_put(&d, ZK_KIND_ACHIEVEMENT, "A1", "成果", ZK_F_CONTRIBUTORS,
                              "@E1;@E2;@E1", -1);
    OK(zk_store_begin(d.store, &error));
    ck_assert_int_eq(zk_store_merge(d.store, ZK_KIND_EXPERT, from, from, &error), ZK_BAD_VALUE);
    ck_assert_int_eq(zk_store_merge(d.store, ZK_KIND_EXPERT, from, 999, &error), ZK_NOT_FOUND);
    OK(zk_store_merge(d.store, ZK_KIND_EXPERT, from, into, &error));
    OK(zk_store_commit(d.store, &error));
    record = get(ZK_KIND_EXPERT, into, ZK_SEE_WHOLE);
    ck_assert_str_eq(zk_record_text(record, ZK_F_SUMMARY), "乙");
    ck_assert_str_eq(zk_record_text(record, ZK_F_DEGREE), "3");
    ck_assert_ptr_null(get(ZK_KIND_EXPERT, from, ZK_SEE_WHOLE));
    record = get(ZK_KIND_ACHIEVEMENT, work, ZK_SEE_WHOLE);
    ck_assert_uint_eq(record->values[ZK_F_CONTRIBUTORS].count, 1);
    ck_assert_int_eq(record->values[ZK_F_CONTRIBUTORS].items[0].id, into);
    OK(zk_store_redirect(d.store, ZK_KIND_EXPERT, from, &target, &error));
    ck_assert_int_eq(target, into);
    OK(zk_store_redirect(d.store, ZK_KIND_SOCIETY, from, &target, &error));
    ck_assert_int_eq(target, 0);
    end();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("visibility");
    TCase *tc = tcase_create("visibility");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_record_belongs_to_its_expert_or_its_enterprise);
    tcase_add_test(tc, every_view_shows_what_the_table_says_and_no_more);
    tcase_add_test(tc, nobody_changes_what_he_does_not_see_and_only_the_office_what_is_not_his);
    tcase_add_test(tc, records_that_are_not_public_are_seen_by_the_office_and_their_owner);
    tcase_add_test(tc, what_is_kept_back_is_kept_back_everywhere);
    tcase_add_test(tc, masks_reach_nobody);
    tcase_add_test(tc, every_version_comes_back_as_it_was);
    tcase_add_test(tc, merging_moves_what_links_and_fills_gaps);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
