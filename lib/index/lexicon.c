/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loading the lexicon; see lexicon.h. Looking things up is in lexicon_find.c.
 */
#include "lexicon.h"

#include "alloc.h"
#include "document.h"
#include "shim.h"
#include "utf8.h"

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

static bool add_run(struct loader *l, const char *key, size_t len)
{
    struct zk_lexicon *x = l->lexicon;
    size_t pos = 0;
    uint32_t c = len > 0 ? zk_utf8_next(key, len, &pos) : 0;
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

static bool make_room(struct loader *l, size_t more_text)
{
    struct zk_lexicon *x = l->lexicon;
    struct zk_lexicon_entry *entries =
        roomy(x->entries, &l->entry_room, x->count + 1, sizeof(*entries));
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
    size_t key_len, shown_len;
    int group = group_of(term[1]);

    if (!shown || group < l->group || group > ZK_LEXICON_TERMS)
        return ZK_OK;
    key_len = (size_t)(shown++ - key);
    shown_len = len - (size_t)(shown - term);
    if (group != ZK_LEXICON_TERMS && shown_len > 3) {
        entry.points = (uint8_t)(10 * (term[len - 2] - '0') + (term[len - 1] - '0'));
        shown_len -= 3;
    }
    open_group(l, group);
    if (!make_room(l, key_len + shown_len) || !add_run(l, key, key_len))
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
    const struct zk_lexicon_entry *e = &lexicon->entries[entry];
    int group = zk_lexicon_group(lexicon, entry), key_len = e->key_len;
    const char *key = zk_lexicon_key(lexicon, entry), *shown;
    size_t len;

    shown = zk_lexicon_shown(lexicon, entry, &len);
    if (group == ZK_LEXICON_TERMS)
        return zk_arena_printf(arena, "S%c%.*s\t%.*s", zk_suggest_letter(-1), key_len, key,
                               (int)len, shown);
    return zk_arena_printf(arena, "S%c%.*s\t%.*s\t%02d", zk_suggest_letter(group), key_len, key,
                           (int)len, shown, (int)e->points);
}
