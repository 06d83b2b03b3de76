/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of routes and the way from a request to its handler. Deny by default: a path
 * that is not in the table is 404, a role that is not in its row is refused.
 */
#include "router.h"

#include "app.h"
#include "edge.h"
#include "handlers.h"
#include "page.h"

#include <stdio.h>
#include <string.h>

static const struct zk_route routes[] = {
#define ZK_ROUTE(name, method, pattern, handler, roles, kind, page)                                \
    { name, ZK_METHOD_##method, pattern, handler, roles, kind, page, false, false },
#define ZK_CHANGE(name, method, pattern, handler, roles, kind)                                     \
    { name, ZK_METHOD_##method, pattern, handler, roles, kind, NULL, true, true },
#define ZK_TOLD(name, pattern, handler, roles, kind)                                               \
    { name, ZK_METHOD_GET, pattern, handler, roles, kind, NULL, false, true },
#include "routes.def"
};

enum {
    ROUTES = sizeof(routes) / sizeof(routes[0]),
    ID_DIGITS = 18, /* fit 63 bits; a digit behind them fits no pattern */
};

const struct zk_route *zk_routes(size_t *count)
{
    *count = ROUTES;
    return routes;
}

/* A number as we write it: no sign, no leading zero. @return digits read, ID_DIGITS at most */
static size_t read_id(const char *text, int64_t *id)
{
    int64_t value = 0;
    size_t len = 0;

    if (text[0] < '1' || text[0] > '9')
        return 0;
    for (; text[len] >= '0' && text[len] <= '9' && len < ID_DIGITS; len++)
        value = value * 10 + (text[len] - '0');
    *id = value;
    return len;
}

static bool matches(const struct zk_route *route, struct zk_request *request)
{
    const char *brace = strchr(route->pattern, '{');
    size_t len = brace ? (size_t)(brace - route->pattern) : 0, digits;

    if (!brace)
        return strcmp(route->pattern, request->path) == 0;
    if (strncmp(route->pattern, request->path, len) != 0)
        return false;
    if (strncmp(brace, "{id}", 4) == 0) {
        digits = read_id(request->path + len, &request->id);
        return digits > 0 && strcmp(request->path + len + digits, brace + 4) == 0;
    }
    request->rest = request->path + len;
    return request->rest[0] != '\0' && !strchr(request->rest, '/');
}

bool zk_route_allows(const struct zk_route *route, enum zk_role role)
{
    return (route->roles & (unsigned)role) != 0;
}

const struct zk_route *zk_router_match(struct zk_request *request, struct zk_response *response)
{
    for (size_t i = 0; i < ROUTES; i++) {
        if (!matches(&routes[i], request))
            continue;
        if (routes[i].method == request->method) {
            response->allow[0] = '\0';
            return &routes[i];
        }
        (void)snprintf(response->allow + strlen(response->allow),
                       sizeof(response->allow) - strlen(response->allow), "%s%s",
                       response->allow[0] ? ", " : "",
                       routes[i].method == ZK_METHOD_GET ? "GET, HEAD"
                                                         : zk_method_name(routes[i].method));
    }
    request->id = 0;
    return NULL;
}

enum zk_status zk_router_find(struct zk_request *request, struct zk_response *response,
                              struct zk_error *err)
{
    const struct zk_route *found = zk_router_match(request, response);

    if (!found && !response->allow[0])
        return zk_fail(err, ZK_NOT_FOUND, "", "no such path");
    if (!found)
        return zk_fail(err, ZK_METHOD_NOT_ALLOWED, "", "allowed: %s", response->allow);
    request->route = found;
    if (!zk_route_allows(found, request->who.role))
        return zk_fail(err, request->who.role == ZK_ROLE_VISITOR ? ZK_UNAUTHORISED : ZK_FORBIDDEN,
                       "", "%s", "");
    if (request->method != ZK_METHOD_GET && request->method != ZK_METHOD_DELETE &&
        !request->json_body)
        return zk_fail(err, ZK_MEDIA_TYPE, "", "Content-Type: application/json is wanted");
    return request->method == ZK_METHOD_GET ? ZK_OK : zk_params_none(&request->params, err);
}

static void log_failure(struct zk_app *app, const struct zk_request *request, enum zk_status st,
                        const struct zk_error *err)
{
    if (zk_status_is_callers(st))
        return;
    zk_log(&app->log, st == ZK_INTERNAL ? ZK_LOG_ERROR : ZK_LOG_WARN, "failure", "route",
           request->route ? request->route->pattern : "", "code", zk_status_slug(st), "detail",
           err->detail, NULL);
}

/* Somebody who looks at a page gets a page, a program a problem document. */
static bool wants_page(const struct zk_request *request)
{
    if (request->route)
        return request->route->page != NULL;
    return request->accepts_html && request->path && strncmp(request->path, "/api/", 5) != 0;
}

void zk_router_refuse(struct zk_app *app, const struct zk_request *request,
                      struct zk_response *response, enum zk_status st, const struct zk_error *err)
{
    log_failure(app, request, st, err);
    if (!wants_page(request) || zk_page_error(app, request, response, st, err) != ZK_OK)
        zk_response_problem(response, st, err);
}

void zk_router_serve(struct zk_app *app, struct zk_request *request, struct zk_response *response)
{
    struct zk_error err = { 0 };
    enum zk_status st = zk_edge_identify(app, request, &err);

    if (st == ZK_OK)
        st = zk_router_find(request, response, &err);
    response->for_worker = st == ZK_OK && request->route->writes && !request->by_worker;
    if (response->for_worker)
        return;
    if (st == ZK_OK)
        st = zk_edge_admit(app, request, response, &err);
    if (st == ZK_OK)
        st = request->route->handler(app, request, response, &err);
    if (st != ZK_OK)
        zk_router_refuse(app, request, response, st, &err);
    else if (request->who.account != 0 || request->route->changes)
        response->cache = ZK_CACHE_NEVER;
    zk_edge_tell(app, request, response, st);
}

void zk_routes_print(FILE *out)
{
    for (size_t i = 0; i < ROUTES; i++) {
        const char *separator = "";

        fprintf(out, "%s\t%s\t%s\t", zk_method_name(routes[i].method), routes[i].pattern,
                routes[i].page ? "page" : "answer");
        for (int bit = 0; bit < ZK_ROLE_BITS; bit++) {
            if (!zk_route_allows(&routes[i], (enum zk_role)(1u << bit)))
                continue;
            fprintf(out, "%s%s", separator, zk_role_name((enum zk_role)(1u << bit)));
            separator = ",";
        }
        fputc('\n', out);
    }
}
