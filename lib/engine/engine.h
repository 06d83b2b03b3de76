/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Search and suggestions over the index in use. One engine serves all threads; it follows
 * new revisions and generations when zk_engine_refresh() is called.
 */
#ifndef ZK_ENGINE_H
#define ZK_ENGINE_H

#include "arena.h"
#include "buf.h"
#include "facets.h"
#include "log.h"
#include "status.h"

#include <roaring/roaring.h>
#include <stdbool.h>

enum {
    ZK_QUERY_MAX_CHARS = 200,      /* by GET */
    ZK_QUERY_LONG_MAX_CHARS = 2000, /* by POST */
    ZK_QUERY_MAX_TERMS = 64,
    ZK_PAGE_MAX_SIZE = 100,
    ZK_PAGE_DEFAULT_SIZE = 20,
    ZK_WINDOW_MAX = 10000, /* page × size */
    ZK_SELECTION_MAX = 64,
    ZK_EXPAND_MAX = 64,
    ZK_EXCLUDE_MAX = 100,
    ZK_SUGGEST_MAX = 10,
    ZK_ALIKE_MAX = 6,
};

struct zk_engine;
struct zk_rank;

struct zk_engine_options {
    const char *index_folder;
    int readers; /* searches that may run at a time */
    const struct zk_log *log;
};

/** Opens also when there is no usable index yet: searches then fail with the reason. */
enum zk_status zk_engine_open(const struct zk_engine_options *options, struct zk_engine **out,
                              struct zk_error *err);
void zk_engine_close(struct zk_engine *engine);

/**
 * Look for a newer revision or generation, load it and let requests have it; running ones keep
 * what they have. Cheap when nothing changed. Any thread, one at a time inside.
 *
 * @retval ZK_OK  an index is in use (also when a newer one could not be loaded: that is logged)
 * @retval ZK_NO_INDEX ZK_FOREIGN_INDEX ZK_CORRUPT  there is none, and why
 */
enum zk_status zk_engine_refresh(struct zk_engine *engine, struct zk_error *err);

struct zk_engine_state {
    enum zk_status status;       /* ZK_OK: ready; else why not */
    char generation[64];         /* folder name, "" when not ready */
    int64_t revision;
    int64_t records;
    int64_t outbox_seq;
};

void zk_engine_state(struct zk_engine *engine, struct zk_engine_state *out);

/** Facets and their codes; lives as long as the engine. */
const struct zk_facets *zk_engine_facets(const struct zk_engine *engine);

/** Append what was typed as a search sees it: normalised, without blanks around it. */
void zk_engine_normalise(const struct zk_engine *engine, const char *q, size_t len,
                         struct zk_buf *out);

enum zk_sort { ZK_SORT_RELEVANCE, ZK_SORT_YEAR, ZK_SORT_UPDATED, ZK_SORT_NAME };

struct zk_facet_value {
    int facet; /* number in zk_engine_facets() */
    int row;   /* row of the value; -1 in expand: the whole tree */
};

struct zk_search_params {
    const char *q; /* valid UTF-8 without NUL; may be "" */
    size_t q_len;
    const struct zk_facet_value *selected; /* OR within a facet, AND across; kind is facet 0 */
    size_t selected_count;
    enum zk_sort sort;
    int page; /* from 1 */
    int size; /* 0 … ZK_PAGE_MAX_SIZE */
    uint32_t facets; /* bit a facet: count it */
    const struct zk_facet_value *expand;
    size_t expand_count;
    const int64_t *exclude;
    size_t exclude_count;
    bool explain; /* give each hit's parts */
    bool bare; /* of hits only id and score are wanted */
};

/** Text in pieces: even ones plain, odd ones hit. */
struct zk_pieces {
    const char **text;
    size_t *len;
    size_t count;
};

/** What one term added to a score: a word, a character beside it, …: enum zk_part_sort. */
struct zk_hit_part {
    const char *sort; /* "word", "character", "feedback", "exact", "prior" */
    const char *term;
    size_t len;
    double weight;
};

/** What matched and is shown nowhere else. */
struct zk_matched {
    const char *field;      /* name of a facet; "text": the text beyond what is stored */
    struct zk_pieces label; /* of its code, marked; none for "text" */
};

