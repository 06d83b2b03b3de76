/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading and applying mappings; see map.h.
 */
#include "map.h"

#include "record.h"
#include "rows.h"
#include "utf8.h"

#include "alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *path;
    int line;
    struct zk_map *map;
    struct zk_arena *arena;
    struct zk_error *err;
};

#define REFUSE(r, ...) refuse(r, zk_arena_printf((r)->arena, __VA_ARGS__))

static enum zk_status refuse(const struct reader *r, const char *what)
{
    return zk_fail(r->err, ZK_USAGE, "", "%s:%d: %s", r->path, r->line, what ? what : "?");
}

static char *trim(char *text)
{
    char *end;

    text += strspn(text, " \t");
    end = text + strlen(text);
    while (end > text && strchr(" \t\r", end[-1]))
        *--end = '\0';
    return text;
}

static const struct zk_field *field_of(const struct reader *r, const char *name)
{
    return r->map->kind == ZK_KIND_COUNT
               ? NULL
               : zk_field_find_header(r->map->kind, name, strlen(name));
}

static enum zk_status add_column(struct reader *r, char *name, char *targets)
{
    struct zk_map_column *column = &r->map->columns[r->map->column_count];
    char *next;

    if (r->map->column_count == ZK_MAP_COLUMNS)
        return REFUSE(r, "more than %d columns", ZK_MAP_COLUMNS);
    if (zk_map_find(r->map, name, strlen(name)))
        return REFUSE(r, "column '%s' is there twice", name);
    column->name = name;
    r->map->column_count++;
    for (char *target = targets; target; target = next) {
        next = strchr(target, ',');
        if (next)
            *next++ = '\0';
        if (column->count == ZK_MAP_TARGETS)
            return REFUSE(r, "a column feeds at most %d fields", ZK_MAP_TARGETS);
        column->targets[column->count] = field_of(r, trim(target));
        if (!column->targets[column->count++])
            return REFUSE(r, "there is no field '%s'", trim(target));
    }
    return ZK_OK;
}

static enum zk_status add_rule(struct reader *r, const char *word, const char *name, char *value)
{
    const struct zk_field *field = field_of(r, name);
    struct zk_map_rule *rule;

    if (!field)
        return REFUSE(r, "there is no field '%s'", name);
    rule = &r->map->rules[field->id];
    if (strcmp(word, "set") == 0) {
        if (r->map->set_count == ZK_MAP_SETS)
            return REFUSE(r, "more than %d values are set", ZK_MAP_SETS);
        r->map->sets[r->map->set_count].field = field;
        r->map->sets[r->map->set_count++].value = value;
    } else if (strcmp(word, "prefix") == 0) {
        rule->prefix = value;
    } else if (strcmp(word, "split") == 0) {
        rule->split = value;
    } else if (strcmp(word, "first") == 0) {
        rule->first = atoi(value);
        if (rule->first <= 0)
            return REFUSE(r, "'%s' is no number of characters", value);
    } else {
        return REFUSE(r, "there is no rule '%s'", word);
    }
    return ZK_OK;
}

static enum zk_status read_line(struct reader *r, char *line)
{
    char *word = trim(line), *rest, *value;
    const struct zk_field *field;

    if (word[0] == '\0' || word[0] == '#')
        return ZK_OK;
    rest = word + strcspn(word, " \t");
    if (*rest)
        *rest++ = '\0';
    rest = trim(rest);
    if (strcmp(word, "kind") == 0) {
        r->map->kind = zk_kind_find(rest, strlen(rest));
        return r->map->kind == ZK_KIND_COUNT ? REFUSE(r, "there is no kind '%s'", rest) : ZK_OK;
    }
    if (r->map->kind == ZK_KIND_COUNT)
        return REFUSE(r, "the first line must say the kind");
    if (strcmp(word, "ignore") == 0)
        return add_column(r, rest, NULL);
    if (strcmp(word, "basename") == 0) {
        field = field_of(r, rest);
        if (!field)
            return REFUSE(r, "there is no field '%s'", rest);
        r->map->rules[field->id].basename = true;
        return ZK_OK;
    }
    value = strchr(rest, '=');
    if (!value)
        return REFUSE(r, "'%s' needs 'name = value'", word);
    *value++ = '\0';
    if (strcmp(word, "column") == 0)
        return add_column(r, trim(rest), trim(value));
    return add_rule(r, word, trim(rest), trim(value));
}

