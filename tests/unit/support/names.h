/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A directory made of names by the test, and what is found and suggested in it.
 */
#ifndef ZK_TEST_NAMES_H
#define ZK_TEST_NAMES_H

#include "directory.h"
#include "engine.h"
#include "suite.h"

#include <string.h>

static struct test_directory directory;
static struct zk_engine *engine;
static struct zk_arena *arena;
static struct zk_error error;

static inline void setup(void)
{
    test_directory_open(&directory, 0, 1);
    arena = zk_arena_open();
    ck_assert_ptr_nonnull(arena);
}

static inline void teardown(void)
{
    zk_engine_close(engine);
    engine = NULL;
    zk_arena_close(arena);
    test_directory_close(&directory);
}

static inline int64_t put(enum zk_kind kind, const char *name)
{
    return test_directory_put(&directory, kind, name, name, -1);
}

static inline void open_engine(void)
{
    struct zk_engine_options options = { .readers = 1 };

    test_directory_build(&directory);
    options.index_folder = directory.index_path;
    OK(zk_engine_open(&options, &engine, &error));
    OK(zk_engine_refresh(engine, &error));
}

static inline struct zk_page *search(const char *q)
{
    struct zk_search_params params = { .q = q, .q_len = strlen(q), .page = 1, .size = 100 };
    struct zk_page *page;

    OK(zk_search_run(engine, &params, arena, &page, &error));
    return page;
}

static inline bool finds(const char *q, int64_t id)
{
    struct zk_page *page = search(q);

    for (size_t i = 0; i < page->hit_count; i++) {
        if (page->hits[i].id == id)
            return true;
    }
    return false;
}

static inline const struct zk_suggestion *suggested(const char *q, int64_t id)
{
    struct zk_suggestions *got;

    OK(zk_suggest_run(engine, q, strlen(q), ZK_SUGGEST_MAX, arena, &got, &error));
    for (size_t g = 0; g < got->count; g++) {
        for (size_t i = 0; i < got->groups[g].count; i++) {
            if (got->groups[g].items[i].id == id)
                return &got->groups[g].items[i];
        }
    }
    return NULL;
}

static inline void check_found(const char *const *spellings, int64_t id)
{
    for (; *spellings; spellings++) {
        ck_assert_msg(finds(*spellings, id), "search: %s", *spellings);
        ck_assert_msg(suggested(*spellings, id) != NULL, "suggestion: %s", *spellings);
    }
}

#endif
