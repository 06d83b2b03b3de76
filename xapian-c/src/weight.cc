// SPDX-License-Identifier: GPL-3.0-or-later
// Weighting schemes.
#include "handles.hpp"

namespace {

template <typename Weight, typename... Args>
xapc_status make(struct xapc_weight **out, struct xapc_error *err, Args... args)
{
    *out = nullptr;
    return xapc::guard(
        err, [&] { *out = new xapc_weight{ std::make_unique<Weight>(args...) }; });
}

} // namespace

extern "C" {

struct xapc_bm25 xapc_bm25_defaults(void)
{
    return { 1, 0, 1, 0.5, 0.5 };
}

enum xapc_status xapc_weight_bm25(const struct xapc_bm25 *p, struct xapc_weight **out,
                                  struct xapc_error *err)
{
    return make<Xapian::BM25Weight>(out, err, p->k1, p->k2, p->k3, p->b, p->min_norm_length);
}

enum xapc_status xapc_weight_bm25_plus(const struct xapc_bm25 *p, double delta,
                                       struct xapc_weight **out, struct xapc_error *err)
{
    return make<Xapian::BM25PlusWeight>(out, err, p->k1, p->k2, p->k3, p->b, p->min_norm_length,
                                        delta);
}

enum xapc_status xapc_weight_boolean(struct xapc_weight **out, struct xapc_error *err)
{
    return make<Xapian::BoolWeight>(out, err);
}

enum xapc_status xapc_weight_coordination(struct xapc_weight **out, struct xapc_error *err)
{
    return make<Xapian::CoordWeight>(out, err);
}

enum xapc_status xapc_weight_tfidf(const char *normalizations, struct xapc_weight **out,
                                   struct xapc_error *err)
{
    return make<Xapian::TfIdfWeight>(out, err, std::string(normalizations));
}

void xapc_weight_free(struct xapc_weight *weight)
{
    delete weight;
}

} // extern "C"
