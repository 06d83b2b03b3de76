/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A match as JSON: the words of the need, and candidates with the numbers that ranked them.
 */
#include "avoidance.h"
#include "view.h"

enum { WORDS_SHOWN = 32 };

/* Points, so that three decimals are enough for parts to add up. */
#define POINTS 1000.0

static void put_points(struct zk_json *json, const char *key, double value)
{
    zk_json_key(json, key);
    zk_json_real(json, value * POINTS);
}

static size_t shown_words(const struct zk_need *need)
{
    return need->word_count < WORDS_SHOWN ? need->word_count : WORDS_SHOWN;
}

static void put_word(struct zk_json *json, const struct zk_need *need,
                     const struct zk_need_word *word)
{
    zk_json_object(json);
    zk_json_key(json, "text");
    zk_json_text(json, word->text, word->len);
    zk_json_key(json, "weight");
    zk_json_real(json, need->weight > 0 ? word->weight / need->weight : 0);
    zk_json_put_bool(json, "keyword", word->known);
    zk_json_put_bool(json, "absent", word->absent);
    zk_json_put_string(json, "use", word->must      ? "must"
                                    : word->dropped ? "drop"
                                                    : "may");
    zk_json_object_end(json);
}

static void put_evidence(struct zk_json *json, const struct zk_evidence *e)
{
    zk_json_object(json);
    zk_json_members(json, e->members, e->members_len);
    zk_view_pieces(json, "title_parts", &e->title);
    zk_view_pieces(json, "passage", &e->passage);
    put_points(json, "share", e->share);
    zk_json_key(json, "ratio");
    zk_json_real(json, e->ratio);
    zk_json_put_int(json, "people", e->people);
    zk_json_key(json, "role");
    if (e->role)
        zk_json_string(json, e->role);
    else
        zk_json_null(json);
    zk_json_object_end(json);
}

static bool is_covered(const struct zk_candidate *c, size_t word)
{
    for (size_t i = 0; i < c->covered_count; i++) {
        if (c->covered[i] == word)
            return true;
    }
    return false;
}

/* Words shown that are covered, or that are not; a dropped one is neither. */
static void put_words(struct zk_json *json, const char *key, const struct zk_need *need,
                      const struct zk_candidate *c, bool covered)
{
    zk_json_key(json, key);
    zk_json_array(json);
    for (size_t i = 0; i < shown_words(need); i++) {
        if (!need->words[i].dropped && is_covered(c, i) == covered)
            zk_json_text(json, need->words[i].text, need->words[i].len);
    }
    zk_json_array_end(json);
}

static const char *strength_name(enum zk_strength strength)
{
    switch (strength) {
    case ZK_STRENGTH_WEAK:
        return "weak";
    case ZK_STRENGTH_FAIR:
        return "fair";
    case ZK_STRENGTH_STRONG:
        return "strong";
    }
    return NULL;
}

static void put_warnings(struct zk_json *json, unsigned warnings)
{
    zk_json_key(json, "warnings");
    zk_json_array(json);
    if (warnings & ZK_MATCH_UNAVAILABLE)
        zk_json_string(json, "unavailable");
    if (warnings & ZK_MATCH_STALE)
        zk_json_string(json, "stale");
    if (warnings & ZK_MATCH_AVOIDANCE)
        zk_json_string(json, "avoidance");
    zk_json_array_end(json);
}

static void put_candidate(struct zk_json *json, const struct zk_need *need,
                          const struct zk_candidate *c)
{
    zk_json_object(json);
    zk_json_members(json, c->members, c->members_len);
    put_points(json, "score", c->score);
    zk_json_put_string(json, "strength", strength_name(c->strength));
    zk_json_key(json, "ratio");
    zk_json_real(json, c->ratio);
    zk_json_key(json, "coverage");
    zk_json_real(json, c->coverage);
    zk_json_key(json, "evidence");
    zk_json_array(json);
    for (size_t i = 0; i < c->evidence_count; i++)
        put_evidence(json, &c->evidence[i]);
    zk_json_array_end(json);
    zk_json_key(json, "rest");
    zk_json_object(json);
    zk_json_put_int(json, "count", (int64_t)c->rest_count);
    put_points(json, "share", c->rest_share);
    zk_json_object_end(json);
    put_points(json, "near_share", c->near_bonus);
    put_words(json, "covered", need, c, true);
    put_words(json, "uncovered", need, c, false);
    put_warnings(json, c->warnings);
    zk_view_findings(json, "avoidance", c->findings, c->finding_count);
    zk_json_object_end(json);
}

static void put_group(struct zk_json *json, const struct zk_need *need,
                      const struct zk_match_group *group)
{
    zk_json_object(json);
    zk_json_put_string(json, "kind", zk_kind_info(group->kind)->name);
    zk_json_put_int(json, "total", (int64_t)group->total);
    zk_json_put_int(json, "blocked", (int64_t)group->blocked);
    zk_json_key(json, "candidates");
    zk_json_array(json);
    for (size_t i = 0; i < group->count; i++)
        put_candidate(json, need, &group->candidates[i]);
    zk_json_array_end(json);
    zk_json_object_end(json);
}

void zk_view_match(struct zk_json *json, const struct zk_facets *facets,
                   const struct zk_match_params *params, const struct zk_match *match,
                   int64_t took_us)
{
    int region = zk_facets_find(facets, "region", 6);
    char code[8];

    zk_json_object(json);
    zk_json_put_bool(json, "weak", match->weak);
    zk_json_put_bool(json, "understood", match->need->term_count > 0);
    zk_json_key(json, "near");
    if (params->near < 0)
        zk_json_null(json);
    else
        zk_json_string(json, zk_facet_code(&facets->list[region], params->near, code));
    zk_json_put_int(json, "documents", (int64_t)match->documents);
    zk_json_put_int(json, "took_us", took_us);
    zk_json_key(json, "terms");
    zk_json_array(json);
    for (size_t i = 0; i < match->need->word_count; i++) {
        const struct zk_need_word *word = &match->need->words[i];

        if (i < shown_words(match->need) || word->must || word->dropped)
            put_word(json, match->need, word);
    }
    zk_json_array_end(json);
    zk_json_key(json, "groups");
    zk_json_array(json);
    for (size_t i = 0; i < match->group_count; i++)
        put_group(json, match->need, &match->groups[i]);
    zk_json_array_end(json);
    zk_json_object_end(json);
}

void zk_view_fitting(struct zk_json *json, enum zk_kind kind, int64_t id,
                     const struct zk_fitting *list, size_t count, int64_t took_us)
{
    zk_json_object(json);
    zk_view_id(json, "id", kind, id);
    zk_json_put_int(json, "took_us", took_us);
    zk_json_key(json, "demands");
    zk_json_array(json);
    for (size_t i = 0; i < count; i++)
        put_candidate(json, list[i].need, &list[i].candidate);
    zk_json_array_end(json);
    zk_json_object_end(json);
}
