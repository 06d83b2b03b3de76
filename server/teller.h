/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The teller: one thread beside those that serve requests, which makes alerts of what has changed
 * and mails them. It runs in the server because what is saved is asked of the index the server has
 * in memory, and one that is told of is one the server would show; the indexer only writes.
 */
#ifndef ZK_TELLER_H
#define ZK_TELLER_H

#include "app.h"
#include "mail.h"

enum {
    ZK_TELL_SLICE = 16,    /* of what is saved hear of a batch in one transaction */
    ZK_TELL_FOLLOWED = 16, /* demands that begin to be followed at a time */
    ZK_TELL_MAILS = 20,    /* in one round */
    ZK_TELL_GAPS = 64,     /* rounds of ZK_GAP_DEMANDS open demands an hour; then others */
    ZK_TELL_LISTED = 50,   /* alerts of one mail; the rest wait for the next */
};

struct zk_teller;

/** Begins at once. @retval ZK_USAGE  the relay, or its password's file */
enum zk_status zk_teller_open(struct zk_app *app, const struct zk_config *config,
                              struct zk_teller **out, struct zk_error *err);
/** Ends what it does, an attempt to mail within a second. */
void zk_teller_close(struct zk_teller *teller);

/* What it does in turn; each is a whole piece of work, after which it may be stopped. */

/** Follow demands that their enterprise does not follow yet (tell.c). *more: there may be others.
 */
enum zk_status zk_tell_follow(struct zk_app *app, struct zk_lane *lane, bool *more,
                              struct zk_error *err);

/** Tell the next of what is saved of the batch that is under way (tell.c). *more: go on. */
enum zk_status zk_tell_slice(struct zk_app *app, struct zk_lane *lane, bool *more,
                             struct zk_error *err);

/** Tell of introductions whose reminder fell due (tell.c). *more: there may be others. */
enum zk_status zk_tell_remind(struct zk_app *app, struct zk_lane *lane, bool *more,
                              struct zk_error *err);

/** See who meets the next open demands, for the gap report (tell.c). *after: the last one looked
 * at, 0 when all were. *more: go on. */
enum zk_status zk_tell_gaps(struct zk_app *app, struct zk_lane *lane, int64_t *after, bool *more,
                            struct zk_error *err);

/** How mail is sent. */
struct zk_tell_mail {
    struct zk_mail_relay relay; /* url NULL: no mail */
    int wait;                   /* seconds between two mails to one person */
    bool (*stop)(void *with);
    void *with;
};

/** Send the next mail that is due (tell_mail.c). *more: there was one, and the relay takes others.
 */
enum zk_status zk_tell_mail(struct zk_app *app, struct zk_lane *lane,
                            const struct zk_tell_mail *mail, bool *more, struct zk_error *err);

#endif
