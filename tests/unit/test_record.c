/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells: what is read, what is refused, and that printing is the inverse of reading.
 */
#include "record.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct zk_arena *arena;
static struct zk_record *record;
static struct zk_error error;

static void begin(void)
{
    arena = zk_arena_open();
    record = zk_record_new(arena, ZK_KIND_EXPERT);
}

static void end(void)
{
    zk_arena_close(arena);
}

static enum zk_status parse(enum zk_field_id id, const char *cell)
{
    return zk_record_parse(record, zk_field_get(id), cell, strlen(cell), arena, &error);
}

START_TEST(cells_are_read_by_type)
{
    const struct zk_value *value = record->values;

    ck_assert_int_eq(parse(ZK_F_TITLE, "　 张伟 \n"), ZK_OK);
    ck_assert_str_eq(value[ZK_F_TITLE].text, "张伟");
    ck_assert_int_eq(parse(ZK_F_TITLE, "  "), ZK_OK);
    ck_assert_ptr_null(value[ZK_F_TITLE].text);
    ck_assert_int_eq(parse(ZK_F_SUMMARY, "a\r\nb\rc"), ZK_OK);
    ck_assert_str_eq(value[ZK_F_SUMMARY].text, "a\nb\nc");
    ck_assert_int_eq(parse(ZK_F_YEAR, "2019"), ZK_OK);
    ck_assert_int_eq(value[ZK_F_YEAR].number, 2019);
    ck_assert_int_eq(parse(ZK_F_CONSENT_DATE, "2024-02-29"), ZK_OK);
    ck_assert_int_eq(parse(ZK_F_REGION, "滕州市"), ZK_OK);
    ck_assert_str_eq(value[ZK_F_REGION].text, "370481");
    ck_assert_int_eq(parse(ZK_F_DISCIPLINES, "440;矿山工程技术；530"), ZK_OK);
    ck_assert_uint_eq(value[ZK_F_DISCIPLINES].count, 2);
    ck_assert_int_eq(parse(ZK_F_ORGANISATION, "@O1|顾问"), ZK_OK);
    ck_assert_str_eq(value[ZK_F_ORGANISATION].items[0].ref, "O1");
    ck_assert_str_eq(value[ZK_F_ORGANISATION].items[0].role, "顾问");
    ck_assert_int_eq(parse(ZK_F_SOCIETIES, "\\@甲\\|乙;；；@S2"), ZK_OK);
    ck_assert_uint_eq(value[ZK_F_SOCIETIES].count, 2);
    ck_assert_str_eq(value[ZK_F_SOCIETIES].items[0].text, "@甲|乙");
    ck_assert_ptr_null(value[ZK_F_SOCIETIES].items[0].ref);
    ck_assert_int_eq(parse(ZK_F_EMAIL, "a@example.com"), ZK_OK);
    ck_assert_int_eq(parse(ZK_F_PHONE, "0632-1234567"), ZK_OK);
    ck_assert_int_eq(parse(ZK_F_URL, "https://example.com/"), ZK_OK);
}
END_TEST

START_TEST(what_is_wrong_is_refused_with_a_reason)
{
    static const struct {
        enum zk_field_id field;
        const char *cell;
        enum zk_status status;
    } cases[] = {
        { ZK_F_TITLE, "a\nb", ZK_BAD_VALUE },       { ZK_F_TITLE, "a\x01", ZK_BAD_VALUE },
        { ZK_F_TITLE, "\xFF", ZK_BAD_UTF8 },        { ZK_F_YEAR, "2019年", ZK_BAD_VALUE },
        { ZK_F_YEAR, "99", ZK_BAD_VALUE },          { ZK_F_YEAR, "99999999999999", ZK_BAD_VALUE },
        { ZK_F_MAX_LOAD, "1001", ZK_BAD_VALUE },    { ZK_F_CONSENT_DATE, "2023-02-29", ZK_BAD_VALUE },
        { ZK_F_CONSENT_DATE, "2023-13-01", ZK_BAD_VALUE },
        { ZK_F_CONSENT_DATE, "2023/01/01", ZK_BAD_VALUE },
        { ZK_F_CONSENT_DATE, "2023-1-1", ZK_BAD_VALUE },
        { ZK_F_REGION, "火星", ZK_UNKNOWN_CODE },   { ZK_F_REGION, "鼓楼区", ZK_UNKNOWN_CODE },
        { ZK_F_DISCIPLINES, "440;火星学", ZK_UNKNOWN_CODE },
        { ZK_F_ORGANISATION, "甲;乙", ZK_TOO_MANY }, { ZK_F_ORGANISATION, "@", ZK_BAD_VALUE },
        { ZK_F_ORGANISATION, "|顾问", ZK_BAD_VALUE }, { ZK_F_EMAIL, "nobody", ZK_BAD_VALUE },
        { ZK_F_PHONE, "手机", ZK_BAD_VALUE },       { ZK_F_URL, "ftp://x", ZK_BAD_VALUE },
        { ZK_F_REF, "a b", ZK_BAD_VALUE },
    };
    char longer[1000];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        error.detail[0] = '\0';
        ck_assert_msg(parse(cases[i].field, cases[i].cell) == cases[i].status, "%s: %s",
                      cases[i].cell, error.detail);
        ck_assert_str_ne(error.detail, "");
        ck_assert(zk_value_empty(&record->values[cases[i].field]));
    }
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    ck_assert_int_eq(parse(ZK_F_TITLE, longer), ZK_TOO_LONG);
    ck_assert_int_eq(parse(ZK_F_KEYWORDS, longer), ZK_TOO_LONG);
}
END_TEST

