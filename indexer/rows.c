/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of named cells from CSV or JSON Lines; see rows.h.
 */
#include "rows.h"

#include "alloc.h"
#include "buf.h"
#include "record.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { CELL_CEILING = 2 * ZK_ROWS_CELL_MAX };

struct column {
    const char *header;
    size_t len;
    const struct zk_field *targets[ZK_MAP_TARGETS];
    int count;
};

struct zk_rows {
    char *path, *text;
    enum zk_kind kind;
    const struct zk_map *map;
    bool json;
    struct zk_csv csv; /* its text, also when it is JSON Lines */
    struct zk_csv body; /* behind the header */
    struct zk_arena *arena; /* of the header */
    struct column columns[ZK_ROWS_COLUMNS];
    size_t column_count;
};

static bool has_end(const char *path, const char *end)
{
    size_t len = strlen(path), n = strlen(end);

    return len > n && strcmp(path + len - n, end) == 0;
}

enum zk_kind zk_rows_kind_of(const char *path)
{
    static const char *const ends[] = { ".csv", ".csv.gz", ".jsonl", ".jsonl.gz" };
    const char *name = strrchr(path, '/');

    name = name ? name + 1 : path;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (has_end(name, ends[i]))
            return zk_kind_find(name, strlen(name) - strlen(ends[i]));
    }
    return ZK_KIND_COUNT;
}

/* ---- columns ---- */

static enum zk_status unknown_header(const struct zk_rows *rows, const char *name, size_t len,
                                     struct zk_error *err)
{
    struct zk_buf known;
    char header[64];

    zk_buf_init(&known, ZK_ERROR_DETAIL);
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        const struct zk_field *field = zk_field_get((enum zk_field_id)id);

        if (!zk_field_of_kind(field, rows->kind))
            continue;
        zk_field_header_zh(field, rows->kind, header, sizeof(header));
        if (known.len + strlen(header) < ZK_ERROR_DETAIL / 2)
            zk_buf_addf(&known, "%s%s", known.len > 0 ? "、" : "", header);
    }
    (void)zk_fail(err, ZK_UNKNOWN_PARAMETER, "", "不认识的列“%.*s”；%s可用的列有：%s等", (int)len, name,
                  zk_kind_info(rows->kind)->zh, zk_buf_text(&known));
    zk_buf_free(&known);
    return ZK_UNKNOWN_PARAMETER;
}

static enum zk_status find_targets(const struct zk_rows *rows, struct column *column,
                                   struct zk_error *err)
{
    const struct zk_map_column *mapped;

    if (!rows->map) {
        column->targets[0] = zk_field_find_header(rows->kind, column->header, column->len);
        column->count = 1;
        return column->targets[0] ? ZK_OK
                                  : unknown_header(rows, column->header, column->len, err);
    }
    mapped = zk_map_find(rows->map, column->header, column->len);
    if (!mapped)
        return zk_fail(err, ZK_UNKNOWN_PARAMETER, "",
                       "对照表里没有列“%s”：请加上 column %s = … 或 ignore %s", column->header,
                       column->header, column->header);
    column->count = mapped->count;
    memcpy(column->targets, mapped->targets, sizeof(mapped->targets));
    return ZK_OK;
}

static enum zk_status read_header(struct zk_rows *rows, struct zk_error *err)
{
    struct zk_csv_cell cells[ZK_ROWS_COLUMNS];
    enum zk_status st;
    size_t count;
    long line;

    st = zk_csv_next(&rows->csv, rows->arena, cells, &count, &line, err);
    if (st == ZK_OK && count == 0)
        st = zk_fail(err, ZK_BAD_VALUE, "", "文件是空的：第一行应为表头");
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        struct column *column = &rows->columns[i];

        column->header = zk_arena_copy(rows->arena, cells[i].bytes, cells[i].len);
        column->len = cells[i].len;
        if (!column->header)
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a header");
        st = find_targets(rows, column, err);
        for (size_t k = 0; st == ZK_OK && k < i; k++) {
            if (column->count > 0 && rows->columns[k].count > 0 &&
                column->targets[0] == rows->columns[k].targets[0])
                st = zk_fail(err, ZK_DUPLICATE, "", "“%s”和“%s”是同一列，请去掉一个",
                             rows->columns[k].header, column->header);
        }
    }
    rows->column_count = count;
    return st;
}

enum zk_status zk_rows_open(const char *path, enum zk_kind kind, const struct zk_map *map,
                            struct zk_rows **out, struct zk_error *err)
{
    struct zk_rows *rows = zk_calloc(1, sizeof(*rows));
    enum zk_status st = ZK_NO_MEMORY;
    struct zk_error why = { .status = ZK_OK };
    size_t len = 0;

