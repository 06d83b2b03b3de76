-- SPDX-License-Identifier: GPL-3.0-or-later
-- Pairs of words that mean the same to a search: translations, synonyms, abbreviations, other
-- names of organisations. Either finds the other.

CREATE TABLE term (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
    other TEXT NOT NULL CHECK (length(other) BETWEEN 1 AND 200 AND other <> text),
    relation TEXT NOT NULL CHECK (relation IN ('translation', 'synonym', 'abbreviation', 'alias')),
    seen INTEGER NOT NULL CHECK (seen BETWEEN 1 AND 1000000), -- how often the pair was met: the likelier of several
    origin TEXT CHECK (length(origin) <= 200),
    note TEXT CHECK (length(note) <= 500),
    UNIQUE (text, other)
) STRICT;

-- Rises with every change of a pair: the index says which one it was made with.
CREATE TABLE term_version (
    version INTEGER NOT NULL
) STRICT;

INSERT INTO term_version VALUES (0);

CREATE TRIGGER term_added AFTER INSERT ON term BEGIN
    UPDATE term_version SET version = version + 1;
END;

CREATE TRIGGER term_changed AFTER UPDATE ON term BEGIN
    UPDATE term_version SET version = version + 1;
END;

CREATE TRIGGER term_removed AFTER DELETE ON term BEGIN
    UPDATE term_version SET version = version + 1;
END;
