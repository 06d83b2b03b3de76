/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of the roles. Which routes they may use is in server/routes.def, which fields they may
 * see and change in visibility.def.
 */
#include "role.h"

#include <stddef.h>
#include <string.h>

static const char *const names[ZK_ROLE_BITS] = {
#define ROLE_NAME(ID, name) name,
    ZK_ROLE_LIST(ROLE_NAME)
#undef ROLE_NAME
};

const char *zk_role_name(enum zk_role role)
{
    int bit = zk_role_bit(role);

    return bit < 0 ? NULL : names[bit];
}

int zk_role_bit(enum zk_role role)
{
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        if (role == 1u << bit)
            return bit;
    }
    return -1;
}

enum zk_role zk_role_find(const char *name)
{
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        if (strcmp(names[bit], name) == 0)
            return (enum zk_role)(1u << bit);
    }
    return (enum zk_role)ZK_ROLE_NOBODY;
}