struct zk_hit {
    int64_t id;
    enum zk_kind kind;
    double score;
    const char *members; /* JSON members made when it was indexed: "id":…,"kind":…,"title":… */
    size_t members_len;
    struct zk_pieces title;
    struct zk_pieces snippet;
    const struct zk_hit_part *parts; /* with explain; they add up to score */
    size_t part_count;
    struct zk_pieces note; /* the subtitle, marked */
    const struct zk_matched *matched; /* where more is marked than in the above */
    size_t matched_count;
};

struct zk_count {
    int row;
    int64_t count;
    bool selected;
    bool children; /* has rows below it that match */
};

struct zk_facet_counts {
    int facet;
    const struct zk_count *values; /* in table order, years newest first */
    size_t count;
};

/** Nothing was found: what would be without a facet's selection. */
struct zk_relaxation {
    int facet; /* -1: without any selection */
    int64_t total;
};

struct zk_page {
    int64_t total;
    int page, size;
    int64_t pages; /* at least 1 */
    bool relaxed;  /* no record has all the words; those with some, or of like names, are shown */
    bool wide;     /* a long text was searched by any of its best terms */
    struct zk_pieces terms; /* of a wide one: its text, the terms that were searched as hits */
    const char *const *expanded; /* what means the same and was searched too, ended by NULL; or NULL */
    const char *corrected; /* a query that may have been meant and finds more; NULL: none */
    const struct zk_hit *hits;
    size_t hit_count;
    const struct zk_facet_counts *facets;
    size_t facet_count;
    const struct zk_relaxation *relaxations; /* best first; none unless total is 0 */
    size_t relaxation_count;
    const struct zk_rank *rank; /* what Xapian was asked (reader.h); NULL when it was not */
};

/**
 * Run one directory search and load the requested page.
 *
 * @param params  borrowed for the duration of the call
 * @param arena   owns *out and everything it points to
 * @param[out] out  the page; NULL on failure
 * @retval ZK_OK                 also when nothing matched
 * @retval ZK_PAGE_OUT_OF_RANGE  page is behind the last one, which is err->number
 * @retval ZK_STALE              the index was replaced three times meanwhile; retry
 * @retval ZK_NO_INDEX ZK_FOREIGN_INDEX ZK_CORRUPT  no index to search
 */
enum zk_status zk_search_run(struct zk_engine *engine, const struct zk_search_params *params,
                             struct zk_arena *arena, struct zk_page **out, struct zk_error *err);

/**
 * Every record that a search finds, and nothing that is only near it: all the words, all the
 * filters. Statuses as of zk_search_run().
 *
 * @param[out] out  the caller's, to be freed with roaring_bitmap_free(); NULL on failure
 */
enum zk_status zk_search_set(struct zk_engine *engine, const struct zk_search_params *params,
                             struct zk_arena *arena, roaring_bitmap_t **out, struct zk_error *err);

struct zk_suggestion {
    const char *text;
    struct zk_pieces parts;
    const char *note; /* where a person works, or "" */
    int64_t id;       /* 0 for a term */
    int64_t count;    /* records that have the term; 1 for a record */
};

struct zk_suggest_group {
    int kind; /* enum zk_kind, or -1 for terms */
    const struct zk_suggestion *items;
    size_t count;
};

struct zk_suggestions {
    const struct zk_suggest_group *groups; /* empty ones left out */
    size_t count;
};

/**
 * Names and terms that begin as q, or as q spells in pinyin; at most size a group. Statuses as of
 * zk_search_run().
 */
enum zk_status zk_suggest_run(struct zk_engine *engine, const char *q, size_t q_len, int size,
                              struct zk_arena *arena, struct zk_suggestions **out,
                              struct zk_error *err);

struct zk_alike {
    const struct zk_hit *hits; /* score: share of the record's own, up to 1; nothing is marked */
    size_t count;
};

/**
 * Records of the same kind that are like one, best first; none that is only weakly so.
 *
 * @param size  1 … ZK_ALIKE_MAX
 * @retval ZK_NOT_FOUND  no such record of that kind in the index: it is not public, or not yet there
 *                       Other statuses as of zk_search_run()
 */
enum zk_status zk_alike_run(struct zk_engine *engine, enum zk_kind kind, int64_t id, int size,
                            struct zk_arena *arena, struct zk_alike **out, struct zk_error *err);

#endif
