/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One record as JSON, field by field of fields.def: those the store was asked for with the
 * role in mind (record.c), and no others, are there.
 */
#include "view.h"

#include <string.h>

const char *zk_view_label(const struct zk_code_table *table, const char *code, enum zk_lang lang)
{
    int row = table ? zk_codes_find(table, code, strlen(code)) : ZK_CODE_NONE;

    if (row < 0)
        return code; /* a code of an older table still says something */
    return lang == ZK_LANG_EN && table->rows[row].label_en[0] ? table->rows[row].label_en
                                                              : table->rows[row].label;
}

void zk_view_code(struct zk_json *json, const struct zk_code_table *table, const char *code,
                  enum zk_lang lang)
{
    zk_json_object(json);
    zk_json_put_string(json, "code", code);
    zk_json_put_string(json, "label", zk_view_label(table, code, lang));
    zk_json_object_end(json);
}

static void put_link(struct zk_json *json, enum zk_kind target, const struct zk_item *item)
{
    zk_json_object(json);
    if (item->id > 0)
        zk_view_id(json, "id", target, item->id);
    zk_json_put_string(json, "name", item->text);
    if (item->id > 0)
        zk_view_url(json, "url", target, item->id);
    if (item->role && item->role[0])
        zk_json_put_string(json, "role", item->role);
    zk_json_object_end(json);
}

static void put_item(struct zk_json *json, const struct zk_field *field,
                     const struct zk_item *item, enum zk_lang lang)
{
    if (zk_type_is_link(field->type))
        put_link(json, field->target, item);
    else if (zk_type_is_code(field->type))
        zk_view_code(json, zk_codes_table(field->table), item->text, lang);
    else
        zk_json_string(json, item->text);
}

static void put_value(struct zk_json *json, const struct zk_field *field,
                      const struct zk_value *value, enum zk_lang lang)
{
    switch (field->type) {
    case ZK_TYPE_TEXT:
    case ZK_TYPE_LONG:
    case ZK_TYPE_DATE:
        zk_json_string(json, value->text);
        break;
    case ZK_TYPE_INT:
        zk_json_int(json, value->number);
        break;
    case ZK_TYPE_CODE:
        zk_view_code(json, zk_codes_table(field->table), value->text, lang);
        break;
    case ZK_TYPE_LINK:
        put_item(json, field, &value->items[0], lang);
        break;
    case ZK_TYPE_CODES:
    case ZK_TYPE_WORDS:
    case ZK_TYPE_LINKS:
        zk_json_array(json);
        for (size_t i = 0; i < value->count; i++)
            put_item(json, field, &value->items[i], lang);
        zk_json_array_end(json);
        break;
    }
}

static void put_tie(struct zk_json *json, const struct zk_tie *tie)
{
    zk_json_object(json);
    zk_json_put_string(json, "field", zk_field_name(zk_field_get(tie->field), tie->kind));
    zk_json_put_string(json, "kind", zk_kind_info(tie->kind)->name);
    zk_json_put_int(json, "total", tie->total);
    zk_json_key(json, "items");
    zk_json_array(json);
    for (size_t i = 0; i < tie->count; i++) {
        const struct zk_tie_item *item = &tie->items[i];

        zk_json_object(json);
        zk_view_id(json, "id", tie->kind, item->id);
        zk_json_put_string(json, "kind", zk_kind_info(tie->kind)->name);
        zk_json_put_string(json, "title", item->title);
        zk_view_url(json, "url", tie->kind, item->id);
        if (item->role && item->role[0])
            zk_json_put_string(json, "role", item->role);
        if (item->year != 0)
            zk_json_put_int(json, "year", item->year);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
    zk_json_object_end(json);
}

/* How many introductions came to an end; the office sees more. */
static void put_introductions(struct zk_json *json, const struct zk_introduction_figures *figures,
                              enum zk_role role)
{
    bool office = role == ZK_ROLE_OFFICE;

    if (figures->done == 0 && !(office && figures->open > 0))
        return;
    zk_json_key(json, "introductions");
    zk_json_object(json);
    zk_json_put_int(json, "done", figures->done);
    if (office)
        zk_json_put_int(json, "open", figures->open);
    if (office && figures->rated > 0) {
        zk_json_key(json, "satisfaction");
        zk_json_real(json, figures->satisfaction);
    }
    zk_json_object_end(json);
}

void zk_view_record(struct zk_json *json, const struct zk_record *record,
                    const struct zk_record_ties *ties, enum zk_role role, enum zk_lang lang)
{
    zk_json_object(json);
    zk_view_id(json, "id", record->kind, record->id);
    zk_json_put_string(json, "kind", zk_kind_info(record->kind)->name);
    zk_json_put_int(json, "version", record->version);
    if (record->created_at)
        zk_json_put_string(json, "created_at", record->created_at);
    if (record->updated_at)
        zk_json_put_string(json, "updated_at", record->updated_at);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (!zk_field_of_kind(field, record->kind) || zk_value_empty(&record->values[i]))
            continue;
        zk_json_key(json, zk_field_name(field, record->kind));
        put_value(json, field, &record->values[i], lang);
    }
    put_introductions(json, &ties->introductions, role);
    zk_json_key(json, "ties");
    zk_json_array(json);
    for (size_t i = 0; i < ties->count; i++)
        put_tie(json, &ties->list[i]);
    zk_json_array_end(json);
    zk_json_object_end(json);
}
