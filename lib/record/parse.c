/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the text of one cell to a value: trimmed, checked, refused with what would be right.
 */
#include "record.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_MAX = 2155, YEAR_MIN = 1000, DATE_CHARS = 10 };

struct cell {
    struct zk_record *record;
    const struct zk_field *field;
    struct zk_arena *arena;
    struct zk_error *err;
};

#define REFUSE(c, status, ...)                                                                     \
    zk_fail((c)->err, status, zk_field_name((c)->field, (c)->record->kind), __VA_ARGS__)

static enum zk_status no_memory(struct cell *c)
{
    return REFUSE(c, ZK_NO_MEMORY, "no memory for a cell");
}

/* ---- text ---- */

/* Bytes of a blank at the end (or begin) of text: ASCII blanks and the wide one; 0 for none. */
static size_t blank_at(const char *bytes, size_t len, bool end)
{
    static const char wide[] = "\xE3\x80\x80";
    const char *at = bytes + (end && len >= 3 ? len - 3 : 0);
    char c = len > 0 ? bytes[end ? len - 1 : 0] : 'x';

    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        return 1;
    return len >= 3 && memcmp(at, wide, 3) == 0 ? 3 : 0;
}

size_t zk_record_blanks(const char *bytes, size_t len)
{
    size_t blanks = 0, n;

    while ((n = blank_at(bytes + blanks, len - blanks, false)) > 0)
        blanks += n;
    return blanks;
}

static void trim(const char **bytes, size_t *len)
{
    size_t n = zk_record_blanks(*bytes, *len);

    *bytes += n;
    *len -= n;
    while ((n = blank_at(*bytes, *len, true)) > 0)
        *len -= n;
}

/* \r\n and \r become \n; other control characters have no place in text. */
static enum zk_status clean(struct cell *c, char *text, bool lines)
{
    char *out = text;

    for (const char *p = text; *p; p++) {
        char ch = *p;

        if (ch == '\r') {
            if (p[1] == '\n')
                continue;
            ch = '\n';
        }
        if (ch == '\n' && !lines)
            return REFUSE(c, ZK_BAD_VALUE, "此栏只能写一行，请去掉换行");
        if ((unsigned char)ch < 0x20 && ch != '\n' && ch != '\t')
            return REFUSE(c, ZK_BAD_VALUE, "含有不可见的控制字符，请删除后重填");
        *out++ = ch;
    }
    *out = '\0';
    return ZK_OK;
}

static bool is_email(const char *text)
{
    const char *at = strchr(text, '@');

    return at && at != text && !strchr(at + 1, '@') && strchr(at + 1, '.') && !strchr(text, ' ');
}

static bool is_phone(const char *text)
{
    size_t digits = 0;

    if (text[strspn(text, "0123456789+-() ;,/转")] != '\0')
        return false;
    for (const char *p = text; *p; p++)
        digits += *p >= '0' && *p <= '9';
    return digits >= 5;
}

static enum zk_status check_shape(struct cell *c, const char *text)
{
    enum zk_field_id id = c->field->id;

    if (id == ZK_F_EMAIL && !is_email(text))
        return REFUSE(c, ZK_BAD_VALUE, "不是电子邮箱地址，应如 name@example.com");
    if (id == ZK_F_PHONE && !is_phone(text))
        return REFUSE(c, ZK_BAD_VALUE, "不是电话号码：只能有数字、加号、短横和括号，至少5位数字");
    if (id == ZK_F_URL && strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0)
        return REFUSE(c, ZK_BAD_VALUE, "网址应以 http:// 或 https:// 开头");
    if (id == ZK_F_REF && text[strcspn(text, " \t")] != '\0')
        return REFUSE(c, ZK_BAD_VALUE, "编号中不能有空格");
    return ZK_OK;
}

static enum zk_status parse_text(struct cell *c, const char *bytes, size_t len)
{
    char *text = zk_arena_copy(c->arena, bytes, len);
    size_t chars = zk_utf8_count(bytes, len);
    enum zk_status st;

    if (!text)
        return no_memory(c);
    if (chars > (size_t)c->field->max)
        return REFUSE(c, ZK_TOO_LONG, "有%zu个字，最多%lld个字，请精简", chars,
                      (long long)c->field->max);
    st = clean(c, text, c->field->type == ZK_TYPE_LONG);
    if (st == ZK_OK)
        st = check_shape(c, text);
    if (st == ZK_OK)
        c->record->values[c->field->id].text = text;
    return st;
}

