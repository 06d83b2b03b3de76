/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The guard: every exception becomes its own status.
 */
#include "support.h"

#include "throwing.h"

START_TEST(every_exception_becomes_its_status)
{
    for (int i = 0; i < XAPC_STATUS_COUNT; i++) {
        enum xapc_status status = (enum xapc_status)i;

        memset(&error, 'x', sizeof(error));
        ck_assert_int_eq(throwing(status, &error), status);
        ck_assert_int_eq(error.status, status);
        ck_assert((error.message[0] == '\0') == (status == XAPC_OK));
        ck_assert_int_eq(error.callback, status == XAPC_CALLBACK ? 7 : 0);
        ck_assert_int_eq(throwing(status, NULL), status);
    }
}
END_TEST

START_TEST(statuses_have_a_name_and_a_text)
{
    for (int i = 0; i < XAPC_STATUS_COUNT; i++) {
        ck_assert_int_gt((int)strlen(xapc_status_name((enum xapc_status)i)), 1);
        ck_assert_int_gt((int)strlen(xapc_status_text((enum xapc_status)i)), 1);
    }
    ck_assert_str_eq(xapc_status_name(XAPC_DATABASE_LOCK), "DatabaseLockError");
    ck_assert_str_eq(xapc_status_name(XAPC_STATUS_COUNT), "?");
    ck_assert_str_eq(xapc_status_text(XAPC_STATUS_COUNT), "?");
}
END_TEST

START_TEST(the_systems_reason_is_told)
{
    ck_assert_int_eq(throwing_system_error(&error), XAPC_DATABASE);
    ck_assert_str_eq(error.message, "write failed: No space left on device");
}
END_TEST

START_TEST(the_library_tells_its_version)
{
    ck_assert_int_eq(strncmp(xapc_xapian_version(), "1.", 2), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_exception_becomes_its_status,
        statuses_have_a_name_and_a_text,
        the_systems_reason_is_told,
        the_library_tells_its_version,
    };

    return run_suite("status", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
