/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the engine and the store gave, as JSON. Views decide nothing: what a role may not see
 * was never read.
 */
#ifndef ZK_VIEW_H
#define ZK_VIEW_H

#include "codes.h"
#include "engine.h"
#include "fitting.h"
#include "introduction.h"
#include "json.h"
#include "matching.h"
#include "query.h"
#include "store.h"

/** The answer of a search, one object. */
void zk_view_search(struct zk_json *json, const struct zk_facets *facets,
                    const struct zk_search_query *query, const struct zk_page *page,
                    int64_t took_us);

/** Members of any answer that is one page of a list. size: what was asked for. */
void zk_view_page(struct zk_json *json, int64_t total, int page, size_t size);

/** Finished introductions of those who were found. */
struct zk_view_finished {
    const struct zk_introduction_record *list; /* in the order of candidates' ids */
    size_t count;
    enum zk_lang lang; /* of labels */
};

/** The answer of a match, one object; scores are in points, 1,000 of ours. */
void zk_view_match(struct zk_json *json, const struct zk_facets *facets,
                   const struct zk_match_params *params, const struct zk_match *match,
                   const struct zk_view_finished *finished, int64_t took_us);

/** The demands that a record fits, as candidates of a match. */
void zk_view_fitting(struct zk_json *json, const struct zk_facets *facets, enum zk_kind kind,
                     int64_t id, const struct zk_fitting *list, size_t count, int64_t took_us);

/** Text in pieces, as an array. */
void zk_view_pieces(struct zk_json *json, const char *key, const struct zk_pieces *pieces);

void zk_view_suggestions(struct zk_json *json, const char *q, size_t q_len,
                         const struct zk_suggestions *suggestions);

/** Records like one. */
void zk_view_alike(struct zk_json *json, enum zk_kind kind, int64_t id,
                   const struct zk_alike *alike);

/** Pairs of words, one object; size is how many were asked for: as many, and there may be more. */
void zk_view_pairs(struct zk_json *json, const struct zk_pair *pairs, size_t count, size_t size,
                   int64_t version);

/** What a record is tied to. */
struct zk_record_ties {
    struct zk_tie *list;
    size_t count;
    struct zk_introduction_figures introductions; /* of an expert, workstation or society */
};

/** A record with what it is tied to, one object. */
void zk_view_record(struct zk_json *json, const struct zk_record *record,
                    const struct zk_record_ties *ties, enum zk_role role, enum zk_lang lang);

/** A code with its label, one object. */
void zk_view_code(struct zk_json *json, const struct zk_code_table *table, const char *code,
                  enum zk_lang lang);

/** Label of a code; the code itself when its table does not have it any more. */
const char *zk_view_label(const struct zk_code_table *table, const char *code, enum zk_lang lang);

/** "expert:12" and "/experts/12" */
void zk_view_id(struct zk_json *json, const char *key, enum zk_kind kind, int64_t id);
void zk_view_url(struct zk_json *json, const char *key, enum zk_kind kind, int64_t id);

#endif
