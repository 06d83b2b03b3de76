/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Code tables (counts, parents, mended rows) and fields.
 */
#include "fields.h"
#include "suite.h"
#include "visibility.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct zk_code_table *table(const char *name)
{
    const struct zk_code_table *found = zk_codes_table(name);

    ck_assert_msg(found != NULL, "no table %s", name);
    return found;
}

static const struct zk_code *row(const char *name, const char *code)
{
    int at = zk_codes_find(table(name), code, strlen(code));

    ck_assert_msg(at >= 0, "no %s in %s", code, name);
    return &table(name)->rows[at];
}

static int count_length(const char *name, size_t length)
{
    int count = 0;

    for (int i = 0; i < table(name)->count; i++)
        count += strlen(table(name)->rows[i].code) == length;
    return count;
}

START_TEST(every_table_is_a_forest_in_order)
{
    int count;
    const struct zk_code_table *all = zk_codes_all(&count);

    ck_assert_int_ge(count, 22);
    for (int i = 0; i < count; i++) {
        ck_assert(all[i].standard[0] != '\0');
        for (int r = 0; r < all[i].count; r++) {
            const struct zk_code *code = &all[i].rows[r];

            ck_assert_msg(code->parent < r, "%s %s", all[i].name, code->code);
            ck_assert_int_eq(code->depth,
                             code->parent < 0 ? 0 : all[i].rows[code->parent].depth + 1);
            ck_assert(code->label[0] != '\0');
            ck_assert_int_eq(zk_codes_find(&all[i], code->code, strlen(code->code)), r);
            if (r > 0)
                ck_assert_int_lt(strcmp(all[i].rows[all[i].by_code[r - 1]].code,
                                        all[i].rows[all[i].by_code[r]].code),
                                 0);
        }
    }
    ck_assert_ptr_null(zk_codes_table("no such table"));
    ck_assert_uint_ne(zk_codes_hash(), 0);
}
END_TEST

/* Every code of length hangs from the one that is prefix characters of it; exceptions are counted. */
static int parents_that_are_no_prefix(const char *name, size_t length, size_t prefix)
{
    const struct zk_code_table *codes = table(name);
    int count = 0;

    for (int i = 0; i < codes->count; i++) {
        const struct zk_code *code = &codes->rows[i];

        if (strlen(code->code) != length)
            continue;
        ck_assert_int_ge(code->parent, 0);
        count += strlen(codes->rows[code->parent].code) != prefix ||
                 strncmp(codes->rows[code->parent].code, code->code, prefix) != 0;
    }
    return count;
}

static void ck_assert_json_eq(const struct zk_code_table *of, int at, bool english,
                              const char *expected)
{
    size_t len;
    const char *json = zk_codes_json(of, at, english, &len);

    ck_assert_uint_eq(len, strlen(expected));
    ck_assert_mem_eq(json, expected, len);
}

START_TEST(a_code_is_there_as_json_with_its_parent)
{
    const struct zk_code_table *regions = table("region"), *genders = table("gender");
    const struct zk_code *region = row("region", "370402"), *kind = row("gender", "1");
    int first = (int)(kind - genders->rows);
    char members[200];

    (void)snprintf(members, sizeof(members), "\"code\":\"370402\",\"label\":\"%s\",\"parent\":\"370400\"",
                   region->label);
    ck_assert_json_eq(regions, (int)(region - regions->rows), false, members);
    (void)snprintf(members, sizeof(members), "\"code\":\"1\",\"label\":\"%s\"", kind->label);
    ck_assert_json_eq(genders, first, false, members);
    (void)snprintf(members, sizeof(members), "\"code\":\"1\",\"label\":\"%s\"", kind->label_en);
    ck_assert_json_eq(genders, first, true, members);
}
END_TEST

START_TEST(disciplines_are_those_of_the_standard)
{
    const struct zk_code_table *disciplines = table("discipline");

    ck_assert_int_eq(count_length("discipline", 1), 5);
    ck_assert_int_eq(count_length("discipline", 3), 62);
    ck_assert_int_eq(count_length("discipline", 5), 735);
    ck_assert_int_eq(count_length("discipline", 7), 2740);
    ck_assert_int_eq(disciplines->count, 5 + 62 + 735 + 2740);
    ck_assert_int_eq(parents_that_are_no_prefix("discipline", 5, 3), 0);
    ck_assert_int_eq(parents_that_are_no_prefix("discipline", 7, 5), 5); /* 19035xx below 19030 */
    ck_assert_str_eq(disciplines->rows[row("discipline", "1903510")->parent].code, "19030");
    for (int i = 0; i < disciplines->count; i++) {
        const struct zk_code *code = &disciplines->rows[i];
        int first = (code->code[0] - '0') * 100;
        char letter = first < 200 ? 'A' : first < 300 ? 'B' : first < 400 ? 'C' :
                      first < 700 ? 'D' : 'E';

        if (strlen(code->code) == 3)
            ck_assert_int_eq(disciplines->rows[code->parent].code[0], letter);
    }
    ck_assert_str_eq(row("discipline", "850")->label, "民族学与文化学");
    ck_assert_str_eq(row("discipline", "85010")->label, "民族问题理论");
    ck_assert_str_eq(row("discipline", "32044")->label, "口腔医学");
    ck_assert_str_eq(row("discipline", "440")->label, "矿山工程技术");
}
END_TEST

