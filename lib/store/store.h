/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: SQLite, the truth. One handle is one connection, used by one thread at a time.
 *
 * Tables: record (what every kind has), one table a kind for the rest, record_list
 * (codes and words), link (record → record or plain name), outbox (what changed, filled
 * by triggers, drained by the index), term (pairs of words that mean the same; term.c).
 */
#ifndef ZK_STORE_H
#define ZK_STORE_H

#include "record.h"
#include "visibility.h"

struct zk_store;

enum zk_store_mode {
    ZK_STORE_READ,   /* the file must exist and have this program's schema */
    ZK_STORE_CHANGE, /* the file must exist; migrated when needed */
    ZK_STORE_WRITE,  /* created, with the folder it lies in, and migrated when needed */
};

/**
 * @retval ZK_NO_STORE  not WRITE, and there is no file
 * @retval ZK_IO         WRITE, and the folder cannot be made: the one above it must be there
 * @retval ZK_BUSY       locked for longer than 5 s
 * @retval ZK_CORRUPT    not a database, or one of a later program
 */
enum zk_status zk_store_open(const char *path, enum zk_store_mode mode, struct zk_store **out,
                             struct zk_error *err);
void zk_store_close(struct zk_store *store);

/** How long a lock that another process holds is waited for; 5 s unless told. */
void zk_store_set_patience(struct zk_store *store, int milliseconds);

/** READ: one snapshot until the end. WRITE: the write lock is taken at once. */
enum zk_status zk_store_begin(struct zk_store *store, struct zk_error *err);
enum zk_status zk_store_commit(struct zk_store *store, struct zk_error *err);
void zk_store_rollback(struct zk_store *store);

/**
 * One record by id, as a view shows it: fields the view does not show are not read, masked ones are
 * masked, those their owner keeps from the public are left out, and so are links to records that
 * are not public.
 *
 * @retval ZK_NOT_FOUND  also when the record is there but may not be seen, or is of another kind
 */
enum zk_status zk_store_get(struct zk_store *store, enum zk_kind kind, int64_t id, enum zk_see see,
                            struct zk_arena *arena, struct zk_record **out, struct zk_error *err);

/** The same of whatever kind the id is; what the index is made from. */
enum zk_status zk_store_get_any(struct zk_store *store, int64_t id, enum zk_see see,
                                struct zk_arena *arena, struct zk_record **out,
                                struct zk_error *err);

/** Id by ref; ZK_NOT_FOUND when there is none. */
enum zk_status zk_store_find(struct zk_store *store, enum zk_kind kind, const char *ref,
                             int64_t *id, struct zk_error *err);

enum zk_put { ZK_PUT_ADDED, ZK_PUT_CHANGED, ZK_PUT_SAME };

/**
 * Insert, or replace the record of the same id (where record->id is set) or else of the same kind
 * and ref, inside a transaction. A record equal
 * to the stored one is left alone (no new version, nothing in the outbox). Link items with a
 * ref are resolved by ref; ZK_NOT_FOUND with the field names one that is not there.
 * Fields must have been checked; the store's own constraints are the last line.
 */
enum zk_status zk_store_put(struct zk_store *store, const struct zk_record *record, int64_t *id,
                            enum zk_put *what, struct zk_error *err);

/**
 * First half of a put for a batch whose records link to each other: make sure that kind/ref
 * exists (a bare row, to be put in the same transaction) and give its id.
 */
enum zk_status zk_store_reserve(struct zk_store *store, enum zk_kind kind, const char *ref,
                                const char *title, int64_t *id, struct zk_error *err);

/** @retval ZK_NOT_FOUND; links to it become plain names */
enum zk_status zk_store_delete(struct zk_store *store, enum zk_kind kind, int64_t id,
                               struct zk_error *err);

/** Up to max ids above after, ascending, of one kind or (ZK_KIND_COUNT) of all. */
enum zk_status zk_store_ids(struct zk_store *store, enum zk_kind kind, int64_t after, size_t max,
                            struct zk_arena *arena, int64_t **out, size_t *count,
                            struct zk_error *err);

