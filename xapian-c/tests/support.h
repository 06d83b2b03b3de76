/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test program of xapian-c shares: running a suite, a folder of its own. */
#ifndef XAPC_TEST_SUPPORT_H
#define XAPC_TEST_SUPPORT_H

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xapian-c.h>

#define OK(call) ck_assert_msg((call) == XAPC_OK, "%s: %s", #call, error.message)
#define FAILS(wanted, call)                                                                        \
    do {                                                                                           \
        enum xapc_status got_ = (call);                                                            \
        ck_assert_msg(got_ == (wanted), "%s: %s", #call, xapc_status_name(got_));                     \
        ck_assert_int_eq(error.status, (wanted));                                                  \
        ck_assert_str_ne(error.message, "");                                                       \
    } while (0)
#define SAYS(view, text)                                                                           \
    do {                                                                                           \
        ck_assert_uint_eq((view).len, strlen(text));                                               \
        ck_assert(memcmp((view).bytes, text, (view).len) == 0);                                    \
    } while (0)
#define S(text) (text), sizeof(text) - 1

static struct xapc_error error __attribute__((unused));

static int remove_one_(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* A folder of the test's own; folder holds 64 bytes. */
static inline void folder_make(char folder[64])
{
    (void)snprintf(folder, 64, "/tmp/xapc-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void folder_remove(const char *folder)
{
    (void)nftw(folder, remove_one_, 16, FTW_DEPTH | FTW_PHYS);
}

/* setup and teardown (may be NULL) run once, around all tests. */
static inline int run_suite(const char *name, const TTest *const *tests, size_t count,
                            void (*setup)(void), void (*teardown)(void))
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);
    SRunner *runner;
    int failed;

    tcase_set_timeout(tcase, 60);
    tcase_add_unchecked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < count; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
