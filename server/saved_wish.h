/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The body of POST /api/v1/saved: a search, a need, a demand or a record whose fitting demands are
 * wanted, checked as who asks may ask.
 */
#ifndef ZK_SAVED_WISH_H
#define ZK_SAVED_WISH_H

#include "alert.h"
#include "app.h"
#include "request.h"
#include "response.h"

/**
 * Fill what, name, query, record and automatic.
 *
 * @param response  gets the limit that was passed, if one was
 * @retval ZK_FORBIDDEN  somebody else's fitting demands
 *                       ZK_BAD_VALUE and what zk_query_read() and zk_body_match() say
 */
enum zk_status zk_saved_wish(struct zk_app *app, const struct zk_request *request,
                             struct zk_saved *saved, struct zk_response *response,
                             struct zk_error *err);

#endif
