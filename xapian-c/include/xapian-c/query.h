/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Queries. Immutable; a query made of others may outlive them. */
#ifndef XAPIAN_C_QUERY_H
#define XAPIAN_C_QUERY_H

#include "status.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_query;
struct xapc_terms;

/** wqf: how often it occurs in the query, at least 1. */
XAPC_API enum xapc_status xapc_query_term(const char *term, size_t len, uint32_t wqf,
                                          struct xapc_query **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_query_all(struct xapc_query **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_query_none(struct xapc_query **out, struct xapc_error *err);

enum xapc_operator {
    XAPC_AND,
    XAPC_OR,
    XAPC_AND_NOT,   /**< the first without any of the others */
    XAPC_XOR,
    XAPC_AND_MAYBE, /**< the first, its weight raised by the others */
    XAPC_FILTER,    /**< the first's weight, all must match */
    XAPC_NEAR,      /**< within parameter positions, any order; 0: number of queries */
    XAPC_PHRASE,    /**< the same, in order */
    XAPC_SYNONYM,   /**< as if one term */
    XAPC_MAX,       /**< the largest weight of any */
    XAPC_ELITE_SET, /**< OR of the parameter best; 0: Xapian's choice */
};

/** parameter: for XAPC_NEAR, XAPC_PHRASE and XAPC_ELITE_SET, else 0. None of none matches nothing. */
XAPC_API enum xapc_status xapc_query_combine(enum xapc_operator op,
                                             const struct xapc_query *const *queries, size_t count,
                                             uint32_t parameter, struct xapc_query **out,
                                             struct xapc_error *err);
/** Weight times factor (>= 0). */
XAPC_API enum xapc_status xapc_query_scale(const struct xapc_query *query, double factor,
                                           struct xapc_query **out, struct xapc_error *err);

/** Documents whose value in a slot is from begin to end, both included, by bytes. */
XAPC_API enum xapc_status xapc_query_value_range(uint32_t slot, const char *begin,
                                                 size_t begin_len, const char *end, size_t end_len,
                                                 struct xapc_query **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_query_value_ge(uint32_t slot, const char *bound, size_t len,
                                              struct xapc_query **out, struct xapc_error *err);
XAPC_API enum xapc_status xapc_query_value_le(uint32_t slot, const char *bound, size_t len,
                                              struct xapc_query **out, struct xapc_error *err);

/** Every document, each of the same weight, which is 0 or more. */
XAPC_API enum xapc_status xapc_query_fixed_weight(double weight, struct xapc_query **out,
                                                  struct xapc_error *err);

/**
 * Every document that has a value in a slot, weighing that value: numbers of 0 or more as
 * xapc_number_bytes() writes them.
 */
XAPC_API enum xapc_status xapc_query_value_weight(uint32_t slot, struct xapc_query **out,
                                                  struct xapc_error *err);

enum { XAPC_NUMBER_MAX = 9 };

/** A number as bytes that sort as numbers do. */
XAPC_API enum xapc_status xapc_number_bytes(double number, char out[XAPC_NUMBER_MAX], size_t *len,
                                            struct xapc_error *err);
/** The inverse. */
XAPC_API enum xapc_status xapc_number_read(const char *bytes, size_t len, double *out,
                                           struct xapc_error *err);

enum xapc_wildcard_limit {
    XAPC_WILDCARD_ERROR, /**< over the bound: the search is XAPC_WILDCARD */
    XAPC_WILDCARD_FIRST, /**< only the first in byte order */
    XAPC_WILDCARD_MOST_FREQUENT,
};

/** Terms that begin with prefix, at most max of them (0: no bound); op: XAPC_OR, _SYNONYM, _MAX. */
XAPC_API enum xapc_status xapc_query_wildcard(const char *prefix, size_t len, uint32_t max,
                                              enum xapc_wildcard_limit limit,
                                              enum xapc_operator op, struct xapc_query **out,
                                              struct xapc_error *err);

XAPC_API void xapc_query_free(struct xapc_query *query);

/** Sum of wqf over its terms. */
XAPC_API enum xapc_status xapc_query_length(const struct xapc_query *query, uint32_t *out,
                                            struct xapc_error *err);
/** Its different terms, in byte order; without counts. */
XAPC_API enum xapc_status xapc_query_terms(const struct xapc_query *query, struct xapc_terms **out,
                                           struct xapc_error *err);
/** For an engineer. */
XAPC_API enum xapc_status xapc_query_description(struct xapc_query *query, struct xapc_view *out,
                                                 struct xapc_error *err);

#ifdef __cplusplus
}
#endif
#endif
