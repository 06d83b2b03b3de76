/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells of a history or a draft, as a view shows them.
 */
#include "history.h"

#include "private.h"
#include "sql.h"

#include <string.h>

/* Items without a ref, and those whose record anybody may see; what is gone is not there. */
static enum zk_status keep_public(struct zk_store *store, const struct zk_field *field,
                                  const struct zk_value *value, struct zk_buf *out,
                                  struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < value->count; i++) {
        const struct zk_item *item = &value->items[i];
        int64_t shown = 1;

        if (item->ref)
            st = zk_sql_number(store, &shown,
                               "SELECT published FROM record WHERE kind = ?1 AND ref = ?2", err,
                               "tt", zk_kind_info(field->target)->name, item->ref);
        if (st != ZK_OK || !shown)
            continue;
        if (out->len > 0)
            zk_buf_addc(out, ';');
        zk_record_print_item(item, out);
    }
    return st;
}

static enum zk_status without_private(struct zk_store *store, enum zk_kind kind,
                                      const struct zk_field *field, const char *cell,
                                      struct zk_arena *arena, const char **out,
                                      struct zk_error *err)
{
    struct zk_record *record = zk_record_new(arena, kind);
    struct zk_buf left;
    enum zk_status st;

    *out = NULL;
    if (!record)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cell");
    zk_buf_init(&left, ZK_CELL_MAX);
    st = zk_record_parse(record, field, cell, strlen(cell), arena, err);
    if (st == ZK_OK)
        st = keep_public(store, field, &record->values[field->id], &left, err);
    if (st == ZK_OK && zk_buf_status(&left) == ZK_OK)
        *out = zk_arena_copy(arena, zk_buf_text(&left), left.len);
    if (st == ZK_OK && !*out)
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cell");
    zk_buf_free(&left);
    return st;
}

enum zk_status zk_store_cell(struct zk_store *store, enum zk_kind kind,
                             const struct zk_field *field, const char *cell, enum zk_see see,
                             struct zk_arena *arena, const char **out, struct zk_error *err)
{
    *out = cell;
    if (!cell[0])
        return ZK_OK;
    if (zk_type_is_link(field->type) && !zk_see_unpublished(see))
        return without_private(store, kind, field, cell, arena, out, err);
    if (zk_field_shown(field, see) == ZK_SHOWN)
        return ZK_OK;
    *out = zk_record_mask(cell, arena);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cell");
}
