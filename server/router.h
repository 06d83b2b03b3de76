/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a request to its handler: routes.def has one row a route.
 */
#ifndef ZK_ROUTER_H
#define ZK_ROUTER_H

#include "fields.h"
#include "request.h"
#include "response.h"

#include <stdio.h>

struct zk_app;

typedef enum zk_status zk_handler(struct zk_app *app, const struct zk_request *request,
                                  struct zk_response *response, struct zk_error *err);

struct zk_route {
    const char *name; /* in metrics and the log */
    enum zk_method method;
    const char *pattern; /* with "{id}" once, or "{file}" as the last piece */
    zk_handler *handler;
    unsigned roles;       /* bits of enum zk_role; 0 = nobody */
    enum zk_kind kind;    /* the kind it is about, or ZK_KIND_COUNT */
    const char *page;     /* "home", "search", "record": answers are pages; NULL: not a page */
    bool changes;         /* something: it must come from our own page */
    bool writes;          /* to the store, if to the audit alone: a worker runs it */
};

const struct zk_route *zk_routes(size_t *count);

/**
 * Find the route of a request and fill route, id and rest.
 *
 * @retval ZK_NOT_FOUND           no such path
 * @retval ZK_METHOD_NOT_ALLOWED  response->allow says which ones are
 * @retval ZK_UNAUTHORISED ZK_FORBIDDEN  the role may not use it
 */
enum zk_status zk_router_find(struct zk_request *request, struct zk_response *response,
                              struct zk_error *err);

/** The row of a request by path and method alone; NULL when there is none. Fills id and rest. */
const struct zk_route *zk_router_match(struct zk_request *request, struct zk_response *response);

/** May any of these roles' bits use the route? */
bool zk_route_allows(const struct zk_route *route, enum zk_role role);

/** Find, run, and answer with a problem document or error page when that fails. What a worker must
 * run is not: response->for_worker says so, and there is no answer yet. */
void zk_router_serve(struct zk_app *app, struct zk_request *request,
                     struct zk_response *response);

/** Answer with a failure: an error page where a page was wanted, else a problem document. */
void zk_router_refuse(struct zk_app *app, const struct zk_request *request,
                      struct zk_response *response, enum zk_status st, const struct zk_error *err);

/** Print method, pattern, kind of answer and roles of each route, tab-separated, one a line. */
void zk_routes_print(FILE *out);

/** Print each field with its class, how each view shows it, who changes it, what it is for. */
void zk_fields_print(FILE *out);

#endif
