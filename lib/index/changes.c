/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of changed documents: N when names changed, else a blank, then decimal numbers each with a
 * blank before it; see changes.h.
 */
#include "changes.h"

#include "alloc.h"
#include "buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_BYTES = 12 * ZK_CHANGES_MAX };

static const char commit_key[] = "zk:commit";

static void list_key(int64_t commit, char out[48])
{
    (void)snprintf(out, 48, "zk:changes:%" PRId64, commit);
}

void zk_changes_add(struct zk_changes *changes, uint32_t docid, bool names)
{
    changes->names = changes->names || names;
    if (changes->unknown)
        return;
    if (changes->count == changes->room) {
        size_t room = changes->room ? 2 * changes->room : 256;
        uint32_t *grown = changes->count < ZK_CHANGES_MAX
                              ? zk_realloc(changes->docids, room * sizeof(*grown))
                              : NULL;

        changes->unknown = !grown;
        if (!grown)
            return;
        changes->docids = grown;
        changes->room = room;
    }
    changes->docids[changes->count++] = docid;
}

static enum xapc_status set_text(struct xapc_writer *writer, const char *key, const char *text,
                                 size_t len, struct xapc_error *xerr)
{
    return xapc_writer_set_metadata(writer, key, strlen(key), text, len, xerr);
}

enum xapc_status zk_changes_write(struct zk_changes *changes, struct xapc_writer *writer,
                                  struct xapc_error *xerr)
{
    char key[48], number[24];
    struct zk_buf list;
    enum xapc_status st;

    zk_buf_init(&list, LIST_BYTES);
    zk_buf_addc(&list, changes->names ? 'N' : ' ');
    for (size_t i = 0; !changes->unknown && i < changes->count; i++)
        zk_buf_addf(&list, " %" PRIu32, changes->docids[i]);
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
    changes->names = false;
    changes->unknown = false;
}

void zk_changes_free(struct zk_changes *changes)
{
    zk_free(changes->docids);
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

/* Numbers of a list behind the count that are there; false when the text is no list. */
static bool read_list(const char *text, uint32_t *docids, size_t room, size_t *count, bool *names)
{
    char *end;

    if (*text == '\0')
        return false;
    if (*text++ == 'N')
        *names = true;
    while (*count < room) {
        unsigned long number = strtoul(text, &end, 10);

        if (end == text)
            break;
        docids[(*count)++] = (uint32_t)number;
        text = end;
    }
    return text[strspn(text, " ")] == '\0';
}

static size_t sort_unique(uint32_t *docids, size_t count)
{
    size_t kept = 0;

    qsort(docids, count, sizeof(*docids), by_docid);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || docids[kept - 1] != docids[i])
            docids[kept++] = docids[i];
    }
    return kept;
}

enum zk_status zk_changes_read(struct xapc_database *database, int64_t from, int64_t to,
                               struct zk_arena *arena, uint32_t **docids, size_t *count,
                               bool *names, struct zk_error *err)
{
    bool known = from > 0 && to > from && to - from <= ZK_CHANGES_COMMITS;
    size_t room = known ? (size_t)(to - from) * ZK_CHANGES_MAX : 0;
    uint32_t *list = zk_arena_array(arena, room + 1, sizeof(*list));
    enum zk_status st = list ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for changes");

    *docids = NULL;
    *count = 0;
    *names = false;
    for (int64_t commit = from + 1; st == ZK_OK && known && commit <= to; commit++) {
        char key[48], *text = NULL;

        list_key(commit, key);
        st = zk_shim_metadata(database, key, &text, err);
        known = st == ZK_OK && read_list(text, list, room, count, names);
        zk_free(text);
    }
    if (st != ZK_OK || !known)
        return st;
    *count = sort_unique(list, *count);
    *docids = list;
    return ZK_OK;
}
