/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing an index. Everything between two commits is one transaction of Xapian's, so that
 * a writer that is closed, fails or dies leaves what the last commit left.
 */
#include "index.h"

#include "alloc.h"
#include "changes.h"
#include "document.h"
#include "schema.h"
#include "thesaurus.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_NAMES = 16, SLICE_BLOCK = 32 * 1024 /* bytes */ };

struct zk_index_writer {
    struct xapc_writer *writer;
    struct xapc_database *database; /* what it sees; NULL of a new one */
    struct xapc_document *document; /* made again for each record */
    const struct zk_text *text;
    struct zk_facets facets;
    struct zk_arena *arena; /* of one record */
    int64_t seq;
    char *terms_version;
    struct zk_changes changes;
    bool changing; /* a transaction is open */
};

static enum zk_status read_schema(struct zk_index_writer *w, struct zk_error *err)
{
    struct xapc_error xerr;
    enum xapc_status xst = xapc_database_of_writer(w->writer, &w->database, &xerr);
    enum zk_status st = zk_shim_status(xst, &xerr, err);

    if (st == ZK_OK)
        st = zk_schema_check(w->database, &w->seq, err);
    if (st == ZK_OK)
        st = zk_changes_commit(w->database, &w->changes.commit, err);
    if (st == ZK_OK)
        st = zk_shim_metadata(w->database, ZK_META_TERMS_VERSION, &w->terms_version, err);
    return st;
}

static enum zk_status begin(struct zk_index_writer *w, struct zk_error *err)
{
    struct xapc_error xerr;
    enum xapc_status st = xapc_writer_begin(w->writer, true, &xerr);

    w->changing = st == XAPC_OK;
    return zk_shim_status(st, &xerr, err);
}

enum zk_status zk_index_writer_open(const char *path, bool create, const struct zk_text *text,
                                    struct zk_index_writer **out, struct zk_error *err)
{
    struct xapc_writer_options options = { .open = create ? XAPC_CREATE : XAPC_OPEN,
                                           .no_sync = create,
                                           .block_size = create ? SLICE_BLOCK : 0 };
    struct zk_index_writer *w = zk_calloc(1, sizeof(*w));
    struct xapc_error xerr;
    enum zk_status st;

    *out = NULL;
    if (!w || !(w->arena = zk_arena_open())) {
        zk_index_writer_close(w);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for an index writer");
    }
    w->text = text;
    zk_changes_init(&w->changes);
    w->changes.unknown = create; /* nobody reads what came before the first commit */
    zk_facets_init(&w->facets);
    st = zk_shim_status(xapc_writer_open(path, &options, &w->writer, &xerr), &xerr, err);
    if (st == ZK_OK)
        st = zk_shim_status(xapc_document_new(&w->document, &xerr), &xerr, err);
    if (st == ZK_OK && !create)
        st = read_schema(w, err);
    if (st == ZK_OK)
        st = begin(w, err);
    if (st != ZK_OK) {
        zk_index_writer_close(w);
        return st;
    }
    *out = w;
    return ZK_OK;
}

static enum xapc_status fill(struct zk_index_writer *w, const struct zk_document *made,
                             struct xapc_error *xerr)
{
    enum xapc_status st = xapc_document_clear_terms(w->document, xerr);

    if (st == XAPC_OK)
        st = xapc_document_clear_values(w->document, xerr);
    if (st == XAPC_OK)
        st = xapc_document_set_data(w->document, made->data.bytes, made->data.len, xerr);
    for (size_t i = 0; st == XAPC_OK && i < made->room; i++) {
        const struct zk_term *term = &made->terms[i];

        if (term->name)
            st = xapc_document_add_term(w->document, term->name, term->len, term->wdf, xerr);
        for (uint32_t k = 0; st == XAPC_OK && k < term->position_count; k++)
            st = xapc_document_add_posting(w->document, term->name, term->len, term->positions[k],
                                           0, xerr);
    }
    for (unsigned slot = 0; st == XAPC_OK && slot < ZK_SLOT_COUNT; slot++) {
        if (made->values[slot].len > 0)
            st = xapc_document_set_value(w->document, slot, made->values[slot].bytes,
                                         made->values[slot].len, xerr);
    }
    return st;
}

/* ---- what changes ---- */

/* The S terms of a document; in the arena of its record. */
struct names {
    struct xapc_view *list;
    size_t count, room;
};

static bool add_name(struct zk_index_writer *w, struct names *names, struct xapc_view term)
{
    char *copy = zk_arena_copy(w->arena, term.bytes, term.len);
    struct xapc_view *roomy = zk_arena_room(w->arena, names->list, names->count, &names->room,
                                            FIRST_NAMES, sizeof(*roomy));

    if (!copy || !roomy)
        return false;
    names->list = roomy;
    names->list[names->count++] = (struct xapc_view){ copy, term.len };
    return true;
}

/* Of a document as it is indexed: none when it is not there. */
static enum xapc_status names_before(struct zk_index_writer *w, uint32_t docid, struct names *names,
                                     struct xapc_error *xerr)
{
    struct xapc_terms *terms = NULL;
    struct xapc_view view = { NULL, 0 };
    enum xapc_status st = xapc_database_document_terms(w->database, docid, &terms, xerr);

    if (st == XAPC_DOC_NOT_FOUND)
        return XAPC_OK;
    if (st == XAPC_OK)
        st = xapc_terms_skip_to(terms, "S", 1, &view, xerr);
    while (st == XAPC_OK && view.bytes && view.bytes[0] == 'S')
        st = add_name(w, names, view) ? xapc_terms_next(terms, &view, xerr) : XAPC_NO_MEMORY;
    xapc_terms_free(terms);
    return st;
}

