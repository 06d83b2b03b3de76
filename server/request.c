/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a request target. It is split and decoded here, from the bytes as they were sent,
 * because libmicrohttpd cuts paths and arguments at %00 and forgives bad escapes. What the
 * parameters mean is left to the handlers.
 */
#include "request.h"

#include "percent.h"
#include "utf8.h"

#include <string.h>

enum { PAGES_MAX = 100000, PAGE_SIZE = 20 };

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "OTHER" };

const char *zk_method_name(enum zk_method method)
{
    return methods[method];
}

enum zk_method zk_method_find(const char *name)
{
    if (strcmp(name, "HEAD") == 0)
        return ZK_METHOD_GET;
    for (int i = 0; i < ZK_METHOD_OTHER; i++) {
        if (strcmp(methods[i], name) == 0)
            return (enum zk_method)i;
    }
    return ZK_METHOD_OTHER;
}

enum zk_status zk_params_add(struct zk_params *params, struct zk_arena *arena, const char *name,
                             const char *value, size_t len, struct zk_error *err)
{
    if (!params->list)
        params->list = zk_arena_array(arena, ZK_PARAMS_MAX, sizeof(*params->list));
    if (!params->list)
        return zk_fail(err, ZK_NO_MEMORY, "", "parameters");
    if (params->count == ZK_PARAMS_MAX)
        return zk_fail(err, ZK_TOO_MANY, "", "more than %d parameters", ZK_PARAMS_MAX);
    params->list[params->count++] = (struct zk_param){ name, value, len };
    return ZK_OK;
}

static enum zk_status add_pair(struct zk_request *request, const char *pair, size_t len,
                               struct zk_error *err)
{
    const char *equals = memchr(pair, '=', len);
    size_t name_len = equals ? (size_t)(equals - pair) : len;
    const char *name, *value = "";
    size_t value_len = 0;
    enum zk_status st;

    st = zk_percent_decode(pair, name_len, true, request->arena, &name, &name_len, err);
    if (st == ZK_OK && !zk_utf8_valid(name, name_len))
        return zk_fail(err, ZK_BAD_UTF8, "", "the name of a parameter is not UTF-8 without NUL");
    if (st == ZK_OK && equals)
        st = zk_percent_decode(equals + 1, len - (size_t)(equals + 1 - pair), true, request->arena,
                               &value, &value_len, err);
    if (st == ZK_OK && !zk_utf8_valid(value, value_len))
        return zk_fail(err, ZK_BAD_UTF8, name, "not UTF-8 without NUL");
    if (st == ZK_OK)
        st = zk_params_add(&request->params, request->arena, name, value, value_len, err);
    return st;
}

static enum zk_status check_target(const char *target, size_t len, struct zk_error *err)
{
    if (len > ZK_TARGET_MAX)
        return zk_fail(err, ZK_TOO_LONG, "target", "path and query have more than %d bytes",
                       ZK_TARGET_MAX);
    if (target[0] != '/')
        return zk_fail(err, ZK_BAD_REQUEST, "", "the request target must begin with /");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)target[i];

        /* A byte over 0x7F ought to be escaped; browsers do, curl does not, and it is harmless. */
        if (c <= 0x20 || c == 0x7F || c == '#')
            return zk_fail(err, ZK_BAD_REQUEST, "",
                           "a blank, control character or # in the target");
    }
    return ZK_OK;
}

enum zk_status zk_request_target(struct zk_request *request, const char *target,
                                 struct zk_error *err)
{
    size_t len = strlen(target);
    const char *query = memchr(target, '?', len);
    size_t path_len = query ? (size_t)(query - target) : len;
    enum zk_status st = check_target(target, len, err);

    if (st == ZK_OK)
        st = zk_percent_decode(target, path_len, false, request->arena, &request->path, &path_len,
                               err);
    if (st == ZK_OK && !zk_utf8_valid(request->path, path_len))
        return zk_fail(err, ZK_BAD_UTF8, "", "the path is not UTF-8 without NUL");
    while (st == ZK_OK && query) {
        const char *pair = query + 1;
        const char *end;

        query = strchr(pair, '&');
        end = query ? query : target + len;
        if (end > pair)
            st = add_pair(request, pair, (size_t)(end - pair), err);
    }
    return st;
}

enum zk_status zk_params_one(const struct zk_params *params, const char *name,
                             const struct zk_param **out, struct zk_error *err)
{
    *out = NULL;
    for (size_t i = 0; i < params->count; i++) {
        if (strcmp(params->list[i].name, name) != 0)
            continue;
        if (*out) {
            *out = NULL;
            return zk_fail(err, ZK_DUPLICATE, name, "may be given once");
        }
        *out = &params->list[i];
    }
    return ZK_OK;
}

enum zk_status zk_params_int(const struct zk_params *params, const char *name, int min, int max,
                             int fallback, int *out, struct zk_error *err)
{
    const struct zk_param *param;
    int value = 0;
    enum zk_status st = zk_params_one(params, name, &param, err);

    *out = fallback;
    if (st != ZK_OK || !param)
        return st;
    if (param->len == 0 || param->len > 9)
        goto bad;
    for (size_t i = 0; i < param->len; i++) {
        if (param->value[i] < '0' || param->value[i] > '9')
            goto bad;
        value = value * 10 + (param->value[i] - '0');
    }
    if (value < min || value > max)
        goto bad;
    *out = value;
    return ZK_OK;
bad:
    return zk_fail(err, ZK_BAD_VALUE, name, "a whole number from %d to %d is wanted", min, max);
}

enum zk_status zk_params_page(const struct zk_params *params, int most, int *page, size_t *from,
                              size_t *size, struct zk_error *err)
{
    int each = 0;
    enum zk_status st = zk_params_int(params, "page", 1, PAGES_MAX, 1, page, err);

    if (st == ZK_OK)
        st = zk_params_int(params, "size", 1, most, PAGE_SIZE, &each, err);
    *size = (size_t)each;
    *from = st == ZK_OK ? (size_t)(*page - 1) * *size : 0;
    return st;
}

enum zk_status zk_params_lang(const struct zk_params *params, enum zk_lang *out,
                              struct zk_error *err)
{
    const struct zk_param *param;
    enum zk_status st = zk_params_one(params, "lang", &param, err);

    *out = ZK_LANG_ZH;
    if (st != ZK_OK || !param)
        return st;
    if (strcmp(param->value, "en") == 0)
        *out = ZK_LANG_EN;
    else if (strcmp(param->value, "zh") != 0)
        return zk_fail(err, ZK_BAD_VALUE, "lang", "zh or en is wanted");
    return ZK_OK;
}

enum zk_status zk_params_only(const struct zk_params *params, const char *const *names,
                              struct zk_error *err)
{
    for (size_t i = 0; i < params->count; i++) {
        const char *const *name = names;

        while (*name && strcmp(*name, params->list[i].name) != 0)
            name++;
        if (!*name)
            return zk_fail(err, ZK_UNKNOWN_PARAMETER, params->list[i].name, "no such parameter");
    }
    return ZK_OK;
}
