/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who asks. Each route names the roles it allows; a route that names none allows nobody.
 */
#ifndef ZK_ROLE_H
#define ZK_ROLE_H

/* The office keeps the records, the auditor reads the audit, the administrator keeps the
 * accounts: none of the three can do another's work. */
#define ZK_ROLE_LIST(X)                                                                            \
    X(VISITOR, "visitor") /* not signed in */                                                      \
    X(ENTERPRISE, "enterprise")                                                                    \
    X(EXPERT, "expert")                                                                            \
    X(EVALUATOR, "evaluator")                                                                      \
    X(OFFICE, "office")                                                                            \
    X(AUDITOR, "auditor")                                                                          \
    X(ADMINISTRATOR, "administrator")

enum {
#define ZK_ROLE_BIT(ID, name) ZK_ROLE_BIT_##ID,
    ZK_ROLE_LIST(ZK_ROLE_BIT)
#undef ZK_ROLE_BIT
        ZK_ROLE_BITS
};

enum zk_role {
#define ZK_ROLE_VALUE(ID, name) ZK_ROLE_##ID = 1 << ZK_ROLE_BIT_##ID,
    ZK_ROLE_LIST(ZK_ROLE_VALUE)
#undef ZK_ROLE_VALUE
};

enum {
    ZK_ROLE_NOBODY = 0,
    ZK_ROLE_ANYBODY = (1 << ZK_ROLE_BITS) - 1,
    ZK_ROLE_SIGNED_IN = ZK_ROLE_ANYBODY & ~ZK_ROLE_VISITOR,
};

/** Name of one role ("visitor"), NULL when it is not exactly one. */
const char *zk_role_name(enum zk_role role);

/** Role by name; ZK_ROLE_NOBODY when there is none. */
enum zk_role zk_role_find(const char *name);

/** Its place in the list, from 0; -1 when it is not exactly one. */
int zk_role_bit(enum zk_role role);

#endif
