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
    zk_json_put_string(json, "use", word->must ? "must" : word->dropped ? "drop" : "may");
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
    if (warnings & ZK_MATCH_FULL)
        zk_json_string(json, "full");
    if (warnings & ZK_MATCH_NO_CONSENT)
        zk_json_string(json, "no_consent");
    zk_json_array_end(json);
}

/* What an answer's parts are written with. */
struct answer {
    struct zk_json *json;
    const struct zk_facets *facets;
    const struct zk_match_params *params;
    const struct zk_need *need;
    const struct zk_view_finished *finished;
    enum zk_see see;
};

/* Numbers are for who sees the field that says how many are taken. */
static void put_load(const struct answer *a, const struct zk_candidate *c)
{
    if (!c->load || zk_field_shown(zk_field_get(ZK_F_MAX_LOAD), a->see) != ZK_SHOWN)
        return;
    zk_json_key(a->json, "load");
    zk_json_object(a->json);
    zk_json_put_int(a->json, "open", c->load->open);
    zk_json_put_int(a->json, "most", c->load->most);
    zk_json_object_end(a->json);
}

/* What anybody may know: how many, when the last one, of which disciplines. */
static void put_finished(struct zk_json *json, const struct zk_view_finished *finished, int64_t id)
{
    const struct zk_introduction_record *record = NULL;

    for (size_t i = 0; i < finished->count && !record; i++) {
        if (finished->list[i].candidate == id)
            record = &finished->list[i];
    }
    if (!record)
        return;
    zk_json_key(json, "introductions");
    zk_json_object(json);
    zk_json_put_int(json, "done", record->done);
    zk_json_put_int(json, "year", record->year);
    zk_json_key(json, "disciplines");
    zk_json_array(json);
    for (size_t i = 0; i < record->discipline_count; i++)
        zk_view_code(json, zk_codes_table("discipline"), record->disciplines[i], finished->lang);
    zk_json_array_end(json);
    zk_json_object_end(json);
}

/* The filters a candidate passed: facets of its kind, and the rules of an expert that are met. */
static void put_passed(const struct answer *a, const struct zk_candidate *c)
{
    const struct zk_match_params *params = a->params;
    const struct zk_facets *facets = a->facets;
    struct zk_json *json = a->json;
    int last = -1;

    zk_json_key(json, "passed");
    zk_json_array(json);
    for (int facet = 0; facet < facets->count; facet++) {
        for (size_t i = 0; i < params->selected_count && last < facet; i++) {
            if (params->selected[i].facet != facet ||
                !zk_facet_of_kind(&facets->list[facet], c->kind))
                continue;
            zk_json_string(json, facets->list[facet].name);
            last = facet;
        }
    }
    if (c->met & ZK_FIT_INDUSTRY)
        zk_json_string(json, "takes_industries");
    if (c->met & ZK_FIT_SIZE)
        zk_json_string(json, "takes_sizes");
    zk_json_array_end(json);
}

static void put_candidate(const struct answer *a, const struct zk_candidate *c)
{
    const struct zk_need *need = a->need;
    struct zk_json *json = a->json;

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
    zk_json_put_int(json, "moved", c->moved);
    put_words(json, "covered", need, c, true);
    put_words(json, "uncovered", need, c, false);
    put_passed(a, c);
    put_finished(json, a->finished, c->id);
    put_warnings(json, c->warnings);
    put_load(a, c);
    zk_view_findings(json, "avoidance", c->findings, c->finding_count);
    zk_json_object_end(json);
}

static void put_left_out(struct zk_json *json, const struct zk_match_group *group)
{
    static const char *const names[ZK_LEFT_OUTS] = { [ZK_LEFT_AVOIDANCE] = "avoidance",
                                                     [ZK_LEFT_INDUSTRY] = "industry",
                                                     [ZK_LEFT_SIZE] = "size",
                                                     [ZK_LEFT_FULL] = "full" };

    zk_json_key(json, "left_out");
    zk_json_object(json);
    for (int i = 0; i < ZK_LEFT_OUTS; i++)
        zk_json_put_int(json, names[i], (int64_t)group->left_out[i]);
    zk_json_object_end(json);
}

static void put_group(const struct answer *a, const struct zk_match_group *group)
{
    struct zk_json *json = a->json;

    zk_json_object(json);
    zk_json_put_string(json, "kind", zk_kind_info(group->kind)->name);
    zk_json_put_int(json, "total", (int64_t)group->total);
    put_left_out(json, group);
    zk_json_key(json, "candidates");
    zk_json_array(json);
    for (size_t i = 0; i < group->count; i++)
        put_candidate(a, &group->candidates[i]);
    zk_json_array_end(json);
    zk_json_object_end(json);
}

static void put_rotation(struct zk_json *json, const struct zk_match_rotation *rotation)
{
    zk_json_key(json, "rotation");
    if (!rotation->seed) {
        zk_json_null(json);
        return;
    }
    zk_json_object(json);
    zk_json_put_string(json, "seed", rotation->seed);
    zk_json_key(json, "tolerance");
    zk_json_real(json, rotation->tolerance);
    zk_json_object_end(json);
}

void zk_view_match(struct zk_json *json, const struct zk_facets *facets,
                   const struct zk_match_params *params, const struct zk_match *match,
                   const struct zk_view_finished *finished, int64_t took_us)
{
    const struct answer answer = { json, facets, params, match->need, finished, params->see };
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
    put_rotation(json, &params->rotation);
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
        put_group(&answer, &match->groups[i]);
    zk_json_array_end(json);
    zk_json_object_end(json);
}
