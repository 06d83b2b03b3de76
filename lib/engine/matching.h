/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matching: a need in somebody's own words, and who can meet it, with the numbers that ranked
 * them. Experts are found through what they did; workstations and societies through their
 * members. The need is not kept.
 */
#ifndef ZK_MATCHING_H
#define ZK_MATCHING_H

#include "access.h"
#include "avoid.h"
#include "engine.h"
#include "fit.h"
#include "match_score.h"
#include "need.h"

enum {
    ZK_MATCH_MAX_SIZE = 50,
    ZK_MATCH_DEFAULT_SIZE = 10,
    ZK_MATCH_DOCUMENTS = 400,     /* that are weighed */
    ZK_MATCH_EVIDENCE = 3,        /* shown of a candidate */
    ZK_MATCH_TOLERANCE_MAX = 200, /* thousandths */
};

/** How near-equals are ordered: the office's setting, and what is drawn from. */
struct zk_match_rotation {
    const char *seed; /* the same gives the same order; NULL: by score alone */
    double tolerance; /* a part of the score; what is below it is chance (docs/MATCHING.md) */
};

struct zk_match_params {
    struct zk_need_text need;
    unsigned kinds; /* bits 1u << enum zk_kind: expert, workstation, society */
    int size;       /* candidates a kind; eval asks for more than ZK_MATCH_MAX_SIZE */
    const struct zk_facet_value *selected; /* of candidates; OR within a facet, AND across */
    size_t selected_count;
    const int64_t *exclude; /* neither candidates nor evidence */
    size_t exclude_count;
    int near;                 /* row of the region facet that comes first, or -1 */
    const char *stale_before; /* RFC 3339: a profile not updated since is stale; NULL: never */
    bool bare;                /* of candidates only id and score are wanted */
    const struct zk_avoid_query *avoid; /* whose need it is, without candidates; NULL: nobody's */
    const struct zk_fit_need *fit;      /* what experts' rules are held against; NULL: nothing */
    enum zk_see see;                    /* whose eyes the answer is for */
    bool load;      /* look up whether experts have as many introductions as they take, and warn */
    bool only_free; /* leave those out; wants load */
    const struct zk_access *access; /* look up their consent to be contacted, and warn; NULL: no */
    struct zk_match_rotation rotation;
    struct zk_store *store; /* what the six above are asked of */
};

struct zk_evidence {
    int64_t id;
    enum zk_kind kind;
    double ratio; /* BM25(d,q) / BM25(q,q) */
    double share; /* of the candidate's score */
    unsigned people;
    const char *role;    /* of the candidate in it, or NULL */
    const char *members; /* JSON members of the record's card */
    size_t members_len;
    struct zk_pieces title, passage;
};

enum {
    ZK_MATCH_STALE = 1,
    ZK_MATCH_UNAVAILABLE = 2,
    ZK_MATCH_AVOIDANCE = 4,
    ZK_MATCH_FULL = 8,
    ZK_MATCH_NO_CONSENT = 16,
};

/* Why somebody is left out: the first of these that holds. */
enum zk_left_out { ZK_LEFT_AVOIDANCE, ZK_LEFT_INDUSTRY, ZK_LEFT_SIZE, ZK_LEFT_FULL, ZK_LEFT_OUTS };

struct zk_candidate {
    int64_t id;
    enum zk_kind kind;
    double score; /* shares of all evidence + near_bonus */
    double near_bonus;
    int moved; /* places up by the draw, below 0: down */
    enum zk_nearness nearness;
    double ratio;    /* of its best evidence */
    double coverage; /* share of the words, by weight */
    enum zk_strength strength;
    const char *members;
    size_t members_len;
    const struct zk_evidence *evidence; /* the best of it */
    size_t evidence_count;
    size_t rest_count;       /* of evidence that counts and is not shown, */
    double rest_share;       /* and what it adds */
    const uint16_t *covered; /* numbers of words of the need, ascending */
    size_t covered_count;
    unsigned met; /* rules of an expert that the need meets: ZK_FIT_INDUSTRY, ZK_FIT_SIZE */
    const struct zk_load *load; /* NULL: not said, or not looked up */
    unsigned warnings;
    const struct zk_avoid_finding *findings; /* that warn; the secret ones are not to be told */
    size_t finding_count;
};

struct zk_match_group {
    enum zk_kind kind;
    const struct zk_candidate *candidates;
    size_t count;
    size_t total;                  /* that have any evidence among the documents weighed */
    size_t left_out[ZK_LEFT_OUTS]; /* further ones */
};

struct zk_match {
    const struct zk_need *need;
    const struct zk_match_group *groups; /* of the kinds asked for */
    size_t group_count;
    bool weak;        /* no candidate shown is more than weak */
    size_t documents; /* weighed */
};

/**
 * Who can meet a need.
 *
 * @param arena  owns *out and everything it points to
 * @retval ZK_OK  also when nobody can
 * @retval ZK_STALE ZK_NO_INDEX ZK_FOREIGN_INDEX ZK_CORRUPT  as of zk_search_run()
 */
enum zk_status zk_match_run(struct zk_engine *engine, const struct zk_match_params *params,
                            struct zk_arena *arena, struct zk_match **out, struct zk_error *err);

/* ---- the office's settings: match_setting.c ---- */

struct zk_match_setting {
    bool rotation;     /* near-equals are ordered by draw */
    int64_t tolerance; /* what is near-equal, in thousandths of a score */
    int64_t version;
};

enum zk_status zk_match_setting_get(struct zk_store *store, struct zk_match_setting *out,
                                    struct zk_error *err);
/** Inside a transaction; version is the one that was read. @retval ZK_CONFLICT ZK_BAD_VALUE */
enum zk_status zk_match_setting_put(struct zk_store *store, const struct zk_match_setting *setting,
                                    struct zk_error *err);

#endif
