// SPDX-License-Identifier: GPL-3.0-or-later
// Databases for reading: opening, statistics, metadata, spelling.
#include "handles.hpp"

using xapc::guard;
using xapc::hold;
using xapc::text;

extern "C" {

enum xapc_status xapc_database_open(const char *path, struct xapc_database **out,
                                    struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_database{ Xapian::Database(path), {} }; });
}

enum xapc_status xapc_database_open_remote(const char *host, unsigned port, unsigned timeout_ms,
                                           unsigned connect_timeout_ms,
                                           struct xapc_database **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new xapc_database{
            Xapian::Remote::open(host, port, timeout_ms, connect_timeout_ms), {}
        };
    });
}

enum xapc_status xapc_database_new(struct xapc_database **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_database{ Xapian::Database(), {} }; });
}

enum xapc_status xapc_database_of_writer(struct xapc_writer *writer, struct xapc_database **out,
                                         struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_database{ Xapian::Database(writer->db), {} }; });
}

enum xapc_status xapc_database_add(struct xapc_database *database,
                                   const struct xapc_database *other, struct xapc_error *err)
{
    return guard(err, [&] { database->db.add_database(other->db); });
}

void xapc_database_free(struct xapc_database *database)
{
    delete database;
}

enum xapc_status xapc_database_reopen(struct xapc_database *database, bool *moved,
                                      struct xapc_error *err)
{
    if (moved)
        *moved = false;
    return guard(err, [&] {
        bool newer = database->db.reopen();

        if (moved)
            *moved = newer;
    });
}

enum xapc_status xapc_database_close(struct xapc_database *database, struct xapc_error *err)
{
    return guard(err, [&] { database->db.close(); });
}

enum xapc_status xapc_database_keep_alive(struct xapc_database *database, struct xapc_error *err)
{
    return guard(err, [&] { database->db.keep_alive(); });
}

enum xapc_status xapc_database_document_count(struct xapc_database *database, uint32_t *out,
                                              struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_doccount(); });
}

enum xapc_status xapc_database_last_docid(struct xapc_database *database, uint32_t *out,
                                          struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_lastdocid(); });
}

enum xapc_status xapc_database_total_length(struct xapc_database *database, uint64_t *out,
                                            struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_total_length(); });
}

enum xapc_status xapc_database_average_length(struct xapc_database *database, double *out,
                                              struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_average_length(); });
}

enum xapc_status xapc_database_document_length(struct xapc_database *database, uint32_t docid,
                                               uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_doclength(docid); });
}

enum xapc_status xapc_database_unique_terms(struct xapc_database *database, uint32_t docid,
                                            uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_unique_terms(docid); });
}

enum xapc_status xapc_database_term_documents(struct xapc_database *database, const char *term,
                                              size_t len, uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_termfreq(text(term, len)); });
}

enum xapc_status xapc_database_term_occurrences(struct xapc_database *database, const char *term,
                                                size_t len, uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_collection_freq(text(term, len)); });
}

enum xapc_status xapc_database_value_documents(struct xapc_database *database, uint32_t slot,
                                               uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_value_freq(slot); });
}

enum xapc_status xapc_database_value_lower_bound(struct xapc_database *database, uint32_t slot,
                                                 struct xapc_view *out, struct xapc_error *err)
{
    *out = {};
    return guard(err,
                 [&] { *out = hold(database->held, database->db.get_value_lower_bound(slot)); });
}

enum xapc_status xapc_database_value_upper_bound(struct xapc_database *database, uint32_t slot,
                                                 struct xapc_view *out, struct xapc_error *err)
{
    *out = {};
    return guard(err,
                 [&] { *out = hold(database->held, database->db.get_value_upper_bound(slot)); });
}

enum xapc_status xapc_database_has_positions(struct xapc_database *database, bool *out,
                                             struct xapc_error *err)
{
    *out = false;
    return guard(err, [&] { *out = database->db.has_positions(); });
}

enum xapc_status xapc_database_revision(struct xapc_database *database, uint64_t *out,
                                        struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = database->db.get_revision(); });
}

enum xapc_status xapc_database_uuid(struct xapc_database *database, struct xapc_view *out,
                                    struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { *out = hold(database->held, database->db.get_uuid()); });
}

enum xapc_status xapc_database_locked(struct xapc_database *database, bool *out,
                                      struct xapc_error *err)
{
    *out = false;
    return guard(err, [&] { *out = database->db.locked(); });
}

enum xapc_status xapc_database_metadata(struct xapc_database *database, const char *key,
                                        size_t len, struct xapc_view *out, struct xapc_error *err)
{
    *out = {};
    return guard(
        err, [&] { *out = hold(database->held, database->db.get_metadata(text(key, len))); });
}

enum xapc_status xapc_database_document(struct xapc_database *database, uint32_t docid,
                                        struct xapc_document **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new xapc_document{ database->db.get_document(docid), {} };
    });
}

enum xapc_status xapc_database_spelling(struct xapc_database *database, const char *word,
                                        size_t len, unsigned max_edits, struct xapc_view *out,
                                        struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] {
        *out = hold(database->held,
                    database->db.get_spelling_suggestion(text(word, len), max_edits));
    });
}

} // extern "C"
