// SPDX-License-Identifier: GPL-3.0-or-later
// Stemming.
#include "handles.hpp"

extern "C" {

enum xapc_status xapc_stem_new(const char *language, struct xapc_stem **out,
                               struct xapc_error *err)
{
    *out = nullptr;
    return xapc::guard(err, [&] { *out = new xapc_stem{ Xapian::Stem(language), {} }; });
}

enum xapc_status xapc_stem_word(struct xapc_stem *stem, const char *word, size_t len,
                                struct xapc_view *out, struct xapc_error *err)
{
    *out = {};
    return xapc::guard(
        err, [&] { *out = xapc::hold(stem->held, stem->stem(xapc::text(word, len))); });
}

void xapc_stem_free(struct xapc_stem *stem)
{
    delete stem;
}

// The one function that may allocate without telling: the list is made once and kept.
const char *xapc_stem_languages(void)
{
    static const char *const none = "";

    try {
        static const std::string languages = Xapian::Stem::get_available_languages();

        return languages.c_str();
    } catch (...) {
        return none;
    }
}

} // extern "C"
