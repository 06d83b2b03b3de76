/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "holdings.h"

#include "hash.h"

#include <string.h>

static const struct zk_holding_info holdings[ZK_HOLDING_COUNT] = {
#define ZK_HOLDING(ID, title, what, purpose, keep, days, see, edit)                                \
    { #ID, title, what, purpose, ZK_KEEP_##keep, days, see, edit },
#include "holdings.def"
};

static const struct zk_held held[] = {
#define ZK_HELD(ID, table, columns) { ZK_HOLDING_##ID, table, columns },
#include "holdings.def"
};

const struct zk_holding_info *zk_holding_info(enum zk_holding id)
{
    return &holdings[id];
}

int64_t zk_holding_seconds(enum zk_holding id)
{
    return (int64_t)holdings[id].days * 24 * 3600;
}

const struct zk_held *zk_held_all(size_t *count)
{
    *count = sizeof(held) / sizeof(held[0]);
    return held;
}

static uint64_t add_text(uint64_t hash, const char *text)
{
    return zk_hash_add(hash, text, strlen(text) + 1);
}

uint64_t zk_holdings_hash(uint64_t hash)
{
    for (int i = 0; i < ZK_HOLDING_COUNT; i++) {
        const struct zk_holding_info *info = &holdings[i];
        const unsigned numbers[] = { (unsigned)info->keep, (unsigned)info->days, info->see };

        hash = add_text(add_text(hash, info->what), info->purpose);
        hash = zk_hash_add(hash, numbers, sizeof(numbers));
    }
    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
        if (held[i].holding < ZK_HOLDING_COUNT)
            hash = add_text(add_text(hash, held[i].table), held[i].columns);
    }
    return hash;
}
