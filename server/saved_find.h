/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What something that is saved finds now, as whoever saved it may ask: by the engine that answers
 * searches and matches.
 */
#ifndef ZK_SAVED_FIND_H
#define ZK_SAVED_FIND_H

#include "alert.h"
#include "app.h"
#include "response.h"

struct zk_found {
    roaring_bitmap_t *set;           /* to be freed with zk_found_free(); NULL on failure */
    struct zk_alert_reason *reasons; /* best first, in arena; NULL for a search */
    size_t reason_count;
};

/** What has changed, and whose standing in a match that touches; NULL in zk_saved_find(): all. */
struct zk_changed {
    const roaring_bitmap_t *records, *touched;
    bool candidates; /* does it touch any that a match may find? */
};

/**
 * Without changed: everything that is no news from now on, which is all that matches and what
 * is shown of weak matches. With it: what matches and may be news.
 *
 * @param store  read from, with a snapshot of the caller's or none
 * @param response  gets the limit that was passed, if one was
 * @retval ZK_NOT_FOUND  a record that is not there, or not to be seen
 *                       What is wrong with a query: as of zk_query_read() and zk_body_match()
 */
enum zk_status zk_saved_find(struct zk_app *app, struct zk_store *store,
                             const struct zk_saved *saved, const struct zk_changed *changed,
                             struct zk_arena *arena, struct zk_found *out,
                             struct zk_response *response, struct zk_error *err);
void zk_found_free(struct zk_found *found);

/**
 * Find, and begin the transaction in which what was found becomes known: no change that the index
 * asked did not have has been told by then. On success the caller ends it (zk_app_end).
 *
 * @param response  as of zk_saved_find()
 */
enum zk_status zk_saved_begin(struct zk_app *app, struct zk_store *read,
                              const struct zk_saved *saved, struct zk_arena *arena,
                              struct zk_found *found, struct zk_response *response,
                              struct zk_store **store, struct zk_error *err);

#endif
