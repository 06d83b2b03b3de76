/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of the roles and what they may see. Which routes they may use is in routes.def.
 */
#include "role.h"

#include <stddef.h>

const char *zk_role_name(enum zk_role role)
{
    switch (role) {
    case ZK_ROLE_VISITOR:
        return "visitor";
    case ZK_ROLE_ENTERPRISE:
        return "enterprise";
    case ZK_ROLE_EXPERT:
        return "expert";
    case ZK_ROLE_EVALUATOR:
        return "evaluator";
    case ZK_ROLE_OFFICE:
        return "office";
    case ZK_ROLE_AUDITOR:
        return "auditor";
    case ZK_ROLE_ADMINISTRATOR:
        return "administrator";
    }
    return NULL;
}

enum zk_see zk_role_see(enum zk_role role)
{
    return role == ZK_ROLE_OFFICE ? ZK_SEE_OFFICE : ZK_SEE_PUBLIC;
}
