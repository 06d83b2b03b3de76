// SPDX-License-Identifier: GPL-3.0-or-later
// Searching: what to search and in which order; relevance feedback. What was found: mset.cc.
#include "handles.hpp"
#include "mset.hpp"

using xapc::guard;
using xapc::text;

namespace {

Xapian::Enquire::docid_order order_of(enum xapc_docid_order order)
{
    switch (order) {
    case XAPC_DOCID_ASCENDING:
        return Xapian::Enquire::ASCENDING;
    case XAPC_DOCID_DESCENDING:
        return Xapian::Enquire::DESCENDING;
    case XAPC_DOCID_ANY:
        return Xapian::Enquire::DONT_CARE;
    }
    throw Xapian::InvalidArgumentError("no such order of docids");
}

// By slot (a number) or by sorter: Xapian's "reverse" of both means descending.
template <typename ByRelevance, typename ByKey, typename KeyFirst, typename KeyLast>
void sort_by(enum xapc_sort sort, ByRelevance &&relevance, ByKey &&key, KeyFirst &&key_first,
             KeyLast &&key_last)
{
    switch (sort) {
    case XAPC_SORT_RELEVANCE:
        relevance();
        return;
    case XAPC_SORT_KEY:
        key();
        return;
    case XAPC_SORT_KEY_RELEVANCE:
        key_first();
        return;
    case XAPC_SORT_RELEVANCE_KEY:
        key_last();
        return;
    }
    throw Xapian::InvalidArgumentError("no such order");
}

} // namespace

extern "C" {

enum xapc_status xapc_enquire_new(const struct xapc_database *database, struct xapc_enquire **out,
                                  struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_enquire{ Xapian::Enquire(database->db) }; });
}

void xapc_enquire_free(struct xapc_enquire *enquire)
{
    delete enquire;
}

enum xapc_status xapc_enquire_set_query(struct xapc_enquire *enquire,
                                        const struct xapc_query *query, uint32_t length,
                                        struct xapc_error *err)
{
    return guard(err, [&] { enquire->enquire.set_query(query->query, length); });
}

enum xapc_status xapc_enquire_set_weight(struct xapc_enquire *enquire,
                                         const struct xapc_weight *weight, struct xapc_error *err)
{
    return guard(err, [&] { enquire->enquire.set_weighting_scheme(*weight->weight); });
}

enum xapc_status xapc_enquire_set_cutoff(struct xapc_enquire *enquire, int percent, double weight,
                                         struct xapc_error *err)
{
    return guard(err, [&] { enquire->enquire.set_cutoff(percent, weight); });
}

enum xapc_status xapc_enquire_set_docid_order(struct xapc_enquire *enquire,
                                              enum xapc_docid_order order, struct xapc_error *err)
{
    return guard(err, [&] { enquire->enquire.set_docid_order(order_of(order)); });
}

enum xapc_status xapc_enquire_set_sort(struct xapc_enquire *enquire, enum xapc_sort sort,
                                       uint32_t slot, bool ascending, struct xapc_error *err)
{
    Xapian::Enquire &e = enquire->enquire;

    return guard(err, [&] {
        sort_by(sort, [&] { e.set_sort_by_relevance(); },
                [&] { e.set_sort_by_value(slot, !ascending); },
                [&] { e.set_sort_by_value_then_relevance(slot, !ascending); },
                [&] { e.set_sort_by_relevance_then_value(slot, !ascending); });
    });
}

enum xapc_status xapc_enquire_set_sorter(struct xapc_enquire *enquire, enum xapc_sort sort,
                                         struct xapc_sorter *sorter, bool ascending,
                                         struct xapc_error *err)
{
    Xapian::Enquire &e = enquire->enquire;
    Xapian::KeyMaker *maker = &sorter->maker;

    return guard(err, [&] {
        sort_by(sort, [&] { e.set_sort_by_relevance(); },
                [&] { e.set_sort_by_key(maker, !ascending); },
                [&] { e.set_sort_by_key_then_relevance(maker, !ascending); },
                [&] { e.set_sort_by_relevance_then_key(maker, !ascending); });
    });
}

