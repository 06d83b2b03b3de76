/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the table of lib/text/tables.c while building: ICU's transliterator of traditional to
 * simplified characters takes 6 MB of a server that would use it once, when it starts.
 *   compile_simple OUT
 */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { BMP = 0x10000, ROOM = 2 * BMP };

static void die(const char *what, const char *which)
{
    (void)fprintf(stderr, "compile_simple: %s: %s\n", what, which);
    exit(1);
}

/*
 * Every Han character of the plane at once, each on a line of its own so that no rule for a
 * phrase applies: records and queries must agree character by character.
 */
static int32_t ask_icu(UChar32 lines[ROOM])
{
    static const UChar id[] = u"Traditional-Simplified";
    static UChar all[ROOM];
    UErrorCode code = U_ZERO_ERROR;
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    int32_t len = 0, limit;

    for (UChar32 cp = 0; cp < BMP; cp++) {
        if (!u_hasBinaryProperty(cp, UCHAR_UNIFIED_IDEOGRAPH))
            continue;
        all[len++] = (UChar)cp;
        all[len++] = u'\n';
    }
    limit = len;
    if (U_SUCCESS(code))
        utrans_transUChars(t, all, &len, ROOM, 0, &limit, &code);
    if (U_SUCCESS(code))
        u_strToUTF32(lines, ROOM, &len, all, len, &code);
    if (U_FAILURE(code))
        die("ICU", u_errorName(code));
    utrans_close(t);
    return len;
}

/* A line that is one character is what the character becomes. */
static void write_table(FILE *out, const UChar32 *lines, int32_t len)
{
    int32_t at = 0;
    int count = 0;

    (void)fprintf(out, "/* Made by lib/text/simple/compile.c. */\n#include \"table.h\"\n\n"
                       "const struct zk_simple_pair zk_simple_pairs[] = {\n");
    for (UChar32 cp = 0; cp < BMP; cp++) {
        int32_t from = at;

        if (!u_hasBinaryProperty(cp, UCHAR_UNIFIED_IDEOGRAPH))
            continue;
        while (at < len && lines[at] != '\n')
            at++;
        if (at == from + 1 && lines[from] != cp)
            (void)fprintf(out, "{0x%X,0x%X},%s", (unsigned)cp, (unsigned)lines[from],
                          ++count % 8 == 0 ? "\n" : "");
        at++;
    }
    (void)fprintf(out, "\n};\n\nconst size_t zk_simple_pair_count = %d;\n", count);
}

int main(int argc, char **argv)
{
    static UChar32 lines[ROOM];
    int32_t len;
    FILE *out;

    if (argc != 2)
        die("usage", "compile_simple OUT");
    len = ask_icu(lines);
    out = fopen(argv[1], "w");
    if (!out)
        die("cannot write", argv[1]);
    write_table(out, lines, len);
    if (fclose(out) != 0)
        die("cannot write", argv[1]);
    return 0;
}
