-- SPDX-License-Identifier: GPL-3.0-or-later
-- When the person of a record last took back what was agreed to, in the table of consents or on
-- paper, or kept out of the directory without ever having agreed: a merge must not undo it.

CREATE TABLE withdrawal (
    record_id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    at INTEGER NOT NULL -- seconds since 1970, UTC
) STRICT;

INSERT INTO withdrawal (record_id, at)
SELECT r.id, max(a.at) FROM audit a
JOIN record r ON a.object = r.kind || ':' || r.id
WHERE a.action = 'consent_withdrawn' GROUP BY r.id;

-- Of experts that were merged since: one person in both records.
INSERT INTO withdrawal (record_id, at)
SELECT d.target_id, max(a.at) FROM audit a
JOIN redirect d ON a.object = d.kind || ':' || d.id
JOIN record r ON r.id = d.target_id
WHERE a.action = 'consent_withdrawn' AND d.kind = 'expert' GROUP BY d.target_id
ON CONFLICT (record_id) DO UPDATE SET at = max(at, excluded.at);
