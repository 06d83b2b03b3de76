/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A request as handlers see it: path, parameters and body, decoded and checked. Where it
 * came from (sockets, libmicrohttpd) is known to http.c alone.
 */
#ifndef ZK_REQUEST_H
#define ZK_REQUEST_H

#include "access.h"
#include "arena.h"
#include "status.h"

#include <stdbool.h>

enum {
    ZK_TARGET_MAX = 8192,      /* bytes of path and query as sent */
    ZK_PARAMS_MAX = 256,       /* parameters of one request */
    ZK_BODY_MAX = 1024 * 1024, /* bytes */
    ZK_BODY_DEPTH = 16,        /* nesting of a JSON body */
};

enum zk_method {
    ZK_METHOD_GET, /* and HEAD */
    ZK_METHOD_POST,
    ZK_METHOD_PUT,
    ZK_METHOD_PATCH,
    ZK_METHOD_DELETE,
    ZK_METHOD_OTHER,
};

/** "GET", …, "OTHER" */
const char *zk_method_name(enum zk_method method);
enum zk_method zk_method_find(const char *name);

/** Decoded; valid UTF-8 without NUL, NUL-terminated. */
struct zk_param {
    const char *name;
    const char *value;
    size_t len; /* of value */
};

struct zk_params {
    struct zk_param *list;
    size_t count;
};

enum zk_lang { ZK_LANG_ZH, ZK_LANG_EN };

struct zk_route;
struct zk_store;

struct zk_request {
    enum zk_method method;
    const char *path; /* decoded */
    struct zk_params params;
    const char *body;
    size_t body_len;
    bool json_body;            /* its Content-Type is application/json */
    const char *if_none_match; /* or NULL, as are the next seven */
    const char *if_match;
    const char *session; /* what the session cookie holds */
    const char *bearer;  /* of Authorization: Bearer */
    const char *origin;
    const char *host;
    const char *program;   /* User-Agent */
    const char *forwarded; /* the address a proxy on this machine forwards for */
    bool accepts_gzip;
    bool accepts_html;
    bool by_worker;               /* a worker serves it, which may wait for the store */
    bool private_peer;            /* this machine itself, nothing forwarded */
    struct zk_who who;            /* who asks: role, account, own record; filled by edge.c */
    const struct zk_route *route; /* set by the router, as are id and rest */
    int64_t id;                   /* of {id} */
    const char *rest;             /* of {file} */
    struct zk_store *store;       /* lent for this request */
    struct zk_arena *arena;       /* owns all of the above */
};

/**
 * Split a request target ("/search?q=…") and decode it into request->path and params.
 * An absolute or authority form, a bad escape, a control character, NUL or text that is not
 * UTF-8 is refused.
 *
 * @retval ZK_BAD_REQUEST ZK_BAD_UTF8 ZK_TOO_LONG ZK_TOO_MANY
 */
enum zk_status zk_request_target(struct zk_request *request, const char *target,
                                 struct zk_error *err);

/** Append a parameter; value must stay valid. @retval ZK_TOO_MANY ZK_NO_MEMORY */
enum zk_status zk_params_add(struct zk_params *params, struct zk_arena *arena, const char *name,
                             const char *value, size_t len, struct zk_error *err);

/** The one parameter of that name; *out NULL when there is none. @retval ZK_DUPLICATE */
enum zk_status zk_params_one(const struct zk_params *params, const char *name,
                             const struct zk_param **out, struct zk_error *err);

/** A whole number from min to max; fallback when the parameter is absent. @retval ZK_BAD_VALUE */
enum zk_status zk_params_int(const struct zk_params *params, const char *name, int min, int max,
                             int fallback, int *out, struct zk_error *err);

/** page and size of a list: page from 1 on, size 1 to most, 20 when absent. @retval ZK_BAD_VALUE */
enum zk_status zk_params_page(const struct zk_params *params, int most, int *page, size_t *from,
                              size_t *size, struct zk_error *err);

/** lang=zh|en. @retval ZK_BAD_VALUE ZK_DUPLICATE */
enum zk_status zk_params_lang(const struct zk_params *params, enum zk_lang *out,
                              struct zk_error *err);

/** Refuse names that are not in the list (ended by NULL). @retval ZK_UNKNOWN_PARAMETER */
enum zk_status zk_params_only(const struct zk_params *params, const char *const *names,
                              struct zk_error *err);

/** Refuse any. */
static inline enum zk_status zk_params_none(const struct zk_params *params, struct zk_error *err)
{
    static const char *const none[] = { NULL };

    return zk_params_only(params, none, err);
}

#endif
