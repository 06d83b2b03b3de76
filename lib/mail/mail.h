/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mail of plain text, and the relay that takes it (SMTP, by libcurl). Nothing of a message can
 * become a header: addresses are checked, and subject and text go out encoded.
 */
#ifndef ZK_MAIL_H
#define ZK_MAIL_H

#include "buf.h"
#include "status.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ZK_MAIL_ADDRESS_MAX = 254, /* bytes */
    ZK_MAIL_BYTES_MAX = 1024 * 1024,
    ZK_MAIL_CONNECT_SECONDS = 10,
    ZK_MAIL_SECONDS = 30, /* one mail */
};

/** local@domain, of printable ASCII without what mail's own grammar uses. */
bool zk_mail_is_address(const char *text);

struct zk_mail {
    const char *from, *to;      /* addresses */
    const char *subject, *text; /* UTF-8 */
    const char *id; /* of letters, digits and '-': the same mail, sent again, has the same */
    int64_t date;   /* seconds since 1970 */
};

/** The message as it goes over the wire (RFC 5322, 2045, 2047). @retval ZK_BAD_VALUE an address */
enum zk_status zk_mail_compose(const struct zk_mail *mail, struct zk_buf *out,
                               struct zk_error *err);

struct zk_mail_relay {
    const char *url;             /* smtp://host:587 (STARTTLS) or smtps://host:465 */
    const char *from;            /* address mail comes from */
    const char *user, *password; /* "" for none */
    const char *ca; /* PEM file of who vouches for the relay; "": those of the system */
    bool plain;     /* without TLS; on this machine only */
};

/** What somebody configured. @retval ZK_USAGE  with what is wanted */
enum zk_status zk_mail_relay_check(const struct zk_mail_relay *relay, struct zk_error *err);

enum zk_mail_result {
    ZK_MAIL_SENT,    /* the relay has taken it */
    ZK_MAIL_REFUSED, /* this one it will not or cannot take: 4xx, 5xx */
    ZK_MAIL_DOWN,    /* it takes none: not there, no TLS, wrong password; or stopped */
};

/** @param stop  asked over and over; true ends the attempt. May be NULL */
enum zk_mail_result zk_mail_send(const struct zk_mail_relay *relay, const char *to,
                                 const struct zk_buf *message, bool (*stop)(void *with), void *with,
                                 struct zk_error *err);

#endif
