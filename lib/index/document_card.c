/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a hit shows, made once when a record is indexed and spliced into answers as it is:
 * the members of its JSON object, its title, a note, and text to cut snippets from.
 */
#include "document.h"

#include "json.h"
#include "utf8.h"

#include <stdio.h>
#include <string.h>

enum { CARD_CEILING = 64 * 1024, NAMES_SHOWN = 5 };

static void add_part(struct zk_buf *out, const char *part)
{
    if (!part || !part[0])
        return;
    if (out->len > 0)
        zk_buf_adds(out, " · ");
    zk_buf_adds(out, part);
}

/* Names of a link field, at most NAMES_SHOWN, joined by 、. */
static void add_names(struct zk_buf *out, const struct zk_record *record, enum zk_field_id field)
{
    const struct zk_value *value = &record->values[field];

    if (value->count > 0 && out->len > 0)
        zk_buf_adds(out, " · ");
    for (size_t i = 0; i < value->count && i < NAMES_SHOWN; i++) {
        if (i > 0)
            zk_buf_adds(out, "、");
        zk_buf_adds(out, value->items[i].text);
    }
    if (value->count > NAMES_SHOWN)
        zk_buf_adds(out, "等");
}

static const char *code_label(const char *table_name, const char *code, bool english)
{
    const struct zk_code_table *table = zk_codes_table(table_name);
    int row = code ? zk_codes_find(table, code, strlen(code)) : ZK_CODE_NONE;

    if (row < 0)
        return NULL;
    return english && table->rows[row].label_en[0] ? table->rows[row].label_en
                                                   : table->rows[row].label;
}

/* 枣庄市滕州市: a county is shown behind its city, a town behind its county. */
static void add_region(struct zk_buf *out, const struct zk_record *record)
{
    const struct zk_code_table *table = zk_codes_table("region");
    const char *code = zk_record_text(record, ZK_F_REGION);
    int row = code ? zk_codes_find(table, code, strlen(code)) : ZK_CODE_NONE;
    int parent = row < 0 ? ZK_CODE_NONE : table->rows[row].parent;
    char both[256];

    if (row < 0)
        return;
    (void)snprintf(both, sizeof(both), "%s%s", parent < 0 ? "" : table->rows[parent].label,
                   table->rows[row].label);
    add_part(out, both);
}

static void add_subtitle(struct zk_buf *out, const struct zk_record *record)
{
    switch (record->kind) {
    case ZK_KIND_EXPERT:
        add_names(out, record, ZK_F_ORGANISATION);
        add_part(out, zk_record_text(record, ZK_F_DEPARTMENT));
        add_part(out, zk_record_text(record, ZK_F_POSITION));
        add_part(out, zk_record_text(record, ZK_F_DIVISION));
        break;
    case ZK_KIND_WORKSTATION:
    case ZK_KIND_SOCIETY:
    case ZK_KIND_ORGANISATION:
        add_names(out, record, ZK_F_HOST);
        break;
    case ZK_KIND_PROPOSAL:
        add_names(out, record, ZK_F_AUTHORS);
        add_names(out, record, ZK_F_RECOMMENDER);
        break;
    case ZK_KIND_ACHIEVEMENT:
        add_names(out, record, ZK_F_CONTRIBUTORS);
        add_names(out, record, ZK_F_ORGANISATIONS);
        break;
    case ZK_KIND_DEMAND:
        add_names(out, record, ZK_F_ORGANISATION);
        break;
    case ZK_KIND_EVENT:
        add_part(out, zk_record_text(record, ZK_F_HELD_ON));
        add_part(out, zk_record_text(record, ZK_F_PLACE));
        add_names(out, record, ZK_F_SPEAKERS);
        break;
    case ZK_KIND_COUNT:
        break;
    }
    add_region(out, record);
}

