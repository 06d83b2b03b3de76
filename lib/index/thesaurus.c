/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the thesaurus and looking it up; see thesaurus.h.
 */
#include "thesaurus.h"

#include "alloc.h"
#include "hash.h"
#include "shim.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_UNITS = 64, THOUSAND = 1000 };

struct key {
    const char *text;      /* NULL: free */
    uint32_t first, count; /* alternatives */
};

struct zk_thesaurus {
    atomic_int holders;
    char *version;
    char *lines; /* the metadata, cut up in place */
    struct zk_alternative *alternatives;
    struct key *keys; /* open hash, a power of two */
    size_t room;
};

/* ---- units ---- */

struct cutter {
    struct zk_arena *arena;
    const char *nfc;
    struct zk_unit *units;
    size_t count, room;
    bool failed;
};

/* Words may be divided by blanks and hyphens; Chinese ends at a blank. */
static bool joins(const struct cutter *c, size_t from, bool han)
{
    const struct zk_unit *last = c->count > 0 ? &c->units[c->count - 1] : NULL;

    if (!last)
        return false;
    for (size_t i = last->to; i < from; i++) {
        if ((c->nfc[i] != ' ' && c->nfc[i] != '-') || (han && last->han))
            return false;
    }
    return true;
}

static bool cut(void *context, const struct zk_token *token)
{
    struct cutter *c = context;
    struct zk_unit *last = c->count > 0 ? &c->units[c->count - 1] : NULL;
    struct zk_unit *roomy;
    const char *own;

    if (token->class == ZK_TOKEN_BIGRAM)
        return true;
    if (last && !last->han && token->from < last->from)
        return true; /* a joined word, behind its parts, or its stem */
    own = zk_arena_copy(c->arena, token->term, token->len);
    roomy = zk_arena_room(c->arena, c->units, c->count, &c->room, FIRST_UNITS, sizeof(*roomy));
    if (!own || !roomy) {
        c->failed = true;
        return false;
    }
    c->units = roomy;
    if (token->class == ZK_TOKEN_STEM) {
        c->units[c->count - 1].bytes = own;
        c->units[c->count - 1].len = token->len;
        return true;
    }
    c->units[c->count] = (struct zk_unit){ .bytes = own,
                                           .len = token->len,
                                           .from = token->from,
                                           .to = token->to,
                                           .han = token->class == ZK_TOKEN_CHAR };
    c->units[c->count].joined = joins(c, token->from, c->units[c->count].han);
    c->count++;
    return true;
}

enum zk_status zk_units_cut(const struct zk_text *text, const char *nfc, size_t len,
                            struct zk_arena *arena, struct zk_unit **out, size_t *count,
                            struct zk_error *err)
{
    struct cutter c = { .arena = arena, .nfc = nfc };
    enum zk_status st = zk_text_tokens(text, nfc, len, cut, &c, err);

    *out = c.units;
    *count = c.count;
    return c.failed ? zk_fail(err, ZK_NO_MEMORY, "", "no memory for words") : st;
}

/* ---- loading ---- */

static struct key *slot(const struct zk_thesaurus *t, const char *text, size_t len, uint64_t hash)
{
    size_t at = (size_t)hash & (t->room - 1);

    while (t->keys[at].text &&
           (strncmp(t->keys[at].text, text, len) != 0 || t->keys[at].text[len] != '\0'))
        at = (at + 1) & (t->room - 1);
    return &t->keys[at];
}

/* Cuts the next field off, which ends with the byte `end`. NULL when it does not. */
static char *next_field(char **at, char end)
{
    char *field = *at, *stop = strchr(field, end);

    if (!stop)
        return NULL;
    *stop = '\0';
    *at = stop + 1;
    return field;
}

/* Lines of one key follow each other, the likeliest first. */
static bool read_lines(struct zk_thesaurus *t)
{
    uint32_t count = 0;
    char *at = t->lines;

    while (*at) {
        char *key = next_field(&at, '\t');
        char *text = key ? next_field(&at, '\t') : NULL;
        char *weight = text ? next_field(&at, '\n') : NULL;
        struct key *k;

        if (!weight)
            return false;
        k = slot(t, key, strlen(key), zk_hash_add(ZK_HASH_START, key, strlen(key)));
        if (!k->text)
            *k = (struct key){ .text = key, .first = count };
        k->count++;
        t->alternatives[count++] = (struct zk_alternative){
            .text = text,
            .len = strlen(text),
            .weight = (double)strtol(weight, NULL, 10) / THOUSAND,
        };
    }
    return true;
}

