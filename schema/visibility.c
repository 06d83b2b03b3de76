/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visibility.h"

#include "hash.h"
#include "holdings.h"

#include <stdio.h>
#include <string.h>

static const struct zk_class_info classes[ZK_CLASS_COUNT] = {
#define ZK_CLASS(ID, purpose, keep, see, masked, edit, hide)                                       \
    { #ID, purpose, ZK_KEEP_##keep, see, masked, edit, hide },
#include "visibility.def"
};

static const char *const keeps[] = {
#define KEEP_NAME(ID, name) name,
    ZK_KEEP_LIST(KEEP_NAME)
#undef KEEP_NAME
};

const char *zk_keep_name(enum zk_keep keep)
{
    return keeps[keep];
}

const struct zk_class_info *zk_class_info(enum zk_class id)
{
    return &classes[id];
}

void zk_statement_edition(char out[ZK_STATEMENT_BYTES])
{
    uint64_t hash = ZK_HASH_START;
    char row[256];

    for (int i = 0; i < ZK_CLASS_COUNT; i++) {
        const struct zk_class_info *info = &classes[i];
        int len = snprintf(row, sizeof(row), "%s %d %x %x %d", info->purpose, (int)info->keep,
                           info->see, info->masked, info->hide);

        hash = zk_hash_add(hash, row, (size_t)len + 1);
    }
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        hash = zk_hash_add(hash, field->name, strlen(field->name) + 1);
        hash = zk_hash_add(hash, &field->shown_as, sizeof(field->shown_as));
    }
    hash = zk_holdings_hash(hash);
    (void)snprintf(out, ZK_STATEMENT_BYTES, "%08x", (unsigned)(hash ^ hash >> 32));
}

enum zk_see zk_see_of(enum zk_role role, bool own)
{
    int bit = zk_role_bit(role);

    return bit < 0 ? ZK_SEE_PUBLIC : (enum zk_see)(2 * bit + own);
}

bool zk_see_is_own(enum zk_see see)
{
    return see != ZK_SEE_WHOLE && (unsigned)see % 2 == 1;
}

bool zk_see_unpublished(enum zk_see see)
{
    return see == ZK_SEE_WHOLE || (unsigned)see / 2 == ZK_ROLE_BIT_OFFICE;
}

static unsigned bits_of(enum zk_see see)
{
    return 1u << ((unsigned)see / 2) | (zk_see_is_own(see) ? ZK_OWN : 0);
}

enum zk_shown zk_field_shown(const struct zk_field *field, enum zk_see see)
{
    const struct zk_class_info *info = &classes[field->shown_as];

    if (see == ZK_SEE_WHOLE || (info->see & bits_of(see)))
        return ZK_SHOWN;
    return info->masked & bits_of(see) ? ZK_SHOWN_MASKED : ZK_SHOWN_NOT;
}

bool zk_field_editable(const struct zk_field *field, enum zk_role role, bool own)
{
    return (classes[field->shown_as].edit & ((unsigned)role | (own ? ZK_OWN : 0))) != 0;
}
