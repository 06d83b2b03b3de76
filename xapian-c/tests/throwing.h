/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef XAPC_TEST_THROWING_H
#define XAPC_TEST_THROWING_H

#include <xapian-c/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the guard makes of the exception that belongs to status. */
enum xapc_status throwing(enum xapc_status status, struct xapc_error *err);
/** DatabaseError with ENOSPC. */
enum xapc_status throwing_system_error(struct xapc_error *err);

#ifdef __cplusplus
}
#endif
#endif