static bool names_after(struct zk_index_writer *w, const struct zk_document *made,
                        struct names *names)
{
    for (size_t i = 0; made && i < made->room; i++) {
        const struct zk_term *term = &made->terms[i];

        if (term->name && term->name[0] == 'S' &&
            !add_name(w, names, (struct xapc_view){ term->name, term->len }))
            return false;
    }
    return true;
}

/* Those of one that the other has not. */
static void note_names(struct zk_index_writer *w, const struct names *one,
                       const struct names *other)
{
    for (size_t i = 0; i < one->count; i++) {
        struct xapc_view name = one->list[i];
        bool kept = false;

        for (size_t k = 0; k < other->count && !kept; k++)
            kept = other->list[k].len == name.len &&
                   memcmp(other->list[k].bytes, name.bytes, name.len) == 0;
        if (!kept)
            zk_changes_name(&w->changes, name.bytes, name.len);
    }
}

/* Take down what a put (made) or a delete (NULL) changes. */
static enum xapc_status note_change(struct zk_index_writer *w, uint32_t docid,
                                    const struct zk_document *made, struct xapc_error *xerr)
{
    struct names before = { 0 }, after = { 0 };
    enum xapc_status st;

    if (!w->database || w->changes.unknown)
        return XAPC_OK;
    st = names_before(w, docid, &before, xerr);
    if (st != XAPC_OK)
        return st;
    if (!names_after(w, made, &after))
        return XAPC_NO_MEMORY;
    zk_changes_add(&w->changes, docid);
    note_names(w, &before, &after);
    note_names(w, &after, &before);
    return XAPC_OK;
}

enum zk_status zk_index_writer_put(struct zk_index_writer *w, const struct zk_record *record,
                                   struct zk_error *err)
{
    struct zk_document *made;
    struct xapc_error xerr;
    enum xapc_status xst;
    enum zk_status st;

    if (record->id <= 0 || record->id > UINT32_MAX)
        return zk_fail(err, ZK_TOO_MANY, "", "id %" PRId64 " cannot be indexed", record->id);
    if (!zk_record_is_public(record))
        return zk_index_writer_delete(w, record->id, err);
    zk_arena_reset(w->arena);
    st = zk_document_make(w->text, &w->facets, record, w->arena, &made, err);
    if (st != ZK_OK)
        return st;
    xst = note_change(w, (uint32_t)record->id, made, &xerr);
    if (xst == XAPC_OK)
        xst = fill(w, made, &xerr);
    if (xst == XAPC_OK)
        xst = xapc_writer_replace(w->writer, (uint32_t)record->id, w->document, &xerr);
    return zk_shim_status(xst, &xerr, err);
}

enum zk_status zk_index_writer_delete(struct zk_index_writer *w, int64_t id, struct zk_error *err)
{
    struct xapc_error xerr;
    enum xapc_status st;

    if (id <= 0 || id > UINT32_MAX)
        return ZK_OK;
    zk_arena_reset(w->arena);
    st = note_change(w, (uint32_t)id, NULL, &xerr);
    if (st == XAPC_OK)
        st = xapc_writer_delete(w->writer, (uint32_t)id, &xerr);
    return st == XAPC_DOC_NOT_FOUND ? ZK_OK : zk_shim_status(st, &xerr, err);
}

static enum xapc_status set_metadata(struct zk_index_writer *w, const char *key, const char *value,
                                     struct xapc_error *xerr)
{
    return xapc_writer_set_metadata(w->writer, key, strlen(key), value, strlen(value), xerr);
}

enum zk_status zk_index_writer_terms(struct zk_index_writer *w, const char *version,
                                     const char *lines, struct zk_error *err)
{
    struct xapc_error xerr;
    char *own = zk_strdup(version);
    enum xapc_status st;

    if (!own)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for an index writer");
    st = set_metadata(w, ZK_META_TERMS, lines, &xerr);
    if (st == XAPC_OK)
        st = set_metadata(w, ZK_META_TERMS_VERSION, version, &xerr);
    zk_free(w->terms_version);
    w->terms_version = own; /* after a failure the writer is closed */
    return zk_shim_status(st, &xerr, err);
}

const char *zk_index_writer_terms_version(const struct zk_index_writer *w)
{
    return w->terms_version ? w->terms_version : "";
}

enum zk_status zk_index_writer_commit(struct zk_index_writer *w, int64_t outbox_seq,
                                      struct zk_error *err)
{
    char schema[64], position[24];
    struct xapc_error xerr;
    enum xapc_status st;

    zk_schema_text(schema);
    (void)snprintf(position, sizeof(position), "%" PRId64, outbox_seq);
    st = set_metadata(w, ZK_META_SCHEMA, schema, &xerr);
    if (st == XAPC_OK)
        st = set_metadata(w, ZK_META_SEQ, position, &xerr);
    if (st == XAPC_OK)
        st = zk_changes_write(&w->changes, w->writer, &xerr);
    if (st == XAPC_OK) {
        w->changing = false;
        st = xapc_writer_end(w->writer, &xerr);
    }
    if (st != XAPC_OK)
        return zk_shim_status(st, &xerr, err);
    w->seq = outbox_seq;
    zk_changes_next(&w->changes);
    return begin(w, err);
}

int64_t zk_index_writer_seq(const struct zk_index_writer *w)
{
    return w->seq;
}

void zk_index_writer_close(struct zk_index_writer *w)
{
    if (!w)
        return;
    if (w->changing)
        (void)xapc_writer_cancel(w->writer, NULL);
    xapc_document_free(w->document);
    xapc_database_free(w->database);
    xapc_writer_free(w->writer);
    zk_arena_close(w->arena);
    zk_changes_free(&w->changes);
    zk_free(w->terms_version);
    zk_free(w);
}
