/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visibility.h"

static const struct zk_class_info classes[ZK_CLASS_COUNT] = {
#define ZK_CLASS(ID, purpose, keep, see, masked, edit, hide)                                       \
    { #ID, purpose, ZK_KEEP_##keep, see, masked, edit, hide },
#include "visibility.def"
};

const struct zk_class_info *zk_class_info(enum zk_class id)
{
    return &classes[id];
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
