-- SPDX-License-Identifier: GPL-3.0-or-later
-- How large an enterprise is (which industries and sizes an expert takes are lists, and need no
-- column), how matching orders candidates who are as good as equal, and what it finds nobody for.

ALTER TABLE organisation ADD COLUMN enterprise_size TEXT;

CREATE TABLE match_setting (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rotation INTEGER NOT NULL CHECK (rotation IN (0, 1)),
    tolerance INTEGER NOT NULL CHECK (tolerance BETWEEN 0 AND 200), -- thousandths of a score
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

INSERT INTO match_setting (id, rotation, tolerance) VALUES (1, 1, 30);

-- Demands that nobody meets, or only weakly, as of when each was opened or changed.
CREATE TABLE gap (
    demand_id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    at INTEGER NOT NULL,
    terms TEXT NOT NULL CHECK (terms LIKE '[%]'), -- a JSON array: the words searched, heaviest first
    candidates INTEGER NOT NULL CHECK (candidates >= 0), -- weak ones
    best REAL NOT NULL -- BM25(d,q) / BM25(q,q) of the best of them, 0 when there is none
) STRICT;

-- Needs that found nobody and are kept nowhere: how many a month, by what was said beside them.
CREATE TABLE gap_count (
    month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'), -- UTC
    discipline TEXT NOT NULL, -- codes, '' where none was said
    industry TEXT NOT NULL,
    region TEXT NOT NULL,
    needs INTEGER NOT NULL,
    PRIMARY KEY (month, discipline, industry, region)
) STRICT, WITHOUT ROWID;