enum zk_status zk_store_counts(struct zk_store *store, int64_t counts[ZK_KIND_COUNT],
                               struct zk_error *err);

/** Records of one kind that link to a record by one field. */
struct zk_tie {
    enum zk_field_id field;
    enum zk_kind kind;
    int64_t total;
    const struct zk_tie_item *items; /* newest first */
    size_t count;
};

struct zk_tie_item {
    int64_t id;
    const char *title;
    const char *role; /* or NULL */
    int64_t year;     /* 0 for none */
};

/** What links to a record, at most max items a group; as in zk_store_get(). */
enum zk_status zk_store_ties(struct zk_store *store, int64_t id, enum zk_see see, size_t max,
                             struct zk_arena *arena, struct zk_tie **out, size_t *count,
                             struct zk_error *err);

struct zk_change {
    int64_t seq;
    int64_t record; /* the record to be indexed again, or removed if it is gone */
};

/** Up to max changes with seq > after, ascending. */
enum zk_status zk_store_outbox(struct zk_store *store, int64_t after, size_t max,
                               struct zk_arena *arena, struct zk_change **out, size_t *count,
                               struct zk_error *err);

/** Highest seq ever given (0 when none): the position a full build reflects, read before it starts. */
enum zk_status zk_store_outbox_last(struct zk_store *store, int64_t *seq, struct zk_error *err);

/** Forget changes with seq <= upto: only what an index has committed. */
enum zk_status zk_store_outbox_prune(struct zk_store *store, int64_t upto, struct zk_error *err);

/* ---- pairs of words: term.c ---- */

/* identifier, name in files and the API, its Chinese name */
#define ZK_RELATION_LIST(X)                                                                        \
    X(TRANSLATION, "translation", "翻译")                                                          \
    X(SYNONYM, "synonym", "同义词")                                                                \
    X(ABBREVIATION, "abbreviation", "缩写")                                                        \
    X(ALIAS, "alias", "别名")

enum zk_relation {
#define ZK_RELATION_ID(id, name, zh) ZK_RELATION_##id,
    ZK_RELATION_LIST(ZK_RELATION_ID)
#undef ZK_RELATION_ID
        ZK_RELATION_COUNT
};

const char *zk_relation_name(enum zk_relation relation);
const char *zk_relation_zh(enum zk_relation relation);
/** By either name; ZK_RELATION_COUNT when it is none. */
enum zk_relation zk_relation_find(const char *name);

enum { ZK_PAIR_TEXT_MAX = 200, ZK_PAIR_NOTE_MAX = 500, ZK_PAIR_SEEN_MAX = 1000000 }; /* characters */

/** Two words, either of which finds the other. */
struct zk_pair {
    int64_t id;
    const char *text, *other;
    enum zk_relation relation;
    int64_t seen;             /* how often the pair was met: 1 and more */
    const char *origin, *note; /* or NULL */
};

/**
 * Insert, or replace what is known of the same two words. The version rises unless nothing
 * changed.
 *
 * @retval ZK_BAD_VALUE  the field names what the store would refuse
 */
enum zk_status zk_store_pair_put(struct zk_store *store, const struct zk_pair *pair,
                                 enum zk_put *what, struct zk_error *err);
/** @retval ZK_NOT_FOUND */
enum zk_status zk_store_pair_delete(struct zk_store *store, int64_t id, struct zk_error *err);
enum zk_status zk_store_pairs_clear(struct zk_store *store, struct zk_error *err);

/** Up to max pairs above id after, ascending; only those with that word on a side, unless NULL. */
enum zk_status zk_store_pairs(struct zk_store *store, int64_t after, size_t max, const char *word,
                              struct zk_arena *arena, struct zk_pair **out, size_t *count,
                              struct zk_error *err);

/** A number that every change of a pair raises. */
enum zk_status zk_store_pairs_version(struct zk_store *store, int64_t *out, struct zk_error *err);

#endif
