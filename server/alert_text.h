/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An alert in a sentence and where it leads, for the page, the feed and mail. Titles are read now,
 * as the reader may see them; what may not be seen is not named. A feed and a mail may be read by
 * anybody: they see what a visitor sees, and of what its owner called a need, a demand or a record,
 * nothing.
 */
#ifndef ZK_ALERT_TEXT_H
#define ZK_ALERT_TEXT_H

#include "alert.h"
#include "visibility.h"

struct zk_alert_text {
    const char *text;
    const char *url;   /* "/experts/12" */
    const char *title; /* of its record; NULL: none, or it may not be seen */
    const char *saved; /* what it is of is called; "": of nothing that is saved */
    enum zk_kind kind; /* of its record */
};

/** @param who  NULL: as anybody. All in arena. */
enum zk_status zk_alert_say(struct zk_store *store, const struct zk_who *who,
                            const struct zk_alert *alert, bool english, struct zk_arena *arena,
                            struct zk_alert_text *out, struct zk_error *err);

struct zk_saved_text {
    const char *name; /* its owner's, else the title of its record, else a word for any such */
    const char *url;  /* the page that shows it */
};

/** @param saved  id, what, name, query, record, automatic. @param who  NULL: as anybody */
enum zk_status zk_saved_say(struct zk_store *store, const struct zk_who *who,
                            const struct zk_saved *saved, bool english, struct zk_arena *arena,
                            struct zk_saved_text *out, struct zk_error *err);

/** Seconds since 1970 as "2026-01-31T08:00:00Z". */
enum { ZK_STAMP_BYTES = 32 };
void zk_stamp(int64_t seconds, char out[ZK_STAMP_BYTES]);

/** As "2026-01-31". */
enum { ZK_DAY_BYTES = 16 };
void zk_day(int64_t seconds, char out[ZK_DAY_BYTES]);

#endif
