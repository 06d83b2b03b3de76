/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables that compile.c writes, in name order.
 */
#ifndef ZK_CODES_DATA_H
#define ZK_CODES_DATA_H

#include "codes.h"

extern const struct zk_code_table zk_codes_data[];
extern const int zk_codes_data_count;

#endif
