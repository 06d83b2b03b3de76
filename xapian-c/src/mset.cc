// SPDX-License-Identifier: GPL-3.0-or-later
// What was found.
#include "mset.hpp"

using xapc::guard;
using xapc::hold;
using xapc::text;

namespace {

Xapian::MSetIterator hit_at(const xapc_mset *mset, uint32_t index)
{
    if (index >= mset->mset.size())
        throw Xapian::RangeError("beyond the last hit of the set");
    return mset->mset[index];
}

} // namespace

extern "C" {

void xapc_mset_free(struct xapc_mset *mset)
{
    delete mset;
}

enum xapc_status xapc_mset_count(const struct xapc_mset *mset, uint32_t *out,
                                 struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = mset->mset.size(); });
}

enum xapc_status xapc_mset_estimate(const struct xapc_mset *mset, struct xapc_estimate *out,
                                    struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] {
        const Xapian::MSet &m = mset->mset;

        *out = { m.get_matches_lower_bound(), m.get_matches_estimated(),
                 m.get_matches_upper_bound(), m.get_max_possible(), m.get_max_attained() };
    });
}

enum xapc_status xapc_mset_hits(const struct xapc_mset *mset, uint32_t index, struct xapc_hit *out,
                                size_t room, size_t *count, struct xapc_error *err)
{
    *count = 0;
    return guard(err, [&] {
        for (; index < mset->mset.size() && *count < room; index++) {
            const Xapian::MSetIterator hit = mset->mset[index];

            out[(*count)++] = { *hit, hit.get_weight(), hit.get_rank(), hit.get_collapse_count(),
                                hit.get_percent() };
        }
    });
}

enum xapc_status xapc_mset_sort_key(struct xapc_mset *mset, uint32_t index, struct xapc_view *out,
                                    struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { *out = hold(mset->held, hit_at(mset, index).get_sort_key()); });
}

enum xapc_status xapc_mset_collapse_key(struct xapc_mset *mset, uint32_t index,
                                        struct xapc_view *out, struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { *out = hold(mset->held, hit_at(mset, index).get_collapse_key()); });
}

enum xapc_status xapc_mset_document(const struct xapc_mset *mset, uint32_t index,
                                    struct xapc_document **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err,
                 [&] { *out = new xapc_document{ hit_at(mset, index).get_document(), {} }; });
}

enum xapc_status xapc_mset_fetch(const struct xapc_mset *mset, struct xapc_error *err)
{
    return guard(err, [&] { mset->mset.fetch(); });
}

enum xapc_status xapc_mset_term_documents(const struct xapc_mset *mset, const char *term,
                                          size_t len, uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = mset->mset.get_termfreq(text(term, len)); });
}

enum xapc_status xapc_mset_term_weight(const struct xapc_mset *mset, const char *term, size_t len,
                                       double *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = mset->mset.get_termweight(text(term, len)); });
}

enum xapc_status xapc_mset_snippet(struct xapc_mset *mset, const char *bytes, size_t len,
                                   const struct xapc_snippet *options, struct xapc_view *out,
                                   struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] {
        const xapc_snippet chosen = options ? *options : xapc_snippet{};
        unsigned flags = Xapian::MSet::SNIPPET_BACKGROUND_MODEL | Xapian::MSet::SNIPPET_EXHAUSTIVE;

        if (chosen.empty_without_match)
            flags |= Xapian::MSet::SNIPPET_EMPTY_WITHOUT_MATCH;
        *out = hold(mset->held,
                    mset->mset.snippet(text(bytes, len), chosen.length > 0 ? chosen.length : 500,
                                       chosen.stem ? chosen.stem->stem : Xapian::Stem(), flags,
                                       chosen.begin ? chosen.begin : "<b>",
                                       chosen.end ? chosen.end : "</b>",
                                       chosen.omission ? chosen.omission : "..."));
    });
}

enum xapc_status xapc_eset_count(const struct xapc_eset *eset, uint32_t *out,
                                 struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = eset->eset.size(); });
}

enum xapc_status xapc_eset_term(struct xapc_eset *eset, uint32_t index, struct xapc_view *term,
                                double *weight, struct xapc_error *err)
{
    *term = {};
    *weight = 0;
    return guard(err, [&] {
        if (index >= eset->eset.size())
            throw Xapian::RangeError("beyond the last term of the set");
        const Xapian::ESetIterator it = eset->eset[index];

        *term = hold(eset->held, *it);
        *weight = it.get_weight();
    });
}

void xapc_eset_free(struct xapc_eset *eset)
{
    delete eset;
}

} // extern "C"
