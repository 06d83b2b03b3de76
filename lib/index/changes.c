/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of changed documents as text; see changes.h. N when there are more S terms than can be
 * kept, else a blank; decimal numbers each with a blank before it; and a line's end, behind which
 * each S term stands after its length and a colon.
 */
#include "changes.h"

#include "alloc.h"
#include "buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIST_BYTES = 12 * ZK_CHANGES_MAX,
    DOCID_BYTES = 2, /* the least that one takes in a list */
    NAME_BYTES = 7,  /* length, colon; S, letter, key, tab, what is shown */
};

static const char commit_key[] = "zk:commit";

static void list_key(int64_t commit, char out[48])
{
    (void)snprintf(out, 48, "zk:changes:%" PRId64, commit);
}

void zk_changes_init(struct zk_changes *changes)
{
    memset(changes, 0, sizeof(*changes));
    zk_buf_init(&changes->names, ZK_CHANGES_NAMES_BYTES);
}

void zk_changes_add(struct zk_changes *changes, uint32_t docid)
{
    changes->unknown = changes->unknown || changes->count == ZK_CHANGES_MAX;
    if (!changes->unknown && changes->count == changes->room) {
        size_t room = changes->room ? 2 * changes->room : 256;
        uint32_t *grown = zk_realloc(changes->docids, room * sizeof(*grown));

        changes->unknown = !grown;
        changes->docids = grown ? grown : changes->docids;
        changes->room = grown ? room : changes->room;
    }
    if (!changes->unknown)
        changes->docids[changes->count++] = docid;
}

void zk_changes_name(struct zk_changes *changes, const char *term, size_t len)
{
    zk_buf_addf(&changes->names, "%zu:", len);
    zk_buf_add(&changes->names, term, len);
}

static enum xapc_status set_text(struct xapc_writer *writer, const char *key, const char *text,
                                 size_t len, struct xapc_error *xerr)
{
    return xapc_writer_set_metadata(writer, key, strlen(key), text, len, xerr);
}

enum xapc_status zk_changes_write(struct zk_changes *changes, struct xapc_writer *writer,
                                  struct xapc_error *xerr)
{
    bool names = zk_buf_status(&changes->names) == ZK_OK;
    char key[48], number[24];
    struct zk_buf list;
    enum xapc_status st;

    zk_buf_init(&list, LIST_BYTES + ZK_CHANGES_NAMES_BYTES);
    zk_buf_addc(&list, names ? ' ' : 'N');
    for (size_t i = 0; !changes->unknown && i < changes->count; i++)
        zk_buf_addf(&list, " %" PRIu32, changes->docids[i]);
    zk_buf_addc(&list, '\n');
    if (names)
        zk_buf_add(&list, changes->names.bytes, changes->names.len);
    list_key(changes->commit + 1, key);
    /* an empty text removes the key */
    st = set_text(writer, key, list.bytes,
                  changes->unknown || zk_buf_status(&list) != ZK_OK ? 0 : list.len, xerr);
    zk_buf_free(&list);
    list_key(changes->commit + 1 - ZK_CHANGES_COMMITS, key);
    if (st == XAPC_OK)
        st = set_text(writer, key, "", 0, xerr);
    (void)snprintf(number, sizeof(number), "%" PRId64, changes->commit + 1);
    return st == XAPC_OK ? set_text(writer, commit_key, number, strlen(number), xerr) : st;
}

void zk_changes_next(struct zk_changes *changes)
{
    changes->commit++;
    changes->count = 0;
    zk_buf_clear(&changes->names);
    changes->unknown = false;
}

void zk_changes_free(struct zk_changes *changes)
{
    zk_free(changes->docids);
    zk_buf_free(&changes->names);
}

/* ---- reading ---- */

enum zk_status zk_changes_commit(struct xapc_database *database, int64_t *out, struct zk_error *err)
{
    char *text;
    enum zk_status st = zk_shim_metadata(database, commit_key, &text, err);

