/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages about one record, for the office and its owner: /<plural>/{id}/edit, /personal and /merge,
 * with the fields that who asks may change; and /<plural>/new. Changing is the API's.
 */
#include "codes.h"
#include "edit.h"
#include "handlers.h"
#include "page.h"
#include "search.h"

/* Of longer tables a code or its name is typed. */
enum { OPTIONS_MAX = 260 };

static const char *type_name(enum zk_type type)
{
    switch (type) {
    case ZK_TYPE_TEXT:
        return "text";
    case ZK_TYPE_LONG:
        return "long";
    case ZK_TYPE_INT:
        return "int";
    case ZK_TYPE_DATE:
        return "date";
    case ZK_TYPE_CODE:
        return "code";
    case ZK_TYPE_CODES:
        return "codes";
    case ZK_TYPE_WORDS:
        return "words";
    case ZK_TYPE_LINK:
        return "link";
    case ZK_TYPE_LINKS:
        return "links";
    }
    return "";
}

static void put_options(struct zk_json *json, const struct zk_code_table *table, enum zk_lang lang)
{
    zk_json_key(json, "options");
    zk_json_array(json);
    for (int i = 0; i < table->count; i++) {
        const struct zk_code *code = &table->rows[i];
        bool english = lang == ZK_LANG_EN && code->label_en[0];

        zk_json_object(json);
        zk_json_put_string(json, "code", code->code);
        zk_json_put_string(json, "label", english ? code->label_en : code->label);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
}

static void put_field(struct zk_json *json, const struct zk_field *field, enum zk_kind kind,
                      enum zk_lang lang)
{
    const struct zk_code_table *table =
        zk_type_is_code(field->type) ? zk_codes_table(field->table) : NULL;

    zk_json_object(json);
    zk_json_put_string(json, "name", zk_field_name(field, kind));
    zk_json_put_string(json, "type", type_name(field->type));
    zk_json_put_int(json, "max", field->max);
    if (table && table->count <= OPTIONS_MAX)
        put_options(json, table, lang);
    zk_json_object_end(json);
}

static void put_fields(struct zk_json *json, const struct zk_request *request, enum zk_see see,
                       enum zk_lang lang)
{
    enum zk_kind kind = request->route->kind;

    zk_json_key(json, "fields");
    zk_json_array(json);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (zk_field_of_kind(field, kind) &&
            zk_field_editable(field, request->who.role, zk_see_is_own(see)))
            put_field(json, field, kind, lang);
    }
    zk_json_array_end(json);
}

enum zk_status zk_handle_own_page(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    enum zk_lang lang = zk_page_lang(request);
    char edition[ZK_STATEMENT_BYTES];
    const struct zk_record *record;
    struct zk_buf data;
    struct zk_json json;
    enum zk_see see;
    enum zk_status st = zk_edit_own(request->store, request, response, &see, err);

    if (st != ZK_OK)
        return st;
    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_json_init(&json, &data);
    zk_json_object(&json);
    zk_statement_edition(edition);
    zk_json_put_string(&json, "edition", edition);
    put_fields(&json, request, see, lang);
    zk_json_key(&json, "record");
    st = zk_record_write(request, response, lang, &json, &record, err);
    if (st == ZK_OK) {
        zk_json_object_end(&json);
        st = zk_page_write(app, request, zk_record_text(record, ZK_F_TITLE), &data, response, err);
    }
    zk_buf_free(&data);
    return st;
}

enum zk_status zk_handle_new_page(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err)
{
    enum zk_lang lang = zk_page_lang(request);
    struct zk_buf data;
    struct zk_json json;
    enum zk_status st;

    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_json_init(&json, &data);
    zk_json_object(&json);
    zk_json_put_string(&json, "kind", zk_kind_info(request->route->kind)->name);
    put_fields(&json, request, zk_see_of(request->who.role, false), lang);
    zk_json_object_end(&json);
    st = zk_page_write(app, request, lang == ZK_LANG_EN ? "New record" : "新增资料", &data,
                       response, err);
    zk_buf_free(&data);
    return st;
}
