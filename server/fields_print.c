/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-server --fields: the tables of visibility and of holdings as the program has them, for the
 * office's records of processing and for the test that walks them.
 */
#include "router.h"

#include "holdings.h"

#include <string.h>

static const char *shown_name(enum zk_shown shown)
{
    return shown == ZK_SHOWN ? "shown" : shown == ZK_SHOWN_MASKED ? "masked" : "not";
}

/* kind, field, class, keep, purpose, then role=shown/own/edit/edit-own for each role */
static void print_field(FILE *out, const struct zk_field *field, enum zk_kind kind)
{
    const struct zk_class_info *info = zk_class_info(field->shown_as);

    fprintf(out, "%s\t%s\t%s\t%s\t%s", zk_kind_info(kind)->name, zk_field_name(field, kind),
            info->name, zk_keep_name(info->keep), info->purpose);
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        enum zk_role role = (enum zk_role)(1u << bit);

        fprintf(out, "\t%s=%s/%s/%s/%s", zk_role_name(role),
                shown_name(zk_field_shown(field, zk_see_of(role, false))),
                shown_name(zk_field_shown(field, zk_see_of(role, true))),
                zk_field_editable(field, role, false) ? "edit" : "-",
                zk_field_editable(field, role, true) ? "edit" : "-");
    }
    fputc('\n', out);
}

/* The same of a column: table, column, holding, keep (and days), purpose, roles. */
static void print_column(FILE *out, const struct zk_held *held, const char *column, size_t len)
{
    const struct zk_holding_info *info = zk_holding_info(held->holding);

    fprintf(out, "%s\t%.*s\t%s\t%s", held->table, (int)len, column, info->name,
            zk_keep_name(info->keep));
    if (info->days > 0)
        fprintf(out, " %d", info->days);
    fprintf(out, "\t%s", info->purpose);
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        unsigned role = 1u << bit;

        fprintf(out, "\t%s=%s/%s/%s/%s", zk_role_name((enum zk_role)role),
                info->see & role ? "shown" : "not", info->see & (role | ZK_OWN) ? "shown" : "not",
                info->edit & role ? "edit" : "-", info->edit & (role | ZK_OWN) ? "edit" : "-");
    }
    fputc('\n', out);
}

static void print_holdings(FILE *out)
{
    size_t count;
    const struct zk_held *held = zk_held_all(&count);

    for (size_t i = 0; i < count; i++) {
        const char *at = held[i].columns;

        while (held[i].holding < ZK_HOLDING_COUNT && *at) {
            size_t len = strcspn(at, " ");

            print_column(out, &held[i], at, len);
            at += len + strspn(at + len, " ");
        }
    }
}

void zk_fields_print(FILE *out)
{
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        for (int id = 0; id < ZK_FIELD_COUNT; id++) {
            const struct zk_field *field = zk_field_get((enum zk_field_id)id);

            if (zk_field_of_kind(field, (enum zk_kind)kind))
                print_field(out, field, (enum zk_kind)kind);
        }
    }
    print_holdings(out);
}
