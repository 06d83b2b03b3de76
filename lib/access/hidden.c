/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields that owners keep from the public.
 */
#include "private.h"
#include "subject.h"

enum zk_status zk_hidden_get(struct zk_store *store, const struct zk_record *record,
                             bool hidden[ZK_FIELD_COUNT], struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (int i = 0; st == ZK_OK && i < ZK_FIELD_COUNT; i++) {
        int64_t found = 0;

        if (zk_class_info(zk_field_get((enum zk_field_id)i)->shown_as)->hide)
            st = zk_sql_number(store, &found,
                               "SELECT 1 FROM hidden_field WHERE record_id = ?1 AND field = ?2",
                               err, "it", record->id, zk_field_get((enum zk_field_id)i)->name);
        hidden[i] = found == 1;
    }
    return st;
}

static enum zk_status hide(struct zk_store *store, const struct zk_record *record, const char *name,
                           size_t len, struct zk_error *err)
{
    const struct zk_field *field = zk_field_find(record->kind, name, len);

    if (!field)
        return zk_fail(err, ZK_UNKNOWN_PARAMETER, "fields", "no field %.*s", (int)len, name);
    if (!zk_class_info(field->shown_as)->hide)
        return zk_fail(err, ZK_FORBIDDEN, "fields", "%s 不能隐藏 / cannot be kept back",
                       field->name);
    return zk_sql_run(store,
                      "INSERT OR IGNORE INTO hidden_field (record_id, field) VALUES (?1, ?2)", err,
                      "it", record->id, field->name);
}

enum zk_status zk_hidden_set(struct zk_store *store, const struct zk_record *record,
                             const char *fields, struct zk_error *err)
{
    enum zk_status st =
        zk_sql_run(store, "DELETE FROM hidden_field WHERE record_id = ?1", err, "i", record->id);

    while (st == ZK_OK && *fields) {
        size_t len = strcspn(fields, ",");

        st = hide(store, record, fields, len, err);
        fields += len + (fields[len] == ',');
    }
    return st;
}
