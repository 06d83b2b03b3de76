/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lib/base: arena, buffer, JSON writer, UTF-8, log, statuses, configuration.
 */
#include "arena.h"
#include "config.h"
#include "json.h"
#include "suite.h"
#include "utf8.h"

#include "alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(an_arena_gives_zeroed_aligned_memory)
{
    struct zk_arena *arena = zk_arena_open();
    size_t room = 0, *list = NULL;
    size_t sizes[] = { 1, 3, 16, 100, 5000, 1 << 20 };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char *memory = zk_arena_alloc(arena, sizes[i]);

        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < sizes[i]; k++)
            ck_assert_int_eq(memory[k], 0);
        memset(memory, 'x', sizes[i]);
    }
    ck_assert_uint_ge(zk_arena_used(arena), 1 << 20);
    zk_arena_reset(arena);
    ck_assert_int_eq(*(char *)zk_arena_alloc(arena, 1), 0);
    ck_assert_str_eq(zk_arena_printf(arena, "%s-%d", "a", 7), "a-7");
    ck_assert_str_eq(zk_arena_copy(arena, "abcdef", 3), "abc");
    ck_assert_str_eq(zk_arena_strdup(arena, "煤"), "煤");
    ck_assert_ptr_null(zk_arena_array(arena, SIZE_MAX / 2, 16));
    for (size_t i = 0; i < 100; i++) {
        list = zk_arena_room(arena, list, i, &room, 3, sizeof(*list));
        list[i] = i;
        ck_assert_uint_eq(room, i < 3    ? 3
                                : i < 6  ? 6
                                : i < 12 ? 12
                                : i < 24 ? 24
                                : i < 48 ? 48
                                : i < 96 ? 96
                                         : 192);
    }
    for (size_t i = 0; i < 100; i++)
        ck_assert_uint_eq(list[i], i);
    room = SIZE_MAX / 2;
    ck_assert_ptr_null(zk_arena_room(arena, list, room, &room, 3, sizeof(*list)));
    ck_assert_uint_eq(room, SIZE_MAX / 2);
    zk_arena_close(arena);
    zk_arena_close(NULL);
}
END_TEST

START_TEST(a_buffer_keeps_below_its_ceiling)
{
    struct zk_buf buf;
    size_t len;
    char *taken;

    zk_buf_init(&buf, 10);
    zk_buf_adds(&buf, "12345");
    zk_buf_addc(&buf, '6');
    zk_buf_addf(&buf, "%d", 78);
    ck_assert_str_eq(zk_buf_text(&buf), "12345678");
    zk_buf_adds(&buf, "too long");
    ck_assert_int_eq(zk_buf_status(&buf), ZK_TOO_LONG);
    ck_assert_str_eq(zk_buf_text(&buf), "");
    ck_assert_ptr_null(zk_buf_take(&buf, &len));
    zk_buf_clear(&buf);
    zk_buf_add_codepoint(&buf, 0x7164);
    ck_assert_str_eq(zk_buf_text(&buf), "煤");
    taken = zk_buf_take(&buf, &len);
    ck_assert_uint_eq(len, 3);
    zk_free(taken);
    for (int i = 0; i < 10; i++)
        zk_buf_addc(&buf, 'x');
    ck_assert_int_eq(zk_buf_status(&buf), ZK_OK);
    zk_buf_addc(&buf, 'x');
    ck_assert_int_eq(zk_buf_status(&buf), ZK_TOO_LONG);
    zk_buf_free(&buf);
}
END_TEST

#ifdef ZK_ALLOC_FAULTS
/* "" for nothing and "" after a failure look alike to who reads it. */
START_TEST(the_text_of_an_empty_buffer_needs_no_memory)
{
    struct zk_buf buf;
    size_t len;

    zk_buf_init(&buf, 10);
    zk_alloc_fail_at(1);
    ck_assert_str_eq(zk_buf_text(&buf), "");
    ck_assert_int_eq(zk_buf_status(&buf), ZK_OK);
    ck_assert_ptr_null(zk_buf_take(&buf, &len)); /* that is a failure */
    zk_alloc_fail_at(0);
}
END_TEST
#endif

