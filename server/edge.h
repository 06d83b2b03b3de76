/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the socket and the handlers: who asks, does a change come from our own page, may they
 * ask so often, and what of it the audit is told.
 *
 * A handler finds in request->who the account (0: nobody), its role, its own record (enterprise:
 * the organisation; expert: the person) and the address. A handler that changes something does so
 * between zk_app_begin() and zk_app_end(), adding its zk_audit_add() in between (app.h). A
 * handler that is asked for what is somebody else's answers ZK_NOT_FOUND and sets
 * response->stranger to what was looked for.
 */
#ifndef ZK_EDGE_H
#define ZK_EDGE_H

#include "request.h"
#include "response.h"

struct zk_app;

/**
 * Fill request->who from the bearer token or the session cookie. An expired session is a
 * visitor's; a wrong token is refused, for a program should hear of it.
 *
 * @retval ZK_UNAUTHORISED
 */
enum zk_status zk_edge_identify(struct zk_app *app, struct zk_request *request,
                                struct zk_error *err);

/**
 * Origin and rates, once the route is known.
 *
 * @retval ZK_FORBIDDEN  a change that comes from another page
 * @retval ZK_TOO_OFTEN  response->retry_seconds says when to come again
 */
enum zk_status zk_edge_admit(struct zk_app *app, struct zk_request *request,
                             struct zk_response *response, struct zk_error *err);

/** Tell the audit of refusals, strangers and harvests; never fails the request. */
void zk_edge_tell(struct zk_app *app, const struct zk_request *request,
                  const struct zk_response *response, enum zk_status st);

#endif
