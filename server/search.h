/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running a search and writing its answer, for the API and for the pages that show one.
 */
#ifndef ZK_SEARCH_H
#define ZK_SEARCH_H

#include "app.h"
#include "query.h"

/** Search and write the answer as one JSON object; on failure nothing is written. */
enum zk_status zk_search_write(struct zk_app *app, const struct zk_search_query *query,
                               struct zk_arena *arena, struct zk_json *json,
                               struct zk_response *response, struct zk_error *err);

/**
 * A record and its ties as one JSON object, as the role may see it; record.c. The audit hears of
 * who asks for one that is there and not for him.
 */
enum zk_status zk_record_write(const struct zk_request *request, struct zk_response *response,
                               enum zk_lang lang, struct zk_json *json,
                               const struct zk_record **out, struct zk_error *err);

/** When the record was merged into another: answer 301 to where it is, under prefix. */
bool zk_record_moved(const struct zk_request *request, const char *prefix,
                     struct zk_response *response);

#endif
