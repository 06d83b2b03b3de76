/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small directory of random records for tests: a store, and an index built from it.
 */
#ifndef ZK_TEST_DIRECTORY_H
#define ZK_TEST_DIRECTORY_H

#include "index.h"
#include "store.h"
#include "text.h"

struct test_directory {
    const char *folder;
    char store_path[512], index_path[512];
    struct zk_store *store;
    struct zk_text *text;
    struct zk_arena *arena;
};

/** A store with records of all kinds (one in ten for the office only), drawn with seed. */
void test_directory_open(struct test_directory *directory, int records, unsigned seed);
/** The whole index, as a new generation. */
void test_directory_build(struct test_directory *directory);
void test_directory_close(struct test_directory *directory);

/** Put one record whose cells are given as field, cell, ..., -1. @return its id */
int64_t test_directory_put(struct test_directory *directory, enum zk_kind kind, const char *ref,
                           const char *title, ...);

#endif