/* Labels worth a badge: type, level, status, professional title, memberships. */
static void put_tags(struct zk_json *json, const char *key, const struct zk_record *record,
                     bool english)
{
    static const enum zk_field_id fields[] = {
        ZK_F_PROFESSIONAL_TITLE, ZK_F_WORKSTATION_TYPE, ZK_F_SOCIETY_TYPE, ZK_F_ORGANISATION_TYPE,
        ZK_F_ACHIEVEMENT_TYPE,   ZK_F_EVENT_TYPE,       ZK_F_LEVEL,        ZK_F_WORKSTATION_STATUS,
        ZK_F_PROPOSAL_STATUS,    ZK_F_AWARD,            ZK_F_DEMAND_STATUS, ZK_F_RATING,
    };
    const struct zk_value *memberships = &record->values[ZK_F_MEMBERSHIPS];

    zk_json_key(json, key);
    zk_json_array(json);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const char *label =
            code_label(zk_field_get(fields[i])->table, zk_record_text(record, fields[i]), english);

        if (label)
            zk_json_string(json, label);
    }
    for (size_t i = 0; i < memberships->count; i++) {
        const char *label = code_label("membership", memberships->items[i].text, english);

        if (label)
            zk_json_string(json, label);
    }
    zk_json_array_end(json);
}

static void put_marks(struct zk_json *json, const struct zk_record *record)
{
    const struct zk_value *memberships = &record->values[ZK_F_MEMBERSHIPS];
    const char *origin = zk_record_text(record, ZK_F_ORIGIN);

    zk_json_key(json, "marks");
    zk_json_array(json);
    if (origin && strcmp(origin, "sample") == 0)
        zk_json_string(json, "sample");
    for (size_t i = 0; i < memberships->count; i++) {
        if (strncmp(memberships->items[i].text, "academician_", 12) == 0) {
            zk_json_string(json, "academician");
            break;
        }
    }
    zk_json_array_end(json);
}

/* The record's own codes by facet, without ancestors. */
static void put_codes(struct zk_json *json, const struct zk_facets *facets,
                      const struct zk_record *record)
{
    zk_json_key(json, "facets");
    zk_json_object(json);
    for (int i = 0; i < facets->count; i++) {
        const struct zk_facet *facet = &facets->list[i];
        const struct zk_value *value =
            facet->field < 0 ? NULL : &record->values[facet->field];

        if (!value || zk_value_empty(value) || !facet->table)
            continue;
        zk_json_key(json, facet->name);
        zk_json_array(json);
        if (value->text)
            zk_json_string(json, value->text);
        for (size_t k = 0; k < value->count; k++)
            zk_json_string(json, value->items[k].text);
        zk_json_array_end(json);
    }
    zk_json_object_end(json);
}

static void put_members(struct zk_json *json, const struct zk_facets *facets,
                        const struct zk_record *record, const char *subtitle)
{
    const struct zk_kind_info *kind = zk_kind_info(record->kind);
    char text[64];

    zk_json_object(json);
    (void)snprintf(text, sizeof(text), "%s:%lld", kind->name, (long long)record->id);
    zk_json_put_string(json, "id", text);
    zk_json_put_string(json, "kind", kind->name);
    zk_json_put_string(json, "title", zk_record_text(record, ZK_F_TITLE));
    zk_json_put_string(json, "subtitle", subtitle);
    put_tags(json, "tags", record, false);
    put_tags(json, "tags_en", record, true);
    put_marks(json, record);
    (void)snprintf(text, sizeof(text), "/%s/%lld", kind->plural, (long long)record->id);
    zk_json_put_string(json, "url", text);
    if (record->values[ZK_F_YEAR].has_number)
        zk_json_put_int(json, "year", record->values[ZK_F_YEAR].number);
    if (record->tied[ZK_KIND_ACHIEVEMENT] > 0)
        zk_json_put_int(json, "achievements", record->tied[ZK_KIND_ACHIEVEMENT]);
    put_codes(json, facets, record);
    zk_json_object_end(json);
}

