/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the parameters of a match, or from a demand, to what the engine is asked.
 */
#ifndef ZK_MATCH_ASK_H
#define ZK_MATCH_ASK_H

#include "app.h"
#include "matching.h"
#include "request.h"
#include "response.h"

/** Points into itself: it stays where it was filled. */
struct zk_match_asked {
    struct zk_match_params params;
    struct zk_avoid_query avoid;
    struct zk_fit_need fit;
    char stale[32]; /* params.stale_before */
    int64_t self;   /* params.exclude of a demand */
    char seed[32];  /* params.rotation.seed, unless one was named */
};

/**
 * Read and check them, as who asks may ask.
 *
 * @param saved     it was asked and checked before: that somebody excluded is gone since is no slip
 * @param request   who, store and arena are used
 * @param params    as of zk_body_match()
 * @param response  gets the limit that was passed, if one was
 */
enum zk_status zk_match_ask(struct zk_app *app, const struct zk_request *request,
                            const struct zk_params *params, bool saved, struct zk_match_asked *out,
                            struct zk_response *response, struct zk_error *err);

/**
 * What a demand asks for, with the words it is said to insist on and to leave out, by score alone:
 * who must be avoided for its organisation, and who does not take it, is left out. The demand
 * itself speaks for nobody.
 *
 * @param demand  whole
 */
enum zk_status zk_match_ask_demand(struct zk_app *app, const struct zk_request *request,
                                   const struct zk_record *demand, struct zk_match_asked *out,
                                   struct zk_error *err);

#endif
