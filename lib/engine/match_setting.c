/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The office's settings of matching: the one row of match_setting.
 */
#include "matching.h"
#include "sql.h"

enum zk_status zk_match_setting_get(struct zk_store *store, struct zk_match_setting *out,
                                    struct zk_error *err)
{
    struct zk_cursor rows;
    enum zk_status st = zk_sql_open(
        store, &rows, "SELECT rotation, tolerance, version FROM match_setting", err, "");

    if (st == ZK_OK)
        st = zk_sql_next(&rows, err);
    if (st == ZK_OK && !rows.row)
        st = zk_fail(err, ZK_CORRUPT, "", "no settings of matching in the store");
    if (st == ZK_OK)
        *out = (struct zk_match_setting){ .rotation = zk_sql_int(&rows, 0) != 0,
                                          .tolerance = zk_sql_int(&rows, 1),
                                          .version = zk_sql_int(&rows, 2) };
    zk_sql_close(&rows);
    return st;
}

enum zk_status zk_match_setting_put(struct zk_store *store, const struct zk_match_setting *setting,
                                    struct zk_error *err)
{
    enum zk_status st;

    if (setting->tolerance < 0 || setting->tolerance > ZK_MATCH_TOLERANCE_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "tolerance", "0到%d（千分之一）/ 0 to %d thousandths",
                       ZK_MATCH_TOLERANCE_MAX, ZK_MATCH_TOLERANCE_MAX);
    st = zk_sql_run(store,
                    "UPDATE match_setting SET rotation = ?1, tolerance = ?2, version = version + 1"
                    " WHERE version = ?3",
                    err, "iii", (int64_t)setting->rotation, setting->tolerance, setting->version);
    if (st == ZK_OK && zk_sql_changes(store) != 1)
        st = zk_fail(err, ZK_CONFLICT, "version",
                     "设置已被他人修改，请刷新后再改 / changed meanwhile: load it again");
    return st;
}
