/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zhiku-eval-names: is every person of a table found in the first ten, however the name is typed?
 * The spellings are ICU's, not those of lib/text/pinyin.c. Prints figure<TAB>value.
 */
#include "engine.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { NAMES_MAX = 5000, NAME_BYTES = 64, TYPED_BYTES = 256, FIRST = 10, LINE_BYTES = 65536 };

struct names {
    char list[NAMES_MAX][NAME_BYTES];
    size_t count;
    struct zk_engine *engine;
    struct zk_arena *arena;
    UTransliterator *surname, *given, *traditional;
};

struct tally {
    size_t asked, searched, suggested;
};

static int die(const char *what)
{
    (void)fprintf(stderr, "zhiku-eval-names: %s\n", what);
    exit(1);
}

/* Second column of a table without quotes in its first two. */
static void read_names(struct names *n, const char *path)
{
    static char line[LINE_BYTES];
    FILE *file = fopen(path, "r");

    if (!file || !fgets(line, sizeof(line), file))
        die("the table cannot be read");
    while (n->count < NAMES_MAX && fgets(line, sizeof(line), file)) {
        char *name = strchr(line, ',');

        if (name)
            (void)snprintf(n->list[n->count++], NAME_BYTES, "%.*s", (int)strcspn(name + 1, ","),
                           name + 1);
    }
    (void)fclose(file);
}

/* ---- ways to type a name ---- */

static void transliterate(UTransliterator *t, const char *in, size_t len, char out[NAME_BYTES])
{
    UErrorCode code = U_ZERO_ERROR;
    UChar wide[NAME_BYTES];
    int32_t n = 0, limit, used = 0;

    u_strFromUTF8(wide, NAME_BYTES, &n, in, (int32_t)len, &code);
    limit = n;
    utrans_transUChars(t, wide, &n, NAME_BYTES, 0, &limit, &code);
    u_strToUTF8(out, NAME_BYTES - 1, &used, wide, n, &code);
    if (U_FAILURE(code))
        die("ICU");
    out[used] = '\0';
}

/* zhāng → zhang, lǚ → lv */
static void add_plain(const char *marked, char *out)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar wide[NAME_BYTES], parts[NAME_BYTES];
    int32_t n = 0, used = (int32_t)strlen(out);

    u_strFromUTF8(wide, NAME_BYTES, &n, marked, -1, &code);
    n = unorm2_normalize(unorm2_getNFDInstance(&code), wide, n, parts, NAME_BYTES, &code);
    for (int32_t i = 0; U_SUCCESS(code) && i < n; i++) {
        if (parts[i] >= 'a' && parts[i] <= 'z')
            out[used++] = (char)parts[i];
        else if (parts[i] == 0x308)
            out[used - 1] = 'v';
    }
    out[used] = '\0';
}

static size_t chars_of(const char *name)
{
    return zk_utf8_count(name, strlen(name));
}

/* Character by character: full, or its first letter. */
static void spell(const struct names *n, const char *name, bool initials, char out[TYPED_BYTES])
{
    size_t pos = 0, len = strlen(name), end = 0;

    out[0] = '\0';
    while (pos < len) {
        size_t from = pos;
        char marked[NAME_BYTES];

        (void)zk_utf8_next(name, len, &pos);
        transliterate(from == 0 ? n->surname : n->given, name + from, pos - from, marked);
        add_plain(marked, out);
        if (initials)
            out[end + 1] = '\0';
        end = strlen(out);
    }
}

/* The character at place becomes one of another name. */
static void misspell(const struct names *n, size_t number, size_t place, char out[TYPED_BYTES])
{
    const char *name = n->list[number];
    size_t other = (number * 7919 + place * 104729 + 13) % n->count;
    size_t from = zk_utf8_prefix(name, strlen(name), place);
    size_t to = zk_utf8_prefix(name, strlen(name), place + 1);

    for (;; other = (other + 1) % n->count) {
        const char *donor = n->list[other];
        size_t a = zk_utf8_prefix(donor, strlen(donor), place);
        size_t b = zk_utf8_prefix(donor, strlen(donor), place + 1);

        if (b == a || (b - a == to - from && memcmp(donor + a, name + from, b - a) == 0))
            continue;
        (void)snprintf(out, TYPED_BYTES, "%.*s%.*s%s", (int)from, name, (int)(b - a), donor + a,
                       name + to);
        return;
    }
}

