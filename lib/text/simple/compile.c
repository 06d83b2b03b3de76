/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the table of lib/text/tables.c while building: ICU's transliterator of traditional to
 * simplified characters takes 6 MB of a server that would use it once, when it starts.
 *   compile_simple OUT
 */
#include "compile/lines.h"
#include "table.h"

#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

enum { BMP = 0x10000, ROOM = 2 * BMP };

/* The Han characters of the plane: records and queries must agree character by character. */
static int32_t list_han(UChar han[BMP])
{
    int32_t count = 0;

    for (UChar32 cp = 0; cp < BMP; cp++) {
        if (u_hasBinaryProperty(cp, UCHAR_UNIFIED_IDEOGRAPH))
            han[count++] = (UChar)cp;
    }
    return count;
}

/* A line that is one character is what the character becomes. */
static void write_table(FILE *out, const UChar *han, int32_t han_count, const UChar32 *lines,
                        int32_t len)
{
    int32_t at = 0;
    int count = 0;

    (void)fprintf(out, "/* Made by lib/text/simple/compile.c. */\n#include \"table.h\"\n\n"
                       "const struct zk_simple_pair zk_simple_pairs[] = {\n");
    for (int32_t i = 0; i < han_count; i++) {
        int32_t from = at;

        while (at < len && lines[at] != '\n')
            at++;
        if (at == from + 1 && lines[from] != han[i])
            (void)fprintf(out, "{0x%X,0x%X},%s", (unsigned)han[i], (unsigned)lines[from],
                          ++count % 8 == 0 ? "\n" : "");
        at++;
    }
    (void)fprintf(out, "\n};\n\nconst size_t zk_simple_pair_count = %d;\n", count);
}

int main(int argc, char **argv)
{
    static UChar han[BMP], lines[ROOM];
    static UChar32 wide[ROOM];
    UErrorCode code = U_ZERO_ERROR;
    int32_t count = list_han(han), len;
    FILE *out;

    if (argc != 2)
        zk_compile_die("usage", "compile_simple OUT");
    len = zk_compile_lines(u"Traditional-Simplified", han, count, lines, ROOM);
    u_strToUTF32(wide, ROOM, &len, lines, len, &code);
    if (U_FAILURE(code))
        zk_compile_die("ICU", u_errorName(code));
    out = fopen(argv[1], "w");
    if (!out)
        zk_compile_die("cannot write", argv[1]);
    write_table(out, han, count, wide, len);
    if (fclose(out) != 0)
        zk_compile_die("cannot write", argv[1]);
    return 0;
}
