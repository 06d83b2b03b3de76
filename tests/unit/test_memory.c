/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every allocation of ours fails once, one after the other: each call then says ZK_NO_MEMORY,
 * leaks nothing (the address sanitizer watches) and works the next time.
 */
#include "alloc.h"
#include "audit.h"
#include "avoid.h"
#include "directory.h"
#include "engine.h"
#include "history.h"
#include "matching.h"
#include "sql.h"
#include "suite.h"

#include <string.h>

enum { RECORDS = 60, ALLOCATIONS_MAX = 20000 };

static struct test_directory directory;
static int64_t first;     /* an expert */
static int64_t institute; /* where he works */
static struct zk_error error;

/* One attempt with its own arena, opened before anything fails. */
typedef enum zk_status attempt(struct zk_arena *arena, void *with);

/* Fails the 1st, 2nd … allocation of an attempt, until it needs no more. */
static void starve(attempt *try_it, void *with)
{
    long nth = 1;
    bool done = false;

    for (; !done && nth < ALLOCATIONS_MAX; nth++) {
        struct zk_arena *arena = zk_arena_open();
        enum zk_status st;

        ck_assert_ptr_nonnull(arena);
        zk_alloc_fail_at(nth);
        st = try_it(arena, with);
        done = zk_alloc_count() < nth;
        zk_alloc_fail_at(0);
        if (done)
            ck_assert_msg(st == ZK_OK, "with all memory: %s", error.detail);
        else
            ck_assert_msg(st == ZK_OK || st == ZK_NO_MEMORY, "allocation %ld: status %d, %s", nth,
                          (int)st, error.detail);
        zk_arena_close(arena);
    }
    ck_assert_int_lt(nth, ALLOCATIONS_MAX);
    ck_assert_int_gt(nth, 2);
}

static enum zk_status search(struct zk_arena *arena, void *with)
{
    struct zk_search_params params = { .q = "煤化工 废水", .page = 1, .size = 20 };
    struct zk_page *page;

    params.q_len = strlen(params.q);
    return zk_search_run(with, &params, arena, &page, &error);
}

/* By pinyin with words beside it; nothing found: names like it, and another query. */
static enum zk_status search_names(struct zk_arena *arena, void *with)
{
    static const char *const typed[] = { "meihua 废水", "煤化公专家", "煤化公 废水", "meihuag" };
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < sizeof(typed) / sizeof(typed[0]); i++) {
        struct zk_search_params params = { .q = typed[i], .q_len = strlen(typed[i]), .page = 1,
                                           .size = 20 };
        struct zk_page *page;

        st = zk_search_run(with, &params, arena, &page, &error);
    }
    return st;
}

static enum zk_status suggest(struct zk_arena *arena, void *with)
{
    struct zk_suggestions *got;
    enum zk_status st = zk_suggest_run(with, "煤", strlen("煤"), 5, arena, &got, &error);

    return st == ZK_OK ? zk_suggest_run(with, "meihua", 6, 5, arena, &got, &error) : st;
}

/* Nothing found with filters; a label that matched; records like the one whose id is given. */
static enum zk_status helped(struct zk_arena *arena, void *with)
{
    const struct zk_facet_value selected[] = { { ZK_FACET_KIND, ZK_KIND_EVENT },
                                               { ZK_FACET_KIND + 1, 0 } };
    struct zk_search_params params = { .q = "煤化工", .page = 1, .size = 20 };
    struct zk_alike *alike;
    struct zk_page *page;
    enum zk_status st;

    params.q_len = strlen(params.q);
    params.selected = selected;
    params.selected_count = 2;
    st = zk_search_run(with, &params, arena, &page, &error);
    params = (struct zk_search_params){ .q = "材料科学", .q_len = 12, .page = 1, .size = 20 };
    if (st == ZK_OK)
        st = zk_search_run(with, &params, arena, &page, &error);
    return st == ZK_OK ? zk_alike_run(with, ZK_KIND_EXPERT, first, 6, arena, &alike, &error) : st;
}

