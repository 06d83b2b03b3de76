/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making, printing and comparing records; what only the whole record can tell.
 */
#include "record.h"

#include <string.h>

enum { CREDIT_CODE_CHARS = 18 };

struct zk_record *zk_record_new(struct zk_arena *arena, enum zk_kind kind)
{
    struct zk_record *record = zk_arena_alloc(arena, sizeof(*record));

    if (record)
        record->kind = kind;
    return record;
}

bool zk_record_is_public(const struct zk_record *record)
{
    const char *visibility = zk_record_text(record, ZK_F_VISIBILITY);
    const char *status = zk_record_text(record, ZK_F_DEMAND_STATUS);

    return (!visibility || strcmp(visibility, "public") == 0) &&
           (!status || strcmp(status, "draft") != 0);
}

/* ---- printing ---- */

/* An '@' behind blanks alone is where parse.c begins to read an item. */
static void escape(const char *text, struct zk_buf *out)
{
    static const char wide[] = "；";
    const char *begin = text + zk_record_blanks(text, strlen(text));

    for (const char *p = text; *p; p++) {
        if (*p == ';' || *p == '|' || *p == '\\' || (p == begin && *p == '@') ||
            strncmp(p, wide, sizeof(wide) - 1) == 0)
            zk_buf_addc(out, '\\');
        zk_buf_addc(out, *p);
    }
}

void zk_record_print_item(const struct zk_item *item, struct zk_buf *out)
{
    if (item->ref) {
        zk_buf_addc(out, '@');
        escape(item->ref, out);
    } else {
        escape(item->text, out);
    }
    if (item->role) {
        zk_buf_addc(out, '|');
        escape(item->role, out);
    }
}

void zk_record_print(const struct zk_record *record, const struct zk_field *field,
                     struct zk_buf *out)
{
    const struct zk_value *value = &record->values[field->id];

    if (value->has_number)
        zk_buf_addf(out, "%lld", (long long)value->number);
    if (value->text)
        zk_buf_adds(out, value->text);
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            zk_buf_addc(out, ';');
        zk_record_print_item(&value->items[i], out);
    }
}

/* ---- comparing ---- */

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* A link is its ref; what the linked record is called does not matter. */
static bool same_item(const struct zk_item *a, const struct zk_item *b)
{
    if (!same(a->ref, b->ref) || !same(a->role, b->role))
        return false;
    return a->ref || same(a->text, b->text);
}

static bool same_value(const struct zk_value *a, const struct zk_value *b)
{
    if (!same(a->text, b->text) || a->has_number != b->has_number || a->count != b->count)
        return false;
    if (a->has_number && a->number != b->number)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!same_item(&a->items[i], &b->items[i]))
            return false;
    }
    return true;
}

bool zk_record_same(const struct zk_record *a, const struct zk_record *b, enum zk_field_id field)
{
    return same_value(&a->values[field], &b->values[field]);
}

bool zk_record_equal(const struct zk_record *a, const struct zk_record *b)
{
    if (a->kind != b->kind)
        return false;
    for (int id = 0; id < ZK_FIELD_COUNT; id++) {
        if (!zk_record_same(a, b, (enum zk_field_id)id))
            return false;
    }
    return true;
}

/* ---- checking ---- */

/* GB 32100-2015: 17 characters of 31, weights 3^i mod 31, and a check character. */
static bool credit_code_is_right(const char *code)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int sum = 0, weight = 1;

    if (strlen(code) != CREDIT_CODE_CHARS)
        return false;
    for (int i = 0; i < CREDIT_CODE_CHARS; i++) {
        const char *at = strchr(alphabet, code[i]);

        if (!at)
            return false;
        if (i == CREDIT_CODE_CHARS - 1)
            return (31 - sum % 31) % 31 == (int)(at - alphabet);
        sum += weight * (int)(at - alphabet);
        weight = weight * 3 % 31;
    }
    return false;
}

static enum zk_status need(const struct zk_record *record, enum zk_field_id id,
                           struct zk_error *err)
{
    const struct zk_field *field = zk_field_get(id);
    const struct zk_kind_info *kind = zk_kind_info(record->kind);

    if (!zk_value_empty(&record->values[id]))
        return ZK_OK;
    return zk_fail(err, ZK_BAD_VALUE, zk_field_name(field, record->kind),
                   "“%s”不能为空：每条%s都要填写", id == ZK_F_TITLE ? kind->title_zh : "编号",
                   kind->zh);
}

enum zk_status zk_record_check(const struct zk_record *record, struct zk_error *err)
{
    const char *code = zk_record_text(record, ZK_F_CREDIT_CODE);
    const char *from = zk_record_text(record, ZK_F_ESTABLISHED_ON);
    const char *to = zk_record_text(record, ZK_F_EXPIRES_ON);
    enum zk_status st = need(record, ZK_F_REF, err);

    if (st == ZK_OK)
        st = need(record, ZK_F_TITLE, err);
    if (st == ZK_OK && code && !credit_code_is_right(code))
        st = zk_fail(err, ZK_BAD_VALUE, "credit_code",
                     "统一社会信用代码校验不通过：应为18位，末位是校验码，请对照营业执照核对");
    if (st == ZK_OK && from && to && strcmp(from, to) > 0)
        st = zk_fail(err, ZK_BAD_VALUE, "expires_on", "到期日期 %s 早于建站日期 %s", to, from);
    return st;
}