/* Whether a class has one member, xxx0, of the same name. */
static bool has_one_kid(const struct zk_code_table *codes, int parent)
{
    const struct zk_code *kid = NULL;
    int count = 0;

    for (int i = 0; i < codes->count; i++) {
        if (codes->rows[i].parent != parent)
            continue;
        kid = &codes->rows[i];
        count++;
    }
    if (count == 1) {
        ck_assert_str_eq(kid->label, codes->rows[parent].label);
        ck_assert_int_eq(kid->code[3], '0');
    }
    return count == 1;
}

START_TEST(industries_are_those_of_the_standard)
{
    int single = 0;

    ck_assert_int_eq(count_length("industry", 1), 20);
    ck_assert_int_eq(count_length("industry", 2), 97);
    ck_assert_int_eq(count_length("industry", 3), 473);
    ck_assert_int_eq(count_length("industry", 4), 1381);
    ck_assert_int_eq(table("industry")->count, 20 + 97 + 473 + 1381);
    ck_assert_int_eq(parents_that_are_no_prefix("industry", 4, 3), 0);
    ck_assert_int_eq(parents_that_are_no_prefix("industry", 3, 2), 0);
    for (int i = 0; i < table("industry")->count; i++) {
        const struct zk_code *code = &table("industry")->rows[i];

        if (strlen(code->code) == 2)
            ck_assert_uint_eq(strlen(table("industry")->rows[code->parent].code), 1);
        single += strlen(code->code) == 3 && has_one_kid(table("industry"), i);
    }
    ck_assert_int_eq(single, 199); /* classes of one member bear its name */
    ck_assert_str_eq(row("industry", "2770")->label, "卫生材料及医药用品制造");
    ck_assert_str_eq(row("industry", "2780")->label, "药用辅料及包装材料");
    ck_assert_str_eq(row("industry", "8052")->label, "足浴服务");
    ck_assert_str_eq(row("industry", "8053")->label, "养生保健服务");
    ck_assert_str_eq(row("industry", "727")->label, "安全保护服务");
    ck_assert_str_eq(row("industry", "905")->label, "文化体育娱乐活动与经纪代理服务");
    ck_assert_str_eq(row("industry", "019")->label, row("industry", "0190")->label);
}
END_TEST

START_TEST(regions_reach_the_towns_of_zaozhuang)
{
    const struct zk_code_table *regions = table("region");
    int districts = 0, towns = 0, provinces = 0;

    for (int i = 0; i < regions->count; i++) {
        const char *code = regions->rows[i].code;

        provinces += regions->rows[i].parent < 0;
        districts += strlen(code) == 6 && strncmp(code, "3704", 4) == 0 &&
                     strcmp(code, "370400") != 0;
        towns += strlen(code) == 9;
        ck_assert_str_ne(regions->rows[i].label, "市辖区");
    }
    ck_assert_int_eq(provinces, 34);
    ck_assert_int_eq(districts, 6);
    ck_assert_int_eq(towns, 66);
    ck_assert_int_eq(regions->count, 3342 + 66);
    ck_assert_int_eq(parents_that_are_no_prefix("region", 9, 6), 0);
    for (int i = 0; i < regions->count; i++) {
        const struct zk_code *code = &regions->rows[i];
        size_t shared = code->parent < 0 || strlen(code->code) == 9                   ? 0 :
                        strcmp(regions->rows[code->parent].code + 2, "0000") == 0 ? 2 :
                                                                                    4;

        if (shared > 0) /* a county below its city, or below its province when it has none */
            ck_assert_int_eq(strncmp(regions->rows[code->parent].code, code->code, shared), 0);
    }
    ck_assert_str_eq(row("region", "710000")->label, "台湾省");
    ck_assert_str_eq(regions->rows[row("region", "110101")->parent].label, "北京市");
    ck_assert_str_eq(regions->rows[row("region", "370481")->parent].label, "枣庄市");
}
END_TEST

START_TEST(titles_have_one_of_four_ranks)
{
    const struct zk_code_table *titles = table("title");
    int ranks = 0;

    ck_assert_ptr_nonnull(strstr(titles->standard, "GB/T 8561"));
    for (int i = 0; i < titles->count; i++) {
        bool rank = titles->rows[i].parent < 0;

        ck_assert_int_eq(titles->rows[i].code[0] == 'R', rank);
        ck_assert_int_eq(titles->rows[i].depth, rank ? 0 : 1);
        ranks += rank;
        if (!rank && titles->rows[i].code[0] != 'N') { /* the standard's last digit is the rank */
            int last = titles->rows[i].code[2] - '0';

            ck_assert_uint_eq(strlen(titles->rows[i].code), 3);
            ck_assert_int_eq(titles->rows[titles->rows[i].parent].code[1] - '0', last < 4 ? last : 4);
        }
    }
    ck_assert_int_eq(ranks, 4);
    ck_assert_int_eq(titles->count, 4 + 235 + 9);
    ck_assert_str_eq(row("title", "011")->label, "教授");
    ck_assert_str_eq(row("title", "082")->label, "高级工程师");
    ck_assert_str_eq(titles->rows[row("title", "082")->parent].label, "副高级");
    ck_assert_str_eq(row("title", "611")->label, "研究员");
    ck_assert_str_eq(row("title", "052")->label, "高级教师");
    ck_assert_int_eq(table("key_industry")->count, 10);
}
END_TEST