    *out = st == ZK_OK ? strtoll(text, NULL, 10) : 0;
    zk_free(text);
    return st;
}

static int by_docid(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static int by_term(const void *a, const void *b)
{
    const struct xapc_view *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->len < y->len ? x->len : y->len);

    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* A list sorted, each of it once. @return how many are left */
static size_t sort_unique(void *list, size_t count, size_t size,
                          int (*compare)(const void *, const void *))
{
    char *items = list;
    size_t kept = 0;

    qsort(list, count, size, compare);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || compare(items + (kept - 1) * size, items + i * size) != 0)
            memmove(items + kept++ * size, items + i * size, size);
    }
    return kept;
}

/* The lists have room for all that the texts can have. */
static bool read_docids(struct zk_change_list *out, const char **text)
{
    for (;;) {
        char *end;
        unsigned long number = strtoul(*text, &end, 10);

        if (end == *text)
            break;
        out->docids[out->count++] = (uint32_t)number;
        *text = end;
        if (**text == '\n')
            break;
    }
    *text += **text == ' ';
    return *(*text)++ == '\n';
}

static bool read_names(struct zk_change_list *out, const char *text)
{
    while (*text) {
        char *colon;
        size_t len = strtoul(text, &colon, 10);

        if (*colon != ':' || len + 2 < NAME_BYTES || strnlen(colon + 1, len) < len)
            return false;
        out->names[out->name_count++] = (struct xapc_view){ colon + 1, len };
        text = colon + 1 + len;
    }
    return true;
}

/* One commit's list. @return whether its documents are known */
static bool read_list(struct zk_change_list *out, const char *text)
{
    bool names = *text == ' ';

    if (*text == '\0')
        return false;
    text++;
    if (!read_docids(out, &text))
        return false;
    if (!names || (out->names && !read_names(out, text)))
        out->names = NULL;
    return true;
}

/* The texts of commits; an empty one is missing. */
static enum zk_status read_texts(struct xapc_database *database, int64_t from, size_t count,
                                 struct zk_arena *arena, const char **texts, struct zk_error *err)
{
    enum zk_status st = ZK_OK;

    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        char key[48], *text = NULL;

        list_key(from + 1 + (int64_t)i, key);
        st = zk_shim_metadata(database, key, &text, err);
        if (st == ZK_OK && !(texts[i] = zk_arena_strdup(arena, text)))
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for changes");
        zk_free(text);
    }
    return st;
}

enum zk_status zk_changes_read(struct xapc_database *database, int64_t from, int64_t to,
                               struct zk_arena *arena, struct zk_change_list *out,
                               struct zk_error *err)
{
    bool known = from > 0 && to > from && to - from <= ZK_CHANGES_COMMITS;
    size_t count = known ? (size_t)(to - from) : 0, bytes = 0;
    const char *texts[ZK_CHANGES_COMMITS];
    struct zk_change_list list = { 0 };
    enum zk_status st = read_texts(database, from, count, arena, texts, err);

    memset(out, 0, sizeof(*out));
    if (st != ZK_OK || !known)
        return st;
    for (size_t i = 0; i < count; i++)
        bytes += strlen(texts[i]);
    list.docids = zk_arena_array(arena, bytes / DOCID_BYTES + 1, sizeof(*list.docids));
    list.names = zk_arena_array(arena, bytes / NAME_BYTES + 1, sizeof(*list.names));
    if (!list.docids || !list.names)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for changes");
    for (size_t i = 0; i < count; i++) {
        if (!read_list(&list, texts[i]))
            return ZK_OK;
    }
    list.count = sort_unique(list.docids, list.count, sizeof(*list.docids), by_docid);
    if (list.names)
        list.name_count = sort_unique(list.names, list.name_count, sizeof(*list.names), by_term);
    *out = list;
    return ZK_OK;
}
