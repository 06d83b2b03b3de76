/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of lib/introduction share: how rows are read, who they concern, steps.
 */
#ifndef ZK_INTRODUCTION_PRIVATE_H
#define ZK_INTRODUCTION_PRIVATE_H

#include "introduction.h"
#include "sql.h"

#include <stdint.h>

enum { ZK_INTRODUCTION_DAY = 86400 };

/* Columns of an introduction, in the order zk_introduction_read() wants, and where from. */
#define ZK_INTRODUCTION_COLUMNS                                                                    \
    "i.id, i.version, i.state, i.demand_id, d.title, coalesce(k.demand_status, 'open'),"           \
    " d.published, o.id, coalesce(o.title, l.label), i.kind, i.candidate_id,"                      \
    " coalesce(c.title, i.candidate_name), coalesce(c.published, 0), i.message, i.matched,"        \
    " i.outcome, i.satisfaction, i.created_at, i.approved_at, i.moved_at, i.reminded, i.chased,"   \
    " i.chased_at"

#define ZK_INTRODUCTION_FROM                                                                       \
    " FROM introduction i JOIN record d ON d.id = i.demand_id LEFT JOIN demand k ON k.id = d.id"   \
    " LEFT JOIN link l ON l.source_id = d.id AND l.field = 'organisation'"                         \
    " LEFT JOIN record o ON o.id = l.target_id LEFT JOIN record c ON c.id = i.candidate_id"

/* Whom it concerns: ?1 the role's name, ?2 the own record. */
#define ZK_INTRODUCTION_CONCERNS                                                                   \
    " (?1 = 'office' OR (?1 = 'enterprise' AND i.demand_id IN (SELECT source_id FROM link"         \
    " WHERE target_id = ?2 AND field = 'organisation'))"                                           \
    " OR (?1 = 'expert' AND i.candidate_id = ?2 AND i.approved_at IS NOT NULL))"

#define ZK_INTRODUCTION_OPEN      "i.state IN ('requested', 'approved', 'contacted', 'in_progress')"
#define ZK_INTRODUCTION_UNDER_WAY "i.state IN ('approved', 'contacted', 'in_progress')"

/* Finished, and nobody was dissatisfied: what speaks for a candidate. */
#define ZK_INTRODUCTION_SPEAKS "i.state = 'done' AND coalesce(i.satisfaction, 3) >= 3"

void zk_introduction_read(struct zk_cursor *rows, struct zk_arena *arena,
                          struct zk_introduction *out);

/** Add a step. who NULL: the program. */
enum zk_status zk_introduction_step_add(struct zk_store *store, const struct zk_who *who,
                                        int64_t id, const struct zk_introduction_step *step,
                                        struct zk_error *err);

/** At least `least` and at most `most` characters. @retval ZK_BAD_VALUE ZK_TOO_LONG */
enum zk_status zk_introduction_check_text(const char *text, const char *field, size_t least,
                                          size_t most, struct zk_error *err);

/** Numbers as a JSON array, in arena; NULL when out of memory. */
const char *zk_introduction_numbers(const int64_t *numbers, size_t count, struct zk_arena *arena);

/** chase.c: the days as a JSON array. */
enum zk_status zk_chase_days_json(const struct zk_chase_days *days, struct zk_arena *arena,
                                  const char **out, struct zk_error *err);

/** done.c: write into its demand whether the candidate met it. */
enum zk_status zk_introduction_credit(struct zk_store *store, const struct zk_who *who, int64_t id,
                                      struct zk_error *err);

#endif
