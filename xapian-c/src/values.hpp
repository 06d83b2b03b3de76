// SPDX-License-Identifier: GPL-3.0-or-later
// Value iterators, which databases and documents both make.
#ifndef XAPIAN_C_VALUES_HPP
#define XAPIAN_C_VALUES_HPP

#include "handles.hpp"

struct xapc_values {
    Xapian::ValueIterator at, end;
    bool stream; // over documents, not over the slots of one
    bool begun;
    std::string held;
};

namespace xapc {

inline xapc_values *make_values(Xapian::ValueIterator begin, Xapian::ValueIterator end,
                                bool stream)
{
    return new xapc_values{ std::move(begin), std::move(end), stream, false, std::string() };
}

} // namespace xapc

#endif