START_TEST(every_table_names_its_standard)
{
    static const char *const numbers[][2] = {
        { "discipline", "GB/T 13745-2009" }, { "industry", "GB/T 4754-2017" },
        { "region", "GB/T 2260" },           { "title", "GB/T 8561-2001" },
        { "degree", "GB/T 6864-2003" },      { "gender", "GB/T 2261.1-2003" },
    };

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        ck_assert_msg(strstr(table(numbers[i][0])->standard, numbers[i][1]) != NULL, "%s: %s",
                      numbers[i][0], table(numbers[i][0])->standard);
}
END_TEST

START_TEST(labels_are_found_when_they_are_unambiguous)
{
    const struct zk_code_table *regions = table("region");

    ck_assert_str_eq(regions->rows[zk_codes_find_label(regions, "滕州市", 9)].code, "370481");
    ck_assert_int_eq(zk_codes_find_label(regions, "鼓楼区", 9), ZK_CODE_AMBIGUOUS);
    ck_assert_int_eq(zk_codes_find_label(regions, "无此地", 9), ZK_CODE_NONE);
    ck_assert_int_eq(zk_codes_find_label(regions, "", 0), ZK_CODE_NONE);
    ck_assert_int_eq(zk_codes_find(regions, "37048", 5), ZK_CODE_NONE);
    ck_assert_int_eq(zk_codes_find(regions, "3704811", 7), ZK_CODE_NONE);
    ck_assert_int_ge(zk_codes_find_label(table("degree"), "Doctor", 6), 0);
}
END_TEST

START_TEST(every_field_of_codes_has_its_table)
{
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        ck_assert_int_eq((int)field->id, id);
        if (zk_type_is_code(field->type))
            (void)table(field->table);
        ck_assert_int_eq(zk_type_is_link(field->type), field->target != ZK_KIND_COUNT);
        ck_assert_msg(zk_field_shown(field, ZK_SEE_PUBLIC) == ZK_SHOWN || (field->weight == 0 && !field->facet[0]),
                      "%s is for the office and may not be searched", field->name);
    }
}
END_TEST

START_TEST(fields_are_found_by_their_headers)
{
    char header[64];

    ck_assert_int_eq((int)zk_kind_find("experts", 7), ZK_KIND_EXPERT);
    ck_assert_int_eq((int)zk_kind_find("expert", 6), ZK_KIND_EXPERT);
    ck_assert_int_eq((int)zk_kind_find("expertise", 9), ZK_KIND_COUNT);
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        for (int id = 0; id < ZK_FIELD_COUNT; id++) {
            const struct zk_field *field = zk_field_get((enum zk_field_id)id);
            const char *name = zk_field_name(field, (enum zk_kind)kind);

            if (!zk_field_of_kind(field, (enum zk_kind)kind))
                continue;
            ck_assert_ptr_eq(zk_field_find((enum zk_kind)kind, name, strlen(name)), field);
            zk_field_header_zh(field, (enum zk_kind)kind, header, sizeof(header));
            ck_assert_msg(zk_field_find_header((enum zk_kind)kind, header, strlen(header)) ==
                              field,
                          "%s of kind %d", header, kind);
        }
    }
    ck_assert_ptr_eq(zk_field_find_header(ZK_KIND_EXPERT, " 研究方向\t", strlen(" 研究方向\t")),
                     zk_field_get(ZK_F_KEYWORDS));
    ck_assert_ptr_null(zk_field_find_header(ZK_KIND_EXPERT, "会员数", strlen("会员数")));
    ck_assert_ptr_null(zk_field_find_header(ZK_KIND_EXPERT, "  ", 2));
    ck_assert_uint_ne(zk_fields_hash(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("schema");
    TCase *tc = tcase_create("schema");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, every_table_is_a_forest_in_order);
    tcase_add_test(tc, a_code_is_there_as_json_with_its_parent);
    tcase_add_test(tc, disciplines_are_those_of_the_standard);
    tcase_add_test(tc, industries_are_those_of_the_standard);
    tcase_add_test(tc, regions_reach_the_towns_of_zaozhuang);
    tcase_add_test(tc, titles_have_one_of_four_ranks);
    tcase_add_test(tc, every_table_names_its_standard);
    tcase_add_test(tc, labels_are_found_when_they_are_unambiguous);
    tcase_add_test(tc, every_field_of_codes_has_its_table);
    tcase_add_test(tc, fields_are_found_by_their_headers);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
