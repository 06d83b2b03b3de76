/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer before it is sent. The numbers of HTTP live in response.c alone.
 */
#ifndef ZK_RESPONSE_H
#define ZK_RESPONSE_H

#include "buf.h"
#include "json.h"
#include "status.h"

#include <stdbool.h>

enum {
    ZK_RESPONSE_MAX = 16 * 1024 * 1024, /* bytes of one answer */
    ZK_RETRY_SECONDS = 1,               /* Retry-After of a 503 */
    ZK_STATIC_SECONDS = 31536000,       /* life of a file whose name carries its hash */
};

enum zk_cache {
    ZK_CACHE_REVALIDATE, /* may be kept, must be asked for again */
    ZK_CACHE_PRIVATE, /* the same, by whoever asked alone */
    ZK_CACHE_NEVER,
    ZK_CACHE_FOREVER, /* the name changes with the content */
    ZK_CACHE_HOUR,    /* favicon.svg, robots.txt */
};

struct zk_response {
    int http;           /* 200, 404, …: set by the functions below */
    const char *type;   /* media type */
    struct zk_buf body; /* made for this answer */
    const char *fixed;  /* or bytes that live as long as the server, instead of body */
    size_t fixed_len;
    char etag[64]; /* with its quotes, or "" */
    enum zk_cache cache;
    bool gzip;        /* fixed is compressed */
    bool vary;        /* depends on Accept-Encoding */
    bool retry;       /* try again in ZK_RETRY_SECONDS */
    bool for_worker;  /* there is no answer: it is for a worker to make */
    char allow[48];   /* of a 405, or "" */
    const char *cookie;   /* Set-Cookie, or NULL; in the request's arena, as are the next three */
    const char *location; /* of what moved or was made, or NULL */
    const char *file;     /* the name it is saved under, or NULL */
    const char *stranger; /* "demand:12", looked for by somebody it is not for: goes to the audit */
    size_t records;       /* that the answer hands out in a list, for the alarm of a harvest */
    int retry_seconds;    /* of a 429, instead of ZK_RETRY_SECONDS */
    int64_t limit;    /* problem documents: the limit that was passed, the last page; 0 for none */
    int64_t pages;
};

void zk_response_init(struct zk_response *response);
void zk_response_free(struct zk_response *response);

/** Status of the buffered body, as a JSON document. @retval ZK_TOO_LONG ZK_NO_MEMORY */
enum zk_status zk_response_json(struct zk_response *response, struct zk_error *err);

/** The same with a media type of one's own. */
enum zk_status zk_response_text(struct zk_response *response, const char *type,
                                struct zk_error *err);

/** Bytes that live as long as the server. */
void zk_response_fixed(struct zk_response *response, const char *type, const char *bytes,
                       size_t len);

/** ETag "<version>-<hash of the body>"; 304 without body when if_none_match names it. */
void zk_response_etag(struct zk_response *response, int64_t version, const char *if_none_match);

/** True when if_none_match (may be NULL) is * or lists etag, weakly compared. */
bool zk_etag_matches(const char *if_none_match, const char *etag);

/** Answer 304: the body is dropped, the ETag stays. */
void zk_response_not_modified(struct zk_response *response);

/** Write a problem document (RFC 9457) as one JSON value, for an answer or a page's boot. */
void zk_problem_write(struct zk_json *json, const struct zk_response *response,
                      enum zk_status status, const struct zk_error *err);

/** Answer with a problem document; what was in the body is dropped. */
void zk_response_problem(struct zk_response *response, enum zk_status status,
                         const struct zk_error *err);

/** Only the HTTP number, Retry-After and caching of a status: pages write their own body. */
void zk_response_number(struct zk_response *response, enum zk_status status,
                        const struct zk_error *err);

/** True when the status is the caller's own fault (4xx): then the detail is for its eyes. */
bool zk_status_is_callers(enum zk_status status);

/** 201 with where it is, 202 (it waits for approval), 204 without a body. */
void zk_response_created(struct zk_response *response, const char *location);
void zk_response_accepted(struct zk_response *response);
void zk_response_done(struct zk_response *response);

/** 301: it is there now, for good. */
void zk_response_moved(struct zk_response *response, const char *location);

/** Like readyz: 503, or 200 when ready. */
void zk_response_ready(struct zk_response *response, bool ready);

#endif
