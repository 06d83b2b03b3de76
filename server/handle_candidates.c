/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is shown of experts, workstations and societies that somebody names: as JSON, or as a file
 * for a spreadsheet.
 */
#include "app.h"
#include "candidates.h"
#include "handlers.h"
#include "table.h"
#include "view.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { CELL_BYTES = 64 * 1024 };

/* What is shown of a candidate: what a card has, and no more. */
static const enum zk_field_id shown[] = {
    ZK_F_REF,
    ZK_F_TITLE,
    ZK_F_ORGANISATION,
    ZK_F_HOST,
    ZK_F_POSITION,
    ZK_F_PROFESSIONAL_TITLE,
    ZK_F_MEMBERSHIPS,
    ZK_F_REGION,
    ZK_F_LEVEL,
    ZK_F_RATING,
    ZK_F_WORKSTATION_STATUS,
    ZK_F_AVAILABILITY,
    ZK_F_DISCIPLINES,
    ZK_F_KEYWORDS,
    ZK_F_SERVICES,
    ZK_F_ORIGIN,
};

static enum zk_status read_candidates(const struct zk_request *request, struct zk_candidates **out,
                                      enum zk_lang *lang, struct zk_response *response,
                                      struct zk_error *err)
{
    static const char *const known[] = { "id", "lang", NULL };
    struct zk_candidates *c = zk_arena_alloc(request->arena, sizeof(*c));
    enum zk_status st = zk_params_only(&request->params, known, err);

    if (!c)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for candidates");
    if (st == ZK_OK)
        st = zk_params_lang(&request->params, lang, err);
    for (size_t i = 0; st == ZK_OK && i < request->params.count; i++) {
        if (strcmp(request->params.list[i].name, "id") == 0)
            st = zk_candidates_add(c, request->params.list[i].value, "id", response, err);
    }
    if (st == ZK_OK)
        st = zk_store_begin(request->store, err);
    if (st != ZK_OK)
        return st;
    st = zk_candidates_load(request->store, request, c, err);
    zk_store_rollback(request->store);
    response->records = c->count;
    *out = c;
    return st;
}

/* The record with nothing but what a card has. */
static const struct zk_record *card(const struct zk_record *record, struct zk_arena *arena)
{
    struct zk_record *out = zk_record_new(arena, record->kind);

    if (!out)
        return NULL;
    out->id = record->id;
    out->version = record->version;
    out->created_at = record->created_at;
    out->updated_at = record->updated_at;
    for (size_t i = 0; i < COUNT(shown); i++)
        out->values[shown[i]] = record->values[shown[i]];
    return out;
}

enum zk_status zk_handle_candidates(struct zk_app *app, const struct zk_request *request,
                                    struct zk_response *response, struct zk_error *err)
{
    const struct zk_record_ties none = { 0 };
    struct zk_candidates *c;
    struct zk_json json;
    enum zk_lang lang = ZK_LANG_ZH;
    enum zk_status st = read_candidates(request, &c, &lang, response, err);

    (void)app;
    if (st != ZK_OK)
        return st;
    zk_json_init(&json, &response->body);
    zk_json_object(&json);
    zk_json_key(&json, "candidates");
    zk_json_array(&json);
    for (size_t i = 0; i < c->count; i++) {
        const struct zk_record *one = c->records[i] ? card(c->records[i], request->arena) : NULL;

        if (c->records[i] && !one)
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for candidates");
        if (one)
            zk_view_record(&json, one, &none, request->who.role, lang);
    }
    zk_json_array_end(&json);
    zk_json_key(&json, "gone");
    zk_json_array(&json);
    for (size_t i = 0; i < c->count; i++) {
        if (!c->records[i])
            zk_candidate_put_id(&json, &c->list[i]);
    }
    zk_json_array_end(&json);
    zk_json_object_end(&json);
    return zk_response_json(response, err);
}

/* ---- the same as a file ---- */

/* A column has the one or the other of two fields: no kind has both. */
static const struct {
    const char *zh, *en;
    enum zk_field_id field, other;
} columns[] = {
    { "名称", "name", ZK_F_TITLE, ZK_F_TITLE },
    { "单位", "organisation", ZK_F_ORGANISATION, ZK_F_HOST },
    { "职务", "position", ZK_F_POSITION, ZK_F_POSITION },
    { "职称", "professional title", ZK_F_PROFESSIONAL_TITLE, ZK_F_PROFESSIONAL_TITLE },
    { "级别", "level", ZK_F_LEVEL, ZK_F_LEVEL },
    { "地区", "region", ZK_F_REGION, ZK_F_REGION },
    { "学科", "disciplines", ZK_F_DISCIPLINES, ZK_F_DISCIPLINES },
    { "关键词", "keywords", ZK_F_KEYWORDS, ZK_F_KEYWORDS },
    { "可提供服务", "services", ZK_F_SERVICES, ZK_F_SERVICES },
    { "状态", "status", ZK_F_AVAILABILITY, ZK_F_WORKSTATION_STATUS },
};

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) + 2 }; /* kind before, address behind them */

