-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people want to be told of, what they were told, how it is sent. Times are seconds since
-- 1970, UTC. Neither an alert nor what is saved copies a record's name or title: these are read, as
-- the reader may see them, when it is shown, and what is erased is gone from alerts too.

CREATE TABLE saved (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    what TEXT NOT NULL CHECK (what IN ('search', 'need', 'demand', 'fitting')),
    name TEXT NOT NULL CHECK (length(name) <= 60), -- its owner's; '': the record's title, when shown
    query TEXT NOT NULL, -- search: a query string; need: a body of POST /match; else ''
    record_id INTEGER REFERENCES record ON DELETE CASCADE, -- of demand and fitting
    known BLOB NOT NULL, -- a roaring bitmap: the records that are no news to it
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    automatic INTEGER NOT NULL CHECK (automatic IN (0, 1)), -- an enterprise's own demand
    made_at INTEGER NOT NULL,
    looked_at INTEGER NOT NULL,
    CHECK ((what IN ('demand', 'fitting')) = (record_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX saved_once ON saved (account_id, what, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX saved_by_account ON saved (account_id);
CREATE INDEX saved_by_record ON saved (record_id) WHERE record_id IS NOT NULL;

CREATE TABLE alert (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    topic TEXT NOT NULL, -- what it tells: nobody is told twice
    what TEXT NOT NULL CHECK (what IN ('match', 'more', 'reminder')),
    saved_id INTEGER REFERENCES saved ON DELETE CASCADE,
    record_id INTEGER REFERENCES record ON DELETE CASCADE,
    strength TEXT CHECK (strength IN ('fair', 'strong')),
    words TEXT NOT NULL DEFAULT '', -- of the need that are covered, a line each
    number INTEGER NOT NULL DEFAULT 1, -- more: how many; reminder: of which introduction
    made_at INTEGER NOT NULL,
    seen_at INTEGER,
    mailed_at INTEGER,
    UNIQUE (account_id, topic)
) STRICT;

CREATE INDEX alert_unseen ON alert (account_id, id) WHERE seen_at IS NULL;
CREATE INDEX alert_by_saved ON alert (saved_id) WHERE saved_id IS NOT NULL;
CREATE INDEX alert_by_record ON alert (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX alert_by_age ON alert (made_at);

-- Records that changed and that nobody was told of yet. The outbox is pruned when the index has
-- followed; alerts come after that. Without accounts there is nobody to tell.
CREATE TABLE alert_change (
    seq INTEGER PRIMARY KEY,
    record_id INTEGER NOT NULL
) STRICT;

CREATE TRIGGER outbox_told AFTER INSERT ON outbox WHEN EXISTS (SELECT 1 FROM account) BEGIN
    INSERT INTO alert_change (seq, record_id) VALUES (new.seq, new.record_id);
END;

-- The batch of changes being told: those up to upto, to each of saved in turn; after is the last
-- one that heard of it. 0: no batch has begun. told: what batches that are whole reached; whatever
-- is saved by an older index would never hear of the changes between.
CREATE TABLE alert_batch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    upto INTEGER NOT NULL,
    after INTEGER NOT NULL,
    told INTEGER NOT NULL
) STRICT;

INSERT INTO alert_batch (id, upto, after, told) VALUES (1, 0, 0, 0);

-- How somebody's alerts are sent.
CREATE TABLE subscriber (
    account_id INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    uuid BLOB NOT NULL CHECK (length(uuid) = 16), -- the ids in feed and mail are made from it
    lang TEXT NOT NULL DEFAULT 'zh' CHECK (lang IN ('zh', 'en')),
    feed_hash BLOB UNIQUE CHECK (length(feed_hash) = 32), -- of the secret in its address
    feed_at INTEGER,
    mail TEXT CHECK (length(mail) BETWEEN 3 AND 254),
    code TEXT, -- what proves that the address is theirs, until it is confirmed
    code_at INTEGER,
    code_sent_at INTEGER,
    confirmed_at INTEGER,
    mailed_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0, -- that failed since the last success
    refused INTEGER NOT NULL DEFAULT 0, -- of these, that the relay refused: others say nothing of the address
    next_at INTEGER NOT NULL DEFAULT 0 -- no attempt before
) STRICT;
