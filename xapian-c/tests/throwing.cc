// SPDX-License-Identifier: GPL-3.0-or-later
// Throws one exception of every sort through the guard that all of xapian-c goes through.
#include "throwing.h"

#include "../src/guard.hpp"

#include <new>
#include <stdexcept>
#include <xapian.h>

namespace {

class unlisted : public Xapian::Error {
public:
    unlisted() : Xapian::Error("thrown", std::string(), "UnlistedError", nullptr) {}
};

void throw_it(xapc_status status)
{
    switch (status) {
#define THROW(id, type)                                                                            \
    case XAPC_##id:                                                                                \
        throw Xapian::type("thrown");
        THROW(ASSERTION, AssertionError)
        THROW(INVALID_ARGUMENT, InvalidArgumentError)
        THROW(INVALID_OPERATION, InvalidOperationError)
        THROW(UNIMPLEMENTED, UnimplementedError)
        THROW(DATABASE, DatabaseError)
        THROW(DATABASE_CLOSED, DatabaseClosedError)
        THROW(DATABASE_CORRUPT, DatabaseCorruptError)
        THROW(DATABASE_CREATE, DatabaseCreateError)
        THROW(DATABASE_LOCK, DatabaseLockError)
        THROW(DATABASE_MODIFIED, DatabaseModifiedError)
        THROW(DATABASE_NOT_FOUND, DatabaseNotFoundError)
        THROW(DATABASE_OPENING, DatabaseOpeningError)
        THROW(DATABASE_VERSION, DatabaseVersionError)
        THROW(DOC_NOT_FOUND, DocNotFoundError)
        THROW(FEATURE_UNAVAILABLE, FeatureUnavailableError)
        THROW(INTERNAL, InternalError)
        THROW(NETWORK, NetworkError)
        THROW(NETWORK_TIMEOUT, NetworkTimeoutError)
        THROW(QUERY_PARSER, QueryParserError)
        THROW(RANGE, RangeError)
        THROW(SERIALISATION, SerialisationError)
        THROW(WILDCARD, WildcardError)
#undef THROW
    case XAPC_OK:
        return;
    case XAPC_XAPIAN:
        throw unlisted();
    case XAPC_NO_MEMORY:
        throw std::bad_alloc();
    case XAPC_EXCEPTION:
        throw std::runtime_error("thrown");
    case XAPC_UNKNOWN:
        throw 42;
    case XAPC_CALLBACK:
        throw xapc::callback_ended{ 7 };
    case XAPC_STATUS_COUNT:
        return;
    }
}

} // namespace

extern "C" enum xapc_status throwing(enum xapc_status status, struct xapc_error *err)
{
    return xapc::guard(err, [&] { throw_it(status); });
}

extern "C" enum xapc_status throwing_system_error(struct xapc_error *err)
{
    return xapc::guard(err, [] { throw Xapian::DatabaseError("write failed", 28); });
}
