// SPDX-License-Identifier: GPL-3.0-or-later
// Match spies: C callbacks, and counts of values.
#include "handles.hpp"

using xapc::guard;

namespace {

class callback_spy : public Xapian::MatchSpy {
public:
    callback_spy(xapc_spy_callback *callback, void *context)
        : callback_(callback), context_(context)
    {
    }

    void operator()(const Xapian::Document &document, double weight) override
    {
        xapc_document shown{ document, {} };
        int ended = callback_(context_, &shown, weight);

        if (ended != 0)
            throw xapc::callback_ended{ ended };
    }

private:
    xapc_spy_callback *callback_;
    void *context_;
};

Xapian::ValueCountMatchSpy &counts_of(const xapc_spy *spy)
{
    if (!spy->counts)
        throw Xapian::InvalidOperationError("this spy does not count values");
    return *spy->counts;
}

} // namespace

extern "C" {

enum xapc_status xapc_spy_new(xapc_spy_callback *callback, void *context, struct xapc_spy **out,
                              struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new xapc_spy{ std::make_unique<callback_spy>(callback, context), nullptr };
    });
}

enum xapc_status xapc_spy_new_value_counts(uint32_t slot, struct xapc_spy **out,
                                           struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        auto spy = std::make_unique<Xapian::ValueCountMatchSpy>(slot);
        Xapian::ValueCountMatchSpy *counts = spy.get();

        *out = new xapc_spy{ std::move(spy), counts };
    });
}

enum xapc_status xapc_spy_total(const struct xapc_spy *spy, uint32_t *out, struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = static_cast<uint32_t>(counts_of(spy).get_total()); });
}

enum xapc_status xapc_spy_values(const struct xapc_spy *spy, struct xapc_terms **out,
                                 struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = xapc::make_terms(counts_of(spy).values_begin(), counts_of(spy).values_end());
    });
}

enum xapc_status xapc_spy_top_values(const struct xapc_spy *spy, size_t max,
                                     struct xapc_terms **out, struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = xapc::make_terms(counts_of(spy).top_values_begin(max),
                                counts_of(spy).top_values_end(max));
    });
}

void xapc_spy_free(struct xapc_spy *spy)
{
    delete spy;
}

} // extern "C"
