/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * @file
 * xapian-c: libxapian for C.
 *
 * Every function that can fail returns an enum xapc_status, takes the handle first, then
 * inputs, then outputs, then an error that may be NULL. After a failure outputs are NULL, 0
 * or empty. No exception leaves the library.
 *
 * Handles are opaque, made by a function with an `out` parameter and given back by the
 * matching ..._free(), which takes NULL. A handle is used by one thread at a time; several
 * handles of one database on disk may be used by several threads.
 *
 * Text goes in as bytes with a length, NUL bytes allowed. Text comes out as a view
 * (struct xapc_view) that belongs to the handle that was asked and lasts until the next
 * call on that handle; nothing is allocated for the caller.
 */
#ifndef XAPIAN_C_H
#define XAPIAN_C_H

#include "xapian-c/database.h"
#include "xapian-c/document.h"
#include "xapian-c/enquire.h"
#include "xapian-c/iterate.h"
#include "xapian-c/query.h"
#include "xapian-c/spy.h"
#include "xapian-c/status.h"
#include "xapian-c/text.h"
#include "xapian-c/weight.h"
#include "xapian-c/writer.h"

#endif
