-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people agreed to, and what they asked for. Times are seconds since 1970, UTC.

CREATE TABLE consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    statement TEXT NOT NULL, -- version of the text that was agreed to
    channel TEXT NOT NULL CHECK (channel IN ('web', 'paper', 'phone', 'mail')),
    scope TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    expires_at INTEGER, -- NULL: until it is withdrawn
    withdrawn_at INTEGER,
    account_id INTEGER -- who wrote it down
) STRICT;

CREATE INDEX consent_by_record ON consent (record_id);

-- The register of requests. It outlives the record it is about.
CREATE TABLE subject_request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL CHECK (what IN ('export', 'correction', 'deletion', 'withdrawal')),
    kind TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    account_id INTEGER, -- who asked, NULL: a visitor
    done_at INTEGER,
    outcome TEXT -- 'done' or 'refused', with done_at
) STRICT;
CREATE INDEX subject_request_open ON subject_request (due_at) WHERE done_at IS NULL;
