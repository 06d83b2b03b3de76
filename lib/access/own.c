/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own.h"

#include "private.h"

enum zk_status zk_own(struct zk_store *store, const struct zk_who *who, enum zk_kind kind,
                      int64_t id, bool *own, struct zk_error *err)
{
    int64_t found = 0;
    enum zk_status st = ZK_OK;

    *own = false;
    if (who->record == 0)
        return ZK_OK;
    if (who->role == ZK_ROLE_EXPERT)
        *own = kind == ZK_KIND_EXPERT && id == who->record;
    if (who->role != ZK_ROLE_ENTERPRISE)
        return ZK_OK;
    if (kind == ZK_KIND_ORGANISATION)
        *own = id == who->record;
    if (kind == ZK_KIND_DEMAND) {
        st = zk_sql_number(
            store, &found,
            "SELECT 1 FROM link JOIN record r ON r.id = source_id WHERE source_id = ?1"
            " AND field = 'organisation' AND target_id = ?2 AND r.kind = 'demand'",
            err, "ii", id, who->record);
        *own = found == 1; /* 0 after a failure */
    }
    return st;
}

enum zk_status zk_own_see(struct zk_store *store, const struct zk_who *who, enum zk_kind kind,
                          int64_t id, enum zk_see *see, struct zk_error *err)
{
    bool own;
    enum zk_status st = zk_own(store, who, kind, id, &own, err);

    *see = zk_see_of(who->role, own);
    return st;
}
