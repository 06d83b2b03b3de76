/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running one suite, and a temporary folder that is removed with all it holds.
 */
#ifndef TEST_SUITE_H
#define TEST_SUITE_H

#include <check.h>

/** A call of ours went well; the test's zk_error is named error. */
#define OK(call) ck_assert_msg((call) == ZK_OK, "%s: %s", #call, error.detail)

/** Run every test of a suite in this process; @return what main returns. */
int test_run(Suite *suite);

/** A fresh folder; the path stays valid until the next call. */
const char *test_folder(void);
void test_folder_remove(const char *path);

#endif
