-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people keep while they look for candidates.

-- The candidates an account keeps an eye on, in the order they were chosen.
CREATE TABLE shortlist (
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    place INTEGER NOT NULL CHECK (place >= 0),
    record_id INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
    PRIMARY KEY (account_id, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shortlist_by_record ON shortlist (record_id);

-- Words of a demand that its match insists on, and those it leaves out: JSON arrays.
CREATE TABLE demand_terms (
    demand_id INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
    must TEXT NOT NULL CHECK (must LIKE '[%]'),
    dropped TEXT NOT NULL CHECK (dropped LIKE '[%]')
) STRICT;
