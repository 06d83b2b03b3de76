/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbering the values of all facets; see facets.h.
 */
#include "facets.h"

#include <assert.h>
#include <string.h>

static void add_facet(struct zk_facets *facets, const char *name, int field,
                      const struct zk_code_table *table, int count)
{
    struct zk_facet *facet = &facets->list[facets->count];

    assert(facets->count < ZK_FACETS_MAX && facets->entries + count <= 32768);
    facet->name = name;
    facet->field = field;
    facet->table = table;
    facet->base = facets->entries;
    facet->count = count;
    facet->tree = false;
    for (int row = 0; table && row < table->count && !facet->tree; row++)
        facet->tree = table->rows[row].parent >= 0;
    facets->count++;
    facets->entries += count;
}

void zk_facets_init(struct zk_facets *facets)
{
    memset(facets, 0, sizeof(*facets));
    add_facet(facets, "kind", -1, NULL, ZK_KIND_COUNT);
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);
        const struct zk_code_table *table = NULL;

        if (field->facet[0] == '\0')
            continue;
        if (zk_type_is_code(field->type)) {
            table = zk_codes_table(field->table);
            assert(table);
        }
        add_facet(facets, field->facet, id, table, table ? table->count : ZK_FACET_YEARS);
    }
}

int zk_facets_find(const struct zk_facets *facets, const char *name, size_t len)
{
    for (int i = 0; i < facets->count; i++) {
        if (strlen(facets->list[i].name) == len && memcmp(facets->list[i].name, name, len) == 0)
            return i;
    }
    return -1;
}

static int year_row(const char *code, size_t len)
{
    int year = 0;

    if (len != 4)
        return -1;
    for (size_t i = 0; i < len; i++) {
        if (code[i] < '0' || code[i] > '9')
            return -1;
        year = year * 10 + (code[i] - '0');
    }
    if (year < ZK_FACET_YEAR_FIRST || year >= ZK_FACET_YEAR_FIRST + ZK_FACET_YEARS)
        return -1;
    return year - ZK_FACET_YEAR_FIRST;
}

int zk_facet_row(const struct zk_facet *facet, const char *code, size_t len)
{
    if (facet->table)
        return zk_codes_find(facet->table, code, len);
    if (facet->field >= 0)
        return year_row(code, len);
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        const char *name = zk_kind_info((enum zk_kind)kind)->name;

        if (strlen(name) == len && memcmp(name, code, len) == 0)
            return kind;
    }
    return -1;
}

const char *zk_facet_code(const struct zk_facet *facet, int row, char *buffer)
{
    if (facet->table)
        return facet->table->rows[row].code;
    if (facet->field < 0)
        return zk_kind_info((enum zk_kind)row)->name;
    row = ZK_FACET_YEAR_FIRST + row % ZK_FACET_YEARS;
    for (int i = 3; i >= 0; row /= 10)
        buffer[i--] = (char)('0' + row % 10);
    buffer[4] = '\0';
    return buffer;
}

const char *zk_facet_label(const struct zk_facet *facet, int row, bool english, char *buffer)
{
    if (facet->table) {
        const struct zk_code *code = &facet->table->rows[row];

        return english && code->label_en[0] ? code->label_en : code->label;
    }
    if (facet->field < 0 && !english)
        return zk_kind_info((enum zk_kind)row)->zh;
    return zk_facet_code(facet, row, buffer);
}

int zk_facet_parent(const struct zk_facet *facet, int row)
{
    return facet->table ? facet->table->rows[row].parent : -1;
}
