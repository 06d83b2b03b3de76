/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Avoidance: who should not judge, help or be drawn for whom, by rules the office tunes. One engine
 * for matching, teams, draws and reviews. Subject and candidates are records: experts,
 * organisations, workstations, societies. Every rule holds both ways.
 *
 * A check reads what the subject is tied to, one statement a rule, and looks the candidates up in
 * it: its cost grows with the subject's ties and hardly with the candidates.
 */
#ifndef ZK_AVOID_H
#define ZK_AVOID_H

#include "arena.h"
#include "store.h"

#include <stdbool.h>

enum {
    ZK_AVOID_CANDIDATES = 10000, /* of one check over the API */
    ZK_AVOID_EVIDENCE = 3,       /* records told of a finding */
    ZK_AVOID_YEARS_MAX = 50,
    ZK_AVOID_NUMBER_MAX = 20,
    ZK_AVOID_LIST_MAX = 200,  /* values of a rule's list */
    ZK_AVOID_VALUE_MAX = 100, /* characters of one */
};

/* What a row of the table may tune, beside active and effect. */
enum { ZK_AVOID_HAS_YEARS = 1, ZK_AVOID_HAS_NUMBER = 2, ZK_AVOID_HAS_LIST = 4 };

/* identifier, name, what a person reads (zh, en), the field it rests on when that is private */
#define ZK_AVOID_RULE_LIST(X)                                                                      \
    X(SAME_PERSON, "same_person", "本人", "the same", ZK_F_EMAIL, 0)                               \
    X(DECLARED, "declared", "已申报回避", "declared", ZK_F_AVOID_EXPERTS, ZK_AVOID_HAS_NUMBER)     \
    X(ORGANISATION, "organisation", "同一单位", "same organisation", ZK_F_ORGANISATION, 0)         \
    X(PARENT, "parent", "上级单位相同或有隶属关系", "under one organisation", ZK_F_HOST,           \
      ZK_AVOID_HAS_NUMBER | ZK_AVOID_HAS_LIST)                                                     \
    X(SHARED_WORK, "shared_work", "近年有共同成果", "recent work together", ZK_F_CONTRIBUTORS,     \
      ZK_AVOID_HAS_YEARS | ZK_AVOID_HAS_NUMBER)                                                    \
    X(SHARED_WORKS, "shared_works", "近年共同成果较多", "much recent work together",               \
      ZK_F_CONTRIBUTORS, ZK_AVOID_HAS_YEARS | ZK_AVOID_HAS_NUMBER)                                 \
    X(COSIGNER, "cosigner", "同轮联名建议", "signed a proposal together", ZK_F_AUTHORS,            \
      ZK_AVOID_HAS_YEARS)                                                                          \
    X(RECOMMENDER, "recommender", "推荐单位", "recommending organisation", ZK_F_RECOMMENDER,       \
      ZK_AVOID_HAS_YEARS)                                                                          \
    X(WORKSTATION, "workstation", "建站单位与进站专家", "host and expert of a workstation",        \
      ZK_F_EXPERTS, 0)                                                                             \
    X(MAIL_DOMAIN, "mail_domain", "单位邮箱域名相同", "same mail domain", ZK_F_EMAIL,              \
      ZK_AVOID_HAS_LIST)

enum zk_avoid_rule {
#define ZK_AVOID_ID(ID, name, zh, en, field, has) ZK_AVOID_##ID,
    ZK_AVOID_RULE_LIST(ZK_AVOID_ID)
#undef ZK_AVOID_ID
        ZK_AVOID_RULES
};

enum zk_avoid_effect { ZK_AVOID_WARN, ZK_AVOID_BLOCK };

/** A rule as the office set it. */
struct zk_avoid_setting {
    enum zk_avoid_rule rule;
    bool active;
    enum zk_avoid_effect effect;
    int64_t years;    /* how far back, 0: any age */
    int64_t number;   /* works at least, or levels upwards; 1 where it means nothing */
    const char *list; /* JSON array of texts */
    int64_t version;
};

const char *zk_avoid_rule_name(enum zk_avoid_rule rule);
const char *zk_avoid_effect_name(enum zk_avoid_effect effect);
/** What a person reads: "同一单位", "same organisation". */
const char *zk_avoid_rule_label(enum zk_avoid_rule rule, bool english);
/** Bits ZK_AVOID_HAS_… */
unsigned zk_avoid_rule_has(enum zk_avoid_rule rule);

/** All rules, in their order: settings[ZK_AVOID_RULES]; lists are in arena. */
enum zk_status zk_avoid_settings(struct zk_store *store, struct zk_arena *arena,
                                 struct zk_avoid_setting *settings, struct zk_error *err);

/**
 * Change one, inside a transaction.
 *
 * @param setting  whole; version is the one that was read
 * @retval ZK_CONFLICT   it was changed meanwhile
 * @retval ZK_BAD_VALUE  years, number or list; an organisation of the list is not there
 */
enum zk_status zk_avoid_setting_put(struct zk_store *store, const struct zk_avoid_setting *setting,
                                    struct zk_error *err);

struct zk_avoid_query {
    int64_t subject;
    const int64_t *candidates; /* in any order */
    size_t count;
    const char *round; /* co-signatories of this round only, NULL: of the rule's years */
    int year;          /* now */
    enum zk_see see;   /* whose eyes the evidence is for */
};

struct zk_avoid_evidence {
    int64_t id;
    enum zk_kind kind;
    const char *title;
};

struct zk_avoid_finding {
    int64_t candidate;
    enum zk_avoid_rule rule;
    enum zk_avoid_effect effect;
    bool secret;  /* not for those eyes: it counts, and nothing of it may be told */
    size_t total; /* ties found, those that may not be seen included */
    size_t count; /* of evidence */
    struct zk_avoid_evidence evidence[ZK_AVOID_EVIDENCE]; /* newest first */
};

struct zk_avoid_report {
    struct zk_avoid_finding *findings; /* by candidate, then by rule */
    size_t count;
};

/**
 * What speaks against each candidate. A candidate that is the subject is found by same_person
 * alone; one that is no record has no findings.
 */
enum zk_status zk_avoid_check(struct zk_store *store, const struct zk_avoid_query *query,
                              struct zk_arena *arena, struct zk_avoid_report **out,
                              struct zk_error *err);

/**
 * The first of a JSON array of ids ("expert:12") that is no record of that kind; NULL when all are.
 */
enum zk_status zk_avoid_missing(struct zk_store *store, const char *ids, struct zk_arena *arena,
                                const char **out, struct zk_error *err);

/** A candidate's findings; NULL and 0 when there are none. */
const struct zk_avoid_finding *zk_avoid_of(const struct zk_avoid_report *report, int64_t candidate,
                                           size_t *count);

/** Does any of them block? */
bool zk_avoid_blocks(const struct zk_avoid_report *report, int64_t candidate);

#endif