/* What speaks against one of an institute's own people; its own need leaves him out. */
static enum zk_status avoided(struct zk_arena *arena, void *with)
{
    struct zk_avoid_query query = { .subject = institute, .candidates = &first, .count = 1,
                                    .year = 2026, .see = ZK_SEE_OFFICE };
    struct zk_match_params params = { .need = { .text = "煤化工废水处理", .len = 21 },
                                      .kinds = 1u << ZK_KIND_EXPERT, .size = 5, .near = -1,
                                      .avoid = &query, .store = directory.store };
    struct zk_avoid_report *report;
    struct zk_match *match;
    enum zk_status st = zk_avoid_check(directory.store, &query, arena, &report, &error);

    if (st == ZK_OK)
        ck_assert(zk_avoid_blocks(report, first));
    if (st == ZK_OK)
        st = zk_match_run(with, &params, arena, &match, &error);
    if (st == ZK_OK)
        ck_assert_uint_eq(match->groups[0].left_out[ZK_LEFT_AVOIDANCE], 1);
    return st;
}

static enum zk_status open_engine(struct zk_arena *arena, void *with)
{
    struct zk_engine_options options = { .readers = 2, .index_folder = directory.index_path };
    struct zk_engine *engine;
    enum zk_status st = zk_engine_open(&options, &engine, &error);

    (void)arena;
    (void)with;
    if (st != ZK_OK)
        return st;
    st = zk_engine_refresh(engine, &error);
    zk_engine_close(engine);
    return st;
}

static enum zk_status open_store(struct zk_arena *arena, void *with)
{
    struct zk_store *store;
    enum zk_status st = zk_store_open(directory.store_path, ZK_STORE_READ, &store, &error);

    (void)arena;
    (void)with;
    if (st == ZK_OK)
        zk_store_close(store);
    return st;
}

/* Parse, write, read back; whatever fails, nothing stays. */
static enum zk_status put_and_get(struct zk_arena *arena, void *with)
{
    struct zk_record *record = zk_record_new(arena, ZK_KIND_EXPERT), *back;
    static const struct {
        enum zk_field_id field;
        const char *text;
    } cells[] = { { ZK_F_REF, "M1" }, { ZK_F_TITLE, "内存" }, { ZK_F_KEYWORDS, "煤化工;废水" },
                  { ZK_F_DISCIPLINES, "530;610" }, { ZK_F_ORGANISATION, "某研究院" } };
    enum zk_status st = record ? ZK_OK : ZK_NO_MEMORY;
    enum zk_put what;
    int64_t id;

    (void)with;
    for (size_t i = 0; st == ZK_OK && i < sizeof(cells) / sizeof(cells[0]); i++)
        st = zk_record_parse(record, zk_field_get(cells[i].field), cells[i].text,
                             strlen(cells[i].text), arena, &error);
    if (st != ZK_OK)
        return st;
    st = zk_store_begin(directory.store, &error);
    if (st == ZK_OK)
        st = zk_store_put(directory.store, record, &id, &what, &error);
    if (st == ZK_OK)
        st = zk_store_get(directory.store, ZK_KIND_EXPERT, id, ZK_SEE_WHOLE, arena, &back, &error);
    if (st == ZK_OK)
        ck_assert_str_eq(zk_record_text(back, ZK_F_TITLE), "内存");
    zk_store_rollback(directory.store);
    return st;
}

/* An account, its session, what it changed and what the audit says of it; nothing stays. */
static enum zk_status sign_in(struct zk_arena *arena, void *with)
{
    struct zk_access access = { zk_clock_real(), false, 1800, 43200, "" };
    struct zk_account account = { .login = "starved", .name = "某人", .role = ZK_ROLE_AUDITOR };
    struct zk_audit entry = { .action = "login" };
    struct zk_who who = { .role = ZK_ROLE_AUDITOR, .address = "" };
    struct zk_store *store = directory.store;
    struct zk_audit_row *rows;
    struct zk_version *versions;
    const char *secret, *token;
    size_t count;
    int64_t id;
    enum zk_status st = zk_store_begin(store, &error);

