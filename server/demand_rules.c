/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Demands are records with a life of their own; see demand_rules.h.
 */
#include "demand_rules.h"

#include "demand.h"

enum zk_status zk_demand_new(const struct zk_request *request, struct zk_store *store,
                             struct zk_record *record, struct zk_error *err)
{
    struct zk_item *item = zk_arena_alloc(request->arena, sizeof(*item));
    struct zk_record *own;
    enum zk_status st;

    if (record->kind != ZK_KIND_DEMAND)
        return ZK_OK;
    record->values[ZK_F_DEMAND_STATUS].text = zk_demand_state_name(ZK_DEMAND_DRAFT);
    if (request->who.role != ZK_ROLE_ENTERPRISE)
        return ZK_OK;
    if (!item)
        return zk_fail(err, ZK_NO_MEMORY, "", "a demand");
    st = zk_store_get(store, ZK_KIND_ORGANISATION, request->who.record, ZK_SEE_WHOLE,
                      request->arena, &own, err);
    if (st == ZK_NOT_FOUND)
        return zk_fail(err, ZK_FORBIDDEN, "organisation",
                       "账号没有所属单位，请联系科协 / the account has no organisation");
    if (st != ZK_OK)
        return st;
    *item = (struct zk_item){ .text = zk_record_text(own, ZK_F_TITLE),
                              .ref = zk_record_text(own, ZK_F_REF),
                              .id = own->id };
    record->values[ZK_F_ORGANISATION] = (struct zk_value){ .items = item, .count = 1 };
    return ZK_OK;
}

enum zk_status zk_demand_check_edit(const struct zk_edit *edit, struct zk_error *err)
{
    if (edit->old->kind == ZK_KIND_DEMAND && edit->own &&
        zk_demand_state_of(edit->old) == ZK_DEMAND_CLOSED)
        return zk_fail(err, ZK_REFUSED, "",
                       "需求已结束，不能再修改；如有新情况请另提需求 / it is closed");
    return ZK_OK;
}

void zk_demand_keep_state(const struct zk_record *old, struct zk_record *record)
{
    static const enum zk_field_id kept[] = { ZK_F_DEMAND_STATUS, ZK_F_HELPED_EXPERTS,
                                             ZK_F_HELPED_WORKSTATIONS, ZK_F_HELPED_SOCIETIES };

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        record->values[kept[i]] = old->values[kept[i]];
}

enum zk_status zk_demand_check_delete(const struct zk_edit *edit, struct zk_error *err)
{
    int64_t count = 0;
    enum zk_status st = ZK_OK;

    if (edit->old->kind == ZK_KIND_DEMAND)
        st = zk_demand_introductions(edit->store, edit->old->id, &count, err);
    if (st == ZK_OK && count > 0)
        st = zk_fail(err, ZK_REFUSED, "",
                     "这项需求有%lld次对接，不能删除，请将其结束 / it has introductions: close it",
                     (long long)count);
    return st;
}
