/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words that mean the same: the pairs of the store, what is derived from them, looking up, and
 * how the index carries them.
 */
#include "alloc.h"
#include "buf.h"
#include "directory.h"
#include "engine.h"
#include "reader.h"
#include "suite.h"
#include "thesaurus_make.h"

#include <stdio.h>
#include <string.h>

static struct zk_text *text;
static struct zk_arena *arena;
static struct zk_error error;

static void begin(void)
{
    arena = zk_arena_open();
    OK(zk_text_open(&text, &error));
}

static void end(void)
{
    zk_text_close(text);
    zk_arena_close(arena);
}

struct given {
    const char *one, *other;
    bool sure;
    int64_t seen;
};

static enum zk_status make(const struct given *pairs, size_t count, struct zk_buf *lines)
{
    struct zk_thesaurus_maker *maker;
    enum zk_status st = zk_thesaurus_maker_open(text, &maker, &error);

    for (size_t i = 0; st == ZK_OK && i < count; i++)
        st = zk_thesaurus_maker_add(maker, pairs[i].one, pairs[i].other, pairs[i].sure,
                                    pairs[i].seen, &error);
    if (st == ZK_OK)
        st = zk_thesaurus_maker_finish(maker, lines, &error);
    zk_thesaurus_maker_close(maker);
    return st;
}

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MADE(list)  made(list, COUNT(list))

static const char *made(const struct given *pairs, size_t count)
{
    struct zk_buf lines;
    const char *copy;

    zk_buf_init(&lines, ZK_THESAURUS_BYTES);
    OK(make(pairs, count, &lines));
    copy = zk_arena_copy(arena, lines.bytes, lines.len);
    zk_buf_free(&lines);
    return copy;
}

/* ---- making ---- */

START_TEST(either_side_of_a_pair_is_a_key)
{
    static const struct given pairs[] = { { "人工智能", "AI", true, 1 } };

    ck_assert_str_eq(MADE(pairs), "ai\t人工智能\t1000\n人工智能\tAI\t1000\n");
}
END_TEST

START_TEST(keys_are_normalised_and_stemmed)
{
    static const struct given pairs[] = { { "神經網絡", "Neural Networks", true, 1 } };

    ck_assert_str_eq(MADE(pairs),
                     "neural network\t神經網絡\t1000\n神经网络\tNeural Networks\t1000\n");
}
END_TEST

START_TEST(the_likelier_translation_stands_first_and_each_stands_once)
{
    static const struct given pairs[] = {
        { "遥测", "remote sensing", true, 1 },
        { "远程感知", "remote sensing", false, 1 },
        { "遥感", "remote sensing", false, 3 },
        { "遥感", "Remote Sensing", false, 1 },
    };
    const char *lines = MADE(pairs);

    ck_assert_ptr_nonnull(strstr(
        lines, "remot sens\t遥测\t1000\nremot sens\t遥感\t1000\nremot sens\t远程感知\t500\n"));
}
END_TEST

START_TEST(a_single_character_is_no_key)
{
    static const struct given pairs[] = { { "碳", "carbon", true, 1 } };

    ck_assert_str_eq(MADE(pairs), "carbon\t碳\t1000\n");
}
END_TEST

START_TEST(words_inside_translations_get_what_they_stand_for)
{
    static const struct given pairs[] = {
        { "质子交换膜", "proton exchange membrane", false, 1 },
        { "离子交换", "ion exchange", false, 1 },
        { "过滤膜", "filter membrane", false, 1 },
        { "太阳质子", "solar proton", false, 1 },
        { "热通量", "heat flux", false, 1 },
        { "热交换", "heat exchange", false, 1 },
        { "土壤结构", "structure of soil", false, 1 },
        { "土壤微生物", "soil microorganism", false, 1 },
    };
    const char *lines = MADE(pairs);

    ck_assert_ptr_nonnull(strstr(lines, "\nproton\t质子\t"));
    ck_assert_ptr_nonnull(strstr(lines, "\nflux\t通量\t"));
    ck_assert_ptr_nonnull(strstr(lines, "\nsoil\t土壤\t"));
    ck_assert_ptr_nonnull(strstr(lines, "\nstructur\t结构\t"));
}
END_TEST

START_TEST(the_same_pairs_give_the_same_lines)
{
    static const struct given pairs[] = {
        { "机器学习", "machine learning", false, 5 },
        { "深度学习", "deep learning", false, 9 },
        { "机器视觉", "machine vision", false, 2 },
    };

    ck_assert_str_eq(MADE(pairs), MADE(pairs));
}
END_TEST

