/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings and rules of avoidance as JSON.
 */
#include "avoidance.h"
#include "view.h"

#include <string.h>

static void put_finding(struct zk_json *json, const struct zk_avoid_finding *finding)
{
    zk_json_object(json);
    zk_json_put_string(json, "rule", zk_avoid_rule_name(finding->rule));
    zk_json_put_string(json, "effect", zk_avoid_effect_name(finding->effect));
    zk_json_put_string(json, "text", zk_avoid_rule_label(finding->rule, false));
    zk_json_put_string(json, "text_en", zk_avoid_rule_label(finding->rule, true));
    zk_json_key(json, "evidence");
    zk_json_array(json);
    for (size_t i = 0; i < finding->count; i++) {
        const struct zk_avoid_evidence *e = &finding->evidence[i];

        zk_json_object(json);
        zk_view_id(json, "id", e->kind, e->id);
        zk_json_put_string(json, "title", e->title);
        zk_view_url(json, "url", e->kind, e->id);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
    zk_json_object_end(json);
}

void zk_view_findings(struct zk_json *json, const char *key,
                      const struct zk_avoid_finding *findings, size_t count)
{
    zk_json_key(json, key);
    zk_json_array(json);
    for (size_t i = 0; i < count; i++) {
        if (!findings[i].secret)
            put_finding(json, &findings[i]);
    }
    zk_json_array_end(json);
}

void zk_view_setting(struct zk_json *json, const struct zk_avoid_setting *setting)
{
    unsigned has = zk_avoid_rule_has(setting->rule);

    zk_json_object(json);
    zk_json_put_int(json, "id", (int64_t)setting->rule + 1);
    zk_json_put_string(json, "rule", zk_avoid_rule_name(setting->rule));
    zk_json_put_string(json, "label", zk_avoid_rule_label(setting->rule, false));
    zk_json_put_string(json, "label_en", zk_avoid_rule_label(setting->rule, true));
    zk_json_put_bool(json, "active", setting->active);
    zk_json_put_string(json, "effect", zk_avoid_effect_name(setting->effect));
    if (has & ZK_AVOID_HAS_YEARS)
        zk_json_put_int(json, "years", setting->years);
    if (has & ZK_AVOID_HAS_NUMBER)
        zk_json_put_int(json, "number", setting->number);
    if (has & ZK_AVOID_HAS_LIST) {
        zk_json_key(json, "list");
        zk_json_raw(json, setting->list, strlen(setting->list));
    }
    zk_json_put_int(json, "version", setting->version);
    zk_json_object_end(json);
}
