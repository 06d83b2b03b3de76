/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who asks. Each route names the roles it allows; a route that names none allows nobody.
 */
#ifndef ZK_ROLE_H
#define ZK_ROLE_H

#include "fields.h"

enum zk_role {
    ZK_ROLE_VISITOR = 1 << 0, /* not signed in */
    ZK_ROLE_ENTERPRISE = 1 << 1,
    ZK_ROLE_EXPERT = 1 << 2,
    ZK_ROLE_EVALUATOR = 1 << 3,
    ZK_ROLE_OFFICE = 1 << 4,
    ZK_ROLE_AUDITOR = 1 << 5,
    ZK_ROLE_ADMINISTRATOR = 1 << 6,
};

enum { ZK_ROLE_NOBODY = 0, ZK_ROLE_ANYBODY = (1 << 7) - 1, ZK_ROLE_BITS = 7 };

/** Name of one role ("visitor"), NULL when it is not exactly one. */
const char *zk_role_name(enum zk_role role);

/** What of a record the role may see: only the office sees what is the office's. */
enum zk_see zk_role_see(enum zk_role role);

#endif
