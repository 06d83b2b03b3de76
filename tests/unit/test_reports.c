/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log of queries: what is kept, what is not, who may read the report, and that a request
 * never waits for it.
 */
#include "app.h"
#include "queries.h"
#include "router.h"
#include "suite.h"

#include "directory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct test_directory directory;
static struct zk_app *app;
static struct zk_error error;
static struct zk_config config;

static void open_store(void)
{
    test_directory_open(&directory, 60, 5);
    test_directory_build(&directory);
    OK(zk_config_load(&config, NULL, &error));
    OK(zk_config_set(&config, "data", directory.folder, &error));
}

static void open_app(void)
{
    const struct zk_log log = { stderr, ZK_LOG_ERROR };

    OK(zk_app_open(&config, &log, 2, &app, &error));
}

static void close_all(void)
{
    zk_app_close(app);
    test_directory_close(&directory);
}

/* One request as the role; the answer's body, which ends with the next request. */
static const char *ask(enum zk_role role, const char *target, int *http)
{
    static char body[1 << 20];
    struct zk_lane *lane = zk_app_borrow(app);
    struct zk_request request = { .method = ZK_METHOD_GET,
                                  .who.role = role,
                                  .private_peer = true,
                                  .by_worker = true,
                                  .store = lane->store,
                                  .arena = lane->arena };
    struct zk_response response;

    zk_response_init(&response);
    OK(zk_request_target(&request, target, &error));
    zk_router_serve(app, &request, &response);
    *http = response.http;
    (void)snprintf(body, sizeof(body), "%s", zk_buf_text(&response.body));
    zk_response_free(&response);
    zk_app_return(app, lane);
    return body;
}

static const char *office(const char *target)
{
    int http;
    const char *body = ask(ZK_ROLE_OFFICE, target, &http);

    ck_assert_msg(http == 200, "%s: %d %s", target, http, body);
    return body;
}

static void keep(void)
{
    zk_querylog_keep(app->querylog);
}

/* All that was searched is in the store: what is open is closed and opened again. */
static void settle(void)
{
    zk_app_close(app);
    open_app();
}

static void has(const char *body, const char *part)
{
    ck_assert_msg(strstr(body, part) != NULL, "no %s in %s", part, body);
}

START_TEST(searches_are_reported_by_words_and_by_filters)
    {
        const char *body;

        open_store();
        open_app();
        for (int i = 0; i < 3; i++)
            (void)office("/api/v1/search?q=%20%E7%85%A4%E5%8C%96%E5%B7%A5");
        (void)office("/api/v1/search?q=zzqqxx&kind=expert&region=370403");
        (void)office("/api/v1/search?q=ZZQQXX&region=370403&kind=expert");
        (void)office("/api/v1/search?q=counted&size=0");
        (void)office("/api/v1/search?q=%E7%85%A4&size=1&page=2");
        settle();
        body = office("/api/v1/reports/queries");
        has(body, "\"items\":[{\"text\":\"zzqqxx\",\"asked\":2,\"none\":2},"
                  "{\"text\":\"煤化工\",\"asked\":3,\"none\":0}]");
        body = office("/api/v1/reports/queries?by=filter&zero=1&size=1");
        has(body, "\"items\":[{\"filters\":\"kind=expert&region=370403\",\"asked\":2,\"none\":2}]");
        has(office("/api/v1/reports/queries?since=2999-01-01"), "\"items\":[]");
        close_all();
    }
END_TEST

START_TEST(the_report_is_the_offices_alone)
    {
        int http;

        open_store();
        open_app();
        for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
            enum zk_role role = (enum zk_role)(1 << bit);

            (void)ask(role, "/api/v1/reports/queries", &http);
            ck_assert_int_eq(http, role == ZK_ROLE_OFFICE    ? 200
                                   : role == ZK_ROLE_VISITOR ? 401
                                                             : 403);
        }
        (void)ask(ZK_ROLE_OFFICE, "/api/v1/reports/queries?since=yesterday", &http);
        ck_assert_int_eq(http, 400);
        (void)ask(ZK_ROLE_OFFICE, "/api/v1/reports/queries?by=person", &http);
        ck_assert_int_eq(http, 400);
        close_all();
    }
END_TEST

START_TEST(text_that_looks_personal_is_counted_but_not_kept)
    {
        const char *body;

        open_store();
        open_app();
        (void)office("/api/v1/search?q=13800000000");
        (void)office("/api/v1/search?q=wang%40example.com");
        (void)office("/api/v1/search?q=GB%2FT%2013745-2009");
        settle();
        body = office("/api/v1/reports/queries");
        has(body, "\"items\":[{\"text\":\"gb/t 13745-2009\",\"asked\":1,");
        ck_assert_ptr_null(strstr(body, "138000"));
        ck_assert_ptr_null(strstr(body, "example"));
        (void)office("/api/v1/search?q=13800000000");
        has(office("/metrics"), "zhiku_query_log_total{fate=\"personal\"} 1\n");
        close_all();
    }
END_TEST

