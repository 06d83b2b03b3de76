-- SPDX-License-Identifier: GPL-3.0-or-later
-- How large an enterprise is (which industries and sizes an expert takes are lists, and need no
-- column), and how matching orders candidates who are as good as equal.

ALTER TABLE organisation ADD COLUMN enterprise_size TEXT;

CREATE TABLE match_setting (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rotation INTEGER NOT NULL CHECK (rotation IN (0, 1)),
    tolerance INTEGER NOT NULL CHECK (tolerance BETWEEN 0 AND 200), -- thousandths of a score
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

INSERT INTO match_setting (id, rotation, tolerance) VALUES (1, 1, 30);