static bool is_a_name(const struct names *n, const char *text)
{
    for (size_t i = 0; i < n->count; i++) {
        if (strcmp(n->list[i], text) == 0)
            return true;
    }
    return false;
}

/* ---- asking ---- */

static bool is_title(const struct zk_hit *hit, const char *name)
{
    char title[TYPED_BYTES] = "";

    for (size_t i = 0; i < hit->title.count; i++)
        (void)snprintf(title + strlen(title), sizeof(title) - strlen(title), "%.*s",
                       (int)hit->title.len[i], hit->title.text[i]);
    return strcmp(title, name) == 0;
}

static bool found_by_search(struct names *n, const char *typed, const char *name)
{
    struct zk_search_params params = {
        .q = typed, .q_len = strlen(typed), .page = 1, .size = FIRST
    };
    struct zk_page *page;
    bool found = false;

    if (zk_search_run(n->engine, &params, n->arena, &page, NULL) != ZK_OK)
        die("a search failed");
    for (size_t i = 0; i < page->hit_count; i++)
        found = found || is_title(&page->hits[i], name);
    return found;
}

static bool found_by_suggest(struct names *n, const char *typed, const char *name)
{
    struct zk_suggestions *got;
    bool found = false;

    if (zk_suggest_run(n->engine, typed, strlen(typed), FIRST, n->arena, &got, NULL) != ZK_OK)
        die("a suggestion failed");
    for (size_t g = 0; g < got->count; g++) {
        for (size_t i = 0; i < got->groups[g].count; i++)
            found = found || strcmp(got->groups[g].items[i].text, name) == 0;
    }
    return found;
}

static void ask(struct names *n, struct tally *t, const char *typed, const char *name)
{
    bool searched = found_by_search(n, typed, name);

    t->asked++;
    t->searched += searched;
    t->suggested += found_by_suggest(n, typed, name);
    if (!searched && getenv("ZHIKU_EVAL_MISSED"))
        (void)fprintf(stderr, "%s\t%s\n", typed, name);
    zk_arena_reset(n->arena);
}

static void print(const char *what, const struct tally *t)
{
    double all = t->asked ? (double)t->asked : 1;

    (void)printf("%s, searched\t%.4f\n%s, suggested\t%.4f\n", what, (double)t->searched / all, what,
                 (double)t->suggested / all);
}

static void evaluate(struct names *n)
{
    struct tally full = { 0 }, initials = { 0 }, traditional = { 0 }, wrong = { 0 };
    char typed[TYPED_BYTES];

    for (size_t i = 0; i < n->count; i++) {
        const char *name = n->list[i];

        spell(n, name, false, typed);
        ask(n, &full, typed, name);
        spell(n, name, true, typed);
        ask(n, &initials, typed, name);
        transliterate(n->traditional, name, strlen(name), typed);
        ask(n, &traditional, typed, name);
        for (size_t place = 0; chars_of(name) == 3 && place < 3; place++) {
            misspell(n, i, place, typed);
            if (!is_a_name(n, typed))
                ask(n, &wrong, typed, name);
        }
    }
    (void)printf("names\t%zu\n", n->count);
    print("full pinyin", &full);
    print("initials", &initials);
    print("traditional", &traditional);
    (void)printf("one wrong character of three, searched\t%.4f\n",
                 (double)wrong.searched / (double)(wrong.asked ? wrong.asked : 1));
}

int main(int argc, char **argv)
{
    static struct names n;
    struct zk_engine_options options = { .readers = 1 };
    struct zk_error err = { 0 };
    UErrorCode code = U_ZERO_ERROR;

    if (argc != 3)
        die("usage: zhiku-eval-names INDEX EXPERTS.csv");
    options.index_folder = argv[1];
    read_names(&n, argv[2]);
    n.surname = utrans_openU(u"Han-Latin/Names", -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    n.given = utrans_openU(u"Han-Latin", -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    n.traditional =
        utrans_openU(u"Simplified-Traditional", -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    n.arena = zk_arena_open();
    if (U_FAILURE(code) || !n.arena)
        die("no memory, or no ICU data");
    if (zk_engine_open(&options, &n.engine, &err) != ZK_OK ||
        zk_engine_refresh(n.engine, &err) != ZK_OK)
        die(err.detail);
    evaluate(&n);
    zk_engine_close(n.engine);
    zk_arena_close(n.arena);
    utrans_close(n.surname);
    utrans_close(n.given);
    utrans_close(n.traditional);
    return 0;
}