static enum zk_status parse_int(struct cell *c, const char *bytes, size_t len)
{
    int64_t least = c->field->max == YEAR_MAX ? YEAR_MIN : 0;
    struct zk_value *value = &c->record->values[c->field->id];
    int64_t number = 0;

    for (size_t i = 0; i < len; i++) {
        if (bytes[i] < '0' || bytes[i] > '9' || len > 12)
            return REFUSE(c, ZK_BAD_VALUE, "应为整数（只写数字，不带单位和小数）");
        number = 10 * number + (bytes[i] - '0');
    }
    if (number < least || number > c->field->max)
        return REFUSE(c, ZK_BAD_VALUE, "应在%lld到%lld之间", (long long)least,
                      (long long)c->field->max);
    value->number = number;
    value->has_number = true;
    return ZK_OK;
}

bool zk_is_date(const char *text)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year, month, day, leap;
    char end;

    if (strlen(text) != DATE_CHARS || text[4] != '-' || text[7] != '-' ||
        strspn(text, "0123456789-") != DATE_CHARS ||
        sscanf(text, "%4d-%2d-%2d%c", &year, &month, &day, &end) != 3)
        return false;
    if (year < YEAR_MIN || month < 1 || month > 12 || day < 1)
        return false;
    leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

static enum zk_status parse_date(struct cell *c, const char *bytes, size_t len)
{
    char *text = zk_arena_copy(c->arena, bytes, len);

    if (!text)
        return no_memory(c);
    if (!zk_is_date(text))
        return REFUSE(c, ZK_BAD_VALUE, "不是日期，应写成 2019-03-05 这样的年-月-日");
    c->record->values[c->field->id].text = text;
    return ZK_OK;
}

/* ---- codes ---- */

static enum zk_status find_code(struct cell *c, const char *bytes, size_t len, const char **out)
{
    const struct zk_code_table *table = zk_codes_table(c->field->table);
    int row = zk_codes_find(table, bytes, len), shown = (int)zk_utf8_prefix(bytes, len, 30);

    if (row == ZK_CODE_NONE)
        row = zk_codes_find_label(table, bytes, len);
    if (row == ZK_CODE_AMBIGUOUS)
        return REFUSE(c, ZK_UNKNOWN_CODE,
                      "“%.*s”在代码表中不止一个，请改填代码（见 schema/codes/%s.tsv）", shown,
                      bytes, table->name);
    if (row < 0)
        return REFUSE(c, ZK_UNKNOWN_CODE,
                      "代码表中没有“%.*s”，请填代码或名称，如“%s”或“%s”（见 schema/codes/%s.tsv）",
                      shown, bytes, table->rows[0].code, table->rows[0].label, table->name);
    *out = table->rows[row].code;
    return ZK_OK;
}

/* ---- lists ---- */

/* One item of a list while it is read: unescaped, with where its role begins. */
struct item_reader {
    struct zk_buf text;
    size_t role; /* offset of the role; SIZE_MAX for none */
    bool is_ref;
};

static bool is_separator(const char *at, size_t left, size_t *len)
{
    *len = 1;
    if (*at == ';')
        return true;
    *len = 3;
    return left >= 3 && memcmp(at, "；", 3) == 0;
}

/* Reads one item from *at on, up to a separator or end. */
static void read_item(struct item_reader *reader, const char **at, const char *end, bool links)
{
    size_t skip;

    zk_buf_clear(&reader->text);
    reader->role = SIZE_MAX;
    reader->is_ref = false;
    *at += zk_record_blanks(*at, (size_t)(end - *at));
    if (links && *at < end && **at == '@') {
        reader->is_ref = true;
        ++*at;
    }
    while (*at < end && !is_separator(*at, (size_t)(end - *at), &skip)) {
        if (**at == '\\' && *at + 1 < end) {
            ++*at;
            zk_buf_addc(&reader->text, *(*at)++);
        } else if (links && **at == '|' && reader->role == SIZE_MAX) {
            reader->role = reader->text.len;
            ++*at;
        } else {
            zk_buf_addc(&reader->text, *(*at)++);
        }
    }
    if (*at < end)
        *at += skip;
}

static enum zk_status copy_part(struct cell *c, const char *bytes, size_t len, const char **out)
{
    char *text;

