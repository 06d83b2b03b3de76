/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages: the shell of the built page with its first data inside.
 */
#ifndef ZK_PAGES_H
#define ZK_PAGES_H

#include "app.h"
#include "router.h"

/**
 * Answer a failure as a page: /search and / keep their own page and get the problem as data,
 * everything else becomes the error page.
 *
 * @retval ZK_NOT_FOUND  there is no page to show it with
 */
enum zk_status zk_page_error(struct zk_app *app, const struct zk_request *request,
                             struct zk_response *response, enum zk_status status,
                             const struct zk_error *problem);

/** Language of a page; its parameters may be wrong. */
enum zk_lang zk_page_lang(const struct zk_request *request);

/** The page of the request's route, with its data as JSON inside. */
enum zk_status zk_page_write(struct zk_app *app, const struct zk_request *request,
                             const char *title, const struct zk_buf *data,
                             struct zk_response *response, struct zk_error *err);

#endif
