-- SPDX-License-Identifier: GPL-3.0-or-later
-- A removed key is remembered as removed, of whom was erased before that was so as well: what the
-- audit is told of him later cannot be read either.

INSERT OR IGNORE INTO audit_key (object, key)
SELECT DISTINCT object, zeroblob(32) FROM audit WHERE action = 'erase';