/* Everything searchable that reads as text, in the order a reader would want it. */
static bool gather_text(const struct zk_text *text, const struct zk_record *record,
                        struct zk_arena *arena, struct zk_buf *out)
{
    static const enum zk_field_id fields[] = {
        ZK_F_SUMMARY, ZK_F_TASKS, ZK_F_PROBLEM, ZK_F_MEASURES, ZK_F_ANALYSIS,
        ZK_F_RESULTS, ZK_F_OUTCOME, ZK_F_BODY,
    };
    const struct zk_value *keywords = &record->values[ZK_F_KEYWORDS];
    size_t left = ZK_SNIPPET_MAX_CHARS;

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && left > 0; i++) {
        const char *bytes = zk_record_text(record, fields[i]);
        size_t len, part;

        if (!bytes)
            continue;
        bytes = zk_text_nfc(text, bytes, strlen(bytes), arena, &len);
        if (!bytes)
            return false;
        part = zk_utf8_prefix(bytes, len, left);
        left -= zk_utf8_count(bytes, part);
        if (out->len > 0)
            zk_buf_addc(out, '\n');
        zk_buf_add(out, bytes, part);
    }
    for (size_t i = 0; i < keywords->count; i++) {
        zk_buf_adds(out, i > 0 ? "；" : out->len > 0 ? "\n" : "");
        zk_buf_adds(out, keywords->items[i].text);
    }
    return true;
}

static void add_section(struct zk_buf *out, const char *bytes, size_t len)
{
    for (int shift = 0; shift < 32; shift += 8)
        zk_buf_addc(out, (char)(len >> shift & 0xFF));
    zk_buf_add(out, bytes, len);
}

struct zk_slice zk_document_section(const char *data, size_t len, int section)
{
    struct zk_slice slice = { "", 0 };
    size_t at = 0;

    for (int i = 0; i <= section; i++) {
        size_t size = 0;

        if (len - at < 4)
            return (struct zk_slice){ "", 0 };
        for (int k = 3; k >= 0; k--)
            size = size << 8 | (unsigned char)data[at + (size_t)k];
        at += 4;
        if (size > len - at)
            return (struct zk_slice){ "", 0 };
        slice.bytes = data + at;
        slice.len = size;
        at += size;
    }
    return slice;
}

enum zk_status zk_document_card(const struct zk_text *text, const struct zk_facets *facets,
                                const struct zk_record *record, struct zk_arena *arena,
                                struct zk_slice *out)
{
    const char *title = zk_record_text(record, ZK_F_TITLE);
    struct zk_buf members, subtitle, body, roles, data;
    struct zk_json json;
    enum zk_status st = ZK_NO_MEMORY;

    zk_buf_init(&members, CARD_CEILING);
    zk_buf_init(&subtitle, CARD_CEILING);
    zk_buf_init(&body, CARD_CEILING);
    zk_buf_init(&roles, CARD_CEILING);
    zk_buf_init(&data, 4 * CARD_CEILING);
    add_subtitle(&subtitle, record);
    zk_json_init(&json, &members);
    put_members(&json, facets, record, zk_buf_text(&subtitle));
    zk_document_roles(record, &roles);
    if (!gather_text(text, record, arena, &body))
        goto out;
    if (members.len >= 2) /* without its braces */
        add_section(&data, members.bytes + 1, members.len - 2);
    add_section(&data, title, strlen(title));
    add_section(&data, subtitle.bytes, subtitle.len);
    add_section(&data, body.bytes, body.len);
    add_section(&data, roles.bytes, roles.len);
    st = members.status != ZK_OK ? members.status
         : body.status != ZK_OK  ? body.status
         : roles.status != ZK_OK ? roles.status
                                 : data.status;
    if (st != ZK_OK)
        goto out;
    out->bytes = zk_arena_copy(arena, data.bytes, data.len);
    out->len = data.len;
    if (!out->bytes)
        st = ZK_NO_MEMORY;
out:
    zk_buf_free(&members);
    zk_buf_free(&subtitle);
    zk_buf_free(&body);
    zk_buf_free(&roles);
    zk_buf_free(&data);
    return st;
}
