-- SPDX-License-Identifier: GPL-3.0-or-later
-- Accounts, what proves them, and the audit. Times are seconds since 1970, UTC.

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 3 AND 64),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    role TEXT NOT NULL CHECK (role IN ('enterprise', 'expert', 'evaluator', 'office', 'auditor', 'administrator')),
    -- the organisation of an enterprise's person, the own record of an expert
    record_id INTEGER REFERENCES record ON DELETE SET NULL,
    -- invited: holds a one-use secret; pending: registered, the office has not looked at it yet
    state TEXT NOT NULL CHECK (state IN ('invited', 'pending', 'active', 'disabled')),
    password TEXT, -- argon2id, NULL until one was chosen
    password_at INTEGER NOT NULL DEFAULT 0,
    totp_secret BLOB,
    totp_step INTEGER NOT NULL DEFAULT 0, -- the last step used; 0: not confirmed yet
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What a registration said, until the office has looked at it.
CREATE TABLE registration (
    account_id INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    credit_code TEXT NOT NULL,
    organisation TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Sessions, tokens of programs, one-use secrets: only their hashes.
CREATE TABLE token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('session', 'api', 'invite')),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    name TEXT NOT NULL, -- of an API token; of a session the program that asked
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX token_by_account ON token (account_id, kind);

-- Who did what. Each row's hash covers the row and the hash before it.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    account_id INTEGER, -- NULL: nobody was signed in
    role TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL, -- expert:12, account:3, or ''
    field TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    purpose TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_by_account ON audit (account_id, seq);
CREATE INDEX audit_by_object ON audit (object, seq);

CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN
    SELECT raise(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_is_unchanged BEFORE UPDATE ON audit BEGIN
    SELECT raise(ABORT, 'the audit is append-only');
END;
