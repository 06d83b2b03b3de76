// SPDX-License-Identifier: GPL-3.0-or-later
// Writing databases.
#include "handles.hpp"

using xapc::guard;
using xapc::text;

namespace {

int flags_of(const xapc_writer_options &options)
{
    int flags = 0;

    switch (options.open) {
    case XAPC_OPEN_OR_CREATE:
        flags = Xapian::DB_CREATE_OR_OPEN;
        break;
    case XAPC_CREATE:
        flags = Xapian::DB_CREATE;
        break;
    case XAPC_OVERWRITE:
        flags = Xapian::DB_CREATE_OR_OVERWRITE;
        break;
    case XAPC_OPEN:
        flags = Xapian::DB_OPEN;
        break;
    }
    if (options.no_sync)
        flags |= Xapian::DB_NO_SYNC;
    if (options.dangerous)
        flags |= Xapian::DB_DANGEROUS;
    if (options.no_termlist)
        flags |= Xapian::DB_NO_TERMLIST;
    if (options.wait_for_lock)
        flags |= Xapian::DB_RETRY_LOCK;
    return flags;
}

} // namespace

extern "C" {

enum xapc_status xapc_writer_open(const char *path, const struct xapc_writer_options *options,
                                  struct xapc_writer **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        const xapc_writer_options chosen = options ? *options : xapc_writer_options{};

        *out = new xapc_writer{ Xapian::WritableDatabase(path, flags_of(chosen),
                                                         static_cast<int>(chosen.block_size)) };
    });
}

enum xapc_status xapc_writer_open_memory(struct xapc_writer **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new xapc_writer{ Xapian::WritableDatabase(std::string(),
                                                         Xapian::DB_BACKEND_INMEMORY) };
    });
}

enum xapc_status xapc_writer_open_remote(const char *host, unsigned port, unsigned timeout_ms,
                                         unsigned connect_timeout_ms, struct xapc_writer **out,
                                         struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new xapc_writer{ Xapian::Remote::open_writable(host, port, timeout_ms,
                                                              connect_timeout_ms) };
    });
}

void xapc_writer_free(struct xapc_writer *writer)
{
    delete writer;
}

enum xapc_status xapc_writer_close(struct xapc_writer *writer, struct xapc_error *err)
{
    return guard(err, [&] { writer->db.close(); });
}

enum xapc_status xapc_writer_commit(struct xapc_writer *writer, struct xapc_error *err)
{
    return guard(err, [&] { writer->db.commit(); });
}

enum xapc_status xapc_writer_begin(struct xapc_writer *writer, bool flushed,
                                   struct xapc_error *err)
{
    return guard(err, [&] { writer->db.begin_transaction(flushed); });
}

enum xapc_status xapc_writer_end(struct xapc_writer *writer, struct xapc_error *err)
{
    return guard(err, [&] { writer->db.commit_transaction(); });
}

enum xapc_status xapc_writer_cancel(struct xapc_writer *writer, struct xapc_error *err)
{
    return guard(err, [&] { writer->db.cancel_transaction(); });
}

enum xapc_status xapc_writer_add(struct xapc_writer *writer, const struct xapc_document *document,
                                 uint32_t *docid, struct xapc_error *err)
{
    if (docid)
        *docid = 0;
    return guard(err, [&] {
        Xapian::docid got = writer->db.add_document(document->document);

        if (docid)
            *docid = got;
    });
}

enum xapc_status xapc_writer_replace(struct xapc_writer *writer, uint32_t docid,
                                     const struct xapc_document *document, struct xapc_error *err)
{
    return guard(err, [&] { writer->db.replace_document(docid, document->document); });
}

enum xapc_status xapc_writer_replace_term(struct xapc_writer *writer, const char *term, size_t len,
                                          const struct xapc_document *document, uint32_t *docid,
                                          struct xapc_error *err)
{
    if (docid)
        *docid = 0;
    return guard(err, [&] {
        Xapian::docid got = writer->db.replace_document(text(term, len), document->document);

        if (docid)
            *docid = got;
    });
}

enum xapc_status xapc_writer_delete(struct xapc_writer *writer, uint32_t docid,
                                    struct xapc_error *err)
{
    return guard(err, [&] { writer->db.delete_document(docid); });
}

enum xapc_status xapc_writer_delete_term(struct xapc_writer *writer, const char *term, size_t len,
                                         struct xapc_error *err)
{
    return guard(err, [&] { writer->db.delete_document(text(term, len)); });
}

enum xapc_status xapc_writer_set_metadata(struct xapc_writer *writer, const char *key,
                                          size_t key_len, const char *value, size_t len,
                                          struct xapc_error *err)
{
    return guard(err, [&] { writer->db.set_metadata(text(key, key_len), text(value, len)); });
}

enum xapc_status xapc_writer_add_spelling(struct xapc_writer *writer, const char *word, size_t len,
                                          uint32_t frequency, struct xapc_error *err)
{
    return guard(err, [&] { writer->db.add_spelling(text(word, len), frequency); });
}

enum xapc_status xapc_writer_remove_spelling(struct xapc_writer *writer, const char *word,
                                             size_t len, uint32_t frequency,
                                             struct xapc_error *err)
{
    return guard(err, [&] { writer->db.remove_spelling(text(word, len), frequency); });
}

enum xapc_status xapc_writer_add_synonym(struct xapc_writer *writer, const char *term, size_t len,
                                         const char *synonym, size_t synonym_len,
                                         struct xapc_error *err)
{
    return guard(err,
                 [&] { writer->db.add_synonym(text(term, len), text(synonym, synonym_len)); });
}

enum xapc_status xapc_writer_remove_synonym(struct xapc_writer *writer, const char *term,
                                            size_t len, const char *synonym, size_t synonym_len,
                                            struct xapc_error *err)
{
    return guard(err,
                 [&] { writer->db.remove_synonym(text(term, len), text(synonym, synonym_len)); });
}

enum xapc_status xapc_writer_clear_synonyms(struct xapc_writer *writer, const char *term,
                                            size_t len, struct xapc_error *err)
{
    return guard(err, [&] { writer->db.clear_synonyms(text(term, len)); });
}

} // extern "C"
