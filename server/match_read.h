/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the body of a match to what the engine is asked.
 */
#ifndef ZK_MATCH_READ_H
#define ZK_MATCH_READ_H

#include "app.h"
#include "matching.h"
#include "request.h"
#include "response.h"

/** What a match is asked, and what its parameters point to. */
struct zk_match_asked {
    struct zk_match_params params;
    struct zk_avoid_query avoid;
    struct zk_fit_need fit;
};

/**
 * Read and check the body. asked must live as long as its params are used; the rest is in the
 * request's arena.
 *
 * @param response  gets the limit that was passed, if one was
 */
enum zk_status zk_match_read(const struct zk_app *app, const struct zk_request *request,
                             struct zk_match_asked *asked, struct zk_response *response,
                             struct zk_error *err);

#endif
