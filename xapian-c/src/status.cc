// SPDX-License-Identifier: GPL-3.0-or-later
// Names and texts of statuses, and the status of an exception.
#include "handles.hpp"

#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

namespace {

struct entry {
    const char *name;
    const char *text;
};

const entry entries[] = {
#define XAPC_ENTRY(id, name, text) { name, text },
    XAPC_STATUS_LIST(XAPC_ENTRY)
#undef XAPC_ENTRY
};

// Xapian's own name of the type decides: no ladder of catch blocks to keep in order.
xapc_status status_of(const Xapian::Error &error) noexcept
{
    const char *type = error.get_type();

    for (int i = 0; i < XAPC_STATUS_COUNT; i++) {
        if (std::strcmp(entries[i].name, type) == 0)
            return static_cast<xapc_status>(i);
    }
    return XAPC_XAPIAN;
}

xapc_status fill(xapc_error *err, xapc_status status, const char *message,
                 const char *more) noexcept
{
    if (err) {
        err->status = status;
        err->callback = 0;
        (void)std::snprintf(err->message, sizeof(err->message), "%s%s%s", message,
                            more[0] ? ": " : "", more);
    }
    return status;
}

} // namespace

namespace xapc {

void clear(xapc_error *err) noexcept
{
    if (err) {
        err->status = XAPC_OK;
        err->callback = 0;
        err->message[0] = '\0';
    }
}

xapc_status translate(xapc_error *err) noexcept
{
    try {
        throw;
    } catch (const Xapian::Error &error) {
        const char *system = error.get_error_string();

        return fill(err, status_of(error), error.get_msg().c_str(), system ? system : "");
    } catch (const callback_ended &ended) {
        fill(err, XAPC_CALLBACK, entries[XAPC_CALLBACK].text, "");
        if (err)
            err->callback = ended.value;
        return XAPC_CALLBACK;
    } catch (const std::bad_alloc &) {
        return fill(err, XAPC_NO_MEMORY, entries[XAPC_NO_MEMORY].text, "");
    } catch (const std::exception &error) {
        return fill(err, XAPC_EXCEPTION, error.what(), "");
    } catch (...) {
        return fill(err, XAPC_UNKNOWN, entries[XAPC_UNKNOWN].text, "");
    }
}

} // namespace xapc

extern "C" const char *xapc_status_name(enum xapc_status status)
{
    return status >= 0 && status < XAPC_STATUS_COUNT ? entries[status].name : "?";
}

extern "C" const char *xapc_status_text(enum xapc_status status)
{
    return status >= 0 && status < XAPC_STATUS_COUNT ? entries[status].text : "?";
}

extern "C" const char *xapc_xapian_version(void)
{
    return Xapian::version_string();
}