enum zk_status zk_map_read(const char *path, struct zk_arena *arena, struct zk_map **out,
                           struct zk_error *err)
{
    struct reader r = { .path = path, .arena = arena, .err = err };
    char *text = NULL, *copy, *next;
    enum zk_status st;
    size_t len;

    *out = NULL;
    r.map = zk_arena_alloc(arena, sizeof(*r.map));
    st = zk_file_text(path, &text, &len, err);
    copy = st == ZK_OK ? zk_arena_copy(arena, text, len) : NULL;
    zk_free(text);
    if (st != ZK_OK)
        return st;
    if (!r.map || !copy)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a mapping");
    r.map->kind = ZK_KIND_COUNT;
    for (char *line = copy; st == ZK_OK && line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        r.line++;
        st = read_line(&r, line);
    }
    if (st == ZK_OK && r.map->kind == ZK_KIND_COUNT)
        st = REFUSE(&r, "the mapping says no kind");
    if (st == ZK_OK)
        *out = r.map;
    return st;
}

const struct zk_map_column *zk_map_find(const struct zk_map *map, const char *name, size_t len)
{
    for (int i = 0; i < map->column_count; i++) {
        if (strlen(map->columns[i].name) == len && memcmp(map->columns[i].name, name, len) == 0)
            return &map->columns[i];
    }
    return NULL;
}

/* ---- applying ---- */

static void keep_basename(const char **bytes, size_t *len)
{
    const char *end = *bytes + *len;

    for (const char *p = *bytes; p < end; p++) {
        if (*p == '/')
            *bytes = p + 1;
    }
    for (const char *p = end; p > *bytes; p--) {
        if (p[-1] == '.') {
            end = p - 1;
            break;
        }
    }
    *len = (size_t)(end - *bytes);
}

/* True when the character at p (of size n) stands in set. */
static bool in_set(const char *set, const char *p, size_t n)
{
    size_t at = 0, len = strlen(set);

    while (at < len) {
        size_t from = at;

        (void)zk_utf8_next(set, len, &at);
        if (at - from == n && memcmp(set + from, p, n) == 0)
            return true;
    }
    return false;
}

static void add_item(struct zk_buf *out, struct zk_arena *arena, const char *bytes, size_t len)
{
    struct zk_item item = { .text = zk_arena_copy(arena, bytes, len) };

    if (len == 0 || !item.text)
        return;
    if (out->len > 0)
        zk_buf_addc(out, ';');
    zk_record_print_item(&item, out);
}

static void add_items(struct zk_buf *out, struct zk_arena *arena, const struct zk_map_rule *rule,
                      const char *bytes, size_t len)
{
    size_t from = 0, at = 0;

    while (rule->split && at < len) {
        size_t begin = at;

        (void)zk_utf8_next(bytes, len, &at);
        if (in_set(rule->split, bytes + begin, at - begin)) {
            add_item(out, arena, bytes + from, begin - from);
            from = at;
        }
    }
    add_item(out, arena, bytes + from, len - from);
}

enum zk_status zk_map_apply(const struct zk_map *map, const struct zk_field *field,
                            const char *bytes, size_t len, struct zk_arena *arena,
                            const char **out, size_t *out_len, struct zk_error *err)
{
    const struct zk_map_rule *rule = &map->rules[field->id];
    struct zk_buf text;

    zk_buf_init(&text, 4 * len + 1024);
    if (rule->basename)
        keep_basename(&bytes, &len);
    if (rule->first > 0)
        len = zk_utf8_prefix(bytes, len, (size_t)rule->first);
    if (zk_type_is_list(field->type)) {
        add_items(&text, arena, rule, bytes, len);
    } else {
        if (rule->prefix && len > 0)
            zk_buf_adds(&text, rule->prefix);
        zk_buf_add(&text, bytes, len);
    }
    *out_len = text.len;
    *out = zk_arena_copy(arena, text.len > 0 ? text.bytes : "", text.len);
    zk_buf_free(&text);
    return *out ? ZK_OK : zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cell");
}
