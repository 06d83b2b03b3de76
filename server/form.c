/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a JSON object to the values a handler named.
 */
#include "form.h"

#include "body_json.h"
#include "json.h"

#include <string.h>

static enum zk_status take_list(const struct zk_form_member *member, const json_t *value,
                                struct zk_arena *arena, struct zk_error *err)
{
    struct zk_form_list *out = member->out;
    size_t count = json_array_size(value);

    if (!json_is_array(value))
        return zk_fail(err, ZK_BAD_VALUE, member->name, "a list of texts is wanted");
    out->items = zk_arena_array(arena, count + 1, sizeof(*out->items));
    if (!out->items)
        return zk_fail(err, ZK_NO_MEMORY, "", "a body");
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(value, i);

        if (!json_is_string(item))
            return zk_fail(err, ZK_BAD_VALUE, member->name, "a list of texts is wanted");
        out->items[i] = zk_arena_copy(arena, json_string_value(item), json_string_length(item));
        if (!out->items[i])
            return zk_fail(err, ZK_NO_MEMORY, "", "a body");
    }
    return ZK_OK;
}

static enum zk_status take(const struct zk_form_member *member, const json_t *value,
                           struct zk_arena *arena, struct zk_error *err)
{
    switch (member->type) {
    case ZK_FORM_TEXT:
        if (!json_is_string(value))
            return zk_fail(err, ZK_BAD_VALUE, member->name, "a text is wanted");
        *(const char **)member->out =
            zk_arena_copy(arena, json_string_value(value), json_string_length(value));
        if (!*(const char **)member->out)
            return zk_fail(err, ZK_NO_MEMORY, "", "a body");
        break;
    case ZK_FORM_NUMBER:
        if (!json_is_integer(value))
            return zk_fail(err, ZK_BAD_VALUE, member->name, "a whole number is wanted");
        *(int64_t *)member->out = json_integer_value(value);
        break;
    case ZK_FORM_FLAG:
        if (!json_is_boolean(value))
            return zk_fail(err, ZK_BAD_VALUE, member->name, "true or false is wanted");
        *(bool *)member->out = json_is_true(value);
        break;
    case ZK_FORM_LIST: {
        enum zk_status st = take_list(member, value, arena, err);

        if (st != ZK_OK)
            return st;
        break;
    }
    }
    if (member->given)
        *member->given = true;
    return ZK_OK;
}

static enum zk_status take_all(const json_t *root, const struct zk_form_member *members,
                               size_t count, struct zk_arena *arena, struct zk_error *err)
{
    void *at = json_object_iter((json_t *)root);
    enum zk_status st = ZK_OK;

    for (; at && st == ZK_OK; at = json_object_iter_next((json_t *)root, at)) {
        const char *name = json_object_iter_key(at);
        size_t i = 0;

        while (i < count && strcmp(members[i].name, name) != 0)
            i++;
        st = i < count ? take(&members[i], json_object_iter_value(at), arena, err)
                       : zk_fail(err, ZK_UNKNOWN_PARAMETER, name, "no such member");
    }
    for (size_t i = 0; i < count && st == ZK_OK; i++) {
        const json_t *value = json_object_get(root, members[i].name);

        if (members[i].wanted && (!value || (json_is_string(value) && !json_string_length(value))))
            st = zk_fail(err, ZK_BAD_VALUE, members[i].name, "不能为空 / is wanted");
    }
    return st;
}

enum zk_status zk_form_read(const struct zk_request *request, const struct zk_form_member *members,
                            size_t count, struct zk_error *err)
{
    json_t *root = NULL;
    enum zk_status st = ZK_OK;

    if (request->body_len > 0)
        st = zk_body_json(request, &root, err);
    else if (!(root = json_object()))
        st = zk_fail(err, ZK_NO_MEMORY, "", "a body");
    if (st == ZK_OK)
        st = take_all(root, members, count, request->arena, err);
    json_decref(root);
    return st;
}

enum zk_status zk_form_list_json(const struct zk_form_list *list, size_t ceiling,
                                struct zk_arena *arena, const char **out, struct zk_error *err)
{
    struct zk_json json;
    struct zk_buf buf;

    zk_buf_init(&buf, ceiling);
    zk_json_init(&json, &buf);
    zk_json_array(&json);
    for (size_t i = 0; i < list->count; i++)
        zk_json_string(&json, list->items[i]);
    zk_json_array_end(&json);
    *out = zk_buf_status(&buf) == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&buf)) : NULL;
    zk_buf_free(&buf);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a list");
}
