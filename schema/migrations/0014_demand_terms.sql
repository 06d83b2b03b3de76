-- SPDX-License-Identifier: GPL-3.0-or-later
-- The words of a demand are changed from a version: 0 where nothing was said.

ALTER TABLE demand_terms ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
