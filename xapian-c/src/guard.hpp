// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where exceptions end: every extern "C" body runs inside guard(). It leaves
// what the body does to the body.
#ifndef XAPIAN_C_GUARD_HPP
#define XAPIAN_C_GUARD_HPP

#include "xapian-c/status.h"

namespace xapc {

// Thrown through Xapian's matcher by a callback that returned non-zero.
struct callback_ended {
    int value;
};

// Describes the exception being handled; call inside a catch block only.
xapc_status translate(xapc_error *err) noexcept;

void clear(xapc_error *err) noexcept;

template <typename Body>
xapc_status guard(xapc_error *err, Body &&body) noexcept
{
    try {
        body();
        clear(err);
        return XAPC_OK;
    } catch (...) {
        return translate(err);
    }
}

} // namespace xapc

#endif