START_TEST(what_is_too_long_is_cut_and_what_has_no_room_is_counted)
    {
        char q[3 * 200 + 64], body[64];
        const struct zk_search_params params = { .q = q, .q_len = sizeof(q), .page = 1, .size = 1 };
        int64_t asked;

        open_store();
        open_app();
        for (size_t i = 0; i < sizeof(q); i++)
            q[i] = (char)('a' + i % 7);
        for (int i = 0; i < ZK_QUERYLOG_ROOM + 5; i++)
            zk_querylog_add(app->querylog, app->engine, &params, 0, 1);
        has(office("/metrics"), "zhiku_query_log_total{fate=\"dropped\"} 5\n");
        keep();
        (void)snprintf(body, sizeof(body), "zhiku_query_log_total{fate=\"written\"} %d\n",
                       ZK_QUERYLOG_ROOM);
        has(office("/metrics"), body);
        ck_assert_int_eq(sscanf(strstr(office("/api/v1/reports/queries"), "\"asked\":"),
                                "\"asked\":%" SCNd64, &asked),
                         1);
        ck_assert_int_eq(asked, ZK_QUERYLOG_ROOM);
        close_all();
    }
END_TEST

START_TEST(a_store_that_somebody_else_writes_is_not_waited_for)
    {
        struct timespec before, after;

        open_store();
        open_app();
        OK(zk_store_begin(directory.store, &error));
        (void)office("/api/v1/search?q=abc");
        clock_gettime(CLOCK_MONOTONIC, &before);
        keep();
        clock_gettime(CLOCK_MONOTONIC, &after);
        ck_assert_int_le(after.tv_sec - before.tv_sec, 2); /* not the 5 s others wait */
        has(office("/api/v1/reports/queries"), "\"items\":[]");
        zk_store_rollback(directory.store);
        settle();
        has(office("/api/v1/reports/queries"), "{\"text\":\"abc\",\"asked\":1,");
        close_all();
    }
END_TEST

START_TEST(nothing_is_kept_when_it_is_off)
    {
        open_store();
        ck_assert_int_eq(zk_config_set(&config, "query_log", "maybe", &error), ZK_USAGE);
        OK(zk_config_set(&config, "query_log", "no", &error));
        open_app();
        (void)office("/api/v1/search?q=abc");
        settle();
        has(office("/api/v1/reports/queries"), "\"items\":[]");
        close_all();
    }
END_TEST

static void put_row(const char *text, int days)
{
    time_t when = time(NULL) - (time_t)days * 24 * 3600;
    char hour[32];
    const struct zk_query_row row = { hour, text, "", 0, 1 };
    struct tm tm;

    (void)strftime(hour, sizeof(hour), "%Y-%m-%dT%H", gmtime_r(&when, &tm));
    OK(zk_store_query_add(directory.store, &row, &error));
}

START_TEST(what_is_older_than_the_days_of_keeping_is_forgotten)
    {
        const char *body;

        open_store();
        OK(zk_config_set(&config, "query_log_days", "30", &error));
        OK(zk_config_set(&config, "query_log", "no", &error)); /* also when no more is kept */
        put_row("old", 31);
        put_row("young", 29);
        open_app();
        keep();
        body = office("/api/v1/reports/queries");
        has(body, "young");
        ck_assert_ptr_null(strstr(body, "old\""));
        close_all();
    }
END_TEST

START_TEST(numbers_and_addresses_of_people_are_told_from_those_of_things)
    {
        static const char *const personal[] = {
            "13800000000",        "138 0000 0000",      "+86 138-0000-0000",
            "0632-5551234",       "(0632) 5551234",     "5551234",
            "370402199001011234", "37040219900101123x", "6222 0210 0101 2345 678",
            "电话13800000000",    "a.b@example.com",    "someone@mail.cn 求助",
        };
        static const char *const harmless[] = {
            "",          "煤化工",     "gb/t 13745",     "gb/t 13745-2009",
            "2019 2020", "q345b",      "40cr13 6061 t6", "100000",
            "a @ b",     "2026-11-24", "iso 9001:2015",
        };

        for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++)
            ck_assert_msg(zk_text_is_personal(personal[i], strlen(personal[i])), "%s", personal[i]);
        for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
            ck_assert_msg(!zk_text_is_personal(harmless[i], strlen(harmless[i])), "%s",
                          harmless[i]);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("reports");
    TCase *tc = tcase_create("reports");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, searches_are_reported_by_words_and_by_filters);
    tcase_add_test(tc, the_report_is_the_offices_alone);
    tcase_add_test(tc, text_that_looks_personal_is_counted_but_not_kept);
    tcase_add_test(tc, what_is_too_long_is_cut_and_what_has_no_room_is_counted);
    tcase_add_test(tc, a_store_that_somebody_else_writes_is_not_waited_for);
    tcase_add_test(tc, nothing_is_kept_when_it_is_off);
    tcase_add_test(tc, what_is_older_than_the_days_of_keeping_is_forgotten);
    tcase_add_test(tc, numbers_and_addresses_of_people_are_told_from_those_of_things);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