START_TEST(tabs_and_line_ends_do_not_break_the_lines)
{
    static const struct given pairs[] = { { "甲乙\t丙\n", "abc", true, 1 } };

    ck_assert_str_eq(MADE(pairs), "abc\t甲乙 丙 \t1000\n甲乙丙\tabc\t1000\n");
}
END_TEST

START_TEST(making_survives_every_failed_allocation)
{
#ifdef ZK_ALLOC_FAULTS
    static const struct given pairs[] = {
        { "质子交换膜", "proton exchange membrane", false, 1 },
        { "离子交换", "ion exchange", false, 1 },
        { "科协", "科学技术协会", true, 1 },
    };
    bool done = false;
    long nth = 1;

    for (; !done; nth++) {
        struct zk_buf lines;
        enum zk_status st;

        zk_buf_init(&lines, ZK_THESAURUS_BYTES);
        zk_alloc_fail_at(nth);
        st = make(pairs, COUNT(pairs), &lines);
        done = zk_alloc_count() < nth;
        zk_alloc_fail_at(0);
        ck_assert_int_eq(st, done ? ZK_OK : ZK_NO_MEMORY);
        zk_buf_free(&lines);
    }
    ck_assert_int_gt(nth, 10);
#endif
}
END_TEST

/* ---- looking up ---- */

static struct test_directory directory;
static struct zk_index *index_;

static void put_terms(const char *version, const char *lines)
{
    struct zk_index_writer *writer;
    char *path;

    OK(zk_index_current(directory.index_path, arena, &path, &error));
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    OK(zk_index_writer_terms(writer, version, lines, &error));
    OK(zk_index_writer_commit(writer, zk_index_writer_seq(writer), &error));
    zk_index_writer_close(writer);
    OK(zk_index_refresh(index_, NULL, &error));
}

static void begin_index(void)
{
    begin();
    test_directory_open(&directory, 5, 3);
    test_directory_build(&directory);
    OK(zk_index_open(directory.index_path, 1, &index_, &error));
    OK(zk_index_refresh(index_, NULL, &error));
}

static void end_index(void)
{
    zk_index_close(index_);
    test_directory_close(&directory);
    end();
}

static const struct zk_thesaurus *current(void)
{
    struct zk_reader *reader;
    const struct zk_thesaurus *thesaurus;

    OK(zk_index_borrow(index_, &reader, &error));
    thesaurus = zk_reader_thesaurus(reader);
    zk_index_return(index_, reader);
    return thesaurus;
}

struct seen {
    struct zk_buf *out;
    const char *q;
};

static bool tell(void *context, size_t from, size_t to, const struct zk_alternative *list,
                 size_t count)
{
    struct seen *seen = context;

    zk_buf_addf(seen->out, "[%.*s", (int)(to - from), seen->q + from);
    for (size_t i = 0; i < count; i++)
        zk_buf_addf(seen->out, " %s %.1f", list[i].text, list[i].weight);
    zk_buf_addc(seen->out, ']');
    return true;
}

static const char *scanned(const char *q)
{
    struct zk_buf out;
    struct seen seen = { &out, q };
    const char *copy;

    zk_buf_init(&out, 4096);
    OK(zk_thesaurus_scan(current(), text, q, strlen(q), arena, tell, &seen, &error));
    copy = zk_arena_strdup(arena, zk_buf_text(&out));
    zk_buf_free(&out);
    return copy;
}

static const char lines[] = "ai\t人工智能\t1000\n"
                            "learn\t学习\t900\n"
                            "machin learn\t机器学习\t1000\n"
                            "machin learn\t机械学习\t500\n"
                            "科协\t科学技术协会\t1000\n"
                            "白光 led\twhite LED\t1000\n"
                            "学\tlearning\t1000\n";

START_TEST(the_longest_key_wins_and_stems_are_keys)
{
    put_terms("1", lines);
    ck_assert_str_eq(scanned("Machine Learning"), "[Machine Learning 机器学习 1.0 机械学习 0.5]");
    ck_assert_str_eq(scanned("machine-learning"), "[machine-learning 机器学习 1.0 机械学习 0.5]");
    ck_assert_str_eq(scanned("learned"), "[learned 学习 0.9]");
    ck_assert_str_eq(scanned("machine, learning"), "[learning 学习 0.9]");
    ck_assert_str_eq(scanned("air"), "");
}
END_TEST

