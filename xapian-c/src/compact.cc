// SPDX-License-Identifier: GPL-3.0-or-later
// Checking a database and writing it anew.
#include "handles.hpp"

using xapc::guard;

namespace {

class progress : public Xapian::Compactor {
public:
    explicit progress(const xapc_compaction &options) : options_(options) {}

    void set_status(const std::string &table, const std::string &status) override
    {
        int ended = 0;

        if (options_.progress)
            ended = options_.progress(options_.context, { table.data(), table.size() },
                                      { status.data(), status.size() });
        if (ended != 0)
            throw xapc::callback_ended{ ended };
    }

private:
    const xapc_compaction &options_;
};

unsigned flags_of(const xapc_compaction &options)
{
    unsigned flags = 0;

    switch (options.level) {
    case XAPC_COMPACT_STANDARD:
        flags = Xapian::Compactor::STANDARD;
        break;
    case XAPC_COMPACT_FULL:
        flags = Xapian::Compactor::FULL;
        break;
    case XAPC_COMPACT_FULLER:
        flags = Xapian::Compactor::FULLER;
        break;
    }
    if (options.keep_docids)
        flags |= Xapian::DBCOMPACT_NO_RENUMBER;
    if (options.multipass)
        flags |= Xapian::DBCOMPACT_MULTIPASS;
    if (options.single_file)
        flags |= Xapian::DBCOMPACT_SINGLE_FILE;
    return flags;
}

} // namespace

extern "C" {

enum xapc_status xapc_database_check(const char *path, size_t *errors, struct xapc_error *err)
{
    *errors = 0;
    return guard(err, [&] { *errors = Xapian::Database::check(path, 0, nullptr); });
}

enum xapc_status xapc_database_compact(struct xapc_database *source, const char *path,
                                       const struct xapc_compaction *options,
                                       struct xapc_error *err)
{
    return guard(err, [&] {
        const xapc_compaction chosen = options ? *options : xapc_compaction{};
        progress compactor(chosen);

        source->db.compact(path, flags_of(chosen), static_cast<int>(chosen.block_size),
                           compactor);
    });
}

} // extern "C"
