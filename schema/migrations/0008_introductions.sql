-- SPDX-License-Identifier: GPL-3.0-or-later
-- Demands that are drafts, and introductions of a demand to a candidate with every step they took.
-- Times are seconds since 1970, UTC.

-- May anybody see it? Not when it is for the office alone, nor while it is a draft. Every put
-- writes it (lib/store), from visibility and demand_status.
ALTER TABLE record ADD COLUMN published INTEGER NOT NULL DEFAULT 1 CHECK (published IN (0, 1));

UPDATE record SET published = 0
WHERE visibility = 'office' OR id IN (SELECT id FROM demand WHERE demand_status = 'draft');

DROP TRIGGER record_renamed;
CREATE TRIGGER record_renamed AFTER UPDATE ON record
WHEN old.title IS NOT new.title OR old.published IS NOT new.published BEGIN
    INSERT INTO outbox (record_id) SELECT DISTINCT source_id FROM link WHERE target_id = new.id;
    INSERT INTO outbox (record_id)
    SELECT DISTINCT target_id FROM link WHERE source_id = new.id AND target_id IS NOT NULL;
END;

-- Why a demand was closed.
CREATE TABLE demand_closing (
    demand_id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    at INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500)
) STRICT;

CREATE TABLE introduction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    demand_id INTEGER NOT NULL REFERENCES record, -- which is not removed while this is here
    kind TEXT NOT NULL CHECK (kind IN ('expert', 'workstation', 'society')), -- of the candidate
    candidate_id INTEGER REFERENCES record,
    candidate_name TEXT, -- of one that is gone
    state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'contacted', 'in_progress', 'done', 'no_help', 'unreachable', 'declined', 'not_for_me', 'withdrawn')),
    message TEXT NOT NULL CHECK (length(message) BETWEEN 4 AND 1000),
    matched TEXT, -- JSON: {"terms": [words], "evidence": [numbers of records]}
    outcome TEXT CHECK (length(outcome) <= 2000),
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    created_at INTEGER NOT NULL,
    approved_at INTEGER, -- NULL: never
    moved_at INTEGER NOT NULL, -- reminders count from here
    reminded INTEGER NOT NULL DEFAULT 0, -- reminders told since then
    chased INTEGER NOT NULL DEFAULT 0, -- reminders answered since then
    chased_at INTEGER,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((candidate_id IS NULL) <> (candidate_name IS NULL))
) STRICT;

CREATE INDEX introduction_by_demand ON introduction (demand_id);
CREATE INDEX introduction_by_candidate ON introduction (candidate_id) WHERE candidate_id IS NOT NULL;
CREATE INDEX introduction_open ON introduction (moved_at)
WHERE state IN ('requested', 'approved', 'contacted', 'in_progress');

CREATE TABLE introduction_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    introduction_id INTEGER NOT NULL REFERENCES introduction ON DELETE CASCADE,
    at INTEGER NOT NULL,
    account_id INTEGER, -- NULL: the program
    role TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('move', 'rate', 'chase', 'remind')),
    state TEXT NOT NULL, -- after it
    note TEXT CHECK (length(note) <= 1000),
    reminder INTEGER NOT NULL DEFAULT 0 -- which, of a chase or reminder
) STRICT;

CREATE INDEX introduction_steps ON introduction_step (introduction_id, id);

-- Like a link, it keeps the name of who is gone; of a person nothing else that was said.
CREATE TRIGGER introduction_candidate_removed BEFORE DELETE ON record BEGIN
    UPDATE introduction_step SET note = NULL WHERE old.kind = 'expert'
    AND introduction_id IN (SELECT id FROM introduction WHERE candidate_id = old.id);
    UPDATE introduction SET message = '（已删除）', outcome = NULL WHERE old.kind = 'expert' AND candidate_id = old.id;
    UPDATE introduction SET candidate_id = NULL, candidate_name = old.title, matched = NULL, version = version + 1
    WHERE candidate_id = old.id;
END;
