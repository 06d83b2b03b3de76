-- SPDX-License-Identifier: GPL-3.0-or-later
-- What linked to a record that is gone keeps its name, where anybody could read that; a link that
-- only the office saw goes with the record, or its name would be published by removing it.

DROP TRIGGER record_removed;
CREATE TRIGGER record_removed BEFORE DELETE ON record BEGIN
    INSERT INTO outbox (record_id) VALUES (old.id);
    INSERT INTO outbox (record_id) SELECT DISTINCT source_id FROM link WHERE target_id = old.id;
    INSERT INTO outbox (record_id)
    SELECT DISTINCT target_id FROM link WHERE source_id = old.id AND target_id IS NOT NULL;
    DELETE FROM link WHERE target_id = old.id AND NOT old.published;
    UPDATE link SET target_id = NULL, label = old.title WHERE target_id = old.id;
END;
