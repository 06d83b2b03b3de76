-- SPDX-License-Identifier: GPL-3.0-or-later
-- How much of subjects.log, beside the store, this store has already: what is behind it was done
-- after the backup that was restored, and is done again.

CREATE TABLE subject_log (
    bytes INTEGER NOT NULL
) STRICT;

INSERT INTO subject_log VALUES (0);

-- When the merged record was made: by it a restored backup knows it again.
ALTER TABLE redirect ADD COLUMN made TEXT NOT NULL DEFAULT '';

-- What the audit tells of a person is sealed with a key of that person: who is erased loses it, and
-- the chain of the audit stays whole.
CREATE TABLE audit_key (
    object TEXT PRIMARY KEY, -- expert:12
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;
