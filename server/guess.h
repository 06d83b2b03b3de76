/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passwords and codes that are asked for can be guessed at: who was wrong a few times, of one
 * account from one address, waits longer and longer, and every wrong one is in the audit.
 */
#ifndef ZK_GUESS_H
#define ZK_GUESS_H

#include "request.h"
#include "response.h"

struct zk_app;

/**
 * May one try, of this login? *key is for what follows.
 *
 * @retval ZK_TOO_OFTEN  response->retry_seconds says when to come again
 */
enum zk_status zk_guess_may(struct zk_app *app, const struct zk_request *request, const char *login,
                            struct zk_response *response, const char **key, struct zk_error *err);

/** It was wrong: count it and tell the audit. account: 0 when nobody's. ZK_UNAUTHORISED. */
enum zk_status zk_guess_wrong(struct zk_app *app, const struct zk_request *request, const char *key,
                              const char *action, int64_t account);

/** Not a program that has a token: what decides over an account itself wants the person. */
enum zk_status zk_want_session(const struct zk_request *request, struct zk_error *err);

/**
 * The password of who asks, once more, and the transaction of what it is asked for: before anything
 * is made that lets somebody in when this session is over. Slow: hashes.
 *
 * @param[out] store  to be ended by zk_app_end(); not begun on failure
 * @retval ZK_UNAUTHORISED  counted and told; also of somebody who meanwhile was disabled or has
 *                          another password
 * @retval ZK_TOO_OFTEN ZK_FORBIDDEN and what zk_app_begin() says
 */
enum zk_status zk_guess_begin(struct zk_app *app, const struct zk_request *request,
                              const char *password, struct zk_response *response,
                              struct zk_store **store, struct zk_error *err);

#endif
