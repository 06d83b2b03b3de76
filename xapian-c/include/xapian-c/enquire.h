/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Searching: what to search, in which order, and what was found. */
#ifndef XAPIAN_C_ENQUIRE_H
#define XAPIAN_C_ENQUIRE_H

#include "status.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_database;
struct xapc_document;
struct xapc_enquire;
struct xapc_eset;
struct xapc_mset;
struct xapc_query;
struct xapc_rset;
struct xapc_sorter;
struct xapc_spy;
struct xapc_stem;
struct xapc_terms;
struct xapc_weight;

/** database may be freed afterwards. */
XAPC_API enum xapc_status xapc_enquire_new(const struct xapc_database *database,
                                           struct xapc_enquire **out, struct xapc_error *err);
XAPC_API void xapc_enquire_free(struct xapc_enquire *enquire);

/** length: of the query, for BM25's k2; 0 for its own. */
XAPC_API enum xapc_status xapc_enquire_set_query(struct xapc_enquire *enquire,
                                                 const struct xapc_query *query, uint32_t length,
                                                 struct xapc_error *err);
/** weight is copied. */
XAPC_API enum xapc_status xapc_enquire_set_weight(struct xapc_enquire *enquire,
                                                  const struct xapc_weight *weight,
                                                  struct xapc_error *err);
/** Leave out what scores below percent of the best, or below weight. 0 and 0: nothing. */
XAPC_API enum xapc_status xapc_enquire_set_cutoff(struct xapc_enquire *enquire, int percent,
                                                  double weight, struct xapc_error *err);

enum xapc_docid_order { XAPC_DOCID_ASCENDING, XAPC_DOCID_DESCENDING, XAPC_DOCID_ANY };

/** Among equals. XAPC_DOCID_ANY lets a boolean search be fastest. */
XAPC_API enum xapc_status xapc_enquire_set_docid_order(struct xapc_enquire *enquire,
                                                       enum xapc_docid_order order,
                                                       struct xapc_error *err);

enum xapc_sort {
    XAPC_SORT_RELEVANCE,
    XAPC_SORT_KEY,
    XAPC_SORT_KEY_RELEVANCE, /**< relevance among equal keys */
    XAPC_SORT_RELEVANCE_KEY, /**< key among equal relevance */
};

/** The key is the value in a slot; ascending by bytes. XAPC_SORT_RELEVANCE ignores the rest. */
XAPC_API enum xapc_status xapc_enquire_set_sort(struct xapc_enquire *enquire, enum xapc_sort sort,
                                                uint32_t slot, bool ascending,
                                                struct xapc_error *err);
/** The key is made of several slots; sorter must outlive every run. */
XAPC_API enum xapc_status xapc_enquire_set_sorter(struct xapc_enquire *enquire,
                                                  enum xapc_sort sort, struct xapc_sorter *sorter,
                                                  bool ascending, struct xapc_error *err);
XAPC_API enum xapc_status xapc_sorter_new(struct xapc_sorter **out, struct xapc_error *err);
/** The next slot of the key; missing stands for no value. */
XAPC_API enum xapc_status xapc_sorter_add(struct xapc_sorter *sorter, uint32_t slot, bool reverse,
                                          const char *missing, size_t len, struct xapc_error *err);
XAPC_API void xapc_sorter_free(struct xapc_sorter *sorter);

/** At most max documents of one value in a slot; max 0: no collapsing. */
XAPC_API enum xapc_status xapc_enquire_set_collapse(struct xapc_enquire *enquire, uint32_t slot,
                                                    uint32_t max, struct xapc_error *err);
/** Seconds after which check_at_least is given up; 0: no limit. */
XAPC_API enum xapc_status xapc_enquire_set_time_limit(struct xapc_enquire *enquire, double seconds,
                                                      struct xapc_error *err);
/** Show every document that is looked at to spy, which must outlive every run. */
XAPC_API enum xapc_status xapc_enquire_add_spy(struct xapc_enquire *enquire, struct xapc_spy *spy,
                                               struct xapc_error *err);
XAPC_API enum xapc_status xapc_enquire_clear_spies(struct xapc_enquire *enquire,
                                                   struct xapc_error *err);

/**
 * Search. At most max hits from the first (0 is the best) on.
 *
 * @param check_at_least  look at that many matches for exact counts and spies
 * @param relevant        documents known to be relevant, or NULL
 * @retval XAPC_DATABASE_MODIFIED the revision was overwritten: reopen and search again
 * @retval XAPC_CALLBACK a spy ended it
 */
XAPC_API enum xapc_status xapc_enquire_run(struct xapc_enquire *enquire, uint32_t first,
                                           uint32_t max, uint32_t check_at_least,
                                           const struct xapc_rset *relevant,
                                           struct xapc_mset **out, struct xapc_error *err);