START_TEST(keys_are_found_inside_chinese_and_beside_letters)
{
    put_terms("1", lines);
    ck_assert_str_eq(scanned("枣庄市科協AI"), "[科協 科学技术协会 1.0][AI 人工智能 1.0]");
    ck_assert_str_eq(scanned("白光LED灯"), "[白光LED white LED 1.0]");
    ck_assert_str_eq(scanned("学"), "");
    ck_assert_str_eq(scanned("科 协"), "");
}
END_TEST

START_TEST(an_index_without_terms_finds_none)
{
    ck_assert_str_eq(scanned("AI"), "");
}
END_TEST

START_TEST(revisions_share_a_thesaurus_until_it_changes)
{
    const struct zk_thesaurus *first;

    put_terms("1", lines);
    first = current();
    put_terms("1", lines);
    ck_assert_ptr_eq(first, current());
    put_terms("2", "ai\t爱\t1000\n");
    ck_assert_ptr_ne(first, current());
    ck_assert_str_eq(scanned("AI"), "[AI 爱 1.0]");
}
END_TEST

START_TEST(a_broken_thesaurus_is_told_and_the_old_one_goes_on)
{
    struct zk_error why = { .status = ZK_OK };
    struct zk_index_writer *writer;
    char *path;

    put_terms("1", lines);
    OK(zk_index_current(directory.index_path, arena, &path, &error));
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    OK(zk_index_writer_terms(writer, "2", "no tab\n", &error));
    OK(zk_index_writer_commit(writer, zk_index_writer_seq(writer), &error));
    zk_index_writer_close(writer);
    OK(zk_index_refresh(index_, NULL, &why));
    ck_assert_int_eq(why.status, ZK_CORRUPT);
    ck_assert_str_eq(scanned("AI"), "[AI 人工智能 1.0]");
}
END_TEST

/* ---- searching ---- */

enum { RANDOM_RECORDS = 300 };

static struct zk_page *search(struct zk_engine *engine, const char *q)
{
    struct zk_search_params params = { .q = q, .q_len = strlen(q), .page = 1, .size = 100 };
    struct zk_page *page;

    OK(zk_search_run(engine, &params, arena, &page, &error));
    return page;
}

static bool has(const char *body, const char *one, const char *other)
{
    return strstr(body, one) || strstr(body, other);
}

/* Bodies of two to nine random words, some of which mean the same. */
static void fill(char bodies[RANDOM_RECORDS + 1][256], int64_t ids[RANDOM_RECORDS + 1])
{
    static const char *const words[] = { "quartz", "石英", "ladder", "梯子", "水", "土", "木" };
    unsigned state = 5;

    for (int i = 1; i <= RANDOM_RECORDS; i++) {
        char ref[16];
        size_t len = 0;

        state = state * 1664525u + 1013904223u;
        for (unsigned n = 2 + (state >> 16) % 8; n > 0; n--) {
            state = state * 1664525u + 1013904223u;
            len += (size_t)snprintf(bodies[i] + len, sizeof(bodies[i]) - len, "%s ",
                                    words[(state >> 16) % COUNT(words)]);
        }
        (void)snprintf(ref, sizeof(ref), "R%d", i);
        ids[i] = test_directory_put(&directory, ZK_KIND_ACHIEVEMENT, ref, "甲", ZK_F_BODY,
                                    bodies[i], -1);
    }
}

START_TEST(what_was_typed_stands_above_what_means_the_same)
{
    static char bodies[RANDOM_RECORDS + 1][256];
    static int64_t ids[RANDOM_RECORDS + 1];
    struct zk_engine_options options = { .readers = 1 };
    struct zk_engine *engine;
    struct zk_page *page;
    int64_t expected = 0, literal = 0;

    fill(bodies, ids);
    test_directory_build(&directory);
    OK(zk_index_refresh(index_, NULL, &error));
    put_terms("1", "ladder\t梯子\t1000\nname\t石英\t1000\nquartz\t石英\t1000\n");
    options.index_folder = directory.index_path;
    OK(zk_engine_open(&options, &engine, &error));
    page = search(engine, "quartz ladders");
    for (int i = 1; i <= RANDOM_RECORDS; i++) {
        expected += has(bodies[i], "quartz", "石英") && has(bodies[i], "ladder", "梯子");
        literal += strstr(bodies[i], "quartz") && strstr(bodies[i], "ladder");
    }
    ck_assert_int_gt(literal, 10);
    ck_assert_int_gt(expected, literal);
    ck_assert_int_eq(page->total, expected);
    for (size_t k = 0; k < page->hit_count; k++) {
        int i = 1;

        while (ids[i] != page->hits[k].id)
            i++;
        ck_assert_int_eq((int64_t)k < literal,
                         strstr(bodies[i], "quartz") && strstr(bodies[i], "ladder"));
    }
    ck_assert_str_eq(page->expanded[0], "石英");
    ck_assert_str_eq(page->expanded[1], "梯子");
    ck_assert_ptr_null(page->expanded[2]);
    ck_assert_ptr_null(search(engine, "木")->expanded);
    ck_assert_ptr_nonnull(search(engine, "name")->expanded);
    ck_assert_ptr_null(search(engine, "name:")->expanded);
    zk_engine_close(engine);
}
END_TEST

