/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who sees what and who changes what: visibility.def and questions to it.
 */
#ifndef ZK_VISIBILITY_H
#define ZK_VISIBILITY_H

#include "fields.h"
#include "role.h"

#include <stdbool.h>

/** Beside the roles: whoever's own record it is. */
#define ZK_OWN (1u << ZK_ROLE_BITS)

/**
 * A view: the eyes a record is read with. One a role, once for records of others and once for
 * one's own; and the program's own, which sees all and never answers anybody.
 */
enum zk_see {
    ZK_SEE_PUBLIC = 2 * ZK_ROLE_BIT_VISITOR,
    ZK_SEE_OFFICE = 2 * ZK_ROLE_BIT_OFFICE,
    ZK_SEE_WHOLE = 2 * ZK_ROLE_BITS,
    ZK_SEES
};

/* How long something is kept; days are those of a holding (holdings.def). */
#define ZK_KEEP_LIST(X)                                                                            \
    X(RECORD, "record")     /* as long as the record */                                            \
    X(CONSENT, "consent")   /* while consent lasts, then removed */                                \
    X(DEMAND, "demand")     /* as long as the demand */                                            \
    X(ACCOUNT, "account")   /* as long as the account */                                           \
    X(UNOPENED, "unopened") /* so too; days after it was made when it was never opened */          \
    X(DISABLED, "disabled") /* so too; days after it was disabled */                               \
    X(DAYS, "days")         /* days after it was made */                                           \
    X(CLOSED, "closed")     /* days after it was closed */                                         \
    X(DECIDED, "decided")   /* until the office has decided */                                     \
    X(ENDED, "ended")       /* until it ends */                                                    \
    X(GOOD, "good")         /* for good */

enum zk_keep {
#define ZK_KEEP_VALUE(ID, name) ZK_KEEP_##ID,
    ZK_KEEP_LIST(ZK_KEEP_VALUE)
#undef ZK_KEEP_VALUE
};

const char *zk_keep_name(enum zk_keep keep);

struct zk_class_info {
    const char *name;
    const char *purpose;
    enum zk_keep keep;
    unsigned see, masked, edit; /* bits of enum zk_role, and ZK_OWN */
    bool hide;
};

const struct zk_class_info *zk_class_info(enum zk_class id);

enum zk_see zk_see_of(enum zk_role role, bool own);

enum zk_shown { ZK_SHOWN_NOT, ZK_SHOWN_MASKED, ZK_SHOWN };

/** How a view shows a field. */
enum zk_shown zk_field_shown(const struct zk_field *field, enum zk_see see);

/** May the role change it, in a record of its own or of others? */
bool zk_field_editable(const struct zk_field *field, enum zk_role role, bool own);

enum { ZK_STATEMENT_BYTES = 9 };

/** Which edition of the table, its fields and holdings.def this is: what a consent is given to. */
void zk_statement_edition(char out[ZK_STATEMENT_BYTES]);

/** Records that are not public are there for the office and the program; own ones for their owner.
 */
bool zk_see_unpublished(enum zk_see see);
bool zk_see_is_own(enum zk_see see);

#endif
