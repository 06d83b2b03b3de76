/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people type for the audit may have a telephone number in it.
 */
#ifndef ZK_AUDIT_MASK_H
#define ZK_AUDIT_MASK_H

#include "arena.h"

/**
 * The text with stars for every number of seven digits and more: in one, in groups between blanks,
 * brackets, dashes, dots, slashes and the like, in digits of full width. A date of 1900 to 2099
 * stays: 2026-11-25 or 2026.1.5 anywhere, 20261125 where it is all of the number. NULL: no memory.
 */
const char *zk_audit_mask(const char *text, struct zk_arena *arena);

#endif
