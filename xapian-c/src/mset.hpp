// SPDX-License-Identifier: GPL-3.0-or-later
// Sets of what was found, made by enquire.cc and read by mset.cc.
#ifndef XAPIAN_C_MSET_HPP
#define XAPIAN_C_MSET_HPP

#include "handles.hpp"

struct xapc_mset {
    Xapian::MSet mset;
    std::string held;
};

struct xapc_eset {
    Xapian::ESet eset;
    std::string held;
};

#endif