/* A value in words, its items apart. */
static const char *words(const struct zk_record *record, enum zk_field_id id, enum zk_lang lang,
                         struct zk_arena *arena)
{
    const struct zk_field *field = zk_field_get(id);
    const struct zk_code_table *table = zk_codes_table(field->table);
    const struct zk_value *value = &record->values[id];
    struct zk_buf out;
    const char *text;

    if (value->text)
        return zk_type_is_code(field->type) ? zk_view_label(table, value->text, lang) : value->text;
    zk_buf_init(&out, CELL_BYTES);
    for (size_t i = 0; i < value->count; i++) {
        text = value->items[i].text;
        zk_buf_addf(&out, "%s%s", i > 0 ? lang == ZK_LANG_EN ? "; " : "；" : "",
                    zk_type_is_code(field->type) ? zk_view_label(table, text, lang) : text);
    }
    text = zk_buf_status(&out) == ZK_OK ? zk_arena_strdup(arena, zk_buf_text(&out)) : NULL;
    zk_buf_free(&out);
    return text;
}

static void fill_row(const struct zk_record *record, enum zk_lang lang, struct zk_arena *arena,
                     const char **row)
{
    const struct zk_kind_info *kind = zk_kind_info(record->kind);

    row[0] = lang == ZK_LANG_EN ? kind->name : kind->zh;
    for (size_t i = 0; i < COUNT(columns); i++) {
        bool first = zk_field_of_kind(zk_field_get(columns[i].field), record->kind) != 0;

        row[i + 1] = words(record, first ? columns[i].field : columns[i].other, lang, arena);
    }
    row[COLUMNS - 1] = zk_arena_printf(arena, "/%s/%lld", kind->plural, (long long)record->id);
}

/* The header and a row each; what is gone is left out. */
static enum zk_status make_table(const struct zk_candidates *c, enum zk_lang lang,
                                 struct zk_arena *arena, struct zk_table *table,
                                 struct zk_error *err)
{
    const char **cells = zk_arena_array(arena, (c->count + 1) * COLUMNS, sizeof(*cells));
    bool english = lang == ZK_LANG_EN;

    if (!cells)
        return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a table");
    cells[0] = english ? "kind" : "类型";
    for (size_t i = 0; i < COUNT(columns); i++)
        cells[i + 1] = english ? columns[i].en : columns[i].zh;
    cells[COLUMNS - 1] = english ? "page" : "资料页";
    *table = (struct zk_table){ .cells = cells, .columns = COLUMNS, .rows = 1 };
    for (size_t i = 0; i < c->count; i++) {
        if (c->records[i])
            fill_row(c->records[i], lang, arena, &cells[table->rows++ * COLUMNS]);
    }
    for (size_t i = 0; i < table->rows * COLUMNS; i++) {
        if (!cells[i])
            return zk_fail(err, ZK_NO_MEMORY, "", "no memory for a table");
    }
    return ZK_OK;
}

/* A file that leaves is told to the audit. */
static enum zk_status read_table(struct zk_app *app, const struct zk_request *request,
                                 struct zk_table *table, struct zk_response *response,
                                 struct zk_error *err)
{
    struct zk_audit entry = { .action = "export", .field = response->file };
    struct zk_candidates *c;
    enum zk_lang lang = ZK_LANG_ZH;
    enum zk_status st = read_candidates(request, &c, &lang, response, err);

    if (st == ZK_OK)
        st = make_table(c, lang, request->arena, table, err);
    if (st != ZK_OK)
        return st;
    entry.new_ = zk_arena_printf(request->arena, "%zu", table->rows - 1);
    return zk_app_tell(app, &request->who, &entry, err);
}

enum zk_status zk_handle_candidates_csv(struct zk_app *app, const struct zk_request *request,
                                        struct zk_response *response, struct zk_error *err)
{
    struct zk_table table;
    enum zk_status st;

    response->file = "candidates.csv";
    st = read_table(app, request, &table, response, err);
    return st == ZK_OK ? zk_table_csv(&table, response, err) : st;
}

enum zk_status zk_handle_candidates_xlsx(struct zk_app *app, const struct zk_request *request,
                                         struct zk_response *response, struct zk_error *err)
{
    struct zk_table table;
    enum zk_status st;

    response->file = "candidates.xlsx";
    st = read_table(app, request, &table, response, err);
    return st == ZK_OK ? zk_table_xlsx(&table, app->data, response, err) : st;
}
