// SPDX-License-Identifier: GPL-3.0-or-later
// Queries.
#include "handles.hpp"

#include <cstring>
#include <vector>

using xapc::guard;
using xapc::text;

namespace {

Xapian::Query::op op_of(enum xapc_operator op)
{
    switch (op) {
    case XAPC_AND:
        return Xapian::Query::OP_AND;
    case XAPC_OR:
        return Xapian::Query::OP_OR;
    case XAPC_AND_NOT:
        return Xapian::Query::OP_AND_NOT;
    case XAPC_XOR:
        return Xapian::Query::OP_XOR;
    case XAPC_AND_MAYBE:
        return Xapian::Query::OP_AND_MAYBE;
    case XAPC_FILTER:
        return Xapian::Query::OP_FILTER;
    case XAPC_NEAR:
        return Xapian::Query::OP_NEAR;
    case XAPC_PHRASE:
        return Xapian::Query::OP_PHRASE;
    case XAPC_SYNONYM:
        return Xapian::Query::OP_SYNONYM;
    case XAPC_MAX:
        return Xapian::Query::OP_MAX;
    case XAPC_ELITE_SET:
        return Xapian::Query::OP_ELITE_SET;
    }
    throw Xapian::InvalidArgumentError("no such operator");
}

int limit_of(enum xapc_wildcard_limit limit)
{
    switch (limit) {
    case XAPC_WILDCARD_ERROR:
        return Xapian::Query::WILDCARD_LIMIT_ERROR;
    case XAPC_WILDCARD_FIRST:
        return Xapian::Query::WILDCARD_LIMIT_FIRST;
    case XAPC_WILDCARD_MOST_FREQUENT:
        return Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT;
    }
    throw Xapian::InvalidArgumentError("no such wildcard limit");
}

template <typename Make>
xapc_status make(struct xapc_query **out, struct xapc_error *err, Make &&query)
{
    *out = nullptr;
    return guard(err, [&] { *out = new xapc_query{ query(), {} }; });
}

} // namespace

extern "C" {

enum xapc_status xapc_query_term(const char *term, size_t len, uint32_t wqf,
                                 struct xapc_query **out, struct xapc_error *err)
{
    return make(out, err, [&] {
        if (len == 0)
            throw Xapian::InvalidArgumentError("a term has at least one byte");
        return Xapian::Query(text(term, len), wqf);
    });
}

enum xapc_status xapc_query_all(struct xapc_query **out, struct xapc_error *err)
{
    return make(out, err, [] { return Xapian::Query(std::string()); });
}

enum xapc_status xapc_query_none(struct xapc_query **out, struct xapc_error *err)
{
    return make(out, err, [] { return Xapian::Query(); });
}

enum xapc_status xapc_query_combine(enum xapc_operator op, const struct xapc_query *const *queries,
                                    size_t count, uint32_t parameter, struct xapc_query **out,
                                    struct xapc_error *err)
{
    return make(out, err, [&] {
        std::vector<Xapian::Query> parts;

        parts.reserve(count);
        for (size_t i = 0; i < count; i++)
            parts.push_back(queries[i]->query);
        return Xapian::Query(op_of(op), parts.begin(), parts.end(), parameter);
    });
}

enum xapc_status xapc_query_scale(const struct xapc_query *query, double factor,
                                  struct xapc_query **out, struct xapc_error *err)
{
    return make(out, err, [&] {
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query->query, factor);
    });
}

enum xapc_status xapc_query_value_range(uint32_t slot, const char *begin, size_t begin_len,
                                        const char *end, size_t end_len, struct xapc_query **out,
                                        struct xapc_error *err)
{
    return make(out, err, [&] {
        return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, text(begin, begin_len),
                             text(end, end_len));
    });
}

enum xapc_status xapc_query_value_ge(uint32_t slot, const char *bound, size_t len,
                                     struct xapc_query **out, struct xapc_error *err)
{
    return make(out, err, [&] {
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, text(bound, len));
    });
}

enum xapc_status xapc_query_value_le(uint32_t slot, const char *bound, size_t len,
                                     struct xapc_query **out, struct xapc_error *err)
{
    return make(out, err, [&] {
        return Xapian::Query(Xapian::Query::OP_VALUE_LE, slot, text(bound, len));
    });
}

enum xapc_status xapc_query_fixed_weight(double weight, struct xapc_query **out,
                                         struct xapc_error *err)
{
    return make(out, err, [&] {
        if (!(weight >= 0))
            throw Xapian::InvalidArgumentError("a weight is 0 or more");
        return Xapian::Query((new Xapian::FixedWeightPostingSource(weight))->release());
    });
}

enum xapc_status xapc_query_value_weight(uint32_t slot, struct xapc_query **out,
                                         struct xapc_error *err)
{
    return make(out, err, [&] {
        return Xapian::Query((new Xapian::ValueWeightPostingSource(slot))->release());
    });
}

enum xapc_status xapc_number_bytes(double number, char out[XAPC_NUMBER_MAX], size_t *len,
                                   struct xapc_error *err)
{
    *len = 0;
    return guard(err, [&] {
        std::string bytes = Xapian::sortable_serialise(number);

        memcpy(out, bytes.data(), bytes.size());
        *len = bytes.size();
    });
}

enum xapc_status xapc_number_read(const char *bytes, size_t len, double *out,
                                  struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = Xapian::sortable_unserialise(text(bytes, len)); });
}

enum xapc_status xapc_query_wildcard(const char *prefix, size_t len, uint32_t max,
                                     enum xapc_wildcard_limit limit, enum xapc_operator op,
                                     struct xapc_query **out, struct xapc_error *err)
{
    return make(out, err, [&] {
        return Xapian::Query(Xapian::Query::OP_WILDCARD, text(prefix, len), max, limit_of(limit),
                             op_of(op));
    });
}

void xapc_query_free(struct xapc_query *query)
{
    delete query;
}

enum xapc_status xapc_query_length(const struct xapc_query *query, uint32_t *out,
                                   struct xapc_error *err)
{
    *out = 0;
    return guard(err, [&] { *out = query->query.get_length(); });
}

enum xapc_status xapc_query_terms(const struct xapc_query *query, struct xapc_terms **out,
                                  struct xapc_error *err)
{
    *out = nullptr;
    return guard(err, [&] {
        *out = xapc::make_terms(query->query.get_unique_terms_begin(), query->query.get_terms_end());
    });
}

enum xapc_status xapc_query_description(struct xapc_query *query, struct xapc_view *out,
                                        struct xapc_error *err)
{
    *out = {};
    return guard(err, [&] { *out = xapc::hold(query->held, query->query.get_description()); });
}

} // extern "C"