/** Terms of the query that a document has. */
XAPC_API enum xapc_status xapc_enquire_matching_terms(struct xapc_enquire *enquire, uint32_t docid,
                                                      struct xapc_terms **out,
                                                      struct xapc_error *err);

/* ---- what was found ---- */

struct xapc_hit {
    uint32_t docid;
    double weight;
    uint32_t rank;           /**< 0 is the best */
    uint32_t collapse_count; /**< at least so many were left out for this one */
    int percent;
};

struct xapc_estimate {
    uint32_t lower, estimated, upper; /**< matches there are */
    double max_possible;              /**< weight */
    double max_attained;
};

XAPC_API void xapc_mset_free(struct xapc_mset *mset);
XAPC_API enum xapc_status xapc_mset_count(const struct xapc_mset *mset, uint32_t *out,
                                          struct xapc_error *err);
XAPC_API enum xapc_status xapc_mset_estimate(const struct xapc_mset *mset,
                                             struct xapc_estimate *out, struct xapc_error *err);
/** Up to room hits from the index-th (0 is the first of this set); *count were written. */
XAPC_API enum xapc_status xapc_mset_hits(const struct xapc_mset *mset, uint32_t index,
                                         struct xapc_hit *out, size_t room, size_t *count,
                                         struct xapc_error *err);
XAPC_API enum xapc_status xapc_mset_sort_key(struct xapc_mset *mset, uint32_t index,
                                             struct xapc_view *out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_mset_collapse_key(struct xapc_mset *mset, uint32_t index,
                                                 struct xapc_view *out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_mset_document(const struct xapc_mset *mset, uint32_t index,
                                             struct xapc_document **out, struct xapc_error *err);
/** Ask for all documents of the set at once: for remote databases. */
XAPC_API enum xapc_status xapc_mset_fetch(const struct xapc_mset *mset, struct xapc_error *err);
/** Documents that have a query term, and the largest weight it may give. */
XAPC_API enum xapc_status xapc_mset_term_documents(const struct xapc_mset *mset, const char *term,
                                                   size_t len, uint32_t *out,
                                                   struct xapc_error *err);
XAPC_API enum xapc_status xapc_mset_term_weight(const struct xapc_mset *mset, const char *term,
                                                size_t len, double *out, struct xapc_error *err);

struct xapc_snippet {
    size_t length;               /**< bytes of text at most; 0: 500 */
    const struct xapc_stem *stem; /**< as when indexed; NULL: none */
    bool empty_without_match;
    const char *begin, *end; /**< around a hit; NULL: "<b>" and "</b>" */
    const char *omission;    /**< where text was cut; NULL: "..." */
};

/** The best window of a text, special characters escaped for HTML. options may be NULL. */
XAPC_API enum xapc_status xapc_mset_snippet(struct xapc_mset *mset, const char *text, size_t len,
                                            const struct xapc_snippet *options,
                                            struct xapc_view *out, struct xapc_error *err);

/* ---- relevance feedback ---- */

XAPC_API enum xapc_status xapc_rset_new(struct xapc_rset **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_rset_add(struct xapc_rset *rset, uint32_t docid,
                                        struct xapc_error *err);
XAPC_API enum xapc_status xapc_rset_remove(struct xapc_rset *rset, uint32_t docid,
                                           struct xapc_error *err);
XAPC_API enum xapc_status xapc_rset_count(const struct xapc_rset *rset, uint32_t *out,
                                          struct xapc_error *err);
XAPC_API void xapc_rset_free(struct xapc_rset *rset);

struct xapc_expand {
    const char *scheme;    /**< "trad" (NULL) or "bo1" */
    double k;              /**< of "trad"; 0: 1 */
    bool with_query_terms; /**< terms of the query too */
    bool exact;            /**< no estimates of term frequencies */
    double min_weight;
};

/** Up to max terms that tell the relevant documents from the rest. options may be NULL. */
XAPC_API enum xapc_status xapc_enquire_expand(struct xapc_enquire *enquire, uint32_t max,
                                              const struct xapc_rset *relevant,
                                              const struct xapc_expand *options,
                                              struct xapc_eset **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_eset_count(const struct xapc_eset *eset, uint32_t *out,
                                          struct xapc_error *err);
/** The index-th term, best first; its view belongs to eset. */
XAPC_API enum xapc_status xapc_eset_term(struct xapc_eset *eset, uint32_t index,
                                         struct xapc_view *term, double *weight,
                                         struct xapc_error *err);
XAPC_API void xapc_eset_free(struct xapc_eset *eset);

#ifdef __cplusplus
}
#endif
#endif
