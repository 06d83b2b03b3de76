/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the tables of lib/text/pinyin.c while building: ICU's reading of every character (41 µs
 * a name is too slow to ask it then), its reading of surnames, and those of readings.tsv.
 *   compile_pinyin OUT readings.tsv
 */
#include "compile/lines.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { SYLLABLES_MAX = 600, SYLLABLE_BYTES = 8, LINE_BYTES = 128, PAIRS_MAX = 128 };

static char syllables[SYLLABLES_MAX][SYLLABLE_BYTES];
static int syllable_count = 1; /* 0: none */
static uint16_t readings[ZK_PINYIN_CHARS][ZK_PINYIN_READINGS];

struct pair {
    UChar32 chars[2];
    int readings[2];
};

static struct pair pairs[PAIRS_MAX];
static int pair_count;

static int syllable(const char *text)
{
    for (int i = 1; i < syllable_count; i++) {
        if (strcmp(syllables[i], text) == 0)
            return i;
    }
    if (syllable_count == SYLLABLES_MAX || strlen(text) >= SYLLABLE_BYTES)
        zk_compile_die("no room for a syllable", text);
    (void)snprintf(syllables[syllable_count], SYLLABLE_BYTES, "%s", text);
    return syllable_count++;
}

static void add(UChar32 c, int reading)
{
    uint16_t *list;

    if (c < ZK_PINYIN_FIRST || c >= ZK_PINYIN_FIRST + ZK_PINYIN_CHARS)
        zk_compile_die("a character outside the table", syllables[reading]);
    list = readings[c - ZK_PINYIN_FIRST];
    for (int i = 0; i < ZK_PINYIN_READINGS; i++) {
        if (list[i] == 0)
            list[i] = (uint16_t)reading;
        if (list[i] == reading)
            return;
    }
    zk_compile_die("a character has too many readings", syllables[reading]);
}

/* lǜ → lv: tones go, ü is v. @return whether it is letters now */
static bool plain(const UChar *marked, int32_t len, char out[SYLLABLE_BYTES])
{
    UErrorCode code = U_ZERO_ERROR;
    UChar parts[32];
    int32_t n = unorm2_normalize(unorm2_getNFDInstance(&code), marked, len, parts, 32, &code);
    int used = 0;

    for (int32_t i = 0; U_SUCCESS(code) && i < n; i++) {
        if (parts[i] == 0x308 && used > 0)
            out[used - 1] = 'v';
        else if (parts[i] >= 'a' && parts[i] <= 'z' && used < SYLLABLE_BYTES - 1)
            out[used++] = (char)parts[i];
        else if (parts[i] < 0x300 || parts[i] > 0x36F)
            return false;
    }
    out[used] = '\0';
    return U_SUCCESS(code) && used > 0;
}

static void ask_icu(const UChar *id)
{
    enum { ROOM = 12 * ZK_PINYIN_CHARS };
    static UChar chars[ZK_PINYIN_CHARS], all[ROOM];
    int32_t len, at = 0;

    for (int i = 0; i < ZK_PINYIN_CHARS; i++)
        chars[i] = (UChar)(ZK_PINYIN_FIRST + i);
    len = zk_compile_lines(id, chars, ZK_PINYIN_CHARS, all, ROOM);
    for (int i = 0; i < ZK_PINYIN_CHARS; i++) {
        char text[SYLLABLE_BYTES];
        int32_t from = at;

        while (at < len && all[at] != u'\n')
            at++;
        if (plain(all + from, at - from, text) && strpbrk(text, "aeiouv"))
            add(ZK_PINYIN_FIRST + i, syllable(text));
        at++;
    }
}

static void read_row(char *line)
{
    char *tab = strchr(line, '\t'), *word, *rest = NULL;
    UErrorCode code = U_ZERO_ERROR;
    UChar wide[8];
    int32_t len = 0;
    int n = 0;

    if (!tab)
        zk_compile_die("a line without a tab", line);
    *tab = '\0';
    u_strFromUTF8(wide, 8, &len, line, -1, &code);
    if (U_FAILURE(code) || len < 1 || len > 2 || (len == 2 && pair_count == PAIRS_MAX))
        zk_compile_die("neither a character nor a pair", line);
    for (word = strtok_r(tab + 1, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest), n++) {
        if (len == 1)
            add(wide[0], syllable(word));
        else if (n < 2)
            pairs[pair_count].readings[n] = syllable(word);
    }
    if (len == 1)
        return;
    if (n != 2)
        zk_compile_die("a pair needs two readings", line);
    pairs[pair_count].chars[0] = wide[0];
    pairs[pair_count++].chars[1] = wide[1];
}

static void read_rows(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[LINE_BYTES];

    if (!file)
        zk_compile_die("cannot read", path);
    while (fgets(line, sizeof(line), file)) {
        if (line[0] != '#')
            read_row(line);
    }
    (void)fclose(file);
}

static void write_tables(FILE *out)
{
    (void)fprintf(out, "/* Made by lib/text/pinyin/compile.c. */\n#include \"table.h\"\n\n"
                       "const char *const zk_pinyin_syllables[] = {\n    \"\",");
    for (int i = 1; i < syllable_count; i++)
        (void)fprintf(out, " \"%s\",%s", syllables[i], i % 10 == 0 ? "\n   " : "");
    (void)fprintf(out, "\n};\n\nconst uint16_t zk_pinyin_table[ZK_PINYIN_CHARS]"
                       "[ZK_PINYIN_READINGS] = {\n");
    for (int i = 0; i < ZK_PINYIN_CHARS; i++)
        (void)fprintf(out, "{%d,%d,%d,%d},%s", readings[i][0], readings[i][1], readings[i][2],
                      readings[i][3], i % 8 == 7 ? "\n" : "");
    (void)fprintf(out, "};\n\nconst struct zk_pinyin_pair zk_pinyin_pairs[] = {\n");
    for (int i = 0; i < pair_count; i++)
        (void)fprintf(out, "    { { 0x%X, 0x%X }, { %d, %d } },\n", (unsigned)pairs[i].chars[0],
                      (unsigned)pairs[i].chars[1], pairs[i].readings[0], pairs[i].readings[1]);
    (void)fprintf(out, "};\n\nconst size_t zk_pinyin_pair_count = %d;\n", pair_count);
}

int main(int argc, char **argv)
{
    FILE *out;

    if (argc != 3)
        zk_compile_die("usage", "compile_pinyin OUT readings.tsv");
    read_rows(argv[2]); /* first: the reading that people mean comes before ICU's */
    ask_icu(u"Han-Latin/Names");
    ask_icu(u"Han-Latin");
    out = fopen(argv[1], "w");
    if (!out)
        zk_compile_die("cannot write", argv[1]);
    write_tables(out);
    if (fclose(out) != 0)
        zk_compile_die("cannot write", argv[1]);
    return 0;
}