/* ---- the store's pairs ---- */

static enum zk_put put(const struct zk_pair *pair)
{
    enum zk_put what;

    OK(zk_store_pair_put(directory.store, pair, &what, &error));
    return what;
}

static int64_t version(void)
{
    int64_t number;

    OK(zk_store_pairs_version(directory.store, &number, &error));
    return number;
}

START_TEST(a_pair_is_added_changed_found_and_removed)
{
    struct zk_pair pair = {
        .text = "科协", .other = "科学技术协会", .seen = 1, .relation = ZK_RELATION_ABBREVIATION
    };
    struct zk_pair *list;
    size_t count;
    int64_t before = version();

    ck_assert_int_eq(put(&pair), ZK_PUT_ADDED);
    ck_assert_int_gt(version(), before);
    before = version();
    ck_assert_int_eq(put(&pair), ZK_PUT_SAME);
    ck_assert_int_eq(version(), before);
    pair.note = "全国通用";
    ck_assert_int_eq(put(&pair), ZK_PUT_CHANGED);
    ck_assert_int_gt(version(), before);
    OK(zk_store_pairs(directory.store, 0, 10, "科学技术协会", arena, &list, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(list[0].note, "全国通用");
    ck_assert_int_eq(list[0].relation, ZK_RELATION_ABBREVIATION);
    before = version();
    OK(zk_store_pair_delete(directory.store, list[0].id, &error));
    ck_assert_int_gt(version(), before);
    ck_assert_int_eq(zk_store_pair_delete(directory.store, list[0].id, &error), ZK_NOT_FOUND);
}
END_TEST

START_TEST(what_is_no_pair_is_refused_by_field)
{
    static const struct {
        struct zk_pair pair;
        const char *field;
    } wrong[] = {
        { { .text = "", .other = "b", .seen = 1 }, "text" },
        { { .text = "a", .seen = 1 }, "other" },
        { { .text = "a", .other = "a", .seen = 1 }, "other" },
        { { .text = "a", .other = "b", .seen = 0 }, "seen" },
        { { .text = "a", .other = "b", .seen = 1, .relation = ZK_RELATION_COUNT }, "relation" },
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        enum zk_put what;

        ck_assert_int_eq(zk_store_pair_put(directory.store, &wrong[i].pair, &what, &error),
                         ZK_BAD_VALUE);
        ck_assert_str_eq(error.field, wrong[i].field);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("thesaurus");
    TCase *making = tcase_create("making"), *looking = tcase_create("looking up");

    tcase_add_checked_fixture(making, begin, end);
    tcase_set_timeout(making, 120);
    tcase_add_test(making, either_side_of_a_pair_is_a_key);
    tcase_add_test(making, keys_are_normalised_and_stemmed);
    tcase_add_test(making, the_likelier_translation_stands_first_and_each_stands_once);
    tcase_add_test(making, a_single_character_is_no_key);
    tcase_add_test(making, words_inside_translations_get_what_they_stand_for);
    tcase_add_test(making, the_same_pairs_give_the_same_lines);
    tcase_add_test(making, tabs_and_line_ends_do_not_break_the_lines);
    tcase_add_test(making, making_survives_every_failed_allocation);
    suite_add_tcase(suite, making);
    tcase_add_checked_fixture(looking, begin_index, end_index);
    tcase_set_timeout(looking, 120);
    tcase_add_test(looking, the_longest_key_wins_and_stems_are_keys);
    tcase_add_test(looking, keys_are_found_inside_chinese_and_beside_letters);
    tcase_add_test(looking, an_index_without_terms_finds_none);
    tcase_add_test(looking, revisions_share_a_thesaurus_until_it_changes);
    tcase_add_test(looking, a_broken_thesaurus_is_told_and_the_old_one_goes_on);
    tcase_add_test(looking, what_was_typed_stands_above_what_means_the_same);
    tcase_add_test(looking, a_pair_is_added_changed_found_and_removed);
    tcase_add_test(looking, what_is_no_pair_is_refused_by_field);
    suite_add_tcase(suite, looking);
    return test_run(suite);
}
