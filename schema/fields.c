/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fields.def as tables, and look-ups in them.
 */
#include "fields.h"

#include "hash.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The column table_or_kind, read by type. */
#define TABLE_TEXT(t)    ""
#define TABLE_LONG(t)    ""
#define TABLE_INT(t)     ""
#define TABLE_DATE(t)    ""
#define TABLE_WORDS(t)   ""
#define TABLE_CODE(t)    #t
#define TABLE_CODES(t)   #t
#define TABLE_LINK(t)    ""
#define TABLE_LINKS(t)   ""
#define TARGET_TEXT(k)   ZK_KIND_COUNT
#define TARGET_LONG(k)   ZK_KIND_COUNT
#define TARGET_INT(k)    ZK_KIND_COUNT
#define TARGET_DATE(k)   ZK_KIND_COUNT
#define TARGET_WORDS(k)  ZK_KIND_COUNT
#define TARGET_CODE(k)   ZK_KIND_COUNT
#define TARGET_CODES(k)  ZK_KIND_COUNT
#define TARGET_LINK(k)   ZK_KIND_##k
#define TARGET_LINKS(k)  ZK_KIND_##k

static const struct zk_kind_info kinds[ZK_KIND_COUNT] = {
#define ZK_KIND(ID, name, plural, zh, title_name, title_zh)                                        \
    { #name, #plural, zh, title_name, title_zh },
#include "fields.def"
};

static const struct zk_field fields[ZK_FIELD_COUNT] = {
#define ZK_FIELD(ID, name, zh, kinds, type, table, max, class, weight, facet)                        \
    { ZK_F_##ID,   #name,          zh,     kinds, ZK_TYPE_##type, TABLE_##type(table),            \
      TARGET_##type(table), max, ZK_CLASS_##class, weight, facet },
#include "fields.def"
};

/* Every row as written, for the hash. */
static const char *const rows[] = {
#define ZK_FIELD(ID, name, zh, kinds, type, table, max, class, weight, facet)                        \
    #name "|" #kinds "|" #type "|" #table "|" #class "|" #weight "|" facet,
#include "fields.def"
};

const struct zk_kind_info *zk_kind_info(enum zk_kind kind)
{
    return &kinds[kind];
}

static bool same(const char *text, const char *bytes, size_t len)
{
    return strlen(text) == len && memcmp(text, bytes, len) == 0;
}

enum zk_kind zk_kind_find(const char *name, size_t len)
{
    for (int kind = 0; kind < ZK_KIND_COUNT; kind++) {
        if (same(kinds[kind].name, name, len) || same(kinds[kind].plural, name, len))
            return (enum zk_kind)kind;
    }
    return ZK_KIND_COUNT;
}

const struct zk_field *zk_field_get(enum zk_field_id id)
{
    return &fields[id];
}

const char *zk_field_name(const struct zk_field *field, enum zk_kind kind)
{
    return field->id == ZK_F_TITLE ? kinds[kind].title_name : field->name;
}

const struct zk_field *zk_field_find(enum zk_kind kind, const char *name, size_t len)
{
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        if (zk_field_of_kind(&fields[id], kind) &&
            same(zk_field_name(&fields[id], kind), name, len))
            return &fields[id];
    }
    return NULL;
}

/* One of the headers between the bars of field->zh. */
static bool is_header_zh(const struct zk_field *field, const char *header, size_t len)
{
    const char *at = field->zh;

    for (;;) {
        size_t part = strcspn(at, "|");

        if (part == len && memcmp(at, header, len) == 0)
            return true;
        if (at[part] == '\0')
            return false;
        at += part + 1;
    }
}

const struct zk_field *zk_field_find_header(enum zk_kind kind, const char *header, size_t len)
{
    const struct zk_field *field;

    while (len > 0 && (header[0] == ' ' || header[0] == '\t')) {
        header++;
        len--;
    }
    while (len > 0 && (header[len - 1] == ' ' || header[len - 1] == '\t'))
        len--;
    if (len == 0)
        return NULL;
    field = zk_field_find(kind, header, len);
    for (int id = 0; !field && id < ZK_FIELD_COUNT; id++) {
        if (zk_field_of_kind(&fields[id], kind) && is_header_zh(&fields[id], header, len))
            field = &fields[id];
    }
    return field;
}

void zk_field_header_zh(const struct zk_field *field, enum zk_kind kind, char *out, size_t size)
{
    if (field->id == ZK_F_TITLE)
        (void)snprintf(out, size, "%s", kinds[kind].title_zh);
    else
        (void)snprintf(out, size, "%.*s", (int)strcspn(field->zh, "|"), field->zh);
}

uint64_t zk_fields_hash(void)
{
    uint64_t hash = ZK_HASH_START;

    for (int kind = 0; kind < ZK_KIND_COUNT; kind++)
        hash = zk_hash_add(hash, kinds[kind].name, strlen(kinds[kind].name) + 1);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        hash = zk_hash_add(hash, rows[i], strlen(rows[i]) + 1);
    return hash;
}