    if (st == ZK_OK)
        st = zk_account_invite(&access, store, &account, arena, &id, &secret, &error);
    if (st == ZK_OK)
        st = zk_sql_run(store, "UPDATE account SET state = 'active'", &error, "");
    if (st == ZK_OK)
        st = zk_session_start(&access, store, id, "browser", "", arena, &token, &error);
    if (st == ZK_OK)
        st = zk_session_find(&access, store, token, false, arena, &who, &error);
    if (st == ZK_OK)
        st = zk_audit_add(&access, store, &who, &entry, &error);
    if (st == ZK_OK)
        st = zk_audit_search(store, &(struct zk_audit_query){ .max = 5 }, arena, &rows, &count,
                             &error);
    if (st == ZK_OK)
        st = zk_store_history(store, ZK_KIND_EXPERT, *(int64_t *)with, ZK_SEE_OFFICE, arena,
                              &versions, &count, &error);
    if (st == ZK_OK)
        ck_assert_uint_eq(count, 1);
    zk_store_rollback(store);
    return st;
}

static enum zk_status index_one(struct zk_arena *arena, void *with)
{
    struct zk_index_writer *writer = NULL;
    struct zk_record *record;
    char *path;
    int64_t *ids;
    size_t count;
    enum zk_status st;

    (void)with;
    st = zk_store_ids(directory.store, ZK_KIND_EXPERT, 0, 1, arena, &ids, &count, &error);
    if (st == ZK_OK)
        st = zk_store_get_any(directory.store, ids[0], ZK_SEE_PUBLIC, arena, &record, &error);
    if (st == ZK_OK)
        st = zk_index_current(directory.index_path, arena, &path, &error);
    if (st == ZK_OK)
        st = zk_index_writer_open(path, false, directory.text, &writer, &error);
    if (st == ZK_OK)
        st = zk_index_writer_put(writer, record, &error);
    zk_index_writer_close(writer); /* what is not committed is dropped */
    return st;
}

static void put_terms(void)
{
    struct zk_index_writer *writer;
    char *path;

    OK(zk_index_current(directory.index_path, directory.arena, &path, &error));
    OK(zk_index_writer_open(path, false, directory.text, &writer, &error));
    OK(zk_index_writer_terms(writer, "1", "coal\t煤\t900\n煤化工\tcoal chemical industry\t1000\n",
                             &error));
    OK(zk_index_writer_commit(writer, zk_index_writer_seq(writer), &error));
    zk_index_writer_close(writer);
}

static void open_directory(void)
{
    test_directory_open(&directory, RECORDS, 11);
    institute = test_directory_put(&directory, ZK_KIND_ORGANISATION, "institute", "院", -1);
    first = test_directory_put(&directory, ZK_KIND_EXPERT, "first", "煤化工专家", ZK_F_KEYWORDS, "煤化工;废水",
                       ZK_F_ORGANISATION, "@institute", -1);
    test_directory_build(&directory);
    put_terms();
}

START_TEST(the_store_survives_every_failed_allocation)
{
    open_directory();
    starve(open_store, NULL);
    starve(put_and_get, NULL);
    test_directory_close(&directory);
}
END_TEST

START_TEST(accounts_and_histories_survive_every_failed_allocation)
{
    int64_t id;

    open_directory();
    id = test_directory_put(&directory, ZK_KIND_EXPERT, "changed", "甲", ZK_F_PHONE, "19900001111", -1);
    (void)test_directory_put(&directory, ZK_KIND_EXPERT, "changed", "乙", ZK_F_PHONE, "19900002222",
                             -1);
    starve(sign_in, &id);
    test_directory_close(&directory);
}
END_TEST

START_TEST(the_index_survives_every_failed_allocation)
{
    open_directory();
    starve(index_one, NULL);
    starve(open_engine, NULL);
    test_directory_close(&directory);
}
END_TEST

START_TEST(searching_survives_every_failed_allocation)
{
    struct zk_engine_options options = { .readers = 1 };
    struct zk_engine *engine;

    open_directory();
    options.index_folder = directory.index_path;
    OK(zk_engine_open(&options, &engine, &error));
    OK(zk_engine_refresh(engine, &error));
    starve(search, engine);
    starve(search_names, engine);
    starve(suggest, engine);
    starve(helped, engine);
    starve(avoided, engine);
    zk_engine_close(engine);
    test_directory_close(&directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *tc = tcase_create("memory");

    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, the_store_survives_every_failed_allocation);
    tcase_add_test(tc, accounts_and_histories_survive_every_failed_allocation);
    tcase_add_test(tc, the_index_survives_every_failed_allocation);
    tcase_add_test(tc, searching_survives_every_failed_allocation);
    suite_add_tcase(suite, tc);
    return test_run(suite);
}
