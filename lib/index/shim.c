/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xapian-c in our own words; see shim.h.
 */
#include "shim.h"

#include "alloc.h"

#include <string.h>

static enum zk_status status_of(enum xapc_status status, const struct xapc_error *from)
{
    switch (status) {
    case XAPC_OK:
        return ZK_OK;
    case XAPC_DATABASE_MODIFIED:
        return ZK_STALE;
    case XAPC_DATABASE_LOCK:
        return ZK_BUSY;
    case XAPC_DATABASE_CORRUPT:
    case XAPC_DATABASE_NOT_FOUND:
    case XAPC_DATABASE_OPENING:
    case XAPC_DATABASE_VERSION:
    case XAPC_DOC_NOT_FOUND:
    case XAPC_SERIALISATION:
    case XAPC_RANGE:
        return ZK_CORRUPT;
    case XAPC_DATABASE:
    case XAPC_DATABASE_CREATE:
        return strstr(from->message, "No space left") ? ZK_FULL : ZK_IO;
    case XAPC_NETWORK:
    case XAPC_NETWORK_TIMEOUT:
        return ZK_IO;
    case XAPC_NO_MEMORY:
        return ZK_NO_MEMORY;
    case XAPC_CALLBACK:
        return ZK_INTERRUPTED;
    case XAPC_ASSERTION:
    case XAPC_INVALID_ARGUMENT:
    case XAPC_INVALID_OPERATION:
    case XAPC_UNIMPLEMENTED:
    case XAPC_DATABASE_CLOSED:
    case XAPC_FEATURE_UNAVAILABLE:
    case XAPC_INTERNAL:
    case XAPC_QUERY_PARSER:
    case XAPC_WILDCARD:
    case XAPC_XAPIAN:
    case XAPC_EXCEPTION:
    case XAPC_UNKNOWN:
    case XAPC_STATUS_COUNT:
        return ZK_INTERNAL;
    }
    return ZK_INTERNAL;
}

enum zk_status zk_shim_status(enum xapc_status status, const struct xapc_error *from,
                              struct zk_error *err)
{
    enum zk_status ours = status_of(status, from);

    if (ours == ZK_OK)
        return ZK_OK;
    return zk_fail(err, ours, "", "%s: %s", xapc_status_name(status), from->message);
}

enum zk_status zk_shim_open(const char *path, struct xapc_database **out, int64_t *revision,
                            struct zk_error *err)
{
    struct xapc_error xerr;
    uint64_t number = 0;
    enum xapc_status st = xapc_database_open(path, out, &xerr);

    if (st == XAPC_OK)
        st = xapc_database_revision(*out, &number, &xerr);
    if (st != XAPC_OK) {
        xapc_database_free(*out);
        *out = NULL;
    }
    *revision = (int64_t)number;
    return zk_shim_status(st, &xerr, err);
}

enum zk_status zk_shim_count(struct xapc_database *database, uint32_t *out, struct zk_error *err)
{
    struct xapc_error xerr;

    return zk_shim_status(xapc_database_document_count(database, out, &xerr), &xerr, err);
}

enum zk_status zk_shim_last_docid(struct xapc_database *database, uint32_t *out,
                                  struct zk_error *err)
{
    struct xapc_error xerr;

    return zk_shim_status(xapc_database_last_docid(database, out, &xerr), &xerr, err);
}

enum zk_status zk_shim_term_documents(struct xapc_database *database, const char *term, size_t len,
                                      uint32_t *out, struct zk_error *err)
{
    struct xapc_error xerr;

    return zk_shim_status(xapc_database_term_documents(database, term, len, out, &xerr), &xerr,
                          err);
}

/* ---- postings ---- */

enum zk_status zk_postings_open(struct xapc_database *database, const char *term, size_t len,
                                struct zk_postings *out, struct zk_error *err)
{
    struct xapc_error xerr;
    enum xapc_status st = xapc_database_postings(database, term, len, &out->it, &xerr);

    out->docid = out->wdf = 0;
    if (st != XAPC_OK)
        return zk_shim_status(st, &xerr, err);
    return zk_postings_next(out, err);
}

enum zk_status zk_postings_next(struct zk_postings *postings, struct zk_error *err)
{
    struct xapc_posting posting;
    struct xapc_error xerr;
    enum xapc_status st = xapc_postings_next(postings->it, &posting, &xerr);

    postings->docid = posting.docid;
    postings->wdf = posting.wdf;
    return zk_shim_status(st, &xerr, err);
}

void zk_postings_close(struct zk_postings *postings)
{
    xapc_postings_free(postings->it);
    postings->it = NULL;
}

/* ---- values ---- */

enum zk_status zk_values_open(struct xapc_database *database, unsigned slot, struct zk_values *out,
                              struct zk_error *err)
{
    struct xapc_error xerr;
    enum xapc_status st = xapc_database_values(database, slot, &out->it, &xerr);

