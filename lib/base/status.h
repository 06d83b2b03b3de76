/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statuses and the one error type. What a status means to HTTP is known to
 * server/response.c alone; what it means to a shell, to zk_status_exit().
 */
#ifndef ZK_STATUS_H
#define ZK_STATUS_H

/* identifier, wire slug, text for an engineer, exit code of a program that ends with it */
#define ZK_STATUS_LIST(X)                                                                          \
    X(OK, "ok", "success", 0)                                                                      \
    X(BAD_VALUE, "bad_value", "a value is not valid", 1)                                           \
    X(BAD_QUERY, "bad_query", "the query cannot be used", 1)                                       \
    X(BAD_UTF8, "bad_utf8", "text is not valid UTF-8 or holds a NUL", 1)                           \
    X(BAD_JSON, "bad_json", "the body is not valid JSON", 1)                                       \
    X(DUPLICATE, "duplicate", "a key or reference is given twice", 1)                              \
    X(UNKNOWN_PARAMETER, "unknown_parameter", "no such parameter or field", 1)                     \
    X(UNKNOWN_CODE, "unknown_code", "no such code in its table", 1)                                \
    X(TOO_LONG, "too_long", "over a length limit", 1)                                              \
    X(TOO_MANY, "too_many", "over a count limit", 1)                                               \
    X(PAGE_OUT_OF_RANGE, "page_out_of_range", "beyond the last page", 1)                           \
    X(NOT_FOUND, "not_found", "no such record or path", 1)                                         \
    X(METHOD_NOT_ALLOWED, "method_not_allowed", "the path does not allow this method", 1)          \
    X(MEDIA_TYPE, "unsupported_media_type", "the body must be application/json", 1)                \
    X(BAD_REQUEST, "bad_request", "the request is malformed", 1)                                   \
    X(UNAUTHORISED, "unauthorised", "sign in first", 1)                                            \
    X(FORBIDDEN, "forbidden", "the role may not do this", 1)                                       \
    X(CONFLICT, "conflict", "the record was changed meanwhile", 1)                                 \
    X(NO_PRECONDITION, "precondition_required", "If-Match must say which version is changed", 1)   \
    X(TOO_OFTEN, "too_often", "asked too often, wait a while", 1)                                  \
    X(REFUSED, "refused", "the input was refused and nothing was kept", 1)                         \
    X(DIFFERENT, "different", "index and store differ", 1)                                         \
    X(USAGE, "usage", "the command line or the configuration is wrong", 2)                         \
    X(BUSY, "busy", "another process holds the lock", 3)                                           \
    X(PORT_IN_USE, "port_in_use", "the address is in use", 3)                                      \
    X(OVERLOADED, "overloaded", "too much at once, try again shortly", 3)                          \
    X(STALE, "stale", "the index was replaced meanwhile, try again", 3)                            \
    X(NO_INDEX, "no_index", "there is no index yet", 4)                                            \
    X(NO_STORE, "no_store", "there is no store yet", 4)                                            \
    X(FOREIGN_INDEX, "foreign_index", "the index was built with another schema", 4)                \
    X(CORRUPT, "corrupt", "the data is damaged", 4)                                                \
    X(IO, "io", "a file could not be read or written", 5)                                          \
    X(FULL, "full", "no space is left", 5)                                                         \
    X(NO_MEMORY, "no_memory", "out of memory", 5)                                                  \
    X(INTERNAL, "internal", "internal error", 5)                                                   \
    X(INTERRUPTED, "interrupted", "ended by a signal", 130)

enum zk_status {
#define ZK_STATUS_ID(id, slug, text, code) ZK_##id,
    ZK_STATUS_LIST(ZK_STATUS_ID)
#undef ZK_STATUS_ID
};

enum { ZK_ERROR_FIELD = 64, ZK_ERROR_DETAIL = 512 };

/**
 * What went wrong. Caller-owned; every function that takes one accepts NULL.
 * For statuses that are the caller's fault, detail may be shown to the caller and
 * says how to mend it; for the rest it is for the log only.
 */
struct zk_error {
    enum zk_status status;
    char field[ZK_ERROR_FIELD];   /* parameter or field at fault, or "" */
    char detail[ZK_ERROR_DETAIL]; /* one line */
    long number;                  /* the limit that was passed, or the last page; 0 for none */
};

const char *zk_status_slug(enum zk_status status);
const char *zk_status_text(enum zk_status status);
int zk_status_exit(enum zk_status status);

/** Fill err (when not NULL) and return status: `return zk_fail(err, ZK_IO, "", "…", …);` */
enum zk_status zk_fail(struct zk_error *err, enum zk_status status, const char *field,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
