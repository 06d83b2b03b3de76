/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Statuses: one for each type of error that Xapian 1.4 throws, and a few of our own. */
#ifndef XAPIAN_C_STATUS_H
#define XAPIAN_C_STATUS_H

#include <stddef.h>

#define XAPC_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* identifier, name (Xapian's own where it has one), what it means */
#define XAPC_STATUS_LIST(X)                                                                        \
    X(OK, "ok", "success")                                                                         \
    X(ASSERTION, "AssertionError", "an assertion inside Xapian failed")                            \
    X(INVALID_ARGUMENT, "InvalidArgumentError", "an argument is not valid")                        \
    X(INVALID_OPERATION, "InvalidOperationError", "the handle is not in a state for this")         \
    X(UNIMPLEMENTED, "UnimplementedError", "this kind of database cannot do this")                 \
    X(DATABASE, "DatabaseError", "the database failed")                                            \
    X(DATABASE_CLOSED, "DatabaseClosedError", "the database was closed")                           \
    X(DATABASE_CORRUPT, "DatabaseCorruptError", "the database is damaged")                         \
    X(DATABASE_CREATE, "DatabaseCreateError", "the database could not be created")                 \
    X(DATABASE_LOCK, "DatabaseLockError", "another writer holds the lock")                         \
    X(DATABASE_MODIFIED, "DatabaseModifiedError", "the revision being read is gone: reopen")       \
    X(DATABASE_NOT_FOUND, "DatabaseNotFoundError", "there is no database")                         \
    X(DATABASE_OPENING, "DatabaseOpeningError", "the database could not be opened")                \
    X(DATABASE_VERSION, "DatabaseVersionError", "the database has another format")                 \
    X(DOC_NOT_FOUND, "DocNotFoundError", "there is no such document")                              \
    X(FEATURE_UNAVAILABLE, "FeatureUnavailableError", "this build of Xapian lacks the feature")    \
    X(INTERNAL, "InternalError", "Xapian met a state that should not be")                          \
    X(NETWORK, "NetworkError", "the remote database could not be reached")                         \
    X(NETWORK_TIMEOUT, "NetworkTimeoutError", "the remote database did not answer in time")        \
    X(QUERY_PARSER, "QueryParserError", "the query text could not be parsed")                      \
    X(RANGE, "RangeError", "a value is out of range")                                              \
    X(SERIALISATION, "SerialisationError", "serialised data could not be read")                    \
    X(WILDCARD, "WildcardError", "a wildcard expands to more terms than allowed")                  \
    X(XAPIAN, "Error", "another error of Xapian")                                                  \
    X(NO_MEMORY, "bad_alloc", "out of memory")                                                     \
    X(EXCEPTION, "exception", "a C++ exception")                                                   \
    X(UNKNOWN, "unknown", "something that is no exception was thrown")                             \
    X(CALLBACK, "callback", "a callback ended the operation")

enum xapc_status {
#define XAPC_STATUS_ID(id, name, text) XAPC_##id,
    XAPC_STATUS_LIST(XAPC_STATUS_ID)
#undef XAPC_STATUS_ID
        XAPC_STATUS_COUNT
};

enum { XAPC_MESSAGE_SIZE = 256 };

/** What went wrong; the caller's, overwritten by every call that is given it. */
struct xapc_error {
    enum xapc_status status;
    int callback;                    /**< what the callback returned, with XAPC_CALLBACK */
    char message[XAPC_MESSAGE_SIZE]; /**< one line for an engineer, "" for XAPC_OK */
};

/** "DatabaseLockError" and the like; "?" for a number that is no status. */
XAPC_API const char *xapc_status_name(enum xapc_status status);
/** A sentence for an engineer; "?" for a number that is no status. */
XAPC_API const char *xapc_status_text(enum xapc_status status);

/** Bytes that belong to a handle; not NUL-terminated. See xapian-c.h for how long they last. */
struct xapc_view {
    const char *bytes;
    size_t len;
};

/** Version of libxapian at run time: "1.4.22". */
XAPC_API const char *xapc_xapian_version(void);

#ifdef __cplusplus
}
#endif
#endif