static bool make_room(struct zk_thesaurus *t)
{
    size_t count = 1;

    for (const char *at = t->lines; (at = strchr(at, '\n')) != NULL; at++)
        count++;
    t->room = 2;
    while (t->room < 2 * count)
        t->room *= 2;
    t->keys = zk_calloc(t->room, sizeof(*t->keys));
    t->alternatives = zk_calloc(count, sizeof(*t->alternatives));
    return t->keys && t->alternatives;
}

enum zk_status zk_thesaurus_load(struct xapc_database *database, struct zk_thesaurus *old,
                                 struct zk_thesaurus **out, struct zk_error *err)
{
    struct zk_thesaurus *t = NULL;
    char *version;
    enum zk_status st = zk_shim_metadata(database, ZK_META_TERMS_VERSION, &version, err);

    *out = NULL;
    if (st != ZK_OK)
        return st;
    if (old && strcmp(old->version, version) == 0) {
        zk_free(version);
        atomic_fetch_add(&old->holders, 1);
        *out = old;
        return ZK_OK;
    }
    t = zk_calloc(1, sizeof(*t));
    if (!t) {
        zk_free(version);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a thesaurus");
    }
    atomic_init(&t->holders, 1);
    t->version = version;
    st = zk_shim_metadata(database, ZK_META_TERMS, &t->lines, err);
    if (st == ZK_OK && !make_room(t))
        st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a thesaurus");
    if (st == ZK_OK && !read_lines(t))
        st = zk_fail(err, ZK_CORRUPT, "", "the index has a broken thesaurus");
    if (st != ZK_OK) {
        zk_thesaurus_close(t);
        return st;
    }
    *out = t;
    return ZK_OK;
}

void zk_thesaurus_close(struct zk_thesaurus *t)
{
    if (!t || atomic_fetch_sub(&t->holders, 1) > 1)
        return;
    zk_free(t->version);
    zk_free(t->lines);
    zk_free(t->alternatives);
    zk_free(t->keys);
    zk_free(t);
}

/* ---- looking up ---- */

/* Longest key that begins at unit i; *units is how many it has. */
static const struct key *longest(const struct zk_thesaurus *t, const struct zk_unit *units,
                                 size_t count, size_t i, struct zk_buf *key, size_t *length)
{
    const struct key *best = NULL;
    uint64_t hash = ZK_HASH_START;

    zk_buf_clear(key);
    for (size_t n = 0; n < ZK_THESAURUS_UNITS && i + n < count; n++) {
        const struct zk_unit *unit = &units[i + n];
        const struct key *found;
        size_t len = key->len;

        if (n > 0 && !unit->joined)
            break;
        if (n > 0 && zk_unit_apart(units, i + n))
            zk_buf_addc(key, ' ');
        zk_buf_add(key, unit->bytes, unit->len);
        if (zk_buf_status(key) != ZK_OK)
            break;
        hash = zk_hash_add(hash, key->bytes + len, key->len - len);
        found = n == 0 && unit->han ? NULL : slot(t, key->bytes, key->len, hash);
        if (found && found->text) {
            best = found;
            *length = n + 1;
        }
    }
    return best;
}

enum zk_status zk_thesaurus_scan(const struct zk_thesaurus *t, const struct zk_text *text,
                                 const char *nfc, size_t len, struct zk_arena *arena,
                                 bool (*each)(void *context, size_t from, size_t to,
                                              const struct zk_alternative *list, size_t count),
                                 void *context, struct zk_error *err)
{
    enum { KEY_BYTES = ZK_THESAURUS_UNITS * 65 }; /* a word has 64 at most */
    struct zk_unit *units;
    size_t count, i = 0;
    struct zk_buf key;
    enum zk_status st = zk_units_cut(text, nfc, len, arena, &units, &count, err);

    zk_buf_init(&key, KEY_BYTES);
    while (st == ZK_OK && i < count) {
        size_t length = 1;
        const struct key *found = longest(t, units, count, i, &key, &length);

        if (zk_buf_status(&key) == ZK_NO_MEMORY)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for words");
        else if (found && !each(context, units[i].from, units[i + length - 1].to,
                                &t->alternatives[found->first], found->count))
            break;
        i += length;
    }
    zk_buf_free(&key);
    return st;
}
