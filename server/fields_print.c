/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-server --fields: the table of visibility as the program has it, for the office's records
 * of processing and for the test that walks it.
 */
#include "router.h"

#include "visibility.h"

static const char *shown_name(enum zk_shown shown)
{
    return shown == ZK_SHOWN ? "shown" : shown == ZK_SHOWN_MASKED ? "masked" : "not";
}

/* kind, field, class, keep, purpose, then role=shown/own/edit/edit-own for each role */
static void print_field(FILE *out, const struct zk_field *field, enum zk_kind kind)
{
    const struct zk_class_info *info = zk_class_info(field->shown_as);

    fprintf(out, "%s\t%s\t%s\t%s\t%s", zk_kind_info(kind)->name, zk_field_name(field, kind),
            info->name, info->keep == ZK_KEEP_CONSENT ? "consent" : "record", info->purpose);
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

void zk_fields_print(FILE *out)
{
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        for (int id = 0; id < ZK_FIELD_COUNT; id++) {
            const struct zk_field *field = zk_field_get((enum zk_field_id)id);

            if (zk_field_of_kind(field, (enum zk_kind)kind))
                print_field(out, field, (enum zk_kind)kind);
        }
    }
}