START_TEST(json_is_written_and_escaped)
{
    struct zk_json json;
    struct zk_buf buf;

    zk_buf_init(&buf, 4096);
    zk_json_init(&json, &buf);
    zk_json_object(&json);
    zk_json_put_string(&json, "a", "\"\\\n\t\x01<煤");
    zk_json_put_int(&json, "b", -7);
    zk_json_put_bool(&json, "c", true);
    zk_json_key(&json, "d");
    zk_json_array(&json);
    zk_json_null(&json);
    zk_json_real(&json, 1.5);
    zk_json_bool(&json, false);
    zk_json_real(&json, -0.0004);
    zk_json_real(&json, -1234567.0015);
    zk_json_raw(&json, "{}", 2);
    zk_json_object(&json);
    zk_json_members(&json, "\"x\":1", 5);
    zk_json_members(&json, "", 0);
    zk_json_key(&json, "z");
    zk_json_text(&json, NULL, 0);
    zk_json_put_int(&json, "y", 2);
    zk_json_object_end(&json);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    ck_assert_str_eq(
        zk_buf_text(&buf),
        "{\"a\":\"\\\"\\\\\\n\\t\\u0001\\u003c煤\",\"b\":-7,\"c\":true,"
        "\"d\":[null,1.500,false,0.000,-1234567.002,{},{\"x\":1,\"z\":\"\",\"y\":2}]}");
    zk_buf_free(&buf);
}
END_TEST

/* Text is looked at in blocks, its end as a block that is filled up: what stands anywhere in a text
 * of any length is found. */
START_TEST(json_escapes_wherever_it_stands)
{
    char text[41], expected[64];
    struct zk_json json;
    struct zk_buf buf;

    for (int len = 1; len <= 40; len++) {
        for (int at = 0; at < len; at++) {
            memset(text, 'x', (size_t)len);
            text[len] = '\0';
            text[at] = '"';
            (void)snprintf(expected, sizeof(expected), "\"%.*s\\\"%s\"", at, text, text + at + 1);
            zk_buf_init(&buf, 4096);
            zk_json_init(&json, &buf);
            zk_json_string(&json, text);
            ck_assert_str_eq(zk_buf_text(&buf), expected);
            zk_buf_free(&buf);
        }
    }
}
END_TEST

START_TEST(integers_are_written_whole)
{
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = { { 0, "0" },
                  { 10, "10" },
                  { -1, "-1" },
                  { INT64_MAX, "9223372036854775807" },
                  { INT64_MIN, "-9223372036854775808" } };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct zk_buf buf;

        zk_buf_init(&buf, 64);
        zk_buf_add_int(&buf, cases[i].value);
        ck_assert_str_eq(zk_buf_text(&buf), cases[i].text);
        zk_buf_free(&buf);
    }
}
END_TEST

/* A long text is counted in blocks, to the same character. */
START_TEST(a_prefix_of_a_long_text_has_so_many_characters)
{
    char text[300];
    size_t len = 0, from[101];

    for (int i = 0; i < 100; i++) {
        const char *c = i % 3 ? "煤" : "a";

        from[i] = len;
        memcpy(text + len, c, strlen(c));
        len += strlen(c);
    }
    from[100] = len;
    for (size_t chars = 0; chars <= 100; chars++)
        ck_assert_uint_eq(zk_utf8_prefix(text, len, chars), from[chars]);
    ck_assert_uint_eq(zk_utf8_prefix(text, len, 101), len);
}
END_TEST

