/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the directory has nobody for: demands that nobody meets or only weakly, and how many other
 * needs found nobody, of which nothing is kept.
 */
#ifndef ZK_GAP_H
#define ZK_GAP_H

#include "matching.h"

enum { ZK_GAP_TERMS = 12, ZK_GAP_REPORT_MAX = 1000, ZK_GAP_DEMANDS = 8 };

/** How a demand fared. */
struct zk_gap {
    const char *terms;  /* JSON array of the words searched, the best of them */
    int64_t candidates; /* weak ones */
    double best;        /* ratio of the best of them */
};

/** Whether a match is a gap: nobody, or nobody but weak ones. out->terms is in arena. */
enum zk_status zk_gap_of(const struct zk_match *match, struct zk_arena *arena, bool *is_gap,
                         struct zk_gap *out, struct zk_error *err);

/** The next open demands after one, by number. */
enum zk_status zk_gap_open_demands(struct zk_store *store, int64_t after,
                                   int64_t out[ZK_GAP_DEMANDS], size_t *count,
                                   struct zk_error *err);

/**
 * Remember a demand's, or forget it (gap NULL), inside a transaction. It keeps its time while the
 * words that are searched stay the same.
 */
enum zk_status zk_gap_put(struct zk_store *store, int64_t demand, const struct zk_gap *gap,
                          int64_t now, struct zk_error *err);

/** Where a gap is: codes, "" where there is none. */
struct zk_gap_cell {
    const char *discipline, *industry, *region;
};

/** Count a need that found nobody, inside a transaction. */
enum zk_status zk_gap_count(struct zk_store *store, const struct zk_gap_cell *cell, int64_t now,
                            struct zk_error *err);

/** A demand, or (demand 0) the needs of a month. */
struct zk_gap_row {
    struct zk_gap_cell cell;
    int64_t demand;
    const char *title;
    const char *day;           /* "2026-11-25", of needs the month */
    const char *terms, *words; /* JSON array, the same to be read; NULL of needs */
    int64_t candidates, needs;
    double best;
};

/**
 * All since a day ("": all), by cell, in it the newest first; at most ZK_GAP_REPORT_MAX.
 */
enum zk_status zk_gap_report(struct zk_store *store, const char *since, struct zk_arena *arena,
                             struct zk_gap_row **out, size_t *count, struct zk_error *err);

#endif
