/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is held of persons beside the fields of records: holdings.def and questions to it.
 */
#ifndef ZK_HOLDINGS_H
#define ZK_HOLDINGS_H

#include "visibility.h"

enum zk_holding {
#define ZK_HOLDING(ID, title, what, purpose, keep, days, see, edit) ZK_HOLDING_##ID,
#include "holdings.def"
    ZK_HOLDING_COUNT,
    ZK_HOLDING_RECORDS, /* of columns: fields.def has them */
    ZK_HOLDING_NOTHING  /* of columns: they hold nothing of persons */
};

/** Texts are Chinese and English, " / " between. */
struct zk_holding_info {
    const char *name;
    const char *title, *what, *purpose;
    enum zk_keep keep;
    int days;           /* of keep; 0 for none */
    unsigned see, edit; /* bits of enum zk_role, and ZK_OWN */
};

const struct zk_holding_info *zk_holding_info(enum zk_holding id);

/** Seconds something of a holding is kept, by its days. */
int64_t zk_holding_seconds(enum zk_holding id);

/** Columns of a table, with blanks between. */
struct zk_held {
    enum zk_holding holding;
    const char *table, *columns;
};

const struct zk_held *zk_held_all(size_t *count);

/** The hash with the table added, but for who changes: what a statement says of it. */
uint64_t zk_holdings_hash(uint64_t hash);

#endif
