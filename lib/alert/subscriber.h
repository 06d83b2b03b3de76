/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How somebody's alerts are sent: by an Atom feed behind a secret address, and by mail to an
 * address that was proved with a code. Of the secret the store has only the hash.
 *
 * Mail is never lost and never sent twice: what is to be said is what alert says was neither seen
 * nor mailed. An attempt is leased before it is made, so that a process that dies or a second one
 * does not repeat it at once; when the relay has taken the mail, that is written down, and only
 * then is it said. What fails is tried again, ever more seldom.
 *
 * What changes anything wants a store in a transaction of the caller's.
 */
#ifndef ZK_SUBSCRIBER_H
#define ZK_SUBSCRIBER_H

#include "access.h"
#include "arena.h"
#include "store.h"

enum {
    ZK_UUID_CHARS = 36,
    ZK_MAIL_MAX = 254, /* bytes of an address */
    ZK_MAIL_CODE_CHARS = 8,
    ZK_MAIL_CODE_WAIT = 300, /* seconds between two codes */
    ZK_MAIL_CODE_LIFE = 86400,
    ZK_MAIL_LEASE = 600, /* seconds an attempt may take */
    ZK_MAIL_TRIES = 24,  /* refused with no success between: then a new address is waited for */
    ZK_MAIL_RETRY_FIRST = 60, /* seconds; doubled each time, up to the next */
    ZK_MAIL_RETRY_MAX = 86400,
};

struct zk_subscriber {
    int64_t account;
    enum zk_role role;
    int64_t record; /* of the account */
    bool english;
    unsigned char uuid[16];
    int64_t feed_at;  /* 0: no feed */
    const char *mail; /* NULL: none */
    const char *code; /* to be sent; NULL: none is */
    bool confirmed;
    int64_t tries; /* that failed since the last success */
};

/** *out is empty, with account 0, when nothing was ever set. */
enum zk_status zk_subscriber_get(struct zk_store *store, int64_t account, struct zk_arena *arena,
                                 struct zk_subscriber *out, struct zk_error *err);

/** A name that stays, for one thing of a subscriber's: "urn:uuid:…" without "urn:uuid:". */
void zk_subscriber_uuid(const struct zk_subscriber *subscriber, const char *thing,
                        char out[ZK_UUID_CHARS + 1]);

/* ---- the feed ---- */

/** A new secret, told once; the one before ends. */
enum zk_status zk_feed_renew(const struct zk_access *access, struct zk_store *store,
                             int64_t account, struct zk_arena *arena, const char **token,
                             struct zk_error *err);
enum zk_status zk_feed_end(struct zk_store *store, int64_t account, struct zk_error *err);
/** Whose feed it is; of an active account only. @retval ZK_NOT_FOUND */
enum zk_status zk_feed_find(struct zk_store *store, const char *token, struct zk_arena *arena,
                            struct zk_subscriber *out, struct zk_error *err);

/* ---- mail ---- */

/**
 * The address alerts are to be mailed to, "" for none; a code goes there first.
 *
 * @retval ZK_BAD_VALUE  it is no address
 * @retval ZK_TOO_OFTEN  a code was asked for less than ZK_MAIL_CODE_WAIT ago; err->number: wait
 */
enum zk_status zk_mail_set(const struct zk_access *access, struct zk_store *store, int64_t account,
                           const char *mail, bool english, struct zk_error *err);

/** @retval ZK_UNAUTHORISED  not that code, or it is too old */
enum zk_status zk_mail_confirm(const struct zk_access *access, struct zk_store *store,
                               int64_t account, const char *code, struct zk_error *err);

/** Lease the next attempt that is due; *out has account 0 when there is none. */
enum zk_status zk_mail_next(const struct zk_access *access, struct zk_store *store,
                            struct zk_arena *arena, struct zk_subscriber *out,
                            struct zk_error *err);

/** It is said: the code, or all alerts up to one. wait: seconds until the next mail at least. */
enum zk_status zk_mail_sent(const struct zk_access *access, struct zk_store *store,
                            const struct zk_subscriber *subscriber, int64_t upto, int wait,
                            struct zk_error *err);

/** It could not be said. refused: the relay would not take this mail; one that is down takes none,
 * and is tried for as long as it takes. */
enum zk_status zk_mail_failed(const struct zk_access *access, struct zk_store *store,
                              const struct zk_subscriber *subscriber, bool refused,
                              struct zk_error *err);

#endif