START_TEST(utf8_is_strict)
{
    static const char *const bad[] = { "\x80",
                                       "\xC0\x80",
                                       "\xC3",
                                       "\xE0\x80\x80",
                                       "\xED\xA0\x80",
                                       "\xF4\x90\x80\x80",
                                       "\xF8\x88\x80\x80\x80",
                                       "a\xFF" };
    const char *mixed = "a煤𠀀é";
    size_t pos = 0, count = 0;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        ck_assert_msg(!zk_utf8_valid(bad[i], strlen(bad[i])), "%zu", i);
    ck_assert(!zk_utf8_valid("a\0b", 3));
    ck_assert(zk_utf8_valid(mixed, strlen(mixed)));
    ck_assert_uint_eq(zk_utf8_count(mixed, strlen(mixed)), 4);
    ck_assert_uint_eq(zk_utf8_prefix(mixed, strlen(mixed), 2), 4);
    ck_assert_uint_eq(zk_utf8_prefix(mixed, strlen(mixed), 9), strlen(mixed));
    while (pos < strlen(mixed)) {
        size_t from = pos;
        char out[4];
        uint32_t cp = zk_utf8_next(mixed, strlen(mixed), &pos);

        ck_assert_uint_eq(zk_utf8_encode(cp, out), pos - from);
        ck_assert_int_eq(memcmp(out, mixed + from, pos - from), 0);
        count++;
    }
    ck_assert_uint_eq(count, 4);
}
END_TEST

START_TEST(statuses_have_slugs_and_exit_codes)
{
    struct zk_error err;

    ck_assert_str_eq(zk_status_slug(ZK_NO_INDEX), "no_index");
    ck_assert_int_eq(zk_status_exit(ZK_OK), 0);
    ck_assert_int_eq(zk_status_exit(ZK_USAGE), 2);
    ck_assert_int_eq(zk_status_exit(ZK_BUSY), 3);
    ck_assert_int_eq(zk_status_exit(ZK_NO_INDEX), 4);
    ck_assert_str_ne(zk_status_text(ZK_FULL), "");
    ck_assert_int_eq(zk_fail(&err, ZK_IO, "q", "%d of %s", 3, "x"), ZK_IO);
    ck_assert_str_eq(err.detail, "3 of x");
    ck_assert_str_eq(err.field, "q");
    ck_assert_int_eq(zk_fail(NULL, ZK_IO, "", "x"), ZK_IO);
}
END_TEST

START_TEST(a_log_line_is_one_line)
{
    char *text = NULL;
    size_t len = 0;
    struct zk_log log = { open_memstream(&text, &len), ZK_LOG_INFO },
                  silent = { NULL, ZK_LOG_DEBUG };

    zk_log(&log, ZK_LOG_INFO, "event", "key", "a \"b\"\nc", NULL);
    zk_log(&log, ZK_LOG_DEBUG, "hidden", NULL);
    zk_log(&silent, ZK_LOG_ERROR, "hidden", NULL);
    (void)fclose(log.stream);
    ck_assert_ptr_nonnull(strstr(text, "info event key="));
    ck_assert_ptr_null(strstr(text, "hidden"));
    ck_assert_ptr_eq(strchr(text, '\n'), text + len - 1);
    free(text);
    ck_assert_int_eq(zk_log_level_find("warn"), ZK_LOG_WARN);
    ck_assert_int_lt(zk_log_level_find("loud"), 0);
}
END_TEST

