/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BM25 as Xapian computes it (Robertson et al., Okapi at TREC-3, 1994), term by term, so that a
 * score can be shown in its parts. Pure arithmetic.
 */
#ifndef ZK_BM25_H
#define ZK_BM25_H

#include <math.h>
#include <stdint.h>

#define ZK_BM25_K1         1.0 /* growth with occurrences in the document */
#define ZK_BM25_K3         1.0 /* growth with occurrences in the query */
#define ZK_BM25_B          0.5 /* how much length divides occurrences */
#define ZK_BM25_MIN_LENGTH 0.5 /* smallest length over mean that counts */

/** Weight of a term that some of all documents have; above 0 also for one that most have. */
static inline double zk_bm25_idf(uint32_t all, uint32_t some)
{
    double ratio = ((double)all - some + 0.5) / (some + 0.5);

    return log(ratio < 2 ? ratio * 0.5 + 1 : ratio);
}

/** Factor for a term that stands in the query so many times. */
static inline double zk_bm25_asked(double count)
{
    return (ZK_BM25_K3 + 1) * count / (ZK_BM25_K3 + count);
}

/** Factor for a document of length over mean that has the term wdf times. */
static inline double zk_bm25_found(double wdf, double length)
{
    double norm = length > ZK_BM25_MIN_LENGTH ? length : ZK_BM25_MIN_LENGTH;

    return (ZK_BM25_K1 + 1) * wdf / (ZK_BM25_K1 * (1 - ZK_BM25_B + ZK_BM25_B * norm) + wdf);
}

#endif