    *out = NULL;
    if (rows) {
        rows->kind = kind;
        rows->map = map;
        rows->path = zk_strdup(path);
        rows->arena = zk_arena_open();
        rows->json = has_end(path, ".jsonl") || has_end(path, ".jsonl.gz");
    }
    if (!rows || !rows->path || !rows->arena) {
        zk_rows_close(rows);
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for %s", path);
    }
    st = zk_file_text(path, &rows->text, &len, err);
    rows->csv = (struct zk_csv){ .text = rows->text, .len = len, .line = 1 };
    if (st == ZK_OK && !rows->json) {
        st = read_header(rows, &why);
        if (st != ZK_OK)
            (void)zk_fail(err, st, "", "%s: %s", path, why.detail);
    }
    rows->body = rows->csv;
    if (st != ZK_OK) {
        zk_rows_close(rows);
        return st;
    }
    *out = rows;
    return ZK_OK;
}

void zk_rows_close(struct zk_rows *rows)
{
    if (!rows)
        return;
    zk_arena_close(rows->arena);
    zk_free(rows->path);
    zk_free(rows->text);
    zk_free(rows);
}

void zk_rows_rewind(struct zk_rows *rows)
{
    rows->csv = rows->body;
}

const char *zk_rows_path(const struct zk_rows *rows)
{
    return rows->path;
}

enum zk_kind zk_rows_kind(const struct zk_rows *rows)
{
    return rows->kind;
}

/* ---- cells ---- */

static enum zk_status add_cell(const struct zk_rows *rows, struct zk_row *row,
                               const struct zk_field *field, const char *header,
                               const char *bytes, size_t len, struct zk_arena *arena,
                               struct zk_error *err)
{
    struct zk_cell *cell = &row->cells[row->count];
    enum zk_status st = ZK_OK;

    if (row->count == ZK_ROWS_COLUMNS)
        return zk_fail(err, ZK_TOO_MANY, "", "这一行超过%d列", ZK_ROWS_COLUMNS);
    if (rows->map)
        st = zk_map_apply(rows->map, field, bytes, len, arena, &bytes, &len, err);
    *cell = (struct zk_cell){ field, header, bytes, len };
    row->count += st == ZK_OK;
    return st;
}

static enum zk_status add_sets(const struct zk_rows *rows, struct zk_row *row,
                               struct zk_error *err)
{
    for (int i = 0; rows->map && i < rows->map->set_count; i++) {
        const char *value = rows->map->sets[i].value;

        if (row->count == ZK_ROWS_COLUMNS)
            return zk_fail(err, ZK_TOO_MANY, "", "这一行超过%d列", ZK_ROWS_COLUMNS);
        row->cells[row->count++] = (struct zk_cell){ rows->map->sets[i].field, "(set)", value,
                                                     strlen(value) };
    }
    return ZK_OK;
}

/*
 * A cell that a spreadsheet would take for a formula is exported behind an apostrophe, and so is
 * one that begins with an apostrophe: see docs/IMPORT.md.
 */
static void strip_guard(const char **bytes, size_t *len)
{
    if (*len > 1 && (*bytes)[0] == '\'' && strchr("=+-@'\t\r", (*bytes)[1])) {
        ++*bytes;
        --*len;
    }
}

static enum zk_status next_csv(struct zk_rows *rows, struct zk_arena *arena, struct zk_row *row,
                               bool *more, struct zk_error *err)
{
    struct zk_csv_cell cells[ZK_ROWS_COLUMNS];
    enum zk_status st;
    size_t count;

    do {
        st = zk_csv_next(&rows->csv, arena, cells, &count, &row->line, err);
        row->number = rows->csv.number;
        *more = count > 0;
        if (st != ZK_OK)
            return st;
    } while (count == 1 && cells[0].len == 0 && rows->column_count > 1); /* an empty line */
    if (count > 0 && count != rows->column_count)
        return zk_fail(err, ZK_BAD_VALUE, "", "这一行有%zu列，表头有%zu列：检查逗号和引号", count,
                       rows->column_count);
    for (size_t i = 0; st == ZK_OK && i < count; i++) {
        const struct column *column = &rows->columns[i];
        const char *bytes = cells[i].bytes;
        size_t len = cells[i].len;

        if (!rows->map)
            strip_guard(&bytes, &len);
        for (int k = 0; st == ZK_OK && k < column->count; k++)
            st = add_cell(rows, row, column->targets[k], column->header, bytes, len, arena, err);
    }
    return st;
}

/* ---- JSON Lines ---- */

/* A string, or an object of name or ref and role, as one item of a list cell. */
static bool add_json_item(const json_t *json, bool link, struct zk_buf *out)
{
    struct zk_item item = { .text = json_string_value(json) };
    const char *key;
    json_t *member;

    if (link && json_is_object(json)) {
        void *it;

        for (it = json_object_iter((json_t *)json); it;
             it = json_object_iter_next((json_t *)json, it)) {
            key = json_object_iter_key(it);
            member = json_object_iter_value(it);
            if (!json_is_string(member))
                return false;
            if (strcmp(key, "ref") == 0)
                item.ref = json_string_value(member);
            else if (strcmp(key, "name") == 0)
                item.text = json_string_value(member);
            else if (strcmp(key, "role") == 0)
                item.role = json_string_value(member);
            else
                return false;
        }
    }
    if (!item.text && !item.ref)
        return false;
    if (out->len > 0)
        zk_buf_addc(out, ';');
    zk_record_print_item(&item, out);
    return true;
}

