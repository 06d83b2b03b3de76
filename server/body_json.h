/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A body as jansson's tree, for body.c, form.c and edit.c; nobody else sees jansson.
 */
#ifndef ZK_BODY_JSON_H
#define ZK_BODY_JSON_H

#include "request.h"

#include <jansson.h>

/** An object, to be given back with json_decref(). Depth is bounded before jansson sees it;
 * duplicate keys and NUL are refused.
 * @retval ZK_BAD_JSON ZK_BAD_UTF8 ZK_DUPLICATE ZK_NO_MEMORY */
enum zk_status zk_body_json(const struct zk_request *request, json_t **out, struct zk_error *err);

#endif
