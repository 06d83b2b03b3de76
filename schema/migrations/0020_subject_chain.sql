-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the store has of subjects.log, hashed line by line: by it a file that was replaced is known.
-- Empty with bytes > 0: not known yet, of a store from before this.

ALTER TABLE subject_log ADD COLUMN chain BLOB NOT NULL DEFAULT x'';