static bool json_to_cell(const json_t *json, const struct zk_field *field, bool mapped,
                         struct zk_buf *out)
{
    bool list = zk_type_is_list(field->type), link = zk_type_is_link(field->type);

    if (json_is_null(json))
        return true;
    if (json_is_integer(json)) {
        zk_buf_addf(out, "%lld", (long long)json_integer_value(json));
        return !list;
    }
    if (list && json_is_array(json)) {
        for (size_t i = 0; i < json_array_size(json); i++) {
            if (!add_json_item(json_array_get(json, i), link, out))
                return false;
        }
        return true;
    }
    if (list && !mapped)
        return add_json_item(json, link, out);
    if (!json_is_string(json))
        return false;
    zk_buf_add(out, json_string_value(json), json_string_length(json));
    return true;
}

static enum zk_status add_member(struct zk_rows *rows, const char *key, const json_t *json,
                                 struct zk_arena *arena, struct zk_row *row, struct zk_error *err)
{
    struct column column = { .header = zk_arena_strdup(arena, key), .len = strlen(key) };
    enum zk_status st = column.header ? find_targets(rows, &column, err) : ZK_NO_MEMORY;

    for (int i = 0; st == ZK_OK && i < column.count; i++) {
        bool done = json_is_array(json); /* items are escaped already: no rule splits them */
        struct zk_buf text;
        const char *bytes;

        zk_buf_init(&text, CELL_CEILING);
        if (!json_to_cell(json, column.targets[i], rows->map != NULL, &text))
            st = zk_fail(err, ZK_BAD_VALUE, column.header,
                         "“%s”的值类型不对：列表写成数组，其余写成字符串或整数", key);
        else if (zk_buf_status(&text) != ZK_OK)
            st = zk_fail(err, ZK_TOO_LONG, column.header, "“%s”超过%d KB", key,
                         CELL_CEILING >> 10);
        bytes = zk_arena_copy(arena, text.len > 0 ? text.bytes : "", text.len);
        if (st == ZK_OK && !bytes)
            st = zk_fail(err, ZK_NO_MEMORY, "", "no memory for a cell");
        if (st == ZK_OK && done && row->count < ZK_ROWS_COLUMNS)
            row->cells[row->count++] =
                (struct zk_cell){ column.targets[i], column.header, bytes, text.len };
        else if (st == ZK_OK)
            st = add_cell(rows, row, column.targets[i], column.header, bytes, text.len, arena,
                          err);
        zk_buf_free(&text);
    }
    return st;
}

static enum zk_status read_object(struct zk_rows *rows, const char *line, size_t len,
                                  struct zk_arena *arena, struct zk_row *row,
                                  struct zk_error *err)
{
    json_error_t why;
    json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, &why);
    enum zk_status st = ZK_OK;

    if (!json_is_object(object)) {
        json_decref(object);
        return zk_fail(err, ZK_BAD_JSON, "", "不是一个JSON对象：%s（第%d列）", object ? "" : why.text,
                       object ? 1 : why.column);
    }
    for (void *it = json_object_iter(object); st == ZK_OK && it;
         it = json_object_iter_next(object, it))
        st = add_member(rows, json_object_iter_key(it), json_object_iter_value(it), arena, row,
                        err);
    json_decref(object);
    return st;
}

static enum zk_status next_json(struct zk_rows *rows, struct zk_arena *arena, struct zk_row *row,
                                bool *more, struct zk_error *err)
{
    struct zk_csv *csv = &rows->csv;
    const char *line, *end;
    size_t len;

    do {
        *more = csv->at < csv->len;
        if (!*more)
            return ZK_OK;
        line = csv->text + csv->at;
        end = memchr(line, '\n', csv->len - csv->at);
        len = end ? (size_t)(end - line) : csv->len - csv->at;
        row->line = row->number = csv->line++;
        csv->at += len + (end ? 1 : 0);
    } while (strspn(line, " \t\r") >= len); /* an empty line */
    if (len > ZK_ROWS_ROW_MAX)
        return zk_fail(err, ZK_TOO_LONG, "", "这一行超过%d MB", ZK_ROWS_ROW_MAX >> 20);
    return read_object(rows, line, len, arena, row, err);
}

enum zk_status zk_rows_next(struct zk_rows *rows, struct zk_arena *arena, struct zk_row *row,
                            bool *more, struct zk_error *err)
{
    enum zk_status st;

    row->count = 0;
    st = rows->json ? next_json(rows, arena, row, more, err)
                    : next_csv(rows, arena, row, more, err);
    if (st == ZK_OK && *more)
        st = add_sets(rows, row, err);
    return st;
}
