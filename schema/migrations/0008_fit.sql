-- SPDX-License-Identifier: GPL-3.0-or-later
-- How large an enterprise is. Which industries and sizes an expert takes are lists, and need no column.

ALTER TABLE organisation ADD COLUMN enterprise_size TEXT;
