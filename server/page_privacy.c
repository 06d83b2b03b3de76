/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * /privacy: the tables of visibility and of holdings as a statement, and the way to ask for
 * correction or removal.
 */
#include "app.h"
#include "handlers.h"
#include "holdings.h"
#include "page.h"
#include "subject.h"

#include <string.h>

static bool told_before(enum zk_field_id id, const char *name)
{
    for (int i = 0; i < (int)id; i++) {
        if (strcmp(zk_field_get((enum zk_field_id)i)->name, name) == 0)
            return true;
    }
    return false;
}

static void put_fields(struct zk_json *json, enum zk_class class)
{
    zk_json_key(json, "fields");
    zk_json_array(json);
    for (int i = 0; i < ZK_FIELD_COUNT; i++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)i);

        if (field->shown_as == class && !told_before(field->id, field->name))
            zk_json_string(json, field->name);
    }
    zk_json_array_end(json);
}

static void put_roles(struct zk_json *json, const char *key, unsigned roles)
{
    zk_json_key(json, key);
    zk_json_array(json);
    if (roles & ZK_OWN)
        zk_json_string(json, "owner");
    for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
        if (roles & (1u << bit))
            zk_json_string(json, zk_role_name((enum zk_role)(1u << bit)));
    }
    zk_json_array_end(json);
}

static void put_class(struct zk_json *json, enum zk_class class)
{
    const struct zk_class_info *info = zk_class_info(class);

    zk_json_object(json);
    zk_json_put_string(json, "name", info->name);
    zk_json_put_string(json, "purpose", info->purpose);
    zk_json_put_string(json, "keep", zk_keep_name(info->keep));
    put_roles(json, "see", info->see);
    put_roles(json, "masked", info->masked);
    put_roles(json, "edit", info->edit);
    zk_json_put_bool(json, "hide", info->hide);
    put_fields(json, class);
    zk_json_object_end(json);
}

static void put_holding(struct zk_json *json, enum zk_holding id, const struct zk_app *app)
{
    const struct zk_holding_info *info = zk_holding_info(id);

    zk_json_object(json);
    zk_json_put_string(json, "name", info->name);
    zk_json_put_string(json, "title", info->title);
    zk_json_put_string(json, "what", info->what);
    zk_json_put_string(json, "purpose", info->purpose);
    zk_json_put_string(json, "keep", zk_keep_name(info->keep));
    /* the office may have set another time for this one */
    zk_json_put_int(json, "days",
                    id == ZK_HOLDING_QUERIES ? zk_querylog_days(app->querylog) : info->days);
    put_roles(json, "see", info->see);
    put_roles(json, "edit", info->edit);
    zk_json_object_end(json);
}

enum zk_status zk_handle_privacy_page(struct zk_app *app, const struct zk_request *request,
                                      struct zk_response *response, struct zk_error *err)
{
    bool english = zk_page_lang(request) == ZK_LANG_EN;
    char edition[ZK_STATEMENT_BYTES];
    struct zk_buf data;
    struct zk_json json;
    enum zk_status st;

    zk_buf_init(&data, ZK_RESPONSE_MAX);
    zk_json_init(&json, &data);
    zk_json_object(&json);
    zk_json_put_int(&json, "days", ZK_REQUEST_DAYS);
    zk_statement_edition(edition);
    zk_json_put_string(&json, "edition", edition);
    zk_json_key(&json, "classes");
    zk_json_array(&json);
    for (int i = 0; i < ZK_CLASS_COUNT; i++)
        put_class(&json, (enum zk_class)i);
    zk_json_array_end(&json);
    zk_json_key(&json, "holdings");
    zk_json_array(&json);
    for (int i = 0; i < ZK_HOLDING_COUNT; i++)
        put_holding(&json, (enum zk_holding)i, app);
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    st = zk_page_write(app, request, english ? "Privacy statement" : "隐私声明", &data, response,
                       err);
    zk_buf_free(&data);
    return st;
}