    trim(&bytes, &len);
    *out = NULL;
    if (len == 0)
        return ZK_OK;
    if (zk_utf8_count(bytes, len) > ZK_WORD_MAX_CHARS)
        return REFUSE(c, ZK_TOO_LONG, "一项最多%d个字；多项之间请用分号隔开", ZK_WORD_MAX_CHARS);
    text = zk_arena_copy(c->arena, bytes, len);
    if (!text)
        return no_memory(c);
    *out = text;
    return clean(c, text, false);
}

static enum zk_status make_item(struct cell *c, const struct item_reader *reader,
                                struct zk_item *item)
{
    size_t text_len = reader->role == SIZE_MAX ? reader->text.len : reader->role;
    const char *bytes = reader->text.len > 0 ? reader->text.bytes : "";
    enum zk_status st = copy_part(c, bytes, text_len, &item->text);

    if (st == ZK_OK && reader->role != SIZE_MAX)
        st = copy_part(c, bytes + reader->role, reader->text.len - reader->role, &item->role);
    if (st != ZK_OK || !item->text) {
        if (st == ZK_OK && (reader->is_ref || item->role))
            return REFUSE(c, ZK_BAD_VALUE, "“@”后面要有编号，“|”前面要有姓名或编号");
        return st;
    }
    if (reader->is_ref)
        item->ref = item->text;
    if (zk_type_is_code(c->field->type))
        return find_code(c, item->text, strlen(item->text), &item->text);
    return ZK_OK;
}

static bool has_item(const struct zk_item *items, size_t count, const struct zk_item *item)
{
    for (size_t i = 0; i < count; i++) {
        bool roles = items[i].role && item->role ? strcmp(items[i].role, item->role) == 0
                                                 : items[i].role == item->role;

        if (roles && !items[i].ref == !item->ref && strcmp(items[i].text, item->text) == 0)
            return true;
    }
    return false;
}

/* Items that stand there twice are kept once. */
static enum zk_status parse_list(struct cell *c, const char *bytes, size_t len)
{
    struct zk_value *value = &c->record->values[c->field->id];
    const char *at = bytes, *end = bytes + len;
    struct item_reader reader;
    struct zk_item *items;
    enum zk_status st = ZK_OK;
    size_t count = 0, most = 1;

    for (size_t i = 0; i < len; i++)
        most += bytes[i] == ';' || (bytes[i] == '\xEF' && len - i >= 3);
    items = zk_arena_array(c->arena, most, sizeof(*items));
    if (!items)
        return no_memory(c);
    zk_buf_init(&reader.text, len + 1);
    while (st == ZK_OK && at < end) {
        struct zk_item item = { .text = NULL };

        read_item(&reader, &at, end, zk_type_is_link(c->field->type));
        st = zk_buf_status(&reader.text) == ZK_OK ? make_item(c, &reader, &item) : no_memory(c);
        if (st == ZK_OK && item.text && !has_item(items, count, &item))
            items[count++] = item;
    }
    zk_buf_free(&reader.text);
    if (st != ZK_OK)
        return st;
    if (count > (size_t)(c->field->type == ZK_TYPE_LINK ? 1 : c->field->max))
        return REFUSE(c, ZK_TOO_MANY, "有%zu项，最多%lld项", count, (long long)c->field->max);
    value->items = count > 0 ? items : NULL;
    value->count = count;
    return ZK_OK;
}

enum zk_status zk_record_parse(struct zk_record *record, const struct zk_field *field,
                               const char *bytes, size_t len, struct zk_arena *arena,
                               struct zk_error *err)
{
    struct cell c = { .record = record, .field = field, .arena = arena, .err = err };

    record->values[field->id] = (struct zk_value){ .text = NULL };
    if (!zk_utf8_valid(bytes, len))
        return REFUSE(&c, ZK_BAD_UTF8, "不是有效的UTF-8文字，请用UTF-8编码保存文件");
    trim(&bytes, &len);
    if (len == 0)
        return ZK_OK;
    switch (field->type) {
    case ZK_TYPE_TEXT:
    case ZK_TYPE_LONG:
        return parse_text(&c, bytes, len);
    case ZK_TYPE_INT:
        return parse_int(&c, bytes, len);
    case ZK_TYPE_DATE:
        return parse_date(&c, bytes, len);
    case ZK_TYPE_CODE:
        return find_code(&c, bytes, len, &record->values[field->id].text);
    case ZK_TYPE_CODES:
    case ZK_TYPE_WORDS:
    case ZK_TYPE_LINK:
    case ZK_TYPE_LINKS:
        return parse_list(&c, bytes, len);
    }
    return REFUSE(&c, ZK_INTERNAL, "a field of no type");
}
