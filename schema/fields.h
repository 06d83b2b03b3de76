/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kinds of records and their fields, as fields.def lists them.
 */
#ifndef ZK_FIELDS_H
#define ZK_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "codes.h"

enum zk_kind {
#define ZK_KIND(ID, name, plural, zh, title_name, title_zh) ZK_KIND_##ID,
#include "fields.def"
    ZK_KIND_COUNT
};

enum zk_field_id {
#define ZK_FIELD(ID, name, zh, kinds, type, table, max, class, weight, facet) ZK_F_##ID,
#include "fields.def"
    ZK_FIELD_COUNT
};

enum zk_type {
    ZK_TYPE_TEXT,
    ZK_TYPE_LONG,
    ZK_TYPE_INT,
    ZK_TYPE_DATE,
    ZK_TYPE_CODE,
    ZK_TYPE_CODES,
    ZK_TYPE_WORDS,
    ZK_TYPE_LINK,
    ZK_TYPE_LINKS,
};

/* Who sees a field: visibility.def says what each class means. */
enum zk_class {
#define ZK_CLASS(ID, purpose, keep, see, masked, edit, hide) ZK_CLASS_##ID,
#include "visibility.def"
    ZK_CLASS_COUNT
};

enum {
    ZK_WORD_MAX_CHARS = 200, /* one item of a list, one role, one label */
    ZK_COMMON_FIELDS = ZK_F_VISIBILITY + 1, /* fields before it belong to every kind */
};

struct zk_kind_info {
    const char *name;
    const char *plural;
    const char *zh;
    const char *title_name;
    const char *title_zh;
};

struct zk_field {
    enum zk_field_id id;
    const char *name;
    const char *zh; /* canonical header, then accepted ones after '|' */
    unsigned kinds; /* bits 1u << enum zk_kind */
    enum zk_type type;
    const char *table; /* code table name; "" unless CODE/CODES */
    enum zk_kind target; /* kind linked to; only for LINK/LINKS */
    int64_t max;
    enum zk_class shown_as;
    int weight;
    const char *facet; /* "" for none */
};

const struct zk_kind_info *zk_kind_info(enum zk_kind kind);

/** Kind by name ("expert") or plural ("experts"); ZK_KIND_COUNT when there is none. */
enum zk_kind zk_kind_find(const char *name, size_t len);

const struct zk_field *zk_field_get(enum zk_field_id id);

/** Field of a kind by its JSON name (title is "name" or "title" by kind); NULL when there is none. */
const struct zk_field *zk_field_find(enum zk_kind kind, const char *name, size_t len);

/** The same by English name or any Chinese header, blanks around it ignored; for files. */
const struct zk_field *zk_field_find_header(enum zk_kind kind, const char *header, size_t len);

/** What a kind calls this field in JSON and English headers. */
const char *zk_field_name(const struct zk_field *field, enum zk_kind kind);

/** Canonical Chinese header for this kind, written to out (NUL-terminated, cut at size). */
void zk_field_header_zh(const struct zk_field *field, enum zk_kind kind, char *out, size_t size);

static inline int zk_field_of_kind(const struct zk_field *field, enum zk_kind kind)
{
    return (field->kinds >> kind & 1u) != 0;
}

static inline int zk_type_is_list(enum zk_type type)
{
    return type == ZK_TYPE_CODES || type == ZK_TYPE_WORDS || type == ZK_TYPE_LINK ||
           type == ZK_TYPE_LINKS;
}

static inline int zk_type_is_link(enum zk_type type)
{
    return type == ZK_TYPE_LINK || type == ZK_TYPE_LINKS;
}

static inline int zk_type_is_code(enum zk_type type)
{
    return type == ZK_TYPE_CODE || type == ZK_TYPE_CODES;
}

/** Hash of fields.def as compiled: with zk_codes_hash() it is the schema an index belongs to. */
uint64_t zk_fields_hash(void);

#endif
