/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body of a search. Limits on values are left to query.c, which GET shares.
 */
#include "body.h"

#include "body_json.h"

#include <stdio.h>
#include <string.h>

enum form { TEXT, NUMBER, FLAG, LIST, JOINED, FILTERS };

struct member {
    const char *name; /* NULL behind the last */
    enum form form;
};

/* What a search may say, and in which form. JOINED is a list whose query string has commas. */
static const struct member search_members[] = {
    { "q", TEXT },       { "kind", LIST },      { "filters", FILTERS }, { "sort", TEXT },
    { "page", NUMBER },  { "size", NUMBER },    { "facets", JOINED },   { "expand", LIST },
    { "exclude", LIST }, { "explain", NUMBER }, { "lang", TEXT },       { NULL, TEXT },
};

static const struct member match_members[] = {
    { "text", TEXT },         { "must", LIST },           { "drop", LIST },
    { "kinds", LIST },        { "filters", FILTERS },     { "exclude", LIST },
    { "near", TEXT },         { "size", NUMBER },         { "lang", TEXT },
    { "organisation", TEXT }, { "for_industries", LIST }, { "for_size", TEXT },
    { "seed", TEXT },         { "free", FLAG },           { NULL, TEXT },
};

struct reader {
    const struct member *members;
    const struct zk_facets *facets;
    struct zk_arena *arena;
    struct zk_params *params;
};

static enum zk_status add(struct reader *reader, const char *name, const char *value, size_t len,
                          struct zk_error *err)
{
    const char *own_name = zk_arena_strdup(reader->arena, name);
    const char *own = zk_arena_copy(reader->arena, value, len);

    if (!own_name || !own)
        return zk_fail(err, ZK_NO_MEMORY, "", "a body");
    return zk_params_add(reader->params, reader->arena, own_name, own, len, err);
}

static enum zk_status add_list(struct reader *reader, const char *name, const json_t *list,
                               struct zk_error *err)
{
    size_t count = json_array_size(list);
    enum zk_status st = ZK_OK;

    if (!json_is_array(list))
        return zk_fail(err, ZK_BAD_VALUE, name, "a list of texts is wanted");
    for (size_t i = 0; i < count && st == ZK_OK; i++) {
        const json_t *item = json_array_get(list, i);

        if (json_is_string(item))
            st = add(reader, name, json_string_value(item), json_string_length(item), err);
        else
            st = zk_fail(err, ZK_BAD_VALUE, name, "a list of texts is wanted");
    }
    return st;
}

/* facets: ["kind","region"] is facets=kind,region, an empty list is none. */
static enum zk_status add_joined(struct reader *reader, const char *name, const json_t *list,
                                 struct zk_error *err)
{
    size_t count = json_array_size(list);
    const char *text = count > 0 ? "" : "none";

    if (!json_is_array(list))
        return zk_fail(err, ZK_BAD_VALUE, name, "a list of texts is wanted");
    for (size_t i = 0; i < count && text; i++) {
        const char *item = json_string_value(json_array_get(list, i));

        if (!item || i >= ZK_FACETS_MAX)
            return zk_fail(err, ZK_BAD_VALUE, name, "a list of facets is wanted");
        text = zk_arena_printf(reader->arena, "%s%s%s", text, i > 0 ? "," : "", item);
    }
    if (!text)
        return zk_fail(err, ZK_NO_MEMORY, "", "a body");
    return add(reader, name, text, strlen(text), err);
}

static enum zk_status add_filters(struct reader *reader, const json_t *filters,
                                  struct zk_error *err)
{
    enum zk_status st = ZK_OK;
    void *at;

    if (!json_is_object(filters))
        return zk_fail(err, ZK_BAD_VALUE, "filters", "an object of lists is wanted");
    at = json_object_iter((json_t *)filters);
    for (; at && st == ZK_OK; at = json_object_iter_next((json_t *)filters, at)) {
        const char *name = json_object_iter_key(at);
        char field[ZK_ERROR_FIELD];

        (void)snprintf(field, sizeof(field), "filters.%.*s", ZK_ERROR_FIELD - 10, name);
        if (zk_facets_find(reader->facets, name, strlen(name)) <= ZK_FACET_KIND)
            st = zk_fail(err, ZK_UNKNOWN_PARAMETER, field, "no such facet");
        else
            st = add_list(reader, name, json_object_iter_value(at), err);
    }
    return st;
}

static enum zk_status add_member(struct reader *reader, const char *name, const json_t *value,
                                 struct zk_error *err)
{
    char number[32];

    for (const struct member *member = reader->members; member->name; member++) {
        if (strcmp(member->name, name) != 0)
            continue;
        switch (member->form) {
        case TEXT:
            if (!json_is_string(value))
                return zk_fail(err, ZK_BAD_VALUE, name, "a text is wanted");
            return add(reader, name, json_string_value(value), json_string_length(value), err);
        case NUMBER:
            if (!json_is_integer(value))
                return zk_fail(err, ZK_BAD_VALUE, name, "a whole number is wanted");
            (void)snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(value));
            return add(reader, name, number, strlen(number), err);
        case FLAG:
            if (!json_is_boolean(value))
                return zk_fail(err, ZK_BAD_VALUE, name, "true or false is wanted");
            return add(reader, name, json_is_true(value) ? "1" : "0", 1, err);
        case LIST:
            return add_list(reader, name, value, err);
        case JOINED:
            return add_joined(reader, name, value, err);
        case FILTERS:
            return add_filters(reader, value, err);
        }
    }
    return zk_fail(err, ZK_UNKNOWN_PARAMETER, name, "no such member");
}

static enum zk_status read_body(const struct zk_request *request, struct reader reader,
                                struct zk_error *err)
{
    json_t *root;
    enum zk_status st = zk_body_json(request, &root, err);

    if (st == ZK_OK) {
        void *at = json_object_iter(root);

        for (; at && st == ZK_OK; at = json_object_iter_next(root, at))
            st = add_member(&reader, json_object_iter_key(at), json_object_iter_value(at), err);
    }
    json_decref(root);
    return st;
}

enum zk_status zk_body_search(const struct zk_request *request, const struct zk_facets *facets,
                              struct zk_params *params, struct zk_error *err)
{
    return read_body(request, (struct reader){ search_members, facets, request->arena, params },
                     err);
}

enum zk_status zk_body_match(const struct zk_request *request, const struct zk_facets *facets,
                             struct zk_params *params, struct zk_error *err)
{
    return read_body(request, (struct reader){ match_members, facets, request->arena, params },
                     err);
}
