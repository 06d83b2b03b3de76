// SPDX-License-Identifier: GPL-3.0-or-later
// Iterators over postings, positions, terms and values.
#include "handles.hpp"
#include "values.hpp"

using xapc::guard;
using xapc::text;

struct xapc_postings {
    Xapian::PostingIterator at, end;
    bool begun;
};

struct xapc_positions {
    Xapian::PositionIterator at, end;
    bool begun;
};

namespace {

// Move to the next item: the first one at the first call, nowhere behind the end.
template <typename Iterator>
bool advance(Iterator &it)
{
    if (it.at != it.end && it.begun)
        ++it.at;
    it.begun = true;
    return it.at != it.end;
}

template <typename Iterator, typename Place>
bool skip(Iterator &it, const Place &place)
{
    if (it.at != it.end)
        it.at.skip_to(place);
    it.begun = true;
    return it.at != it.end;
}

template <typename Iterator>
void must_stand(const Iterator &it)
{
    if (!it.begun || it.at == it.end)
        throw Xapian::InvalidOperationError("the iterator stands on nothing");
}

void show(xapc_terms &terms, bool found, xapc_view *out)
{
    if (found)
        *out = xapc::hold(terms.held, *terms.at);
}

void show(const xapc_postings &postings, bool found, xapc_posting *out)
{
    if (found)
        *out = { *postings.at, postings.at.get_wdf() };
}

void show(xapc_values &values, bool found, xapc_value *out)
{
    if (!found)
        return;
    out->docid = values.stream ? values.at.get_docid() : 0;
    out->slot = values.at.get_valueno();
    out->value = xapc::hold(values.held, *values.at);
}

template <typename Make>
xapc_status terms_of(struct xapc_terms **out, struct xapc_error *err, Make &&make)
{
    *out = nullptr;
    return guard(err, [&] { *out = make(); });
}

} // namespace

extern "C" {

/* ---- postings and positions ---- */

enum xapc_status xapc_database_postings(struct xapc_database *database, const char *term,
                                        size_t len, struct xapc_postings **out,
                                        struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        const std::string name = text(term, len);

        *out = new xapc_postings{ database->db.postlist_begin(name),
                                  database->db.postlist_end(name), false };
    });
}

enum xapc_status xapc_postings_next(struct xapc_postings *postings, struct xapc_posting *out,
                                    struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { show(*postings, advance(*postings), out); });
}

enum xapc_status xapc_postings_docids(struct xapc_postings *postings, uint32_t *out, size_t room,
                                      size_t *count, struct xapc_error *err)
{
    *count = 0;
    return guard(err, [&] {
        while (*count < room && advance(*postings))
            out[(*count)++] = *postings->at;
    });
}

enum xapc_status xapc_postings_skip_to(struct xapc_postings *postings, uint32_t docid,
                                       struct xapc_posting *out, struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { show(*postings, skip(*postings, docid), out); });
}

enum xapc_status xapc_postings_document_length(struct xapc_postings *postings, uint32_t *out,
                                               struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] {
        must_stand(*postings);
        *out = postings->at.get_doclength();
    });
}

void xapc_postings_free(struct xapc_postings *postings)
{
    delete postings;
}

enum xapc_status xapc_database_positions(struct xapc_database *database, uint32_t docid,
                                         const char *term, size_t len,
                                         struct xapc_positions **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        const std::string name = text(term, len);

        *out = new xapc_positions{ database->db.positionlist_begin(docid, name),
                                   database->db.positionlist_end(docid, name), false };
    });
}

enum xapc_status xapc_positions_next(struct xapc_positions *positions, uint32_t *position,
                                     bool *found, struct xapc_error *err)
{
    *position = 0;
    *found = false;
    return guard(err, [&] {
        if (advance(*positions)) {
            *position = *positions->at;
            *found = true;
        }
    });
}

