/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Revisions: opened in the background, lent to requests, dropped with their last borrower.
 */
#include "reader.h"

#include "alloc.h"
#include "changes.h"
#include "index.h"
#include "schema.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { OPEN_TRIES = 5 }; /* a commit may fall between two opens */

struct revision;

struct zk_reader {
    struct xapc_database *database;
    struct revision *revision;
    struct zk_reader *next; /* free ones */
};

/* Revisions between which no name or keyword came or went have it together. */
struct shared_lexicon {
    atomic_int users;
    struct zk_lexicon lexicon;
};

struct revision {
    const struct zk_index *index;
    int borrowers;
    bool current;
    char *path;
    struct stat stamp; /* of the file that every commit replaces */
    struct zk_revision_info info;
    char uuid[40];  /* of the database */
    int64_t commit; /* its number in the database's own count */
    struct zk_columns columns;
    struct shared_lexicon *lexicon;
    struct zk_thesaurus *thesaurus;
    struct zk_cache *cache;
    pthread_mutex_t ties_lock;
    struct zk_ties ties; /* loaded when first asked for */
    struct zk_reader *readers;
    struct zk_reader *free;
};

struct zk_index {
    char *folder;
    int reader_count;
    struct zk_text *text;
    struct zk_facets facets;
    pthread_mutex_t refresh; /* one refresh at a time */
    pthread_mutex_t lock;    /* what follows */
    struct revision *current;
    struct zk_error why; /* there is no current one */
};

/* ---- one revision ---- */

static void revision_free(const struct zk_index *index, struct revision *revision)
{
    if (!revision)
        return;
    for (int i = 0; revision->readers && i < index->reader_count; i++)
        xapc_database_free(revision->readers[i].database);
    zk_free(revision->readers);
    zk_columns_free(&revision->columns);
    if (revision->lexicon && atomic_fetch_sub(&revision->lexicon->users, 1) == 1) {
        zk_lexicon_free(&revision->lexicon->lexicon);
        zk_free(revision->lexicon);
    }
    zk_thesaurus_close(revision->thesaurus);
    zk_cache_close(revision->cache);
    zk_ties_free(&revision->ties);
    pthread_mutex_destroy(&revision->ties_lock);
    zk_free(revision->path);
    zk_free(revision);
}

static bool stamp_of(const char *path, struct stat *out)
{
    char file[4096];

    (void)snprintf(file, sizeof(file), "%s/iamglass", path);
    return stat(file, out) == 0;
}

