/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema/migrations/ as texts, compiled in.
 */
#ifndef ZK_MIGRATIONS_H
#define ZK_MIGRATIONS_H

extern const char *const zk_migrations[];
extern const int zk_migration_count;

#endif
