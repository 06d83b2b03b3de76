/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An alert in a sentence and where it leads: the same on the page, in the feed and in mail. Titles
 * are read now, as the view may see them; what may not be seen any more is not named.
 */
#ifndef ZK_ALERT_TEXT_H
#define ZK_ALERT_TEXT_H

#include "alert.h"
#include "visibility.h"

struct zk_alert_text {
    const char *text;
    const char *url;   /* "/experts/12" */
    const char *title; /* of its record; NULL: none, or it may not be seen */
    enum zk_kind kind; /* of its record */
};

/** @param who  NULL: as anybody. All in arena. */
enum zk_status zk_alert_say(struct zk_store *store, const struct zk_who *who,
                            const struct zk_alert *alert, bool english, struct zk_arena *arena,
                            struct zk_alert_text *out, struct zk_error *err);

/** The page that shows what is saved; NULL when out of memory. */
const char *zk_saved_url(struct zk_store *store, enum zk_saved_what what, int64_t id,
                         const char *query, int64_t record, struct zk_arena *arena);

/** Seconds since 1970 as "2026-01-31T08:00:00Z". */
enum { ZK_STAMP_BYTES = 32 };
void zk_stamp(int64_t seconds, char out[ZK_STAMP_BYTES]);

#endif
