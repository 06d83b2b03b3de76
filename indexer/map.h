/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mapping: how the columns of a foreign file become our fields. docs/IMPORT.md tells the
 * format; seed/mappings/ has three.
 */
#ifndef ZK_MAP_H
#define ZK_MAP_H

#include "arena.h"
#include "fields.h"
#include "status.h"

#include <stdbool.h>

enum { ZK_MAP_COLUMNS = 128, ZK_MAP_TARGETS = 4, ZK_MAP_SETS = 32 };

struct zk_map_column {
    const char *name; /* as the foreign file has it */
    const struct zk_field *targets[ZK_MAP_TARGETS];
    int count; /* 0: the column is ignored */
};

struct zk_map_rule {
    const char *prefix; /* put before the value */
    const char *split;  /* characters between the items of a list */
    int first;          /* keep so many characters; 0: all */
    bool basename;      /* keep what is behind the last '/', without its extension */
};

struct zk_map {
    enum zk_kind kind;
    struct zk_map_column columns[ZK_MAP_COLUMNS];
    int column_count;
    struct {
        const struct zk_field *field;
        const char *value;
    } sets[ZK_MAP_SETS];
    int set_count;
    struct zk_map_rule rules[ZK_FIELD_COUNT];
};

/** @retval ZK_USAGE with file and line */
enum zk_status zk_map_read(const char *path, struct zk_arena *arena, struct zk_map **out,
                           struct zk_error *err);

/** Column by its foreign name, or NULL. */
const struct zk_map_column *zk_map_find(const struct zk_map *map, const char *name, size_t len);

/**
 * A foreign value as the text of one of our cells: rules applied, list items escaped. Scalars of
 * a field that is a list are one item unless the rule splits them.
 */
enum zk_status zk_map_apply(const struct zk_map *map, const struct zk_field *field,
                            const char *bytes, size_t len, struct zk_arena *arena,
                            const char **out, size_t *out_len, struct zk_error *err);

#endif
