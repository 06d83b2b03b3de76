/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON bodies. jansson ends here: what comes out are the parameters a query string would have
 * given, so that POST means what GET means.
 */
#ifndef ZK_BODY_H
#define ZK_BODY_H

#include "facets.h"
#include "request.h"

/**
 * Read the body of POST /search into params; strings belong to request->arena.
 * Members are held to their types; filters may name any facet but kind.
 *
 * @retval ZK_BAD_JSON ZK_BAD_UTF8 ZK_DUPLICATE ZK_UNKNOWN_PARAMETER ZK_BAD_VALUE ZK_TOO_MANY
 */
enum zk_status zk_body_search(const struct zk_request *request, const struct zk_facets *facets,
                              struct zk_params *params, struct zk_error *err);

/** The same for POST /match. */
enum zk_status zk_body_match(const struct zk_request *request, const struct zk_facets *facets,
                             struct zk_params *params, struct zk_error *err);

#endif