enum xapc_status xapc_sorter_new(struct xapc_sorter **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_sorter; });
}

enum xapc_status xapc_sorter_add(struct xapc_sorter *sorter, uint32_t slot, bool reverse,
                                 const char *missing, size_t len, struct xapc_error *err)
{
    return guard(err, [&] { sorter->maker.add_value(slot, reverse, text(missing, len)); });
}

void xapc_sorter_free(struct xapc_sorter *sorter)
{
    delete sorter;
}

enum xapc_status xapc_enquire_set_collapse(struct xapc_enquire *enquire, uint32_t slot,
                                           uint32_t max, struct xapc_error *err)
{
    return guard(err, [&] {
        enquire->enquire.set_collapse_key(max > 0 ? slot : Xapian::BAD_VALUENO,
                                          max > 0 ? max : 1);
    });
}

enum xapc_status xapc_enquire_set_time_limit(struct xapc_enquire *enquire, double seconds,
                                             struct xapc_error *err)
{
    return guard(err, [&] { enquire->enquire.set_time_limit(seconds); });
}

enum xapc_status xapc_enquire_add_spy(struct xapc_enquire *enquire, struct xapc_spy *spy,
                                      struct xapc_error *err)
{
    return guard(err, [&] { enquire->enquire.add_matchspy(spy->spy.get()); });
}

enum xapc_status xapc_enquire_clear_spies(struct xapc_enquire *enquire, struct xapc_error *err)
{
    return guard(err, [&] { enquire->enquire.clear_matchspies(); });
}

enum xapc_status xapc_enquire_run(struct xapc_enquire *enquire, uint32_t first, uint32_t max,
                                  uint32_t check_at_least, const struct xapc_rset *relevant,
                                  struct xapc_mset **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new xapc_mset{ enquire->enquire.get_mset(first, max, check_at_least,
                                                        relevant ? &relevant->rset : nullptr),
                              {} };
    });
}

enum xapc_status xapc_enquire_matching_terms(struct xapc_enquire *enquire, uint32_t docid,
                                             struct xapc_terms **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = xapc::make_terms(enquire->enquire.get_matching_terms_begin(docid),
                                enquire->enquire.get_matching_terms_end(docid));
    });
}

/* ---- relevance feedback ---- */

enum xapc_status xapc_rset_new(struct xapc_rset **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_rset; });
}

enum xapc_status xapc_rset_add(struct xapc_rset *rset, uint32_t docid, struct xapc_error *err)
{
    return guard(err, [&] { rset->rset.add_document(docid); });
}

enum xapc_status xapc_rset_remove(struct xapc_rset *rset, uint32_t docid, struct xapc_error *err)
{
    return guard(err, [&] { rset->rset.remove_document(docid); });
}

enum xapc_status xapc_rset_count(const struct xapc_rset *rset, uint32_t *out,
                                 struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = rset->rset.size(); });
}

void xapc_rset_free(struct xapc_rset *rset)
{
    delete rset;
}

enum xapc_status xapc_enquire_expand(struct xapc_enquire *enquire, uint32_t max,
                                     const struct xapc_rset *relevant,
                                     const struct xapc_expand *options, struct xapc_eset **out,
                                     struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        const xapc_expand chosen = options ? *options : xapc_expand{};
        int flags = 0;

        if (chosen.with_query_terms)
            flags |= Xapian::Enquire::INCLUDE_QUERY_TERMS;
        if (chosen.exact)
            flags |= Xapian::Enquire::USE_EXACT_TERMFREQ;
        enquire->enquire.set_expansion_scheme(chosen.scheme ? chosen.scheme : "trad",
                                              chosen.k > 0 ? chosen.k : 1.0);
        *out = new xapc_eset{ enquire->enquire.get_eset(max, relevant->rset, flags, nullptr,
                                                        chosen.min_weight),
                              {} };
    });
}

} // extern "C"
