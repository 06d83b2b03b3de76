/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Snippets: mark every place where a searched term stands, then slide a window over them and
 * keep the one with the most different terms; of equals the one with the most places, then
 * the first.
 */
#include "snippet.h"

#include "utf8.h"

#include <string.h>

enum { PLACES_MAX = 512, LEAD_CHARS = 12, KEYS = 256 };

struct place {
    size_t from, to; /* bytes */
    size_t term;     /* number in the query */
};

struct finder {
    const struct zk_query *query;
    bool has_key[KEYS]; /* most tokens have a key that no term has */
    size_t count;
    struct place places[PLACES_MAX]; /* by from */
};

/* A few of its bits; of Han the last bytes of two characters differ most. */
static size_t key_of(const char *term, size_t len)
{
    return (len + 7u * (unsigned char)term[len - 1] + (unsigned char)term[(len - 1) / 2]) % KEYS;
}

static void add_keys(struct finder *f)
{
    for (size_t i = 0; i < f->query->count; i++) {
        const struct zk_node *term = f->query->terms[i];
        size_t skip = term->term[0] == 'Z' ? 1 : 0;

        if (term->len > skip)
            f->has_key[key_of(term->term + skip, term->len - skip)] = true;
    }
}

static bool add_place(void *context, const struct zk_token *token)
{
    struct finder *f = context;
    size_t skip = token->class == ZK_TOKEN_STEM ? 1 : 0; /* the term has a Z before the stem */

    if (!f->has_key[key_of(token->term, token->len)])
        return true;
    for (size_t i = 0; i < f->query->count; i++) {
        const struct zk_node *term = f->query->terms[i];

        if (term->len != token->len + skip || (skip == 1) != (term->term[0] == 'Z') ||
            memcmp(term->term + skip, token->term, token->len) != 0)
            continue;
        f->places[f->count++] = (struct place){ token->from, token->to, i };
        break;
    }
    return f->count < PLACES_MAX;
}

/* Places that touch or overlap become one. */
static size_t merge(struct place *places, size_t count)
{
    size_t n = 0;

    for (size_t i = 1; i < count; i++) { /* by from: all but sorted already */
        struct place p = places[i];
        size_t k = i;

        for (; k > 0 && places[k - 1].from > p.from; k--)
            places[k] = places[k - 1];
        places[k] = p;
    }
    for (size_t i = 0; i < count; i++) {
        if (n > 0 && places[i].from <= places[n - 1].to) {
            if (places[i].to > places[n - 1].to)
                places[n - 1].to = places[i].to;
        } else {
            places[n++] = places[i];
        }
    }
    return n;
}

static size_t back_chars(const char *bytes, size_t at, size_t chars)
{
    while (at > 0 && chars > 0) {
        at--;
        while (at > 0 && ((unsigned char)bytes[at] & 0xC0) == 0x80)
            at--;
        chars--;
    }
    return at;
}

static bool ends_sentence(const char *bytes, size_t at)
{
    static const char *const marks[] = { "。", "；", "！", "？" };

    if (at > 0 && bytes[at - 1] == '\n')
        return true;
    for (size_t i = 0; at >= 3 && i < 4; i++) {
        if (memcmp(bytes + at - 3, marks[i], 3) == 0)
            return true;
    }
    return false;
}

/* A little before the first place, from a sentence's start when one is near. */
static size_t window_start(const char *bytes, size_t first)
{
    size_t earliest = back_chars(bytes, first, LEAD_CHARS);

    for (size_t at = first; at > earliest; at = back_chars(bytes, at, 1)) {
        if (ends_sentence(bytes, at))
            return at;
    }
    return earliest;
}

/* Near the end of the text a window begins earlier, with a whole sentence, but not so early that
 * the place stands at its end. */
static size_t fill_window(const char *bytes, size_t len, size_t from, size_t window)
{
    size_t earliest = back_chars(bytes, len, window), lead = back_chars(bytes, from, window / 4);
    size_t best = from;

    earliest = earliest > lead ? earliest : lead;
    for (size_t at = from; at > earliest; at = back_chars(bytes, at, 1)) {
        if (ends_sentence(bytes, at))
            best = at;
    }
    if (earliest < from && (earliest == 0 || ends_sentence(bytes, earliest)))
        best = earliest;
    return best;
}

/* Place with which the best window begins. */
static size_t best_place(const struct finder *f, const char *bytes, size_t len, size_t window)
{
    size_t best = 0, best_terms = 0, best_places = 0;

    for (size_t i = 0; i < f->count; i++) {
        size_t from = window_start(bytes, f->places[i].from);
        size_t to = from + zk_utf8_prefix(bytes + from, len - from, window);
        uint64_t seen = 0;
        size_t terms = 0, places = 0;

        for (size_t k = i; k < f->count && f->places[k].to <= to; k++) {
            uint64_t bit = UINT64_C(1) << f->places[k].term;

            terms += (seen & bit) == 0;
            seen |= bit;
            places++;
        }
        if (terms > best_terms || (terms == best_terms && places > best_places)) {
            best = i;
            best_terms = terms;
            best_places = places;
        }
    }
    return best;
}

static void add_piece(struct zk_piece_list *out, const char *text, size_t len)
{
    out->text[out->count] = text;
    out->len[out->count++] = len;
}

enum zk_status zk_snippet(const struct zk_text *text, const struct zk_query *query,
                          const char *bytes, size_t len, size_t window, struct zk_arena *arena,
                          struct zk_piece_list *out, struct zk_error *err)
{
    struct finder f; /* not all of it is set: it is large */
    size_t from = 0, to = len, at, count;
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    if (len == 0)
        return ZK_OK;
    f.query = query;
    f.count = 0;
    memset(f.has_key, 0, sizeof(f.has_key));
    add_keys(&f);
    st = zk_text_tokens(text, bytes, len, add_place, &f, err);
    if (st != ZK_OK)
        return st;
    if (window > 0) {
        if (f.count > 0)
            from = fill_window(
                bytes, len, window_start(bytes, f.places[best_place(&f, bytes, len, window)].from),
                window);
        to = from + zk_utf8_prefix(bytes + from, len - from, window);
    }
    at = from;
    count = merge(f.places, f.count);
    out->text = zk_arena_array(arena, 2 * count + 1, sizeof(*out->text));
    out->len = zk_arena_array(arena, 2 * count + 1, sizeof(*out->len));
    if (!out->text || !out->len)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a snippet");
    for (size_t i = 0; i < count; i++) {
        if (f.places[i].from < at || f.places[i].to > to)
            continue;
        add_piece(out, bytes + at, f.places[i].from - at);
        add_piece(out, bytes + f.places[i].from, f.places[i].to - f.places[i].from);
        at = f.places[i].to;
    }
    add_piece(out, bytes + at, to - at);
    return ZK_OK;
}
