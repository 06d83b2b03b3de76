/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loading the lexicon, or bringing an older one up to date; see lexicon.h. Looking things up is in
 * lexicon_find.c.
 */
#include "lexicon.h"

#include "alloc.h"
#include "document.h"
#include "shim.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

struct loader {
    struct zk_lexicon *lexicon;
    size_t entry_room, text_room, run_room;
    int group; /* of the last entry */
};

/* The list with room for so many, twice as much each time; NULL when out of memory. */
static void *roomy(void *list, size_t *room, size_t wanted, size_t size)
{
    size_t more = *room ? *room : FIRST_ROOM;
    void *grown;

    if (wanted <= *room)
        return list;
    while (more < wanted)
        more *= 2;
    grown = zk_realloc(list, more * size);
    if (grown)
        *room = more;
    return grown;
}

static int group_of(char letter)
{
    if (letter == zk_suggest_letter(-1))
        return ZK_LEXICON_TERMS;
    return letter - zk_suggest_letter(0);
}

static bool add_run(struct loader *l, uint32_t c)
{
    struct zk_lexicon *x = l->lexicon;
    struct zk_lexicon_run *runs;

    if (x->run_count > x->group_runs[l->group] && x->runs[x->run_count - 1].c == c)
        return true;
    runs = roomy(x->runs, &l->run_room, x->run_count + 1, sizeof(*runs));
    if (!runs)
        return false;
    x->runs = runs;
    x->runs[x->run_count++] = (struct zk_lexicon_run){ x->count, c };
    return true;
}

static void open_group(struct loader *l, int group)
{
    while (l->group < group) {
        l->group++;
        l->lexicon->groups[l->group] = l->lexicon->count;
        l->lexicon->group_runs[l->group] = l->lexicon->run_count;
    }
}

static bool make_room(struct loader *l, size_t more, size_t more_text)
{
    struct zk_lexicon *x = l->lexicon;
    struct zk_lexicon_entry *entries =
        roomy(x->entries, &l->entry_room, x->count + more, sizeof(*entries));
    char *text = entries ? roomy(x->text, &l->text_room, x->text_len + more_text, 1) : NULL;

    if (entries)
        x->entries = entries;
    if (text)
        x->text = text;
    return text != NULL;
}

static void add_text(struct zk_lexicon *x, const char *bytes, size_t len)
{
    memcpy(x->text + x->text_len, bytes, len);
    x->text_len += (uint32_t)len;
}

/* S, letter, key, tab, shown, and of a name another tab and two digits. */
static enum zk_status add_entry(void *context, const char *term, size_t len, uint32_t documents,
                                struct zk_error *err)
{
    struct loader *l = context;
    struct zk_lexicon *x = l->lexicon;
    struct zk_lexicon_entry entry = { .documents = documents };
    const char *key = term + 2, *shown = memchr(term, '\t', len);
    size_t key_len, shown_len, pos = 0;
    int group = group_of(term[1]);
    uint32_t c;

    if (!shown || group < l->group || group > ZK_LEXICON_TERMS)
        return ZK_OK;
    key_len = (size_t)(shown++ - key);
    shown_len = len - (size_t)(shown - term);
    if (group != ZK_LEXICON_TERMS && shown_len > 3) {
        entry.points = (uint8_t)(10 * (term[len - 2] - '0') + (term[len - 1] - '0'));
        shown_len -= 3;
    }
    open_group(l, group);
    c = key_len > 0 ? zk_utf8_next(key, key_len, &pos) : 0;
    if (!make_room(l, 1, key_len + shown_len) || !add_run(l, c))
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for names and keywords");
    entry.at = x->text_len;
    entry.key_len = (uint8_t)key_len;
    add_text(x, key, key_len);
    if (shown_len != key_len || memcmp(key, shown, key_len) != 0) {
        entry.shown_len = (uint8_t)shown_len;
        add_text(x, shown, shown_len);
    }
    x->entries[x->count++] = entry;
    return ZK_OK;
}

enum zk_status zk_lexicon_load(struct xapc_database *database, struct zk_lexicon *out,
                               struct zk_error *err)
{
    struct loader l = { .lexicon = out, .group = -1 };
    enum zk_status st;

    memset(out, 0, sizeof(*out));
    st = zk_shim_terms(database, "S", 1, add_entry, &l, err);
    open_group(&l, ZK_LEXICON_GROUPS);
    if (st != ZK_OK)
        zk_lexicon_free(out);
    return st;
}

/* ---- from an older one ---- */

