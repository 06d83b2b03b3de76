/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An engine over a made-up directory, and a search in it.
 */
#ifndef ZK_TEST_SEARCHED_H
#define ZK_TEST_SEARCHED_H

#include "directory.h"
#include "engine.h"
#include "suite.h"

#include <string.h>

static struct test_directory directory;
static struct zk_engine *engine;
static struct zk_arena *arena;
static struct zk_error error;

static inline void open_engine(int records)
{
    struct zk_engine_options options = { .readers = 2 };

    test_directory_open(&directory, records, 5);
    test_directory_build(&directory);
    options.index_folder = directory.index_path;
    arena = zk_arena_open();
    OK(zk_engine_open(&options, &engine, &error));
    OK(zk_engine_refresh(engine, &error));
}

static inline void close_engine(void)
{
    zk_engine_close(engine);
    zk_arena_close(arena);
    test_directory_close(&directory);
}

static inline struct zk_page *search(const char *q, enum zk_sort sort, int page, int size)
{
    struct zk_search_params params = {
        .q = q, .q_len = strlen(q), .sort = sort, .page = page, .size = size, .facets = UINT32_MAX
    };
    struct zk_page *out;

    OK(zk_search_run(engine, &params, arena, &out, &error));
    return out;
}

#endif