enum xapc_status xapc_positions_skip_to(struct xapc_positions *positions, uint32_t from,
                                        uint32_t *position, bool *found, struct xapc_error *err)
{
    *position = 0;
    *found = false;
    return guard(err, [&] {
        if (skip(*positions, from)) {
            *position = *positions->at;
            *found = true;
        }
    });
}

void xapc_positions_free(struct xapc_positions *positions)
{
    delete positions;
}

/* ---- terms ---- */

enum xapc_status xapc_database_terms(struct xapc_database *database, const char *prefix,
                                     size_t len, struct xapc_terms **out, struct xapc_error *err)
{
    return terms_of(out, err, [&] {
        const std::string begin = text(prefix, len);

        return xapc::make_terms(database->db.allterms_begin(begin),
                                database->db.allterms_end(begin));
    });
}

enum xapc_status xapc_database_document_terms(struct xapc_database *database, uint32_t docid,
                                              struct xapc_terms **out, struct xapc_error *err)
{
    return terms_of(out, err, [&] {
        return xapc::make_terms(database->db.termlist_begin(docid),
                                database->db.termlist_end(docid));
    });
}

enum xapc_status xapc_database_metadata_keys(struct xapc_database *database, const char *prefix,
                                             size_t len, struct xapc_terms **out,
                                             struct xapc_error *err)
{
    return terms_of(out, err, [&] {
        const std::string begin = text(prefix, len);

        return xapc::make_terms(database->db.metadata_keys_begin(begin),
                                database->db.metadata_keys_end(begin));
    });
}

enum xapc_status xapc_database_spellings(struct xapc_database *database, struct xapc_terms **out,
                                         struct xapc_error *err)
{
    return terms_of(out, err, [&] {
        return xapc::make_terms(database->db.spellings_begin(), database->db.spellings_end());
    });
}

enum xapc_status xapc_database_synonyms(struct xapc_database *database, const char *term,
                                        size_t len, struct xapc_terms **out,
                                        struct xapc_error *err)
{
    return terms_of(out, err, [&] {
        const std::string name = text(term, len);

        return xapc::make_terms(database->db.synonyms_begin(name),
                                database->db.synonyms_end(name));
    });
}

enum xapc_status xapc_database_synonym_keys(struct xapc_database *database, const char *prefix,
                                            size_t len, struct xapc_terms **out,
                                            struct xapc_error *err)
{
    return terms_of(out, err, [&] {
        const std::string begin = text(prefix, len);

        return xapc::make_terms(database->db.synonym_keys_begin(begin),
                                database->db.synonym_keys_end(begin));
    });
}

enum xapc_status xapc_terms_next(struct xapc_terms *terms, struct xapc_view *out,
                                 struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { show(*terms, advance(*terms), out); });
}

enum xapc_status xapc_terms_skip_to(struct xapc_terms *terms, const char *term, size_t len,
                                    struct xapc_view *out, struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { show(*terms, skip(*terms, text(term, len)), out); });
}

enum xapc_status xapc_terms_documents(struct xapc_terms *terms, uint32_t *out,
                                      struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] {
        must_stand(*terms);
        *out = terms->at.get_termfreq();
    });
}

enum xapc_status xapc_terms_wdf(struct xapc_terms *terms, uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] {
        must_stand(*terms);
        *out = terms->at.get_wdf();
    });
}

void xapc_terms_free(struct xapc_terms *terms)
{
    delete terms;
}

/* ---- values ---- */

enum xapc_status xapc_database_values(struct xapc_database *database, uint32_t slot,
                                      struct xapc_values **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = xapc::make_values(database->db.valuestream_begin(slot),
                                 database->db.valuestream_end(slot), true);
    });
}

enum xapc_status xapc_values_next(struct xapc_values *values, struct xapc_value *out,
                                  struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { show(*values, advance(*values), out); });
}

enum xapc_status xapc_values_skip_to(struct xapc_values *values, uint32_t place,
                                     struct xapc_value *out, struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { show(*values, skip(*values, place), out); });
}

void xapc_values_free(struct xapc_values *values)
{
    delete values;
}

} // extern "C"