/* The index term of an entry. @return its length */
static size_t write_term(const struct zk_lexicon *x, uint32_t entry,
                         char out[ZK_TERM_MAX_BYTES + 1])
{
    int group = zk_lexicon_group(x, entry), key_len = x->entries[entry].key_len, len;
    bool name = group != ZK_LEXICON_TERMS;
    size_t shown_len;
    const char *shown = zk_lexicon_shown(x, entry, &shown_len);

    len =
        snprintf(out, ZK_TERM_MAX_BYTES + 1, "S%c%.*s\t%.*s", zk_suggest_letter(name ? group : -1),
                 key_len, zk_lexicon_key(x, entry), (int)shown_len, shown);
    if (name)
        len += snprintf(out + len, (size_t)(ZK_TERM_MAX_BYTES + 1 - len), "\t%02d",
                        (int)x->entries[entry].points);
    return (size_t)len;
}

static int compare(const struct zk_lexicon *x, uint32_t entry, const struct xapc_view *term)
{
    char own[ZK_TERM_MAX_BYTES + 1];
    size_t len = write_term(x, entry, own);
    int order = memcmp(own, term->bytes, len < term->len ? len : term->len);

    return order != 0 ? order : (len > term->len) - (len < term->len);
}

/* The first entry from there on whose term is not before this one. */
static uint32_t lower_bound(const struct zk_lexicon *x, uint32_t from, const struct xapc_view *term)
{
    uint32_t to = x->count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (compare(x, middle, term) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

struct copier {
    struct loader to;
    const struct zk_lexicon *old;
    uint32_t run; /* of old, of what was copied last */
    int group;
};

/* Entries of one run as they are. */
static bool copy_entries(struct copier *c, uint32_t from, uint32_t to)
{
    const struct zk_lexicon *old = c->old;
    struct zk_lexicon *x = c->to.lexicon;
    uint32_t at = old->entries[from].at;
    uint32_t end = to < old->count ? old->entries[to].at : old->text_len;

    if (!make_room(&c->to, to - from, end - at))
        return false;
    for (uint32_t i = from; i < to; i++) {
        x->entries[x->count] = old->entries[i];
        x->entries[x->count++].at = x->text_len + (old->entries[i].at - at);
    }
    add_text(x, old->text + at, end - at);
    return true;
}

static bool copy(struct copier *c, uint32_t from, uint32_t to)
{
    const struct zk_lexicon *old = c->old;

    while (from < to) {
        uint32_t end;

        while (c->run + 1 < old->run_count && old->runs[c->run + 1].first <= from)
            c->run++;
        while (c->run >= old->group_runs[c->group + 1])
            c->group++;
        end = c->run + 1 < old->run_count ? old->runs[c->run + 1].first : old->count;
        end = end < to ? end : to;
        open_group(&c->to, c->group);
        if (!add_run(&c->to, old->runs[c->run].c) || !copy_entries(c, from, end))
            return false;
        from = end;
    }
    return true;
}

enum zk_status zk_lexicon_update(struct xapc_database *database, const struct zk_lexicon *old,
                                 const struct xapc_view *terms, size_t count,
                                 struct zk_lexicon *out, struct zk_error *err)
{
    struct copier c = { .to = { .lexicon = out, .group = -1 }, .old = old };
    enum zk_status st = ZK_OK;
    uint32_t from = 0;

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        uint32_t at = lower_bound(old, from, &terms[i]), documents;

        if (!copy(&c, from, at))
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for names and keywords");
        from = at + (at < old->count && compare(old, at, &terms[i]) == 0);
        if (st == ZK_OK)
            st = zk_shim_term_documents(database, terms[i].bytes, terms[i].len, &documents, err);
        if (st == ZK_OK && documents > 0)
            st = add_entry(&c.to, terms[i].bytes, terms[i].len, documents, err);
    }
    if (st == ZK_OK && !copy(&c, from, old->count))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for names and keywords");
    open_group(&c.to, ZK_LEXICON_GROUPS);
    if (st != ZK_OK)
        zk_lexicon_free(out);
    return st;
}

void zk_lexicon_free(struct zk_lexicon *lexicon)
{
    zk_free(lexicon->text);
    zk_free(lexicon->entries);
    zk_free(lexicon->runs);
    memset(lexicon, 0, sizeof(*lexicon));
}

const char *zk_lexicon_shown(const struct zk_lexicon *lexicon, uint32_t entry, size_t *len)
{
    const struct zk_lexicon_entry *e = &lexicon->entries[entry];

    *len = e->shown_len > 0 ? e->shown_len : e->key_len;
    return lexicon->text + e->at + (e->shown_len > 0 ? e->key_len : 0);
}

int zk_lexicon_group(const struct zk_lexicon *lexicon, uint32_t entry)
{
    int group = 0;

    while (group < ZK_LEXICON_TERMS && entry >= lexicon->groups[group + 1])
        group++;
    return group;
}

const char *zk_lexicon_term(const struct zk_lexicon *lexicon, uint32_t entry,
                            struct zk_arena *arena)
{
    char term[ZK_TERM_MAX_BYTES + 1];
    size_t len = write_term(lexicon, entry, term);

    return zk_arena_copy(arena, term, len);
}
