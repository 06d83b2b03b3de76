-- SPDX-License-Identifier: GPL-3.0-or-later
-- The login that was asked for. When it is another's, the account waits under a name that nobody can
-- choose, and the office, who sees it, gives it one.

ALTER TABLE registration ADD COLUMN login TEXT NOT NULL DEFAULT '';

UPDATE registration SET login = (SELECT login FROM account WHERE id = account_id);
