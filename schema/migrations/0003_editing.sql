-- SPDX-License-Identifier: GPL-3.0-or-later
-- What owners keep from the public, who changed what, changes that wait, what was merged.

CREATE TABLE hidden_field (
    record_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    field TEXT NOT NULL,
    PRIMARY KEY (record_id, field)
) STRICT, WITHOUT ROWID;

-- The record and whoever counts it by that field are indexed again.
CREATE TRIGGER hidden_added AFTER INSERT ON hidden_field BEGIN
    INSERT INTO outbox (record_id) VALUES (new.record_id);
    INSERT INTO outbox (record_id) SELECT DISTINCT target_id FROM link
    WHERE source_id = new.record_id AND field = new.field AND target_id IS NOT NULL;
END;

CREATE TRIGGER hidden_removed AFTER DELETE ON hidden_field BEGIN
    INSERT INTO outbox (record_id) VALUES (old.record_id);
    INSERT INTO outbox (record_id) SELECT DISTINCT target_id FROM link
    WHERE source_id = old.record_id AND field = old.field AND target_id IS NOT NULL;
END;

-- Version by version who made it; a field's cell before it, for those that changed.
CREATE TABLE change (
    record_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    account_id INTEGER, -- NULL: an import
    why TEXT NOT NULL,
    PRIMARY KEY (record_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE change_field (
    record_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    field TEXT NOT NULL,
    old TEXT NOT NULL, -- '' for none
    PRIMARY KEY (record_id, version, field),
    FOREIGN KEY (record_id, version) REFERENCES change ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- An expert's change until the office has looked at it.
CREATE TABLE draft (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    version INTEGER NOT NULL, -- of the record it was made from
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE draft_field (
    draft_id INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE,
    field TEXT NOT NULL,
    new TEXT NOT NULL,
    PRIMARY KEY (draft_id, field)
) STRICT, WITHOUT ROWID;

-- A record that was merged into another: its address leads there for good.
CREATE TABLE redirect (
    id INTEGER PRIMARY KEY, -- of the record that is gone; numbers are never given twice
    kind TEXT NOT NULL,
    target_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE
) STRICT;

CREATE INDEX redirect_by_target ON redirect (target_id);
