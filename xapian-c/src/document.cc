// SPDX-License-Identifier: GPL-3.0-or-later
// Documents.
#include "handles.hpp"
#include "values.hpp"

using xapc::guard;
using xapc::hold;
using xapc::text;

extern "C" {

enum xapc_status xapc_document_new(struct xapc_document **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_document{ Xapian::Document(), {} }; });
}

void xapc_document_free(struct xapc_document *document)
{
    delete document;
}

enum xapc_status xapc_document_set_data(struct xapc_document *document, const char *bytes,
                                        size_t len, struct xapc_error *err)
{
    return guard(err, [&] { document->document.set_data(text(bytes, len)); });
}

enum xapc_status xapc_document_data(struct xapc_document *document, struct xapc_view *out,
                                    struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { *out = hold(document->held, document->document.get_data()); });
}

enum xapc_status xapc_document_docid(struct xapc_document *document, uint32_t *out,
                                     struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = document->document.get_docid(); });
}

enum xapc_status xapc_document_add_term(struct xapc_document *document, const char *term,
                                        size_t len, uint32_t wdf, struct xapc_error *err)
{
    return guard(err, [&] { document->document.add_term(text(term, len), wdf); });
}

enum xapc_status xapc_document_add_boolean(struct xapc_document *document, const char *term,
                                           size_t len, struct xapc_error *err)
{
    return guard(err, [&] { document->document.add_boolean_term(text(term, len)); });
}

enum xapc_status xapc_document_add_posting(struct xapc_document *document, const char *term,
                                           size_t len, uint32_t position, uint32_t wdf,
                                           struct xapc_error *err)
{
    return guard(err, [&] { document->document.add_posting(text(term, len), position, wdf); });
}

enum xapc_status xapc_document_remove_term(struct xapc_document *document, const char *term,
                                           size_t len, struct xapc_error *err)
{
    return guard(err, [&] { document->document.remove_term(text(term, len)); });
}

enum xapc_status xapc_document_remove_posting(struct xapc_document *document, const char *term,
                                              size_t len, uint32_t position, uint32_t wdf,
                                              struct xapc_error *err)
{
    return guard(err, [&] { document->document.remove_posting(text(term, len), position, wdf); });
}

enum xapc_status xapc_document_clear_terms(struct xapc_document *document, struct xapc_error *err)
{
    return guard(err, [&] { document->document.clear_terms(); });
}

enum xapc_status xapc_document_term_count(struct xapc_document *document, uint32_t *out,
                                          struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = document->document.termlist_count(); });
}

enum xapc_status xapc_document_set_value(struct xapc_document *document, uint32_t slot,
                                         const char *bytes, size_t len, struct xapc_error *err)
{
    return guard(err, [&] { document->document.add_value(slot, text(bytes, len)); });
}

enum xapc_status xapc_document_value(struct xapc_document *document, uint32_t slot,
                                     struct xapc_view *out, struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { *out = hold(document->held, document->document.get_value(slot)); });
}

enum xapc_status xapc_document_remove_value(struct xapc_document *document, uint32_t slot,
                                            struct xapc_error *err)
{
    return guard(err, [&] { document->document.remove_value(slot); });
}

enum xapc_status xapc_document_clear_values(struct xapc_document *document, struct xapc_error *err)
{
    return guard(err, [&] { document->document.clear_values(); });
}

enum xapc_status xapc_document_terms(struct xapc_document *document, struct xapc_terms **out,
                                     struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = xapc::make_terms(document->document.termlist_begin(),
                                document->document.termlist_end());
    });
}

enum xapc_status xapc_document_values(struct xapc_document *document, struct xapc_values **out,
                                      struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = xapc::make_values(document->document.values_begin(),
                                 document->document.values_end(), false);
    });
}

} // extern "C"
