/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of the normaliser, made once from ICU (simplified characters while building):
 * 65,536 look-ups instead of a library call a character (text is normalised for every record
 * and every query).
 */
#include "private.h"

#include "alloc.h"
#include "simple/table.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

enum { MANY_MAX = 65536 };

static enum text_class classify(UChar32 cp)
{
    UErrorCode code = U_ZERO_ERROR;

    if (u_hasBinaryProperty(cp, UCHAR_IDEOGRAPHIC))
        return CLASS_CJK;
    if (!u_isalnum(cp) && u_charType(cp) != U_NON_SPACING_MARK &&
        u_charType(cp) != U_COMBINING_SPACING_MARK)
        return CLASS_GAP;
    switch ((int)uscript_getScript(cp, &code)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
        return CLASS_CJK;
    default:
        return CLASS_ALNUM;
    }
}

static uint32_t next16(const UChar *s, int32_t *i, int32_t len)
{
    uint32_t c = s[(*i)++];

    if (U16_IS_LEAD(c) && *i < len && U16_IS_TRAIL(s[*i]))
        c = 0x10000u + ((c - 0xD800u) << 10) + (s[(*i)++] - 0xDC00u);
    return c;
}

/* NFKC with case folding of one code point. @return UTF-16 length */
static int32_t fold(const struct zk_text *text, UChar32 cp, UChar *out, int32_t room)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar in[2];
    int32_t n = 0;

    U16_APPEND_UNSAFE(in, n, cp);
    n = unorm2_normalize(text->nfkc_fold, in, n, out, room, &code);
    return U_SUCCESS(code) ? n : 0;
}

size_t zk_text_map(const struct zk_text *text, uint32_t cp, uint32_t out[NORMAL_MAX])
{
    UChar folded[2 * NORMAL_MAX];
    int32_t len, i = 0;
    size_t n = 0;

    if (cp < BMP) {
        uint32_t to = text->map[cp];

        if (to == MAP_NONE)
            return 0;
        if (!(to & MAP_MANY)) {
            out[0] = to;
            return 1;
        }
        n = text->many[to & ~MAP_MANY];
        memcpy(out, &text->many[(to & ~MAP_MANY) + 1], n * sizeof(*out));
        return n;
    }
    len = fold(text, (UChar32)cp, folded, 2 * NORMAL_MAX);
    while (i < len && n < NORMAL_MAX) {
        uint32_t c = next16(folded, &i, len);
        out[n++] = c < BMP && !(text->map[c] & (MAP_MANY | MAP_NONE)) ? text->map[c] : c;
    }
    return n;
}

enum text_class zk_text_class(const struct zk_text *text, uint32_t cp)
{
    return cp < BMP ? (enum text_class)text->class[cp] : classify((UChar32)cp);
}

/* Traditional → simplified, character by character. */
static void fill_simple(uint32_t *simple)
{
    for (uint32_t cp = 0; cp < BMP; cp++)
        simple[cp] = cp;
    for (size_t i = 0; i < zk_simple_pair_count; i++)
        simple[zk_simple_pairs[i].from] = zk_simple_pairs[i].to;
}

static bool store_many(struct zk_text *text, uint32_t cp, const uint32_t *to, size_t n)
{
    if (text->many_count + n + 1 > MANY_MAX)
        return false;
    text->map[cp] = MAP_MANY | (uint32_t)text->many_count;
    text->many[text->many_count++] = (uint32_t)n;
    memcpy(&text->many[text->many_count], to, n * sizeof(*to));
    text->many_count += n;
    return true;
}

static bool fill_map(struct zk_text *text, const uint32_t *simple)
{
    for (uint32_t cp = 0; cp < BMP; cp++) {
        UChar folded[2 * NORMAL_MAX];
        uint32_t to[NORMAL_MAX];
        int32_t len, i = 0;
        size_t n = 0;

        text->map[cp] = cp;
        if (U_IS_SURROGATE(cp))
            continue;
        len = fold(text, (UChar32)cp, folded, 2 * NORMAL_MAX);
        while (i < len && n < NORMAL_MAX) {
            uint32_t c = next16(folded, &i, len);
            to[n++] = c < BMP ? simple[c] : c;
        }
        if (n == 0)
            text->map[cp] = MAP_NONE;
        else if (n == 1)
            text->map[cp] = to[0];
        else if (!store_many(text, cp, to, n))
            return false;
    }
    return true;
}

static void fill_classes(struct zk_text *text)
{
    for (UChar32 cp = 0; cp < BMP; cp++) {
        text->class[cp] = (uint8_t)classify(cp);
        text->nfc_safe[cp] = u_getIntPropertyValue(cp, UCHAR_NFC_QUICK_CHECK) == UNORM_YES &&
                             u_getCombiningClass(cp) == 0;
    }
}

enum zk_status zk_text_open(struct zk_text **out, struct zk_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    struct zk_text *text = zk_calloc(1, sizeof(*text));
    uint32_t *simple = zk_malloc(sizeof(*simple) * BMP);
    enum zk_status st = ZK_OK;

    *out = NULL;
    if (!text || !simple || !(text->many = zk_malloc(sizeof(*text->many) * MANY_MAX))) {
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for the text tables");
        goto out;
    }
    text->nfc = unorm2_getNFCInstance(&code);
    text->nfkc_fold = unorm2_getNFKCCasefoldInstance(&code);
    text->collator = ucol_open("zh@collation=pinyin", &code);
    text->breaker = ubrk_open(UBRK_WORD, "zh", NULL, 0, &code);
    if (U_FAILURE(code)) {
        st = zk_fail(err, ZK_INTERNAL, "", "ICU: %s", u_errorName(code));
        goto out;
    }
    fill_classes(text);
    fill_simple(simple);
    if (!fill_map(text, simple))
        st = zk_fail(err, ZK_INTERNAL, "", "the table of long mappings is too small");
out:
    zk_free(simple);
    if (st == ZK_OK)
        *out = text;
    else
        zk_text_close(text);
    return st;
}

void zk_text_close(struct zk_text *text)
{
    if (!text)
        return;
    if (text->collator)
        ucol_close(text->collator);
    ubrk_close(text->breaker);
    zk_free(text->many);
    zk_free(text);
}