    out->docid = 0;
    if (st != XAPC_OK)
        return zk_shim_status(st, &xerr, err);
    return zk_values_next(out, err);
}

static enum zk_status show_value(struct zk_values *values, enum xapc_status st,
                                 const struct xapc_value *value, const struct xapc_error *xerr,
                                 struct zk_error *err)
{
    values->docid = value->docid;
    values->bytes = (const unsigned char *)value->value.bytes;
    values->len = value->value.len;
    return zk_shim_status(st, xerr, err);
}

enum zk_status zk_values_next(struct zk_values *values, struct zk_error *err)
{
    struct xapc_value value;
    struct xapc_error xerr;
    enum xapc_status st = xapc_values_next(values->it, &value, &xerr);

    return show_value(values, st, &value, &xerr, err);
}

enum zk_status zk_values_skip_to(struct zk_values *values, uint32_t docid, struct zk_error *err)
{
    struct xapc_value value;
    struct xapc_error xerr;
    enum xapc_status st = xapc_values_skip_to(values->it, docid, &value, &xerr);

    return show_value(values, st, &value, &xerr, err);
}

void zk_values_close(struct zk_values *values)
{
    xapc_values_free(values->it);
    values->it = NULL;
}

/* ---- the rest ---- */

enum zk_status zk_shim_metadata(struct xapc_database *database, const char *key, char **out,
                                struct zk_error *err)
{
    struct xapc_error xerr;
    struct xapc_view view;
    enum xapc_status st = xapc_database_metadata(database, key, strlen(key), &view, &xerr);

    *out = NULL;
    if (st != XAPC_OK)
        return zk_shim_status(st, &xerr, err);
    *out = zk_malloc(view.len + 1);
    if (!*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for metadata");
    memcpy(*out, view.bytes, view.len);
    (*out)[view.len] = '\0';
    return ZK_OK;
}

enum zk_status zk_shim_data(struct xapc_database *database, uint32_t docid, struct zk_arena *arena,
                            const char **data, size_t *len, struct zk_error *err)
{
    struct xapc_document *document = NULL;
    struct xapc_error xerr;
    struct xapc_view view = { "", 0 };
    enum xapc_status st = xapc_database_document(database, docid, &document, &xerr);

    *data = NULL;
    *len = 0;
    if (st == XAPC_OK)
        st = xapc_document_data(document, &view, &xerr);
    if (st == XAPC_OK) {
        *data = zk_arena_copy(arena, view.bytes, view.len);
        *len = view.len;
    }
    xapc_document_free(document);
    if (st == XAPC_OK && !*data)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a document");
    return zk_shim_status(st, &xerr, err);
}

enum zk_status zk_shim_value(struct xapc_database *database, uint32_t docid, unsigned slot,
                             struct zk_arena *arena, const char **out, struct zk_error *err)
{
    struct xapc_document *document = NULL;
    struct xapc_error xerr;
    struct xapc_view view = { "", 0 };
    enum xapc_status st = xapc_database_document(database, docid, &document, &xerr);

    *out = NULL;
    if (st == XAPC_OK)
        st = xapc_document_value(document, slot, &view, &xerr);
    if (st == XAPC_OK)
        *out = zk_arena_copy(arena, view.bytes, view.len);
    xapc_document_free(document);
    if (st == XAPC_OK && !*out)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a value");
    return zk_shim_status(st, &xerr, err);
}

enum zk_status zk_shim_terms(struct xapc_database *database, const char *prefix, size_t len,
                             enum zk_status (*each)(void *context, const char *term, size_t len,
                                                    uint32_t documents, struct zk_error *err),
                             void *context, struct zk_error *err)
{
    struct xapc_terms *terms = NULL;
    struct xapc_view view;
    struct xapc_error xerr;
    enum xapc_status xst = xapc_database_terms(database, prefix, len, &terms, &xerr);
    enum zk_status st = ZK_OK;

    if (xst == XAPC_OK)
        xst = xapc_terms_next(terms, &view, &xerr);
    while (xst == XAPC_OK && view.bytes && st == ZK_OK) {
        uint32_t documents;

        xst = xapc_terms_documents(terms, &documents, &xerr);
        if (xst == XAPC_OK)
            st = each(context, view.bytes, view.len, documents, err);
        if (xst == XAPC_OK && st == ZK_OK)
            xst = xapc_terms_next(terms, &view, &xerr);
    }
    xapc_terms_free(terms);
    return st != ZK_OK ? st : zk_shim_status(xst, &xerr, err);
}

size_t zk_shim_number(double number, char *out)
{
    struct xapc_error xerr;
    size_t len;

    return xapc_number_bytes(number, out, &len, &xerr) == XAPC_OK ? len : 0;
}