static bool same_stamp(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Opens every reader at one revision: ZK_STALE when a commit came between two of them. */
static enum zk_status open_readers(const struct zk_index *index, struct revision *revision,
                                   struct zk_error *err)
{
    for (int i = 0; i < index->reader_count; i++) {
        struct zk_reader *reader = &revision->readers[i];
        int64_t number = 0;
        enum zk_status st = zk_shim_open(revision->path, &reader->database, &number, err);

        if (st != ZK_OK)
            return st;
        if (i > 0 && number != revision->info.revision)
            return zk_fail(err, ZK_STALE, "", "a commit came between");
        revision->info.revision = number;
        reader->revision = revision;
        reader->next = revision->free;
        revision->free = reader;
    }
    return ZK_OK;
}

static size_t cache_bytes(uint32_t records)
{
    size_t bytes = (size_t)records * ZK_CACHE_BYTES_A_RECORD;

    bytes -= bytes < ZK_CACHE_BYTES_LESS ? bytes : ZK_CACHE_BYTES_LESS;
    return bytes > ZK_CACHE_BYTES_LEAST ? bytes : ZK_CACHE_BYTES_LEAST;
}

static enum zk_status identify(struct revision *revision, struct zk_error *err)
{
    struct xapc_database *database = revision->readers[0].database;
    struct xapc_view uuid = { "", 0 };
    struct xapc_error xerr;
    enum zk_status st = zk_shim_status(xapc_database_uuid(database, &uuid, &xerr), &xerr, err);

    if (st == ZK_OK)
        (void)snprintf(revision->uuid, sizeof(revision->uuid), "%.*s", (int)uuid.len, uuid.bytes);
    return st == ZK_OK ? zk_changes_commit(database, &revision->commit, err) : st;
}

static void share_lexicon(struct revision *revision, struct shared_lexicon *lexicon)
{
    atomic_fetch_add(&lexicon->users, 1);
    revision->lexicon = lexicon;
}

/* changes: since old, when its names are known. */
static enum zk_status load_lexicon(struct revision *revision, const struct revision *old,
                                   const struct zk_change_list *changes, struct zk_error *err)
{
    struct xapc_database *database = revision->readers[0].database;

    if (changes->names && changes->name_count == 0) {
        share_lexicon(revision, old->lexicon);
        return ZK_OK;
    }
    revision->lexicon = zk_calloc(1, sizeof(*revision->lexicon));
    if (!revision->lexicon)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for names and keywords");
    atomic_init(&revision->lexicon->users, 1);
    if (changes->names)
        return zk_lexicon_update(database, &old->lexicon->lexicon, changes->names,
                                 changes->name_count, &revision->lexicon->lexicon, err);
    return zk_lexicon_load(database, &revision->lexicon->lexicon, err);
}

/* Columns and lexicon: from an older revision what did not change, the rest from the database. */
static enum zk_status load(const struct zk_index *index, const struct revision *old,
                           struct revision *revision, struct zk_error *err)
{
    struct xapc_database *database = revision->readers[0].database;
    struct zk_arena *arena = zk_arena_open();
    struct zk_change_list changes = { 0 };
    enum zk_status st = arena ? identify(revision, err)
                              : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a revision");

    if (st == ZK_OK && old && strcmp(old->uuid, revision->uuid) == 0)
        st = zk_changes_read(database, old->commit, revision->commit, arena, &changes, err);
    if (st == ZK_OK && changes.docids)
        st = zk_columns_update(database, &index->facets, &old->columns, changes.docids,
                               changes.count, &revision->columns, err);
    else if (st == ZK_OK)
        st = zk_columns_load(database, &index->facets, &revision->columns, err);
    if (st == ZK_OK)
        st = load_lexicon(revision, old, &changes, err);
    zk_arena_close(arena);
    return st;
}

/* old: the revision in use, or NULL. */
static enum zk_status open_revision(const struct zk_index *index, const char *path,
                                    const struct revision *old, struct revision **out,
                                    struct zk_error *err)
{
    struct revision *revision = zk_calloc(1, sizeof(*revision));
    uint32_t records = 0;
    enum zk_status st;

    *out = NULL;
    if (revision) {
        revision->path = zk_strdup(path);
        revision->readers = zk_calloc((size_t)index->reader_count, sizeof(*revision->readers));
    }
    if (revision)
        pthread_mutex_init(&revision->ties_lock, NULL);
    if (!revision || !revision->path || !revision->readers) {
        revision_free(index, revision);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a revision");
    }
    revision->index = index;
    if (!stamp_of(path, &revision->stamp))
        st = zk_fail(err, ZK_CORRUPT, "", "%s is not an index: run zhiku-indexer build", path);
    else
        st = open_readers(index, revision, err);
    if (st == ZK_OK)
        st = zk_schema_check(revision->readers[0].database, &revision->info.outbox_seq, err);
    if (st == ZK_OK)
        st = zk_shim_count(revision->readers[0].database, &records, err);
    if (st == ZK_OK)
        st = load(index, old, revision, err);
    if (st == ZK_OK && !(revision->cache = zk_cache_open(cache_bytes(records))))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cache");
    if (st == ZK_OK)
        st = zk_thesaurus_load(revision->readers[0].database, old ? old->thesaurus : NULL,
                               &revision->thesaurus, err);
    if (st != ZK_OK) {
        revision_free(index, revision);
        return st;
    }
    revision->info.records = records;
    (void)snprintf(revision->info.generation, sizeof(revision->info.generation), "%s",
                   strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
    *out = revision;
    return ZK_OK;
}

/* ---- the index ---- */

enum zk_status zk_index_open(const char *folder, int readers, struct zk_index **out,
                             struct zk_error *err)
{
    struct zk_index *index = zk_calloc(1, sizeof(*index));
    enum zk_status st;

    *out = NULL;
    if (!index || !(index->folder = zk_strdup(folder))) {
        zk_free(index);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for the index");
    }
    index->reader_count = readers > 0 ? readers : 1;
    pthread_mutex_init(&index->refresh, NULL);
    pthread_mutex_init(&index->lock, NULL);
    zk_facets_init(&index->facets);
    (void)zk_fail(&index->why, ZK_NO_INDEX, "", "the index has not been looked for yet");
    st = zk_text_open(&index->text, err);
    if (st != ZK_OK) {
        zk_index_close(index);
        return st;
    }
    *out = index;
    return ZK_OK;
}

void zk_index_close(struct zk_index *index)
{
    if (!index)
        return;
    revision_free(index, index->current);
    zk_text_close(index->text);
    pthread_mutex_destroy(&index->refresh);
    pthread_mutex_destroy(&index->lock);
    zk_free(index->folder);
    zk_free(index);
}

static void swap(struct zk_index *index, struct revision *fresh)
{
    struct revision *old;

    pthread_mutex_lock(&index->lock);
    old = index->current;
    index->current = fresh;
    fresh->current = true;
    if (old) {
        old->current = false;
        if (old->borrowers > 0)
            old = NULL; /* the last borrower frees it */
    }
    pthread_mutex_unlock(&index->lock);
    revision_free(index, old);
}

/*
 * Nothing newer could be opened. What is open goes on answering, even when its folder is gone
 * from the disk; without one the reason is kept for those who ask.
 */
static enum zk_status keep(struct zk_index *index, enum zk_status status,
                           const struct zk_error *why)
{
    pthread_mutex_lock(&index->lock);
    if (index->current)
        status = ZK_OK;
    else
        index->why = *why;
    pthread_mutex_unlock(&index->lock);
    return status;
}

static bool unchanged(struct zk_index *index, const char *path)
{
    struct stat now;
    bool same;

    pthread_mutex_lock(&index->lock);
    same = index->current && strcmp(index->current->path, path) == 0 && stamp_of(path, &now) &&
           same_stamp(&now, &index->current->stamp);
    pthread_mutex_unlock(&index->lock);
    return same;
}

enum zk_status zk_index_refresh(struct zk_index *index, bool *swapped, struct zk_error *err)
{
    struct zk_arena *arena = zk_arena_open();
    struct revision *fresh = NULL;
    struct zk_error why = { .status = ZK_OK };
    enum zk_status st = ZK_NO_MEMORY;
    char *path;

    if (swapped)
        *swapped = false;
    if (!arena)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a refresh");
    pthread_mutex_lock(&index->refresh);
    for (int i = 0; i < OPEN_TRIES; i++) {
        st = zk_index_current(index->folder, arena, &path, &why);
        if (st != ZK_OK)
            break;
        if (unchanged(index, path))
            goto out;
        /* only a refresh replaces the current one, and there is one refresh at a time */
        st = open_revision(index, path, index->current, &fresh, &why);
        if (st == ZK_OK)
            break;
    }
    if (st == ZK_OK) {
        swap(index, fresh);
        if (swapped)
            *swapped = true;
    } else {
        st = keep(index, st, &why);
        if (err)
            *err = why;
    }
out:
    pthread_mutex_unlock(&index->refresh);
    zk_arena_close(arena);
    return st;
}

enum zk_status zk_index_borrow(struct zk_index *index, struct zk_reader **out, struct zk_error *err)
{
    struct revision *revision;
    enum zk_status st = ZK_OK;

    *out = NULL;
    pthread_mutex_lock(&index->lock);
    revision = index->current;
    if (!revision) {
        st = index->why.status;
        if (err)
            *err = index->why;
    } else if (!revision->free) {
        st = zk_fail(err, ZK_OVERLOADED, "", "all %d readers are lent", index->reader_count);
    } else {
        *out = revision->free;
        revision->free = (*out)->next;
        revision->borrowers++;
    }
    pthread_mutex_unlock(&index->lock);
    return st;
}

void zk_index_return(struct zk_index *index, struct zk_reader *reader)
{
    struct revision *revision, *gone = NULL;

    if (!reader)
        return;
    revision = reader->revision;
    pthread_mutex_lock(&index->lock);
    reader->next = revision->free;
    revision->free = reader;
    if (--revision->borrowers == 0 && !revision->current)
        gone = revision;
    pthread_mutex_unlock(&index->lock);
    revision_free(index, gone);
}

const struct zk_revision_info *zk_reader_info(const struct zk_reader *reader)
{
    return &reader->revision->info;
}

const struct zk_columns *zk_reader_columns(const struct zk_reader *reader)
{
    return &reader->revision->columns;
}

const struct zk_lexicon *zk_reader_lexicon(const struct zk_reader *reader)
{
    return &reader->revision->lexicon->lexicon;
}

enum zk_status zk_reader_ties(const struct zk_reader *reader, const struct zk_ties **out,
                              struct zk_error *err)
{
    struct revision *revision = reader->revision;
    enum zk_status st = ZK_OK;

    pthread_mutex_lock(&revision->ties_lock);
    if (!revision->ties.starts)
        st = zk_ties_load(reader->database, &revision->columns, &revision->ties, err);
    pthread_mutex_unlock(&revision->ties_lock);
    *out = st == ZK_OK ? &revision->ties : NULL;
    return st;
}

const struct zk_thesaurus *zk_reader_thesaurus(const struct zk_reader *reader)
{
    return reader->revision->thesaurus;
}

const struct zk_text *zk_reader_text(const struct zk_reader *reader)
{
    return reader->revision->index->text;
}

const struct zk_facets *zk_index_facets(const struct zk_index *index)
{
    return &index->facets;
}

const struct zk_text *zk_index_text(const struct zk_index *index)
{
    return index->text;
}

struct zk_cache *zk_reader_cache(struct zk_reader *reader)
{
    return reader->revision->cache;
}

struct xapc_database *zk_reader_database(struct zk_reader *reader)
{
    return reader->database;
}
