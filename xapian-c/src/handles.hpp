// SPDX-License-Identifier: GPL-3.0-or-later
// What is behind the opaque handles. A handle keeps the bytes of the last view it gave out.
#ifndef XAPIAN_C_HANDLES_HPP
#define XAPIAN_C_HANDLES_HPP

#include "guard.hpp"
#include "xapian-c.h"

#include <memory>
#include <string>
#include <utility>
#include <xapian.h>

struct xapc_database {
    Xapian::Database db;
    std::string held;
};

struct xapc_writer {
    Xapian::WritableDatabase db;
};

struct xapc_document {
    Xapian::Document document;
    std::string held;
};

struct xapc_query {
    Xapian::Query query;
    std::string held;
};

struct xapc_weight {
    std::unique_ptr<Xapian::Weight> weight;
};

struct xapc_stem {
    Xapian::Stem stem;
    std::string held;
};

struct xapc_terms {
    Xapian::TermIterator at, end;
    bool begun;
    std::string held;
};

struct xapc_spy {
    std::unique_ptr<Xapian::MatchSpy> spy;
    Xapian::ValueCountMatchSpy *counts; // the same one, or null
};

struct xapc_sorter {
    Xapian::MultiValueKeyMaker maker;
};

struct xapc_enquire {
    Xapian::Enquire enquire;
};

struct xapc_rset {
    Xapian::RSet rset;
};

namespace xapc {

inline std::string text(const char *bytes, size_t len)
{
    return len == 0 ? std::string() : std::string(bytes, len);
}

// Keep bytes in a handle and show them.
inline xapc_view hold(std::string &held, std::string bytes)
{
    held = std::move(bytes);
    return { held.data(), held.size() };
}

inline xapc_terms *make_terms(Xapian::TermIterator begin, Xapian::TermIterator end)
{
    return new xapc_terms{ std::move(begin), std::move(end), false, std::string() };
}

} // namespace xapc

#endif
