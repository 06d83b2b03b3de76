/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words that mean the same, for an index that is evaluated: files as `zhiku-indexer terms export`
 * writes them.
 */
#include "place.h"

#include "thesaurus_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line as export writes it, without quotes: text, other, relation, seen. */
static enum zk_status add_pair(struct zk_thesaurus_maker *maker, char *line, struct zk_error *err)
{
    char *state = NULL, *text = strtok_r(line, "\t\r\n", &state);
    char *other = text ? strtok_r(NULL, "\t\r\n", &state) : NULL;
    char *relation = other ? strtok_r(NULL, "\t\r\n", &state) : NULL;
    char *seen = relation ? strtok_r(NULL, "\t\r\n", &state) : NULL;

    if (!seen || text[0] == '#' || strcmp(text, "text") == 0)
        return ZK_OK;
    return zk_thesaurus_maker_add(maker, text, other, strcmp(relation, "translation") != 0,
                                  strtol(seen, NULL, 10), err);
}

static enum zk_status read_terms(struct zk_thesaurus_maker *maker, const char *path,
                                 struct zk_error *err)
{
    FILE *file = fopen(path, "r");
    enum zk_status st = file ? ZK_OK : zk_fail(err, ZK_IO, "", "%s cannot be read", path);
    char *line = NULL;
    size_t room = 0;

    while (st == ZK_OK && getline(&line, &room, file) >= 0)
        st = add_pair(maker, line, err);
    free(line);
    if (file)
        (void)fclose(file);
    return st;
}

enum zk_status eval_put_terms(const struct zk_text *text, const char *const *files,
                              struct zk_index_writer *writer, struct zk_error *err)
{
    struct zk_thesaurus_maker *maker;
    struct zk_buf lines;
    enum zk_status st = zk_thesaurus_maker_open(text, &maker, err);

    zk_buf_init(&lines, ZK_THESAURUS_BYTES);
    for (; st == ZK_OK && files && *files; files++)
        st = read_terms(maker, *files, err);
    if (st == ZK_OK)
        st = zk_thesaurus_maker_finish(maker, &lines, err);
    if (st == ZK_OK)
        st = zk_index_writer_terms(writer, "eval", zk_buf_text(&lines), err);
    zk_buf_free(&lines);
    zk_thesaurus_maker_close(maker);
    return st;
}
