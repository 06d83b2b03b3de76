/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file Weighting schemes. */
#ifndef XAPIAN_C_WEIGHT_H
#define XAPIAN_C_WEIGHT_H

#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct xapc_weight;

/** Robertson et al., Okapi at TREC-3 (1994). */
struct xapc_bm25 {
    double k1;              /**< growth with wdf, >= 0 */
    double k2;              /**< document length apart from terms, >= 0 */
    double k3;              /**< growth with wqf, >= 0 */
    double b;               /**< how much length divides wdf, 0 to 1 */
    double min_norm_length; /**< smallest length over mean that counts */
};

/** Xapian's own: 1, 0, 1, 0.5, 0.5. */
XAPC_API struct xapc_bm25 xapc_bm25_defaults(void);

XAPC_API enum xapc_status xapc_weight_bm25(const struct xapc_bm25 *parameters,
                                           struct xapc_weight **out, struct xapc_error *err);
/** Lv and Zhai, Lower-bounding term frequency normalization (2011); delta >= 0, there 1. */
XAPC_API enum xapc_status xapc_weight_bm25_plus(const struct xapc_bm25 *parameters, double delta,
                                                struct xapc_weight **out, struct xapc_error *err);
/** No weight: order by docid. */
XAPC_API enum xapc_status xapc_weight_boolean(struct xapc_weight **out, struct xapc_error *err);
/** Number of query terms that match. */
XAPC_API enum xapc_status xapc_weight_coordination(struct xapc_weight **out,
                                                   struct xapc_error *err);
/** Three letters: of wdf (n b s l P L), of term frequency (n t p f s P), of both (n). "ntn". */
XAPC_API enum xapc_status xapc_weight_tfidf(const char *normalizations, struct xapc_weight **out,
                                            struct xapc_error *err);

XAPC_API void xapc_weight_free(struct xapc_weight *weight);

#ifdef __cplusplus
}
#endif
#endif
