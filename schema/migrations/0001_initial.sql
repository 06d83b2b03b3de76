-- SPDX-License-Identifier: GPL-3.0-or-later
-- Records of every kind, their lists and links, and the outbox that the index follows.
-- schema/fields.def says what the columns mean; a test holds this file to it.
--
-- A change of a record's own row, lists or links always goes together with its row in "record"
-- (version and updated_at), so the triggers stand there; links besides tell their targets.

CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('name', 'expert', 'workstation', 'society', 'organisation', 'proposal', 'achievement', 'demand', 'event')),
    ref TEXT NOT NULL CHECK (length(ref) BETWEEN 1 AND 64),
    title TEXT NOT NULL,
    region TEXT,
    summary TEXT,
    body TEXT,
    year INTEGER CHECK (year BETWEEN 1000 AND 2155),
    url TEXT,
    origin TEXT,
    visibility TEXT CHECK (visibility IN ('public', 'office')),
    version INTEGER NOT NULL CHECK (version >= 0), -- 0: reserved, to be filled in the same transaction
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (kind, ref)
) STRICT;

CREATE TABLE name (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE
) STRICT;

CREATE TABLE expert (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    gender TEXT,
    birth_year INTEGER CHECK (birth_year BETWEEN 1000 AND 2155),
    department TEXT,
    position TEXT,
    professional_title TEXT,
    degree TEXT,
    division TEXT,
    elected_year INTEGER CHECK (elected_year BETWEEN 1000 AND 2155),
    availability TEXT,
    max_load INTEGER CHECK (max_load BETWEEN 0 AND 1000),
    email TEXT,
    consent_purpose TEXT,
    consent_date TEXT CHECK (consent_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    consent_scope TEXT,
    phone TEXT
) STRICT;

CREATE TABLE workstation (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    level TEXT,
    workstation_type TEXT,
    workstation_status TEXT,
    established_on TEXT CHECK (established_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    expires_on TEXT CHECK (expires_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    tasks TEXT,
    results TEXT
) STRICT;

CREATE TABLE society (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    level TEXT,
    society_type TEXT,
    founded_year INTEGER CHECK (founded_year BETWEEN 1000 AND 2155),
    members INTEGER CHECK (members BETWEEN 0 AND 10000000),
    rating TEXT,
    contact TEXT,
    phone TEXT
) STRICT;

CREATE TABLE organisation (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    level TEXT,
    founded_year INTEGER CHECK (founded_year BETWEEN 1000 AND 2155),
    organisation_type TEXT,
    credit_code TEXT,
    contact TEXT,
    phone TEXT
) STRICT;

CREATE TABLE proposal (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    round TEXT,
    submitted_on TEXT CHECK (submitted_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    problem TEXT,
    analysis TEXT,
    measures TEXT,
    proposal_status TEXT,
    award TEXT,
    issue TEXT,
    instruction TEXT,
    outcome TEXT
) STRICT;

CREATE TABLE achievement (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    achievement_type TEXT,
    number TEXT
) STRICT;

CREATE TABLE demand (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    demand_status TEXT,
    budget INTEGER CHECK (budget BETWEEN 0 AND 100000000),
    deadline TEXT CHECK (deadline GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    contact TEXT,
    phone TEXT
) STRICT;

CREATE TABLE event (
    id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    event_type TEXT,
    held_on TEXT CHECK (held_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    place TEXT
) STRICT;

-- Codes and words, in their order.
CREATE TABLE record_list (
    record_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    field TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (record_id, field, position)
) STRICT, WITHOUT ROWID;

-- A record, or a plain name that is no record of ours.
CREATE TABLE link (
    source_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    field TEXT NOT NULL,
    position INTEGER NOT NULL,
    target_id INTEGER REFERENCES record,
    label TEXT,
    role TEXT,
    PRIMARY KEY (source_id, field, position),
    CHECK ((target_id IS NULL) <> (label IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX link_by_target ON link (target_id, source_id) WHERE target_id IS NOT NULL;
CREATE INDEX record_by_kind ON record (kind, id);

-- What changed and is not in the index yet; numbers are never given twice.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    record_id INTEGER NOT NULL
) STRICT;

CREATE TRIGGER record_added AFTER INSERT ON record BEGIN
    INSERT INTO outbox (record_id) VALUES (new.id);
END;

CREATE TRIGGER record_changed AFTER UPDATE ON record BEGIN
    INSERT INTO outbox (record_id) VALUES (new.id);
END;

-- Those that show its name, and those that count it.
CREATE TRIGGER record_renamed AFTER UPDATE ON record
WHEN old.title IS NOT new.title OR old.visibility IS NOT new.visibility BEGIN
    INSERT INTO outbox (record_id) SELECT DISTINCT source_id FROM link WHERE target_id = new.id;
    INSERT INTO outbox (record_id)
    SELECT DISTINCT target_id FROM link WHERE source_id = new.id AND target_id IS NOT NULL;
END;

-- What linked to it keeps its name.
CREATE TRIGGER record_removed BEFORE DELETE ON record BEGIN
    INSERT INTO outbox (record_id) VALUES (old.id);
    INSERT INTO outbox (record_id) SELECT DISTINCT source_id FROM link WHERE target_id = old.id;
    INSERT INTO outbox (record_id)
    SELECT DISTINCT target_id FROM link WHERE source_id = old.id AND target_id IS NOT NULL;
    UPDATE link SET target_id = NULL, label = old.title WHERE target_id = old.id;
END;

CREATE TRIGGER link_added AFTER INSERT ON link WHEN new.target_id IS NOT NULL BEGIN
    INSERT INTO outbox (record_id) VALUES (new.target_id);
END;

CREATE TRIGGER link_removed AFTER DELETE ON link WHEN old.target_id IS NOT NULL BEGIN
    INSERT INTO outbox (record_id) VALUES (old.target_id);
END;
