-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an expert was called in records that were merged into his, and in a history that was
-- cleared: whoever is erased goes out of what others typed by these names as well.

CREATE TABLE former_name (
    record_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (record_id, name)
) STRICT, WITHOUT ROWID;