START_TEST(a_record_is_checked_as_a_whole)
{
    struct zk_record *organisation = zk_record_new(arena, ZK_KIND_ORGANISATION);

    ck_assert_int_eq(zk_record_check(record, &error), ZK_BAD_VALUE);
    ck_assert_str_eq(error.field, "ref");
    record->values[ZK_F_REF].text = "E1";
    ck_assert_int_eq(zk_record_check(record, &error), ZK_BAD_VALUE);
    ck_assert_str_eq(error.field, "name");
    record->values[ZK_F_TITLE].text = "张伟";
    ck_assert_int_eq(zk_record_check(record, &error), ZK_OK);
    record->values[ZK_F_ESTABLISHED_ON].text = "2020-01-01";
    record->values[ZK_F_EXPIRES_ON].text = "2019-01-01";
    ck_assert_int_eq(zk_record_check(record, &error), ZK_BAD_VALUE);
    organisation->values[ZK_F_REF].text = "O1";
    organisation->values[ZK_F_TITLE].text = "某厂";
    organisation->values[ZK_F_CREDIT_CODE].text = "91350100M000100Y43"; /* the standard's example */
    ck_assert_int_eq(zk_record_check(organisation, &error), ZK_OK);
    organisation->values[ZK_F_CREDIT_CODE].text = "91350100M000100Y44";
    ck_assert_int_eq(zk_record_check(organisation, &error), ZK_BAD_VALUE);
    organisation->values[ZK_F_CREDIT_CODE].text = "91350100M000100IO3";
    ck_assert_int_eq(zk_record_check(organisation, &error), ZK_BAD_VALUE);
    organisation->values[ZK_F_CREDIT_CODE].text = "9135";
    ck_assert_int_eq(zk_record_check(organisation, &error), ZK_BAD_VALUE);
}
END_TEST

/* Random items with everything that needs escaping. */
START_TEST(printing_is_the_inverse_of_reading)
{
    static const char *const bits[] = { "煤", "a", ";", "；", "|", "\\", "@", ",", "\"", "\n", "é" };
    const struct zk_field *field = zk_field_get(ZK_F_SOCIETIES);

    srand(11);
    for (int round = 0; round < 3000; round++) {
        struct zk_record *back = zk_record_new(arena, ZK_KIND_EXPERT);
        struct zk_item items[5];
        size_t count = 1 + (size_t)(rand() % 5);
        struct zk_buf out;

        for (size_t i = 0; i < count; i++) {
            char text[64] = "x", role[64] = "y";

            for (int k = rand() % 6; k > 0; k--) {
                const char *bit = bits[rand() % 11];

                if (bit[0] != '\n')
                    strcat(rand() % 2 ? text : role, bit);
            }
            (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%zu", i);
            items[i] = (struct zk_item){ .text = zk_arena_strdup(arena, text + rand() % 2) };
            if (rand() % 2)
                items[i].role = zk_arena_strdup(arena, role);
            if (rand() % 3 == 0)
                items[i].ref = items[i].text;
        }
        record->values[field->id].items = items;
        record->values[field->id].count = count;
        zk_buf_init(&out, 1 << 16);
        zk_record_print(record, field, &out);
        ck_assert_int_eq(zk_record_parse(back, field, out.bytes, out.len, arena, &error), ZK_OK);
        ck_assert_msg(zk_record_equal(record, back), "%s", zk_buf_text(&out));
        zk_buf_free(&out);
    }
}
END_TEST

START_TEST(a_typed_name_never_becomes_a_reference)
{
    static const char *const names[] = { "@E3", " @E3", "\t @E3", "\n@E3", "　@E3", " 　 @E3 ", "@ E3" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct zk_item item = { .text = names[i] };
        struct zk_buf cell;

        zk_buf_init(&cell, 100);
        zk_record_print_item(&item, &cell);
        ck_assert_int_eq(parse(ZK_F_SOCIETIES, zk_buf_text(&cell)), ZK_OK);
        ck_assert_uint_eq(record->values[ZK_F_SOCIETIES].count, 1);
        ck_assert_msg(!record->values[ZK_F_SOCIETIES].items[0].ref, "'%s'", names[i]);
        ck_assert_int_eq(record->values[ZK_F_SOCIETIES].items[0].text[0], '@');
        zk_buf_free(&cell);
    }
}
END_TEST

START_TEST(records_differ_by_any_field)
{
    struct zk_record *other = zk_record_new(arena, ZK_KIND_EXPERT);

    ck_assert(zk_record_equal(record, other));
    ck_assert_int_eq(parse(ZK_F_YEAR, "2019"), ZK_OK);
    ck_assert(!zk_record_equal(record, other));
    other->values[ZK_F_YEAR] = record->values[ZK_F_YEAR];
    other->values[ZK_F_YEAR].number = 2020;
    ck_assert(!zk_record_equal(record, other));
    other->kind = ZK_KIND_EVENT;
    ck_assert(!zk_record_equal(record, other));
    ck_assert(zk_record_is_public(record));
    record->values[ZK_F_VISIBILITY].text = "office";
    ck_assert(!zk_record_is_public(record));
    record->values[ZK_F_VISIBILITY].text = "public";
    record->values[ZK_F_DEMAND_STATUS].text = "draft";
    ck_assert(!zk_record_is_public(record));
    record->values[ZK_F_DEMAND_STATUS].text = "closed";
    ck_assert(zk_record_is_public(record));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record");
    TCase *tc = tcase_create("record");

    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, cells_are_read_by_type);
    tcase_add_test(tc, what_is_wrong_is_refused_with_a_reason);
    tcase_add_test(tc, a_record_is_checked_as_a_whole);
    tcase_add_test(tc, printing_is_the_inverse_of_reading);
    tcase_add_test(tc, a_typed_name_never_becomes_a_reference);
    tcase_add_test(tc, records_differ_by_any_field);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
