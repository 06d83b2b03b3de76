/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/utrans.h>

void zk_compile_die(const char *what, const char *which)
{
    (void)fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, which);
    exit(1);
}

int32_t zk_compile_lines(const UChar *id, const UChar *chars, int32_t count, UChar *lines,
                         int32_t room)
{
    UErrorCode code = U_ZERO_ERROR;
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    int32_t len = 0, limit;

    for (int32_t i = 0; i < count; i++) {
        lines[len++] = chars[i];
        lines[len++] = u'\n';
    }
    limit = len;
    if (U_SUCCESS(code))
        utrans_transUChars(t, lines, &len, room, 0, &limit, &code);
    if (U_FAILURE(code))
        zk_compile_die("ICU", u_errorName(code));
    utrans_close(t);
    return len;
}
