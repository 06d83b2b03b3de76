/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs of words as JSON.
 */
#include "view.h"

static void put_text(struct zk_json *json, const char *key, const char *text)
{
    if (text) {
        zk_json_put_string(json, key, text);
        return;
    }
    zk_json_key(json, key);
    zk_json_null(json);
}

void zk_view_pairs(struct zk_json *json, const struct zk_pair *pairs, size_t count, size_t size,
                   int64_t version)
{
    zk_json_object(json);
    zk_json_put_int(json, "version", version);
    zk_json_key(json, "next");
    if (count == size)
        zk_json_int(json, pairs[count - 1].id);
    else
        zk_json_null(json);
    zk_json_key(json, "terms");
    zk_json_array(json);
    for (size_t i = 0; i < count; i++) {
        zk_json_object(json);
        zk_json_put_int(json, "id", pairs[i].id);
        zk_json_put_string(json, "text", pairs[i].text);
        zk_json_put_string(json, "other", pairs[i].other);
        zk_json_put_string(json, "relation", zk_relation_name(pairs[i].relation));
        zk_json_put_int(json, "seen", pairs[i].seen);
        put_text(json, "origin", pairs[i].origin);
        put_text(json, "note", pairs[i].note);
        zk_json_object_end(json);
    }
    zk_json_array_end(json);
    zk_json_object_end(json);
}
