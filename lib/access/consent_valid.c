/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does somebody agree to what only consent allows?
 */
#include "private.h"
#include "subject.h"

enum zk_status zk_consent_valid(const struct zk_access *access, struct zk_store *store,
                                int64_t record, bool *valid, struct zk_error *err)
{
    int64_t found;
    enum zk_status st =
        zk_sql_number(store, &found,
                      "SELECT EXISTS (SELECT 1 FROM consent WHERE record_id = ?1"
                      " AND scope = '" ZK_CONSENT_SCOPE
                      "' AND withdrawn_at IS NULL AND coalesce(expires_at, ?2 + 1) > ?2)"
                      " OR EXISTS (SELECT 1 FROM expert WHERE id = ?1"
                      " AND consent_date IS NOT NULL)",
                      err, "ii", record, zk_now(&access->clock));

    *valid = st == ZK_OK && found == 1;
    return st;
}
