/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Headers of a request: what of them matters, and whether its shape can be trusted. A request
 * that two programs in a row could cut differently is refused.
 */
#ifndef ZK_HEADERS_H
#define ZK_HEADERS_H

#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZK_HEADERS_MAX = 100, ZK_HEADER_VALUE_MAX = 256, ZK_HEADER_TOKEN_MAX = 64 };

#define ZK_COOKIE       "__Host-zhiku" /* over TLS */
#define ZK_COOKIE_PLAIN "zhiku"        /* the setting plain_cookie */

struct zk_headers {
    int count;
    int hosts;
    int content_lengths;
    int transfer_encodings;
    int content_types;
    int64_t content_length; /* -1: not a plain number */
    bool malformed;         /* a name that is no token, a control character in a value */
    bool chunked;
    bool json;
    bool gzip;
    bool html;
    bool forwarded; /* somebody else asks through a proxy */
    bool authorisation;                         /* there is one, of whatever kind */
    char if_none_match[ZK_HEADER_VALUE_MAX];    /* "" when absent or longer, as are all below */
    char if_match[ZK_HEADER_VALUE_MAX];
    char origin[ZK_HEADER_VALUE_MAX];
    char host[ZK_HEADER_VALUE_MAX];
    char program[ZK_HEADER_VALUE_MAX];          /* User-Agent */
    char forwarded_for[ZK_HEADER_TOKEN_MAX];    /* the last address of X-Forwarded-For */
    char bearer[ZK_HEADER_TOKEN_MAX];
    char cookie[ZK_HEADER_TOKEN_MAX];           /* of ZK_COOKIE */
    char cookie_plain[ZK_HEADER_TOKEN_MAX];     /* of ZK_COOKIE_PLAIN */
    int cookies;                                /* how often one of them is given */
};

/** Take one header, as received. */
void zk_headers_add(struct zk_headers *headers, const char *name, size_t name_len,
                    const char *value, size_t value_len);

/**
 * @param with_body  the method may have a body
 * @retval ZK_BAD_REQUEST  malformed or ambiguous
 * @retval ZK_TOO_LONG     the body that is announced
 * @retval ZK_TOO_MANY     headers
 */
enum zk_status zk_headers_check(const struct zk_headers *headers, bool with_body,
                                struct zk_error *err);

#endif
