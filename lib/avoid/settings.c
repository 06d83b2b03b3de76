/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules as the office set them: the table avoidance_rule.
 */
#include "rules.h"
#include "sql.h"

#include <string.h>

struct rule_info {
    const char *name, *zh, *en;
    unsigned has;
};

static const struct rule_info infos[ZK_AVOID_RULES] = {
#define RULE_INFO(ID, name, zh, en, field, has) { name, zh, en, has },
    ZK_AVOID_RULE_LIST(RULE_INFO)
#undef RULE_INFO
};

const char *zk_avoid_rule_name(enum zk_avoid_rule rule)
{
    return infos[rule].name;
}

const char *zk_avoid_effect_name(enum zk_avoid_effect effect)
{
    return effect == ZK_AVOID_BLOCK ? "block" : "warn";
}

const char *zk_avoid_rule_label(enum zk_avoid_rule rule, bool english)
{
    return english ? infos[rule].en : infos[rule].zh;
}

unsigned zk_avoid_rule_has(enum zk_avoid_rule rule)
{
    return infos[rule].has;
}

static enum zk_avoid_rule find_rule(const char *name)
{
    int rule = 0;

    while (name && rule < ZK_AVOID_RULES && strcmp(infos[rule].name, name) != 0)
        rule++;
    return name ? (enum zk_avoid_rule)rule : ZK_AVOID_RULES;
}

enum zk_status zk_avoid_settings(struct zk_store *store, struct zk_arena *arena,
                                 struct zk_avoid_setting *settings, struct zk_error *err)
{
    struct zk_cursor rows;
    int found = 0;
    enum zk_status st = zk_sql_open(store, &rows,
                                    "SELECT rule, active, effect = 'block', years, number, list,"
                                    " version FROM avoidance_rule",
                                    err, "");

    while (st == ZK_OK && (st = zk_sql_next(&rows, err)) == ZK_OK && rows.row) {
        enum zk_avoid_rule rule = find_rule(zk_sql_text(&rows, 0, arena));

        if (rule == ZK_AVOID_RULES)
            continue; /* no memory, which zk_sql_next() tells; else the count below */
        settings[rule] = (struct zk_avoid_setting){
            .rule = rule,
            .active = zk_sql_int(&rows, 1) != 0,
            .effect = zk_sql_int(&rows, 2) ? ZK_AVOID_BLOCK : ZK_AVOID_WARN,
            .years = zk_sql_int(&rows, 3),
            .number = zk_sql_int(&rows, 4),
            .list = zk_sql_text(&rows, 5, arena),
            .version = zk_sql_int(&rows, 6),
        };
        found++;
    }
    zk_sql_close(&rows);
    if (st == ZK_OK && found != ZK_AVOID_RULES)
        st = zk_fail(err, ZK_CORRUPT, "", "%d rules of avoidance in the store", found);
    return st;
}

/* The list of the rule on parents holds refs of organisations. */
static enum zk_status check_organisations(struct zk_store *store, const char *list,
                                          struct zk_error *err)
{
    int64_t strange;
    enum zk_status st = zk_sql_number(store, &strange,
                                      "SELECT count(*) FROM json_each(?1) WHERE value NOT IN"
                                      " (SELECT ref FROM record WHERE kind = 'organisation')",
                                      err, "t", list);

    if (st == ZK_OK && strange > 0)
        st = zk_fail(err, ZK_BAD_VALUE, "list",
                     "有%lld个编号不是本库的单位 / %lld of these are no number of an organisation",
                     (long long)strange, (long long)strange);
    return st;
}

enum zk_status zk_avoid_setting_put(struct zk_store *store, const struct zk_avoid_setting *setting,
                                    struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    if (setting->years < 0 || setting->years > ZK_AVOID_YEARS_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "years", "0到%d / 0 to %d", ZK_AVOID_YEARS_MAX,
                       ZK_AVOID_YEARS_MAX);
    if (setting->number < 1 || setting->number > ZK_AVOID_NUMBER_MAX)
        return zk_fail(err, ZK_BAD_VALUE, "number", "1到%d / 1 to %d", ZK_AVOID_NUMBER_MAX,
                       ZK_AVOID_NUMBER_MAX);
    if (setting->rule == ZK_AVOID_PARENT)
        st = check_organisations(store, setting->list, err);
    if (st == ZK_OK)
        st = zk_sql_run(store,
                        "UPDATE avoidance_rule SET active = ?3, effect = ?4, years = ?5,"
                        " number = ?6, list = ?7, version = version + 1"
                        " WHERE rule = ?1 AND version = ?2",
                        err, "tiitiit", zk_avoid_rule_name(setting->rule), setting->version,
                        (int64_t)setting->active, zk_avoid_effect_name(setting->effect),
                        setting->years, setting->number, setting->list);
    if (st == ZK_OK && zk_sql_changes(store) != 1)
        st = zk_fail(err, ZK_CONFLICT, "version",
                     "规则已被他人修改，请刷新后再改 / changed meanwhile: load it again");
    return st;
}
