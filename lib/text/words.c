/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words for readers, by ICU's dictionary.
 */
#include "private.h"

#include <unicode/utext.h>

enum zk_status zk_text_words(const struct zk_text *text, const char *bytes, size_t len,
                             bool (*each)(void *context, size_t from, size_t to), void *context,
                             struct zk_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_clone(text->breaker, &code);
    UText *source = utext_openUTF8(NULL, bytes, (int64_t)len, &code);
    int32_t from, to;

    if (U_SUCCESS(code))
        ubrk_setUText(it, source, &code);
    if (U_SUCCESS(code)) {
        from = ubrk_first(it);
        for (to = ubrk_next(it); to != UBRK_DONE; from = to, to = ubrk_next(it)) {
            if (!each(context, (size_t)from, (size_t)to))
                break;
        }
    }
    ubrk_close(it);
    utext_close(source);
    if (U_FAILURE(code))
        return zk_fail(err, code == U_MEMORY_ALLOCATION_ERROR ? ZK_NO_MEMORY : ZK_INTERNAL, "",
                       "ICU: %s", u_errorName(code));
    return ZK_OK;
}
