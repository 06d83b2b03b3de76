-- SPDX-License-Identifier: GPL-3.0-or-later
-- A new secret of one-time codes stands beside the one in use until it is confirmed.

ALTER TABLE account ADD COLUMN totp_offer BLOB;

UPDATE account SET totp_offer = totp_secret, totp_secret = NULL WHERE totp_step = 0;
