/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the parameters of a match to what the engine is asked: for POST /match, and for a need that
 * was saved.
 */
#ifndef ZK_MATCH_ASK_H
#define ZK_MATCH_ASK_H

#include "app.h"
#include "matching.h"
#include "response.h"

/** Points into itself: it stays where it was filled. */
struct zk_match_asked {
    struct zk_match_params params;
    struct zk_avoid_query avoid;
    char stale[32]; /* params.stale_before */
};

/**
 * Read and check them, as who asks may ask.
 *
 * @param request   who, store and arena are used
 * @param params    as of zk_body_match()
 * @param response  gets the limit that was passed, if one was
 */
enum zk_status zk_match_ask(struct zk_app *app, const struct zk_request *request,
                            const struct zk_params *params, struct zk_match_asked *out,
                            struct zk_response *response, struct zk_error *err);

#endif
