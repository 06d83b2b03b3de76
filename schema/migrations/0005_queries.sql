-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is searched for, without who: no address, account or session, and no time finer than the
-- hour. The server appends in batches and removes what is older than query_log_days.

CREATE TABLE query (
    id INTEGER PRIMARY KEY,
    hour TEXT NOT NULL CHECK (hour GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]'), -- UTC
    text TEXT NOT NULL CHECK (length(text) <= 200), -- normalised
    filters TEXT NOT NULL, -- kind=expert&region=370403, in the order of the facets
    total INTEGER NOT NULL CHECK (total >= 0),
    took_us INTEGER NOT NULL
) STRICT;

CREATE INDEX query_by_hour ON query (hour);
