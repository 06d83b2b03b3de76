/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One record in memory: a value for each field of schema/fields.def. Store, index,
 * import and views share it; none of them knows another.
 */
#ifndef ZK_RECORD_H
#define ZK_RECORD_H

#include "arena.h"
#include "buf.h"
#include "fields.h"
#include "status.h"

#include <stdbool.h>

/** One item of a list, or the one item of a LINK. */
struct zk_item {
    const char *text; /* code, word, or name (of the linked record, or a plain one) */
    const char *ref;  /* LINK(S): ref of the linked record, NULL for a plain name */
    const char *role; /* LINKS: NULL for none */
    int64_t id;       /* LINK(S): id of the linked record, 0 for a plain name or not yet resolved */
};

/** All pointers belong to the arena the record was made in. */
struct zk_value {
    const char *text; /* TEXT LONG DATE CODE; NULL when there is no value */
    int64_t number;   /* INT; valid when has_number */
    bool has_number;
    const struct zk_item *items; /* CODES WORDS LINK LINKS */
    size_t count;
};

struct zk_record {
    enum zk_kind kind;
    int64_t id; /* 0 before it is stored; unique over all kinds */
    int64_t version;
    const char *created_at; /* RFC 3339, UTC; NULL before it is stored */
    const char *updated_at;
    struct zk_value values[ZK_FIELD_COUNT];
    int64_t tied[ZK_KIND_COUNT]; /* public records of each kind that link to it; from the store */
};

struct zk_record *zk_record_new(struct zk_arena *arena, enum zk_kind kind);

static inline bool zk_value_empty(const struct zk_value *value)
{
    return !value->text && !value->has_number && value->count == 0;
}

static inline const char *zk_record_text(const struct zk_record *record, enum zk_field_id field)
{
    return record->values[field].text;
}

/** Public: visibility is absent or "public", and it is no draft of a demand. The store keeps the
 * same as record.published. */
bool zk_record_is_public(const struct zk_record *record);

/**
 * Read one cell of a file into a field: blanks trimmed, checked by type, limit and code table
 * (a code or an unambiguous label). An empty cell leaves the field empty.
 * List grammar: items split by ';' or '；'; "@ref" links; "|role" follows; backslash escapes.
 *
 * @retval ZK_BAD_UTF8 ZK_BAD_VALUE ZK_UNKNOWN_CODE ZK_TOO_LONG ZK_TOO_MANY  detail says how to mend
 * it
 */
enum zk_status zk_record_parse(struct zk_record *record, const struct zk_field *field,
                               const char *cell, size_t len, struct zk_arena *arena,
                               struct zk_error *err);

/** The inverse: the cell that zk_record_parse() reads back to the same value; "" when empty. */
void zk_record_print(const struct zk_record *record, const struct zk_field *field,
                     struct zk_buf *out);

/**
 * Append one item as a list cell holds it, ';' '|' '\\' and a leading '@' (behind blanks too)
 * escaped; a ref is written as @ref. For what brings lists from elsewhere (JSON) to
 * zk_record_parse().
 */
void zk_record_print_item(const struct zk_item *item, struct zk_buf *out);

/** Bytes of the blanks a text begins with, ASCII and wide: no part of a cell, nor of an item. */
size_t zk_record_blanks(const char *bytes, size_t len);

/** Is it a day of the calendar, as YYYY-MM-DD? */
bool zk_is_date(const char *text);

/** What may be shown of a contact: "139******78", "z***@example.com", "张*". */
const char *zk_record_mask(const char *text, struct zk_arena *arena);

/** What only the whole record can tell: ref and title present, credit code's check digit, dates in
 * order. */
enum zk_status zk_record_check(const struct zk_record *record, struct zk_error *err);

/** The same value of one field. */
bool zk_record_same(const struct zk_record *a, const struct zk_record *b, enum zk_field_id field);

/** Same kind and same values (ids, versions, times and tied aside). */
bool zk_record_equal(const struct zk_record *a, const struct zk_record *b);

#endif