static void write_config(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

START_TEST(configuration_comes_from_file_environment_and_command_line)
{
    const char *folder = test_folder();
    struct zk_config config;
    struct zk_error err;
    char path[512], out[ZK_PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s/zhiku.conf", folder);
    (void)unsetenv("ZHIKU_PORT");
    (void)unsetenv("ZHIKU_DATA");
    (void)unsetenv("ZHIKU_LOG");
    ck_assert_int_eq(zk_config_load(&config, NULL, &err), ZK_OK);
    ck_assert_int_eq(config.port, 8080);
    write_config(path, "# comment\n\nport = 9000\ndata=/srv/zhiku \n");
    ck_assert_int_eq(zk_config_load(&config, path, &err), ZK_OK);
    ck_assert_int_eq(config.port, 9000);
    ck_assert_str_eq(config.data, "/srv/zhiku");
    ck_assert_int_eq(zk_config_store_path(&config, out, &err), ZK_OK);
    ck_assert_str_eq(out, "/srv/zhiku/zhiku.db");
    ck_assert_int_eq(zk_config_index_path(&config, out, &err), ZK_OK);
    ck_assert_str_eq(out, "/srv/zhiku/index");
    (void)setenv("ZHIKU_PORT", "9001", 1);
    ck_assert_int_eq(zk_config_load(&config, path, &err), ZK_OK);
    ck_assert_int_eq(config.port, 9001);
    ck_assert_int_eq(zk_config_set(&config, "port", "0", &err), ZK_OK);
    (void)setenv("ZHIKU_PORT", "none", 1);
    ck_assert_int_eq(zk_config_load(&config, NULL, &err), ZK_USAGE);
    (void)unsetenv("ZHIKU_PORT");
    test_folder_remove(folder);
}
END_TEST

START_TEST(a_typo_in_the_configuration_is_told_with_its_line)
{
    const char *folder = test_folder();
    struct zk_config config;
    struct zk_error err;
    char path[512], text[2 * ZK_PATH_MAX];
    FILE *help = tmpfile();

    (void)snprintf(path, sizeof(path), "%s/zhiku.conf", folder);
    write_config(path, "port = 1\nprot = 2\n");
    ck_assert_int_eq(zk_config_load(&config, path, &err), ZK_USAGE);
    ck_assert_ptr_nonnull(strstr(err.detail, "zhiku.conf:2"));
    ck_assert_ptr_nonnull(strstr(err.detail, "'port'"));
    write_config(path, "port\n");
    ck_assert_int_eq(zk_config_load(&config, path, &err), ZK_USAGE);
    ck_assert_int_eq(zk_config_load(&config, "/nonexistent", &err), ZK_USAGE);
    ck_assert_int_eq(zk_config_load(&config, NULL, &err), ZK_OK);
    ck_assert_int_eq(zk_config_set(&config, "port", "70000", &err), ZK_USAGE);
    ck_assert_int_eq(zk_config_set(&config, "port", "80x", &err), ZK_USAGE);
    ck_assert_int_eq(zk_config_set(&config, "log", "loud", &err), ZK_USAGE);
    ck_assert_int_eq(zk_config_set(&config, "a_key_that_is_far_too_long_to_be_near_any", "1", &err),
                     ZK_USAGE);
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    ck_assert_int_eq(zk_config_set(&config, "data", text, &err), ZK_USAGE);
    memset(config.data, 'x', sizeof(config.data) - 1);
    ck_assert_int_eq(zk_config_store_path(&config, text, &err), ZK_USAGE);
    zk_config_help(help);
    ck_assert_int_gt(ftell(help), 100);
    (void)fclose(help);
    test_folder_remove(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base");
    TCase *tc = tcase_create("base");

    tcase_add_test(tc, an_arena_gives_zeroed_aligned_memory);
    tcase_add_test(tc, a_buffer_keeps_below_its_ceiling);
#ifdef ZK_ALLOC_FAULTS
    tcase_add_test(tc, the_text_of_an_empty_buffer_needs_no_memory);
#endif
    tcase_add_test(tc, json_is_written_and_escaped);
    tcase_add_test(tc, utf8_is_strict);
    tcase_add_test(tc, json_escapes_wherever_it_stands);
    tcase_add_test(tc, integers_are_written_whole);
    tcase_add_test(tc, a_prefix_of_a_long_text_has_so_many_characters);
    tcase_add_test(tc, statuses_have_slugs_and_exit_codes);
    tcase_add_test(tc, a_log_line_is_one_line);
    tcase_add_test(tc, configuration_comes_from_file_environment_and_command_line);
    tcase_add_test(tc, a_typo_in_the_configuration_is_told_with_its_line);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
